// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Seamless.Launcher.Files;
using Seamless.Launcher.Vms;
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Launcher.Guests;

/// <summary>
/// Our session to a guest's bridge, as a launcher: the catalogue, and the apps that run. It comes back by itself when the
/// bridge does. Lives on the loop's thread.
/// </summary>
internal sealed class GuestSession : ISessionReceiver, IDisposable
{
    private readonly string _guest;
    private readonly ILogger _log;
    private readonly SessionConnector _connector;
    private readonly VmInput? _machineInput;
    private readonly Dictionary<uint, (string App, TaskCompletionSource<RunningApp> Answer)> _starting = [];
    private readonly Dictionary<uint, RunningApp> _running = [];
    private CatalogueParts _parts = new();
    private uint _lastRequest;

    /// <param name="loop">The thread that it lives on.</param>
    /// <param name="guest">The guest's name.</param>
    /// <param name="socket">Where its bridge listens.</param>
    /// <param name="log">What happens is told here.</param>
    /// <param name="machineInput">Keyboard and pointer of a guest that is a virtual machine; null where there are none.</param>
    public GuestSession(EventLoop loop, string guest, string socket, ILogger log, VmInput? machineInput = null)
    {
        _guest = guest;
        _log = log;
        var capabilities = Capabilities.Handles | Capabilities.Files | (machineInput is null ? 0 : Capabilities.MachineInput);
        _machineInput = machineInput;
        _connector = new SessionConnector(loop, socket, new SessionIdentity(Role.Launcher, "launcher") { Capabilities = capabilities }, this)
        {
            Failing = reason => log.BridgeUnreachable(guest, reason),
        };
    }

    /// <summary>Null until a whole catalogue came over this session, and again when the agent is gone: then no app can be started.</summary>
    public ImmutableArray<App>? Catalogue { get; private set; }

    public bool IsOpen => _connector.Session is { IsOpen: true };

    public IReadOnlyCollection<RunningApp> Running => _running.Values;

    /// <summary>Process ids that the guest names are processes of this machine.</summary>
    public bool IsOnThisMachine { get; init; } = true;

    /// <summary>Who hears what is said about files.</summary>
    public FileSession? Files { get; init; }

    /// <summary>The session or the catalogue came or went.</summary>
    public Action? Changed { get; set; }

    public void Start() => _connector.Start();

    public Task<RunningApp> StartApp(string name, StartApp request)
    {
        if (_connector.Session is not { IsOpen: true } session)
            throw new LauncherException($"guest '{_guest}' is not connected; see: seamless guest status");
        if (_running.Count >= LauncherLimits.RunningApps)
            throw new LauncherException($"{LauncherLimits.RunningApps} apps run already; end some first");
        if (_starting.Count >= LauncherLimits.PendingRequests)
            throw new LauncherException("too many apps are being started at once");
        var answer = new TaskCompletionSource<RunningApp>(TaskCreationOptions.RunContinuationsAsynchronously);
        _starting[++_lastRequest] = (name, answer);
        session.Send(request with { Request = _lastRequest });
        return answer.Task;
    }

    /// <summary>Completes when it has ended. Unknown instances have ended meanwhile; that is what was wanted.</summary>
    public Task StopApp(uint instance)
    {
        if (!_running.TryGetValue(instance, out var app))
            return Task.CompletedTask;
        _connector.Session?.Send(new StopApp(instance));
        return app.Ended;
    }

    /// <summary>The agent is gone and its apps with it.</summary>
    public void AgentEnded()
    {
        Catalogue = null;
        foreach (var app in _running.Values.ToList())
            Ended(app, app.End("ended with its guest's agent"));
    }

    public void Dispose() => _connector.Dispose();

    void ISessionReceiver.Opened(Session session)
    {
        _log.BridgeConnected(_guest);
        _parts = new CatalogueParts();
        // Exits may have been missed while there was no session; these processes are on this machine and can be looked at.
        foreach (var app in _running.Values.Where(app => IsOnThisMachine && app.ProcessId > 0 && ProcessStatus.Of(app.ProcessId) is null or { HasEnded: true }).ToList())
            Ended(app, app.End("ended while its guest was not connected"));
        session.Send(new CatalogueRequest());
        Files?.Opened(session);
        Changed?.Invoke();
    }

    void ISessionReceiver.Received(Session session, in MessageView message)
    {
        switch (message.Type)
        {
            case MessageType.AppCatalogue:
                if (_parts.Add(message.Read<AppCatalogue>()) is not { } whole)
                    break;
                if (Catalogue is null)
                    _log.GuestReady(_guest, whole.Length);
                Catalogue = whole;
                Changed?.Invoke();
                Files?.GuestCame();
                break;
            case MessageType.AppStarted:
                Started(message.Read<AppStarted>());
                break;
            case MessageType.AppFailed:
                Failed(message.Read<AppFailed>());
                break;
            case MessageType.AppExited:
                var exit = message.Read<AppExited>();
                if (_running.TryGetValue(exit.Instance, out var app))
                    Ended(app, app.End(exit));
                break;
            case MessageType.MachineInput:
                _machineInput?.Received(message.Read<MachineInput>());
                break;
            case >= MessageType.OpenFile and <= MessageType.FileFailed:
                Files?.Received(message);
                break;
            default:
                // Windows and icons are the desktop's business; a later version may send us more.
                break;
        }
    }

    void ISessionReceiver.Closed(Session session, string reason)
    {
        _log.BridgeLost(_guest, reason);
        Catalogue = null;
        foreach (var (app, answer) in _starting.Values)
            answer.TrySetException(new LauncherException($"the connection to guest '{_guest}' was lost while {app} started"));
        _starting.Clear();
        _machineInput?.ReleaseAll();
        Files?.Closed();
        Changed?.Invoke();
    }

    private void Started(AppStarted started)
    {
        // Another launcher's request carries a number of its own; the bridge answers each its own, but the guest is not to be trusted with that.
        if (!_starting.Remove(started.Request, out var waiting))
            return;
        var app = new RunningApp(waiting.App, started);
        _running[started.Instance] = app;
        _log.AppStarted(_guest, app.Name, app.Instance, app.ProcessId);
        waiting.Answer.TrySetResult(app);
    }

    private void Failed(AppFailed failed)
    {
        if (!_starting.Remove(failed.Request, out var waiting))
            return;
        _log.AppFailed(_guest, waiting.App, failed.Reason);
        waiting.Answer.TrySetException(new LauncherException(
            // Most reasons begin with the name already.
            failed.Reason.StartsWith(waiting.App, StringComparison.Ordinal) ? failed.Reason : $"{waiting.App} did not start: {failed.Reason}"));
    }

    private void Ended(RunningApp app, string how)
    {
        _running.Remove(app.Instance);
        _log.AppEnded(_guest, app.Name, app.Instance, how);
    }
}
