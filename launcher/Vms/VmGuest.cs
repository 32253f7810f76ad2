// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using Seamless.Launcher.Guests;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Vms;

/// <summary>
/// A virtual machine as a guest: started when it is wanted, looked after while it runs, told what people want of it. Its life is one
/// async method (<see cref="LiveAsync"/>); everything else changes a field and beats the pulse. Lives on the loop's thread.
/// </summary>
internal sealed class VmGuest : IGuest, IDisposable
{
    private readonly VmSurroundings _surroundings;
    private readonly Pulse _pulse;
    private readonly LoopTimer _idle;
    private Task? _life;
    private VmRun? _run;
    private string _state = States.Stopped;
    private string _problem = "";
    private bool _hasSaidHello;
    private bool _shallStop;
    private int _restarts;
    private int _holders;

    public VmGuest(VmSurroundings surroundings, GuestDefinition definition)
    {
        _surroundings = surroundings;
        Definition = definition;
        _pulse = new Pulse(surroundings.Loop.Time);
        _idle = surroundings.Loop.CreateTimer(SuspendWhenIdle);
    }

    /// <summary>As it was read at the last start.</summary>
    public GuestDefinition Definition { get; private set; }

    public string Name => Definition.Name;

    /// <summary>It has processes.</summary>
    public bool IsAlive => _life is not null;

    public string DesktopSocket => _surroundings.FilesOf(Name).DesktopSocket;

    public GuestSession? Session => _run?.Session;

    public bool IsReady => _state == States.Ready && Session is { IsOpen: true, Catalogue: not null };

    public string Problem => _problem.Length > 0 ? _problem : _run?.Problem ?? "it does not run";

    /// <summary>What its start is at, and how often that has changed: a verb waits for more than it has seen.</summary>
    public (int Count, string Line) Progress { get; private set; } = (0, "");

    public GuestInfo Info => new()
    {
        Name = Name,
        Kind = "vm",
        State = _state == States.Ready && !IsReady ? States.Restarting : _state,
        Reason = IsReady || _state == States.Paused ? "" : _problem.Length > 0 ? _problem : IsAlive ? Problem : "",
        Accelerator = _run?.Accelerator.ToString().ToLowerInvariant() ?? "",
        Apps = Session?.Catalogue?.Length ?? 0,
        Running = [.. Session?.Running.Select(app => app.Info) ?? []],
        Processes = [.. _run?.Processes.Select(each => new ProcessInfo(each.Program, each.ProcessId, each.Restarts)) ?? []],
    };

    public ImmutableArray<App> Catalogue => Session?.Catalogue ?? throw new LauncherException($"guest '{Name}' went away: {Problem}");

    public Task<RunningApp> StartApp(string name, StartApp request)
    {
        Touch();
        // Folders and variables of this machine mean nothing there; of its files the guest sees the shared folder's.
        var there = request with { WorkingDirectory = "", Uris = [.. request.Uris.Select(uri => SharedFiles.AsSeenBy(Definition, uri))] };
        return Session?.StartApp(name, there) ?? throw new LauncherException($"guest '{Name}' went away: {Problem}");
    }

    /// <summary>What apps print is in the guest's own journal.</summary>
    public IReadOnlyList<string> LastWordsOf(string app) => [];

    public Task UseAsync()
    {
        if (!IsAlive && VmDefinitions.Load(_surroundings.Folders, Name).Autostart == Autostart.Never)
            throw new LauncherException($"guest '{Name}' does not run and its definition says autostart = \"never\"; start it with: seamless guest start {Name}");
        return StartAsync();
    }

    /// <summary>Completes when it is ready, or, for a guest that boots from a disk of its own, when QEMU runs.</summary>
    public async Task StartAsync()
    {
        await _pulse.UntilAsync(() => !_shallStop);
        if (_life is null)
        {
            _problem = "";
            _life = LiveAsync(adopted: null);
        }
        Touch();
        if (_state == States.Paused)
            await ResumeAsync();
        await _pulse.UntilAsync(() => IsReady || IsUpWithoutAgent || !IsAlive || _shallStop || _problem.Length > 0);
        if (!IsReady && !IsUpWithoutAgent)
            throw new LauncherException(_shallStop ? $"guest '{Name}' is being stopped" : Problem);
    }

    /// <summary>An earlier daemon was killed and left it running.</summary>
    public void Adopt(VmRecord record) => _life ??= LiveAsync(record);

    public async Task StopAsync()
    {
        _shallStop = true;
        _pulse.Beat();
        await _pulse.UntilAsync(() => !IsAlive);
        _shallStop = false;
        _problem = "";
        _pulse.Beat();
    }

    public async Task PauseAsync()
    {
        if (_run is null || _state is not (States.Ready or States.Waiting))
            throw new LauncherException($"guest '{Name}' is {_state}; only one that runs can be paused");
        await _run.PauseAsync();
        Become(States.Paused);
    }

    public async Task ResumeAsync()
    {
        if (_run is null || _state != States.Paused)
            throw new LauncherException($"guest '{Name}' is {_state}, not paused");
        await _run.ResumeAsync();
        Become(_hasSaidHello ? States.Ready : States.Waiting);
        Touch();
    }

    /// <summary>Until let go of as often, somebody is in it who is no app: a terminal.</summary>
    public void Hold() => _holders++;

    public void LetGo()
    {
        _holders--;
        Touch();
    }

    /// <summary>Completes when there is more to tell than that, or nothing more will come.</summary>
    public async Task<(int Count, string Line)> ProgressAfterAsync(int seen)
    {
        await _pulse.UntilAsync(() => Progress.Count > seen || IsReady || !IsAlive || _problem.Length > 0);
        return Progress;
    }

    public void Dispose()
    {
        _idle.Dispose();
        _run?.Dispose();
    }

    private bool IsUpWithoutAgent => Definition.Kernel is null && _state == States.Waiting;

    /// <summary>From the first start to the last end. A failure of the world becomes the problem that people are told.</summary>
    private async Task LiveAsync(VmRecord? adopted)
    {
        // The caller has to store this task first.
        await Task.Yield();
        try
        {
            var crashes = new VmCrashes(_surroundings.Loop.Time);
            var boot = new VmBoot(_surroundings, _pulse, Say, () => _shallStop);
            while (!_shallStop && await LiveOnceAsync(boot, adopted, crashes))
                adopted = null;
        }
        catch (Exception failure) when (failure is LauncherException or IOException or UnauthorizedAccessException or LinuxException)
        {
            Trouble(failure.Message);
        }
        catch (Exception bug)
        {
            // On the loop's thread, where it ends the daemon with its trace.
            _surroundings.Loop.Post(() => ExceptionDispatchInfo.Throw(bug));
        }
        finally
        {
            _idle.Stop();
            _life = null;
            Become(States.Stopped);
        }
    }

    /// <summary>True when it shall be started again.</summary>
    private async Task<bool> LiveOnceAsync(VmBoot boot, VmRecord? adopted, VmCrashes crashes)
    {
        _problem = "";
        _hasSaidHello = false;
        Become(_restarts > 0 ? States.Restarting : States.Starting);
        crashes.Started();
        var graceful = true;
        try
        {
            Definition = adopted is null ? VmDefinitions.Load(_surroundings.Folders, Name) : Definition;
            if ((adopted is null ? await boot.StartAsync(Definition, run => _run = run) : await boot.AdoptAsync(Definition, adopted, run => _run = run)) is null || _run is null)
                return false;
            Become(_run.IsPaused ? States.Paused : States.Waiting);
            await AwaitAgentAsync(_run, boot);
            await _pulse.UntilAsync(() => _run.HasEnded || _run.IsStalled || _shallStop);
            if (_shallStop)
                return false;
            graceful = false;
            return await AgainAsync(_run, crashes);
        }
        finally
        {
            if (_run is { } over)
                await EndAsync(over, graceful);
        }
    }

    private async Task EndAsync(VmRun over, bool graceful)
    {
        if (_shallStop)
            Become(States.Stopping);
        await over.StopAsync(graceful && _shallStop);
        _run = null;
    }

    /// <summary>KVM's trial has its own deadline; here a guest that takes too long is only told, and may still come.</summary>
    private async Task AwaitAgentAsync(VmRun run, VmBoot boot)
    {
        bool IsOver() => run.Session.Catalogue is not null && _state != States.Paused || run.HasEnded || run.IsStalled || _shallStop;
        if (Definition.Kernel is not null && !await _pulse.UntilAsync(IsOver, VmLimits.AgentHello) && _state != States.Paused)
            Trouble($"the agent of guest '{Name}' has not said hello within {VmLimits.AgentHello.TotalSeconds:0} s; what the guest said: {_surroundings.FilesOf(Name).ConsoleLog} (seamless logs {Name} --console)");
        await _pulse.UntilAsync(IsOver);
        if (run.Session.Catalogue is null || run.HasEnded || _shallStop)
            return;
        _hasSaidHello = true;
        boot.Proven();
        _problem = "";
        Say($"ready: {run.Session.Catalogue.Value.Length} apps");
        Become(States.Ready);
        Touch();
    }

    /// <summary>QEMU ended, or cannot go on: whether to start again, after a pause.</summary>
    private async Task<bool> AgainAsync(VmRun run, VmCrashes crashes)
    {
        var wasAsked = run.Shutdown is { Reason: "guest-shutdown" or "host-qmp-quit" or "host-qmp-system-reset" };
        var isReboot = run.Shutdown is { Reason: "guest-reset" } && Session is not null && crashes.RanWell;
        var how = isReboot ? "the guest restarts" : wasAsked ? "the guest has shut itself down" : run.Shutdown is { } said ? $"the guest ended ({said.Reason})" : run.Problem;
        if (Definition.Restart == RestartPolicy.Never || wasAsked && Definition.Restart != RestartPolicy.Always)
        {
            if (wasAsked)
                Say(how);
            else
                Trouble($"guest '{Name}': {how}; {ConsoleHint}");
            return false;
        }
        if (crashes.Failed() is not { } pause)
            throw new LauncherException($"guest '{Name}' ended {VmLimits.CrashesInARow} times in a row and stays down: {how}; {ConsoleHint}");
        _restarts++;
        _surroundings.Log.GuestTrouble(Name, $"{how}; started again in {pause.TotalSeconds:0.#} s");
        Become(States.Restarting);
        _surroundings.Desktop.Detach(Name);
        await _pulse.UntilAsync(() => _shallStop, pause);
        return !_shallStop;
    }

    private string ConsoleHint => $"what it said: seamless logs {Name} --console";

    private void Say(string line)
    {
        Progress = (Progress.Count + 1, line);
        _surroundings.Log.GuestProgress(Name, line);
        _pulse.Beat();
    }

    private void Trouble(string problem)
    {
        _problem = problem;
        _surroundings.Log.GuestTrouble(Name, problem);
        _surroundings.GuestChanged?.Invoke();
        _pulse.Beat();
    }

    private void Become(string state)
    {
        _state = state;
        _surroundings.GuestChanged?.Invoke();
        _pulse.Beat();
    }

    /// <summary>Somebody uses it: the time until it is paused counts from now.</summary>
    private void Touch()
    {
        if (Definition.SuspendAfter is { } pause && IsAlive)
            _idle.Start(pause);
    }

    private void SuspendWhenIdle()
    {
        if (_state != States.Ready)
            return;
        if (_holders > 0 || Session is { Running.Count: > 0 })
            Touch();
        else
            _ = SuspendAsync();
    }

    private async Task SuspendAsync()
    {
        try
        {
            // Apps of which we know nothing, because an earlier daemon started them, have windows all the same.
            if (await _surroundings.Desktop.ShowsWindowsOfAsync(Name).WaitAsync(LauncherLimits.DesktopAnswer, _surroundings.Loop.Time))
            {
                Touch();
                return;
            }
            await PauseAsync();
            Say("paused, because nobody used it for a while");
        }
        catch (Exception failure) when (failure is LauncherException or TimeoutException)
        {
            _surroundings.Log.GuestTrouble(Name, $"cannot be paused: {failure.Message}");
        }
    }

    /// <summary>What `guest status` says; Waiting: QEMU runs and the agent has not said hello.</summary>
    private static class States
    {
        public const string Stopped = "stopped", Starting = "starting", Waiting = "booting", Ready = "ready", Restarting = "restarting", Paused = "paused", Stopping = "stopping";
    }
}
