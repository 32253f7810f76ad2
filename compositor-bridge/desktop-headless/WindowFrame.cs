// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Desktop.Headless;

/// <summary>
/// The desktop's own frame around a window: the border in the guest's colour, the title bar of windows that want one, and for
/// the others a tab with the guest's name. One description for drawing it and for finding what a click meets.
/// </summary>
internal static class WindowFrame
{
    public const int ButtonWidth = 28;

    public const int TabWidthMost = 160;

    /// <summary>Width of one character of the tab, roughly; the text is cut to fit.</summary>
    private const int TabCharacterWidth = 7;

    /// <summary>Null where the frame is not: outside, or over the app's own content.</summary>
    public static WindowPart? PartAt(DesktopWindow window, WindowLayout layout, Rect geometry, int x, int y)
    {
        var extents = layout.ExtentsOf(window);
        if (extents == default || geometry.Contains(x, y)) return null;
        if (!window.HasServerDecoration)
        {
            if (BorderOf(geometry).Contains(x, y)) return WindowPart.Border;
            return TabOf(window, geometry).Contains(x, y) ? WindowPart.TitleBar : null;
        }
        if (!extents.Around(geometry).Contains(x, y)) return null;
        var bar = TitleBarOf(geometry);
        if (!bar.Contains(x, y)) return WindowPart.Border;
        if (x >= bar.Right - ButtonWidth) return WindowPart.CloseButton;
        if (x >= bar.Right - (2 * ButtonWidth)) return WindowPart.MaximizeButton;
        return x >= bar.Right - (3 * ButtonWidth) ? WindowPart.MinimizeButton : WindowPart.TitleBar;
    }

    public static Rect BorderOf(Rect geometry)
    {
        const int width = WindowLayout.BorderWidth;
        return new Rect(geometry.X - width, geometry.Y - width, geometry.Width + (2 * width), geometry.Height + (2 * width));
    }

    public static Rect TitleBarOf(Rect geometry) =>
        new(geometry.X, geometry.Y - WindowLayout.TitleBarHeight, geometry.Width, WindowLayout.TitleBarHeight);

    public static Rect TabOf(DesktopWindow window, Rect geometry)
    {
        var border = BorderOf(geometry);
        var width = Math.Min(TabWidthMost, (window.Guest.Name.Length * TabCharacterWidth) + 16);
        return new Rect(border.X, border.Y - WindowLayout.TabHeight, Math.Min(width, border.Width), WindowLayout.TabHeight);
    }
}
