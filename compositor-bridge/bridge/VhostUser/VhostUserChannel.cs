// SPDX-License-Identifier: Apache-2.0
// Messages of a vhost-user front-end and our answers. A header of twelve bytes (request, flags, payload size) comes with the handles of its
// message; it is read alone, so that handles can never be taken for those of a neighbour. Whatever handles a message leaves are closed.
using System.Buffers.Binary;
using Seamless.Linux;

namespace Seamless.Bridge;

internal interface IVhostUserReceiver
{
    /// <exception cref="VhostUserException">The front-end breaks the rules; the channel closes with the message as the reason.</exception>
    void Received(in VhostUserMessage message);

    /// <summary>Once. No reason: the front-end closed the connection.</summary>
    void Closed(string? reason);
}

/// <summary>One message. Taking a handle makes it the taker's; the payload is valid until the handler returns.</summary>
internal readonly ref struct VhostUserMessage(VhostUserRequest request, bool wantsReply, ReadOnlySpan<byte> payload, List<FileDescriptor> handles)
{
    public VhostUserRequest Request { get; } = request;

    public bool WantsReply { get; } = wantsReply;

    public ReadOnlySpan<byte> Payload { get; } = payload;

    public int Handles => handles.Count;

    public FileDescriptor Handle(int index) => handles[index];

    public FileDescriptor TakeHandle()
    {
        if (handles.Count == 0)
            throw new VhostUserException($"{Request} came without a handle");
        var handle = handles[0];
        handles.RemoveAt(0);
        return handle;
    }

    public ulong UInt64(int offset) => BinaryPrimitives.ReadUInt64LittleEndian(Payload[offset..]);

    public uint UInt32(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(Payload[offset..]);

    public void RequireBytes(int bytes)
    {
        if (Payload.Length != bytes)
            throw new VhostUserException($"{Request} has {Payload.Length} bytes in place of {bytes}");
    }
}

internal sealed class VhostUserChannel : IDisposable
{
    private const int HeaderBytes = 12;
    private const uint Version = 1, ReplyFlag = 4, NeedReplyFlag = 8;

    private readonly UnixSocket _socket;
    private readonly IVhostUserReceiver _receiver;
    private readonly Watch _watch;
    private readonly List<FileDescriptor> _handles = [];
    private readonly byte[] _bytes = new byte[HeaderBytes + VhostUserLimits.MessageBytes];
    private int _count;
    private bool _isClosed;

    /// <summary>Takes the socket over.</summary>
    public VhostUserChannel(EventLoop loop, UnixSocket socket, IVhostUserReceiver receiver)
    {
        (_socket, _receiver) = (socket, receiver);
        _watch = loop.Add(socket.Descriptor, Interest.Read, _ => Receive());
    }

    public void Reply(in VhostUserMessage to, ReadOnlySpan<byte> payload)
    {
        Span<byte> reply = stackalloc byte[HeaderBytes + VhostUserLimits.MessageBytes];
        reply = reply[..(HeaderBytes + payload.Length)];
        BinaryPrimitives.WriteUInt32LittleEndian(reply, (uint)to.Request);
        BinaryPrimitives.WriteUInt32LittleEndian(reply[4..], Version | ReplyFlag);
        BinaryPrimitives.WriteUInt32LittleEndian(reply[8..], (uint)payload.Length);
        payload.CopyTo(reply[HeaderBytes..]);
        var sent = _socket.Send(reply);
        // A front-end waits for each answer before it asks again, so there is always room for one.
        if (sent.Status != SocketStatus.Done || sent.Count != reply.Length)
            throw new VhostUserException($"the front-end does not take the answer to {to.Request}");
    }

    public void Reply(in VhostUserMessage to, ulong value)
    {
        Span<byte> payload = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(payload, value);
        Reply(to, payload);
    }

    /// <summary>Closes and tells the receiver, once.</summary>
    public void Close(string? reason)
    {
        if (_isClosed)
            return;
        Dispose();
        _receiver.Closed(reason);
    }

    public void Dispose()
    {
        _isClosed = true;
        _watch.Dispose();
        _socket.Dispose();
        CloseHandles();
    }

    private void Receive()
    {
        try
        {
            for (var messages = 0; messages < VhostUserLimits.MessagesPerTurn && !_isClosed; messages++)
            {
                if (!TryReceiveOne())
                    return;
            }
        }
        catch (Exception e) when (e is VhostUserException or LinuxException)
        {
            Close(e.Message);
        }
    }

    /// <summary>False when the rest of a message has not come yet.</summary>
    private bool TryReceiveOne()
    {
        if (!TryFill(HeaderBytes))
            return false;
        var flags = BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(4));
        var length = BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(8));
        var request = (VhostUserRequest)BinaryPrimitives.ReadUInt32LittleEndian(_bytes);
        if ((flags & ~NeedReplyFlag) != Version)
            throw new VhostUserException($"vhost-user message {(uint)request} has flags 0x{flags:x}");
        if (length > VhostUserLimits.MessageBytes)
            throw new VhostUserException($"vhost-user message {(uint)request} has {length} bytes where {VhostUserLimits.MessageBytes} are allowed");
        if (!TryFill(HeaderBytes + (int)length))
            return false;
        if (_handles.Count > VhostUserLimits.Handles)
            throw new VhostUserException($"vhost-user message {(uint)request} has {_handles.Count} handles where {VhostUserLimits.Handles} are allowed");
        _count = 0;
        _receiver.Received(new VhostUserMessage(request, (flags & NeedReplyFlag) != 0, _bytes.AsSpan(HeaderBytes, (int)length), _handles));
        CloseHandles();
        return true;
    }

    private bool TryFill(int wanted)
    {
        while (_count < wanted)
        {
            var received = _socket.Receive(_bytes.AsSpan(_count, wanted - _count), _handles);
            switch (received.Status)
            {
                case SocketStatus.Done:
                    _count += received.Count;
                    break;
                case SocketStatus.WouldBlock:
                    return false;
                default:
                    Close(_count == 0 ? null : "the front-end closed the connection within a message");
                    return false;
            }
        }
        return true;
    }

    private void CloseHandles()
    {
        foreach (var handle in _handles)
            handle.Dispose();
        _handles.Clear();
    }
}
