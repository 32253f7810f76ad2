// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Gpu.Generator;

/// <summary>What a parameter becomes in a record (STREAM.md, "Arguments").</summary>
internal enum Shape
{
    Scalar,
    Sync,
    Input,
    Output,
}

internal sealed record Parameter(string Name, string Type, Shape Shape, PointerRule? Pointer)
{
    /// <summary>Which enums or bits it may be; null: gl.xml does not say.</summary>
    public string? Group { get; init; }

    /// <summary>The name where gl.xml's own is a keyword of one of the languages.</summary>
    public string SafeName => Name is "type" or "ref" or "params" or "string" or "in" or "base" or "object" or "lock" or "fixed" or "buffer" ? Name + "_" : Name;

    /// <summary>The type behind one pointer, without const.</summary>
    public string Element => Type.Replace("const", "", StringComparison.Ordinal).Replace("*", "", StringComparison.Ordinal).Trim();
}

internal sealed record Field(Parameter Parameter, int Offset);

/// <summary>A command that the client library exports.</summary>
internal sealed class Command
{
    public required string Name { get; init; }
    public required Kind Kind { get; init; }
    public required bool Hook { get; init; }

    /// <summary>The kind of object that the first argument names, which the program may have made up; null: none.</summary>
    public string? Names { get; init; }

    /// <summary>The server asks this first, and leaves the command out if it says no.</summary>
    public string? Check { get; init; }

    public required string Returns { get; init; }
    public required IReadOnlyList<Parameter> Parameters { get; init; }
    public List<string> Aliases { get; } = [];

    public int Opcode { get; set; }

    /// <summary>A fence gets its number from the client, so that nobody waits for it.</summary>
    public bool ReturnsSync => Returns == "GLsync";

    public bool Answers => Returns != "void" && !ReturnsSync;

    public bool Waits => Answers || Parameters.Any(p => p.Shape == Shape.Output);

    public IReadOnlyList<Field> Fields { get; private set; } = [];

    /// <summary>Where the reference for the returned value is, or the fence's number; 0 if there is none.</summary>
    public int ReturnOffset { get; private set; }

    /// <summary>Bytes of header and arguments; inline data come after them.</summary>
    public int Fixed { get; private set; }

    public void LayOut()
    {
        var at = 4;
        var fields = new List<Field>();
        foreach (var parameter in Parameters)
        {
            var size = parameter.Shape switch
            {
                Shape.Sync => 8,
                Shape.Input => 16,
                Shape.Output => 8,
                _ => GlTypes.Of(parameter.Type).Size == 8 ? 8 : 4,
            };
            if (size >= 8)
                at = (at + 7) & ~7;
            fields.Add(new Field(parameter, at));
            at += size;
        }
        if (Returns != "void")
        {
            ReturnOffset = (at + 7) & ~7;
            at = ReturnOffset + 8;
        }
        Fields = fields;
        Fixed = (at + 7) & ~7;
    }

    public string Signature() => $"{Name}/{Opcode}/{Fixed}:" + string.Join(",", Fields.Select(f => $"{f.Parameter.Name}:{f.Parameter.Type}:{f.Parameter.Shape}:{f.Parameter.Pointer?.Way}@{f.Offset}"))
        + $"->{Returns}@{ReturnOffset}";
}
