// SPDX-License-Identifier: Apache-2.0
// One program with its standard streams and who it runs for. Data flows as far as windows allow (PROTOCOL.md, "Terminal streams"). It
// is over when the program has ended and what it wrote has been sent; then, and only then, the last message goes out.
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Agent.Linux.Terminals;

internal sealed class TerminalStream : IGuestStream
{
    private const int SigHup = 1, SigCont = 18;

    private readonly TerminalEnd _end;
    private readonly TerminalInput _input;
    private readonly List<TerminalOutput> _outputs = [];
    private readonly PseudoTerminal? _terminal;
    private readonly ChildProcess _process;
    private readonly LoopTimer _timer;
    private int _window = ProtocolLimits.TerminalWindowBytes;
    private int _credit;
    private bool _isHungUp;

    /// <exception cref="LinuxException">The program cannot be started.</exception>
    public TerminalStream(EventLoop loop, TerminalEnd end, in OpenTerminal open, ChildProcessOptions program)
    {
        _end = end;
        _timer = loop.CreateTimer(TimeIsUp);
        var isTerminal = open.Flags.HasFlag(TerminalFlags.Pty);
        var ends = new List<FileDescriptor>();
        try
        {
            _terminal = isTerminal ? PseudoTerminal.Open(open.Columns, open.Rows) : null;
            _process = _terminal is null ? StartOnPipes(loop, program, ends) : StartOnTerminal(loop, program, _terminal, ends);
        }
        catch (LinuxException)
        {
            foreach (var each in ends) each.Dispose();
            _terminal?.Dispose();
            _timer.Dispose();
            throw;
        }
        _input = new TerminalInput(loop, ends[0], isTerminal, HandedOn);
        for (var channel = TerminalChannel.Output; (int)channel < ends.Count; channel++)
            _outputs.Add(new TerminalOutput(loop, ends[(int)channel], channel, Ready));
    }

    public int Pid => _process.Pid;

    public void Data(in TerminalData data)
    {
        if (_isHungUp) return;
        if (data.Data.Length == 0) _input.End();
        else _input.Write(data.Data.Span);
    }

    /// <summary>So much more may be sent.</summary>
    public void Credit(int bytes)
    {
        _window += bytes;
        SetInterest();
        if (_process.Exit is not null) _timer.Start(TerminalLimits.Quiet);
    }

    public void Resize(int columns, int rows)
    {
        if (!_isHungUp) _terminal?.Resize(columns, rows);
    }

    public void Signal(int signal) => _end.Kill(_process, signal);

    /// <summary>Nobody is there any more: the terminal is gone, the pipes are broken, and the program is told.</summary>
    public void HangUp()
    {
        if (_isHungUp) return;
        _isHungUp = true;
        CloseStreams();
        if (_process.Exit is not null)
        {
            _end.Over(_process.Exit.Value);
            return;
        }
        _end.Kill(_process, SigHup);
        _end.Kill(_process, SigCont); // One that is stopped would not hear it.
        _timer.Start(TerminalLimits.HangUpGrace);
    }

    public void Dispose()
    {
        _timer.Dispose();
        CloseStreams();
        _process.Dispose();
    }

    private void CloseStreams()
    {
        _input.Dispose();
        foreach (var output in _outputs) output.Dispose();
        _terminal?.Dispose();
    }

    private ChildProcess StartOnTerminal(EventLoop loop, ChildProcessOptions program, PseudoTerminal terminal, List<FileDescriptor> ends)
    {
        // One for each direction: each is watched for its own reasons.
        ends.Add(terminal.Master.Duplicate());
        ends.Add(terminal.Master.Duplicate());
        return ChildProcess.Start(loop, program with { Terminal = terminal.Path }, _ => Exited());
    }

    private ChildProcess StartOnPipes(EventLoop loop, ChildProcessOptions program, List<FileDescriptor> ends)
    {
        var theirs = new List<FileDescriptor>();
        try
        {
            for (var channel = TerminalChannel.Input; channel <= TerminalChannel.Error; channel++)
            {
                var pipe = Pipe.Create();
                var (ours, other) = channel == TerminalChannel.Input ? (pipe.Write, pipe.Read) : (pipe.Read, pipe.Write);
                ends.Add(ours);
                theirs.Add(other);
                ours.SetNonBlocking();
            }
            var streams = program with { NewSession = true, StandardInput = theirs[0], StandardOutput = theirs[1], StandardError = theirs[2] };
            return ChildProcess.Start(loop, streams, _ => Exited());
        }
        finally
        {
            foreach (var each in theirs) each.Dispose();
        }
    }

    private void HandedOn(int bytes)
    {
        _credit += bytes;
        if (_isHungUp || _credit < TerminalLimits.CreditBytes) return;
        _end.Send(new TerminalCredit(_end.Stream, _credit));
        _credit = 0;
    }

    private void Ready(TerminalOutput output)
    {
        var chunk = _end.Chunk.AsMemory(0, Math.Min(_end.Chunk.Length, _window));
        var count = output.Read(chunk.Span);
        if (count > 0)
        {
            _end.Send(new TerminalData(_end.Stream, output.Channel, chunk[..count]));
            _window -= count;
            if (_process.Exit is not null) _timer.Start(TerminalLimits.Quiet);
        }
        SetInterest();
        if (output.HasEnded && _process.Exit is { } exit && _outputs.TrueForAll(each => each.HasEnded)) _end.Over(exit);
    }

    private void SetInterest()
    {
        foreach (var output in _outputs) output.IsRead = _window > 0;
    }

    private void Exited()
    {
        if (_isHungUp || _outputs.TrueForAll(output => output.HasEnded)) _end.Over(_process.Exit!.Value);
        else _timer.Start(TerminalLimits.Quiet);
    }

    private void TimeIsUp()
    {
        if (_process.Exit is not { } exit) _end.Kill(_process, 9);
        else if (_window > 0) _end.Over(exit);
        // Without a window there may be more to come: the timer runs again from the next credit on.
    }
}
