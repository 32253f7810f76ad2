// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;
using Seamless.Launcher.Daemon;
using Seamless.Launcher.Guests;
using Seamless.Linux;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Desktops;

/// <summary>The desktop without a screen, and the guests it is told to show. Lives on the loop's thread.</summary>
internal sealed class HeadlessDesktop : IDisposable
{
    private const string Name = "headless";

    private readonly ILogger _log;
    private readonly SupervisedProcess _process;
    private readonly DesktopConnection _connection;
    private readonly Dictionary<string, string> _guests = new(StringComparer.Ordinal);
    private readonly List<TaskCompletionSource> _waiting = [];
    private Func<string, bool> _shows = _ => true;

    public HeadlessDesktop(EventLoop loop, RuntimeFolder runtime, ProgramFolder programs, ProcessRecord record, ILogger log)
    {
        _log = log;
        _process = new SupervisedProcess(loop, new ProcessPlan("desktop", SeamlessPrograms.Desktop, programs.Require(SeamlessPrograms.Desktop),
            ["--control", runtime.DesktopSocket]), log, record);
        _connection = new DesktopConnection(loop, runtime.DesktopSocket, Name, log) { Opened = Opened };
    }

    public bool IsReady => _connection.IsOpen;

    public string Problem => _process.Problem.Length > 0 ? _process.Problem : $"{_process.Program} does not answer yet";

    public void Start()
    {
        _process.Start();
        _connection.Connect();
    }

    /// <summary>Now and after each restart of the desktop.</summary>
    public void Attach(string guest, string socket)
    {
        _guests[guest] = socket;
        if (_connection.IsOpen && Shows(guest))
            _ = TellAsync(guest, socket);
    }

    /// <summary>The guest has stopped: its windows go.</summary>
    public void Detach(string guest)
    {
        if (_guests.Remove(guest) && _connection.IsOpen && Shows(guest))
            _ = ForgetAsync(guest);
    }

    /// <summary>
    /// Shows these guests from now on; the others are another desktop's. Completes when none of those is shown here any more.
    /// </summary>
    public async Task YieldAsync(Func<string, bool> shows)
    {
        var before = _guests.Keys.Where(Shows).ToList();
        _shows = shows;
        if (!_connection.IsOpen)
            return;
        foreach (var (guest, socket) in _guests.Where(each => Shows(each.Key) && !before.Contains(each.Key)))
            _ = TellAsync(guest, socket);
        await Task.WhenAll(before.Where(guest => _guests.ContainsKey(guest) && !Shows(guest)).Select(ForgetAsync));
    }

    public Task WhenReady()
    {
        if (IsReady)
            return Task.CompletedTask;
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Add(ready);
        return ready.Task;
    }

    public Task<ControlReply> Ask(ControlRequest request) => _connection.Ask(request);

    public async Task<bool> ShowsWindowsOfAsync(string guest)
    {
        if (!_connection.IsOpen)
            return false;
        var reply = await _connection.Ask(DesktopVerbs.Status.Request(0, new Nothing()));
        return reply.Ok && DesktopVerbs.Status.ReadResult(reply).Guests.Any(each => each.Guest == guest && each.Windows > 0);
    }

    public void Stop(Action stopped)
    {
        _connection.Dispose();
        _process.Stop(stopped);
    }

    public void Dispose()
    {
        _connection.Dispose();
        _process.Dispose();
    }

    private bool Shows(string guest) => _shows(guest);

    private void Opened()
    {
        foreach (var (guest, socket) in _guests.Where(each => Shows(each.Key)))
            _ = TellAsync(guest, socket);
        foreach (var each in _waiting)
            each.TrySetResult();
        _waiting.Clear();
    }

    private async Task ForgetAsync(string guest)
    {
        try
        {
            await _connection.Ask(DesktopVerbs.Detach.Request(0, new DetachArguments(guest))).ConfigureAwait(false);
        }
        catch (LauncherException failure)
        {
            // A desktop that comes back is not told of this guest again.
            _log.DesktopLost(Name, failure.Message);
        }
    }

    private async Task TellAsync(string guest, string socket)
    {
        try
        {
            var reply = await _connection.Ask(DesktopVerbs.Attach.Request(0, new AttachArguments(guest, socket))).ConfigureAwait(false);
            if (!reply.Ok)
                _log.GuestNotAttached(Name, guest, reply.Error ?? "no reason given");
        }
        catch (LauncherException failure)
        {
            // The connection was lost; when it is back the guest is attached again.
            _log.GuestNotAttached(Name, guest, failure.Message);
        }
    }
}
