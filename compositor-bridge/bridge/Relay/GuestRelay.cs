// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Bridge;

/// <summary>
/// The bridge of one guest: who is connected, on either side. Each of them may go and come back at any time; the others stay.
/// </summary>
internal sealed class GuestRelay : IDisposable
{
    private readonly BridgeLog _log;
    private readonly List<LauncherSession> _launchers = [];
    private readonly List<TerminalSession> _terminals = [];
    private SessionListener? _guestListener;
    private SessionListener? _desktopListener;
    private PortPair? _ports;

    public GuestRelay(EventLoop loop, BridgeLog log)
    {
        Loop = loop;
        _log = log;
        Starts = new StartRequests(loop, this);
        Icons = new IconRequests(this);
        Catalogue = new CatalogueParts(this);
        Terminals = new TerminalStreams(this);
        Clipboard = new ClipboardRelay(this);
        Audio = new AudioRelay(this);
        Files = new FileRelay(this);
        Cursors = new CursorRelay(this);
    }

    public EventLoop Loop { get; }

    /// <summary>The agent's session from its Hello on.</summary>
    public GuestSession? Guest { get; private set; }

    public GuestSession? OpenGuest => Guest is { IsOpen: true } ? Guest : null;

    public DesktopSession? Desktop { get; private set; }

    /// <summary>The desktop's session, once it looks on.</summary>
    public Session? Watching => Desktop is { IsWatching: true } ? Desktop.Session : null;

    /// <summary>How frames get to it when it cannot take handles; null when it can.</summary>
    public InlineFrames? InlineFrames => Desktop is { IsWatching: true } ? Desktop.InlineFrames : null;

    public StartRequests Starts { get; }

    public IconRequests Icons { get; }

    public CatalogueParts Catalogue { get; }

    /// <summary>The guest's graphics device, when the guest is a virtual machine that has ours.</summary>
    public GuestGpu? Gpu { get; private set; }

    /// <summary>The guest's screen as a window; as long as there is a <see cref="Gpu"/>.</summary>
    public ScanoutConsole? Console { get; private set; }

    /// <summary>The memory that a virtual machine shares with us otherwise.</summary>
    public IvshmemBar? Ivshmem { get; set; }

    /// <summary>The kinds of frame memory that the bridge can take from a guest at this moment.</summary>
    public FrameMemoryKinds Usable => FrameMemoryKinds.Inline | (_ports is null ? FrameMemoryKinds.SharedFd : 0)
        | (Gpu is { IsRunning: true } ? FrameMemoryKinds.GpuResource : 0) | (Ivshmem is { IsThere: true } ? FrameMemoryKinds.Ivshmem : 0);

    public TerminalStreams Terminals { get; }

    public ClipboardRelay Clipboard { get; }

    public AudioRelay Audio { get; }

    public FileRelay Files { get; }

    public CursorRelay Cursors { get; }

    /// <summary>The launcher that reaches the machine's keyboard and pointer: the newest that says so.</summary>
    public Session? Machine
    {
        get
        {
            for (var i = _launchers.Count - 1; i >= 0; i--)
            {
                if (_launchers[i].Session is { IsOpen: true } session && session.Peer.Capabilities.HasFlag(Capabilities.MachineInput))
                    return session;
            }
            return null;
        }
    }

    public static GuestRelay Listen(EventLoop loop, BridgeOptions options, BridgeLog log)
    {
        const UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var relay = new GuestRelay(loop, log);
        try
        {
            relay.Serve(
                options.Name,
                (ours, door) => options.GuestSocket is { } path
                    ? new SessionListener(loop, UnixListener.Bind(path, mode), ours, door)
                    : relay.AtPorts(ours, door, kind => UnixSocket.Connect(kind == ChannelKind.Bulk ? options.BulkPort! : options.ControlPort!)),
                (ours, door) => new SessionListener(loop, UnixListener.Bind(options.DesktopSocket, mode), ours, door));
            if (options.GpuSocket is { } gpuSocket)
                relay.ServeGpu(new GuestGpu(loop, UnixListener.Bind(gpuSocket, mode), log), options.Name);
            if (options.Ivshmem is { } bar)
                relay.Ivshmem = new IvshmemBar(bar);
            return relay;
        }
        catch (LinuxException)
        {
            relay.Dispose();
            throw;
        }
    }

    /// <summary>Opens both doors, however the caller makes listeners.</summary>
    public void Serve(
        string name, Func<SessionIdentity, ISessionAcceptor, SessionListener> guestSide, Func<SessionIdentity, ISessionAcceptor, SessionListener> desktopSide)
    {
        var ours = new SessionIdentity(Role.Bridge, name)
        {
            Capabilities = Capabilities.Handles | Capabilities.Apps | Capabilities.Files | Capabilities.Clipboard | Capabilities.Audio,
            FrameMemories = Usable,
        };
        _guestListener = guestSide(ours, new GuestDoor(this));
        _guestListener.FrameMemories = () => Usable;
        _guestListener.Refusing = Refused;
        _desktopListener = desktopSide(ours with { FrameMemories = FrameMemoryKinds.SharedFd | FrameMemoryKinds.Inline }, new DesktopDoor(this));
        _desktopListener.Refusing = Refused;
    }

    public void ServeGpu(GuestGpu gpu, string guest)
    {
        Gpu = gpu;
        Console = new ScanoutConsole(this, gpu, guest);
        gpu.Ended = GpuEnded;
        gpu.Device.Cursor.Changed = Cursors.MachineChanged;
    }

    /// <summary>The guest's side of a virtual machine: two ports, whose wiring says who is there. Nothing but bytes comes through them.</summary>
    public SessionListener AtPorts(SessionIdentity ours, ISessionAcceptor door, Func<ChannelKind, ByteStream> open)
    {
        var listener = new SessionListener(Loop, ours with { Capabilities = ours.Capabilities & ~Capabilities.Handles }, door);
        _ports = new PortPair(Loop, open) { Accepted = listener.Adopt };
        _ports.Start();
        return listener;
    }

    public GuestSession AdmitGuest(FrameMemoryKinds agreed) => Guest = new GuestSession(Loop, this, agreed);

    public DesktopSession AdmitDesktop() => Desktop = new DesktopSession(this);

    public LauncherSession? AdmitLauncher()
    {
        if (_launchers.Count >= ProtocolLimits.Launchers)
            return null;
        var launcher = new LauncherSession(this);
        _launchers.Add(launcher);
        return launcher;
    }

    public TerminalSession? AdmitTerminal()
    {
        if (_terminals.Count >= ProtocolLimits.TerminalStreams)
            return null;
        var terminal = new TerminalSession(this);
        _terminals.Add(terminal);
        return terminal;
    }

    public void GuestOpened(Session session)
    {
        _log.GuestConnected(session.Peer.Version);
        Audio.GuestOpened();
        Desktop?.Introduce(Guest!);
        // Without a desktop that asks for everything, launchers would hear of no app.
        if (Watching == null && _launchers.Exists(launcher => launcher.Session is { IsOpen: true }))
            session.Send(default(CatalogueRequest));
        Clipboard.Guest.Introduce();
        Starts.GuestOpened(Guest!);
    }

    public void GuestClosed(GuestSession guest, string reason)
    {
        if (IsOrdinary(reason))
            _log.GuestDisconnected();
        else
            _log.GuestClosed(reason);
        if (Guest == guest)
            Guest = null;
        Starts.GuestClosed();
        Icons.GuestClosed();
        Catalogue.GuestClosed();
        Terminals.GuestClosed();
        Audio.GuestClosed();
        Clipboard.Guest.Gone();
        Files.GuestClosed();
        Cursors.GuestClosed();
    }

    /// <summary>The guest's screen is as large as the desktop's first one.</summary>
    public void SetDisplay(in Outputs outputs)
    {
        if (outputs.List is [var first, ..])
            Gpu?.SetDisplay(first.ModeWidth, first.ModeHeight);
    }

    /// <summary>Null when the guest names what is not there, or is too small.</summary>
    public IPixelMemory? PixelsOf(in FrameMemory announced) => announced.Kind switch
    {
        FrameMemoryKind.GpuResource => Gpu?.Memory(announced.Origin, announced.Size),
        FrameMemoryKind.Ivshmem => Ivshmem?.Memory(announced.Origin, announced.Size),
        _ => null,
    };

    public void FrameMemoryLost(uint memory) => _log.FrameMemoryLost(memory);

    public void DesktopOpened(Session session) => _log.DesktopConnected(session.Peer.Name);

    public void DesktopClosed(DesktopSession desktop, Session session, string reason)
    {
        if (IsOrdinary(reason))
            _log.DesktopDisconnected();
        else
            _log.DesktopClosed(reason);
        Icons.Forget(session);
        Files.Forget(session);
        if (Desktop != desktop)
            return;
        Desktop = null;
        Audio.DesktopClosed();
        Clipboard.Desktop.Gone();
        Console?.DesktopGone();
        Cursors.DesktopGone();
    }

    public void LauncherOpened(Session session)
    {
        // A launcher that comes later than the guest has missed the catalogue.
        OpenGuest?.Send(default(CatalogueRequest));
        if (session.Peer.Capabilities.HasFlag(Capabilities.MachineInput))
            Console?.Input.MachineCame();
    }

    public void LauncherClosed(LauncherSession launcher, Session session, string reason)
    {
        if (!IsOrdinary(reason))
            _log.LauncherClosed(reason);
        Icons.Forget(session);
        Files.Forget(session);
        _launchers.Remove(launcher);
    }

    public void TerminalClosed(TerminalSession terminal, string reason)
    {
        if (!IsOrdinary(reason))
            _log.TerminalClosed(reason);
        _terminals.Remove(terminal);
    }

    /// <summary>What desktops and launchers may both ask.</summary>
    public void ReceiveAppRequest(Session asker, in MessageView message)
    {
        switch (message.Type)
        {
            case MessageType.StartApp:
                Start(asker, message.Read<StartApp>());
                break;
            case MessageType.StopApp:
                Stop(message.Read<StopApp>());
                break;
            case MessageType.CatalogueRequest:
                var request = message.Read<CatalogueRequest>();
                OpenGuest?.Send(request);
                break;
            case MessageType.IconRequest:
                Icons.Request(asker, message.Read<IconRequest>());
                break;
            default:
                throw new ProtocolException($"{message.Type} is not for a {asker.Peer.Role} to send");
        }
    }

    /// <summary>The desktop and all launchers, of those that can what the message is about.</summary>
    public void TellEveryone<T>(in T message, Capabilities needed = Capabilities.None)
        where T : struct, IMessage<T>
    {
        if (Desktop?.Session is { IsOpen: true } desktop && desktop.Peer.Capabilities.HasFlag(needed))
            desktop.Send(message);
        foreach (var launcher in _launchers)
        {
            if (launcher.Session is { IsOpen: true } session && session.Peer.Capabilities.HasFlag(needed))
                session.Send(message);
        }
    }

    public void Dispose()
    {
        _guestListener?.Dispose();
        _desktopListener?.Dispose();
        Guest?.Dispose();
        _ports?.Dispose();
        Desktop?.Dispose();
        foreach (var launcher in _launchers)
            launcher.Session?.Dispose();
        foreach (var terminal in _terminals)
            terminal.Session?.Dispose();
        Starts.Dispose();
        Cursors.Dispose();
        Console?.Dispose();
        Gpu?.Dispose();
        Ivshmem?.Dispose();
    }

    private void Start(Session asker, in StartApp start)
    {
        if (start.AppId != RelayLimits.ConsoleApp)
            Starts.Start(asker, start);
        else if (Console != null)
            asker.Send(new AppStarted(start.Request, Console.Show(), Environment.ProcessId));
        else
            asker.Send(new AppFailed(start.Request, "this guest has no screen of its own: it is no virtual machine with our GPU"));
    }

    private void Stop(in StopApp stop)
    {
        if (stop.Instance < RelayLimits.FirstBridgeWindow)
            OpenGuest?.Send(stop);
        else if (Console is { } console && console.Window == stop.Instance)
            console.Hide();
    }

    private void GpuEnded()
    {
        if (OpenGuest is { } guest && guest.MayUse(FrameMemoryKind.GpuResource))
            guest.Close("its frames lie in GPU resources, and the virtual machine has left the GPU; it may come back without");
    }

    private void Refused(string peer, string reason)
    {
        // Somebody who only looked whether we listen: a second bridge, a launcher.
        if (!IsOrdinary(reason))
            _log.Refused(peer, reason);
    }

    // Everything else that ends a session is a breach of the protocol or a failure, and worth a warning.
    private static bool IsOrdinary(string reason) => reason == "closed the connection";
}
