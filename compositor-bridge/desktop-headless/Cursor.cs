// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Desktop.Headless;

/// <summary>The cursor that one guest asked for; it holds while the pointer is over the guest's windows.</summary>
internal sealed class Cursor
{
    private byte[] pixels = [];

    public bool IsHidden { get; private set; }

    /// <summary>Null when the app brought an image of its own.</summary>
    public CursorShapeName? Shape { get; private set; } = CursorShapeName.Default;

    public int Width { get; private set; }

    public int Height { get; private set; }

    public int HotspotX { get; private set; }

    public int HotspotY { get; private set; }

    public uint Scale120 { get; private set; } = 120;

    /// <summary>Premultiplied, B G R A.</summary>
    public ReadOnlySpan<byte> Pixels => pixels.AsSpan(0, Width * Height * 4);

    public void Hide() => IsHidden = true;

    public void Show(CursorShapeName shape)
    {
        IsHidden = false;
        Shape = shape;
    }

    public void Show(in CursorImage image)
    {
        IsHidden = false;
        Shape = null;
        (Width, Height) = (image.Width, image.Height);
        (HotspotX, HotspotY) = (image.HotspotX, image.HotspotY);
        Scale120 = image.Scale120;
        // Animated cursors come many times a second and mostly have one size.
        if (pixels.Length < image.Pixels.Length) pixels = new byte[image.Pixels.Length];
        image.Pixels.Span.CopyTo(pixels);
    }
}
