// SPDX-License-Identifier: Apache-2.0
using Seamless.Agent.Linux.Apps;
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Agent.Linux;

/// <summary>
/// The agent's side of the session with the bridge. It connects again for ever; the apps never notice. The parts of the agent register
/// for the message groups they serve; messages are sent only between a Resync and the session's end.
/// </summary>
public sealed class BridgeSession : ISessionReceiver, IAppMessages, IDisposable
{
    private readonly SessionConnector _connector;
    private readonly Dictionary<MessageGroup, IBridgeReceiver> _receivers = [];
    private readonly PortPair? _ports;
    private Session? _session;

    public BridgeSession(EventLoop loop, Func<UnixSocket> connect, string guestName, FrameMemoryKinds memories = FrameMemoryKinds.SharedFd)
    {
        Memories = new FrameMemories(memories);
        var identity = Identity(guestName, memories, Capabilities.Handles | Capabilities.Apps | Capabilities.Files | Capabilities.Clipboard | Capabilities.Audio);
        _connector = new SessionConnector(loop, connect, identity, this) { Failing = AgentLog.BridgeNotReached };
    }

    /// <summary>The bridge is at the other end of two ports, which are the session's from here on. No handle can travel there.</summary>
    public BridgeSession(EventLoop loop, PortPair ports, string guestName, FrameMemoryKinds memories = FrameMemoryKinds.Inline)
    {
        Memories = new FrameMemories(memories & ~FrameMemoryKinds.SharedFd);
        _ports = ports;
        var identity = Identity(guestName, Memories.Allowed, Capabilities.Apps | Capabilities.Files | Capabilities.Clipboard | Capabilities.Audio);
        _connector = new SessionConnector(loop, ports.Connect, identity, this) { Failing = AgentLog.BridgeNotReached };
        ports.Linked = _connector.Start;
    }

    /// <summary>A desktop has asked for everything: what is sent arrives somewhere.</summary>
    public bool IsLive { get; private set; }

    /// <summary>The session stands, whether or not a desktop looks on: enough for the apps' messages.</summary>
    public bool IsOpen => _session is not null;

    /// <summary>The bridge passes the clipboard on.</summary>
    public bool SharesClipboard => _session is { } session && session.Peer.Capabilities.HasFlag(Capabilities.Clipboard);

    /// <summary>Where frames lie that this session's bridge can read.</summary>
    public FrameMemories Memories { get; }

    /// <summary>What the bridge of this session can do.</summary>
    public bool Offers(Capabilities capability) => _session is { } session && (session.Peer.Capabilities & capability) != 0;

    public long QueuedBytes => _session?.QueuedBytes ?? 0;

    public void Register(MessageGroup group, IBridgeReceiver receiver) => _receivers.Add(group, receiver);

    public void Start()
    {
        _ports?.Start();
        _connector.Start();
    }

    public void Send<T>(in T message)
        where T : struct, IMessage<T> => _session?.Send(message);

    /// <summary>The handle stays the caller's; a duplicate travels.</summary>
    public void Send<T>(in T message, FileDescriptor handle)
        where T : struct, IMessage<T> => _session?.Send(message, handle);

    public void Dispose()
    {
        _connector.Dispose();
        _ports?.Dispose();
        Memories.Dispose();
        _session = null;
        IsLive = false;
    }

    void ISessionReceiver.Opened(Session opened)
    {
        _session = opened;
        Memories.Begin(opened.Peer.FrameMemories);
        AgentLog.BridgeAttached(opened.Peer.Name);
        foreach (var receiver in _receivers.Values.Distinct())
            receiver.Opened();
    }

    void ISessionReceiver.Received(Session from, in MessageView message)
    {
        if (message.Type == MessageType.Resync)
        {
            message.Read<Resync>();
            Resync();
        }
        else if (_receivers.TryGetValue(MessageKinds.Find(message.Type)!.Group, out var receiver))
        {
            receiver.Received(message);
        }
    }

    void ISessionReceiver.Closed(Session closed, string reason)
    {
        _session = null;
        IsLive = false;
        Memories.End();
        AgentLog.BridgeLost(reason);
        foreach (var receiver in _receivers.Values.Distinct())
            receiver.Lost();
    }

    private static SessionIdentity Identity(string guestName, FrameMemoryKinds memories, Capabilities capabilities) =>
        new(Role.Guest, guestName) { Capabilities = capabilities, FrameMemories = memories };

    private void Resync()
    {
        IsLive = true;
        AgentLog.DesktopLooksOn();
        foreach (var receiver in _receivers.Values.Distinct())
            receiver.Resync();
    }
}
