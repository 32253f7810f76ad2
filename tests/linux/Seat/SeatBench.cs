// SPDX-License-Identifier: Apache-2.0
using Seamless.Agent.Linux;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Tests.Fakes;
using Seamless.Wayland.Server;

namespace Seamless.Tests.Linux;

/// <summary>An agent's compositor with its seat, a desktop at one end and clients at the other, all on one loop that tests step.</summary>
internal sealed class SeatBench : IDisposable
{
    private readonly List<BenchClient> _clients = [];

    /// <param name="realTime">For programs of others, which live by the machine's clock.</param>
    /// <param name="sharesClipboard">What stands for bridge and desktop takes part in the clipboard.</param>
    public SeatBench(bool realTime = false, bool sharesClipboard = true)
    {
        Loop = new EventLoop(realTime ? null : Time);
        Server = new WaylandServer(Loop);
        Desktop = FakeDesktop.Listen(Loop, sharesClipboard: sharesClipboard);
        Bridge = new BridgeSession(Loop, Desktop.Dial, "guest");
        Compositor = new Compositor(Loop, Server, Bridge);
        Seat = new Seat(Compositor);
        Bridge.Start();
        Desktop.AwaitOpen();
        Loop.UntilQuiet();
    }

    public SteppedTime Time { get; } = new();

    public EventLoop Loop { get; }

    public WaylandServer Server { get; }

    public FakeDesktop Desktop { get; }

    public BridgeSession Bridge { get; }

    public Compositor Compositor { get; }

    public Seat Seat { get; }

    public BenchClient Client(string name = "app", int seatVersion = 8)
    {
        var (ours, theirs) = UnixSocket.Pair();
        var client = new BenchClient(this, Server.AddClient(ours), theirs, name, seatVersion);
        _clients.Add(client);
        return client;
    }

    /// <summary>Lets everybody say what they have to say.</summary>
    public void Settle() => Loop.UntilQuiet();

    /// <summary>The desktop says something, and everybody hears of it.</summary>
    public void Say<T>(in T message)
        where T : struct, IMessage<T>
    {
        Desktop.Send(message);
        Settle();
    }

    public void Dispose()
    {
        foreach (var client in _clients) client.Dispose();
        Bridge.Dispose();
        Server.Dispose();
        Seat.Dispose();
        Compositor.Dispose();
        Desktop.Dispose();
        Loop.Dispose();
    }
}

/// <summary>The role of a window with nothing special about it, so that these tests need no shell.</summary>
internal sealed class PlainRole : IWindowRole
{
    public Window? Window { get; set; }

    public Box? Geometry { get; init; }

    public Box GeometryWithin(Box bounds) => Geometry ?? bounds;

    public WindowState Describe(in WindowState common) => common;

    public void Configure(in Configure configure)
    {
    }

    public void CloseRequested()
    {
    }

    public bool Committing(Surface surface) => true;

    public void Committed(Surface surface, int offsetX, int offsetY)
    {
    }

    public void SurfaceDestroyed(Surface surface)
    {
        Window?.Close();
        Window = null;
    }
}
