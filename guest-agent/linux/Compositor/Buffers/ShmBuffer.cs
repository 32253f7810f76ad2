// SPDX-License-Identifier: Apache-2.0
using Seamless.Wayland.Server;

namespace Seamless.Agent.Linux;

/// <summary>Where a buffer's pixels lie in its pool.</summary>
internal readonly record struct ShmLayout(int OffsetBytes, int Width, int Height, int StrideBytes, ShmFormat Format);

/// <summary>A wl_buffer in a wl_shm pool.</summary>
internal sealed class ShmBuffer(Client client, uint id, ShmPool pool, ShmLayout layout) : ClientBuffer(client, id)
{
    public override int Width => layout.Width;

    public override int Height => layout.Height;

    public override bool IsOpaque => layout.Format.IsOpaque;

    public override bool TryRead(Box pixels, Span<byte> into, int strideBytes, bool needAlpha)
    {
        var offset = layout.OffsetBytes + (long)pixels.Top * layout.StrideBytes + (long)pixels.Left * PixelMath.BytesPerPixel;
        var rowBytes = pixels.Width * PixelMath.BytesPerPixel;
        if (!pool.TryReadRows(offset, layout.StrideBytes, rowBytes, pixels.Height, into, strideBytes))
            return false;
        if (layout.Format.IsBlueLast || (needAlpha && IsOpaque))
            Convert(into, strideBytes, rowBytes, pixels.Height, needAlpha);
        return true;
    }

    public override void PostUnreadable() =>
        PostError((uint)WlShm.Error.InvalidFd, $"the file of the pool is shorter than the {pool.SizeBytes} bytes it was announced with");

    protected override void FreePixels() => pool.BufferFreed();

    private void Convert(Span<byte> pixels, int strideBytes, int rowBytes, int rows, bool needAlpha)
    {
        for (var row = 0; row < rows; row++)
        {
            var line = pixels.Slice(row * strideBytes, rowBytes);
            if (layout.Format.IsBlueLast)
                PixelMath.SwapRedAndBlue(line);
            if (needAlpha && IsOpaque)
                PixelMath.MakeOpaque(line);
        }
    }
}
