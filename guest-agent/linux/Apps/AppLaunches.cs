// SPDX-License-Identifier: Apache-2.0
// Apps that run in this guest. Each start becomes an instance: the process we started and everything that comes from it. It is over
// when the last of them is, so that an app that puts itself into the background still runs, and can be stopped. When the agent
// ends, everything ends; what a killed agent left behind, the next one ends first.
using System.Collections.Immutable;
using Seamless.Agent.Apps;
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Agent.Linux.Apps;

public sealed class AppLaunches : IDisposable
{
    /// <summary>Not the instance of any app: the session bus and what it starts.</summary>
    private const uint Services = 0;

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);

    private readonly EventLoop _loop;
    private readonly InstalledApps _apps;
    private readonly AppSurroundings _surroundings;
    private readonly IAppMessages _messages;
    private readonly AppStartAnswer _toDesktop;
    private readonly ProgramSearch _programs;
    private readonly AppProcesses _processes = new();
    private readonly AdoptedProcesses _adopted;
    private readonly SessionBus _bus;
    private readonly AppScopes _scopes;
    private readonly LoopTimer _look;
    private readonly Dictionary<uint, AppInstance> _instances = [];
    private long _lookedNanoseconds = long.MinValue / 2;
    private uint _lastInstance;
    private int _waiting;
    private AppEnding? _servicesEnding;
    private Action? _stopped;
    private bool _disposed;

    /// <param name="loop">The agent's loop.</param>
    /// <param name="apps">What can be started by id.</param>
    /// <param name="surroundings">What apps are started in.</param>
    /// <param name="messages">Takes AppStarted, AppFailed and AppExited.</param>
    public AppLaunches(EventLoop loop, InstalledApps apps, AppSurroundings surroundings, IAppMessages messages)
    {
        (_loop, _apps, _surroundings, _messages) = (loop, apps, surroundings, messages);
        _programs = new ProgramSearch(surroundings.Variables);
        _toDesktop = new AppStartAnswer(started => _messages.Send(started), failed => _messages.Send(failed));
        _look = loop.CreateTimer(Look);
        _adopted = new AdoptedProcesses(loop, ProcessEnded);
        _scopes = new AppScopes(loop, surroundings);
        _bus = new SessionBus(loop, surroundings, pid => _processes.Add(pid, Services), _processes.Remove);
        LeftOverProcesses.End();
        _bus.Prepare();
    }

    /// <summary>An instance of that app ended.</summary>
    public event Action<string>? Ended;

    public IEnumerable<uint> Instances => _instances.Keys;

    /// <summary>Which app a process belongs to, for the client of a window; 0 when it is none's.</summary>
    public uint InstanceOf(int pid) => _processes.InstanceOf(pid);

    /// <summary>Calls back with the address of the apps' session bus, or null when there is none.</summary>
    public void WhenBusReady(Action<string?> ready) => _bus.WhenReady(ready);

    /// <summary>A program that is no app's (a terminal's): what it leaves behind is reaped like theirs, and ended when everything is.</summary>
    public void AddService(int pid) => _processes.Add(pid, Services);

    public void RemoveService(int pid) => _processes.Remove(pid);

    /// <summary>Answered with AppStarted (once for each process; an app that opens one file at a time gets several) or AppFailed.</summary>
    public void Start(in StartApp start) => Start(start, _toDesktop);

    /// <summary>The same for a part of the agent, which is answered instead.</summary>
    public void Start(in StartApp start, AppStartAnswer answer)
    {
        if (_stopped is not null || _disposed)
        {
            Fail(start, answer, new AppStartException("the guest is being stopped"));
            return;
        }
        if (_waiting == LaunchLimits.WaitingStarts)
        {
            Fail(start, answer, new AppStartException("too many apps are waiting to be started"));
            return;
        }
        var kept = start;
        _waiting++;
        _bus.WhenReady(address =>
        {
            _waiting--;
            if (!_disposed) Launch(kept, answer, address);
        });
    }

    /// <summary>Whether any instance of that app runs: one that was started again hands its files over to the one that runs already.</summary>
    public bool Runs(string app) => _instances.Values.Any(instance => instance.App == app);

    /// <summary>Ends all processes of an instance; AppExited follows. An unknown one has ended meanwhile.</summary>
    public void Stop(uint instance)
    {
        if (!_instances.TryGetValue(instance, out var known) || known.Ending is not null) return;
        known.Ending = new AppEnding(_loop, known.App, () => Members(instance), () => End(known));
        known.Ending.Start();
    }

    /// <summary>Ends everything that was started; then calls <paramref name="stopped"/>, at the latest after some seconds.</summary>
    public void StopAll(Action stopped)
    {
        if (_stopped is not null) return;
        _stopped = stopped;
        foreach (var instance in _instances.Keys.ToArray()) Stop(instance);
        _servicesEnding = new AppEnding(_loop, "services", () => Members(Services), ServicesEnded);
        _servicesEnding.Start();
        Look();
    }

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _look.Dispose();
        _servicesEnding?.Dispose();
        foreach (var instance in _instances.Values) instance.Dispose();
        _adopted.Dispose();
        _scopes.Dispose();
        _bus.Dispose();
    }

    private void Launch(in StartApp start, AppStartAnswer answer, string? busAddress)
    {
        try
        {
            foreach (var launch in LaunchesOf(start, out var app)) answer.Started(StartOne(start, app, launch, busAddress));
        }
        catch (AppStartException e)
        {
            Fail(start, answer, e);
        }
    }

    private ImmutableArray<AppLaunch> LaunchesOf(in StartApp start, out DesktopEntry? app)
    {
        app = null;
        if (start.AppId.Length == 0) return [new AppLaunch([.. start.Arguments, .. start.Uris], "")];
        app = _apps.Find(start.AppId);
        if (app is not null)
        {
            foreach (var uri in start.Uris)
                if (!uri.StartsWith('/') && !Uri.TryCreate(uri, UriKind.Absolute, out _))
                    throw new AppStartException($"'{uri}' is neither an absolute path nor a URI");
            return AppExec.Launches(app, start.Action, start.Uris, _programs);
        }
        var similar = string.Join(", ", _apps.Similar(start.AppId));
        throw new AppStartException($"there is no app '{start.AppId}' in this guest{(similar.Length > 0 ? $"; there is: {similar}" : "")}");
    }

    private AppStarted StartOne(in StartApp start, DesktopEntry? app, AppLaunch launch, string? busAddress)
    {
        if (_instances.Count == LaunchLimits.Instances) throw new AppStartException($"{LaunchLimits.Instances} apps are running already");
        var name = app?.Id ?? Path.GetFileName(launch.Arguments[0]);
        var id = ++_lastInstance;
        var options = new ChildProcessOptions(ProgramOf(launch.Arguments[0], start.WorkingDirectory), launch.Arguments[1..])
        {
            Environment = _surroundings.Environment(start, busAddress, AppMark.Of(id).ToString()),
            WorkingDirectory = FolderOf(start, name, launch),
            NewSession = true,
        };
        AppInstance instance;
        try
        {
            instance = AppInstance.Start(_loop, id, name, options, ProcessEnded);
        }
        catch (LinuxException e)
        {
            throw new AppStartException(e.Message);
        }
        _instances.Add(id, instance);
        _processes.Add(instance.Pid, id);
        _scopes.Put(name, app?.Name ?? name, id, instance.Pid);
        AppsLog.Started(name, id, instance.Pid);
        return new AppStarted(start.Request, id, instance.Pid);
    }

    private string ProgramOf(string program, string folder) => _programs.Find(program, folder) ?? throw new AppStartException(
        program.Contains('/', StringComparison.Ordinal) ? $"{program}: no such program" : $"{program}: not found in PATH; install it with: apt-get install {program}");

    private string FolderOf(in StartApp start, string name, AppLaunch launch)
    {
        if (start.WorkingDirectory.Length > 0)
            return Directory.Exists(start.WorkingDirectory) ? start.WorkingDirectory : throw new AppStartException($"{start.WorkingDirectory}: no such folder");
        if (launch.WorkingDirectory.Length == 0) return ExistingHome();
        if (Directory.Exists(launch.WorkingDirectory)) return launch.WorkingDirectory;
        AppsLog.NoFolder(name, launch.WorkingDirectory);
        return ExistingHome();
    }

    private string ExistingHome() => Directory.Exists(_surroundings.Home) ? _surroundings.Home : "/";

    private static void Fail(in StartApp start, AppStartAnswer answer, AppStartException reason)
    {
        AppsLog.Failed(start.AppId.Length > 0 ? start.AppId : start.Arguments.FirstOrDefault() ?? "", reason.Message);
        answer.Failed(new AppFailed(start.Request, Utf8.Shorten(reason.Message, ProtocolLimits.TextBytes)));
    }

    /// <summary>Some child has ended: an app's first process, or one that we adopted. Many at once cost one look.</summary>
    private void ProcessEnded()
    {
        if (_disposed || _look.IsArmed) return;
        var since = TimeSpan.FromTicks((_loop.NowNanoseconds - _lookedNanoseconds) / 100);
        _look.Start(since >= LookInterval ? TimeSpan.Zero : LookInterval - since);
    }

    private void Look()
    {
        var members = LookNow();
        bool IsOver(AppInstance instance) => instance.Exit is not null && !members.ContainsKey(instance.Id);
        if (_instances.Values.Where(IsOver).ToArray() is { Length: > 0 } over)
        {
            // The table is not read at one instant: a process can start behind the place where the reading is. It cannot hide twice.
            if (!_processes.HasUnknown) members = LookNow();
            if (_processes.HasUnknown) _look.Start(LookInterval);
            else foreach (var instance in over.Where(IsOver)) End(instance);
        }
        if (_servicesEnding is not null && !members.ContainsKey(Services)) ServicesEnded();
        TellStopped();
    }

    private Dictionary<uint, List<ProcessStatus>> LookNow()
    {
        _lookedNanoseconds = _loop.NowNanoseconds;
        return _processes.Look();
    }

    private List<ProcessStatus> Members(uint instance) => LookNow().GetValueOrDefault(instance) ?? [];

    private void End(AppInstance instance)
    {
        if (!_instances.Remove(instance.Id)) return;
        // Without an exit status it is a process that could not even be killed; its number stays, our bookkeeping ends.
        var exit = instance.Exit ?? new ChildExit(0, 9);
        _processes.Remove(instance.Pid);
        instance.Dispose();
        var code = exit.Signal == 0 ? exit.Code : 0;
        AppsLog.Exited(instance.App, instance.Id, code, exit.Signal);
        _messages.Send(new AppExited(instance.Id, code, exit.Signal));
        Ended?.Invoke(instance.App);
        TellStopped();
    }

    private void ServicesEnded()
    {
        _servicesEnding?.Dispose();
        _servicesEnding = null;
        TellStopped();
    }

    private void TellStopped()
    {
        if (_stopped is not { } stopped || _servicesEnding is not null || _instances.Count > 0) return;
        _stopped = () => { };
        stopped();
    }
}

/// <summary>Who hears what became of a start.</summary>
public sealed record AppStartAnswer(Action<AppStarted> Started, Action<AppFailed> Failed);
