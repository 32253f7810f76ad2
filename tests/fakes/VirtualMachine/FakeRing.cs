// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Seamless.Linux;

namespace Seamless.Tests.Fakes;

/// <summary>One descriptor as a driver writes it.</summary>
public readonly record struct FakeDescriptor(ulong Address, uint Bytes, bool IsWritable = false);

/// <summary>The driver's side of a split ring in a fake guest's memory. What a proper driver never writes, a test writes by hand.</summary>
public sealed class FakeRing : IDisposable
{
    private readonly FakeMonitor _monitor;
    private ushort _available;
    private ushort _nextDescriptor;
    private ushort _seen;

    /// <summary>The ring takes up the memory from this address on, which is a multiple of 16.</summary>
    public FakeRing(FakeMonitor monitor, int index, int entries, ulong at)
    {
        (_monitor, Index, Entries) = (monitor, index, entries);
        Table = at;
        Avail = Table + ((ulong)entries * 16);
        Used = (Avail + 6 + ((ulong)entries * 2) + 3) & ~3UL;
        End = (Used + 6 + ((ulong)entries * 8) + 15) & ~15UL;
        monitor.At(at, (int)(End - at)).Clear();
    }

    public int Index { get; }

    public int Entries { get; }

    public ulong Table { get; }

    public ulong Avail { get; }

    public ulong Used { get; }

    public ulong End { get; }

    public EventFd Kick { get; } = EventFd.Create();

    public EventFd Call { get; } = EventFd.Create();

    public ushort UsedIndex => BinaryPrimitives.ReadUInt16LittleEndian(_monitor.At(Used + 2, 2));

    /// <summary>From which used entry on the driver wants to be called (with EVENT_IDX).</summary>
    public ushort UsedEvent
    {
        set => BinaryPrimitives.WriteUInt16LittleEndian(_monitor.At(Avail + 4 + ((ulong)Entries * 2), 2), value);
    }

    /// <summary>From which available entry on the device wants to be kicked (with EVENT_IDX).</summary>
    public ushort AvailEvent => BinaryPrimitives.ReadUInt16LittleEndian(_monitor.At(Used + 4 + ((ulong)Entries * 8), 2));

    public void WriteDescriptor(ulong table, int index, FakeDescriptor descriptor, ushort flags, ushort next)
    {
        var bytes = _monitor.At(table + ((ulong)index * 16), 16);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, descriptor.Address);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], descriptor.Bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[12..], flags);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[14..], next);
    }

    /// <summary>Ties the descriptors to a chain and makes it available; the device has not been kicked yet.</summary>
    public ushort Add(params ReadOnlySpan<FakeDescriptor> chain)
    {
        var head = (ushort)(_nextDescriptor % Entries);
        for (var i = 0; i < chain.Length; i++)
        {
            var index = _nextDescriptor++ % Entries;
            var isLast = i == chain.Length - 1;
            WriteDescriptor(Table, index, chain[i], (ushort)((isLast ? 0 : 1) | (chain[i].IsWritable ? 2 : 0)), (ushort)(_nextDescriptor % Entries));
        }
        Offer(head);
        return head;
    }

    /// <summary>The same in an indirect table at that address.</summary>
    public ushort AddIndirect(ulong table, params ReadOnlySpan<FakeDescriptor> chain)
    {
        for (var i = 0; i < chain.Length; i++)
            WriteDescriptor(table, i, chain[i], (ushort)((i == chain.Length - 1 ? 0 : 1) | (chain[i].IsWritable ? 2 : 0)), (ushort)(i + 1));
        var head = (ushort)(_nextDescriptor++ % Entries);
        WriteDescriptor(Table, head, new FakeDescriptor(table, (uint)chain.Length * 16), 4, 0);
        Offer(head);
        return head;
    }

    /// <summary>Makes whatever stands at this entry of the table available.</summary>
    public void Offer(ushort head)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_monitor.At(Avail + 4 + ((ulong)(_available % Entries) * 2), 2), head);
        SetAvailable(++_available);
    }

    public void SetAvailable(ushort index)
    {
        _available = index;
        BinaryPrimitives.WriteUInt16LittleEndian(_monitor.At(Avail + 2, 2), index);
    }

    /// <summary>The next chain that the device has given back: its head and how much it wrote; null when there is none.</summary>
    public (uint Head, uint Written)? TakeUsed()
    {
        if (_seen == UsedIndex)
            return null;
        var entry = _monitor.At(Used + 4 + ((ulong)(_seen++ % Entries) * 8), 8);
        return (BinaryPrimitives.ReadUInt32LittleEndian(entry), BinaryPrimitives.ReadUInt32LittleEndian(entry[4..]));
    }

    public void Dispose()
    {
        Kick.Dispose();
        Call.Dispose();
    }
}
