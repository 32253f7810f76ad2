// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Protocol;

/// <summary>G→D, empty: no cursor over the guest's windows.</summary>
public readonly record struct CursorHidden() : IMessage<CursorHidden>
{
    public static MessageType Type => MessageType.CursorHidden;

    public static MessageDirection Direction => MessageDirection.FromGuest;

    public void Write(ref MessageWriter writer)
    {
    }

    public static bool TryRead(ref MessageReader reader, out CursorHidden message)
    {
        message = default;
        return reader.Finish();
    }

    public override string ToString() => "cursor hidden";
}

/// <summary>Numbered as wp_cursor_shape_device_v1.shape, which says what each looks like.</summary>
public enum CursorShapeName
{
    Default = 1,
    ContextMenu = 2,
    Help = 3,
    Pointer = 4,
    Progress = 5,
    Wait = 6,
    Cell = 7,
    Crosshair = 8,
    Text = 9,
    VerticalText = 10,
    Alias = 11,
    Copy = 12,
    Move = 13,
    NoDrop = 14,
    NotAllowed = 15,
    Grab = 16,
    Grabbing = 17,
    ResizeEast = 18,
    ResizeNorth = 19,
    ResizeNorthEast = 20,
    ResizeNorthWest = 21,
    ResizeSouth = 22,
    ResizeSouthEast = 23,
    ResizeSouthWest = 24,
    ResizeWest = 25,
    ResizeEastWest = 26,
    ResizeNorthSouth = 27,
    ResizeNorthEastSouthWest = 28,
    ResizeNorthWestSouthEast = 29,
    ResizeColumn = 30,
    ResizeRow = 31,
    AllScroll = 32,
    ZoomIn = 33,
    ZoomOut = 34,
}

/// <summary>G→D: u16 shape. The desktop draws it from its own theme.</summary>
public readonly record struct CursorShape(CursorShapeName Shape) : IMessage<CursorShape>
{
    public static MessageType Type => MessageType.CursorShape;

    public static MessageDirection Direction => MessageDirection.FromGuest;

    public void Write(ref MessageWriter writer) => writer.UInt16((int)Shape);

    public static bool TryRead(ref MessageReader reader, out CursorShape message)
    {
        message = new CursorShape((CursorShapeName)reader.UInt16());
        reader.Require(message.Shape is >= CursorShapeName.Default and <= CursorShapeName.ZoomOut);
        return reader.Finish();
    }

    public override string ToString() => $"cursor {Shape}";
}

/// <summary>
/// G→D: i32 width, height (pixels) · i32 hotspot x, y (pixels) · u32 scale (120ths) · u32 count, width × height × 4 bytes,
/// premultiplied ARGB as in a frame. A cursor of the app's own.
/// </summary>
public readonly record struct CursorImage : IMessage<CursorImage>
{
    public static MessageType Type => MessageType.CursorImage;

    public static MessageDirection Direction => MessageDirection.FromGuest;

    public int Width { get; init; }

    public int Height { get; init; }

    public int HotspotX { get; init; }

    public int HotspotY { get; init; }

    public uint Scale120 { get; init; }

    /// <summary>A slice of the channel's buffer when it was received: valid only during the call.</summary>
    public ReadOnlyMemory<byte> Pixels { get; init; }

    public void Write(ref MessageWriter writer)
    {
        writer.Int32(Width);
        writer.Int32(Height);
        writer.Int32(HotspotX);
        writer.Int32(HotspotY);
        writer.UInt32(Scale120);
        writer.Bytes(Pixels.Span, ProtocolLimits.CursorSide * ProtocolLimits.CursorSide * 4);
    }

    public static bool TryRead(ref MessageReader reader, out CursorImage message)
    {
        message = new CursorImage
        {
            Width = reader.Int32(1, ProtocolLimits.CursorSide),
            Height = reader.Int32(1, ProtocolLimits.CursorSide),
            HotspotX = reader.Int32(0, ProtocolLimits.CursorSide),
            HotspotY = reader.Int32(0, ProtocolLimits.CursorSide),
            Scale120 = reader.Scale120(),
            Pixels = reader.Bytes(ProtocolLimits.CursorSide * ProtocolLimits.CursorSide * 4),
        };
        reader.Require(message.Pixels.Length == message.Width * message.Height * 4);
        return reader.Finish();
    }

    public override string ToString() => $"cursor image {Width}×{Height} hotspot {HotspotX},{HotspotY} scale {Scale120}/120";
}
