// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Desktop.Headless;

/// <summary>Where windows stand: the screen, what is drawn around windows on it, and the rectangle of each shape.</summary>
internal sealed class WindowLayout(Rect screen, bool hasFrames)
{
    public const int BorderWidth = 2;
    public const int TitleBarHeight = 28;

    /// <summary>Windows that draw their own title bar get a small tab with the guest's name above it.</summary>
    public const int TabHeight = 16;

    private const int CascadeStep = 32;

    public Rect Screen { get; } = screen;

    /// <summary>No panels stand on this desktop, so all of the screen.</summary>
    public Rect WorkArea => Screen;

    public bool HasFrames { get; } = hasFrames;

    public FrameExtents ExtentsOf(DesktopWindow window)
    {
        if (!HasFrames || !window.IsToplevel || window.Shape.IsFullscreen) return default;
        var top = window.HasServerDecoration ? TitleBarHeight : TabHeight;
        return new FrameExtents(BorderWidth, top + BorderWidth, BorderWidth, BorderWidth);
    }

    /// <summary>The geometry that the window's shape asks for; sides of 0 leave the size to the app.</summary>
    public Rect Target(DesktopWindow window)
    {
        var shape = window.Shape;
        if (shape.IsFullscreen) return Screen;
        if (shape.IsMaximized) return ExtentsOf(window).Inside(WorkArea);
        return shape.Tiled == ResizeEdges.None ? window.Floating : ExtentsOf(window).Inside(TileOf(shape.Tiled));
    }

    /// <summary>The largest geometry that fits; apps that choose their size are told.</summary>
    public Rect Bounds(DesktopWindow window) => ExtentsOf(window).Inside(WorkArea);

    /// <summary>
    /// Where popups of this window may be: on a fullscreen window the whole screen. Relative to the geometry of <paramref name="parent"/>.
    /// </summary>
    public Rect PopupArea(DesktopWindow parent)
    {
        var area = parent.Root.Shape.IsFullscreen ? Screen : WorkArea;
        var origin = parent.Geometry;
        return area.Offset(-origin.X, -origin.Y);
    }

    /// <summary>
    /// The place of a new window: over its parent, else where it covers no other window, else the next step of a cascade.
    /// Always inside the work area, or with its title bar in it when it is larger.
    /// </summary>
    public Rect PlaceNew(DesktopWindow window, IReadOnlyList<DesktopWindow> bottomToTop)
    {
        var extents = ExtentsOf(window);
        var outer = extents.Around(new Rect(0, 0, window.Width, window.Height));
        var others = new List<Rect>();
        for (var i = bottomToTop.Count - 1; i >= 0 && others.Count < DesktopLimits.PlacementNeighbours; i--)
        {
            if (bottomToTop[i] != window && bottomToTop[i].IsVisible) others.Add(ExtentsOf(bottomToTop[i]).Around(bottomToTop[i].Geometry));
        }
        var place = window.Parent is { IsVisible: true } parent ? Centred(outer, parent.Geometry)
            : FreePlace(outer, others) ?? Cascaded(outer, others);
        return extents.Inside(KeptInside(place));
    }

    private Rect KeptInside(Rect outer) => outer with
    {
        X = Math.Max(WorkArea.X, Math.Min(outer.X, (int)WorkArea.Right - outer.Width)),
        Y = Math.Max(WorkArea.Y, Math.Min(outer.Y, (int)WorkArea.Bottom - outer.Height)),
    };

    private static Rect Centred(Rect outer, Rect over) => outer with
    {
        X = over.X + ((over.Width - outer.Width) / 2),
        Y = over.Y + ((over.Height - outer.Height) / 2),
    };

    /// <summary>Tries the corners that the edges of the other windows make, topmost and leftmost first.</summary>
    private Rect? FreePlace(Rect outer, List<Rect> others)
    {
        var columns = new SortedSet<int> { WorkArea.X };
        var rows = new SortedSet<int> { WorkArea.Y };
        foreach (var other in others)
        {
            columns.Add((int)other.Right);
            rows.Add((int)other.Bottom);
        }
        foreach (var y in rows)
        {
            foreach (var x in columns)
            {
                var candidate = outer with { X = x, Y = y };
                if (WorkArea.Contains(candidate) && !others.Exists(other => !other.Intersect(candidate).IsEmpty)) return candidate;
            }
        }
        return null;
    }

    private Rect Cascaded(Rect outer, List<Rect> others)
    {
        var steps = Math.Max(1, Math.Min(WorkArea.Width - outer.Width, WorkArea.Height - outer.Height) / CascadeStep);
        for (var step = 1; step < steps; step++)
        {
            var candidate = outer with { X = WorkArea.X + (step * CascadeStep), Y = WorkArea.Y + (step * CascadeStep) };
            if (!others.Exists(other => other.X == candidate.X && other.Y == candidate.Y)) return candidate;
        }
        return outer with { X = WorkArea.X, Y = WorkArea.Y };
    }

    private Rect TileOf(ResizeEdges edges)
    {
        var tile = WorkArea;
        if (edges.HasFlag(ResizeEdges.Left) != edges.HasFlag(ResizeEdges.Right))
        {
            var half = tile.Width / 2;
            tile = edges.HasFlag(ResizeEdges.Left) ? tile with { Width = half } : tile with { X = tile.X + half, Width = tile.Width - half };
        }
        if (edges.HasFlag(ResizeEdges.Top) != edges.HasFlag(ResizeEdges.Bottom))
        {
            var half = tile.Height / 2;
            tile = edges.HasFlag(ResizeEdges.Top) ? tile with { Height = half } : tile with { Y = tile.Y + half, Height = tile.Height - half };
        }
        return tile;
    }
}
