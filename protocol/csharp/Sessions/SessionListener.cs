// SPDX-License-Identifier: Apache-2.0
// The accepting side of the handshake. A connection has a few seconds and a few kilobytes to say who it is. Refusals are in words that
// tell the person which side to change.
using Seamless.Linux;

namespace Seamless.Protocol;

public sealed class SessionListener : IDisposable
{
    private readonly EventLoop _loop;
    private readonly SessionIdentity _identity;
    private readonly ISessionAcceptor _acceptor;
    private readonly UnixListener? _listener;
    private readonly Watch? _watch;
    private readonly HashSet<Greeting> _greetings = [];
    private readonly Dictionary<ulong, Greeting> _joining = [];

    /// <summary>Takes the listener over.</summary>
    public SessionListener(EventLoop loop, UnixListener listener, SessionIdentity ours, ISessionAcceptor acceptor)
        : this(loop, ours, acceptor)
    {
        _listener = listener;
        _watch = loop.Add(listener.Descriptor, Interest.Read, _ => AcceptAll());
    }

    /// <summary>Without a path: streams are handed in by <see cref="Adopt"/>.</summary>
    public SessionListener(EventLoop loop, SessionIdentity ours, ISessionAcceptor acceptor)
    {
        _loop = loop;
        _identity = ours;
        _acceptor = acceptor;
    }

    /// <summary>A connection was turned away; for the log. The peer is named as far as it is known.</summary>
    public Action<string, string>? Refusing { get; set; }

    /// <summary>The frame memories to offer to whoever comes now, where they are not always the same.</summary>
    public Func<FrameMemoryKinds>? FrameMemories { get; set; }

    private SessionIdentity Ours => FrameMemories is { } now ? _identity with { FrameMemories = now() } : _identity;

    /// <summary>Takes over a connected stream as if it had been accepted.</summary>
    public void Adopt(ByteStream stream)
    {
        if (_greetings.Count >= ProtocolLimits.PendingConnections)
        {
            Refusing?.Invoke($"pid {stream.Peer.Pid}", "too many connections without a Hello");
            stream.Dispose();
            return;
        }
        _greetings.Add(new Greeting(this, stream));
    }

    public void Dispose()
    {
        _watch?.Dispose();
        _listener?.Dispose();
        foreach (var greeting in _greetings.ToArray()) greeting.Dispose();
        _greetings.Clear();
    }

    private void AcceptAll()
    {
        while (_listener!.Accept() is { } socket) Adopt(socket);
    }

    private static ulong NewToken()
    {
        Span<byte> bytes = stackalloc byte[8];
        RandomBytes.Fill(bytes);
        return BitConverter.ToUInt64(bytes) | 1;
    }

    /// <summary>One connection that has not become (part of) an open session yet.</summary>
    private sealed class Greeting : IChannelReceiver, IDisposable
    {
        private readonly SessionListener _owner;
        private readonly Channel _channel;
        private readonly LoopTimer _deadline;
        private readonly string _stranger;
        private Session? _session;

        public Greeting(SessionListener owner, ByteStream stream)
        {
            _owner = owner;
            _stranger = $"pid {stream.Peer.Pid}";
            _channel = new Channel(owner._loop, stream, this, ChannelLimits.Handshake) { PeerName = _stranger };
            _deadline = owner._loop.CreateTimer(TimeIsUp);
            _deadline.Start(TimeSpan.FromSeconds(ProtocolLimits.HandshakeSeconds));
        }

        public void Received(Channel channel, in MessageView message)
        {
            if (message.Type != MessageType.Hello) throw new ProtocolException($"began with {message.Type} in place of Hello");
            if (!Hello.TryReadVersion(message.Payload, out ushort major, out ushort minor))
                throw new ProtocolException("does not speak this protocol");
            if (major != ProtocolVersion.Major)
            {
                Refuse(new Refused(RefusalCode.Version, VersionMismatch(major, minor)));
                return;
            }
            if (!TryRead(message, out var hello))
            {
                Refuse(new Refused(RefusalCode.BadHello, UnlikeOurs(message.Payload.Length, major, minor)));
                return;
            }
            if (hello.Channel == ChannelKind.Bulk) JoinBulk(hello);
            else OpenControl(hello);
        }

        public void Closed(Channel channel, string reason)
        {
            Forget();
            _owner.Refusing?.Invoke(_stranger, reason);
        }

        public void Dispose()
        {
            Forget();
            if (_session is not null) _session.Dispose();
            else _channel.Dispose();
        }

        private void OpenControl(in Hello hello)
        {
            if (_owner._acceptor.Admit(hello, _channel.Peer, out var refusal) is not { } receiver)
            {
                Refuse(refusal);
                return;
            }
            ulong token = NewToken();
            _channel.Send(_owner.Ours.Welcome(token));
            _session = new Session(_owner._loop, _channel, _owner.Ours, SessionIdentity.Of(hello), token, receiver);
            _owner._joining.Add(token, this);
        }

        private void JoinBulk(in Hello hello)
        {
            if (!_owner._joining.Remove(hello.SessionToken, out var control) || control._session is not { IsClosed: false } session)
            {
                Refuse(new Refused(RefusalCode.UnknownSession, "no session waits for a bulk channel with this token; open the control channel first"));
                return;
            }
            _channel.Send(_owner.Ours.Welcome(hello.SessionToken));
            Forget();
            control.Forget();
            session.Join(_channel);
        }

        private void Refuse(Refused refusal)
        {
            var shortened = refusal with { Reason = Utf8.Shorten(refusal.Reason, ProtocolLimits.TextBytes) };
            _channel.Send(shortened);
            _channel.Close(shortened.Reason);
        }

        private string VersionMismatch(ushort major, ushort minor)
        {
            string older = major < ProtocolVersion.Major ? "the connecting program" : $"this {Name(_owner.Ours.Role)}";
            return $"the peer speaks protocol {major}.{minor}, this {Name(_owner.Ours.Role)} speaks {ProtocolVersion.Text}: update {older}";
        }

        private static bool TryRead(in MessageView message, out Hello hello)
        {
            var reader = new MessageReader(message.Payload);
            return Hello.TryRead(ref reader, out hello) && message.Header.Handles == 0;
        }

        /// <summary>The versions say that we understand each other, and we do not: of builds between two releases that happens.</summary>
        private string UnlikeOurs(int bytes, ushort major, ushort minor) =>
            $"the peer speaks protocol {major}.{minor}, this {Name(_owner.Ours.Role)} speaks {ProtocolVersion.Text}, but its Hello of {bytes} bytes is not that of "
                + $"this build ({_owner.Ours.Version}): install both programs from the same release or build";

        private static string Name(Role role) => role.ToString().ToLowerInvariant();

        private void TimeIsUp()
        {
            string reason = _session is null
                ? $"said nothing within {ProtocolLimits.HandshakeSeconds} s"
                : $"opened no bulk channel within {ProtocolLimits.HandshakeSeconds} s";
            Forget();
            if (_session is not null) _session.Close(reason);
            else _channel.Close(reason);
        }

        private void Forget()
        {
            _deadline.Dispose();
            _owner._greetings.Remove(this);
            if (_session is not null) _owner._joining.Remove(_session.Token);
        }
    }
}
