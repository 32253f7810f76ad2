// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Text;
using K4os.Compression.LZ4;
using Seamless.Gpu.Server;
using Seamless.Gpu.Stream;
using Seamless.Linux;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Linux.Forwarder;

/// <summary>A client of the GPU server that shares no memory with it, written by hand from STREAM.md.</summary>
internal sealed class GlWirePeer : IDisposable
{
    private const int Size = 64;

    private readonly UnixSocket _socket;
    private readonly byte[] _reply = new byte[StreamLimits.ReplyBytes];
    private readonly byte[] _slab = new byte[1 << 20];
    private uint _said;
    private uint _heard;
    private ulong _submitted;

    public GlWirePeer(GlServer server, uint acknowledgeAfter = 0)
        : this(UnixSocket.Connect(server.Socket), acknowledgeAfter)
    {
    }

    /// <param name="socket">On which the greeting is due; taken over.</param>
    /// <param name="acknowledgeAfter">Bytes; 0: never.</param>
    public GlWirePeer(UnixSocket socket, uint acknowledgeAfter = 0)
    {
        _socket = socket;
        _socket.Send(Handshake.Hello(Opcodes.Hash, StreamLayout.WireTransport, acknowledgeAfter));
        var answer = Take(Handshake.AnswerBytes)!;
        Assert.Equal(0u, BinaryPrimitives.ReadUInt32LittleEndian(answer.AsSpan(8)));
    }

    public ulong Executed { get; private set; }

    public ulong Acknowledged { get; private set; }

    public int PackedMessages { get; private set; }

    /// <summary>What the server said at the end.</summary>
    public string? Reason { get; private set; }

    /// <summary>A context with a surface of 64×64 pixels, current.</summary>
    public void Begin()
    {
        Submit(GlFirstRecords.Make(api: 0, major: 0, Size), 0);
        GlFirstRecords.Check(_reply);
    }

    public byte[] Pixels()
    {
        Submit(new GlRecords().Record(OwnRecords.ReadSurface).Words(1, 0x1908, 0x1401, 0, 0, Size, Size).Reply(0x80000000 + 4096, Size * Size * 4).Bytes, 1);
        return _slab.AsSpan(4096 + 8, Size * Size * 4).ToArray();
    }

    public void Submit(byte[] records, uint context)
    {
        Offer(records, context);
        while (Executed < _submitted)
            Assert.True(Hear(), $"the server ended: {Reason}");
    }

    /// <summary>Without waiting for its results. False: the server has hung up.</summary>
    public bool Offer(byte[] records, uint context)
    {
        _submitted++;
        return Say(WireKind.Submit, 0, [.. Entry(0, 0, (uint)records.Length, context), .. records]);
    }

    public void Data(uint offset, byte[] bytes) => Say(WireKind.Data, offset, bytes);

    public bool Say(WireKind kind, uint argument, byte[] payload) => Say(new WireHeader(kind, payload.Length, ++_said, argument), payload);

    /// <summary>False: the server has hung up.</summary>
    public bool Say(WireHeader header, byte[] payload)
    {
        var bytes = new byte[WireHeader.Size + payload.Length];
        header.Write(bytes);
        payload.CopyTo(bytes, WireHeader.Size);
        return Raw(bytes);
    }

    public bool Raw(byte[] bytes)
    {
        for (var rest = bytes.AsSpan(); !rest.IsEmpty;)
        {
            var result = _socket.Send(rest);
            if (result.Status == SocketStatus.Closed)
                return false;
            if (result.Status == SocketStatus.WouldBlock)
                _socket.Descriptor.Await(Interest.Write);
            rest = rest[result.Count..];
        }
        return true;
    }

    /// <summary>Everything up to the end.</summary>
    public void HearTheEnd()
    {
        while (Hear())
        {
        }
    }

    /// <summary>One message. False: there are no more.</summary>
    public bool Hear()
    {
        if (Take(WireHeader.Size) is not { } head)
            return false;
        var header = WireHeader.Read(head, ++_heard);
        var payload = Take(header.Bytes)!;
        switch (header.Kind)
        {
            case WireKind.Executed: Executed = BinaryPrimitives.ReadUInt64LittleEndian(payload); break;
            case WireKind.Received: Acknowledged = BinaryPrimitives.ReadUInt64LittleEndian(payload); break;
            case WireKind.Gone: Reason = Encoding.UTF8.GetString(payload); return false;
            case WireKind.Plain: payload.CopyTo(Place(header.Argument)); break;
            case WireKind.Packed:
                PackedMessages++;
                var size = BinaryPrimitives.ReadInt32LittleEndian(payload);
                Assert.Equal(size, LZ4Codec.Decode(payload.AsSpan(4), Place(header.Argument)[..size]));
                break;
            default: Assert.Fail($"the server sent {header}"); break;
        }
        return true;
    }

    public static byte[] Entry(uint chunk, uint from, uint to, uint context)
    {
        var entry = new byte[StreamLayout.EntryBytes];
        foreach (var (i, word) in new[] { chunk, from, to, context }.Index())
            BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(i * 4), word);
        return entry;
    }

    public void Dispose() => _socket.Dispose();

    private Span<byte> Place(uint argument) => (argument & StreamLayout.ReplyInSlab) != 0 ? _slab.AsSpan((int)(argument & ~StreamLayout.ReplyInSlab)) : _reply.AsSpan((int)argument);

    /// <summary>Null: the server hung up.</summary>
    private byte[]? Take(int count)
    {
        var bytes = new byte[count];
        for (var got = 0; got < count;)
        {
            _socket.Descriptor.Await(Interest.Read);
            var result = _socket.Receive(bytes.AsSpan(got), []);
            if (result.Status == SocketStatus.Closed)
                return null;
            got += result.Count;
        }
        return bytes;
    }
}
