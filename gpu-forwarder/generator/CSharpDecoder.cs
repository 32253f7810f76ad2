// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace Seamless.Gpu.Generator;

/// <summary>
/// One method a record: read the arguments out of the executor's own copy, check what the pointers refer to, call the driver, put the
/// results where the client looks for them.
/// </summary>
internal static class CSharpDecoder
{
    private static readonly SilkMethods Silk = new();

    public static void Write(StringBuilder text, Command command)
    {
        text.Append(CultureInfo.InvariantCulture, $"    private static void {command.Name}(Executor x, byte* r)\n    {{\n");
        foreach (var field in command.Fields.Where(f => f.Parameter.Shape is Shape.Scalar or Shape.Sync))
            text.Append(CultureInfo.InvariantCulture, $"        var a_{field.Parameter.SafeName} = {Scalar(field)};\n");
        foreach (var field in command.Fields.Where(f => f.Parameter.Shape == Shape.Input))
            text.Append(CultureInfo.InvariantCulture, $"        var a_{field.Parameter.SafeName} = {Input(command, field)};\n");
        foreach (var field in command.Fields.Where(f => f.Parameter.Shape == Shape.Output))
            text.Append(CultureInfo.InvariantCulture, $"        var a_{field.Parameter.SafeName} = {Output(command, field)};\n");
        Check(text, command);
        Draw(text, command);
        var call = Call(command);
        var probes = command.Fields.Where(f => f.Parameter.Pointer?.Way == "probe").ToList();
        var exact = command.Fields.Where(f => f.Parameter.Pointer?.Way is "out" or "straight" or "readback").ToList();
        var isChecked = exact.Count > 0 && !(command.Hook && exact.Exists(f => f.Parameter.Pointer!.Size == "0"));
        // An error of an earlier command is none of this one, whose results are good nevertheless.
        if (isChecked)
            text.Append("        _ = x.Succeeded();\n");
        text.Append(CultureInfo.InvariantCulture, $"        {(command.Returns == "void" ? "" : "var result = ")}{call};\n");
        if (probes.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"        x.ProbeAgain();\n        {call};\n");
            foreach (var field in probes)
                text.Append(CultureInfo.InvariantCulture, $"        x.Probed(r, {field.Offset}, {GlTypes.Of(field.Parameter.Element).Size});\n");
        }
        if (isChecked)
        {
            text.Append("        var written = x.Succeeded();\n");
            foreach (var field in exact)
                text.Append(CultureInfo.InvariantCulture, $"        x.Written(r, {field.Offset}, written ? {Need(command, field)} : 0);\n");
        }
        if (command.ReturnsSync)
            text.Append(CultureInfo.InvariantCulture, $"        x.KeepSync(*(ulong*)(r + {command.ReturnOffset}), result);\n");
        else if (command.Answers)
            text.Append(CultureInfo.InvariantCulture, $"        x.Return(r, {command.ReturnOffset}, (ulong)result);\n");
        if (IsDraw(command))
            text.Append("        x.AfterDraw();\n");
        text.Append("    }\n\n");
    }

    private static void Check(StringBuilder text, Command command)
    {
        if (ChangesArrays(command))
            text.Append(CultureInfo.InvariantCulture, $"        x.Context.Arrays.Change({Bool(Has(command, "Binding", "VertexBuffer", "Format", "VertexArray"))}, {Bool(Has(command, "Divisor"))});\n");
        if (command.Check is not { } check)
            return;
        var outputs = command.Fields.Where(f => f.Parameter.Shape == Shape.Output).ToList();
        if (command.ReturnsSync || outputs.Exists(f => f.Parameter.Pointer!.Way != "out"))
            throw new RuleException($"{command.Name}: a command that answers cannot be left out");
        var at = check.IndexOf('(', StringComparison.Ordinal);
        text.Append(CultureInfo.InvariantCulture, $"        if (!Checks.{check[..at]}(x, {Expression.CSharp(check[(at + 1)..^1], command)}))\n        {{\n");
        foreach (var field in outputs)
            text.Append(CultureInfo.InvariantCulture, $"            x.Written(r, {field.Offset}, 0);\n");
        if (command.Answers)
            text.Append(CultureInfo.InvariantCulture, $"            x.Return(r, {command.ReturnOffset}, 0);\n");
        text.Append("            return;\n        }\n");
    }

    private static string Bool(bool value) => value ? "true" : "false";

    private static bool IsDraw(Command command) => command.Name.StartsWith("glDrawArrays", StringComparison.Ordinal)
        || command.Name.StartsWith("glDrawElements", StringComparison.Ordinal) || command.Name.StartsWith("glDrawRangeElements", StringComparison.Ordinal)
        || command.Name.StartsWith("glMultiDraw", StringComparison.Ordinal) || command.Name.StartsWith("glDrawTransformFeedback", StringComparison.Ordinal);

    /// <summary>Commands that may leave an enabled array without a buffer, or let it have another; rather one too many.</summary>
    private static bool ChangesArrays(Command command) => !command.Waits
        && (Has(command, "VertexAttrib", "VertexArray", "ClientState", "ClientAttrib", "VertexBuffer", "VertexBinding", "DeleteBuffers")
            || command.Name.EndsWith("Pointer", StringComparison.Ordinal))
        && !Has(command, "glDisable") && !System.Text.RegularExpressions.Regex.IsMatch(command.Name, "^glVertexAttrib[IL]?(P?[1-4])");

    private static bool Has(Command command, params string[] words) => words.Any(word => command.Name.Contains(word, StringComparison.Ordinal));

    private static void Draw(StringBuilder text, Command command)
    {
        if (!IsDraw(command))
            return;
        text.Append("        if (!x.MayDraw())\n            return;\n");
        string Of(string name, string otherwise) => command.Parameters.Any(p => p.Name == name) ? "a_" + name : otherwise;
        if (Has(command, "glMultiDraw", "Indirect", "TransformFeedback"))
            text.Append("        x.BeforeDraw();\n");
        else if (command.Name.Contains("Elements", StringComparison.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"        x.BeforeElements(a_indices, a_count, a_type_, {Of("basevertex", "0")}, {Of("instancecount", "1")}, {Of("baseinstance", "0")});\n{(Has(command, "DrawRange") ? "        if (x.HasArrays)\n            (a_start, a_end) = x.IndexRange;\n" : "")}");
        else
            text.Append(CultureInfo.InvariantCulture, $"        x.BeforeArrays(a_first, a_count, {Of("instancecount", "1")}, {Of("baseinstance", "0")});\n");
    }

    private static string Scalar(Field field)
    {
        var at = $"(r + {field.Offset})";
        if (field.Parameter.Shape == Shape.Sync)
            return $"x.Sync(*(ulong*){at})";
        return GlTypes.Of(field.Parameter.Type).CSharp switch
        {
            "byte" or "ushort" => $"({GlTypes.Of(field.Parameter.Type).CSharp})*(uint*){at}",
            "sbyte" or "short" => $"({GlTypes.Of(field.Parameter.Type).CSharp})*(int*){at}",
            var type => $"*({type}*){at}",
        };
    }

    private static string Need(Command command, Field field)
    {
        var size = field.Parameter.Pointer!.Size;
        if (size.Length == 0)
            return "0L";
        var bytes = GlTypes.Of(field.Parameter.Element).Size;
        var text = Expression.CSharp(size, command).Replace("Sizes.Pname(", "Counts.Pname(", StringComparison.Ordinal);
        // Pixel sizes are bytes whatever gl.xml calls the pointer.
        return bytes == 1 || field.Parameter.Pointer.Way is "pixels" or "pixels!" or "readback" or "offsets" ? $"({text})" : $"({text}) * {bytes}L";
    }

    private static string Input(Command command, Field field)
    {
        var at = field.Offset;
        var pointer = field.Parameter.Pointer!;
        return pointer.Way switch
        {
            "in" => $"x.Input(r, {at}, {Need(command, field)}, false)",
            "in?" => $"x.Input(r, {at}, {Need(command, field)}, true)",
            "place" => $"x.InPlace(r, {at}, {Need(command, field)}, false)",
            "place?" => $"x.InPlace(r, {at}, {Need(command, field)}, true)",
            "string" => $"x.Text(r, {at})",
            "strings" => $"x.Texts(r, {at}, {Need(command, field).Replace(" * 1L", "", StringComparison.Ordinal)})",
            "offsets" => $"x.Offsets(r, {at}, {Need(command, field)})",
            "pixels!" => $"x.SomePixels(r, {at}, {Need(command, field)})",
            "pixels" => $"x.Pixels(r, {at}, {Need(command, field)})",
            "index" => $"x.Indices(r, {at}, {Need(command, field)})",
            "offset" => $"x.Offset(r, {at}, Binding.{pointer.Size})",
            var way => throw new RuleException($"{command.Name}: {way} is no way for {field.Parameter.Name} to travel"),
        };
    }

    private static string Output(Command command, Field field) => field.Parameter.Pointer!.Way switch
    {
        "probe" => "x.Probe()",
        "kept" => $"x.Kept(r, {field.Offset}, {Need(command, field)})",
        "out" => $"x.Output(r, {field.Offset}, {Need(command, field)})",
        "straight" => $"x.Straight(r, {field.Offset}, {Need(command, field)})",
        "readback" => $"x.Readback(r, {field.Offset}, {Need(command, field)})",
        var way => throw new RuleException($"{command.Name}: {way} is no way for {field.Parameter.Name} to come back"),
    };

    private static string Call(Command command)
    {
        var arguments = command.Parameters.Select(p => p.Shape is Shape.Input or Shape.Output ? $"(nint)a_{p.SafeName}" : $"a_{p.SafeName}").ToList();
        if (command.Hook)
        {
            var fields = command.Fields.Where(f => f.Parameter.Pointer is { Way: "readback", Size: "0" }).Select(f => f.Offset.ToString(CultureInfo.InvariantCulture));
            return $"Hooks.{command.Name}(x{string.Concat(arguments.Select(a => ", " + a))}{string.Concat(fields.Select(f => $", r, {f}"))})";
        }
        if (Silk.Call(command, arguments) is { } call)
            return call;
        var types = command.Parameters.Select(p => p.Shape is Shape.Input or Shape.Output ? "nint" : GlTypes.Of(p.Type).CSharp).Append(GlTypes.Of(command.Returns).CSharp);
        return $"((delegate* unmanaged<{string.Join(", ", types)}>)x.Functions[{command.Opcode - Api.FirstOpcode}])({string.Join(", ", arguments)})";
    }
}
