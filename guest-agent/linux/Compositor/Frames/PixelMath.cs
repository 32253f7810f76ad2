// SPDX-License-Identifier: Apache-2.0
using System.Runtime.Intrinsics;

namespace Seamless.Agent.Linux;

/// <summary>
/// Arithmetic on rows of 32-bit pixels in memory order B, G, R, A (little-endian ARGB), alpha premultiplied. Each method works on whole
/// pixels of equally long rows; four at a time, then the rest one by one.
/// </summary>
internal static class PixelMath
{
    public const int BytesPerPixel = 4;

    private const int VectorBytes = 16;

    /// <summary>Source over destination: d = s + d × (255 − sA) / 255.</summary>
    public static void Blend(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        var alphaOfEach = Vector128.Create((byte)3, 3, 3, 3, 7, 7, 7, 7, 11, 11, 11, 11, 15, 15, 15, 15);
        var i = 0;
        for (; i + VectorBytes <= source.Length; i += VectorBytes)
        {
            var s = Vector128.Create(source.Slice(i, VectorBytes));
            var alpha = Vector128.Shuffle(s, alphaOfEach);
            if (alpha == Vector128<byte>.AllBitsSet)
            {
                s.CopyTo(destination[i..]);
                continue;
            }
            if (s == Vector128<byte>.Zero)
                continue;
            var d = Vector128.Create((ReadOnlySpan<byte>)destination.Slice(i, VectorBytes));
            var rest = Vector128<byte>.AllBitsSet - alpha;
            var scaled = Vector128.Narrow(
                Divide255(Vector128.WidenLower(d) * Vector128.WidenLower(rest)),
                Divide255(Vector128.WidenUpper(d) * Vector128.WidenUpper(rest)));
            AddSaturated(s, scaled).CopyTo(destination[i..]);
        }
        for (; i + BytesPerPixel <= source.Length; i += BytesPerPixel)
            BlendOne(source.Slice(i, BytesPerPixel), destination.Slice(i, BytesPerPixel));
    }

    /// <summary>Sets every alpha to opaque, for formats whose fourth byte means nothing.</summary>
    public static void MakeOpaque(Span<byte> pixels)
    {
        var alphaBytes = Vector128.Create(0xFF000000u).AsByte();
        var i = 0;
        for (; i + VectorBytes <= pixels.Length; i += VectorBytes)
            (Vector128.Create((ReadOnlySpan<byte>)pixels.Slice(i, VectorBytes)) | alphaBytes).CopyTo(pixels[i..]);
        for (i += 3; i < pixels.Length; i += BytesPerPixel)
            pixels[i] = 0xFF;
    }

    /// <summary>Makes ARGB of ABGR and the other way round.</summary>
    public static void SwapRedAndBlue(Span<byte> pixels)
    {
        var order = Vector128.Create((byte)2, 1, 0, 3, 6, 5, 4, 7, 10, 9, 8, 11, 14, 13, 12, 15);
        var i = 0;
        for (; i + VectorBytes <= pixels.Length; i += VectorBytes)
            Vector128.Shuffle(Vector128.Create((ReadOnlySpan<byte>)pixels.Slice(i, VectorBytes)), order).CopyTo(pixels[i..]);
        for (; i + BytesPerPixel <= pixels.Length; i += BytesPerPixel)
            (pixels[i], pixels[i + 2]) = (pixels[i + 2], pixels[i]);
    }

    /// <summary>One pixel between two, <paramref name="fraction"/> of 256 towards the second, on each of the four channels.</summary>
    public static uint Between(uint first, uint second, uint fraction)
    {
        const uint EvenChannels = 0x00FF00FF;
        var even = ((first & EvenChannels) * (256 - fraction) + (second & EvenChannels) * fraction) >> 8;
        var odd = ((first >> 8) & EvenChannels) * (256 - fraction) + ((second >> 8) & EvenChannels) * fraction;
        return (even & EvenChannels) | (odd & ~EvenChannels);
    }

    private static Vector128<ushort> Divide255(Vector128<ushort> x)
    {
        x += Vector128.Create((ushort)128);
        return (x + (x >>> 8)) >>> 8;
    }

    // A client may send colours larger than their alpha; the sum must stop at white instead of wrapping round.
    private static Vector128<byte> AddSaturated(Vector128<byte> a, Vector128<byte> b)
    {
        var sum = a + b;
        return sum | Vector128.LessThan(sum, a);
    }

    private static void BlendOne(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        var rest = 255 - source[3];
        for (var channel = 0; channel < BytesPerPixel; channel++)
        {
            var scaled = destination[channel] * rest + 128;
            destination[channel] = (byte)Math.Min(255, source[channel] + ((scaled + (scaled >> 8)) >> 8));
        }
    }
}
