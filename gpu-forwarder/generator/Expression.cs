// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Seamless.Gpu.Generator;

/// <summary>
/// A size as gl.xml and the rules write it: parameters, numbers, + - * /, and the functions that both sides have
/// (pname, image, bitmap, element, map1, map2). Both languages compute it with 64 bits.
/// </summary>
internal static class Expression
{
    public static string Rust(string text, Command command) => Render(text, command, n => $"({n} as i64)", f => $"crate::sizes::{f}");

    public static string CSharp(string text, Command command) => Render(text, command, n => $"(long)a_{n}", f => $"Sizes.{char.ToUpperInvariant(f[0])}{f[1..]}");

    private static string Render(string text, Command command, Func<string, string> name, Func<string, string> function)
    {
        var result = new StringBuilder();
        for (var i = 0; i < text.Length;)
        {
            if (char.IsLetter(text[i]) || text[i] == '_')
            {
                var from = i;
                while (i < text.Length && (char.IsLetterOrDigit(text[i]) || text[i] == '_'))
                    i++;
                var word = text[from..i];
                if (i < text.Length && text[i] == '(')
                    result.Append(function(word));
                else if (command.Parameters.FirstOrDefault(p => p.Name == word) is { } parameter)
                    result.Append(name(parameter.SafeName));
                else
                    throw new RuleException($"{command.Name}: {word} in \"{text}\" is not one of its parameters");
            }
            else
            {
                if (!char.IsDigit(text[i]) && !"+-*/(), ".Contains(text[i], StringComparison.Ordinal))
                    throw new RuleException($"{command.Name}: \"{text}\" cannot be a size");
                if (char.IsDigit(text[i]))
                {
                    while (i < text.Length && char.IsDigit(text[i]))
                        result.Append(text[i++]);
                    continue;
                }
                result.Append(text[i++]);
            }
        }
        return result.ToString();
    }
}
