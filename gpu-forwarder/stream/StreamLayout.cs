// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Gpu.Stream;

/// <summary>Where the parts of the shared memory lie (STREAM.md, "Memory").</summary>
public static class StreamLayout
{
    public const uint Version = 1;
    public const uint SharedTransport = 1;

    /// <summary>Both ends have memory of their own, and messages keep the two alike.</summary>
    public const uint WireTransport = 2;

    /// <summary>Words of the first page, each on a cache line of its own.</summary>
    public const int Submitted = 0, Executed = 64, ServerSleeps = 128, ClientSleeps = 192, Error = 256, Gone = 320;

    /// <summary>Beside and behind them: why it is over. How many bytes of text, and the text.</summary>
    public const int ReasonBytes = 324, Reason = 1024;

    /// <summary>How it is over: the client broke a rule (or there is no driver); its GPU hangs or was reset.</summary>
    public const uint Refused = 1, Lost = 2;

    public const int EntryBytes = 16;
    public const int Ring = 4096;
    public const int Chunks = Ring + (StreamLimits.RingEntries * EntryBytes);
    public const int Reply = Chunks + (StreamLimits.Chunks * StreamLimits.ChunkBytes);
    public const int Slab = Reply + StreamLimits.ReplyBytes;
    public const long Bytes = Slab + (long)StreamLimits.SlabBytes;

    /// <summary>A reply begins with how much was written (u32) and a zero (u32).</summary>
    public const int ReplyHeader = 8;

    /// <summary>A reply whose offset has this bit lies in the slab.</summary>
    public const uint ReplyInSlab = 1u << 31;

    /// <summary>A reply of this capacity is an offset into the bound pixel-pack buffer.</summary>
    public const uint ReplyInBuffer = uint.MaxValue;
}
