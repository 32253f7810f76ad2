// SPDX-License-Identifier: Apache-2.0
using Seamless.Agent.Linux;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Tests.Fakes;
using Seamless.Wayland.Server;
using Xunit;

namespace Seamless.Tests.Linux;

/// <summary>
/// A compositor without the apps part, a fake desktop at one end and Wayland clients at the other, all on one loop that the tests step
/// by hand, with a clock that moves only when they say so.
/// </summary>
internal sealed class AgentBench : IDisposable
{
    private readonly List<AppClient> _clients = [];

    public AgentBench(bool withDesktop = true)
    {
        Loop = new EventLoop(Time);
        Server = new WaylandServer(Loop);
        Desktop = FakeDesktop.Listen(Loop);
        Bridge = new BridgeSession(Loop, Desktop.Dial, "guest");
        Compositor = new Compositor(Loop, Server, Bridge);
        Seat = new Seat(Compositor);
        if (!withDesktop)
            return;
        Bridge.Start();
        Desktop.AwaitOpen();
        Settle();
    }

    public SteppedTime Time { get; } = new();

    public EventLoop Loop { get; }

    public WaylandServer Server { get; }

    public FakeDesktop Desktop { get; }

    public BridgeSession Bridge { get; }

    public Compositor Compositor { get; }

    public Seat Seat { get; }

    /// <summary>The only window, as the desktop knows it.</summary>
    public FakeWindow Shown => Assert.Single(Desktop.Windows).Value;

    public AppClient Client()
    {
        var (ours, theirs) = UnixSocket.Pair();
        var client = new AppClient(this, Server.AddClient(ours), theirs);
        _clients.Add(client);
        return client;
    }

    /// <summary>Everybody says what they have to say.</summary>
    public void Settle() => Loop.UntilQuiet();

    public void Advance(TimeSpan by)
    {
        Time.Advance(by);
        Settle();
    }

    /// <summary>The desktop's frames are answered by hand from now on.</summary>
    public void HoldFrames() => Desktop.ShowsByItself = false;

    public void Show(FakeWindow window)
    {
        Desktop.ShowFrame(window.Id);
        Settle();
    }

    public void Release(uint window, uint serial)
    {
        Desktop.Send(new FrameReleased(window, serial));
        Settle();
    }

    public void Dispose()
    {
        foreach (var client in _clients)
            client.Dispose();
        Bridge.Dispose();
        Server.Dispose();
        Seat.Dispose();
        Compositor.Dispose();
        Desktop.Dispose();
        Loop.Dispose();
    }
}
