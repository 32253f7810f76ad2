// SPDX-License-Identifier: Apache-2.0
using K4os.Compression.LZ4;
using Seamless.Protocol;

namespace Seamless.Tests.Fakes;

/// <summary>What a desktop without handles has of a window: the pixels that came, drawn over those before.</summary>
public sealed class FakeInlinePixels
{
    private byte[] _pixels = [];
    private int _width;
    private int _height;
    private bool _isUnfinished;

    public uint Serial { get; private set; }

    /// <summary>Messages, bytes as they came and bytes as they unpacked, over all frames.</summary>
    public int Parts { get; private set; }

    public long WireBytes { get; private set; }

    public long PlainBytes { get; private set; }

    public void Draw(in InlineFrame frame)
    {
        if (frame.Serial < Serial || (frame.Serial == Serial && !_isUnfinished))
            throw new ProtocolException($"frame {frame.Serial} of window {frame.Window} came after frame {Serial}");
        if ((frame.Width, frame.Height) != (_width, _height))
        {
            (_width, _height) = (frame.Width, frame.Height);
            _pixels = new byte[_width * _height * 4];
        }
        (Serial, _isUnfinished) = (frame.Serial, !frame.IsLast);
        var plain = new byte[frame.PlainBytes];
        if (frame.Compression == RowCompression.None) frame.Rows.CopyTo(plain);
        else if (LZ4Codec.Decode(frame.Rows.Span, plain) != plain.Length) throw new ProtocolException("the rows do not unpack to their damage");
        Parts++;
        WireBytes += frame.Rows.Length;
        PlainBytes += plain.Length;
        var rows = plain.AsSpan();
        foreach (var rect in frame.Damage.AsSpan())
        {
            for (int y = rect.Y; y < rect.Bottom; y++, rows = rows[(rect.Width * 4)..])
                rows[..(rect.Width * 4)].CopyTo(_pixels.AsSpan(((y * _width) + rect.X) * 4));
        }
    }

    public uint PixelAt(int x, int y) => BitConverter.ToUInt32(_pixels, ((y * _width) + x) * 4);
}
