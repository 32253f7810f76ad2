// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Protocol;

public enum RowCompression
{
    None = 0,

    /// <summary>One LZ4 block.</summary>
    Lz4 = 1,
}

/// <summary>
/// G→D, bulk: a frame whose pixels travel in the message. The damaged rectangles follow each other, each as tightly packed
/// rows of four-byte pixels; all of it is compressed as one. A frame too large for one message is sent as several with the
/// same serial, the last one marked. Layout: PROTOCOL.md, "InlineFrame".
/// </summary>
public readonly record struct InlineFrame : IMessage<InlineFrame>
{
    public static MessageType Type => MessageType.InlineFrame;

    public static MessageDirection Direction => MessageDirection.FromGuest;

    public static ChannelKind CarriedBy => ChannelKind.Bulk;

    public uint Window { get; init; }

    public uint Serial { get; init; }

    public int Width { get; init; }

    public int Height { get; init; }

    public PixelFormat Format { get; init; }

    public uint Scale120 { get; init; }

    public Rect Geometry { get; init; }

    public uint ConfigureSerial { get; init; }

    /// <summary>The frame is complete with this message.</summary>
    public bool IsLast { get; init; }

    /// <summary>The rectangles whose rows are in this message.</summary>
    public RectList Damage { get; init; }

    public RowCompression Compression { get; init; }

    /// <summary>A slice of the channel's buffer when it was received: valid only during the call.</summary>
    public ReadOnlyMemory<byte> Rows { get; init; }

    /// <summary>How many bytes the rows have when they are not compressed.</summary>
    public long PlainBytes
    {
        get
        {
            long pixels = 0;
            for (int i = 0; i < Damage.Count; i++) pixels += Damage[i].Area;
            return pixels * 4;
        }
    }

    public void Write(ref MessageWriter writer)
    {
        writer.UInt32(Window);
        writer.UInt32(Serial);
        writer.Int32(Width);
        writer.Int32(Height);
        writer.Byte((int)Format);
        writer.UInt32(Scale120);
        writer.Rect(Geometry);
        writer.UInt32(ConfigureSerial);
        writer.Bool(IsLast);
        writer.Rects(Damage);
        writer.Byte((int)Compression);
        writer.Bytes(Rows.Span, ProtocolLimits.BulkMessageBytes);
    }

    public static bool TryRead(ref MessageReader reader, out InlineFrame message)
    {
        message = new InlineFrame
        {
            Window = reader.Id(),
            Serial = reader.Id(),
            Width = reader.Side(1),
            Height = reader.Side(1),
            Format = (PixelFormat)reader.Choice(1, 2),
            Scale120 = reader.Scale120(),
            Geometry = reader.Rect(),
            ConfigureSerial = reader.UInt32(),
            IsLast = reader.Bool(),
            Damage = Frame.ReadDamage(ref reader),
            Compression = (RowCompression)reader.Choice(0, 1),
            Rows = reader.Bytes(ProtocolLimits.BulkMessageBytes),
        };
        reader.RequireInside(message.Damage, message.Width, message.Height);
        reader.Require(message.PlainBytes <= ProtocolLimits.InlinePlainBytes);
        reader.Require(message.Compression != RowCompression.None || message.Rows.Length == message.PlainBytes);
        return reader.Finish();
    }

    public override string ToString() => $"window {Window} inline frame #{Serial} {Width}×{Height} damage {Damage} {Rows.Length} bytes {Compression}";
}
