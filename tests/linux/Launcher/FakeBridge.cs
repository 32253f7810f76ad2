// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Tests.Linux.Launcher;

/// <summary>
/// A bridge with a guest behind it, as far as a launcher sees them: three apps, of which one shows a window, one cannot be
/// started and one ends at once. It speaks the real protocol on a real socket, on a thread of its own.
/// </summary>
internal sealed class FakeBridge : ISessionAcceptor, ISessionReceiver, IDisposable
{
    private readonly EventLoop _loop = new();
    private readonly Thread _thread;
    private readonly string _path;
    private SessionListener? _listener;
    private Session? _launcher;
    private uint _lastInstance;

    public FakeBridge(string path)
    {
        _path = path;
        _listener = Listen();
        _thread = new Thread(_loop.Run) { IsBackground = true };
        _thread.Start();
    }

    public BlockingCollection<StartApp> Started { get; } = [];

    public BlockingCollection<uint> Stopped { get; } = [];

    /// <summary>Names of the desktops whose sessions opened.</summary>
    public BlockingCollection<string> Desktops { get; } = [];

    /// <summary>Names of the desktops whose sessions ended.</summary>
    public BlockingCollection<string> DesktopsGone { get; } = [];

    /// <summary>What a bridge that died and came back does to its launcher.</summary>
    public void Restart() => _loop.Post(() =>
    {
        _launcher?.Close("the fake bridge restarts");
        _listener!.Dispose();
        _listener = Listen();
    });

    public void SendGarbage() => _loop.Post(() => _launcher!.Send(new Welcome { Major = 1, SessionToken = 1 }));

    public void Dispose()
    {
        _loop.Stop();
        _thread.Join();
        _listener!.Dispose();
        _launcher?.Dispose();
        _loop.Dispose();
        Started.Dispose();
        Stopped.Dispose();
        Desktops.Dispose();
        DesktopsGone.Dispose();
    }

    ISessionReceiver? ISessionAcceptor.Admit(in Hello hello, PeerCredentials peer, out Refused refusal)
    {
        refusal = new Refused(RefusalCode.Role, "only launchers and desktops here");
        return hello.Role == Role.Launcher ? this : hello.Role == Role.Desktop ? new DesktopSide(this) : null;
    }

    void ISessionReceiver.Opened(Session session) => _launcher = session;

    void ISessionReceiver.Received(Session session, in MessageView message)
    {
        switch (message.Type)
        {
            case MessageType.CatalogueRequest:
                SendCatalogue(session);
                break;
            case MessageType.StartApp:
                Start(session, message.Read<StartApp>());
                break;
            case MessageType.StopApp:
                var instance = message.Read<StopApp>().Instance;
                Stopped.Add(instance);
                session.Send(new AppExited(instance, 0, 15));
                break;
            default:
                throw new ProtocolException($"{message.Type} is not what a launcher sends");
        }
    }

    void ISessionReceiver.Closed(Session session, string reason) => _launcher = null;

    private SessionListener Listen() => new(_loop, UnixListener.Bind(_path), new SessionIdentity(Role.Bridge, "fake"), this);

    /// <summary>In two parts, because that is where catalogues go wrong.</summary>
    private static void SendCatalogue(Session session)
    {
        session.Send(new AppCatalogue { Revision = 1, Part = 0, Parts = 2, Apps = [new App { Id = "foot", Name = "Foot", Actions = [new AppAction("new", "New", "")] }, new App { Id = "broken", Name = "Broken" }] });
        session.Send(new AppCatalogue { Revision = 1, Part = 1, Parts = 2, Apps = [new App { Id = "brief", Name = "Brief" }, new App { Id = "hidden", Name = "Hidden", Flags = AppFlags.NoDisplay }] });
    }

    private void Start(Session session, in StartApp request)
    {
        Started.Add(request);
        if (request.AppId == "broken" || request.Arguments is ["fot"])
        {
            session.Send(new AppFailed(request.Request, "its program is missing"));
            return;
        }
        // The demo asks for both of its apps at once, and either may come first: this one is the second in every case.
        var instance = request.Arguments is ["weston-flower", ..] ? 2 : ++_lastInstance;
        // Our own number: a process that is there as long as the test.
        session.Send(new AppStarted(request.Request, instance, Environment.ProcessId));
        if (request.AppId == "brief" || request.Arguments is ["weston-flower", ..])
            session.Send(new AppExited(instance, 3, 0));
    }

    /// <summary>What a desktop meets there: each Resync is answered by one window.</summary>
    private sealed class DesktopSide(FakeBridge bridge) : ISessionReceiver
    {
        public void Opened(Session session) => bridge.Desktops.Add(session.Peer.Name);

        public void Received(Session session, in MessageView message)
        {
            if (message.Type == MessageType.Resync)
                session.Send(new WindowState { Window = 1, Role = WindowRole.Toplevel, Title = new string('x', 1000) });
        }

        public void Closed(Session session, string reason) => bridge.DesktopsGone.Add(session.Peer.Name);
    }
}
