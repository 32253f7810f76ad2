// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Seamless.Gpu.Server;
using Seamless.Gpu.Stream;
using Seamless.Linux;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Linux.Forwarder;

/// <summary>A client of the GPU server, written by hand from STREAM.md: one context, one thread, and it waits for each entry.</summary>
internal sealed class GlPeer : IDisposable
{
    private const int Size = 64;

    private readonly GlServer _server;
    private readonly UnixSocket _socket;
    private readonly MemoryFile _file;
    private readonly MappedMemory _memory;
    private ulong _submitted;

    public GlPeer(GlServer server)
    {
        _server = server;
        _socket = UnixSocket.Connect(server.Socket);
        _socket.Send(Handshake.Hello(Opcodes.Hash));
        var answer = new byte[Handshake.AnswerBytes];
        var handles = new List<FileDescriptor>();
        _socket.Descriptor.Await(Interest.Read);
        Assert.Equal(answer.Length, _socket.Receive(answer, handles).Count);
        Assert.Equal(0u, BinaryPrimitives.ReadUInt32LittleEndian(answer.AsSpan(8)));
        _file = MemoryFile.Adopt(Assert.Single(handles));
        Assert.Equal(Seals.Shrink | Seals.Grow | Seals.Seal, _file.Seals & (Seals.Shrink | Seals.Grow | Seals.Seal));
        _memory = _file.Map(MapAccess.ReadWrite);
    }

    public Span<byte> Slab => _memory.Slice(StreamLayout.Slab, StreamLimits.SlabBytes);

    public bool IsGone => BinaryPrimitives.ReadUInt32LittleEndian(_memory.Slice(StreamLayout.Gone, 4)) != 0;

    /// <summary>The session is over, in order or not.</summary>
    public bool IsOver => IsGone || HungUp();

    /// <summary>What the server says to clients that do not ask for errors.</summary>
    public uint LateError => BinaryPrimitives.ReadUInt32LittleEndian(_memory.Slice(StreamLayout.Error, 4));

    /// <summary>A context with a surface of 64×64 pixels, current.</summary>
    public void Begin(uint api = 0, uint major = 0)
    {
        Submit(GlFirstRecords.Make(api, major, Size), 0);
        GlFirstRecords.Check(_memory.Slice(StreamLayout.Reply, StreamLimits.ReplyBytes));
    }

    /// <summary>What the server wrote into the slot there.</summary>
    public ReadOnlySpan<byte> Reply(int at)
    {
        var slot = _memory.Slice(StreamLayout.Reply, StreamLimits.ReplyBytes)[at..];
        return slot.Slice(8, (int)BinaryPrimitives.ReadUInt32LittleEndian(slot));
    }

    /// <summary>The surface's pixels, four bytes each (red first), the lowest row first.</summary>
    public byte[] Pixels()
    {
        Submit(new GlRecords().Record(OwnRecords.ReadSurface).Words(1, 0x1908, 0x1401, 0, 0, Size, Size).Reply(0x80000000 + (1 << 20), Size * Size * 4).Bytes, 1);
        return Slab.Slice((1 << 20) + 8, Size * Size * 4).ToArray();
    }

    public void Submit(byte[] records, uint context)
    {
        Offer(records, context);
        Await();
    }

    /// <summary>Submits; returns when the records are executed, or the session is over.</summary>
    public void Try(byte[] records, uint context)
    {
        Offer(records, context);
        var executed = _submitted;
        _server.Until(() => BinaryPrimitives.ReadUInt64LittleEndian(_memory.Slice(StreamLayout.Executed, 8)) >= executed || IsOver, "the records are not executed");
    }

    /// <summary>Submits without waiting, from a chunk that no other such entry has.</summary>
    public void Go(byte[] records, uint context, int chunk)
    {
        records.CopyTo(_memory.Slice(StreamLayout.Chunks + (chunk * StreamLimits.ChunkBytes), StreamLimits.ChunkBytes));
        Offer(new Submission((uint)chunk, 0, (uint)records.Length, context));
    }

    /// <summary>Waits until everything submitted has been executed.</summary>
    public void Await()
    {
        var executed = _submitted;
        _server.Until(() => BinaryPrimitives.ReadUInt64LittleEndian(_memory.Slice(StreamLayout.Executed, 8)) >= executed || IsOver, "the records are not executed");
        Assert.False(IsOver, string.Join('\n', _server.Lines));
    }

    /// <summary>Submits what the server must not take; waits for its end.</summary>
    public void SubmitWrong(byte[] records, uint context = 1)
    {
        Offer(records, context);
        HasEnded();
    }

    public void HasEnded() => _server.Until(() => IsGone || HungUp(), "the session goes on");

    /// <summary>An entry as it is.</summary>
    public void Offer(Submission entry)
    {
        var at = _memory.Slice(StreamLayout.Ring + ((int)(_submitted % StreamLimits.RingEntries) * StreamLayout.EntryBytes), StreamLayout.EntryBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(at, entry.Chunk);
        BinaryPrimitives.WriteUInt32LittleEndian(at[4..], entry.From);
        BinaryPrimitives.WriteUInt32LittleEndian(at[8..], entry.To);
        BinaryPrimitives.WriteUInt32LittleEndian(at[12..], entry.Context);
        Announce(_submitted + 1);
    }

    public void Announce(ulong submitted)
    {
        _submitted = submitted;
        Thread.MemoryBarrier();
        BinaryPrimitives.WriteUInt64LittleEndian(_memory.Slice(StreamLayout.Submitted, 8), submitted);
        Thread.MemoryBarrier();
        BinaryPrimitives.WriteUInt32LittleEndian(_memory.Slice(StreamLayout.ServerSleeps, 4), 0);
        Futex.WakeAll(_memory, StreamLayout.Submitted);
    }

    private void Offer(byte[] records, uint context)
    {
        records.CopyTo(_memory.Slice(StreamLayout.Chunks, StreamLimits.ChunkBytes));
        Offer(new Submission(0, 0, (uint)records.Length, context));
    }

    private bool HungUp()
    {
        try
        {
            return _socket.Receive(new byte[1], []).Status == SocketStatus.Closed;
        }
        catch (LinuxException)
        {
            return true;
        }
    }

    public void Dispose()
    {
        _memory.Dispose();
        _file.Dispose();
        _socket.Dispose();
    }
}
