// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;
using Seamless.Launcher.Daemon;
using Seamless.Linux;

namespace Seamless.Launcher.Guests;

/// <summary>What to run and for whom.</summary>
internal sealed record ProcessPlan(string Owner, string Program, string Path, IReadOnlyList<string> Arguments);

/// <summary>
/// One of our programs, kept running: started again with growing pauses when it ends by itself, its standard error in our log.
/// Lives on the loop's thread.
/// </summary>
internal sealed class SupervisedProcess : IDisposable
{
    private readonly EventLoop _loop;
    private readonly ProcessPlan _plan;
    private readonly ILogger _log;
    private readonly ProcessRecord _record;
    private readonly Backoff _backoff;
    private readonly LoopTimer _restart;
    private readonly LoopTimer _deadline;
    private readonly Queue<string> _lastLines = new();
    private ChildProcess? _child;
    private OutputLines? _output;
    private Action? _stopped;
    private bool _isStopping;

    public SupervisedProcess(EventLoop loop, ProcessPlan plan, ILogger log, ProcessRecord record)
    {
        _loop = loop;
        _plan = plan;
        _log = log;
        _record = record;
        _backoff = new Backoff(loop.Time);
        _restart = loop.CreateTimer(Start);
        _deadline = loop.CreateTimer(KillNow);
    }

    public string Program => _plan.Program;

    /// <summary>0 while it does not run.</summary>
    public int ProcessId => _child?.Pid ?? 0;

    public int Restarts { get; private set; }

    /// <summary>A line that it printed, without its level.</summary>
    public Action<string>? Heard { get; set; }

    /// <summary>It ended without being asked to.</summary>
    public Action? Ended { get; set; }

    /// <summary>Why it does not run, in words; empty while it runs.</summary>
    public string Problem { get; private set; } = "";

    public void Start()
    {
        if (_child is not null || _isStopping)
            return;
        var pipe = Pipe.Create();
        using (pipe.Write)
        {
            try
            {
                _child = ChildProcess.Start(_loop, new ChildProcessOptions(_plan.Path, _plan.Arguments)
                {
                    StandardError = pipe.Write,
                    Environment = ParentProcess.EnvironmentForChildren(),
                }, _ => ChildEnded());
            }
            catch (LinuxException failure)
            {
                pipe.Read.Dispose();
                Later(failure.Message, (program, delay) => _log.ProcessNotStarted(_plan.Owner, program, failure.Message, delay));
                return;
            }
        }
        _output = new OutputLines(_loop, pipe.Read, Said);
        _backoff.Started();
        Problem = "";
        _record.Add(_child.Pid, _plan.Program);
        _log.ProcessStarted(_plan.Owner, _plan.Program, _child.Pid);
    }

    /// <summary>Asks it to end, kills it when it does not; calls back when it is gone.</summary>
    public void Stop(Action stopped)
    {
        _isStopping = true;
        _restart.Stop();
        if (_child is null)
        {
            stopped();
            return;
        }
        _stopped = stopped;
        _deadline.Start(LauncherLimits.ProcessEnd);
        _child.Terminate();
    }

    /// <summary>Hears what it has printed so far: a message on a socket may be here before the line that was printed first.</summary>
    public void CatchUp() => _output?.Drain();

    public void Dispose()
    {
        _restart.Dispose();
        _deadline.Dispose();
        _output?.Dispose();
        _child?.Dispose();
        _child = null;
    }

    private void ChildEnded()
    {
        var exit = _child!.Exit!.Value;
        _deadline.Stop();
        _output!.Finish();
        _output.Dispose();
        // Whoever it started and left in its group has lost its purpose.
        _child.Kill();
        _record.Remove(_child.Pid);
        _child.Dispose();
        _child = null;
        if (_isStopping)
        {
            _log.ProcessStopped(_plan.Owner, _plan.Program);
            _stopped?.Invoke();
            return;
        }
        var ending = exit.Signal != 0 ? $"signal {exit.Signal}" : $"exit code {exit.Code}";
        Restarts++;
        Ended?.Invoke();
        Later(_lastLines.Count > 0 ? $"{ending}: {_lastLines.Last()}" : ending, (program, delay) => _log.ProcessEnded(_plan.Owner, program, ending, delay));
    }

    private void Later(string problem, Action<string, int> tell)
    {
        Problem = $"{_plan.Program} does not run: {problem}";
        var delay = _backoff.Failed();
        tell(_plan.Program, (int)delay.TotalMilliseconds);
        _restart.Start(delay);
    }

    private void KillNow()
    {
        _log.ProcessKilled(_plan.Owner, _plan.Program);
        _child?.Kill();
    }

    private void Said(LogLevel level, string line)
    {
        if (_lastLines.Count == LauncherLimits.RememberedLines)
            _lastLines.Dequeue();
        _lastLines.Enqueue(line);
        Heard?.Invoke(line);
        _log.ProcessSaid(level, _plan.Owner, _plan.Program, line);
    }
}
