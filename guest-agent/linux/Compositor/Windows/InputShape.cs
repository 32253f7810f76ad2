// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Seamless.Protocol;

namespace Seamless.Agent.Linux;

/// <summary>Where a window takes input: the input regions of all its surfaces, as the desktop needs them. Made anew only after a change.</summary>
internal sealed class InputShape
{
    private readonly Region _region = new();
    private (Box Bounds, Box Geometry) _madeFor;
    private bool _isCurrent;

    /// <summary>Every part of the window takes input; <see cref="Rects"/> is empty.</summary>
    public bool IsEverywhere { get; private set; }

    /// <summary>Relative to the window geometry.</summary>
    public ImmutableArray<Rect> Rects { get; private set; } = [];

    public void Changed() => _isCurrent = false;

    public void Update(SurfaceTree tree, Box bounds, Box geometry)
    {
        if (_isCurrent && (bounds, geometry) == _madeFor)
            return;
        (_isCurrent, _madeFor) = (true, (bounds, geometry));
        _region.Clear();
        foreach (var placed in tree.Surfaces)
            Add(placed, bounds);
        IsEverywhere = _region.Covers(bounds);
        Rects = IsEverywhere ? [] : ToRects(geometry);
    }

    private void Add(in PlacedSurface placed, Box bounds)
    {
        var visible = placed.Box.Intersect(bounds);
        if (placed.Surface.Current.InputEverywhere)
        {
            _region.Add(visible);
            return;
        }
        foreach (var box in placed.Surface.Current.InputRegion.Boxes)
            _region.Add(box.Offset(placed.X, placed.Y).Intersect(visible));
    }

    private ImmutableArray<Rect> ToRects(Box geometry)
    {
        if (_region.Boxes.Length > ProtocolLimits.RegionRects)
            return [ToRect(_region.Bounds, geometry)];
        var rects = ImmutableArray.CreateBuilder<Rect>(_region.Boxes.Length);
        foreach (var box in _region.Boxes)
            rects.Add(ToRect(box, geometry));
        return rects.MoveToImmutable();
    }

    private static Rect ToRect(Box box, Box geometry) =>
        new(box.Left - geometry.Left, box.Top - geometry.Top, box.Width, box.Height);
}
