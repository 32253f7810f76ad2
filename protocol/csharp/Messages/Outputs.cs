// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Seamless.Protocol;

/// <summary>Numbered as wl_output.transform.</summary>
public enum OutputTransform
{
    Normal = 0,
    Rotated90 = 1,
    Rotated180 = 2,
    Rotated270 = 3,
    Flipped = 4,
    Flipped90 = 5,
    Flipped180 = 6,
    Flipped270 = 7,
}

/// <summary>One screen of the desktop. Layout: PROTOCOL.md, "Outputs".</summary>
public readonly record struct Output
{
    public uint Id { get; init; }

    public string Name { get => field ?? ""; init; }

    public string Make { get => field ?? ""; init; }

    public string Model { get => field ?? ""; init; }

    /// <summary>Place in the desktop's logical space, sides above zero.</summary>
    public Rect Logical { get; init; }

    /// <summary>0×0 when not known.</summary>
    public int WidthMillimetres { get; init; }

    public int HeightMillimetres { get; init; }

    public int ModeWidth { get; init; }

    public int ModeHeight { get; init; }

    public uint RefreshMillihertz { get; init; }

    /// <summary>Physical pixels for each 120 logical units: 120 is 1×, 180 is 1.5×.</summary>
    public uint Scale120 { get; init; }

    public OutputTransform Transform { get; init; }

    internal void Write(ref MessageWriter writer)
    {
        writer.UInt32(Id);
        writer.Text(Name, ProtocolLimits.AppIdBytes);
        writer.Text(Make, ProtocolLimits.AppIdBytes);
        writer.Text(Model, ProtocolLimits.AppIdBytes);
        writer.Rect(Logical);
        writer.Int32(WidthMillimetres);
        writer.Int32(HeightMillimetres);
        writer.Int32(ModeWidth);
        writer.Int32(ModeHeight);
        writer.UInt32(RefreshMillihertz);
        writer.UInt32(Scale120);
        writer.Byte((int)Transform);
    }

    internal static Output Read(ref MessageReader reader) => new()
    {
        Id = reader.Id(),
        Name = reader.Text(ProtocolLimits.AppIdBytes),
        Make = reader.Text(ProtocolLimits.AppIdBytes),
        Model = reader.Text(ProtocolLimits.AppIdBytes),
        Logical = reader.Rect(),
        WidthMillimetres = reader.Coordinate(),
        HeightMillimetres = reader.Coordinate(),
        ModeWidth = reader.Side(1),
        ModeHeight = reader.Side(1),
        RefreshMillihertz = reader.UInt32(10_000_000),
        Scale120 = reader.Scale120(),
        Transform = (OutputTransform)reader.Choice(0, 7),
    };
}

/// <summary>D→G: u16 count · outputs. All screens, each time that one changes; ids stay with their screen.</summary>
public readonly record struct Outputs(ImmutableArray<Output> List) : IMessage<Outputs>
{
    public static MessageType Type => MessageType.Outputs;

    public static MessageDirection Direction => MessageDirection.ToGuest;

    public void Write(ref MessageWriter writer)
    {
        foreach (var output in writer.List(List, ProtocolLimits.Outputs)) output.Write(ref writer);
    }

    public static bool TryRead(ref MessageReader reader, out Outputs message)
    {
        int count = reader.Count(ProtocolLimits.Outputs, 55);
        var outputs = ImmutableArray.CreateBuilder<Output>(count);
        for (int i = 0; i < count; i++) outputs.Add(Output.Read(ref reader));
        message = new Outputs(outputs.MoveToImmutable());
        return reader.Finish();
    }

    public override string ToString() => $"outputs {string.Join(", ", List.Select(o => $"{o.Id} '{o.Name}' {o.Logical} scale {o.Scale120}/120"))}";
}
