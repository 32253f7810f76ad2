// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Seamless.Gpu.Stream;

/// <summary>The first word of each record: which it is, and how long.</summary>
public readonly record struct RecordHeader(ushort Opcode, int Bytes)
{
    public const int Size = 4;

    /// <exception cref="StreamException">The record does not end within what was submitted.</exception>
    public static RecordHeader Read(ReadOnlySpan<byte> rest)
    {
        if (rest.Length < 8)
            throw new StreamException("a record has no room for its header");
        var word = BinaryPrimitives.ReadUInt32LittleEndian(rest);
        var header = new RecordHeader((ushort)word, (int)(word >> 16) * 8);
        if (header.Bytes == 0 || header.Bytes > rest.Length)
            throw new StreamException($"record {header.Opcode} says {header.Bytes} bytes where {rest.Length} were submitted");
        return header;
    }
}
