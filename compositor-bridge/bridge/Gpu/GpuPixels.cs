// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Seamless.Bridge;

/// <summary>Frames have one order of bytes, B G R and one to ignore; a guest's screen may have another.</summary>
internal static class GpuPixels
{
    public static bool IsBgrx(GpuFormat format) => format is GpuFormat.B8G8R8A8 or GpuFormat.B8G8R8X8;

    /// <summary>Brings an image that was copied as the guest has it into the order of frames, in place.</summary>
    public static void ToBgrx(CopyBuffer buffer, GpuFormat from)
    {
        if (IsBgrx(from))
            return;
        for (var y = 0; y < buffer.Height; y++)
        {
            for (var row = buffer.Row(y, 0, buffer.Width); !row.IsEmpty; row = row[4..])
                BinaryPrimitives.WriteUInt32LittleEndian(row, ToBgrx(BinaryPrimitives.ReadUInt32LittleEndian(row), from));
        }
    }

    /// <summary>A cursor's image, in place; one without transparency is opaque.</summary>
    public static void ToArgb(Span<byte> pixels, GpuFormat from)
    {
        if (from == GpuFormat.B8G8R8A8)
            return;
        for (; !pixels.IsEmpty; pixels = pixels[4..])
        {
            var pixel = BinaryPrimitives.ReadUInt32LittleEndian(pixels);
            var alpha = from switch
            {
                GpuFormat.R8G8B8A8 => pixel & 0xff00_0000,
                GpuFormat.A8R8G8B8 or GpuFormat.A8B8G8R8 => pixel << 24,
                _ => 0xff00_0000,
            };
            BinaryPrimitives.WriteUInt32LittleEndian(pixels, (ToBgrx(pixel, from) & 0x00ff_ffff) | alpha);
        }
    }

    private static uint ToBgrx(uint pixel, GpuFormat from) => from switch
    {
        GpuFormat.R8G8B8A8 or GpuFormat.R8G8B8X8 => ((pixel & 0xff) << 16) | (pixel & 0xff00ff00) | ((pixel >> 16) & 0xff),
        GpuFormat.A8R8G8B8 or GpuFormat.X8R8G8B8 => BinaryPrimitives.ReverseEndianness(pixel),
        GpuFormat.A8B8G8R8 or GpuFormat.X8B8G8R8 => pixel >> 8,
        _ => pixel,
    };
}
