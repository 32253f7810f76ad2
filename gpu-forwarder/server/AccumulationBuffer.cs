// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Seamless.Gpu.Server;

/// <summary>
/// A surface's accumulation buffer: signed numbers of 16 bits from -1 to 1, four for each pixel, the lowest row first. What does not fit into
/// 16 bits wraps around, and fractions are cut off, as Mesa has it in its own drivers; the specification leaves that open.
/// </summary>
internal sealed unsafe class AccumulationBuffer(int width, int height) : IDisposable
{
    private const float One = 32767;
    private const int Channels = 4, Alpha = 3, Levels = 256;

    private readonly short* _values = (short*)NativeMemory.AllocZeroed((nuint)Size(width, height));

    public static ulong Size(int width, int height) => (ulong)width * (ulong)height * Channels * sizeof(short);

    public void Clear(PixelArea area, ReadOnlySpan<float> color)
    {
        Span<short> pixel = stackalloc short[Channels];
        for (var i = 0; i < Channels; i++)
            pixel[i] = (short)(((int)(65535 * Math.Clamp(color[i], -1, 1)) - 1) / 2);
        var all = MemoryMarshal.Cast<short, long>(pixel)[0];
        for (var y = 0; y < area.Height; y++)
            MemoryMarshal.Cast<short, long>(Row(area, y)).Fill(all);
    }

    public void Add(PixelArea area, float value)
    {
        var step = Cut(value * One);
        for (var y = 0; y < area.Height; y++)
        {
            foreach (ref var each in Row(area, y))
                each = (short)(each + step);
        }
    }

    public void Multiply(PixelArea area, float value)
    {
        for (var y = 0; y < area.Height; y++)
        {
            foreach (ref var each in Row(area, y))
                each = Cut(each * value);
        }
    }

    /// <summary>Pixels of four bytes, times the value, in place of what was there or onto it.</summary>
    public void Take(PixelArea area, ReadOnlySpan<byte> pixels, (float Value, bool Onto, bool IsLight) how)
    {
        Span<short> levels = stackalloc short[Levels], colors = stackalloc short[Levels];
        for (var i = 0; i < Levels; i++)
        {
            levels[i] = Cut(i * (1f / 255) * (how.Value * One));
            colors[i] = how.IsLight ? Cut(Srgb.Light(i) * (how.Value * One)) : levels[i];
        }
        for (var y = 0; y < area.Height; y++)
        {
            var row = Row(area, y);
            var from = pixels.Slice(y * row.Length, row.Length);
            for (var i = 0; i < row.Length; i++)
                row[i] = (short)((how.Onto ? row[i] : 0) + (i % Channels == Alpha ? levels : colors)[from[i]]);
        }
    }

    /// <summary>Into pixels of four bytes, of each the channels that the mask has.</summary>
    public void Return(PixelArea area, Span<byte> pixels, (float Value, bool IsLight) how, ReadOnlySpan<byte> mask)
    {
        var scale = how.Value / One;
        for (var y = 0; y < area.Height; y++)
        {
            var row = Row(area, y);
            var into = pixels.Slice(y * row.Length, row.Length);
            for (var i = 0; i < row.Length; i++)
            {
                if (mask[i % Channels] != 0)
                    into[i] = how.IsLight && i % Channels != Alpha ? Srgb.Level(row[i] * scale) : Level(row[i] * scale);
            }
        }
    }

    public void Dispose() => NativeMemory.Free(_values);

    private static short Cut(float value) => unchecked((short)(int)value);

    /// <summary>Zero for what is no number.</summary>
    private static byte Level(float value) => value >= 1 ? (byte)255 : value > 0 ? (byte)MathF.Round(value * 255) : (byte)0;

    // SAFETY: whoever makes an area keeps it within the surface, and this refuses any other; the buffer has so many values.
    private Span<short> Row(PixelArea area, int y) =>
        area.X >= 0 && area.Y >= 0 && area.Width >= 0 && area.X + (long)area.Width <= width && area.Y + (long)y < height
            ? new Span<short>(_values + ((((long)(area.Y + y) * width) + area.X) * Channels), area.Width * Channels)
            : throw new InvalidOperationException($"an area of {area} of {width}×{height} pixels");
}
