// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Text;
using K4os.Compression.LZ4;
using Seamless.Gpu.Stream;
using Seamless.Linux;

namespace Seamless.Gpu.Server;

/// <summary>
/// Tells a client without shared memory what the executor has written, and that it has: on a thread of its own, so that the next frame is
/// drawn while this one is packed and sent. A client that does not read holds up its own executor, and nobody else.
/// </summary>
internal sealed class WireWriter
{
    private readonly SharedStream _stream;
    private readonly UnixSocket _socket;
    private readonly Thread _thread;
    private readonly object _gate = new();
    private readonly byte[] _plain = new byte[WireHeader.Size + StreamLimits.WireBytes];
    private readonly byte[] _packed = new byte[WireHeader.Size + sizeof(uint) + LZ4Codec.MaximumOutputSize(StreamLimits.WireBytes)];
    private List<Answer> _waiting = [];
    private List<Answer> _sending = [];
    private ulong _executed;
    private ulong _received;
    private string? _last;
    private uint _how;
    private bool _isOver;
    private uint _sequence;

    public WireWriter(SharedStream stream, UnixSocket socket)
    {
        (_stream, _socket) = (stream, socket);
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>Bytes that went out.</summary>
    public ulong Sent { get; private set; }

    /// <summary>So many entries are done, and these are their results. Waits while too many are on their way.</summary>
    public void Executed(ulong count, List<ReplyReference> answers)
    {
        lock (_gate)
        {
            while (_waiting.Count > StreamLimits.Answers && !_isOver)
                Monitor.Wait(_gate);
            foreach (var answer in answers)
                _waiting.Add(new Answer(answer.Offset, (int)answer.Capacity));
            _executed = count;
            Monitor.PulseAll(_gate);
        }
        answers.Clear();
    }

    /// <summary>So many bytes have arrived.</summary>
    public void Acknowledge(ulong received)
    {
        lock (_gate)
        {
            _received = received;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>The last word; returns when it is out, or after a moment.</summary>
    public void Close(string reason, uint how)
    {
        lock (_gate)
        {
            _how = _last is null ? how : _how;
            _last ??= reason;
            Monitor.PulseAll(_gate);
        }
        _thread.Join(ServerLimits.LastWord);
    }

    private void Run()
    {
        var (executed, received) = (0UL, 0UL);
        while (true)
        {
            string? last;
            var (saidExecuted, saidReceived) = (executed, received);
            lock (_gate)
            {
                while (_executed == executed && _received == received && _last is null)
                    Monitor.Wait(_gate);
                (executed, received, last) = (_executed, _received, _last);
                (_waiting, _sending) = (_sending, _waiting);
                Monitor.PulseAll(_gate);
            }
            if (!Say(received == saidReceived ? null : received, executed == saidExecuted ? null : executed) || last is not null)
            {
                Finish(last);
                return;
            }
        }
    }

    /// <summary>What was taken. False: the client has gone.</summary>
    private bool Say(ulong? received, ulong? executed)
    {
        var goes = received is not { } bytes || Number(WireKind.Received, bytes);
        foreach (var answer in _sending)
            goes = goes && Write(answer);
        _sending.Clear();
        return goes && (executed is not { } entries || Number(WireKind.Executed, entries));
    }

    private void Finish(string? last)
    {
        if (last is not null)
        {
            var text = Encoding.UTF8.GetBytes(last);
            text.AsSpan(0, Math.Min(text.Length, StreamLimits.ReasonBytes)).CopyTo(_plain.AsSpan(WireHeader.Size));
            Send(_plain, WireKind.Gone, Math.Min(text.Length, StreamLimits.ReasonBytes), _how);
        }
        lock (_gate)
        {
            _isOver = true;
            Monitor.PulseAll(_gate);
        }
    }

    private bool Number(WireKind kind, ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_plain.AsSpan(WireHeader.Size), value);
        return Send(_plain, kind, sizeof(ulong), 0);
    }

    /// <summary>One result in pieces, each as a block where that is smaller. It is copied first: the client may write there.</summary>
    private bool Write(Answer answer)
    {
        var area = (answer.Offset & StreamLayout.ReplyInSlab) != 0 ? StreamLayout.Slab : StreamLayout.Reply;
        for (var done = 0; done < answer.Bytes;)
        {
            var count = Math.Min(answer.Bytes - done, StreamLimits.WireBytes);
            var plain = _plain.AsSpan(WireHeader.Size, count);
            _stream.Slice(area + (answer.Offset & ~StreamLayout.ReplyInSlab) + done, count).CopyTo(plain);
            if (!Piece(plain, (uint)(answer.Offset + done)))
                return false;
            done += count;
        }
        return true;
    }

    private bool Piece(ReadOnlySpan<byte> plain, uint place)
    {
        if (plain.Length >= StreamLimits.PackedBytes)
        {
            const int Block = WireHeader.Size + sizeof(uint);
            var packed = LZ4Codec.Encode(plain, _packed.AsSpan(Block));
            if (packed > 0 && packed + sizeof(uint) < plain.Length)
            {
                BinaryPrimitives.WriteInt32LittleEndian(_packed.AsSpan(WireHeader.Size), plain.Length);
                return Send(_packed, WireKind.Packed, sizeof(uint) + packed, place);
            }
        }
        return Send(_plain, WireKind.Plain, plain.Length, place);
    }

    private bool Send(byte[] message, WireKind kind, int bytes, uint argument)
    {
        new WireHeader(kind, bytes, ++_sequence, argument).Write(message);
        var rest = message.AsSpan(0, WireHeader.Size + bytes);
        Sent += (ulong)rest.Length;
        while (!rest.IsEmpty)
        {
            var result = _socket.Send(rest);
            if (result.Status == SocketStatus.Closed)
                return false;
            if (result.Status == SocketStatus.WouldBlock)
                _socket.Descriptor.Await(Interest.Write);
            else
                rest = rest[result.Count..];
        }
        return true;
    }

    private readonly record struct Answer(uint Offset, int Bytes);
}
