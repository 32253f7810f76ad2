// SPDX-License-Identifier: Apache-2.0
// The guest's memory as the front-end shares it: files in memory that can never shrink, mapped here. Everything a guest names is an
// address that is looked up at every use, so a region may come and go while others still name it: then the look-up finds nothing.
// The guest may write at any time while we read. So whatever decides anything is copied out first, and only the copy is looked at.
using Seamless.Linux;

namespace Seamless.Bridge;

internal sealed class GuestRam : IDisposable
{
    private const long PageBytes = 4096;

    private readonly List<Region> _regions = new(VhostUserLimits.Regions);

    public int Count => _regions.Count;

    public long TotalBytes { get; private set; }

    /// <summary>Maps a region. The handle stays the caller's.</summary>
    /// <exception cref="VhostUserException">It is not what it should be; nothing has changed.</exception>
    public void Add(in RegionDescription described, FileDescriptor handle)
    {
        if (_regions.Count >= VhostUserLimits.Regions)
            throw new VhostUserException($"a memory region is one more than the {VhostUserLimits.Regions} allowed");
        if (described.Bytes == 0 || described.Bytes > (ulong)(VhostUserLimits.MemoryBytes - TotalBytes))
            throw new VhostUserException($"a memory region of {described.Bytes} bytes is empty or too large");
        if (described.FileOffset % PageBytes != 0 || described.GuestAddress % PageBytes != 0)
            throw new VhostUserException("a memory region does not begin at a page");
        if (described.GuestAddress > ulong.MaxValue - described.Bytes || described.UserAddress > ulong.MaxValue - described.Bytes)
            throw new VhostUserException("a memory region reaches beyond the last address");
        foreach (var other in _regions)
        {
            if (Overlap(described.GuestAddress, other.Described.GuestAddress, described.Bytes, other.Described.Bytes)
                || Overlap(described.UserAddress, other.Described.UserAddress, described.Bytes, other.Described.Bytes))
                throw new VhostUserException($"a memory region at 0x{described.GuestAddress:x} overlaps another");
        }
        _regions.Add(new Region(described, Map(described, handle)));
        TotalBytes += (long)described.Bytes;
    }

    /// <exception cref="VhostUserException">There is no such region.</exception>
    public void Remove(in RegionDescription described)
    {
        for (var i = 0; i < _regions.Count; i++)
        {
            var region = _regions[i];
            if (region.Described.GuestAddress != described.GuestAddress || region.Described.Bytes != described.Bytes
                || region.Described.UserAddress != described.UserAddress)
                continue;
            region.Memory.Dispose();
            TotalBytes -= region.Memory.Length;
            _regions.RemoveAt(i);
            return;
        }
        throw new VhostUserException($"no memory region at 0x{described.GuestAddress:x} can be removed: there is none");
    }

    public void Clear()
    {
        foreach (var region in _regions)
            region.Memory.Dispose();
        _regions.Clear();
        TotalBytes = 0;
    }

    /// <summary>As many bytes from the address on as lie together here, at most so many; none when the address is no memory.</summary>
    public Span<byte> At(ulong address, long atMost)
    {
        foreach (var region in _regions)
        {
            var offset = address - region.Described.GuestAddress; // Of an address below it: huge.
            if (offset < region.Described.Bytes)
                return region.Memory.Slice((long)offset, (int)Math.Min(Math.Min(atMost, int.MaxValue), (long)(region.Described.Bytes - offset)));
        }
        return [];
    }

    /// <summary>Every byte of the range is memory, be it of several regions.</summary>
    public bool Contains(ulong address, ulong bytes)
    {
        if (bytes == 0 || address > ulong.MaxValue - bytes)
            return bytes == 0;
        while (true)
        {
            if (FindRegion(address) is not { } region)
                return false;
            var left = region.Described.GuestAddress + region.Described.Bytes - address;
            if (bytes <= left)
                return true;
            address += left;
            bytes -= left;
        }
    }

    /// <summary>Copies out. False when part of it is no memory.</summary>
    public bool TryRead(ulong address, Span<byte> into)
    {
        while (!into.IsEmpty)
        {
            var part = At(address, into.Length);
            if (part.IsEmpty)
                return false;
            part.CopyTo(into);
            into = into[part.Length..];
            address += (ulong)part.Length;
        }
        return true;
    }

    public bool TryWrite(ulong address, ReadOnlySpan<byte> from)
    {
        while (!from.IsEmpty)
        {
            var part = At(address, from.Length);
            if (part.IsEmpty)
                return false;
            from[..part.Length].CopyTo(part);
            from = from[part.Length..];
            address += (ulong)part.Length;
        }
        return true;
    }

    /// <summary>
    /// The place of something that the front-end names by an address of its own process, when all of it lies together: a part of a ring.
    /// </summary>
    public bool TryFindUser(ulong userAddress, long bytes, out RamPlace place)
    {
        foreach (var region in _regions)
        {
            var offset = userAddress - region.Described.UserAddress;
            if (offset >= region.Described.Bytes)
                continue;
            place = new RamPlace(region.Memory, (long)offset);
            return bytes <= (long)(region.Described.Bytes - offset);
        }
        place = default;
        return false;
    }

    public void Dispose() => Clear();

    private Region? FindRegion(ulong address)
    {
        foreach (var region in _regions)
        {
            if (address - region.Described.GuestAddress < region.Described.Bytes)
                return region;
        }
        return null;
    }

    private static bool Overlap(ulong first, ulong second, ulong firstBytes, ulong secondBytes) =>
        first < second + secondBytes && second < first + firstBytes;

    private static MappedMemory Map(in RegionDescription described, FileDescriptor handle)
    {
        try
        {
            // Sealed first, measured then: now it is the size for good.
            if (!MemoryFile.IsMemory(handle) || (MemoryFile.SealsOf(handle) & Seals.Shrink) == 0)
                throw new VhostUserException("guest memory is no memory file that is sealed against shrinking; start the machine with memory-backend-memfd,share=on");
            var size = (ulong)MemoryFile.SizeOf(handle);
            if (described.FileOffset > size || described.Bytes > size - described.FileOffset)
                throw new VhostUserException($"a memory region of {described.Bytes} bytes at {described.FileOffset} reaches beyond its file of {size} bytes");
            using var file = MemoryFile.Adopt(handle.Duplicate());
            return file.Map((long)described.FileOffset, (long)described.Bytes, MapAccess.ReadWrite);
        }
        catch (LinuxException e)
        {
            throw new VhostUserException($"a memory region cannot be mapped: {e.Message}", e);
        }
    }

    private sealed record Region(RegionDescription Described, MappedMemory Memory);
}

/// <summary>A memory region as it stands in a message: where the guest, and where the front-end's process, sees it, and where it lies in its file.</summary>
internal readonly record struct RegionDescription(ulong GuestAddress, ulong Bytes, ulong UserAddress, ulong FileOffset);

/// <summary>A place in a mapped region.</summary>
internal readonly record struct RamPlace(MappedMemory Memory, long Offset);
