// SPDX-License-Identifier: Apache-2.0
using System.Collections.Generic;
using System.Linq;

namespace Seamless.Wayland.Generator;

/// <summary>What the classes of both sides have in common: the nested enumerations, the constants, and the wire tables of the trace.</summary>
internal static class SharedEmitter
{
    public static void Constants(CodeText code, Interface @interface)
    {
        code.Line($"public const string InterfaceName = \"{@interface.Name}\";");
        code.Line("/// <summary>The version that the XML of this build describes.</summary>");
        code.Line($"public const int InterfaceVersion = {@interface.Version};");
        var named = new HashSet<string>();
        foreach (var message in @interface.Requests.Concat(@interface.Events).Where(message => message.Since > 1))
        {
            if (named.Add(message.Name))
                code.Line($"public const int {CSharpNames.Pascal(message.Name)}Since = {message.Since};");
        }
    }

    public static void Enumerations(CodeText code, Interface @interface)
    {
        foreach (var enumeration in @interface.Enumerations)
        {
            code.Line();
            if (enumeration.IsBitfield)
                code.Line("[global::System.Flags]");
            code.Open($"public enum {CSharpNames.Enumeration(enumeration.Name)} : uint");
            foreach (var entry in enumeration.Entries)
            {
                code.Summary(entry.Summary);
                code.Line($"{CSharpNames.Pascal(entry.Name)} = {entry.Value}u,");
            }

            code.Close();
        }
    }

    /// <summary>Names and signatures of all messages, which the runtime checks versions with and the wire trace prints with.</summary>
    public static string Tables(Protocol protocol)
    {
        var code = CodeText.File();
        code.Line("namespace Seamless.Wayland;");
        code.Line();
        code.Open("internal static partial class WireInterfaces");
        foreach (var @interface in protocol.Interfaces)
        {
            code.Line($"internal static WireInterface {CSharpNames.Pascal(@interface.Name)} => field ??= new(\"{@interface.Name}\", {@interface.Version},");
            code.Line($"    [{Messages(@interface.Requests)}],");
            code.Line($"    [{Messages(@interface.Events)}]);");
        }

        code.Close();
        return code.ToString();
    }

    private static string Messages(IEnumerable<Message> messages) =>
        string.Join(", ", messages.Select(message => $"new(\"{message.Name}\", \"{Signature(message)}\", {message.Since})"));

    // The letters of libwayland's signatures; N is an untyped new_id, which travels as interface name, version and id.
    private static string Signature(Message message) => string.Concat(message.Arguments.Select(argument =>
        (argument.AllowsNull ? "?" : "") + argument.Type switch
        {
            ArgumentType.Int => "i",
            ArgumentType.Uint => "u",
            ArgumentType.Fixed => "f",
            ArgumentType.String => "s",
            ArgumentType.Object => "o",
            ArgumentType.NewId => argument.Interface is null ? "N" : "n",
            ArgumentType.Array => "a",
            _ => "h",
        }));
}
