// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Seamless.Gpu.Stream;

/// <summary>One entry of the submission ring, copied out of shared memory.</summary>
/// <param name="Chunk">Where the records are.</param>
/// <param name="From">The first one's first byte.</param>
/// <param name="To">The end.</param>
/// <param name="Context">Is made current before; 0: none is.</param>
/// <param name="Awaits">What the client waits for now: the opcode of a record; 0: it goes on.</param>
public readonly record struct Submission(uint Chunk, uint From, uint To, uint Context, ushort Awaits = 0)
{
    public int Length => (int)(To - From);

    /// <exception cref="StreamException">It names no range of a chunk.</exception>
    public static Submission Read(ReadOnlySpan<byte> entry)
    {
        var submission = new Submission(
            BinaryPrimitives.ReadUInt16LittleEndian(entry), BinaryPrimitives.ReadUInt32LittleEndian(entry[4..]),
            BinaryPrimitives.ReadUInt32LittleEndian(entry[8..]), BinaryPrimitives.ReadUInt32LittleEndian(entry[12..]),
            BinaryPrimitives.ReadUInt16LittleEndian(entry[2..]));
        if (submission.Chunk >= StreamLimits.Chunks || submission.From > submission.To || submission.To > StreamLimits.ChunkBytes
            || ((submission.From | submission.To) & 7) != 0)
            throw new StreamException($"bytes {submission.From} to {submission.To} of chunk {submission.Chunk} cannot be submitted");
        return submission;
    }
}
