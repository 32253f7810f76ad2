// SPDX-License-Identifier: Apache-2.0
using Seamless.Agent.Apps;
using Seamless.Agent.Linux.Apps;
using Seamless.Agent.Linux.Audio;
using Seamless.Agent.Linux.Files;
using Seamless.Agent.Linux.Terminals;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Wayland.Server;

namespace Seamless.Agent.Linux;

/// <summary>The parts of the agent on one event loop: the Wayland server, the compositor and the seat on it, the apps, and the bridge.</summary>
public sealed class GuestAgent : IDisposable
{
    private readonly EventLoop _loop;
    private readonly AgentOptions _options;
    private readonly GuestAudio? _audio;
    private readonly SoundServer? _ownSound;
    private readonly SessionSound? _sessionSound;
    private bool _isStopping;

    public GuestAgent(EventLoop loop, AgentOptions options, EnvironmentVariables variables)
    {
        (_loop, _options) = (loop, options);
        Server = new WaylandServer(loop);
        Server.ClientDisconnected += ClientGone;
        Server.ConnectionRefused += AgentLog.ClientRefused;
        Bridge = options.Ports is { } ports
            ? new BridgeSession(loop, new PortPair(loop, ports.Open), options.Name, options.FrameMemories)
            : new BridgeSession(loop, () => UnixSocket.Connect(options.BridgeSocket!), options.Name, options.FrameMemories);
        Compositor = new Compositor(loop, Server, Bridge);
        Seat = new Seat(Compositor);
        var display = Path.GetFullPath(options.WaylandDisplay);
        var folder = Path.GetDirectoryName(display)!;
        var surroundings = new AppSurroundings(options.Name, display, folder, variables);
        if (options.Sound == GuestSound.Own)
            surroundings = surroundings with { Sound = SoundServer.VariablesOf(folder) };
        Apps = new GuestApps(loop, surroundings, Bridge);
        Bridge.Register(MessageGroup.Apps, new AppRequests(Apps, Seat.Activation));
        Terminals = new GuestTerminals(loop, surroundings, Bridge, Apps.Launches);
        Bridge.Register(MessageGroup.Terminals, Terminals);
        if (options.Sound != GuestSound.None)
        {
            _ownSound = options.Sound == GuestSound.Own ? new SoundServer(loop, surroundings, Apps.Launches.AddService, Apps.Launches.RemoveService) : null;
            _sessionSound = _ownSound is null ? new SessionSound(loop, variables["XDG_RUNTIME_DIR"]) : null;
            _audio = new GuestAudio(loop, Bridge, (ISoundServer?)_ownSound ?? _sessionSound!, Apps.Launches.InstanceOf);
            Bridge.Register(MessageGroup.Audio, _audio);
        }
        Files = new GuestFiles(loop, variables, Bridge, Apps);
        Bridge.Register(MessageGroup.Files, Files);
        Compositor.AppInstanceOf = client => Apps.Launches.InstanceOf(client.Peer.Pid);
    }

    public WaylandServer Server { get; }

    public BridgeSession Bridge { get; }

    public Compositor Compositor { get; }

    public Seat Seat { get; }

    public GuestApps Apps { get; }

    public GuestTerminals Terminals { get; }

    public GuestFiles Files { get; }

    /// <summary>Opens the display and begins to look for the bridge.</summary>
    /// <exception cref="LinuxException">The socket cannot be made, for instance because another agent serves it.</exception>
    public void Start()
    {
        Server.Listen(_options.WaylandDisplay);
        AgentLog.Started(_options.Name, _options.WaylandDisplay);
        Bridge.Start();
    }

    /// <summary>Ends the apps, then the loop. Asked twice, the loop ends at once.</summary>
    public void Stop()
    {
        if (_isStopping)
        {
            _loop.Stop();
            return;
        }
        _isStopping = true;
        Terminals.Lost();
        _ownSound?.Dispose();
        Apps.Launches.StopAll(_loop.Stop);
    }

    public void Dispose()
    {
        Terminals.Dispose();
        _audio?.Dispose();
        _ownSound?.Dispose();
        _sessionSound?.Dispose();
        Files.Dispose();
        Apps.Dispose();
        Server.Dispose();
        Seat.Dispose();
        Compositor.Dispose();
        Bridge.Dispose();
        AgentLog.Stopped(_options.Name);
    }

    private static void ClientGone(Client client)
    {
        if (client is { Misbehaved: true, CloseReason: { } reason })
            AgentLog.ClientClosed(client, reason);
    }

    /// <summary>The apps' messages; a token that a start brings along may bring the app's first window to the front.</summary>
    private sealed class AppRequests(GuestApps apps, ActivationTokens tokens) : IBridgeReceiver
    {
        public void Received(in MessageView message)
        {
            if (message.Type == MessageType.StartApp)
                tokens.Accept(message.Read<StartApp>().ActivationToken, inputSerial: 0);
            apps.Received(message);
        }

        public void Resync() => apps.Resync();

        public void Lost() => apps.Lost();
    }
}
