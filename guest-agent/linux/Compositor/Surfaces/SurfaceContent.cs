// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Agent.Linux;

/// <summary>
/// What a surface shows and how large it is. The pixels are the client's buffer, or, once they were copied and the buffer given back,
/// the frame buffer that they were copied to.
/// </summary>
public sealed class SurfaceContent
{
    private bool _isScaled;

    public bool Exists => Pixels is not null;

    public IPixelSource? Pixels { get; private set; }

    /// <summary>Size in logical units.</summary>
    public int Width { get; private set; }

    public int Height { get; private set; }

    public int BufferWidth => Pixels?.Width ?? 0;

    public int BufferHeight => Pixels?.Height ?? 0;

    public BufferTransform Transform { get; private set; }

    /// <summary>The part of the upright buffer that is shown, in pixels.</summary>
    public SourceArea Area { get; private set; }

    internal void SetPixels(IPixelSource? pixels)
    {
        (Pixels as FrameBuffer)?.EndUseAsContent();
        Pixels = pixels;
        if (pixels is null)
            (Width, Height) = (0, 0);
    }

    /// <summary>The same pixels are now in our own buffer, upright and whole.</summary>
    internal void MoveTo(FrameBuffer buffer)
    {
        SetPixels(buffer);
        buffer.BeginUseAsContent();
    }

    internal void Clear() => SetPixels(null);

    internal void Measure(int scale, BufferTransform transform, ViewportSource? source, (int Width, int Height)? destination)
    {
        Transform = transform;
        _isScaled = destination is not null;
        var (width, height) = transform.UprightSize(BufferWidth, BufferHeight);
        Area = source is { } area
            ? new SourceArea(area.X * scale, area.Y * scale, area.Width * scale, area.Height * scale)
            : new SourceArea(0, 0, width, height);
        (Width, Height) = destination ?? (Math.Max(1, (int)(Area.Width / scale)), Math.Max(1, (int)(Area.Height / scale)));
    }

    /// <summary>A damaged box and the pixels next to it that it is mixed with when the content is scaled.</summary>
    internal Box WithNeighbours(Box damaged)
    {
        if (!_isScaled || damaged.IsEmpty)
            return damaged;
        var (dx, dy) = (1 + (int)(Width / Area.Width), 1 + (int)(Height / Area.Height));
        return Box.FromSize((long)damaged.Left - dx, (long)damaged.Top - dy, damaged.Width + 2L * dx, damaged.Height + 2L * dy);
    }

    /// <summary>The logical units that a box of buffer pixels touches.</summary>
    internal Box ToSurface(Box buffer)
    {
        if (!Exists || Area.Width <= 0 || Area.Height <= 0)
            return default;
        var (width, height) = Transform.UprightSize(BufferWidth, BufferHeight);
        var upright = Transform.ToUpright(buffer.Intersect(new Box(0, 0, BufferWidth, BufferHeight)), width, height);
        if (upright.IsEmpty)
            return default;
        var (scaleX, scaleY) = (Width / Area.Width, Height / Area.Height);
        return new Box(
            (int)Math.Floor((upright.Left - Area.X) * scaleX),
            (int)Math.Floor((upright.Top - Area.Y) * scaleY),
            (int)Math.Ceiling((upright.Right - Area.X) * scaleX),
            (int)Math.Ceiling((upright.Bottom - Area.Y) * scaleY));
    }
}
