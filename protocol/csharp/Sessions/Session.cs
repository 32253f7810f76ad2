// SPDX-License-Identifier: Apache-2.0
// Two channels to one peer that belong together: control for what must be prompt, bulk for what is large. They are joined by
// a token that the listening side chose. A bulk message carries how many control messages were sent before it, and waits
// until as many have been handled: so nothing overtakes the message that introduced it, and nothing on control ever waits.
using System.Diagnostics;
using Seamless.Linux;

namespace Seamless.Protocol;

public sealed class Session : IChannelReceiver, IDisposable
{
    private readonly EventLoop _loop;
    private readonly Channel _control;
    private readonly ISessionReceiver _receiver;
    private readonly MessageDirection _comesFromPeer;
    private readonly Action _tellClosed;
    private Channel? _bulk;
    private ulong _bulkWaitsFor;
    private string _closeReason = "";
    private bool _isDisposed;

    internal Session(EventLoop loop, Channel control, SessionIdentity ours, SessionIdentity peer, ulong token, ISessionReceiver receiver)
    {
        _loop = loop;
        _control = control;
        _receiver = receiver;
        _tellClosed = TellClosed;
        Peer = peer;
        Token = token;
        Credentials = control.Peer;
        bool isFromGuestSide = peer.Role == Role.Guest || (peer.Role == Role.Bridge && ours.Role != Role.Guest);
        _comesFromPeer = isFromGuestSide ? MessageDirection.FromGuest : MessageDirection.ToGuest;
        control.PeerName = $"{peer.Role.ToString().ToLowerInvariant()} '{peer.Name}'";
        control.Become(ChannelKind.Control, this, ChannelLimits.Control, null);
    }

    public SessionIdentity Peer { get; }

    /// <summary>Who the peer's process is, as the kernel says.</summary>
    public PeerCredentials Credentials { get; }

    public ulong Token { get; }

    public bool IsOpen { get; private set; }

    public bool IsClosed { get; private set; }

    /// <summary>Of what waits, what is on bulk.</summary>
    public long BulkQueuedBytes => _bulk?.QueuedBytes ?? 0;

    /// <summary>All that was queued on bulk has been handed to the system; more may follow without piling up.</summary>
    public Action? BulkDrained
    {
        get => _bulk?.Drained;
        set
        {
            if (_bulk is { } bulk) bulk.Drained = value;
        }
    }

    public long QueuedBytes => _control.QueuedBytes + (_bulk?.QueuedBytes ?? 0);

    /// <summary>Sends on the channel that the message belongs to. On a closed session nothing happens.</summary>
    public void Send<T>(in T message)
        where T : struct, IMessage<T>
    {
        if (IsClosed) return;
        Debug.Assert(IsOpen, "nothing is sent before the session is open");
        if (T.CarriedBy == ChannelKind.Control) _control.Send(message);
        else _bulk!.SendOnBulk(message, _control.SentMessages);
    }

    /// <summary>The handle stays the caller's; a duplicate travels.</summary>
    public void Send<T>(in T message, FileDescriptor handle)
        where T : struct, IMessage<T>
    {
        if (IsClosed) return;
        Debug.Assert(IsOpen && T.MaximumHandles > 0 && T.CarriedBy == ChannelKind.Control, "handles travel on control, with messages that have one");
        _control.Send(message, handle);
    }

    /// <summary>Sends what is queued as far as the sockets take it and closes; the receiver hears of it at the end of the turn.</summary>
    public void Close(string reason)
    {
        if (IsClosed) return;
        IsClosed = true;
        IsOpen = false;
        _closeReason = reason;
        _control.Close(reason);
        _bulk?.Close(reason);
        _loop.Defer(_tellClosed);
    }

    /// <summary>Closes without telling anybody.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        IsClosed = true;
        IsOpen = false;
        _control.Dispose();
        _bulk?.Dispose();
    }

    void IChannelReceiver.Received(Channel channel, in MessageView message)
    {
        if (!IsOpen) throw new ProtocolException($"sent {message.Type} before its session was open");
        if (channel == _control && _bulkWaitsFor != 0 && channel.ReceivedMessages + 1 >= _bulkWaitsFor)
        {
            _bulkWaitsFor = 0;
            // Takes effect at the end of the turn, when this message has been handled too.
            _bulk!.Resume();
        }
        var kind = MessageKinds.Find(message.Type)
            ?? throw new ProtocolException($"sent message 0x{(int)message.Type:x4}, which protocol {ProtocolVersion.Text} does not have");
        if (kind.Group == MessageGroup.Session && TryHandleOwn(message)) return;
        if (kind.Group == MessageGroup.Doors) throw new ProtocolException($"{kind.Name} came inside a session");
        if (kind.Direction != MessageDirection.Either && kind.Direction != _comesFromPeer)
            throw new ProtocolException($"{kind.Name} is not for a {Peer.Role} to send");
        _receiver.Received(this, message);
    }

    void IChannelReceiver.Closed(Channel channel, string reason) => Close(reason);

    internal void Join(Channel bulk)
    {
        _bulk = bulk;
        bulk.PeerName = _control.PeerName;
        bulk.Become(ChannelKind.Bulk, this, ChannelLimits.Bulk, MayDeliverBulk);
        IsOpen = true;
        _receiver.Opened(this);
        _control.Resume();
    }

    private bool MayDeliverBulk(ulong sequence)
    {
        if (sequence <= _control.ReceivedMessages) return true;
        _bulkWaitsFor = sequence;
        return false;
    }

    /// <summary>True when the message was for the session itself.</summary>
    private bool TryHandleOwn(in MessageView message)
    {
        switch (message.Type)
        {
            case MessageType.Ping:
                _control.Send(new Pong(message.Read<Ping>().Token));
                return true;
            case MessageType.Hello or MessageType.Welcome or MessageType.Refused:
                throw new ProtocolException($"{message.Type} came after the handshake");
            default:
                return false;
        }
    }

    private void TellClosed()
    {
        if (!_isDisposed) _receiver.Closed(this, _closeReason);
    }
}
