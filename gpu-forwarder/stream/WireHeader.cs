// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Seamless.Gpu.Stream;

/// <summary>What a message on a connection without shared memory is (STREAM.md, "Without shared memory").</summary>
public enum WireKind : uint
{
    /// <summary>Client: bytes for the slab, at the argument.</summary>
    Data = 1,

    /// <summary>Client: an entry, and its records.</summary>
    Submit = 2,

    /// <summary>Server: bytes for the place that the argument names, as a reply reference does.</summary>
    Plain = 16,

    /// <summary>Server: the same as an LZ4 block, after how many bytes it unpacks to.</summary>
    Packed = 17,

    /// <summary>Server: how many entries have been executed.</summary>
    Executed = 18,

    /// <summary>Server: how many bytes of the client's have arrived.</summary>
    Received = 19,

    /// <summary>Server: nothing more is executed, for this reason.</summary>
    Gone = 20,
}

/// <summary>Before each message; messages are counted from 1, so that a loss on the way is noticed.</summary>
public readonly record struct WireHeader(WireKind Kind, int Bytes, uint Sequence, uint Argument)
{
    public const int Size = 16;

    /// <exception cref="StreamException">It is not the message that was due.</exception>
    public static WireHeader Read(ReadOnlySpan<byte> from, uint sequence)
    {
        var bytes = BinaryPrimitives.ReadUInt32LittleEndian(from[4..]);
        var header = new WireHeader((WireKind)BinaryPrimitives.ReadUInt32LittleEndian(from), (int)Math.Min(bytes, int.MaxValue),
            BinaryPrimitives.ReadUInt32LittleEndian(from[8..]), BinaryPrimitives.ReadUInt32LittleEndian(from[12..]));
        if (header.Sequence != sequence)
            throw new StreamException($"message {header.Sequence} where {sequence} was due: bytes were lost on the way");
        if (header.Bytes > StreamLimits.WireBytes)
            throw new StreamException($"a message of {bytes} bytes; {StreamLimits.WireBytes} are allowed");
        return header;
    }

    public void Write(Span<byte> into)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(into, (uint)Kind);
        BinaryPrimitives.WriteInt32LittleEndian(into[4..], Bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(into[8..], Sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(into[12..], Argument);
    }
}
