// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Agent.Linux;

/// <summary>A visible surface of a tree and where it is, in logical units relative to the root surface's top left.</summary>
public readonly record struct PlacedSurface(Surface Surface, int X, int Y)
{
    public Box Box => Box.FromSize(X, Y, Surface.Width, Surface.Height);
}

/// <summary>A surface under a point, and the point in that surface's own coordinates.</summary>
public readonly record struct SurfaceHit(Surface Surface, double X, double Y);

/// <summary>
/// A root surface and all its visible sub-surfaces, flattened from bottom to top. Kept between frames and made anew only after
/// something was mapped, moved, resized or restacked.
/// </summary>
public sealed class SurfaceTree(Surface root)
{
    private readonly List<PlacedSurface> _placed = [];
    private readonly List<(Surface Surface, Box Box)> seen = [];
    private bool _isCurrent;

    public Surface Root => root;

    /// <summary>Bottom first; empty while the root has no content.</summary>
    public IReadOnlyList<PlacedSurface> Surfaces
    {
        get
        {
            Update();
            return _placed;
        }
    }

    /// <summary>The same, to be looked at without an enumerator on the heap.</summary>
    internal List<PlacedSurface> Placed
    {
        get
        {
            Update();
            return _placed;
        }
    }

    /// <summary>The box around all visible surfaces.</summary>
    public Box Bounds
    {
        get
        {
            Update();
            Box bounds = default;
            foreach (var surface in _placed)
                bounds = bounds.Union(surface.Box);
            return bounds;
        }
    }

    /// <summary>The topmost surface that takes input at a point relative to the root surface's top left.</summary>
    public SurfaceHit? HitTest(double x, double y)
    {
        Update();
        for (var i = _placed.Count - 1; i >= 0; i--)
        {
            var (surface, left, top) = _placed[i];
            if (surface.AcceptsInput(x - left, y - top))
                return new SurfaceHit(surface, x - left, y - top);
        }
        return null;
    }

    /// <summary>Where a surface of the tree is; null when it cannot be seen.</summary>
    public PlacedSurface? Find(Surface surface)
    {
        Update();
        foreach (var candidate in _placed)
        {
            if (candidate.Surface == surface)
                return candidate;
        }
        return null;
    }

    internal void Changed() => _isCurrent = false;

    /// <summary>
    /// Adds to <paramref name="damage"/> what lies under surfaces that came, went, moved or changed places since the last call.
    /// </summary>
    internal void CollectDamage(Damage damage)
    {
        Update();
        for (var i = 0; i < Math.Max(seen.Count, _placed.Count); i++)
        {
            if (i < seen.Count && i < _placed.Count && seen[i] == (_placed[i].Surface, _placed[i].Box))
                continue;
            if (i < seen.Count)
                damage.Add(seen[i].Box);
            if (i < _placed.Count)
                damage.Add(_placed[i].Box);
        }
        seen.Clear();
        foreach (var surface in _placed)
            seen.Add((surface.Surface, surface.Box));
    }

    private void Update()
    {
        if (_isCurrent)
            return;
        _isCurrent = true;
        _placed.Clear();
        Place(root, 0, 0);
    }

    private void Place(Surface surface, int x, int y)
    {
        if (!surface.HasContent || _placed.Count >= CompositorLimits.SurfacesPerTree)
            return;
        if (surface.Children.Order is not { } order)
        {
            _placed.Add(new PlacedSurface(surface, x, y));
            return;
        }
        foreach (var child in order)
        {
            if (child == surface)
                _placed.Add(new PlacedSurface(surface, x, y));
            else if (child.Subsurface is { } subsurface)
                Place(child, Sum(x, subsurface.X), Sum(y, subsurface.Y));
        }
    }

    private static int Sum(int a, int b) => Math.Clamp(a + b, -Box.EdgeLimit, Box.EdgeLimit);
}
