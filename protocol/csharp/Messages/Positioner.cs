// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Protocol;

/// <summary>The point of the anchor rectangle that a popup hangs on, and the direction it grows to. Numbered as xdg_positioner does.</summary>
public enum PositionerEdge
{
    None = 0,
    Top = 1,
    Bottom = 2,
    Left = 3,
    Right = 4,
    TopLeft = 5,
    BottomLeft = 6,
    TopRight = 7,
    BottomRight = 8,
}

/// <summary>What the desktop may do when the popup would leave the work area. Bits as in xdg_positioner.</summary>
[Flags]
public enum ConstraintAdjustment : uint
{
    None = 0,
    SlideX = 1,
    SlideY = 2,
    FlipX = 4,
    FlipY = 8,
    ResizeX = 16,
    ResizeY = 32,
}

/// <summary>
/// The rules by which the desktop places a popup; it alone knows the work area (xdg_positioner, which says what each means).
/// </summary>
public readonly record struct Positioner
{
    /// <summary>Relative to the parent's window geometry; sides may be zero.</summary>
    public Rect AnchorRect { get; init; }

    public int Width { get; init; }

    public int Height { get; init; }

    public PositionerEdge Anchor { get; init; }

    public PositionerEdge Gravity { get; init; }

    public ConstraintAdjustment Adjustment { get; init; }

    public int OffsetX { get; init; }

    public int OffsetY { get; init; }

    /// <summary>The desktop places the popup again when its parent moves.</summary>
    public bool IsReactive { get; init; }

    /// <summary>Size of the parent that the rules were made for; 0×0 for its size now.</summary>
    public int ParentWidth { get; init; }

    public int ParentHeight { get; init; }

    /// <summary>Configure of the parent that the rules were made for; 0 for none.</summary>
    public uint ParentConfigureSerial { get; init; }

    internal void Write(ref MessageWriter writer)
    {
        writer.Rect(AnchorRect);
        writer.Int32(Width);
        writer.Int32(Height);
        writer.Byte((int)Anchor);
        writer.Byte((int)Gravity);
        writer.UInt32((uint)Adjustment);
        writer.Int32(OffsetX);
        writer.Int32(OffsetY);
        writer.Bool(IsReactive);
        writer.Int32(ParentWidth);
        writer.Int32(ParentHeight);
        writer.UInt32(ParentConfigureSerial);
    }

    internal static Positioner Read(ref MessageReader reader) => new()
    {
        AnchorRect = new Rect(reader.Coordinate(), reader.Coordinate(), reader.Side(), reader.Side()),
        Width = reader.Side(1),
        Height = reader.Side(1),
        Anchor = (PositionerEdge)reader.Choice(0, 8),
        Gravity = (PositionerEdge)reader.Choice(0, 8),
        Adjustment = (ConstraintAdjustment)reader.Flags(0x3f),
        OffsetX = reader.Coordinate(),
        OffsetY = reader.Coordinate(),
        IsReactive = reader.Bool(),
        ParentWidth = reader.Side(),
        ParentHeight = reader.Side(),
        ParentConfigureSerial = reader.UInt32(),
    };
}
