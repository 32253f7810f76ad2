// SPDX-License-Identifier: Apache-2.0
using Seamless.Gpu.Stream;
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
    private bool _hasTurnedAway;

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
        if (WhyNot(socket.Peer.Pid) is { } reason)
        {
            TurnAway(socket, reason);
            return;
        }
        _idle?.Stop();
        using var error = FileDescriptor.OfStandardStream(2);
        Session? session = null;
        try
        {
            session = Session.Of(socket);
            _clients.Add(ChildProcess.Start(_loop, new ChildProcessOptions(Environment.ProcessPath!, [ClientProcess.First, .. _options.ForClient])
            {
                Environment = ParentProcess.EnvironmentForChildren(),
                StandardError = error,
                Handles = [socket.Descriptor, session.Counters.File.Descriptor],
            }, Ended), session);
        }
        catch (LinuxException failure)
        {
            session?.Dispose();
            TurnAway(socket, $"no process can be started for another client: {failure.Message}");
            IdleWhenEmpty();
        }
    }

    /// <summary>Why there is no place for another client of that process; null: there is one.</summary>
    private string? WhyNot(int process)
    {
        if (_clients.Count >= ServerLimits.Clients)
            return $"{_clients.Count} clients are served, which is as many as there may be";
        var same = _clients.Values.Count(each => each.Process == process);
        return same >= ServerLimits.ClientsOfOne ? $"{same} clients of process {process} are served; what is left is for others" : null;
    }

    /// <summary>Says why, to the client and, once until a place is free again, to people: whoever tries without end fills no log.</summary>
    private void TurnAway(UnixSocket socket, string reason)
    {
        _ = socket.Send(Handshake.Refuse(reason, Opcodes.Hash));
        if (!_hasTurnedAway)
            ServerLog.TurnedAway(reason);
        _hasTurnedAway = true;
    }

    private void Ended(ChildProcess process)
    {
        if (process.Exit is { Signal: not 0 } exit)
            ServerLog.Died(process.Pid, exit.Signal, _options.Memory);
        if (_clients.Remove(process, out var session))
            session.Dispose();
        process.Dispose();
        _hasTurnedAway = false;
        IdleWhenEmpty();
    }

    private void IdleWhenEmpty()
    {
        if (_clients.Count == 0)
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
