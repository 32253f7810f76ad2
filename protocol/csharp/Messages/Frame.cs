// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Protocol;

public enum PixelFormat
{
    /// <summary>Bytes B, G, R, A in memory; colours multiplied by alpha.</summary>
    Argb8888Premultiplied = 1,

    /// <summary>Bytes B, G, R, and one that is ignored: opaque.</summary>
    Xrgb8888 = 2,
}

/// <summary>
/// G→D: the window's whole content lies at <see cref="Offset"/> of a frame memory; of it, <see cref="Damage"/> is new.
/// After it no further frame of the window before its FrameShown. Layout: PROTOCOL.md, "Frame". Encoded and decoded without allocation.
/// </summary>
public readonly record struct Frame : IMessage<Frame>
{
    public static MessageType Type => MessageType.Frame;

    public static MessageDirection Direction => MessageDirection.FromGuest;

    public uint Window { get; init; }

    /// <summary>Not zero; counts the frames of the window.</summary>
    public uint Serial { get; init; }

    public uint Memory { get; init; }

    public ulong Offset { get; init; }

    /// <summary>Size in pixels.</summary>
    public int Width { get; init; }

    public int Height { get; init; }

    public int StrideBytes { get; init; }

    public PixelFormat Format { get; init; }

    /// <summary>Pixels for each 120 logical units.</summary>
    public uint Scale120 { get; init; }

    /// <summary>
    /// The window geometry inside the frame, in logical units: its position is the width of the app's own shadows.
    /// It travels with the pixels, so that size and content change together.
    /// </summary>
    public Rect Geometry { get; init; }

    /// <summary>The newest Configure that the content answers; 0 before the first.</summary>
    public uint ConfigureSerial { get; init; }

    /// <summary>
    /// In pixels, inside the frame. The first frame of a window, after a Resync and of a new size is damaged in full. Empty: only
    /// the fields changed.
    /// </summary>
    public RectList Damage { get; init; }

    public void Write(ref MessageWriter writer)
    {
        writer.UInt32(Window);
        writer.UInt32(Serial);
        writer.UInt32(Memory);
        writer.UInt64(Offset);
        writer.Int32(Width);
        writer.Int32(Height);
        writer.Int32(StrideBytes);
        writer.Byte((int)Format);
        writer.UInt32(Scale120);
        writer.Rect(Geometry);
        writer.UInt32(ConfigureSerial);
        writer.Rects(Damage);
    }

    public static bool TryRead(ref MessageReader reader, out Frame message)
    {
        message = new Frame
        {
            Window = reader.Id(),
            Serial = reader.Id(),
            Memory = reader.Id(),
            Offset = reader.UInt64(),
            Width = reader.Side(1),
            Height = reader.Side(1),
            StrideBytes = reader.Int32(4, ProtocolLimits.WindowSide * 8),
            Format = (PixelFormat)reader.Choice(1, 2),
            Scale120 = reader.Scale120(),
            Geometry = reader.Rect(),
            ConfigureSerial = reader.UInt32(),
            Damage = ReadDamage(ref reader),
        };
        reader.Require(message.StrideBytes >= (long)message.Width * 4 && message.StrideBytes % 4 == 0);
        reader.Require(message.Offset <= (ulong)ProtocolLimits.FrameMemoryBytes && message.Offset % 4 == 0);
        reader.RequireInside(message.Damage, message.Width, message.Height);
        return reader.Finish();
    }

    public override string ToString() =>
        $"window {Window} frame #{Serial} {Width}×{Height} memory {Memory}+{Offset} geometry {Geometry} damage {Damage}";

    internal static RectList ReadDamage(ref MessageReader reader)
    {
        reader.Rects(out var damage);
        return damage;
    }
}
