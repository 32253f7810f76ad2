// SPDX-License-Identifier: Apache-2.0
// One stream of bytes with messages on it. What is sent in a turn of the loop leaves in one write at the turn's end; what is received
// is handed over message by message from the buffer. A peer that breaks the framing, or does not read what it is sent, is
// closed, with the reason in words. Belongs to the loop's thread.
using Seamless.Linux;

namespace Seamless.Protocol;

public sealed class Channel : IDisposable
{
    private const string ClosedByPeer = "closed the connection";

    private readonly EventLoop _loop;
    private readonly ByteStream _stream;
    private readonly Watch _watch;
    private readonly SendQueue _queue = new();
    private readonly ReceiveBuffer _input = new();
    private readonly List<FileDescriptor> _handles = [];
    private readonly Action _flush;
    private IChannelReceiver _receiver;
    private ChannelLimits _limits;
    private Func<ulong, bool>? _gate;
    private string? _closeReason;
    private int _handlesOfMessage;
    private int _bytesOfMessage;
    private bool _flushIsDue;
    private bool _isBlocked;
    private bool _isHeld;
    private bool _isDispatching;

    /// <summary>Takes the stream over: it is closed with the channel.</summary>
    public Channel(EventLoop loop, ByteStream stream, IChannelReceiver receiver, ChannelLimits limits)
    {
        _loop = loop;
        _stream = stream;
        _receiver = receiver;
        _limits = Carried(limits);
        _flush = Flush;
        _watch = loop.Add(stream.Descriptor, Interest.Read, Ready);
        if (stream.HasBuffered) loop.Defer(ReadBuffered);
    }

    /// <summary>Who is at the other end, for the trace.</summary>
    public string PeerName { get; set; } = "?";

    internal ProtocolTrace? Trace { get; set; } = ProtocolTrace.Current;

    public ChannelKind Kind { get; private set; } = ChannelKind.Control;

    public bool IsClosed { get; private set; }

    public PeerCredentials Peer => _stream.Peer;

    public long QueuedBytes => _queue.Count;

    /// <summary>Messages sent, and messages whose handling is over: what the sequence in the header counts.</summary>
    public ulong SentMessages { get; private set; }

    public ulong ReceivedMessages { get; private set; }

    /// <summary>Called when all that was queued has been handed to the system.</summary>
    internal Action? Drained { get; set; }

    internal bool HasHandle => _handlesOfMessage > 0;

    /// <summary>Queues the message; on a closed channel nothing happens. Allocates nothing once the buffer has its size.</summary>
    public void Send<T>(in T message)
        where T : struct, IMessage<T> => Queue(message, Kind == ChannelKind.Control ? SentMessages + 1 : 0, null);

    /// <summary>The handle stays the caller's; a duplicate travels. With no descriptor left for one the channel closes.</summary>
    public void Send<T>(in T message, FileDescriptor handle)
        where T : struct, IMessage<T>
    {
        try
        {
            Queue(message, SentMessages + 1, IsClosed ? null : handle.Duplicate());
        }
        catch (LinuxException e)
        {
            Close(e.Message);
        }
    }

    /// <summary>Sends what is queued as far as the socket takes it, and closes. The receiver hears of it at the end of the turn.</summary>
    public void Close(string reason)
    {
        if (IsClosed) return;
        _closeReason = reason;
        try
        {
            _queue.Flush(_stream, int.MaxValue);
        }
        catch (LinuxException)
        {
            // The farewell is a courtesy; the reason to close stands.
        }
        Release();
        _loop.Defer(() => _receiver.Closed(this, _closeReason));
    }

    /// <summary>
    /// Ends the channel and gives the stream back, for whatever else is to go over it. Null, and nothing has changed, when something that was
    /// sent still waits to leave, or something came behind the message that is being handled.
    /// </summary>
    public ByteStream? Detach()
    {
        if (IsClosed || _queue.Flush(_stream, int.MaxValue) != true || _input.Count > _bytesOfMessage || _handles.Count > 0) return null;
        IsClosed = true;
        _watch.Dispose();
        _queue.Dispose();
        if (!_isDispatching) ReleaseBuffers();
        return _stream;
    }

    /// <summary>Closes without telling anybody.</summary>
    public void Dispose()
    {
        if (!IsClosed) Release();
    }

    internal void SendOnBulk<T>(in T message, ulong controlMessagesBefore)
        where T : struct, IMessage<T> => Queue(message, controlMessagesBefore, null);

    /// <summary>After the handshake: whose messages these are now, and by which rules.</summary>
    internal void Become(ChannelKind kind, IChannelReceiver receiver, ChannelLimits limits, Func<ulong, bool>? gate)
    {
        Kind = kind;
        _receiver = receiver;
        _limits = Carried(limits);
        _gate = gate;
    }

    /// <summary>The peer has shown who it is: larger messages may come and go from now on.</summary>
    public void Allow(ChannelLimits limits) => _limits = Carried(limits);

    /// <summary>Stops reading until <see cref="Resume"/>; the peer's bytes wait in the stream.</summary>
    internal void Hold()
    {
        _isHeld = true;
        UpdateInterest();
    }

    internal void Resume()
    {
        if (!_isHeld || IsClosed) return;
        _isHeld = false;
        UpdateInterest();
        if (_input.Count > 0) _loop.Defer(Dispatch);
        if (_stream.HasBuffered) _loop.Defer(ReadBuffered);
    }

    internal FileDescriptor? TakeHandle()
    {
        if (_handlesOfMessage == 0) return null;
        _handlesOfMessage--;
        var handle = _handles[0];
        _handles.RemoveAt(0);
        return handle;
    }

    private void Queue<T>(in T message, ulong sequence, FileDescriptor? handle)
        where T : struct, IMessage<T>
    {
        if (IsClosed || IsFull())
        {
            handle?.Dispose();
            return;
        }
        var payload = _queue.Append(message, sequence, handle, _limits.MessageBytes);
        SentMessages++;
        Trace?.Sent(this, T.Type, payload);
        if (_flushIsDue || _isBlocked) return;
        _flushIsDue = true;
        _loop.Defer(_flush);
    }

    private bool IsFull()
    {
        if (_queue.Count <= _limits.QueuedBytes && _queue.Handles < ProtocolLimits.QueuedHandles) return false;
        Close($"does not read: {_queue.Count} bytes and {_queue.Handles} handles are waiting for it");
        return true;
    }

    private void Flush()
    {
        _flushIsDue = false;
        if (IsClosed) return;
        try
        {
            bool? isEmpty = _queue.Flush(_stream, ChannelLimits.BytesWrittenPerTurn);
            if (isEmpty is null)
            {
                // What the peer said last may still be unread; reading tells when that is over.
                _isBlocked = false;
                return;
            }
            _isBlocked = !isEmpty.Value;
        }
        catch (LinuxException e)
        {
            Close(e.Message);
            return;
        }
        UpdateInterest();
        if (!_isBlocked) Drained?.Invoke();
    }

    private void Ready(Readiness readiness)
    {
        if ((readiness & Readiness.Write) != 0 && _isBlocked) Flush();
        if (IsClosed || _isHeld || (readiness & ~Readiness.Write) == 0) return;
        try
        {
            Receive();
        }
        catch (LinuxException e)
        {
            Close(e.Message);
        }
    }

    /// <summary>Where no handle can come, none may be announced.</summary>
    private ChannelLimits Carried(ChannelLimits limits) => _stream.CarriesHandles ? limits : limits with { HandlesPerMessage = 0 };

    private void ReadBuffered() => Ready(Readiness.Read);

    private void Receive()
    {
        for (int budget = ChannelLimits.BytesPerTurn; budget > 0 && !IsClosed && !_isHeld;)
        {
            var room = _input.Room();
            int size = room.Length;
            var result = _stream.Receive(room, _handles);
            if (result.Status == SocketStatus.WouldBlock) return;
            if (result.Status == SocketStatus.Closed)
            {
                Close(_input.Count == 0 ? ClosedByPeer : "closed the connection in the middle of a message");
                return;
            }
            _input.Received(result.Count);
            budget -= result.Count;
            Dispatch();
            if (result.Count < size) return;
        }
    }

    private void Dispatch()
    {
        if (_isDispatching) return;
        _isDispatching = true;
        try
        {
            while (!IsClosed && !_isHeld && TryDispatchOne())
            {
            }
        }
        catch (ProtocolException e)
        {
            Close(e.Message);
        }
        finally
        {
            _isDispatching = false;
        }
        if (IsClosed) ReleaseBuffers();
    }

    /// <summary>False when the next message is not complete or has to wait.</summary>
    private bool TryDispatchOne()
    {
        if (_input.Count < MessageHeader.Size) return NotYet(ProtocolLimits.HandlesPerMessage * Math.Min(_input.Count, 1));
        if (!MessageHeader.TryRead(_input.Bytes, out var header)) return NoHeader();
        CheckHeader(header);
        if (_input.Count < MessageHeader.Size + header.Length) return NotYet(header.Handles);
        if (Kind == ChannelKind.Bulk && _gate is not null && !_gate(header.Sequence))
        {
            Hold();
            return false;
        }
        if (_handles.Count < header.Handles) throw new ProtocolException($"{header.Type} announced {header.Handles} handles, {_handles.Count} came");
        Deliver(header);
        return true;
    }

    private bool NoHeader()
    {
        if (!_stream.IsNewBeginning(_input.Bytes)) throw new ProtocolException("sent something that is not a message header");
        Close(ClosedByPeer);
        return false;
    }

    private void CheckHeader(in MessageHeader header)
    {
        if (header.Length > _limits.MessageBytes)
            throw new ProtocolException($"{header.Type} of {header.Length} bytes where {_limits.MessageBytes} are allowed");
        if (header.Handles > _limits.HandlesPerMessage)
            throw new ProtocolException($"{header.Type} with {header.Handles} handles where {_limits.HandlesPerMessage} are allowed");
        if (Kind == ChannelKind.Control && header.Sequence != ReceivedMessages + 1)
            throw new ProtocolException($"message {header.Sequence} came where {ReceivedMessages + 1} was due");
    }

    private void Deliver(in MessageHeader header)
    {
        var payload = _input.Memory(MessageHeader.Size, header.Length);
        Trace?.Received(this, header.Type, payload);
        _handlesOfMessage = header.Handles;
        _bytesOfMessage = MessageHeader.Size + header.Length;
        try
        {
            _receiver.Received(this, new MessageView(this, header, payload));
        }
        finally
        {
            while (TakeHandle() is { } unclaimed) unclaimed.Dispose();
        }
        ReceivedMessages++;
        _bytesOfMessage = 0;
        _input.Consume(MessageHeader.Size + header.Length);
    }

    /// <summary>Handles come with the first byte of their message, so more than the unfinished message may have are nobody's.</summary>
    private bool NotYet(int handlesExpected)
    {
        if (_handles.Count > handlesExpected)
            throw new ProtocolException($"{_handles.Count} handles came where {handlesExpected} were announced");
        return false;
    }

    private void UpdateInterest()
    {
        if (IsClosed) return;
        _watch.Interest = (_isHeld ? Interest.None : Interest.Read) | (_isBlocked ? Interest.Write : Interest.None);
    }

    private void Release()
    {
        IsClosed = true;
        _watch.Dispose();
        _stream.Dispose();
        _queue.Dispose();
        // While a message is being handled its view still looks into the input buffer.
        if (!_isDispatching) ReleaseBuffers();
    }

    private void ReleaseBuffers()
    {
        _handlesOfMessage = 0;
        foreach (var handle in _handles) handle.Dispose();
        _handles.Clear();
        _input.Dispose();
    }
}
