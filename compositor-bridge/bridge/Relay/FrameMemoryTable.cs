// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Bridge;

/// <summary>What the bridge remembers of one frame memory. The handle itself is passed on and not kept.</summary>
internal sealed class GuestMemory(uint id, long size, IPixelMemory? pixels)
{
    public uint Id { get; } = id;

    public long Size { get; } = size;

    /// <summary>Where the bridge reads its frames from; null when the desktop reads them itself.</summary>
    public IPixelMemory? Pixels { get; set; } = pixels;

    /// <summary>The bridge's own view of a memory file, for a desktop that cannot take its handle; null otherwise.</summary>
    public SharedFdMemory? Mapped { get; set; }

    /// <summary>
    /// Frames in it that could not be read. The first may be innocent: a guest that closes a window destroys its memory as well, and that may
    /// overtake the window's last frame.
    /// </summary>
    public int LostFrames { get; set; }

    /// <summary>The desktop that looks on now has it.</summary>
    public bool IsAtDesktop { get; set; }
}

/// <summary>The frame memories of one guest session: how many, how large together, and that their files are what they claim to be.</summary>
internal sealed class FrameMemoryTable
{
    private const Seals RequiredSeals = Seals.Shrink | Seals.Grow | Seals.Seal;

    private readonly Dictionary<uint, GuestMemory> _memories = [];
    private readonly ClosedIds _closed = new(RelayLimits.ClosedIds);

    public int Count => _memories.Count;

    public long TotalBytes { get; private set; }

    public Dictionary<uint, GuestMemory>.ValueCollection All => _memories.Values;

    public GuestMemory Require(uint id) => _memories.GetValueOrDefault(id) ?? throw new ProtocolException($"frame memory {id} is not known");

    /// <summary>
    /// Takes a new memory, or one that is announced again after a Resync. Before its handle goes anywhere it is made sure that the file has
    /// the announced size and can never lose it: whoever maps it would otherwise die by the guest's hand.
    /// </summary>
    public GuestMemory Accept(in FrameMemory announced, FileDescriptor handle)
    {
        CheckFile(announced, handle);
        return Accept(announced, pixels: null);
    }

    /// <summary>The same of a memory that only the bridge can read: it has been found, and is large enough.</summary>
    public GuestMemory Accept(in FrameMemory announced, IPixelMemory? pixels)
    {
        if (announced.Memory >= RelayLimits.FirstBridgeMemory)
            throw new ProtocolException($"frame memory {announced.Memory} is among the ids of the bridge");
        if (!_memories.TryGetValue(announced.Memory, out var known))
            return Add(announced.Memory, (long)announced.Size, pixels);
        if (known.Size != (long)announced.Size || (known.Pixels == null) != (pixels == null))
            throw new ProtocolException($"frame memory {announced.Memory} came again with another size or of another kind");
        known.Pixels = pixels;
        known.LostFrames = 0;
        return known;
    }

    /// <summary>The part of <see cref="Accept(in FrameMemory, IPixelMemory)"/> that counts.</summary>
    internal GuestMemory Add(uint id, long size, IPixelMemory? pixels = null)
    {
        if (_closed.Contains(id))
            throw new ProtocolException($"frame memory {id} was released; its id may not come back");
        if (_memories.Count >= ProtocolLimits.FrameMemories)
            throw new ProtocolException($"frame memory {id} is one more than the {ProtocolLimits.FrameMemories} allowed");
        if (size > ProtocolLimits.FrameMemoryBytes - TotalBytes)
            throw new ProtocolException($"frame memory {id} brings all to {TotalBytes + size} bytes where {ProtocolLimits.FrameMemoryBytes} are allowed");
        TotalBytes += size;
        return _memories[id] = new GuestMemory(id, size, pixels);
    }

    public GuestMemory Release(uint id)
    {
        var memory = Require(id);
        _memories.Remove(id);
        _closed.Add(id);
        TotalBytes -= memory.Size;
        return memory;
    }

    /// <summary>Throws unless every row of the frame lies inside the memory.</summary>
    public static void CheckInside(in Frame frame, GuestMemory memory)
    {
        var bytes = (long)frame.StrideBytes * frame.Height; // Each below 2^18: no overflow.
        if (frame.Offset > (ulong)memory.Size || bytes > memory.Size - (long)frame.Offset)
            throw new ProtocolException($"{bytes} bytes at {frame.Offset} reach beyond frame memory {memory.Id} of {memory.Size} bytes");
    }

    [Conditional("DEBUG")]
    public void CheckInvariants()
    {
        Debug.Assert(Count <= ProtocolLimits.FrameMemories, "no more memories than allowed");
        Debug.Assert(TotalBytes == _memories.Values.Sum(memory => memory.Size), "the total is the sum");
        Debug.Assert(TotalBytes <= ProtocolLimits.FrameMemoryBytes, "no more bytes than allowed");
        foreach (var id in _memories.Keys)
            Debug.Assert(id != 0 && !_closed.Contains(id), "a memory is there or released");
    }

    private static void CheckFile(in FrameMemory announced, FileDescriptor handle)
    {
        try
        {
            if (!MemoryFile.IsMemory(handle))
                throw new ProtocolException($"the handle of frame memory {announced.Memory} is no file in memory");
            var seals = MemoryFile.SealsOf(handle);
            if ((seals & RequiredSeals) != RequiredSeals)
                throw new ProtocolException($"the file of frame memory {announced.Memory} lacks the seals {RequiredSeals & ~seals}");
            // Sealed first, measured then: now it is the size for good.
            if (MemoryFile.SizeOf(handle) is var size && size < (long)announced.Size)
                throw new ProtocolException($"the file of frame memory {announced.Memory} has {size} bytes where {announced.Size} were announced");
        }
        catch (LinuxException e)
        {
            throw new ProtocolException($"the handle of frame memory {announced.Memory} cannot be examined: {e.Message}", e);
        }
    }
}
