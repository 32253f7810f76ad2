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
    private readonly GuestRelay _bridge;
    private readonly WaylandServer _server;
    private readonly SessionListener _desktopSide;

    public WholeLine(FrameMemoryKinds memories = FrameMemoryKinds.SharedFd)
    {
        Loop = new EventLoop(Time);
        _bridge = new GuestRelay(Loop, new BridgeLog(TextWriter.Null, "guest"));
        SessionListener? guestSide = null, desktopSide = null;
        _bridge.Serve(
            "guest",
            (ours, door) => guestSide = new SessionListener(Loop, ours, door),
            (ours, door) => desktopSide = new SessionListener(Loop, ours, door));
        _server = new WaylandServer(Loop);
        Session = new BridgeSession(Loop, () => Dial(guestSide!), "guest", memories);
        Compositor = new Compositor(Loop, _server, Session);
        Seat = new Agent.Linux.Seat(Compositor);
        _desktopSide = desktopSide!;
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
        Loop.Dispose();
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
        desktop.Attach("guest", () => Dial(_desktopSide));
        return desktop;
    }

    private static UnixSocket Dial(SessionListener listener)
    {
        var (ours, theirs) = UnixSocket.Pair();
        listener.Adopt(ours);
        return theirs;
    }
}
