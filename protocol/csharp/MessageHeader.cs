// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Seamless.Protocol;

/// <summary>
/// The sixteen bytes before every payload, little-endian (PROTOCOL.md, "Framing"; never changes, in no version):
/// u32 payload length · u16 message type · u8 handles · u8 reserved, 0 · u64 sequence.
/// On a control channel the sequence is the message's own number (1, 2, 3 …); on a bulk channel it is the number of
/// control messages that the sender had sent before.
/// </summary>
public readonly record struct MessageHeader(int Length, MessageType Type, int Handles, ulong Sequence)
{
    public const int Size = 16;

    public void Write(Span<byte> into)
    {
        BinaryPrimitives.WriteInt32LittleEndian(into, Length);
        BinaryPrimitives.WriteUInt16LittleEndian(into[4..], (ushort)Type);
        into[6] = (byte)Handles;
        into[7] = 0;
        BinaryPrimitives.WriteUInt64LittleEndian(into[8..], Sequence);
    }

    /// <summary>False when the reserved byte is not zero or the length is not a length; limits are the channel's matter.</summary>
    public static bool TryRead(ReadOnlySpan<byte> from, out MessageHeader header)
    {
        header = default;
        if (from.Length < Size || from[7] != 0) return false;
        int length = BinaryPrimitives.ReadInt32LittleEndian(from);
        if (length < 0) return false;
        header = new MessageHeader(
            length,
            (MessageType)BinaryPrimitives.ReadUInt16LittleEndian(from[4..]),
            from[6],
            BinaryPrimitives.ReadUInt64LittleEndian(from[8..]));
        return true;
    }
}
