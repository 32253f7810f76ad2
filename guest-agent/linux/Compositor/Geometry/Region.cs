// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

namespace Seamless.Agent.Linux;

/// <summary>
/// A set of points as a list of disjoint boxes, in no particular order. Surfaces keep their regions and copy into them, so that setting
/// the same region on every commit allocates nothing once the arrays have grown.
/// </summary>
public sealed class Region
{
    private Box[] _boxes = [];
    private int _count;

    public ReadOnlySpan<Box> Boxes => _boxes.AsSpan(0, _count);

    public bool IsEmpty => _count == 0;

    public Box Bounds
    {
        get
        {
            Box bounds = default;
            foreach (var box in Boxes)
                bounds = bounds.Union(box);
            return bounds;
        }
    }

    public void Clear() => _count = 0;

    public void CopyFrom(Region other)
    {
        if (_boxes.Length < other._count)
            _boxes = new Box[other._count];
        other.Boxes.CopyTo(_boxes);
        _count = other._count;
    }

    public bool Contains(int x, int y)
    {
        foreach (var box in Boxes)
        {
            if (box.Contains(x, y))
                return true;
        }
        return false;
    }

    /// <summary>Whether every point of <paramref name="box"/> is in the region.</summary>
    public bool Covers(Box box)
    {
        if (box.IsEmpty)
            return true;
        long covered = 0;
        foreach (var mine in Boxes)
            covered += mine.Intersect(box).Area;
        return covered == box.Area; // The _boxes are disjoint.
    }

    public bool SameAs(Region other) => Boxes.SequenceEqual(other.Boxes);

    public void Add(Box box)
    {
        if (box.IsEmpty)
            return;
        foreach (var mine in Boxes)
        {
            if (mine.Contains(box))
                return;
        }
        Subtract(box);
        Append(box);
    }

    public void Subtract(Box hole)
    {
        if (hole.IsEmpty)
            return;
        // Boxes that pieces are appended for lie behind the ones still to look at and do not touch the hole.
        for (int i = 0, end = _count; i < end;)
        {
            var box = _boxes[i];
            var cut = box.Intersect(hole);
            if (cut.IsEmpty)
            {
                i++;
                continue;
            }
            _boxes[i] = _boxes[--end];
            _boxes[end] = _boxes[--_count];
            AppendPieces(box, cut);
        }
        Debug.Assert(_count <= _boxes.Length);
    }

    private void AppendPieces(Box box, Box cut)
    {
        AppendIfAny(new Box(box.Left, box.Top, box.Right, cut.Top));
        AppendIfAny(new Box(box.Left, cut.Bottom, box.Right, box.Bottom));
        AppendIfAny(new Box(box.Left, cut.Top, cut.Left, cut.Bottom));
        AppendIfAny(new Box(cut.Right, cut.Top, box.Right, cut.Bottom));
    }

    private void AppendIfAny(Box box)
    {
        if (!box.IsEmpty)
            Append(box);
    }

    private void Append(Box box)
    {
        if (_count == _boxes.Length)
            Array.Resize(ref _boxes, Math.Max(4, _count * 2));
        _boxes[_count++] = box;
    }
}
