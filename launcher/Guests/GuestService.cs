// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Seamless.Launcher.Apps;
using Seamless.Launcher.Cli;
using Seamless.Launcher.Daemon;
using Seamless.Launcher.Desktops;
using Seamless.Launcher.Doors;
using Seamless.Launcher.Files;
using Seamless.Launcher.Vms;
using Seamless.Protocol;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Guests;

/// <summary>
/// The guests and the desktop as the daemon's asynchronous part sees them: requests go to the loop's thread, answers come back.
/// </summary>
internal sealed class GuestService : IHostedService, IDisposable
{
    private readonly TimeProvider _time;
    private readonly GuestLoop _loop;
    private readonly LocalGuest _local;
    private readonly GuestTable _guests;
    private readonly OpenedFiles _files;
    private readonly HeadlessDesktop _desktop;
    private readonly DesktopDoor _door;

    public GuestService(RuntimeFolder runtime, LogFolder logs, ProgramFolder programs, UserEnvironment environment, TimeProvider time, ILogger<GuestService> log)
    {
        _time = time;
        var record = new ProcessRecord(runtime.Processes);
        _loop = new GuestLoop(time);
        _files = new OpenedFiles(_loop.Loop, logs.StateOf("files"), log);
        _local = new LocalGuest(_loop.Loop, runtime, programs, record, _files, log);
        _desktop = new HeadlessDesktop(_loop.Loop, runtime, programs, record, log);
        var surroundings = new VmSurroundings(_loop.Loop, runtime, logs, programs, environment, log) { Desktop = _desktop, OpenedFiles = _files };
        _guests = new GuestTable(_local, surroundings);
        var server = new GpuServer(runtime, logs, programs);
        var gpu = new GpuDoor(log)
        {
            Reach = async guest => guest.Length == 0 ? new HostGpuEnd(_loop.Loop, await server.ConnectAsync(_loop.Loop)) : await ReachGpuAsync(guest),
        };
        _door = new DesktopDoor(runtime, KnownDesktops.Locate(environment, runtime.Path), _desktop, (_loop.Loop, _guests), gpu, log);
        surroundings.CameByWire = _door.CameByWire;
    }

    public Task StartAsync(CancellationToken cancellationToken) => _loop.Ask(() =>
    {
        _local.Start();
        _desktop.Start();
        _desktop.Attach(LocalGuest.GuestName, _local.DesktopSocket);
        _guests.Start();
        _door.Refresh();
    });

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _loop.AskAsync(_guests.StopAsync).ConfigureAwait(false);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _loop.Ask(() => _local.StopAgent(() => _desktop.Stop(() => _local.StopBridge(stopped.SetResult)))).ConfigureAwait(false);
        // Each program has its own deadline, after which it is killed; so this ends.
        await stopped.Task.ConfigureAwait(false);
    }

    public void Dispose()
    {
        _loop.Ask(() =>
        {
            _door.Dispose();
            _files.Dispose();
            _guests.Dispose();
            _desktop.Dispose();
            _local.Dispose();
        });
        _loop.Dispose();
    }

    /// <summary>Whatever concerns guests, on their thread.</summary>
    public Task<T> AskAsync<T>(Func<GuestTable, Task<T>> question) => _loop.AskAsync(() => question(_guests));

    public Task AskAsync(Func<GuestTable, Task> request) => _loop.AskAsync(() => request(_guests));

    public Task<GuestList> GuestsAsync() => _loop.Ask(() => new GuestList([.. _guests.Describe()]));

    /// <summary>The desktops, after a look at which are known now.</summary>
    public Task<DesktopList> DesktopsAsync(DesktopsArguments arguments) => _loop.Ask(() =>
    {
        _door.Refresh();
        if (arguments.Change)
            _door.Use(arguments.Use);
        return _door.Describe();
    });

    public Task<GpuServerList> GpusAsync() => _loop.Ask(() => _door.DescribeGpus(_guests.Running));

    /// <summary>An app, or a virtual machine: it would end with us. Or a desktop may come at any time.</summary>
    public Task<bool> AnythingRunsAsync() => _loop.Ask(() => _door.IsOpen || _local.Session.Running.Count > 0 || _files.AnyInUse || _guests.Running.Any(guest => guest != _local));

    /// <summary>Of the named guest, which is started for it; of all that run when none is named.</summary>
    public async Task<AppList> AppsAsync(string? guest, CancellationToken cancellation)
    {
        await ReadyAsync(guest ?? LocalGuest.GuestName, cancellation).ConfigureAwait(false);
        return await _loop.Ask(() => new AppList([.. (guest is null ? _guests.Running.Where(each => each.IsReady) : [_guests.Find(guest)])
            .SelectMany(each => each.Catalogue.Select(app => Describe(each.Name, app)))])).ConfigureAwait(false);
    }

    /// <summary>Asks an app to end. The result completes when it has, at the latest when the agent has killed it.</summary>
    public async Task StopAppAsync(StopAppArguments arguments, CancellationToken cancellation)
    {
        var ended = await _loop.Ask(() => _guests.Find(arguments.Guest).Session?.StopApp((uint)arguments.Instance) ?? Task.CompletedTask).ConfigureAwait(false);
        await ended.WaitAsync(LauncherLimits.ProcessEnd * 2, _time, cancellation).ConfigureAwait(false);
    }

    /// <summary>Where terminals of that guest are opened, once it is ready.</summary>
    public async Task<TerminalPlace> TerminalAsync(TerminalArguments arguments, CancellationToken cancellation)
    {
        var guest = await _loop.Ask(() => arguments.Guest ?? _guests.OnlyMachine()).ConfigureAwait(false);
        await ReadyAsync(guest, cancellation).ConfigureAwait(false);
        return new TerminalPlace(guest, await _loop.Ask(() => _guests.Find(guest).DesktopSocket).ConfigureAwait(false));
    }

    /// <summary>Opens a file of this machine in a guest; answers when the app runs on it.</summary>
    public async Task<OpenedFileInfo> OpenFileAsync(OpenArguments arguments, CancellationToken cancellation)
    {
        await ReadyAsync(arguments.Guest, cancellation).ConfigureAwait(false);
        var wanted = arguments.App is { } app ? await _loop.Ask(() => IdOf(_guests.Find(arguments.Guest).Catalogue, app)).ConfigureAwait(false) : null;
        return await _loop.AskAsync(() => _files.OpenAsync(arguments with { App = wanted })).WaitAsync(cancellation).ConfigureAwait(false);
    }

    public Task<OpenedFileList> OpenedFilesAsync() => _loop.Ask(() => new OpenedFileList([.. _files.Describe()]));

    public Task<FileProgress> FileProgressAsync(FileProgressArguments arguments, CancellationToken cancellation) =>
        _loop.AskAsync(() => _files.ProgressAsync(arguments)).WaitAsync(cancellation);

    /// <summary>Until disposed the guest is in use, whatever it looks like: it is not paused.</summary>
    public async Task<IDisposable?> HoldAsync(string guest)
    {
        if (guest == LocalGuest.GuestName)
            return null;
        var machine = await _loop.Ask(() =>
        {
            var found = _guests.FindMachine(guest);
            found.Hold();
            return found;
        }).ConfigureAwait(false);
        return new GuestHold(() => _loop.Loop.Post(machine.LetGo));
    }

    /// <summary>Starts an app; answers when its window shows content, when it ended without one, or when the time is up.</summary>
    public async Task<RunStarted> RunAsync(RunArguments arguments, Action<RunStarted> started, CancellationToken cancellation)
    {
        await ReadyAsync(arguments.Guest, cancellation).ConfigureAwait(false);
        var app = await (await _loop.Ask(() => Start(arguments)).ConfigureAwait(false))
            .WaitAsync(LauncherLimits.AppStart, _time, cancellation).ConfigureAwait(false);
        var answer = new RunStarted { Guest = arguments.Guest, App = app.Name, Instance = app.Instance, ProcessId = app.ProcessId };
        started(answer);
        // On a desktop that is elsewhere the person sees for themselves when there is a window.
        if (arguments.WaitMilliseconds <= 0 || await _loop.Ask(() => _door.ElsewhereOf(arguments.Guest)).ConfigureAwait(false) is not null)
            return answer;
        return answer with { Window = await FirstWindowAsync(app, arguments, cancellation).ConfigureAwait(false) };
    }

    /// <summary>Passes a request on to the desktop; the reply carries the desktop connection's id.</summary>
    public async Task<ControlReply> AskDesktopAsync(ControlRequest request, TimeSpan limit, CancellationToken cancellation)
    {
        await DesktopReadyAsync(cancellation).ConfigureAwait(false);
        var answer = await _loop.Ask(() => _desktop.Ask(request)).ConfigureAwait(false);
        try
        {
            return await answer.WaitAsync(limit, _time, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException late)
        {
            throw new LauncherException($"the desktop did not answer '{request.Verb}' within {limit.TotalSeconds:0} s", late);
        }
    }

    /// <summary>Null while there is no desktop.</summary>
    public async Task<DesktopStatus?> DesktopStatusAsync(CancellationToken cancellation)
    {
        if (!await _loop.Ask(() => _desktop.IsReady).ConfigureAwait(false))
            return null;
        var reply = await AskDesktopAsync(DesktopVerbs.Status.Request(0, new Nothing()), LauncherLimits.DesktopAnswer, cancellation).ConfigureAwait(false);
        return reply.Ok ? DesktopVerbs.Status.ReadResult(reply) : null;
    }

    /// <summary>A new connection to the GPU server in that guest; on the loop's thread.</summary>
    private async Task<IGpuEnd> ReachGpuAsync(string name)
    {
        var guest = _guests.Find(name);
        if (!guest.IsReady)
            throw new LauncherException(guest == _local ? guest.Problem : $"it does not run, or is starting; see: seamless guest start {name}");
        if (guest == _local)
            return await GuestGpuEnd.OpenAsync(_loop.Loop, guest.DesktopSocket);
        var machine = _guests.FindMachine(name);
        machine.Hold();
        return await GuestGpuEnd.OpenAsync(_loop.Loop, guest.DesktopSocket, held: new GuestHold(machine.LetGo));
    }

    private static string IdOf(IReadOnlyList<App> catalogue, string wanted) =>
        AppResolver.Find(catalogue, wanted)?.Id ?? throw new LauncherException(AppResolver.Unknown(catalogue, wanted));

    private Task<RunningApp> Start(RunArguments arguments)
    {
        var guest = _guests.Find(arguments.Guest);
        var common = new StartApp
        {
            Uris = arguments.Uris,
            Environment = arguments.Variables,
            WorkingDirectory = arguments.WorkingFolder,
        };
        if (arguments.App is not { } wanted)
            return guest.StartApp(Path.GetFileName(arguments.Command[0]), common with { Arguments = arguments.Command });
        if (AppResolver.Find(guest.Catalogue, wanted) is not { } app)
            return StartProgramAsync(guest, wanted, arguments, common);
        if (arguments.Action is { } action && app.Actions.All(each => each.Id != action))
            throw new LauncherException(app.Actions.Length == 0 ? $"{app.Id} has no actions"
                : $"{app.Id} has no action '{action}'; it has: {string.Join(", ", app.Actions.Select(each => each.Id))}");
        return guest.StartApp(app.Id, common with { AppId = app.Id, Action = arguments.Action ?? "" });
    }

    /// <summary>A program that has no menu entry of its name, such as gtk4-demo, is what a person means by it.</summary>
    private static async Task<RunningApp> StartProgramAsync(IGuest guest, string wanted, RunArguments arguments, StartApp common)
    {
        if (arguments.Action is not null || arguments.Uris.Length > 0)
            throw new LauncherException(AppResolver.Unknown(guest.Catalogue, wanted));
        try
        {
            return await guest.StartApp(wanted, common with { Arguments = [wanted] }).ConfigureAwait(false);
        }
        catch (LauncherException notThere)
        {
            throw new LauncherException(AppResolver.Unknown(guest.Catalogue, wanted), notThere);
        }
    }

    private async Task<WindowInfo> FirstWindowAsync(RunningApp app, RunArguments arguments, CancellationToken cancellation)
    {
        var request = DesktopVerbs.AwaitWindow.Request(0, new AwaitWindowArguments(arguments.Guest, app.Instance, arguments.WaitMilliseconds));
        // The desktop keeps the time; ours only covers a desktop that hangs.
        var window = AskDesktopAsync(request, TimeSpan.FromMilliseconds(arguments.WaitMilliseconds) + LauncherLimits.DesktopAnswer, cancellation);
        if (await Task.WhenAny(window, app.Ended).ConfigureAwait(false) != window)
            return await WindowAfterEndAsync(arguments.Guest, app, cancellation).ConfigureAwait(false);
        var reply = await window.ConfigureAwait(false);
        var words = await LastWordsAsync(arguments.Guest, app).ConfigureAwait(false);
        return reply.Ok ? DesktopVerbs.AwaitWindow.ReadResult(reply) : throw new LauncherException(
            $"{app.Name} showed no window with content within {arguments.WaitMilliseconds / 1000.0:0.#} s; it runs on as instance {app.Instance}{Quoted(words)}");
    }

    /// <summary>An app of which one instance runs already hands its request over to that one and ends; then that one's window is meant.</summary>
    private async Task<WindowInfo> WindowAfterEndAsync(string guest, RunningApp app, CancellationToken cancellation)
    {
        var how = await app.Ended.ConfigureAwait(false);
        var words = await LastWordsAsync(guest, app).ConfigureAwait(false);
        if (app.EndedWell)
        {
            var reply = await AskDesktopAsync(DesktopVerbs.Windows.Request(0, new Nothing()), LauncherLimits.DesktopAnswer, cancellation).ConfigureAwait(false);
            if (reply.Ok && DesktopVerbs.Windows.ReadResult(reply).Windows.LastOrDefault(window => window.Guest == guest && window.AppId == app.Name && window.HasContent) is { } window)
                return window;
        }
        throw new LauncherException($"{app.Name} {how} before it showed a window{Quoted(words)}");
    }

    private static string Quoted(IReadOnlyList<string> words) => words.Count == 0 ? "" : $"; it said: {string.Join(" / ", words)}";

    private Task<IReadOnlyList<string>> LastWordsAsync(string guest, RunningApp app) => _loop.Ask(() => _guests.Find(guest).LastWordsOf(app.Name));

    /// <summary>Starts it when it does not run; each guest has deadlines of its own. Who stops waiting does not stop it from starting.</summary>
    private Task ReadyAsync(string guest, CancellationToken cancellation) => _loop.AskAsync(() => _guests.Find(guest).UseAsync()).WaitAsync(cancellation);

    private async Task DesktopReadyAsync(CancellationToken cancellation)
    {
        try
        {
            await (await _loop.Ask(_desktop.WhenReady).ConfigureAwait(false)).WaitAsync(LauncherLimits.GuestStart, _time, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException late)
        {
            var problem = await _loop.Ask(() => _desktop.Problem).ConfigureAwait(false);
            throw new LauncherException($"the desktop is not ready: {problem}; see: seamless logs", late);
        }
    }

    private static AppInfo Describe(string guest, App app) => new()
    {
        Guest = guest,
        Id = app.Id,
        Name = app.Name,
        GenericName = app.GenericName,
        Comment = app.Comment,
        Categories = app.Categories,
        Keywords = app.Keywords,
        MimeTypes = app.MimeTypes,
        Terminal = app.Flags.HasFlag(AppFlags.Terminal),
        Hidden = app.Flags.HasFlag(AppFlags.NoDisplay),
        Actions = [.. app.Actions.Select(action => new AppActionInfo(action.Id, action.Name))],
    };
}
