// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Agent.Linux;

/// <summary>
/// How a client turned its buffer (wl_output.transform). "Upright" pixels are the buffer's pixels after undoing that turn: the surface
/// times its scale. A client that says 90 has drawn its picture turned a quarter counter-clockwise, so the picture's top left corner
/// is at the buffer's bottom left.
/// </summary>
public readonly record struct BufferTransform
{
    public const int Count = 8;

    private readonly int _code;

    private BufferTransform(int code) => _code = code;

    public static BufferTransform Normal => default;

    /// <summary>Whether width and height change places.</summary>
    public bool SwapsAxes => (_code & 1) != 0;

    public bool IsNormal => _code == 0;

    /// <param name="code">wl_output.transform: quarter turns counter-clockwise, plus 4 when mirrored first.</param>
    public static bool TryCreate(int code, out BufferTransform transform)
    {
        transform = new BufferTransform(code & 7);
        return code is >= 0 and < Count;
    }

    public (int Width, int Height) UprightSize(int bufferWidth, int bufferHeight) =>
        SwapsAxes ? (bufferHeight, bufferWidth) : (bufferWidth, bufferHeight);

    /// <summary>The buffer pixels under a box of upright pixels.</summary>
    public Box ToBuffer(Box upright, int uprightWidth, int uprightHeight)
    {
        var (l, t, r, b) = (upright.Left, upright.Top, upright.Right, upright.Bottom);
        var (w, h) = (uprightWidth, uprightHeight);
        return _code switch
        {
            0 => upright,
            1 => new Box(t, w - r, b, w - l),
            2 => new Box(w - r, h - b, w - l, h - t),
            3 => new Box(h - b, l, h - t, r),
            4 => new Box(w - r, t, w - l, b),
            5 => new Box(t, l, b, r),
            6 => new Box(l, h - b, r, h - t),
            _ => new Box(h - b, w - r, h - t, w - l),
        };
    }

    /// <summary>The upright pixels that a box of buffer pixels becomes.</summary>
    public Box ToUpright(Box buffer, int uprightWidth, int uprightHeight)
    {
        var (l, t, r, b) = (buffer.Left, buffer.Top, buffer.Right, buffer.Bottom);
        var (w, h) = (uprightWidth, uprightHeight);
        return _code switch
        {
            0 => buffer,
            1 => new Box(w - b, l, w - t, r),
            2 => new Box(w - r, h - b, w - l, h - t),
            3 => new Box(t, h - r, b, h - l),
            4 => new Box(w - r, t, w - l, b),
            5 => new Box(t, l, b, r),
            6 => new Box(l, h - b, r, h - t),
            _ => new Box(w - b, h - r, w - t, h - l),
        };
    }

    /// <summary>The buffer pixel at an upright pixel.</summary>
    public (int X, int Y) ToBuffer(int x, int y, int uprightWidth, int uprightHeight)
    {
        var box = ToBuffer(new Box(x, y, x + 1, y + 1), uprightWidth, uprightHeight);
        return (box.Left, box.Top);
    }

    public override string ToString() => _code < 4 ? $"{_code * 90}" : $"flipped-{(_code - 4) * 90}";
}
