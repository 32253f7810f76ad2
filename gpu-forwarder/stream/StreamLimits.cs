// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Gpu.Stream;

public static class StreamLimits
{
    /// <summary>Submissions under way: two frames of a program that submits every 2 KiB.</summary>
    public const int RingEntries = 1024;

    /// <summary>One for each context that is current in some thread, and some to go on with.</summary>
    public const int Chunks = 64;

    /// <summary>Fits the second-level cache together with the copy that the server works on.</summary>
    public const int ChunkBytes = 64 << 10;

    /// <summary>Results of calls that somebody waits for; larger ones go through the slab.</summary>
    public const int ReplyBytes = 4 << 20;

    /// <summary>Uploads under way; a page that is never used costs nothing.</summary>
    public const int SlabBytes = 128 << 20;

    /// <summary>Contexts and surfaces of one program; browsers have the most, a few dozen.</summary>
    public const int Contexts = 256, Surfaces = 1024;

    /// <summary>The largest side of a surface: what drivers take.</summary>
    public const int SurfaceSide = 16384;

    /// <summary>Names asked for at once.</summary>
    public const int NamesAtOnce = 4096;

    /// <summary>Fences that were made and not deleted.</summary>
    public const int Fences = 65536;

    /// <summary>Client arrays of one draw: the fixed ones, 8 texture coordinates, 16 generic ones.</summary>
    public const int ClientArrays = 32;

    /// <summary>Why a connection is refused, in bytes.</summary>
    public const int ReasonBytes = 1024;

    /// <summary>What a glGet writes at most: an evaluator's control points (30 × 30 × 4 doubles) are the most.</summary>
    public const int ProbeBytes = 32 << 10;

    /// <summary>The payload of one message where memory is not shared: large enough to pack well, small enough that what is urgent does not wait long behind it.</summary>
    public const int WireBytes = 256 << 10;

    /// <summary>Below this a result is not packed: a block costs more than it saves.</summary>
    public const int PackedBytes = 1 << 10;

    /// <summary>The least that a client may ask to have acknowledged: one acknowledgement for as many bytes.</summary>
    public const int AcknowledgeBytes = 1 << 10;

    /// <summary>A trace grows no further: some minutes of a game, and a disk that is not full.</summary>
    public const long TraceBytes = 4L << 30;

    /// <summary>Results that wait to be written where memory is not shared; an entry of 64 KiB has no more than half as many. More hold up the executor.</summary>
    public const int Answers = 16 << 10;
}
