// SPDX-License-Identifier: Apache-2.0
// A split virtqueue, device side (virtio 1.2, section 2.7). The guest owns the table and the avail ring, we own the used ring. Every number
// that the guest writes is read once and checked before it is an index of anything.
using System.Buffers.Binary;
using Seamless.Linux;

namespace Seamless.Bridge;

internal sealed class Virtqueue(int index) : IDisposable
{
    private const ushort NoInterrupt = 1;
    private const int RingHeaderBytes = 4, UsedEntryBytes = 8;

    private RingAddresses _addresses;
    private RamPlace _table, _avail, _used;
    private bool _isPlaced;
    private ushort _usedIndex;
    private ushort _signalledIndex;
    private bool _isKickless;

    public int Index { get; } = index;

    public int Entries { get; private set; }

    /// <summary>The next entry of the avail ring that we look at: what GET_VRING_BASE tells.</summary>
    public ushort NextAvailable { get; private set; }

    public bool IsEnabled { get; set; }

    /// <summary>Both sides tell each other from which entry on they want to be woken (VIRTIO_F_EVENT_IDX).</summary>
    public bool HasEventIndex { get; set; }

    public EventFd? Kick { get; private set; }

    public EventFd? Call { get; private set; }

    public Watch? KickWatch { get; set; }

    public bool IsStarted => Kick != null || _isKickless;

    public bool IsRunning => IsStarted && IsEnabled && _isPlaced;

    public void SetEntries(uint entries)
    {
        if (entries is 0 or > VhostUserLimits.RingEntries || (entries & (entries - 1)) != 0)
            throw new VhostUserException($"ring {Index} has {entries} entries, which is no power of two up to {VhostUserLimits.RingEntries}");
        RequireStopped("resized");
        Entries = (int)entries;
        _isPlaced = false;
    }

    public void SetBase(uint next)
    {
        if (next > ushort.MaxValue)
            throw new VhostUserException($"ring {Index} shall begin at {next}");
        RequireStopped("set back");
        NextAvailable = (ushort)next;
    }

    /// <summary>Where the three parts are, in the front-end's own addresses.</summary>
    public void SetAddresses(in RingAddresses addresses, GuestRam ram)
    {
        if (Entries == 0)
            throw new VhostUserException($"ring {Index} is placed before its size is known");
        if (addresses.Table % 16 != 0 || addresses.Avail % 2 != 0 || addresses.Used % 4 != 0)
            throw new VhostUserException($"ring {Index} is not aligned");
        _addresses = addresses;
        if (!Place(ram))
            throw new VhostUserException($"ring {Index} does not lie in the guest's memory");
        // As the one before left it: after a pause we go on where we were.
        _usedIndex = _signalledIndex = _used.Memory.ReadUInt16Acquire(_used.Offset + 2);
    }

    /// <summary>The guest's memory is another now. A ring that is no longer in it stands still.</summary>
    public bool Place(GuestRam ram)
    {
        _isPlaced = Entries != 0 && _addresses != default
            && ram.TryFindUser(_addresses.Table, (long)Entries * DescriptorChain.DescriptorBytes, out _table)
            && ram.TryFindUser(_addresses.Avail, RingHeaderBytes + (Entries * 2L) + 2, out _avail)
            && ram.TryFindUser(_addresses.Used, RingHeaderBytes + ((long)Entries * UsedEntryBytes) + 2, out _used);
        return _isPlaced;
    }

    /// <summary>Null: nobody kicks; the ring is looked at when there is another reason.</summary>
    public void Start(EventFd? kick)
    {
        KickWatch?.Dispose();
        KickWatch = null;
        Kick?.Dispose();
        Kick = kick;
        _isKickless = kick == null;
    }

    public void SetCall(EventFd? call)
    {
        Call?.Dispose();
        Call = call;
    }

    /// <summary>Nothing is taken any more. Whom to call is remembered: a front-end does not say it again after a pause.</summary>
    public void Stop()
    {
        Start(null);
        _isKickless = false;
    }

    /// <summary>Takes the next request. False when there is none now.</summary>
    /// <exception cref="VhostUserException">What the guest wrote makes no sense.</exception>
    public bool TryTake(DescriptorChain chain, GuestRam ram)
    {
        var available = _avail.Memory.ReadUInt16Acquire(_avail.Offset + 2);
        var waiting = (ushort)(available - NextAvailable);
        if (waiting == 0)
            return false;
        if (waiting > Entries)
            throw new VhostUserException($"ring {Index} of {Entries} entries says that {waiting} are waiting");
        var head = _avail.Memory.ReadUInt16Acquire(_avail.Offset + RingHeaderBytes + (2L * (NextAvailable & (Entries - 1))));
        chain.Take(_table, Entries, head, ram);
        NextAvailable++;
        return true;
    }

    public void Return(DescriptorChain chain, uint written)
    {
        var entry = _used.Memory.Slice(_used.Offset + RingHeaderBytes + ((long)UsedEntryBytes * (_usedIndex & (Entries - 1))), UsedEntryBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(entry, chain.Head);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[4..], written);
        _used.Memory.WriteUInt16Release(_used.Offset + 2, ++_usedIndex);
    }

    /// <summary>
    /// Everything is taken: asks to be kicked for the next request. False when one came in that very moment, and may come without a kick.
    /// </summary>
    public bool TryRest()
    {
        if (HasEventIndex)
        {
            _used.Memory.WriteUInt16Release(_used.Offset + RingHeaderBytes + ((long)Entries * UsedEntryBytes), NextAvailable);
            Interlocked.MemoryBarrier();
        }
        return _avail.Memory.ReadUInt16Acquire(_avail.Offset + 2) == NextAvailable;
    }

    /// <summary>Wakes the guest for what was returned since the last time, when it wants to be woken.</summary>
    public void Signal()
    {
        if (_usedIndex == _signalledIndex || !_isPlaced)
            return;
        // What we returned must be there before we look whether anybody wants to hear of it.
        Interlocked.MemoryBarrier();
        if (WantsSignal())
            Call?.Signal();
        _signalledIndex = _usedIndex;
    }

    public void Dispose()
    {
        Stop();
        SetCall(null);
    }

    private bool WantsSignal()
    {
        if (!HasEventIndex)
            return (_avail.Memory.ReadUInt16Acquire(_avail.Offset) & NoInterrupt) == 0;
        var wanted = _avail.Memory.ReadUInt16Acquire(_avail.Offset + RingHeaderBytes + (2L * Entries));
        return (ushort)(_usedIndex - wanted - 1) < (ushort)(_usedIndex - _signalledIndex);
    }

    private void RequireStopped(string what)
    {
        if (IsStarted)
            throw new VhostUserException($"ring {Index} is {what} while it runs");
    }
}

/// <summary>Where the parts of a ring are, as the front-end's process sees them.</summary>
internal readonly record struct RingAddresses(ulong Table, ulong Used, ulong Avail);
