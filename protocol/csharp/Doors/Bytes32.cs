// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Seamless.Protocol;

/// <summary>Thirty-two bytes as they are: a nonce, a key, a proof. The words are little-endian, so the first byte is the lowest of <see cref="A"/>.</summary>
public readonly record struct Bytes32(ulong A, ulong B, ulong C, ulong D)
{
    public const int Count = 32;

    public static Bytes32 Of(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]), BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]));

    public void CopyTo(Span<byte> into)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(into, A);
        BinaryPrimitives.WriteUInt64LittleEndian(into[8..], B);
        BinaryPrimitives.WriteUInt64LittleEndian(into[16..], C);
        BinaryPrimitives.WriteUInt64LittleEndian(into[24..], D);
    }

    /// <summary>In the same time whether they differ early, late or not at all.</summary>
    public bool EqualsInFixedTime(Bytes32 other) => ((A ^ other.A) | (B ^ other.B) | (C ^ other.C) | (D ^ other.D)) == 0;

    internal void Write(ref MessageWriter writer)
    {
        writer.UInt64(A);
        writer.UInt64(B);
        writer.UInt64(C);
        writer.UInt64(D);
    }

    internal static Bytes32 Read(ref MessageReader reader) => new(reader.UInt64(), reader.UInt64(), reader.UInt64(), reader.UInt64());
}
