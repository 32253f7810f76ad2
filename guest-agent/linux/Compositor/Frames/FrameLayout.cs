// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Agent.Linux;

/// <summary>
/// Which part of a tree a frame shows (in logical units relative to the root surface) and with how many pixels. The scale is the
/// root surface's own, so that its pixels are never resampled.
/// </summary>
internal readonly record struct FrameLayout(Box Logical, uint Scale120, bool IsOpaque)
{
    private const uint One = 120;

    /// <summary>Three times: what apps draw for by themselves. A photograph shrunk tenfold by a viewport is shrunk here.</summary>
    private const uint LargestOwnScale = 3 * One;

    public int Width => ToPixels(Logical.Width);

    public int Height => ToPixels(Logical.Height);

    public Box Whole => new(0, 0, Width, Height);

    /// <param name="desktopScale120">The scale of the screen that the window is on.</param>
    /// <param name="visible">What of the tree is shown, in logical units.</param>
    public static FrameLayout Of(Surface root, Box visible, uint desktopScale120)
    {
        var scale = ScaleOf(root, desktopScale120);
        var bounds = LimitPixels(visible, scale);
        var rootBox = new Box(0, 0, root.Width, root.Height);
        return new FrameLayout(bounds, scale, root.Content.Pixels!.IsOpaque && rootBox.Contains(bounds));
    }

    /// <summary>A logical distance from the frame's left or top edge, rounded to the nearest pixel.</summary>
    public int ToPixels(int logical) => (int)((logical * (long)Scale120 + One / 2) / One);

    /// <summary>The pixels of a box whose edges are rounded as those of surfaces are.</summary>
    public Box ToPixels(Box logical) => new(
        ToPixels(logical.Left - Logical.Left), ToPixels(logical.Top - Logical.Top),
        ToPixels(logical.Right - Logical.Left), ToPixels(logical.Bottom - Logical.Top));

    /// <summary>Every pixel that a damaged box may have changed: outward, and one more where colours mix with their neighbours'.</summary>
    public Box DamagedPixels(Box logical)
    {
        var box = logical.Intersect(Logical);
        if (box.IsEmpty)
            return default;
        var (left, top) = (box.Left - Logical.Left, box.Top - Logical.Top);
        var (right, bottom) = (box.Right - Logical.Left, box.Bottom - Logical.Top);
        if (Scale120 % One == 0)
            return new Box(ToPixels(left), ToPixels(top), ToPixels(right), ToPixels(bottom));
        return new Box(ToPixels(left) - 1, ToPixels(top) - 1, ToPixels(right) + 1, ToPixels(bottom) + 1).Intersect(Whole);
    }

    /// <summary>The pixels that lie wholly in a box: what an opaque region hides for certain.</summary>
    public Box CoveredPixels(Box logical)
    {
        var box = ToPixels(logical.Intersect(Logical));
        return Scale120 % One == 0 ? box : new Box(box.Left + 1, box.Top + 1, box.Right - 1, box.Bottom - 1);
    }

    private static uint ScaleOf(Surface root, uint desktopScale120)
    {
        var content = root.Content;
        var (width, height) = (content.Area.Width, content.Area.Height);
        if (Fits(desktopScale120))
            return desktopScale120;
        var exact = width * One / content.Width;
        var isSensible = double.IsInteger(exact) && exact >= One && exact <= Math.Max(desktopScale120, LargestOwnScale);
        return isSensible && Fits((uint)exact) ? (uint)exact : desktopScale120;

        bool Fits(uint scale) => width == Round(content.Width, scale) && height == Round(content.Height, scale);
    }

    private static long Round(int logical, uint scale) => (logical * (long)scale + One / 2) / One;

    private static Box LimitPixels(Box bounds, uint scale)
    {
        var side = (int)(CompositorLimits.BufferSide * (long)One / scale);
        var width = Math.Min(bounds.Width, side);
        var height = Math.Min(bounds.Height, side);
        var rows = CompositorLimits.FramePixels / Math.Max(1, Round(width, scale));
        height = (int)Math.Min(height, rows * One / scale);
        return new Box(bounds.Left, bounds.Top, bounds.Left + Math.Max(1, width), bounds.Top + Math.Max(1, height));
    }
}
