// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;

namespace Seamless.Protocol;

/// <summary>One try at a session; ends with the session's Opened or with one call of <c>failed</c>.</summary>
internal sealed class SessionAttempt : IChannelReceiver, IDisposable
{
    private readonly EventLoop _loop;
    private readonly Func<ChannelKind, ByteStream> _connect;
    private readonly SessionIdentity _ours;
    private readonly ISessionReceiver _receiver;
    private readonly Action<string> _failed;
    private readonly LoopTimer _deadline;
    private Channel? _control;
    private Channel? _bulk;
    private Session? _session;
    private bool _isOver;

    public SessionAttempt(
        EventLoop loop, Func<ChannelKind, ByteStream> connect, SessionIdentity ours, ISessionReceiver receiver, Action<string> failed)
    {
        _loop = loop;
        _connect = connect;
        _ours = ours;
        _receiver = receiver;
        _failed = failed;
        _deadline = loop.CreateTimer(() => Fail($"no answer within {ProtocolLimits.HandshakeSeconds} s"));
    }

    public void Start()
    {
        _deadline.Start(TimeSpan.FromSeconds(ProtocolLimits.HandshakeSeconds));
        _control = Open(ChannelKind.Control, 0);
    }

    public void Received(Channel channel, in MessageView message)
    {
        if (_isOver) return;
        switch (message.Type)
        {
            case MessageType.Refused:
                var refused = message.Read<Refused>();
                Fail($"refused: {refused.Reason}");
                break;
            case MessageType.Welcome when channel == _control && _session is null:
                Welcomed(message.Read<Welcome>());
                break;
            case MessageType.Welcome when channel == _bulk:
                message.Read<Welcome>();
                Finish();
                _session!.Join(channel);
                break;
            default:
                throw new ProtocolException($"answered Hello with {message.Type}");
        }
    }

    public void Closed(Channel channel, string reason) => Fail(reason);

    public void Dispose()
    {
        Finish();
        _session?.Dispose();
        _control?.Dispose();
        _bulk?.Dispose();
    }

    private void Welcomed(in Welcome welcome)
    {
        if (welcome.Major != ProtocolVersion.Major || welcome.Minor > ProtocolVersion.Minor)
            throw new ProtocolException($"welcomed us in protocol {welcome.Major}.{welcome.Minor}");
        _session = new Session(_loop, _control!, _ours, SessionIdentity.Of(welcome), welcome.SessionToken, _receiver);
        // The other side may send as soon as it has seen our bulk channel; that waits until we have seen its answer there.
        _control!.Hold();
        _bulk = Open(ChannelKind.Bulk, welcome.SessionToken);
    }

    private Channel? Open(ChannelKind kind, ulong token)
    {
        try
        {
            var channel = new Channel(_loop, _connect(kind), this, ChannelLimits.Handshake) { PeerName = "listener" };
            channel.Send(_ours.Hello(kind, token));
            return channel;
        }
        catch (LinuxException e)
        {
            // Reported at the end of the turn, like every other failure: the caller of Start is never called back from within.
            _loop.Defer(() => Fail(e.Message));
            return null;
        }
    }

    private void Finish()
    {
        _isOver = true;
        _deadline.Dispose();
    }

    private void Fail(string reason)
    {
        if (_isOver) return;
        Finish();
        _session?.Dispose();
        _control?.Dispose();
        _bulk?.Dispose();
        _failed(reason);
    }
}
