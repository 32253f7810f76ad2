// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace Seamless.Gpu.Generator;

/// <summary>The C functions of the client library that need no hand: plain commands, refusals, and all second names.</summary>
internal static class RustExports
{
    public static string File(Api api, string head)
    {
        var text = new StringBuilder(head + "use super::{encode, opcodes};\nuse crate::context::current;\nuse crate::stream::{Input, Reply};\nuse crate::types::*;\n\n");
        foreach (var command in api.Commands)
        {
            if (command.Kind == Kind.Plain)
                Plain(text, command);
            else if (command.Kind == Kind.Unsupported)
                Open(text, command, command.Name).Append(CultureInfo.InvariantCulture, $"    crate::unsupported(\"{command.Name}\");\n    {Zero(command)}\n}}\n\n");
            foreach (var alias in command.Aliases)
                Alias(text, command, alias);
        }
        return text.ToString();
    }

    private static string Declared(Command command) => string.Join(", ", command.Parameters.Select(p => $"{p.SafeName}: {GlTypes.RustDeclared(p.Type)}"));

    private static string ReturnType(Command command) => GlTypes.RustDeclared(command.Returns);

    private static string Zero(Command command) => command.Returns == "void" ? "" : ReturnType(command) switch
    {
        var t when t.StartsWith("*const", StringComparison.Ordinal) => "core::ptr::null()",
        var t when t.StartsWith('*') || t == "GLsync" => "core::ptr::null_mut()",
        _ => "0",
    };

    private static StringBuilder Open(StringBuilder text, Command command, string name) =>
        text.Append(CultureInfo.InvariantCulture, $"#[no_mangle]\npub unsafe extern \"C\" fn {name}({Declared(command)}){(command.Returns == "void" ? "" : " -> " + ReturnType(command))} {{\n");

    private static void Alias(StringBuilder text, Command command, string alias) =>
        Open(text, command, alias).Append(CultureInfo.InvariantCulture,
            $"    {(command.Kind is Kind.Hand or Kind.Local ? "crate::gl::" : "")}{command.Name}({string.Join(", ", command.Parameters.Select(p => p.SafeName))})\n}}\n\n");

    private static void Plain(StringBuilder text, Command command)
    {
        Open(text, command, command.Name).Append(CultureInfo.InvariantCulture, $"    let Some(cx) = current() else {{ return {Zero(command)} }};\n");
        text.Append(Effects.Of(command) switch
        {
            Effect.None => "",
            Effect.Uniforms => "    cx.set_uniform();\n",
            Effect.Answers => "    cx.changed();\n",
            _ => "    cx.touch();\n",
        });
        if (command.Names is { } kind)
            text.Append(CultureInfo.InvariantCulture, $"    cx.named(crate::names::Kind::{kind}, {command.Parameters[0].SafeName});\n");
        var arguments = new List<string>();
        foreach (var parameter in command.Parameters)
        {
            switch (parameter.Shape)
            {
                case Shape.Input:
                    Input(text, command, parameter);
                    arguments.Add($"i_{parameter.Name}");
                    break;
                case Shape.Output:
                    Capacity(text, command, parameter);
                    arguments.Add($"r_{parameter.Name}");
                    break;
                default:
                    arguments.Add(parameter.Shape == Shape.Sync ? $"{parameter.SafeName} as u64" : parameter.SafeName);
                    break;
            }
        }
        if (command.Answers)
        {
            text.Append("    let returned = cx.reply(8);\n");
            arguments.Add("returned");
        }
        text.Append(CultureInfo.InvariantCulture, $"    encode::{command.Name}(cx{string.Concat(arguments.Select(a => ", " + a))});\n");
        if (command.Waits)
            text.Append(CultureInfo.InvariantCulture, $"    cx.finish(opcodes::{command.Name});\n");
        foreach (var parameter in command.Parameters.Where(p => p.Shape == Shape.Output))
            text.Append(CultureInfo.InvariantCulture, $"    cx.take(r_{parameter.Name}, {parameter.SafeName} as *mut u8, usize::MAX);\n");
        if (command.Answers)
            text.Append(CultureInfo.InvariantCulture, $"    cx.value(returned) as {ReturnType(command)}\n");
        text.Append("}\n\n");
    }

    /// <summary>A number of elements that the program gave; a negative one is GL_INVALID_VALUE without asking anybody.</summary>
    private static void Count(StringBuilder text, Command command, Parameter parameter)
    {
        var size = parameter.Pointer!.Size;
        text.Append(CultureInfo.InvariantCulture, $"    let n_{parameter.Name} = {Expression.Rust(size, command)};\n");
        if (!int.TryParse(size, CultureInfo.InvariantCulture, out _))
            text.Append(CultureInfo.InvariantCulture, $"    if n_{parameter.Name} < 0 {{\n        cx.error(0x501);\n        return {Zero(command)};\n    }}\n");
    }

    private static void Input(StringBuilder text, Command command, Parameter parameter)
    {
        var name = parameter.Name;
        switch (parameter.Pointer!.Way)
        {
            case "string":
                text.Append(CultureInfo.InvariantCulture, $"    let i_{name} = cx.text({parameter.SafeName});\n");
                break;
            case "strings":
                Count(text, command, parameter);
                text.Append(CultureInfo.InvariantCulture, $"    let i_{name} = cx.texts(n_{name} as usize, {parameter.SafeName}, core::ptr::null());\n");
                break;
            case "in" or "in?" or "place" or "place?":
                Count(text, command, parameter);
                text.Append(CultureInfo.InvariantCulture, $"    let i_{name} = cx.input({parameter.SafeName} as *const c_void, n_{name} as usize * {GlTypes.Of(parameter.Element).Size});\n");
                break;
            case var way:
                throw new RuleException($"{command.Name}: {name} travels as \"{way}\", which the client writes by hand: say hand");
        }
    }

    private static void Capacity(StringBuilder text, Command command, Parameter parameter)
    {
        var name = parameter.Name;
        switch (parameter.Pointer!.Way)
        {
            case "probe":
                text.Append(CultureInfo.InvariantCulture, $"    let r_{name} = cx.reply({(parameter.Pointer.Size.Length == 0 ? "256" : parameter.Pointer.Size)});\n");
                break;
            case "out":
                Count(text, command, parameter);
                text.Append(CultureInfo.InvariantCulture, $"    let r_{name} = cx.reply(n_{name} as usize * {GlTypes.Of(parameter.Element).Size});\n");
                break;
            case var way:
                throw new RuleException($"{command.Name}: {name} comes back as \"{way}\", which the client writes by hand: say hand");
        }
    }
}
