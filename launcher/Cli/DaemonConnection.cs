// SPDX-License-Identifier: Apache-2.0
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using Seamless.Launcher.Daemon;
using Seamless.Linux;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Cli;

/// <summary>A verb's connection to the daemon. Blocking: a verb has nothing else to do meanwhile.</summary>
internal sealed class DaemonConnection : IDisposable
{
    private static readonly TimeSpan LastMoment = TimeSpan.FromSeconds(5);

    private readonly Socket _socket;
    private readonly LineBuffer _lines = new(ControlLimits.LineBytes);
    private readonly Dictionary<long, ControlReply> _early = [];
    private long _lastId;
    private volatile bool _isInterrupted;

    private DaemonConnection(Socket socket) => _socket = socket;

    /// <summary>Null when no daemon listens there.</summary>
    public static DaemonConnection? TryOpen(RuntimeFolder runtime)
    {
        if (!File.Exists(runtime.ControlSocket))
            return null;
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(runtime.ControlSocket));
        }
        catch (SocketException failure)
        {
            socket.Dispose();
            // A socket file without a listener is left over from a daemon that was killed.
            return failure.SocketErrorCode is SocketError.ConnectionRefused or SocketError.AddressNotAvailable ? null
                : throw new LauncherException($"cannot reach the daemon at {runtime.ControlSocket}: {failure.Message}", failure);
        }
        if (SocketPeer.UserOf(socket) is var owner && owner != CurrentUser.Id)
        {
            socket.Dispose();
            throw new LauncherException($"the daemon at {runtime.ControlSocket} belongs to user {owner}, not to you");
        }
        return new DaemonConnection(socket);
    }

    public TResult Ask<TArguments, TResult>(ControlVerb<TArguments, TResult> verb, TArguments arguments)
        where TArguments : class where TResult : class => Result(verb, Send(verb, arguments));

    /// <summary>Sends without waiting; give the number to <see cref="Result"/>.</summary>
    public long Send<TArguments, TResult>(ControlVerb<TArguments, TResult> verb, TArguments arguments)
        where TArguments : class where TResult : class
    {
        var request = ControlLine.Write(verb.Request(++_lastId, arguments));
        try
        {
            for (var sent = 0; sent < request.Length;)
                sent += _socket.Send(request.AsSpan(sent));
        }
        catch (SocketException failure)
        {
            throw new LauncherException("the daemon went away; see: seamless logs", failure);
        }
        return _lastId;
    }

    /// <summary>Waits for the reply to that request; a refusal comes as the exception that carries the daemon's reason.</summary>
    public TResult Result<TArguments, TResult>(ControlVerb<TArguments, TResult> verb, long id)
        where TArguments : class where TResult : class
    {
        var reply = Reply(id);
        if (!reply.Ok)
            throw new LauncherException(reply.Error ?? $"'{verb.Name}' failed without a reason");
        try
        {
            return verb.ReadResult(reply);
        }
        catch (JsonException failure)
        {
            throw new LauncherException($"the daemon's answer to '{verb.Name}' makes no sense: {failure.Message}; is it of another version? try: seamless stop", failure);
        }
    }

    public bool IsInterrupted => _isInterrupted;

    /// <summary>
    /// Until disposed, Ctrl-C ends this connection and with it what the verb waits for, so that the verb can put the terminal
    /// back in order and remove its files.
    /// </summary>
    public IDisposable EndOnInterrupt() => new Interruption(
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt));

    public void Dispose() => _socket.Dispose();

    /// <summary>Asks the daemon to stop and waits until it has: nothing of it is left then.</summary>
    public void Stop()
    {
        var processId = SocketPeer.ProcessOf(_socket);
        var startTicks = ProcessStatus.Of(processId)?.StartTicks;
        Ask(LauncherVerbs.Stop, new Nothing());
        AwaitEnd();
        // Its last file is gone when the connection ends; its process has only to end now, unless it is this very one.
        if (processId == Environment.ProcessId || startTicks is not { } ticks)
            return;
        using var daemon = ForeignProcess.Find(processId, ticks);
        if (daemon?.WaitForEnd(LastMoment) == false)
            throw new LauncherException($"the daemon (process {processId}) has stopped everything but does not end itself");
    }

    private void AwaitEnd()
    {
        try
        {
            while (_socket.Receive(_lines.Room.Span) > 0)
                _lines.Received(0);
        }
        catch (SocketException)
        {
            // A reset is an end as well.
            return;
        }
    }

    /// <summary>The reply as it came, a refusal too.</summary>
    public ControlReply Reply(long id)
    {
        while (true)
        {
            if (_early.Remove(id, out var known))
                return known;
            TakeLines();
            if (!_early.ContainsKey(id))
                ReceiveMore();
        }
    }

    /// <summary>Waits for the reply to any of these requests: its number.</summary>
    public long ReplyToAny(IReadOnlyCollection<long> ids)
    {
        while (true)
        {
            if (ids.FirstOrDefault(_early.ContainsKey) is not 0 and var id)
                return id;
            if (!TakeLines())
                ReceiveMore();
        }
    }

    private bool TakeLines()
    {
        var any = false;
        while (_lines.TryTake(out var line))
        {
            var reply = Read(line);
            _early[reply.Id] = reply;
            any = true;
        }
        return any;
    }

    private void ReceiveMore()
    {
        int count;
        try
        {
            count = _socket.Receive(_lines.Room.Span);
        }
        catch (SocketException failure)
        {
            throw new LauncherException("the daemon went away; see: seamless logs", failure);
        }
        if (count == 0)
            throw new LauncherException(_isInterrupted ? "interrupted" : "the daemon ended before it answered; see: seamless logs");
        if (!_lines.Received(count))
            throw new LauncherException("the daemon sent a line without an end; see: seamless logs");
    }

    private void Interrupt(PosixSignalContext context)
    {
        context.Cancel = true;
        _isInterrupted = true;
        _socket.Shutdown(SocketShutdown.Both);
    }

    private static ControlReply Read(ReadOnlySpan<byte> line)
    {
        try
        {
            return ControlLine.ReadReply(line);
        }
        catch (JsonException failure)
        {
            throw new LauncherException($"the daemon's answer is no JSON: {failure.Message}", failure);
        }
    }

    private sealed class Interruption(PosixSignalRegistration interrupt, PosixSignalRegistration terminate) : IDisposable
    {
        public void Dispose()
        {
            interrupt.Dispose();
            terminate.Dispose();
        }
    }
}
