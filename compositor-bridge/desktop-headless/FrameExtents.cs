// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Desktop.Headless;

/// <summary>What the desktop draws around a window's geometry, on each side, in logical units.</summary>
internal readonly record struct FrameExtents(int Left, int Top, int Right, int Bottom)
{
    public Rect Around(Rect geometry) =>
        new(geometry.X - Left, geometry.Y - Top, geometry.Width + Left + Right, geometry.Height + Top + Bottom);

    public Rect Inside(Rect outer) =>
        new(outer.X + Left, outer.Y + Top, Math.Max(1, outer.Width - Left - Right), Math.Max(1, outer.Height - Top - Bottom));
}
