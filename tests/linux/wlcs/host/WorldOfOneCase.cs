// SPDX-License-Identifier: Apache-2.0
using Seamless.Agent.Linux;
using Seamless.Bridge;
using Seamless.Desktop.Headless;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Wayland.Server;
using AgentSeat = Seamless.Agent.Linux.Seat;

namespace Seamless.Tests.Wlcs;

/// <summary>What one case sees: a guest without apps, its bridge and a desktop, made of the programs' own classes, joined by socket pairs.</summary>
internal sealed class WorldOfOneCase(EventLoop loop) : IDisposable
{
    private const string Guest = "wlcs";

    // The suite puts windows at up to 500,500 with sides of up to 500.
    private const int ScreenWidth = 1280;
    private const int ScreenHeight = 1024;

    private readonly Dictionary<int, Client> _clients = [];
    private readonly List<Action> _flushes = [];
    private int _clientNumber;
    private BridgeLog? _log;
    private GuestRelay? _relay;
    private HeadlessDesktop? _desktop;
    private BridgeSession? _session;
    private WaylandServer? _server;
    private Compositor? _compositor;
    private AgentSeat? _seat;

    public int ClientCount => _server?.Clients.Count ?? 0;

    /// <summary>The bridge has found nothing wrong with the agent.</summary>
    public bool IsGuestConnected => _relay?.OpenGuest is not null;

    public void Start()
    {
        Stop();
        _log = new BridgeLog(TextWriter.Null, Guest);
        _relay = new GuestRelay(loop, _log);
        SessionListener guestSide = null!, desktopSide = null!;
        _relay.Serve(
            Guest,
            (identity, door) => guestSide = new SessionListener(loop, identity, door),
            (identity, door) => desktopSide = new SessionListener(loop, identity, door));
        _desktop = new HeadlessDesktop(loop, new DesktopOptions
        {
            WidthPixels = ScreenWidth,
            HeightPixels = ScreenHeight,
            HasFrames = false,
            RefreshHertz = 0,
            Name = Guest,
        });
        _desktop.Attach(Guest, () => ConnectTo(desktopSide));
        _server = new WaylandServer(loop) { AtEndOfTurn = _flushes.Add };
        _server.ClientDisconnected += gone => _clients.Remove(_clients.First(entry => entry.Value == gone).Key);
        _session = new BridgeSession(loop, () => ConnectTo(guestSide), Guest);
        _compositor = new Compositor(loop, _server, _session);
        _seat = new AgentSeat(_compositor);
        _session.Start();
    }

    public void Stop()
    {
        _server?.Dispose();
        _flushes.Clear();
        _clients.Clear();
        _seat?.Dispose();
        _compositor?.Dispose();
        _session?.Dispose();
        _desktop?.Dispose();
        _relay?.Dispose();
        (_server, _seat, _compositor, _session, _desktop, _relay) = (null, null, null, null, null, null);
    }

    public void Dispose() => Stop();

    /// <summary>Lets the agent speak to its clients. False when it has nothing to say.</summary>
    public bool FlushClients()
    {
        if (_flushes.Count == 0)
            return false;
        var flushes = _flushes.ToArray();
        _flushes.Clear();
        foreach (var flush in flushes)
            flush();
        return true;
    }

    public (int Number, FileDescriptor Socket) CreateClient()
    {
        var (ours, theirs) = UnixSocket.Pair();
        var client = _server!.AddClient(ours);
        _clients.Add(++_clientNumber, client);
        return (_clientNumber, theirs.Descriptor);
    }

    /// <summary>Moves the window of a surface so that its geometry's top left is there.</summary>
    public bool PositionWindow(int client, uint surface, int x, int y)
    {
        if (_clients.GetValueOrDefault(client)?.Find<Surface>(surface)?.Window is not { } window || FindAtDesktop(window.Id) is not { } shown)
            return false;
        _desktop!.Shell.MoveTo(shown, x, y);
        return true;
    }

    public void MovePointerTo(double x, double y) => _desktop!.Seat.Pointer.MoveTo(x, y);

    public void MovePointerBy(double dx, double dy) => _desktop!.Seat.Pointer.MoveBy(dx, dy);

    public void PressButton(uint button, bool pressed) => _desktop!.Seat.Pointer.Button(button, pressed);

    public void TouchDown(double x, double y) => _desktop!.Seat.Touch.Down(0, x, y);

    public void MoveTouch(double x, double y) => _desktop!.Seat.Touch.Move(0, x, y);

    public void TouchUp() => _desktop!.Seat.Touch.Up(0);

    private DesktopWindow? FindAtDesktop(uint window) => _desktop!.Guests.Single().Windows.Find(window);

    private static UnixSocket ConnectTo(SessionListener listener)
    {
        var (ours, theirs) = UnixSocket.Pair();
        listener.Adopt(theirs);
        return ours;
    }
}
