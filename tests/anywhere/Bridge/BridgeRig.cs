// SPDX-License-Identifier: Apache-2.0
using Seamless.Bridge;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Anywhere.Bridge;

/// <summary>A bridge with doors but no paths, on a loop that the test steps and a clock that it moves.</summary>
internal sealed class BridgeRig : IDisposable
{
    private readonly StringWriter _log = new();
    private readonly List<FakePeer> _peers = [];
    private SessionListener? _guestSide;
    private SessionListener? _desktopSide;

    public BridgeRig()
    {
        Loop = new EventLoop(Time);
        Relay = StartBridge();
    }

    public SteppedTime Time { get; } = new();

    public EventLoop Loop { get; }

    public GuestRelay Relay { get; private set; }

    public string[] Log => _log.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public IEnumerable<string> Warnings => Log.Where(line => line.StartsWith("warn ", StringComparison.Ordinal));

    public TextWriter LogWriter => _log;

    public FakeGuest Guest(FrameMemoryKinds memories = FrameMemoryKinds.SharedFd)
    {
        var guest = FakeGuest.Connect(Loop, () => Dial(_guestSide!), "local", memories);
        _peers.Add(guest);
        Step();
        return guest;
    }

    public FakeDesktop Desktop(bool shows = true, bool attaches = true)
    {
        var desktop = FakeDesktop.Connect(Loop, () => Dial(_desktopSide!));
        (desktop.ShowsByItself, desktop.AttachesByItself) = (shows, attaches);
        _peers.Add(desktop);
        Step();
        return desktop;
    }

    /// <summary>One that is elsewhere, and cannot take handles.</summary>
    public FakeDesktop DesktopElsewhere(bool shows = true)
    {
        var desktop = FakeDesktop.ConnectWithoutHandles(Loop, () => Dial(_desktopSide!));
        desktop.ShowsByItself = shows;
        _peers.Add(desktop);
        Step();
        return desktop;
    }

    public FakeLauncher Launcher(Capabilities more = Capabilities.None)
    {
        var launcher = FakeLauncher.Connect(Loop, () => Dial(_desktopSide!), more: more);
        _peers.Add(launcher);
        Step();
        return launcher;
    }

    public FakeTerminal Terminal()
    {
        var terminal = FakeTerminal.Connect(Loop, () => Dial(_desktopSide!));
        _peers.Add(terminal);
        Step();
        return terminal;
    }

    /// <summary>Until everybody has said what there is to say.</summary>
    public void Step() => Loop.UntilQuiet();

    public void Wait(TimeSpan time)
    {
        Step();
        Time.Advance(time);
        Step();
    }

    /// <summary>The bridge dies and another one takes its place; whoever was connected will connect again.</summary>
    public void RestartBridge()
    {
        Relay.Dispose();
        Relay = StartBridge();
        Step();
    }

    public UnixSocket DialGuestSide() => Dial(_guestSide!);

    public UnixSocket DialDesktopSide() => Dial(_desktopSide!);

    /// <summary>The guest was thrown out with one warning that says so, and the bridge is ready for the next.</summary>
    public void AssertGuestClosed(FakeGuest guest, string reason)
    {
        Step();
        Assert.Equal([$"warn guest 'local': session closed: {reason}"], Warnings);
        Assert.NotNull(guest.CloseReason);
        Assert.Null(Relay.Guest);
        Wait(TimeSpan.FromSeconds(1));
        Assert.True(guest.IsOpen, "the agent may connect again");
    }

    public void Dispose()
    {
        foreach (var peer in _peers)
            peer.Dispose();
        Relay.Dispose();
        Loop.Dispose();
    }

    private GuestRelay StartBridge()
    {
        var relay = new GuestRelay(Loop, new BridgeLog(_log, "local"));
        relay.Serve(
            "local",
            (ours, door) => _guestSide = new SessionListener(Loop, ours, door),
            (ours, door) => _desktopSide = new SessionListener(Loop, ours, door));
        return relay;
    }

    private static UnixSocket Dial(SessionListener listener)
    {
        var (ours, theirs) = UnixSocket.Pair();
        listener.Adopt(ours);
        return theirs;
    }
}
