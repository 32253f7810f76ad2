// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

namespace Seamless.Agent.Linux;

/// <summary>
/// Who has which part of a memory of fixed size. The first gap that is large enough is taken; gaps that touch become one. At most one gap more
/// than there are parts, and the parts are counted by <see cref="FrameBudget"/>.
/// </summary>
internal sealed class BarAllocator
{
    /// <summary>Parts begin and end at multiples of this.</summary>
    public const long Granule = 4096;

    private readonly List<(long Offset, long Bytes)> _gaps = [];

    public BarAllocator(long bytes)
    {
        if (bytes >= Granule)
            _gaps.Add((0, bytes / Granule * Granule));
    }

    public long FreeBytes => _gaps.Sum(gap => gap.Bytes);

    /// <summary>The offset, or null when no gap is large enough.</summary>
    public long? Take(long bytes)
    {
        var needed = RoundUp(bytes);
        for (var i = 0; i < _gaps.Count; i++)
        {
            var (offset, size) = _gaps[i];
            if (size < needed)
                continue;
            if (size == needed)
                _gaps.RemoveAt(i);
            else
                _gaps[i] = (offset + needed, size - needed);
            return offset;
        }
        return null;
    }

    /// <summary>Exactly what Take gave.</summary>
    public void GiveBack(long offset, long bytes)
    {
        var size = RoundUp(bytes);
        var at = 0;
        while (at < _gaps.Count && _gaps[at].Offset < offset)
            at++;
        Debug.Assert(at == 0 || _gaps[at - 1].Offset + _gaps[at - 1].Bytes <= offset, "the part before is not free");
        Debug.Assert(at == _gaps.Count || offset + size <= _gaps[at].Offset, "the part itself was not free");
        if (at < _gaps.Count && offset + size == _gaps[at].Offset)
        {
            size += _gaps[at].Bytes;
            _gaps.RemoveAt(at);
        }
        if (at > 0 && _gaps[at - 1].Offset + _gaps[at - 1].Bytes == offset)
            _gaps[at - 1] = (_gaps[at - 1].Offset, _gaps[at - 1].Bytes + size);
        else
            _gaps.Insert(at, (offset, size));
    }

    internal void CheckInvariants()
    {
        for (var i = 1; i < _gaps.Count; i++)
            Debug.Assert(_gaps[i - 1].Offset + _gaps[i - 1].Bytes < _gaps[i].Offset, "gaps are in order, apart, and do not touch");
    }

    private static long RoundUp(long bytes) => (bytes + Granule - 1) / Granule * Granule;
}
