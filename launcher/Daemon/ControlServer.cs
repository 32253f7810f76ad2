// SPDX-License-Identifier: Apache-2.0
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Seamless.Linux;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Daemon;

/// <summary>Listens for this user's verbs. Nobody else can reach the socket; the kernel is asked all the same.</summary>
internal sealed class ControlServer(RuntimeFolder runtime, ControlVerbs verbs, ControlSessions sessions, IdleShutdown idle, ILogger<ControlServer> log)
    : BackgroundService
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private Socket? _listener;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        // We hold the daemon's lock, so a socket that is there is a dead daemon's.
        File.Delete(runtime.ControlSocket);
        _listener.Bind(new UnixDomainSocketEndPoint(runtime.ControlSocket));
        // Before listen(), so that nobody can connect before the mode is right; the folder is closed to others anyway.
        File.SetUnixFileMode(runtime.ControlSocket, OwnerOnly);
        _listener.Listen();
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _listener?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
                Admit(await _listener!.AcceptAsync(stoppingToken).ConfigureAwait(false), stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The daemon stops: new verbs shall find nobody and start the next one.
            File.Delete(runtime.ControlSocket);
        }
    }

    private void Admit(Socket socket, CancellationToken stopping)
    {
        if (SocketPeer.UserOf(socket) is var user && user != CurrentUser.Id)
        {
            log.StrangerRefused(user);
            socket.Dispose();
            return;
        }
        var session = new ControlSession(socket, verbs, log);
        if (sessions.TryAdd(session))
        {
            _ = ServeAsync(session, stopping);
            return;
        }
        log.TooManyConnections(ControlLimits.Connections);
        session.Dispose();
    }

    private async Task ServeAsync(ControlSession session, CancellationToken stopping)
    {
        using (idle.Busy())
            await session.RunAsync(stopping).ConfigureAwait(false);
        if (!stopping.IsCancellationRequested)
            sessions.Remove(session);
    }
}
