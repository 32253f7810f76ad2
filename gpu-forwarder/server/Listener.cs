// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;

namespace Seamless.Gpu.Server;

/// <summary>Accepts clients and starts a process for each, so that what one does to a driver reaches no other.</summary>
internal sealed class Listener : IDisposable
{
    private readonly EventLoop _loop;
    private readonly UnixListener _listener;
    private readonly Watch _watch;
    private readonly LoopTimer? _idle;
    private readonly ServerOptions _options;
    private readonly StatusDoor _status;
    private readonly Dictionary<ChildProcess, Session> _clients = [];

    /// <param name="loop">Where clients are accepted.</param>
    /// <param name="path">The socket.</param>
    /// <param name="options">Limits of each client, and when to stop the loop.</param>
    public Listener(EventLoop loop, string path, ServerOptions options)
    {
        (_loop, _options) = (loop, options);
        _listener = UnixListener.Bind(path);
        _status = new StatusDoor(loop, path, () => _clients.Values);
        _watch = loop.Add(_listener.Descriptor, Interest.Read, _ => Accept());
        if (options.UntilIdle)
        {
            _idle = loop.CreateTimer(loop.Stop);
            _idle.Start(ServerLimits.Idle);
        }
    }

    private void Accept()
    {
        using var socket = _listener.Accept();
        if (socket is null)
            return;
        if (_clients.Count >= ServerLimits.Clients)
        {
            ServerLog.Full(_clients.Count);
            return;
        }
        _idle?.Stop();
        using var error = FileDescriptor.OfStandardStream(2);
        var session = Session.Of(socket);
        _clients.Add(ChildProcess.Start(_loop, new ChildProcessOptions(Environment.ProcessPath!, ["--client", .. _options.ForClients])
        {
            Environment = ParentProcess.EnvironmentForChildren(),
            StandardError = error,
            Handles = [socket.Descriptor, session.Counters.File.Descriptor],
        }, Ended), session);
    }

    private void Ended(ChildProcess process)
    {
        if (process.Exit is { Signal: not 0 } exit)
            ServerLog.Died(process.Pid, exit.Signal, _options.Memory);
        if (_clients.Remove(process, out var session))
            session.Dispose();
        process.Dispose();
        if (_clients.Count > 0)
            return;
        _idle?.Start(ServerLimits.Idle);
    }

    public void Dispose()
    {
        _idle?.Dispose();
        _watch.Dispose();
        _listener.Dispose();
        _status.Dispose();
        foreach (var (client, session) in _clients)
        {
            client.Terminate();
            client.Dispose();
            session.Dispose();
        }
    }
}
