// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Seamless.Protocol;

/// <summary>
/// At most sixteen rectangles held inline: the damage of a frame, without a heap object per frame.
/// Adding a seventeenth merges it with the one that grows least by it, so the list always covers everything that was added.
/// </summary>
public struct RectList : IEquatable<RectList>
{
    public const int Capacity = ProtocolLimits.DamageRects;

    private RectBuffer _rects;
    private int _count;

    public static RectList Of(Rect rect)
    {
        var list = default(RectList);
        list.Add(rect);
        return list;
    }

    public readonly int Count => _count;

    public readonly bool IsEmpty => _count == 0;

    public readonly Rect this[int index] => index < _count ? _rects[index] : throw new ArgumentOutOfRangeException(nameof(index));

    public readonly Rect Bounds
    {
        get
        {
            var bounds = default(Rect);
            for (int i = 0; i < _count; i++) bounds = bounds.Union(_rects[i]);
            return bounds;
        }
    }

    [UnscopedRef]
    public readonly ReadOnlySpan<Rect> AsSpan() => ((ReadOnlySpan<Rect>)_rects)[.._count];

    public void Clear() => _count = 0;

    /// <summary>Adds one rectangle; empty ones and ones already covered are left out.</summary>
    public void Add(Rect rect)
    {
        if (rect.IsEmpty) return;
        int kept = 0;
        for (int i = 0; i < _count; i++)
        {
            if (_rects[i].Contains(rect)) return;
        }
        for (int i = 0; i < _count; i++)
        {
            if (!rect.Contains(_rects[i])) _rects[kept++] = _rects[i];
        }
        _count = kept;
        if (_count < Capacity) _rects[_count++] = rect;
        else Merge(rect);
    }

    public void AddAll(in RectList other)
    {
        for (int i = 0; i < other._count; i++) Add(other._rects[i]);
    }

    /// <summary>Keeps only what lies inside <paramref name="area"/>.</summary>
    public void Clip(Rect area)
    {
        int kept = 0;
        for (int i = 0; i < _count; i++)
        {
            var part = _rects[i].Intersect(area);
            if (!part.IsEmpty) _rects[kept++] = part;
        }
        _count = kept;
    }

    public readonly bool Equals(RectList other) => AsSpan().SequenceEqual(other.AsSpan());

    public override readonly bool Equals(object? obj) => obj is RectList other && Equals(other);

    public override readonly int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var rect in AsSpan()) hash.Add(rect);
        return hash.ToHashCode();
    }

    public override readonly string ToString() => $"[{string.Join(' ', AsSpan().ToArray())}]";

    public static bool operator ==(in RectList left, in RectList right) => left.Equals(right);

    public static bool operator !=(in RectList left, in RectList right) => !left.Equals(right);

    /// <summary>Puts back what was on the wire, one for one: a reader must not merge, or the bytes would change on the way through.</summary>
    internal bool TryAppend(Rect rect)
    {
        if (_count == Capacity || rect.IsEmpty) return false;
        _rects[_count++] = rect;
        return true;
    }

    private void Merge(Rect rect)
    {
        int best = 0;
        long bestGrowth = long.MaxValue;
        for (int i = 0; i < _count; i++)
        {
            long growth = _rects[i].Union(rect).Area - _rects[i].Area;
            if (growth >= bestGrowth) continue;
            best = i;
            bestGrowth = growth;
        }
        _rects[best] = _rects[best].Union(rect);
    }

    [InlineArray(Capacity)]
    private struct RectBuffer
    {
        private Rect _first;
    }
}
