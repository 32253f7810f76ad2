// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Anywhere.Protocol;

public sealed class SessionTests : IDisposable, ISessionAcceptor
{
    private readonly SteppedTime _time = new();
    private readonly EventLoop _loop;
    private readonly SessionListener _listener;
    private readonly SessionLog _log = new();
    private readonly List<string> _refusals = [];
    private string? _refuseAs;

    public SessionTests()
    {
        _loop = new EventLoop(_time);
        _listener = new SessionListener(_loop, new SessionIdentity(Role.Bridge, "bridge"), this)
        {
            Refusing = (_, reason) => _refusals.Add(reason),
        };
    }

    [Fact]
    public void Both_sides_learn_who_the_other_is()
    {
        var (connector, far) = Connect();
        _loop.UntilQuiet();

        Assert.Equal(["opened by Guest 'guest' 9.9"], _log.Lines);
        Assert.Equal(["opened by Bridge 'bridge' "], far.Lines);
        Assert.Equal(FrameMemoryKinds.Inline, _log.Session!.Peer.FrameMemories);
        Assert.Equal(Environment.ProcessId, _log.Session.Credentials.Pid);
        Assert.NotEqual(0u, _log.Session.Token);
        connector.Dispose();
    }

    [Fact]
    public void A_peer_of_another_version_is_refused_in_words()
    {
        string reason = RefusalOf(new Hello { Major = 2, Minor = 3, Role = Role.Guest, Channel = ChannelKind.Control });
        Assert.Equal("refused (Version): the peer speaks protocol 2.3, this bridge speaks 1.0: update this bridge", reason);
    }

    [Fact]
    public void A_peer_of_an_older_version_is_told_to_update_itself()
    {
        string reason = RefusalOf(new Hello { Major = 0, Minor = 9, Role = Role.Guest, Channel = ChannelKind.Control });
        Assert.Equal("refused (Version): the peer speaks protocol 0.9, this bridge speaks 1.0: update the connecting program", reason);
    }

    [Fact]
    public void A_hello_of_another_version_is_understood_whatever_follows_its_version()
    {
        using var stranger = Stranger();
        byte[] payload = [0x53, 0x4d, 0x4c, 0x53, 2, 0, 0, 0, 0xff, 0xff, 0xff];
        byte[] bytes = new byte[MessageHeader.Size + payload.Length];
        new MessageHeader(payload.Length, MessageType.Hello, 0, 1).Write(bytes);
        payload.CopyTo(bytes, MessageHeader.Size);
        stranger.Send(bytes);
        Assert.StartsWith("refused (Version): the peer speaks protocol 2.0", Answer(stranger), StringComparison.Ordinal);
    }

    [Fact]
    public void A_hello_of_the_same_version_that_is_another_ones_is_refused_with_what_to_do()
    {
        string reason = RefusalOf(GuestHello with { Capabilities = (Capabilities)(1u << 31) });
        Assert.StartsWith("refused (BadHello): the peer speaks protocol 1.0, this bridge speaks 1.0, but its Hello of ", reason, StringComparison.Ordinal);
        Assert.EndsWith("install both programs from the same release or build", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_newer_minor_version_has_more_is_left_alone()
    {
        using var stranger = Stranger();
        stranger.Send(ChannelFixture.Bytes(GuestHello with { Minor = 9, Capabilities = (Capabilities)(1u << 31) | Capabilities.Apps }, 1));
        _loop.UntilQuiet();
        Assert.Empty(_refusals);
    }

    [Fact]
    public void The_owner_refuses_in_its_own_words()
    {
        _refuseAs = "a guest is connected already";
        var (connector, far) = Connect();
        _loop.UntilQuiet();
        Assert.Equal(["failing: refused: a guest is connected already"], far.Lines);
        Assert.Equal(["a guest is connected already"], _refusals);
        connector.Dispose();
    }

    [Fact]
    public void A_bulk_channel_without_its_session_is_refused()
    {
        string reason = RefusalOf(new Hello { Major = 1, Role = Role.Guest, Channel = ChannelKind.Bulk, SessionToken = 4711 });
        Assert.StartsWith("refused (UnknownSession): no session waits", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stranger_that_says_nothing_is_let_go_after_five_seconds()
    {
        using var stranger = Stranger();
        _loop.UntilQuiet();
        _time.Advance(TimeSpan.FromSeconds(4.9));
        _loop.UntilQuiet();
        Assert.Empty(_refusals);
        _time.Advance(TimeSpan.FromSeconds(0.2));
        _loop.UntilQuiet();
        Assert.Equal(["said nothing within 5 s"], _refusals);
        Assert.Equal(SocketStatus.Closed, stranger.Receive(new byte[64], []).Status);
    }

    [Fact]
    public void A_session_without_its_bulk_channel_is_closed_after_five_seconds()
    {
        using var stranger = Stranger();
        stranger.Send(ChannelFixture.Bytes(GuestHello, 1));
        _loop.UntilQuiet();
        _time.Advance(TimeSpan.FromSeconds(5));
        _loop.UntilQuiet();
        Assert.Equal(["closed: opened no bulk channel within 5 s"], _log.Lines);
    }

    [Fact]
    public void A_session_that_leaves_before_its_bulk_channel_came_is_over_at_once()
    {
        var stranger = Stranger();
        stranger.Send(ChannelFixture.Bytes(GuestHello, 1));
        _loop.UntilQuiet();
        stranger.Dispose();
        _loop.UntilQuiet();
        Assert.Equal(["closed: closed the connection"], _log.Lines);
    }

    [Fact]
    public void A_message_before_the_session_is_open_closes_it()
    {
        using var stranger = Stranger();
        stranger.Send([.. ChannelFixture.Bytes(GuestHello, 1), .. ChannelFixture.Bytes(new WindowClosed(5), 2)]);
        _loop.UntilQuiet();
        Assert.Equal(["closed: sent WindowClosed before its session was open"], _log.Lines);
    }

    [Fact]
    public void A_stranger_that_is_no_peer_of_ours_is_let_go()
    {
        using var stranger = Stranger();
        stranger.Send(ChannelFixture.Bytes(new Ping(1), 1));
        _loop.UntilQuiet();
        Assert.Equal(["began with Ping in place of Hello"], _refusals);
    }

    [Fact]
    public void More_strangers_than_may_wait_are_turned_away()
    {
        var strangers = Enumerable.Range(0, ProtocolLimits.PendingConnections + 1).Select(_ => Stranger()).ToList();
        Assert.Equal(["too many connections without a Hello"], _refusals);
        strangers.ForEach(stranger => stranger.Dispose());
    }

    [Fact]
    public void A_message_that_goes_the_wrong_way_closes_the_session()
    {
        var (connector, far) = Connect();
        _loop.UntilQuiet();
        connector.Session!.Send(new CloseRequested(5));
        _loop.UntilQuiet();
        Assert.Equal("closed: CloseRequested is not for a Guest to send", _log.Lines[^1]);
        Assert.Equal("closed: closed the connection", far.Lines[^1]);
        connector.Dispose();
    }

    [Fact]
    public void A_second_hello_closes_the_session()
    {
        var (connector, _) = Connect();
        _loop.UntilQuiet();
        connector.Session!.Send(GuestHello);
        _loop.UntilQuiet();
        Assert.Equal("closed: Hello came after the handshake", _log.Lines[^1]);
        connector.Dispose();
    }

    [Fact]
    public void A_ping_is_answered_by_the_session_itself()
    {
        var (connector, far) = Connect();
        _loop.UntilQuiet();
        connector.Session!.Send(new Ping(42));
        _loop.UntilQuiet();
        Assert.Equal("pong 42", far.Lines[^1]);
        Assert.Single(_log.Lines);
        connector.Dispose();
    }

    [Fact]
    public void Bulk_waits_for_the_control_messages_that_were_sent_before_it()
    {
        using var control = Stranger();
        control.Send(ChannelFixture.Bytes(GuestHello, 1));
        _loop.UntilQuiet();
        var welcome = ReadWelcome(control);
        using var bulk = Stranger();
        bulk.Send(ChannelFixture.Bytes(GuestHello with { Channel = ChannelKind.Bulk, SessionToken = welcome.SessionToken }, 1));
        _loop.UntilQuiet();

        bulk.Send([.. ChannelFixture.Bytes(new Icon("early", 16, default), 3), .. ChannelFixture.Bytes(new Icon("late", 16, default), 4)]);
        _loop.UntilQuiet();
        control.Send(ChannelFixture.Bytes(new WindowClosed(1), 2));
        _loop.UntilQuiet();
        Assert.Equal(["opened by Guest 'raw' ", "window 1 closed"], _log.Lines);

        control.Send(ChannelFixture.Bytes(new WindowClosed(2), 3));
        _loop.UntilQuiet();
        Assert.Equal("icon 'early' 16 0 bytes", _log.Lines[^1]);
        control.Send(ChannelFixture.Bytes(new WindowClosed(3), 4));
        _loop.UntilQuiet();
        Assert.Equal(["window 2 closed", "icon 'early' 16 0 bytes", "window 3 closed", "icon 'late' 16 0 bytes"], _log.Lines[2..]);
    }

    [Fact]
    public void A_bulk_message_does_not_hold_up_control()
    {
        var (connector, _) = Connect();
        _loop.UntilQuiet();
        for (int i = 0; i < 4; i++) connector.Session!.Send(new Icon("big", 512, new byte[ProtocolLimits.IconBytes]));
        connector.Session!.Send(new WindowClosed(9));
        _loop.Until(() => _log.Lines.Contains("window 9 closed"));
        Assert.InRange(_log.Lines.Count(line => line.StartsWith("icon", StringComparison.Ordinal)), 0, 3);
        _loop.Until(() => _log.Lines.Count(line => line.StartsWith("icon", StringComparison.Ordinal)) == 4);
        connector.Dispose();
    }

    [Fact]
    public void A_message_of_the_other_channel_closes_the_session()
    {
        var (connector, _) = Connect();
        _loop.UntilQuiet();
        _log.OnReceived = (ref readonly MessageView message) => message.Read<Icon>();
        connector.Session!.Send(new Icon("right", 16, default));
        _loop.UntilQuiet();
        Assert.True(_log.Session!.IsOpen);
        connector.Dispose();
    }

    [Fact]
    public void The_connector_tries_again_less_and_less_often_and_reports_once()
    {
        int tries = 0;
        var log = new SessionLog();
        using var connector = new SessionConnector(_loop, () => throw new LinuxException($"connect {tries++ / 100}", Errno.ECONNREFUSED), Guest, log)
        {
            Failing = reason => log.Lines.Add(reason),
        };
        connector.Start();
        for (int i = 0; i < 600; i++)
        {
            _loop.UntilQuiet();
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }
        Assert.InRange(tries, 30, 38);
        Assert.Single(log.Lines);
    }

    [Fact]
    public void The_connector_comes_back_when_the_session_closed()
    {
        var (connector, far) = Connect();
        _loop.UntilQuiet();
        _log.Session!.Close("going away");
        _loop.UntilQuiet();
        _time.Advance(TimeSpan.FromMilliseconds(60));
        _loop.UntilQuiet();
        Assert.Equal(["opened by Bridge 'bridge' ", "closed: closed the connection", "opened by Bridge 'bridge' "], far.Lines);
        connector.Dispose();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _log.Session?.Dispose();
        _loop.Dispose();
    }

    ISessionReceiver? ISessionAcceptor.Admit(in Hello hello, PeerCredentials peer, out Refused refusal)
    {
        refusal = new Refused(RefusalCode.Busy, _refuseAs ?? "");
        return _refuseAs is null ? _log : null;
    }

    private static SessionIdentity Guest => new(Role.Guest, "guest") { Version = "9.9", FrameMemories = FrameMemoryKinds.Inline };

    private static Hello GuestHello => new() { Major = 1, Role = Role.Guest, Channel = ChannelKind.Control, Name = "raw" };

    private (SessionConnector Connector, SessionLog Far) Connect()
    {
        var far = new SessionLog();
        var connector = new SessionConnector(_loop, Stranger, Guest, far) { Failing = reason => far.Lines.Add($"failing: {reason}") };
        connector.Start();
        return (connector, far);
    }

    private UnixSocket Stranger()
    {
        var (near, far) = UnixSocket.Pair();
        _listener.Adopt(near);
        return far;
    }

    private string RefusalOf(in Hello hello)
    {
        using var stranger = Stranger();
        stranger.Send(ChannelFixture.Bytes(hello, 1));
        return Answer(stranger);
    }

    private string Answer(UnixSocket stranger)
    {
        _loop.UntilQuiet();
        byte[] buffer = new byte[4096];
        var result = stranger.Receive(buffer, []);
        Assert.True(MessageHeader.TryRead(buffer, out var header));
        Assert.Equal(MessageHeader.Size + header.Length, result.Count);
        Assert.Equal(SocketStatus.Closed, stranger.Receive(new byte[1], []).Status);
        return MessageKinds.Find(header.Type)!.Describe(buffer.AsMemory(MessageHeader.Size, header.Length))!;
    }

    private static Welcome ReadWelcome(UnixSocket socket)
    {
        byte[] buffer = new byte[4096];
        int count = socket.Receive(buffer, []).Count;
        return (Welcome)MessageKinds.Find(MessageType.Welcome)!.Read(buffer.AsMemory(MessageHeader.Size..count))!;
    }
}
