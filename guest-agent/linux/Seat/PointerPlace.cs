// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;
using WireFixed = Seamless.Wayland.Fixed;

namespace Seamless.Agent.Linux;

/// <summary>A point in a window, in logical units from the corner of its geometry, as the desktop names it.</summary>
public readonly record struct PointerPlace(Fixed X, Fixed Y)
{
    /// <summary>The topmost surface of the window that takes input here; sub-surfaces may lie outside the window's own surface.</summary>
    public Surface? SurfaceIn(Window window) => window.HitTest(X.ToDouble(), Y.ToDouble())?.Surface;

    /// <summary>The same point from the corner of one of the window's surfaces.</summary>
    public (WireFixed X, WireFixed Y) In(Surface surface)
    {
        var (left, top) = CornerInWindow(surface);
        return (new WireFixed(X.Raw - left * 256), new WireFixed(Y.Raw - top * 256));
    }

    /// <summary>Where a surface's corner lies from the corner of its window's geometry; also of one that cannot be seen just now, since a
    /// pressed button keeps the pointer with it.</summary>
    public static (int X, int Y) CornerInWindow(Surface surface)
    {
        var (x, y, root) = (0, 0, surface);
        while (root.Subsurface is { Parent: { } parent } position)
        {
            (x, y) = (x + position.X, y + position.Y);
            root = parent;
        }

        if (root.Window is not { } window) return (x, y);
        var geometry = window.Geometry;
        return (x - geometry.Left, y - geometry.Top);
    }
}
