// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Seamless.Linux;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Vms;

/// <summary>
/// Our connection to one QEMU's monitor (QMP): the greeting, commands with numbers, events. QEMU is confined but a guest may have
/// taken it over, so its lines are bounded and what makes no sense ends the connection. Lives on the loop's thread.
/// </summary>
internal sealed class QmpConnection : IDisposable
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LastDelay = TimeSpan.FromMilliseconds(250);

    private readonly EventLoop _loop;
    private readonly string _path;
    private readonly LoopTimer _retry;
    private readonly Dictionary<long, TaskCompletionSource<JsonElement>> _waiting = [];
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LineBuffer _lines = new(VmLimits.QmpLineBytes);
    private readonly List<FileDescriptor> _unwanted = [];
    private UnixSocket? _socket;
    private Watch? _watch;
    private TimeSpan _delay = FirstDelay;
    private long _lastId;
    private long _inputId;

    public QmpConnection(EventLoop loop, string path)
    {
        _loop = loop;
        _path = path;
        _retry = loop.CreateTimer(Connect);
    }

    /// <summary>An event's name and data.</summary>
    public Action<string, JsonElement?>? Happened { get; set; }

    /// <summary>The connection ended, and why; not told for our own Dispose.</summary>
    public Action<string>? Lost { get; set; }

    /// <summary>The input that was sent last has been answered: null, or why it was refused.</summary>
    public Action<string?>? InputAnswered { get; set; }

    /// <summary>Completes when commands are possible.</summary>
    public Task Ready => _ready.Task;

    public bool CanExecute => _socket is not null && _ready.Task.IsCompletedSuccessfully;

    /// <summary>Tries until QEMU listens; the caller keeps the time.</summary>
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
            // QEMU opens the socket soon after its start; its end is noticed elsewhere.
            _retry.Start(_delay);
            _delay = _delay * 2 < LastDelay ? _delay * 2 : LastDelay;
            return;
        }
        _watch = _loop.Add(_socket.Descriptor, Interest.Read, _ => Receive());
    }

    /// <summary>One command without arguments: ours need none.</summary>
    public Task<JsonElement> Execute(string command)
    {
        if (_socket is null)
            throw new LauncherException($"QEMU's monitor is not connected, so '{command}' is not possible");
        if (_waiting.Count >= VmLimits.QmpCommands)
            throw new LauncherException($"QEMU has not answered {VmLimits.QmpCommands} commands yet");
        var id = ++_lastId;
        var line = JsonSerializer.SerializeToUtf8Bytes(new QmpCommand(command, id), QmpJson.Default.QmpCommand);
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[id] = answer;
        // A few commands of a hundred bytes always fit into the socket's buffer; QEMU has hung when they do not.
        var sent = _socket.Send([.. line, (byte)'\n'], []);
        if (sent.Status != SocketStatus.Done || sent.Count <= line.Length)
            Fail("QEMU does not read its monitor");
        return answer.Task;
    }

    /// <summary>Keyboard and pointer; the caller waits for the answer to one before it sends the next.</summary>
    public void Send(QmpInput input)
    {
        _inputId = ++_lastId;
        var line = input.End(_inputId);
        var sent = _socket!.Send(line, []);
        if (sent.Status != SocketStatus.Done || sent.Count < line.Length)
            Fail("QEMU does not read its monitor");
    }

    public async Task<QmpStatus> QueryStatus() =>
        (await Execute("query-status")).Deserialize(QmpJson.Default.QmpStatus) ?? new QmpStatus();

    public void Dispose() => Drop("the connection was closed");

    private void Receive()
    {
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
                    Fail(result.Status == SocketStatus.Closed ? "QEMU closed its monitor" : "QEMU's monitor sent a line without an end");
                    return;
                }
                while (_lines.TryTake(out var line))
                    Take(JsonSerializer.Deserialize(line, QmpJson.Default.QmpLine) ?? throw new JsonException("null is no message"));
            }
        }
        catch (Exception failure) when (failure is LinuxException or JsonException)
        {
            Fail($"QEMU's monitor makes no sense: {failure.Message}");
        }
    }

    private void Take(QmpLine line)
    {
        if (line.Greeting is not null)
            _ = NegotiateAsync();
        else if (line.Event is { } name)
            Happened?.Invoke(name, line.Data);
        else if (line.Id is { } input && input == _inputId)
        {
            _inputId = 0;
            InputAnswered?.Invoke(line.Error?.Description);
        }
        else if (line.Id is { } id && _waiting.Remove(id, out var answer))
        {
            if (line.Error is { } error)
                answer.TrySetException(new LauncherException($"QEMU refused: {error.Description}"));
            else
                answer.TrySetResult(line.Return ?? default);
        }
    }

    private async Task NegotiateAsync()
    {
        try
        {
            await Execute("qmp_capabilities");
            _ready.TrySetResult();
        }
        catch (LauncherException failure)
        {
            _ready.TrySetException(failure);
        }
    }

    private void Fail(string reason)
    {
        Drop(reason);
        Lost?.Invoke(reason);
    }

    private void Drop(string reason)
    {
        _retry.Dispose();
        _watch?.Dispose();
        _socket?.Dispose();
        _watch = null;
        _socket = null;
        var lost = new LauncherException(reason);
        foreach (var answer in _waiting.Values)
            answer.TrySetException(lost);
        _waiting.Clear();
        _ready.TrySetException(lost);
        // Nobody may be waiting for it any more; that is no bug.
        _ = _ready.Task.Exception;
    }
}
