// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Text;

namespace Seamless.Gpu.Stream;

/// <summary>What both ends say before anything else (STREAM.md, "Connection").</summary>
public static class Handshake
{
    public const int HelloBytes = 32, AnswerBytes = 64;

    private static ReadOnlySpan<byte> Magic => "SMGL"u8;

    /// <summary>Null: the client is welcome; otherwise the reason that it is told.</summary>
    public static string? Refusal(ReadOnlySpan<byte> hello, ulong hash)
    {
        if (hello.Length < HelloBytes || !hello[..4].SequenceEqual(Magic))
            return "this is no OpenGL client of Seamless";
        var version = BinaryPrimitives.ReadUInt32LittleEndian(hello[4..]);
        if (version != StreamLayout.Version || BinaryPrimitives.ReadUInt64LittleEndian(hello[16..]) != hash)
            return "the client library is of another version than this server; install both from one release";
        var transport = Transport(hello);
        if (transport is not (StreamLayout.SharedTransport or StreamLayout.WireTransport))
            return $"transport {transport} is unknown";
        return AcknowledgeAfter(hello) is 0 or >= StreamLimits.AcknowledgeBytes ? null : $"acknowledgements of less than {StreamLimits.AcknowledgeBytes} bytes";
    }

    public static uint Transport(ReadOnlySpan<byte> hello) => BinaryPrimitives.ReadUInt32LittleEndian(hello[8..]);

    /// <summary>The client wants to hear each time that so many bytes have arrived; 0: never.</summary>
    public static uint AcknowledgeAfter(ReadOnlySpan<byte> hello) => BinaryPrimitives.ReadUInt32LittleEndian(hello[12..]);

    public static byte[] Hello(ulong hash, uint transport = StreamLayout.SharedTransport, uint acknowledgeAfter = 0)
    {
        var hello = new byte[HelloBytes];
        Magic.CopyTo(hello);
        BinaryPrimitives.WriteUInt32LittleEndian(hello.AsSpan(4), StreamLayout.Version);
        BinaryPrimitives.WriteUInt32LittleEndian(hello.AsSpan(8), transport);
        BinaryPrimitives.WriteUInt32LittleEndian(hello.AsSpan(12), acknowledgeAfter);
        BinaryPrimitives.WriteUInt64LittleEndian(hello.AsSpan(16), hash);
        return hello;
    }

    public static byte[] Welcome(ulong hash)
    {
        var answer = Head(0, 0, hash);
        ReadOnlySpan<int> layout =
        [
            StreamLayout.Ring, StreamLimits.RingEntries, StreamLayout.Chunks, StreamLimits.ChunkBytes, StreamLimits.Chunks,
            StreamLayout.Reply, StreamLimits.ReplyBytes, StreamLayout.Slab, StreamLimits.SlabBytes,
        ];
        for (var i = 0; i < layout.Length; i++)
            BinaryPrimitives.WriteInt32LittleEndian(answer.AsSpan(24 + (i * 4)), layout[i]);
        return answer;
    }

    public static byte[] Refuse(string reason, ulong hash)
    {
        var text = Encoding.UTF8.GetBytes(reason);
        text = text[..Math.Min(text.Length, StreamLimits.ReasonBytes)];
        return [.. Head(1, (uint)text.Length, hash), .. text];
    }

    private static byte[] Head(uint status, uint reasonBytes, ulong hash)
    {
        var answer = new byte[AnswerBytes];
        Magic.CopyTo(answer);
        BinaryPrimitives.WriteUInt32LittleEndian(answer.AsSpan(4), StreamLayout.Version);
        BinaryPrimitives.WriteUInt32LittleEndian(answer.AsSpan(8), status);
        BinaryPrimitives.WriteUInt32LittleEndian(answer.AsSpan(12), reasonBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(answer.AsSpan(16), hash);
        return answer;
    }
}
