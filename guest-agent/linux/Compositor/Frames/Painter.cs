// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Agent.Linux;

/// <summary>
/// Draws a stack of layers into a frame, box by box. What an opaque layer hides is not drawn, and a layer whose pixels are the frame's
/// own is copied row by row straight from the client's memory; only what really shines through is blended.
/// </summary>
internal sealed class Painter
{
    private readonly Sampler _sampler = new();
    private byte[] _scratch = [];

    /// <summary>The surface whose pixels could not be read in the last call, if any.</summary>
    public Surface? Unreadable { get; private set; }

    /// <summary>Draws everything within the boxes.</summary>
    /// <returns>False when a client's pixels are gone; <see cref="Unreadable"/> says whose.</returns>
    public bool Paint(LayerStack layers, FrameBuffer frame, Damage damage)
    {
        Unreadable = null;
        foreach (var box in damage.Boxes)
        {
            if (!PaintBox(layers, frame, box))
                return false;
        }
        return true;
    }

    /// <summary>Gives back the memory that large blended areas needed.</summary>
    public void Trim()
    {
        _scratch = [];
        _sampler.Trim();
    }

    private bool PaintBox(LayerStack layers, FrameBuffer frame, Box box)
    {
        var first = FindFirst(layers, box, out var replaces);
        if (!replaces)
            Fill(frame, box);
        for (var i = first; i < layers.Count; i++)
        {
            var layer = layers[i];
            var part = box.Intersect(layer.Target);
            if (part.IsEmpty)
                continue;
            var replace = (replaces && i == first) || layer.Opaque.Covers(part);
            if (Draw(layer, frame, part, replace))
                continue;
            Unreadable = layer.Surface;
            return false;
        }
        return true;
    }

    /// <summary>The lowest layer that can be seen in the box. It replaces what was there when it fills the box.</summary>
    private static int FindFirst(LayerStack layers, Box box, out bool replaces)
    {
        for (var i = layers.Count - 1; i >= 0; i--)
        {
            var layer = layers[i];
            replaces = layer.Target.Contains(box) && (i == 0 || layer.Opaque.Covers(box));
            if (replaces)
                return i;
        }
        replaces = false;
        return 0;
    }

    private bool Draw(Layer layer, FrameBuffer frame, Box part, bool replace)
    {
        if (replace && layer.IsPlain)
            return Read(layer, part, Rows(frame, part), frame.StrideBytes, needAlpha: !frame.IsOpaque);
        return layer.IsPlain ? BlendRows(layer, frame, part) : DrawSampled(layer, frame, part, replace);
    }

    private bool BlendRows(Layer layer, FrameBuffer frame, Box part)
    {
        var rowBytes = part.Width * PixelMath.BytesPerPixel;
        var rowsAtOnce = Math.Max(1, CompositorLimits.SampleBytes / rowBytes);
        for (var top = part.Top; top < part.Bottom; top += rowsAtOnce)
        {
            var band = new Box(part.Left, top, part.Right, Math.Min(part.Bottom, top + rowsAtOnce));
            var pixels = Scratch(band.Height * rowBytes);
            if (!Read(layer, band, pixels, rowBytes, needAlpha: true))
                return false;
            Merge(pixels, Rows(frame, band), frame.StrideBytes, band, replace: false);
        }
        return true;
    }

    private bool DrawSampled(Layer layer, FrameBuffer frame, Box part, bool replace)
    {
        var rowBytes = part.Width * PixelMath.BytesPerPixel;
        for (var top = part.Top; top < part.Bottom;)
        {
            var band = Sampler.BandOf(layer, new Box(part.Left, top, part.Right, part.Bottom));
            var pixels = Scratch(band.Height * rowBytes);
            if (!_sampler.TrySample(layer, band, pixels))
                return false;
            Merge(pixels, Rows(frame, band), frame.StrideBytes, band, replace);
            top = band.Bottom;
        }
        return true;
    }

    private static bool Read(Layer layer, Box part, Span<byte> into, int strideBytes, bool needAlpha)
    {
        var (dx, dy) = ((int)layer.Area.X - layer.Target.Left, (int)layer.Area.Y - layer.Target.Top);
        return layer.Source.TryRead(part.Offset(dx, dy), into, strideBytes, needAlpha);
    }

    private static void Merge(ReadOnlySpan<byte> packed, Span<byte> rows, int strideBytes, Box band, bool replace)
    {
        var rowBytes = band.Width * PixelMath.BytesPerPixel;
        for (var row = 0; row < band.Height; row++)
        {
            var from = packed.Slice(row * rowBytes, rowBytes);
            var to = rows.Slice(row * strideBytes, rowBytes);
            if (replace)
                from.CopyTo(to);
            else
                PixelMath.Blend(from, to);
        }
    }

    private static void Fill(FrameBuffer frame, Box box)
    {
        var rows = Rows(frame, box);
        for (var row = 0; row < box.Height; row++)
            rows.Slice(row * frame.StrideBytes, box.Width * PixelMath.BytesPerPixel).Clear();
    }

    private static Span<byte> Rows(FrameBuffer frame, Box box) =>
        frame.Pixels[(box.Top * frame.StrideBytes + box.Left * PixelMath.BytesPerPixel)..];

    private Span<byte> Scratch(int bytes)
    {
        if (_scratch.Length < bytes)
            _scratch = GC.AllocateUninitializedArray<byte>(bytes);
        return _scratch.AsSpan(0, bytes);
    }
}
