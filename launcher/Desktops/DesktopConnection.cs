// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Seamless.Linux;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Desktops;

/// <summary>The control connection to a desktop endpoint; comes back when the desktop does. Lives on the loop's thread.</summary>
internal sealed class DesktopConnection : IDisposable
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LastDelay = TimeSpan.FromSeconds(1);

    private readonly EventLoop _loop;
    private readonly string _path;
    private readonly string _desktop;
    private readonly ILogger _log;
    private readonly LoopTimer _retry;
    private readonly Dictionary<long, TaskCompletionSource<ControlReply>> _waiting = [];
    private readonly Queue<byte[]> _unsent = new();
    private readonly List<FileDescriptor> _unwanted = [];
    private LineBuffer _lines = new(ControlLimits.LineBytes);
    private UnixSocket? _socket;
    private Watch? _watch;
    private int _sentOfFirst;
    private long _lastId;
    private TimeSpan _delay = FirstDelay;

    public DesktopConnection(EventLoop loop, string path, string desktop, ILogger log)
    {
        _loop = loop;
        _path = path;
        _desktop = desktop;
        _log = log;
        _retry = loop.CreateTimer(Connect);
    }

    public bool IsOpen => _socket is not null;

    public Action? Opened { get; set; }

    public Action? Lost { get; set; }

    public void Connect()
    {
        if (_socket is not null)
            return;
        try
        {
            _socket = UnixSocket.Connect(_path);
        }
        catch (LinuxException)
        {
            // It is starting, or restarting: the supervisor's log tells when it cannot.
            _retry.Start(_delay);
            _delay = _delay * 2 < LastDelay ? _delay * 2 : LastDelay;
            return;
        }
        _delay = FirstDelay;
        _lines = new LineBuffer(ControlLimits.LineBytes);
        _watch = _loop.Add(_socket.Descriptor, Interest.Read, Ready);
        _log.DesktopConnected(_desktop);
        Opened?.Invoke();
    }

    /// <summary>The reply comes with an id of this connection's own.</summary>
    public Task<ControlReply> Ask(ControlRequest request)
    {
        if (_socket is null)
            throw new LauncherException($"the desktop '{_desktop}' is not connected; see: seamless logs");
        if (_waiting.Count >= LauncherLimits.PendingRequests)
            throw new LauncherException("too many requests wait for the desktop");
        var id = ++_lastId;
        var answer = new TaskCompletionSource<ControlReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[id] = answer;
        _unsent.Enqueue(ControlLine.Write(request with { Id = id }));
        Flush();
        return answer.Task;
    }

    public void Dispose()
    {
        _retry.Dispose();
        Drop("the daemon stops");
    }

    private void Ready(Readiness readiness)
    {
        if (readiness.HasFlag(Readiness.Write))
            Flush();
        if ((readiness & ~Readiness.Write) == 0)
            return;
        try
        {
            while (_socket is not null)
            {
                var result = _socket.Receive(_lines.Room.Span, _unwanted);
                foreach (var handle in _unwanted)
                    handle.Dispose();
                _unwanted.Clear();
                if (result.Status == SocketStatus.WouldBlock)
                    return;
                if (result.Status == SocketStatus.Closed || !_lines.Received(result.Count))
                {
                    Fail(result.Status == SocketStatus.Closed ? "closed by the desktop" : "a line without an end");
                    return;
                }
                while (_lines.TryTake(out var line))
                    Take(ControlLine.ReadReply(line));
            }
        }
        catch (Exception failure) when (failure is LinuxException or JsonException)
        {
            Fail(failure.Message);
        }
    }

    private void Take(ControlReply reply)
    {
        if (_waiting.Remove(reply.Id, out var answer))
            answer.TrySetResult(reply);
    }

    private void Flush()
    {
        while (_socket is not null && _unsent.TryPeek(out var first))
        {
            var result = _socket.Send(first.AsSpan(_sentOfFirst), []);
            if (result.Status == SocketStatus.Closed)
            {
                Fail("closed by the desktop");
                return;
            }
            if (result.Status == SocketStatus.WouldBlock)
                break;
            _sentOfFirst += result.Count;
            if (_sentOfFirst < first.Length)
                continue;
            _unsent.Dequeue();
            _sentOfFirst = 0;
        }
        if (_watch is not null)
            _watch.Interest = Interest.Read | (_unsent.Count > 0 ? Interest.Write : Interest.None);
    }

    private void Fail(string reason)
    {
        _log.DesktopLost(_desktop, reason);
        Drop(reason);
        Lost?.Invoke();
        _retry.Start(_delay);
    }

    private void Drop(string reason)
    {
        _watch?.Dispose();
        _socket?.Dispose();
        _watch = null;
        _socket = null;
        _unsent.Clear();
        _sentOfFirst = 0;
        foreach (var answer in _waiting.Values)
            answer.TrySetException(new LauncherException($"the connection to the desktop was lost: {reason}"));
        _waiting.Clear();
    }
}
