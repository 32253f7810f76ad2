// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Desktop.Headless;

/// <summary>
/// What a window shows: a place in the guest's memory, not a copy. Pixels are looked at only when a person or a test asks
/// for them, so a frame costs the desktop a few numbers.
/// </summary>
internal sealed class WindowContent
{
    private FrameBuffer? buffer;
    private ulong offset;
    private uint uniformSerial;
    private bool isUniform;

    public bool HasFrame => buffer is not null;

    /// <summary>Of the newest frame; kept when the window is hidden, because that frame still waits for its answer.</summary>
    public uint Serial { get; private set; }

    /// <summary>Frames since the window came to be.</summary>
    public long Count { get; private set; }

    public int WidthPixels { get; private set; }

    public int HeightPixels { get; private set; }

    public int StrideBytes { get; private set; }

    public bool IsOpaque { get; private set; }

    public uint Scale120 { get; private set; } = 120;

    /// <summary>The window geometry inside the frame, in logical units.</summary>
    public Rect Geometry { get; private set; }

    public uint ConfigureSerial { get; private set; }

    /// <summary>The frame relative to the window geometry, in logical units: larger than it by the app's shadows.</summary>
    public Rect Bounds => new(-Geometry.X, -Geometry.Y, ToLogical(WidthPixels), ToLogical(HeightPixels));

    /// <summary>All of the frame, row after row of <see cref="StrideBytes"/>, the last row cut after its pixels. Empty without a frame.</summary>
    public ReadOnlySpan<byte> Pixels =>
        buffer is null ? default : buffer.Bytes((long)offset, RequiredBytes(WidthPixels, HeightPixels, StrideBytes));

    /// <summary>Shows this frame from now on. The caller has checked that it lies inside the buffer.</summary>
    public void Show(in Frame frame, FrameBuffer from)
    {
        if (buffer != from)
        {
            from.Use();
            buffer?.Leave();
            buffer = from;
        }
        offset = frame.Offset;
        Serial = frame.Serial;
        Count++;
        WidthPixels = frame.Width;
        HeightPixels = frame.Height;
        StrideBytes = frame.StrideBytes;
        IsOpaque = frame.Format == PixelFormat.Xrgb8888;
        Scale120 = frame.Scale120;
        Geometry = frame.Geometry;
        ConfigureSerial = frame.ConfigureSerial;
        uniformSerial = 0;
    }

    public void Clear()
    {
        buffer?.Leave();
        buffer = null;
    }

    /// <summary>Every pixel has the same colour: an app that came up but drew nothing.</summary>
    public bool IsUniform
    {
        get
        {
            if (buffer is null) return true;
            if (uniformSerial == Serial) return isUniform;
            uniformSerial = Serial;
            isUniform = HasOneColour(Pixels, WidthPixels * 4, StrideBytes);
            return isUniform;
        }
    }

    public static long RequiredBytes(int width, int height, int strideBytes) => ((long)strideBytes * (height - 1)) + ((long)width * 4);

    private static bool HasOneColour(ReadOnlySpan<byte> pixels, int rowBytes, int strideBytes)
    {
        var first = pixels[..rowBytes];
        // A row of one colour equals itself moved by a pixel.
        if (!first[4..].SequenceEqual(first[..^4])) return false;
        for (var at = strideBytes; at + rowBytes <= pixels.Length; at += strideBytes)
        {
            if (!pixels.Slice(at, rowBytes).SequenceEqual(first)) return false;
        }
        return true;
    }

    private int ToLogical(int pixels) => (int)(((long)pixels * 120) + Scale120 - 1) / (int)Scale120;
}
