// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Seamless.Protocol;

/// <summary>
/// What the two ends of a port find each other by (PROTOCOL.md, "Ports"): 16 fixed bytes · u64 nonce of the sender's life, 0 when it ends ·
/// u64 nonce of the life that it answers, 0 when it knows none. The fixed bytes are no message header, and none of their ends is their beginning.
/// </summary>
public readonly record struct PortMark(ulong Ours, ulong Yours)
{
    public const int Size = 32;

    public static ReadOnlySpan<byte> Sign => [0x9e, 0x53, 0x4d, 0xd8, 0x4c, 0x53, 0xa7, 0xf1, 0x6c, 0x69, 0x6e, 0x6b, 0xe3, 0xb5, 0x0a, 0xc4];

    /// <summary>Sent to end whatever message the other side is in the middle of: no length, flag, enumeration or text looks like this.</summary>
    public const byte Filler = 0xff;

    public void Write(Span<byte> into)
    {
        Sign.CopyTo(into);
        BinaryPrimitives.WriteUInt64LittleEndian(into[16..], Ours);
        BinaryPrimitives.WriteUInt64LittleEndian(into[24..], Yours);
    }

    public static bool TryRead(ReadOnlySpan<byte> from, out PortMark mark)
    {
        mark = default;
        if (from.Length < Size || !from.StartsWith(Sign)) return false;
        mark = new PortMark(BinaryPrimitives.ReadUInt64LittleEndian(from[16..]), BinaryPrimitives.ReadUInt64LittleEndian(from[24..]));
        return true;
    }

    /// <summary>Where a mark begins, or could begin if the missing bytes came; the length of the bytes when nowhere.</summary>
    internal static int Find(ReadOnlySpan<byte> bytes)
    {
        int whole = bytes.IndexOf(Sign);
        if (whole >= 0) return whole;
        int at = Math.Max(0, bytes.Length - Sign.Length + 1);
        while (at < bytes.Length && !Sign.StartsWith(bytes[at..])) at++;
        return at;
    }
}
