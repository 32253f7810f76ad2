// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Desktop.Headless;

internal enum WindowPart
{
    /// <summary>The app's own: it gets the input.</summary>
    Content,
    TitleBar,
    CloseButton,
    MaximizeButton,
    MinimizeButton,

    /// <summary>The border, or the tab with the guest's name: the desktop's own.</summary>
    Border,
}

/// <summary>What is under a point.</summary>
internal readonly record struct Hit(DesktopWindow Window, WindowPart Part, ResizeEdges Edges = ResizeEdges.None);

/// <summary>Finds what is under a point, topmost first. The desktop's own frame lies over the app's pixels, so it comes first.</summary>
internal static class HitTest
{
    /// <summary>Reach of a corner along the border.</summary>
    private const int CornerReach = 16;

    public static Hit? At(WindowStack stack, WindowLayout layout, double x, double y)
    {
        var (column, row) = ((int)Math.Floor(x), (int)Math.Floor(y));
        for (var i = stack.BottomToTop.Count - 1; i >= 0; i--)
        {
            if (stack.BottomToTop[i] is { IsVisible: true } window && InTree(window, layout, column, row) is { } hit) return hit;
        }
        return null;
    }

    private static Hit? InTree(DesktopWindow window, WindowLayout layout, int x, int y)
    {
        for (var i = window.Popups.Count - 1; i >= 0; i--)
        {
            if (window.Popups[i] is { IsMapped: true } popup && InTree(popup, layout, x, y) is { } hit) return hit;
        }
        var geometry = window.Geometry;
        var frame = WindowFrame.PartAt(window, layout, geometry, x, y);
        if (frame is { } part) return new Hit(window, part, part == WindowPart.Border ? EdgesAt(window, layout, geometry, x, y) : ResizeEdges.None);
        return !window.IsDismissed && window.TakesInputAt(x - geometry.X, y - geometry.Y) ? new Hit(window, WindowPart.Content) : null;
    }

    private static ResizeEdges EdgesAt(DesktopWindow window, WindowLayout layout, Rect geometry, int x, int y)
    {
        var outer = layout.ExtentsOf(window).Around(geometry);
        var edges = ResizeEdges.None;
        if (x < outer.X + CornerReach) edges |= ResizeEdges.Left;
        else if (x >= outer.Right - CornerReach) edges |= ResizeEdges.Right;
        if (y < outer.Y + CornerReach) edges |= ResizeEdges.Top;
        else if (y >= outer.Bottom - CornerReach) edges |= ResizeEdges.Bottom;
        return edges;
    }
}
