// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Seamless.Launcher.Daemon;
using Seamless.Launcher.Files;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Guests;

/// <summary>
/// The built-in guest: an agent on this very machine behind a bridge of its own, exactly as a virtual machine's would be.
/// Lives on the loop's thread.
/// </summary>
internal sealed class LocalGuest : IGuest, IDisposable
{
    public const string GuestName = "local";

    private readonly SupervisedProcess _bridge;
    private readonly SupervisedProcess _agent;
    private readonly GuestSession _session;
    private readonly LastWords _lastWords = new();
    private readonly List<TaskCompletionSource> _waiting = [];
    private readonly EventLoop _loop;
    private bool _isStopped;

    public LocalGuest(EventLoop loop, RuntimeFolder runtime, ProgramFolder programs, ProcessRecord record, OpenedFiles files, ILogger log)
    {
        _loop = loop;
        var folder = runtime.GuestFolder(GuestName);
        Directory.CreateDirectory(folder);
        DesktopSocket = Path.Combine(folder, "desktop.sock");
        var guestSocket = Path.Combine(folder, "guest.sock");
        _bridge = new SupervisedProcess(loop, new ProcessPlan(GuestName, SeamlessPrograms.Bridge, programs.Require(SeamlessPrograms.Bridge),
            ["--name", GuestName, "--guest-socket", guestSocket, "--desktop-socket", DesktopSocket]), log, record);
        _agent = new SupervisedProcess(loop, new ProcessPlan(GuestName, SeamlessPrograms.Agent, programs.Require(SeamlessPrograms.Agent),
            ["--name", GuestName, "--bridge", guestSocket, "--wayland-display", Path.Combine(folder, "wayland-0")]), log, record);
        _session = new GuestSession(loop, GuestName, DesktopSocket, log) { Changed = TellReady, Files = files.Of(GuestName) };
        _agent.Ended = _session.AgentEnded;
        _agent.Heard = _lastWords.Hear;
    }

    /// <summary>It became ready, or is not any more.</summary>
    public Action? Changed { get; set; }

    /// <summary>Where the desktop finds this guest.</summary>
    public string DesktopSocket { get; }

    public string Name => GuestName;

    public GuestSession Session => _session;

    public bool IsReady => !_isStopped && _session.IsOpen && _session.Catalogue is not null;

    public GuestInfo Info => new()
    {
        Name = GuestName,
        State = _isStopped ? "stopped" : IsReady ? "ready" : _bridge.Restarts + _agent.Restarts > 0 ? "restarting" : "starting",
        Reason = IsReady ? "" : Problem,
        Apps = _session.Catalogue?.Length ?? 0,
        Running = [.. _session.Running.Select(app => app.Info)],
        Processes = [.. new[] { _bridge, _agent }.Select(each => new ProcessInfo(each.Program, each.ProcessId, each.Restarts))],
    };

    /// <summary>Why it is not ready yet, in words.</summary>
    public string Problem => new[] { _bridge.Problem, _agent.Problem }.FirstOrDefault(problem => problem.Length > 0)
        ?? (_session.IsOpen ? "its agent has not sent its apps yet" : "its bridge does not answer yet");

    /// <summary>The apps, unless the guest went away since it was ready.</summary>
    public ImmutableArray<App> Catalogue => _session.Catalogue ?? throw new LauncherException($"guest '{GuestName}' went away: {Problem}");

    public void Start()
    {
        _bridge.Start();
        _agent.Start();
        _session.Start();
    }

    /// <summary>It is started with the daemon, so all that is left is to wait.</summary>
    public async Task UseAsync()
    {
        if (IsReady)
            return;
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Add(ready);
        try
        {
            await ready.Task.WaitAsync(LauncherLimits.GuestStart, _loop.Time);
        }
        catch (TimeoutException late)
        {
            throw new LauncherException($"guest '{GuestName}' is not ready: {Problem}; see: seamless logs", late);
        }
    }

    public Task<RunningApp> StartApp(string name, StartApp request)
    {
        _lastWords.Forget(name);
        return _session.StartApp(name, request);
    }

    /// <summary>What the app printed last.</summary>
    public IReadOnlyList<string> LastWordsOf(string app)
    {
        _agent.CatchUp();
        return _lastWords.Of(app);
    }

    /// <summary>First of all, so that its apps get their time to end while everything still works.</summary>
    public void StopAgent(Action stopped)
    {
        _isStopped = true;
        _session.Dispose();
        _agent.Stop(stopped);
    }

    /// <summary>Last of all, when nobody is connected to it any more.</summary>
    public void StopBridge(Action stopped) => _bridge.Stop(stopped);

    public void Dispose()
    {
        _session.Dispose();
        _agent.Dispose();
        _bridge.Dispose();
    }

    private void TellReady()
    {
        Changed?.Invoke();
        if (!IsReady)
            return;
        foreach (var each in _waiting)
            each.TrySetResult();
        _waiting.Clear();
    }
}
