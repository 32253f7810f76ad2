// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Json;
using Seamless.Linux;

namespace Seamless.Tests.Fakes;

/// <summary>QEMU's monitor as QEMU's docs/interop/qmp-spec describes it, on the caller's loop: greeting, negotiation, answers, events.</summary>
public sealed class FakeQmp : IDisposable
{
    private readonly EventLoop _loop;
    private readonly UnixListener _listener;
    private readonly Watch _accepting;
    private readonly List<FileDescriptor> _unwanted = [];
    private readonly StringBuilder _input = new();
    private UnixSocket? _peer;
    private Watch? _reading;
    private bool _isNegotiated;
    private long _unanswered;

    public FakeQmp(EventLoop loop, string path)
    {
        _loop = loop;
        _listener = UnixListener.Bind(path);
        _accepting = loop.Add(_listener.Descriptor, Interest.Read, _ => Accept());
    }

    /// <summary>What was asked of it, in order.</summary>
    public List<string> Commands { get; } = [];

    public string Status { get; set; } = "running";

    /// <summary>The events of each input-send-event, in short: "a+", "left-", "x=5", …; those of one command together.</summary>
    public List<string> Input { get; } = [];

    /// <summary>Its main loop is busy: input is taken and not answered until <see cref="AnswerInput"/>.</summary>
    public bool IsBusy { get; set; }

    /// <summary>Why it refuses input; null: it does not.</summary>
    public string? Refusal { get; set; }

    public void AnswerInput() => Say(Refusal is null ? $$$"""{"return": {}, "id": {{{_unanswered}}}}"""
        : $$$"""{"id": {{{_unanswered}}}, "error": {"class": "GenericError", "desc": "{{{Refusal}}}"}}""");

    /// <summary>It takes commands and says nothing.</summary>
    public bool IsDeaf { get; init; }

    public void Say(string line) => _peer!.Send(Encoding.UTF8.GetBytes(line + "\n"));

    public void Event(string name, string data = "{}") =>
        Say($$$"""{"timestamp": {"seconds": 1, "microseconds": 2}, "event": "{{{name}}}", "data": {{{data}}}}""");

    public void Hangup()
    {
        _reading?.Dispose();
        _peer?.Dispose();
        _peer = null;
    }

    public void Dispose()
    {
        Hangup();
        _accepting.Dispose();
        _listener.Dispose();
    }

    private void Accept()
    {
        if (_listener.Accept() is not { } peer)
            return;
        _peer = peer;
        _isNegotiated = false;
        _reading = _loop.Add(peer.Descriptor, Interest.Read, _ => Read());
        Say("""{"QMP": {"version": {"qemu": {"micro": 2, "minor": 0, "major": 10}, "package": "fake"}, "capabilities": ["oob"]}}""");
    }

    private void Read()
    {
        var bytes = new byte[4096];
        while (_peer is not null && _peer.Receive(bytes, _unwanted) is { Status: SocketStatus.Done, Count: var count })
            _input.Append(Encoding.UTF8.GetString(bytes, 0, count));
        while (_input.ToString().IndexOf('\n', StringComparison.Ordinal) is >= 0 and var end)
        {
            var line = _input.ToString(0, end);
            _input.Remove(0, end + 1);
            Answer(JsonDocument.Parse(line).RootElement);
        }
    }

    private static string InShort(JsonElement input)
    {
        var data = input.GetProperty("data");
        return input.GetProperty("type").GetString() switch
        {
            "abs" => $"{data.GetProperty("axis").GetString()}={data.GetProperty("value").GetInt32()}",
            "btn" => data.GetProperty("button").GetString() + (data.GetProperty("down").GetBoolean() ? "+" : "-"),
            "key" => data.GetProperty("key").GetProperty("data").GetString() + (data.GetProperty("down").GetBoolean() ? "+" : "-"),
            var other => throw new InvalidOperationException($"no event of QEMU's: {other}"),
        };
    }

    private void Answer(JsonElement command)
    {
        var name = command.GetProperty("execute").GetString()!;
        var id = command.GetProperty("id").GetInt64();
        Commands.Add(name);
        if (IsDeaf)
            return;
        if (name == "input-send-event")
        {
            Input.Add(string.Join(' ', command.GetProperty("arguments").GetProperty("events").EnumerateArray().Select(InShort)));
            _unanswered = id;
            if (!IsBusy)
                AnswerInput();
            return;
        }
        if (!_isNegotiated && name != "qmp_capabilities")
        {
            Say($$$"""{"id": {{{id}}}, "error": {"class": "CommandNotFound", "desc": "Expecting capabilities negotiation with 'qmp_capabilities'"}}""");
            return;
        }
        _isNegotiated = true;
        Say(name switch
        {
            "qmp_capabilities" or "stop" or "cont" or "quit" or "system_powerdown" => $$$"""{"return": {}, "id": {{{id}}}}""",
            "query-status" => $$$"""{"return": {"status": "{{{Status}}}", "running": {{{(Status == "running" ? "true" : "false")}}}}, "id": {{{id}}}}""",
            _ => $$$"""{"id": {{{id}}}, "error": {"class": "CommandNotFound", "desc": "The command {{{name}}} has not been found"}}""",
        });
    }
}
