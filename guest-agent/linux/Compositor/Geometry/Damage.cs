// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Agent.Linux;

/// <summary>
/// What must be redrawn, as at most <see cref="Capacity"/> boxes that may overlap. It may grow beyond what was added, never shrink below:
/// when the boxes run out, the two that waste the least together become one.
/// </summary>
public sealed class Damage
{
    /// <summary>As many as a Frame message carries; more would cost more to look at than to copy.</summary>
    public const int Capacity = 16;

    private readonly Box[] _boxes = new Box[Capacity];
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

    /// <summary>Pixels to redraw, overlaps counted twice.</summary>
    public long Area
    {
        get
        {
            long area = 0;
            foreach (var box in Boxes)
                area += box.Area;
            return area;
        }
    }

    public void Clear() => _count = 0;

    public void Add(Damage other)
    {
        foreach (var box in other.Boxes)
            Add(box);
    }

    public void CopyFrom(Damage other)
    {
        other.Boxes.CopyTo(_boxes);
        _count = other._count;
    }

    public void Add(Box box)
    {
        if (box.IsEmpty)
            return;
        for (var i = 0; i < _count;)
        {
            var union = _boxes[i].Union(box);
            if (union == _boxes[i])
                return;
            if (union.Area > _boxes[i].Area + box.Area - _boxes[i].Intersect(box).Area)
            {
                i++;
                continue;
            }
            // Together they are exactly one box: take it out and let the bigger one look for its neighbours from the start.
            box = union;
            _boxes[i] = _boxes[--_count];
            i = 0;
        }
        if (_count == Capacity)
            MergeCheapest(box);
        else
            _boxes[_count++] = box;
    }

    /// <summary>Keeps only what lies in <paramref name="limits"/>.</summary>
    public void Clip(Box limits)
    {
        for (var i = 0; i < _count;)
        {
            _boxes[i] = _boxes[i].Intersect(limits);
            if (_boxes[i].IsEmpty)
                _boxes[i] = _boxes[--_count];
            else
                i++;
        }
    }

    private void MergeCheapest(Box box)
    {
        var best = 0;
        var bestWaste = long.MaxValue;
        for (var i = 0; i < _count; i++)
        {
            var waste = _boxes[i].Union(box).Area - _boxes[i].Area;
            if (waste < bestWaste)
                (best, bestWaste) = (i, waste);
        }
        _boxes[best] = _boxes[best].Union(box);
    }
}
