// SPDX-License-Identifier: Apache-2.0
using Seamless.Agent.Linux;
using Seamless.Bridge;
using Seamless.Desktop.Headless;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Tests.Fakes;
using Seamless.Wayland.Client;
using Seamless.Wayland.Server;

namespace Seamless.Tests.Linux.Journeys;

/// <summary>Everything between an app and the person, in one process and on one loop with a clock that stands still: agent, bridge, desktop.</summary>
internal sealed class WholeLine : IDisposable
{
    private readonly WaylandServer _server;
    private readonly FakeWires? _wires;
    private readonly string? _bar;
    private GuestRelay _bridge;
    private bool _hasBar = true;
    private SessionListener? _guestSide;
    private SessionListener? _desktopSide;

    /// <param name="memories">The kinds of frame memory that the agent offers.</param>
    /// <param name="overPorts">The guest is a virtual machine: agent and bridge are at the ends of two ports.</param>
    /// <param name="sharedBar">Bytes of memory that this machine shares with its host.</param>
    public WholeLine(FrameMemoryKinds memories = FrameMemoryKinds.SharedFd, bool overPorts = false, int sharedBar = 0)
    {
        Loop = new EventLoop(Time);
        if (sharedBar > 0)
        {
            _bar = Path.GetTempFileName();
            using var file = File.OpenWrite(_bar);
            file.SetLength(sharedBar);
        }
        _wires = overPorts ? new FakeWires() : null;
        _bridge = StartBridge();
        _server = new WaylandServer(Loop);
        Session = _wires is { } wires
            ? new BridgeSession(Loop, new PortPair(Loop, wires.Near), "guest", memories)
            : new BridgeSession(Loop, () => Dial(_guestSide!), "guest", memories);
        if (_bar is { } bar)
            Session.Memories.OpenBar = () => SharedBar.Open(bar);
        Compositor = new Compositor(Loop, _server, Session);
        Seat = new Agent.Linux.Seat(Compositor);
        Desktop = StartDesktop();
        Session.Start();
        Loop.UntilQuiet();
    }

    public SteppedTime Time { get; } = new();

    public EventLoop Loop { get; }

    public BridgeSession Session { get; }

    public Compositor Compositor { get; }

    public Agent.Linux.Seat Seat { get; }

    public HeadlessDesktop Desktop { get; private set; }

    /// <summary>An app's connection, with the globals it needs announced.</summary>
    public Display Connect()
    {
        var (ours, theirs) = UnixSocket.Pair();
        _server.AddClient(ours);
        var display = Display.Connect(Loop, theirs);
        display.Roundtrip();
        return display;
    }

    public void Dispose()
    {
        _server.Dispose();
        Seat.Dispose();
        Compositor.Dispose();
        Session.Dispose();
        Desktop.Dispose();
        _bridge.Dispose();
        _wires?.Dispose();
        if (_bar is not null)
            File.Delete(_bar);
        Loop.Dispose();
    }

    /// <summary>The bridge dies, and another one takes its place.</summary>
    /// <param name="withBar">The other one can read the machine's shared memory, too.</param>
    public void RestartBridge(bool withBar = true)
    {
        _hasBar = withBar;
        _bridge.Dispose();
        Loop.UntilQuiet();
        _bridge = StartBridge();
        for (var i = 0; i < 50; i++)
        {
            Loop.UntilQuiet();
            Time.Advance(TimeSpan.FromMilliseconds(100));
        }
        Loop.UntilQuiet();
    }

    /// <summary>The desktop dies, and another one takes its place.</summary>
    public void RestartDesktop()
    {
        Desktop.Dispose();
        Loop.UntilQuiet();
        Desktop = StartDesktop();
        Loop.UntilQuiet();
    }

    // With a rate of 0 the desktop shows a frame when it comes, so nothing waits for the clock.
    private HeadlessDesktop StartDesktop()
    {
        var desktop = new HeadlessDesktop(Loop, new DesktopOptions { RefreshHertz = 0 });
        desktop.Attach("guest", () => Dial(_desktopSide!));
        return desktop;
    }

    private GuestRelay StartBridge()
    {
        var bridge = new GuestRelay(Loop, new BridgeLog(TextWriter.Null, "guest"))
        {
            Ivshmem = _bar is { } bar && _hasBar ? new IvshmemBar(bar) : null,
        };
        bridge.Serve(
            "guest",
            (ours, door) => _wires is { } wires ? bridge.AtPorts(ours, door, wires.Far) : _guestSide = new SessionListener(Loop, ours, door),
            (ours, door) => _desktopSide = new SessionListener(Loop, ours, door));
        return bridge;
    }

    private static UnixSocket Dial(SessionListener listener)
    {
        var (ours, theirs) = UnixSocket.Pair();
        listener.Adopt(ours);
        return theirs;
    }
}
