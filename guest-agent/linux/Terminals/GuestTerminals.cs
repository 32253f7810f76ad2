// SPDX-License-Identifier: Apache-2.0
using Seamless.Agent.Apps;
using Seamless.Agent.Linux.Apps;
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Agent.Linux.Terminals;

/// <summary>Everything that the protocol's terminals group asks of a guest. A stream lives no longer than the session it was opened in.</summary>
public sealed class GuestTerminals : IBridgeReceiver, IDisposable
{
    private readonly EventLoop _loop;
    private readonly IAppMessages _messages;
    private readonly AppLaunches _apps;
    private readonly TerminalCommand _commands;
    private readonly string _folder;
    private readonly byte[] _chunk = new byte[ProtocolLimits.TerminalDataBytes];
    private readonly Dictionary<uint, (IGuestStream Stream, TerminalEnd End)> _streams = [];
    private readonly HashSet<IGuestStream> _running = [];

    /// <summary>Streams that wait for the session bus, each with a token that tells it from one of the same number in a later session.</summary>
    private readonly Dictionary<uint, object> _opening = [];
    private bool _disposed;

    /// <param name="loop">The agent's loop.</param>
    /// <param name="surroundings">What programs are started in.</param>
    /// <param name="messages">The session with the bridge.</param>
    /// <param name="apps">Whose session bus it is; and the descendants of programs that have ended are reaped there.</param>
    public GuestTerminals(EventLoop loop, AppSurroundings surroundings, IAppMessages messages, AppLaunches apps)
    {
        (_loop, _messages, _apps) = (loop, messages, apps);
        _commands = new TerminalCommand(surroundings);
        _folder = surroundings.RuntimeFolder;
    }

    /// <summary>A message of the terminals group. What is about a stream that is over is dropped; the terminal could not know.</summary>
    public void Received(in MessageView message)
    {
        switch (message.Type)
        {
            case MessageType.OpenTerminal:
                var open = message.Read<OpenTerminal>();
                var token = new object();
                if (_streams.ContainsKey(open.Stream) || !_opening.TryAdd(open.Stream, token)) throw new ProtocolException($"stream {open.Stream} is open already");
                _apps.WhenBusReady(address => Open(open, token, address));
                break;
            case MessageType.TerminalData:
                var data = message.Read<TerminalData>();
                if (Find(data.Stream) is { } written) written.Data(data);
                break;
            case MessageType.TerminalCredit:
                var credit = message.Read<TerminalCredit>();
                Find(credit.Stream)?.Credit(credit.Bytes);
                break;
            case MessageType.TerminalResized:
                var resized = message.Read<TerminalResized>();
                Find(resized.Stream)?.Resize(resized.Columns, resized.Rows);
                break;
            case MessageType.TerminalSignal:
                var signal = message.Read<TerminalSignal>();
                Find(signal.Stream)?.Signal(signal.Signal);
                break;
            case MessageType.CloseTerminal:
                var close = message.Read<CloseTerminal>();
                if (_opening.Remove(close.Stream)) _messages.Send(new TerminalFailed(close.Stream, "closed before it was opened"));
                else Find(close.Stream)?.HangUp();
                break;
        }
    }

    /// <summary>Streams are not the desktop's.</summary>
    public void Resync()
    {
    }

    public void Lost()
    {
        foreach (var (stream, end) in _streams.Values.ToArray())
        {
            end.IsForgotten = true;
            stream.HangUp();
        }
        _streams.Clear();
        _opening.Clear();
    }

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        foreach (var stream in _running) stream.Dispose();
    }

    private IGuestStream? Find(uint stream) => _streams.GetValueOrDefault(stream).Stream;

    private void Open(in OpenTerminal open, object token, string? busAddress)
    {
        var id = open.Stream;
        if (_disposed || _opening.GetValueOrDefault(id) != token) return;
        _opening.Remove(id);
        var isRoot = open.Flags.HasFlag(TerminalFlags.Root);
        IGuestStream? stream = null;
        TerminalEnd? end = null;
        end = new TerminalEnd(id, _messages, _chunk)
        {
            Over = exit => Over(stream!, end!, exit),
            Kill = (process, signal) => _commands.Kill(_loop, process, signal, isRoot),
        };
        try
        {
            if (_running.Count >= TerminalLimits.Programs) throw new AppStartException($"{TerminalLimits.Programs} programs of terminals have not ended yet");
            stream = open.Flags.HasFlag(TerminalFlags.Gpu) ? new GpuStream(_loop, end, open, _folder)
                : new TerminalStream(_loop, end, open, _commands.Of(open, busAddress));
        }
        catch (Exception e) when (e is AppStartException or LinuxException)
        {
            _messages.Send(new TerminalFailed(id, Utf8.Shorten(e.Message, ProtocolLimits.TextBytes)));
            return;
        }
        _streams.Add(id, (stream, end));
        _running.Add(stream);
        Tell(stream, open);
        _messages.Send(new TerminalOpened(id, stream.Pid));
    }

    private void Tell(IGuestStream stream, in OpenTerminal open)
    {
        if (stream.Pid == 0)
        {
            if (open.Arguments.IsEmpty) AgentLog.Info($"stream {open.Stream}: a program elsewhere draws on this guest's GPU");
            return;
        }
        _apps.AddService(stream.Pid);
        var isRoot = open.Flags.HasFlag(TerminalFlags.Root);
        AgentLog.Info($"terminal {open.Stream}: {(open.Arguments.IsEmpty ? "shell" : Path.GetFileName(open.Arguments[0]))} started as process {stream.Pid}{(isRoot ? " as root" : "")}");
    }

    private void Over(IGuestStream stream, TerminalEnd end, ChildExit exit)
    {
        if (!_running.Remove(stream)) return;
        if (stream.Pid > 0) _apps.RemoveService(stream.Pid);
        if (!end.IsForgotten) _streams.Remove(end.Stream);
        end.Send(new TerminalExited(end.Stream, exit.Signal == 0 ? Math.Clamp(exit.Code, 0, 255) : 0, Math.Clamp(exit.Signal, 0, 64)));
        stream.Dispose();
    }
}
