// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Seamless.Bridge;

/// <summary>Bytes of guest memory that a descriptor names.</summary>
internal readonly record struct GuestRange(ulong Address, uint Bytes);

/// <summary>
/// One request on a ring: the ranges that the guest has filled for us and the ranges that it left for our answer. The descriptors are copied
/// out when the chain is taken, so they are what they were then. One object is used again and again.
/// </summary>
internal sealed class DescriptorChain
{
    public const int DescriptorBytes = 16;

    private const ushort Next = 1, Write = 2, Indirect = 4;

    private readonly GuestRange[] _ranges = new GuestRange[VhostUserLimits.ChainDescriptors];
    private int _readable;
    private int _count;

    public ushort Head { get; private set; }

    /// <summary>Below 1024 × 4 GiB: no overflow.</summary>
    public long ReadableBytes { get; private set; }

    public long WritableBytes { get; private set; }

    public ReadOnlySpan<GuestRange> Readable => _ranges.AsSpan(0, _readable);

    public ReadOnlySpan<GuestRange> Writable => _ranges.AsSpan(_readable, _count - _readable);

    /// <summary>Follows the chain that begins at this entry of a ring's table.</summary>
    /// <exception cref="VhostUserException">The guest has tied it wrongly.</exception>
    public void Take(in RamPlace table, int entries, ushort head, GuestRam ram)
    {
        Head = head;
        _count = _readable = 0;
        ReadableBytes = WritableBytes = 0;
        Span<byte> copy = stackalloc byte[DescriptorBytes];
        // A chain that visits no entry twice has no more of them than the table; one with a loop is longer.
        for (int index = head, visited = 1; ; visited++)
        {
            if (index >= entries)
                throw new VhostUserException($"descriptor {index} is not in a ring of {entries}");
            if (visited > entries)
                throw new VhostUserException("a chain of descriptors has a loop");
            table.Memory.Slice(table.Offset + (index * DescriptorBytes), DescriptorBytes).CopyTo(copy);
            var descriptor = Descriptor.Read(copy);
            if ((descriptor.Flags & Indirect) != 0)
            {
                if ((descriptor.Flags & Next) != 0)
                    throw new VhostUserException("a chain of descriptors goes on after an indirect table");
                TakeIndirect(descriptor, ram);
                return;
            }
            Add(descriptor);
            if ((descriptor.Flags & Next) == 0)
                return;
            index = descriptor.NextIndex;
        }
    }

    /// <summary>Copies out of the readable ranges, from the beginning. False when they are shorter, or no memory.</summary>
    public bool TryRead(GuestRam ram, Span<byte> into)
    {
        foreach (var range in Readable)
        {
            if (into.IsEmpty)
                break;
            var length = (int)Math.Min(into.Length, range.Bytes);
            if (!ram.TryRead(range.Address, into[..length]))
                return false;
            into = into[length..];
        }
        return into.IsEmpty;
    }

    /// <summary>Writes into the writable ranges, from the beginning, as much as there is room for; the result is how much that was.</summary>
    public uint Answer(GuestRam ram, ReadOnlySpan<byte> from)
    {
        uint written = 0;
        foreach (var range in Writable)
        {
            var length = (int)Math.Min(from.Length, range.Bytes);
            if (length == 0 && from.IsEmpty)
                break;
            if (!ram.TryWrite(range.Address, from[..length]))
                throw new VhostUserException($"the room for an answer at 0x{range.Address:x} is no memory");
            from = from[length..];
            written += (uint)length;
        }
        return written;
    }

    private void TakeIndirect(in Descriptor table, GuestRam ram)
    {
        var entries = table.Bytes / DescriptorBytes;
        if (entries == 0 || table.Bytes % DescriptorBytes != 0)
            throw new VhostUserException($"an indirect table has {table.Bytes} bytes");
        Span<byte> copy = stackalloc byte[DescriptorBytes];
        uint index = 0;
        for (uint visited = 1; ; visited++)
        {
            if (index >= entries)
                throw new VhostUserException($"descriptor {index} is not in an indirect table of {entries}");
            if (visited > entries)
                throw new VhostUserException("an indirect table has a loop");
            if (!ram.TryRead(table.Address + (index * DescriptorBytes), copy))
                throw new VhostUserException($"an indirect table at 0x{table.Address:x} is no memory");
            var descriptor = Descriptor.Read(copy);
            if ((descriptor.Flags & Indirect) != 0)
                throw new VhostUserException("an indirect table names another one");
            Add(descriptor);
            if ((descriptor.Flags & Next) == 0)
                return;
            index = descriptor.NextIndex;
        }
    }

    private void Add(in Descriptor descriptor)
    {
        if (_count == _ranges.Length)
            throw new VhostUserException($"a chain has more than {VhostUserLimits.ChainDescriptors} descriptors");
        if ((descriptor.Flags & Write) != 0)
        {
            WritableBytes += descriptor.Bytes;
        }
        else
        {
            if (_readable != _count)
                throw new VhostUserException("a chain has a readable descriptor after a writable one");
            _readable++;
            ReadableBytes += descriptor.Bytes;
        }
        _ranges[_count++] = new GuestRange(descriptor.Address, descriptor.Bytes);
    }

    private readonly record struct Descriptor(ulong Address, uint Bytes, ushort Flags, ushort NextIndex)
    {
        public static Descriptor Read(ReadOnlySpan<byte> bytes) => new(
            BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt16LittleEndian(bytes[12..]), BinaryPrimitives.ReadUInt16LittleEndian(bytes[14..]));
    }
}
