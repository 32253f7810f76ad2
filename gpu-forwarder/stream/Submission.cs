// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Seamless.Gpu.Stream;

/// <summary>One entry of the submission ring, copied out of shared memory.</summary>
public readonly record struct Submission(uint Chunk, uint From, uint To, uint Context)
{
    public int Length => (int)(To - From);

    /// <exception cref="StreamException">It names no range of a chunk.</exception>
    public static Submission Read(ReadOnlySpan<byte> entry)
    {
        var submission = new Submission(
            BinaryPrimitives.ReadUInt32LittleEndian(entry), BinaryPrimitives.ReadUInt32LittleEndian(entry[4..]),
            BinaryPrimitives.ReadUInt32LittleEndian(entry[8..]), BinaryPrimitives.ReadUInt32LittleEndian(entry[12..]));
        if (submission.Chunk >= StreamLimits.Chunks || submission.From > submission.To || submission.To > StreamLimits.ChunkBytes
            || ((submission.From | submission.To) & 7) != 0)
            throw new StreamException($"bytes {submission.From} to {submission.To} of chunk {submission.Chunk} cannot be submitted");
        return submission;
    }
}
