// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Seamless.Agent.Linux;

/// <summary>
/// Reads layers whose pixels are turned, mirrored, cropped between pixels or scaled. Turned ones are picked one by one; scaled ones
/// are mixed from the four nearest. It works in bands, so that a hostile geometry cannot make it hold a large picture.
/// </summary>
internal sealed class Sampler
{
    private const int FractionBits = 16;
    private const int OnePixel = 1 << FractionBits;

    private byte[] _source = [];

    public void Trim() => _source = [];

    /// <summary>As many of the top rows of <paramref name="part"/> as can be sampled at once.</summary>
    public static Box BandOf(Layer layer, Box part)
    {
        var height = Math.Min(part.Height, Math.Max(1, CompositorLimits.SampleBytes / (part.Width * PixelMath.BytesPerPixel)));
        while (height > 1 && SourceBox(layer, Top(height)).Area * PixelMath.BytesPerPixel > CompositorLimits.SampleBytes)
            height /= 2;
        return Top(height);

        Box Top(int rows) => part with { Bottom = part.Top + rows };
    }

    /// <summary>Fills packed rows with the pixels that the layer shows in a band of its target.</summary>
    public bool TrySample(Layer layer, Box band, Span<byte> packed)
    {
        var upright = SourceBox(layer, band);
        var (uprightWidth, uprightHeight) = layer.Transform.UprightSize(layer.Source.Width, layer.Source.Height);
        var box = layer.Transform.ToBuffer(upright, uprightWidth, uprightHeight);
        var strideBytes = box.Width * PixelMath.BytesPerPixel;
        var bytes = strideBytes * box.Height;
        if (_source.Length < bytes)
            _source = GC.AllocateUninitializedArray<byte>(bytes);
        if (!layer.Source.TryRead(box, _source.AsSpan(0, bytes), strideBytes, needAlpha: true))
            return false;
        var picture = new Picture(_source.AsSpan(0, bytes), upright, Step.Of(layer.Transform, uprightWidth, uprightHeight, box));
        if (layer.IsExact)
            Pick(layer, picture, band, packed);
        else
            Mix(layer, picture, band, packed);
        return true;
    }

    /// <summary>
    /// The upright source pixels that a part of the target needs: for mixing, the four around each point, and not what a great
    /// reduction leaps over.
    /// </summary>
    private static Box SourceBox(Layer layer, Box part)
    {
        var (target, area) = (layer.Target, layer.Area);
        if (layer.IsExact)
            return part.Offset((int)area.X - target.Left, (int)area.Y - target.Top);
        var (width, height) = layer.Transform.UprightSize(layer.Source.Width, layer.Source.Height);
        var shown = new Box(
            (int)Math.Floor(area.X), (int)Math.Floor(area.Y),
            (int)Math.Ceiling(area.X + area.Width), (int)Math.Ceiling(area.Y + area.Height)).Intersect(new Box(0, 0, width, height));
        var (columns, rows) = (Axis.Across(layer), Axis.Down(layer));
        return new Box(
            Math.Clamp(columns.At(part.Left), shown.Left, shown.Right - 1),
            Math.Clamp(rows.At(part.Top), shown.Top, shown.Bottom - 1),
            Math.Clamp(columns.At(part.Right - 1) + 2, shown.Left + 1, shown.Right),
            Math.Clamp(rows.At(part.Bottom - 1) + 2, shown.Top + 1, shown.Bottom));
    }

    private static void Pick(Layer layer, in Picture picture, Box band, Span<byte> packed)
    {
        var (dx, dy) = ((int)layer.Area.X - layer.Target.Left, (int)layer.Area.Y - layer.Target.Top);
        var at = 0;
        for (var y = band.Top; y < band.Bottom; y++)
        {
            for (var x = band.Left; x < band.Right; x++, at += PixelMath.BytesPerPixel)
                BinaryPrimitives.WriteUInt32LittleEndian(packed[at..], picture.At(x + dx, y + dy));
        }
    }

    private static void Mix(Layer layer, in Picture picture, Box band, Span<byte> packed)
    {
        var (columns, rows) = (Axis.Across(layer), Axis.Down(layer));
        var at = 0;
        for (var y = band.Top; y < band.Bottom; y++)
        {
            var v = rows.Point(y);
            for (var x = band.Left; x < band.Right; x++, at += PixelMath.BytesPerPixel)
                BinaryPrimitives.WriteUInt32LittleEndian(packed[at..], picture.Between(columns.Point(x), v));
        }
    }

    /// <summary>Along one axis: the place in the source, in 1/65536 pixels, of a pixel of the target.</summary>
    private readonly record struct Axis(double SourceStart, double SourceLength, int TargetStart, int TargetLength)
    {
        public static Axis Across(Layer layer) => new(layer.Area.X, layer.Area.Width, layer.Target.Left, layer.Target.Width);

        public static Axis Down(Layer layer) => new(layer.Area.Y, layer.Area.Height, layer.Target.Top, layer.Target.Height);

        // Pixels have their colour in the middle, so half a pixel is taken off before the neighbours are weighed.
        public long Point(int target) =>
            (long)((SourceStart + (target - TargetStart + 0.5) * (SourceLength / TargetLength) - 0.5) * OnePixel);

        public int At(int target) => (int)(Point(target) >> FractionBits);
    }

    /// <summary>How far apart in the read bytes two pixels are that are neighbours in the upright picture.</summary>
    private readonly record struct Step(int First, int PerX, int PerY)
    {
        public static Step Of(BufferTransform transform, int width, int height, Box read)
        {
            var origin = At(0, 0);
            return new Step(origin, At(1, 0) - origin, At(0, 1) - origin);

            int At(int x, int y)
            {
                var (bufferX, bufferY) = transform.ToBuffer(x, y, width, height);
                return (bufferY - read.Top) * read.Width + bufferX - read.Left;
            }
        }
    }

    private readonly ref struct Picture(ReadOnlySpan<byte> _pixels, Box upright, Step step)
    {
        private readonly ReadOnlySpan<byte> _pixels = _pixels;

        public uint At(int x, int y) =>
            BinaryPrimitives.ReadUInt32LittleEndian(_pixels[((step.First + x * step.PerX + y * step.PerY) * PixelMath.BytesPerPixel)..]);

        /// <summary>The colour at a point given in 1/65536 pixels; at the edges of the picture the outermost pixels go on.</summary>
        public uint Between(long u, long v)
        {
            var (x, y) = ((int)(u >> FractionBits), (int)(v >> FractionBits));
            var (left, right) = (ClampX(x), ClampX(x + 1));
            var (top, bottom) = (ClampY(y), ClampY(y + 1));
            var (fractionX, fractionY) = ((uint)(u >> 8) & 0xFF, (uint)(v >> 8) & 0xFF);
            return PixelMath.Between(
                PixelMath.Between(At(left, top), At(right, top), fractionX),
                PixelMath.Between(At(left, bottom), At(right, bottom), fractionX),
                fractionY);
        }

        private int ClampX(int x) => Math.Clamp(x, upright.Left, upright.Right - 1);

        private int ClampY(int y) => Math.Clamp(y, upright.Top, upright.Bottom - 1);
    }
}
