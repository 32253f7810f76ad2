// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Bridge;

/// <summary>
/// The cursor that the guest gave its graphics device, copied when it did so: the resource may be drawn over or go away. 16 KiB a time.
/// </summary>
internal sealed class GpuCursor
{
    private const int StrideBytes = GpuLimits.CursorSide * 4;

    private readonly byte[] _pixels = new byte[StrideBytes * GpuLimits.CursorSide];

    /// <summary>The guest has said something about it; before that (firmware, a text console) the guest does not know of cursors.</summary>
    public bool IsKnown { get; private set; }

    public bool IsHidden { get; private set; }

    public int HotspotX { get; private set; }

    public int HotspotY { get; private set; }

    /// <summary>64 × 64, premultiplied ARGB as in a frame.</summary>
    public ReadOnlyMemory<byte> Pixels => _pixels;

    public Action? Changed { get; set; }

    /// <summary>False when the image is no cursor. One without pages (any more) has nothing to show.</summary>
    public bool TryShow(GpuResource image, uint hotspotX, uint hotspotY, GuestRam ram)
    {
        if (image.Width != GpuLimits.CursorSide || image.Height != GpuLimits.CursorSide)
            return false;
        if (!image.HasBacking || !image.TryReadRows(ram, new PixelRows(0, StrideBytes, StrideBytes, GpuLimits.CursorSide), _pixels, StrideBytes))
        {
            Hide();
            return true;
        }
        GpuPixels.ToArgb(_pixels, image.Format);
        (HotspotX, HotspotY) = ((int)Math.Min(hotspotX, GpuLimits.CursorSide - 1), (int)Math.Min(hotspotY, GpuLimits.CursorSide - 1));
        (IsKnown, IsHidden) = (true, false);
        Changed?.Invoke();
        return true;
    }

    public void Hide()
    {
        (IsKnown, IsHidden) = (true, true);
        Changed?.Invoke();
    }

    /// <summary>The driver is gone.</summary>
    public void Forget()
    {
        (IsKnown, IsHidden) = (false, false);
        Changed?.Invoke();
    }
}
