// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;
using Seamless.Launcher.Daemon;
using Seamless.Linux;

namespace Seamless.Launcher.Guests;

/// <summary>What to run and for whom.</summary>
internal sealed record ProcessPlan(string Owner, string Program, string Path, IReadOnlyList<string> Arguments)
{
    /// <summary>It goes on when this daemon is killed, and the next one adopts it.</summary>
    public bool OutlivesUs { get; init; }

    /// <summary>It ended by itself: start it again. Otherwise that is told and decided elsewhere.</summary>
    public bool IsRestarted { get; init; } = true;
}

/// <summary>
/// One of our programs, kept running: started again with growing pauses when it ends by itself, its standard error in our log.
/// One that an earlier daemon started can be adopted; what that one says goes nowhere, because its pipe ended with that daemon.
/// Lives on the loop's thread.
/// </summary>
internal sealed class SupervisedProcess : IDisposable
{
    private const int SigKill = 9, SigTerm = 15;

    private readonly EventLoop _loop;
    private readonly ProcessPlan _plan;
    private readonly ILogger _log;
    private readonly ProcessRecord _record;
    private readonly Backoff _backoff;
    private readonly LoopTimer _restart;
    private readonly LoopTimer _deadline;
    private readonly Queue<string> _lastLines = new();
    private ChildProcess? _child;
    private ForeignProcess? _adopted;
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
    public int ProcessId => _child?.Pid ?? _adopted?.Pid ?? 0;

    public int Restarts { get; private set; }

    /// <summary>A line that it printed, without its level.</summary>
    public Action<string>? Heard { get; set; }

    /// <summary>It ended without being asked to.</summary>
    public Action? Ended { get; set; }

    /// <summary>How it ended last, with its last line; empty when that is not known.</summary>
    public string Ending { get; private set; } = "";

    /// <summary>Why it does not run, in words; empty while it runs.</summary>
    public string Problem { get; private set; } = "";

    public void Start()
    {
        if (_child is not null || _adopted is not null || _isStopping)
            return;
        var pipe = Pipe.Create();
        using (pipe.Write)
        {
            try
            {
                _child = ChildProcess.Start(_loop, new ChildProcessOptions(_plan.Path, _plan.Arguments)
                {
                    StandardError = pipe.Write,
                    Environment = _plan.OutlivesUs ? null : ParentProcess.EnvironmentForChildren(),
                    NewSession = _plan.OutlivesUs,
                }, _ => ChildEnded());
            }
            catch (LinuxException failure)
            {
                pipe.Read.Dispose();
                Ending = failure.Message;
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

    /// <summary>Takes over what an earlier daemon started; false when it is gone.</summary>
    public bool Adopt(int processId, long startTicks)
    {
        if (ForeignProcess.Find(processId, startTicks) is not { } found)
            return false;
        _adopted = found;
        found.WhenEnded(_loop, AdoptedEnded);
        _record.Add(processId, _plan.Program);
        _log.ProcessAdopted(_plan.Owner, _plan.Program, processId);
        return true;
    }

    /// <summary>Asks it to end, kills it when it does not; calls back when it is gone.</summary>
    public void Stop(Action stopped)
    {
        _isStopping = true;
        _restart.Stop();
        if (_child is null && _adopted is null)
        {
            stopped();
            return;
        }
        _stopped = stopped;
        _deadline.Start(LauncherLimits.ProcessEnd);
        _child?.Terminate();
        _adopted?.Signal(SigTerm);
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
        _adopted?.Dispose();
        _adopted = null;
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
        WasEnded(exit.Signal != 0 ? $"signal {exit.Signal}" : $"exit code {exit.Code}");
    }

    private void AdoptedEnded()
    {
        _deadline.Stop();
        _record.Remove(_adopted!.Pid);
        _adopted.Dispose();
        _adopted = null;
        WasEnded("not our child, so its exit code is not known");
    }

    private void WasEnded(string ending)
    {
        // Two lines: QEMU says what failed in one and why in the next.
        Ending = _lastLines.Count > 0 ? $"{ending}: {string.Join(" ", _lastLines.TakeLast(2))}" : ending;
        if (_isStopping)
        {
            _log.ProcessStopped(_plan.Owner, _plan.Program);
            _stopped?.Invoke();
            return;
        }
        Restarts++;
        Problem = $"{_plan.Program} does not run: {Ending}";
        Ended?.Invoke();
        Later(Ending, (program, delay) => _log.ProcessEnded(_plan.Owner, program, ending, delay));
    }

    private void Later(string problem, Action<string, int> tell)
    {
        Problem = $"{_plan.Program} does not run: {problem}";
        if (!_plan.IsRestarted || _isStopping)
            return;
        var delay = _backoff.Failed();
        tell(_plan.Program, (int)delay.TotalMilliseconds);
        _restart.Start(delay);
    }

    private void KillNow()
    {
        _log.ProcessKilled(_plan.Owner, _plan.Program);
        _child?.Kill();
        _adopted?.Signal(SigKill);
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
