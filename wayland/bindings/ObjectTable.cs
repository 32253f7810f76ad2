// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

namespace Seamless.Wayland;

/// <summary>
/// The objects of one connection by id. Each side numbers its own objects densely from the start of its range and uses freed ids
/// again; the other side checks that. An id is free, reserved (a message named it, the object is not made yet) or taken.
/// </summary>
internal sealed class ObjectTable<T>(bool isServer)
    where T : class
{
    private readonly IdRange<T> _own = new(isServer ? WireLimits.FirstServerId : 1);
    private readonly IdRange<T> _peers = new(isServer ? 1 : WireLimits.FirstServerId);

    public int Count => _own.Count + _peers.Count;

    public bool IsOwn(uint id) => id >= WireLimits.FirstServerId == isServer;

    public T? Find(uint id) => RangeOf(id).Find(id);

    /// <summary>For an id that the peer chose: false when it is not of the peer's range, not free, or would leave a gap.</summary>
    public bool TryReserve(uint id) => id != 0 && !IsOwn(id) && _peers.TryReserve(id);

    /// <summary>Reserves the next id of our own range.</summary>
    public uint Allocate() => _own.Allocate();

    /// <summary>Puts an object at an id that was reserved or allocated.</summary>
    public void Insert(uint id, T value) => RangeOf(id).Insert(id, value);

    public void Release(uint id)
    {
        RangeOf(id).Release(id);
        if (IsOwn(id))
            _own.Recycle(id);
    }

    /// <summary>For the random tests: what must hold between any two operations.</summary>
    public void CheckInvariants()
    {
        _own.CheckInvariants();
        _peers.CheckInvariants();
    }

    private IdRange<T> RangeOf(uint id) => IsOwn(id) ? _own : _peers;
}

/// <summary>One side's ids: an array without gaps, and a stack of those that were freed.</summary>
internal sealed class IdRange<T>(uint first)
    where T : class
{
    private readonly Stack<uint> _free = new();
    private Slot[] _slots = new Slot[16];
    private int _used;

    /// <summary>Ids that are reserved or taken.</summary>
    public int Count { get; private set; }

    public T? Find(uint id)
    {
        var index = id - first;
        return index < (uint)_used ? _slots[index].Value : null;
    }

    public bool TryReserve(uint id)
    {
        var index = id - first;
        if (index > (uint)_used || (index < (uint)_used && _slots[index].IsReserved))
            return false;
        if (index == (uint)_used)
            Extend();
        _slots[index].IsReserved = true;
        Count++;
        return true;
    }

    public uint Allocate()
    {
        if (!_free.TryPop(out var id))
            id = first + (uint)_used;
        var reserved = TryReserve(id);
        Debug.Assert(reserved, "An id of our own range is free exactly when it is on the stack or beyond the end.");
        return id;
    }

    public void Insert(uint id, T value)
    {
        var index = id - first;
        if (index >= (uint)_used || !_slots[index].IsReserved || _slots[index].Value is not null)
            throw new InvalidOperationException($"Object id {id} was not reserved for a new object.");
        _slots[index].Value = value;
    }

    public void Release(uint id)
    {
        var index = id - first;
        if (index >= (uint)_used || !_slots[index].IsReserved)
            throw new InvalidOperationException($"Object id {id} is free already.");
        _slots[index] = default;
        Count--;
    }

    /// <summary>A released id of our own, to be given out again. The peer keeps its own list of those it may use.</summary>
    public void Recycle(uint id) => _free.Push(id);

    public void CheckInvariants()
    {
        if (Count != _slots.Take(_used).Count(slot => slot.IsReserved))
            throw new UnreachableException("The count is not the number of reserved ids.");
        if (_slots.Any(slot => slot.Value is not null && !slot.IsReserved))
            throw new UnreachableException("An object sits at an id that is free.");
    }

    private void Extend()
    {
        if (_used == _slots.Length)
            Array.Resize(ref _slots, _used * 2);
        _used++;
    }

    private struct Slot
    {
        public T? Value;
        public bool IsReserved;
    }
}
