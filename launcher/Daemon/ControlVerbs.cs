// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Seamless.Launcher.Guests;
using Seamless.Launcher.Vms;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Daemon;

/// <summary>What each request means. Failures become the reply's one line; only a bug of ours is more than that.</summary>
internal sealed class ControlVerbs(GuestService guests, VmVerbs machines, DaemonInfo daemon, IHostApplicationLifetime lifetime, ILogger<ControlVerbs> log)
{
    /// <summary>The desktop's verbs for people and scripts, passed on as they are; which guests it shows is the daemon's business alone.</summary>
    private static readonly HashSet<string> Passed =
    [
        DesktopVerbs.Windows.Name, DesktopVerbs.AwaitWindow.Name, DesktopVerbs.Wait.Name, DesktopVerbs.Screenshot.Name,
        DesktopVerbs.Close.Name, DesktopVerbs.Focus.Name, DesktopVerbs.Place.Name, DesktopVerbs.Resize.Name, DesktopVerbs.Shape.Name,
        DesktopVerbs.Key.Name, DesktopVerbs.Text.Name, DesktopVerbs.Click.Name, DesktopVerbs.Move.Name, DesktopVerbs.Scroll.Name,
        DesktopVerbs.KeyEvent.Name, DesktopVerbs.Button.Name, DesktopVerbs.MoveBy.Name, DesktopVerbs.Drag.Name, DesktopVerbs.Touch.Name,
        DesktopVerbs.ClipboardTypes.Name, DesktopVerbs.ClipboardGet.Name, DesktopVerbs.ClipboardSet.Name,
        DesktopVerbs.AudioStreams.Name, DesktopVerbs.AudioRecord.Name, DesktopVerbs.AudioStop.Name,
    ];

    public async Task<ControlReply> AnswerAsync(ControlRequest request, ControlSession session, CancellationToken cancellation)
    {
        try
        {
            return await ServeAsync(request, session, cancellation).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is LauncherException or TimeoutException or OperationCanceledException)
        {
            log.RequestFailed(request.Verb, failure.Message);
            return new ControlReply(request.Id, false, failure.Message);
        }
        catch (JsonException failure)
        {
            return new ControlReply(request.Id, false, $"'{request.Verb}' has wrong arguments: {failure.Message}");
        }
        catch (Exception bug)
        {
            // The top frame of a request: the others must not suffer from our bug in this one.
            log.RequestBug(bug, request.Verb);
            return new ControlReply(request.Id, false, $"a bug in Seamless: {bug.Message}; please report it with: seamless logs");
        }
    }

    /// <summary>After the reply has gone out, because stopping also ends what is being sent.</summary>
    public void AfterReply(ControlRequest request)
    {
        if (request.Verb != LauncherVerbs.Stop.Name)
            return;
        log.DaemonStops("somebody asked for it");
        lifetime.StopApplication();
    }

    public Task StopAppAsync(StopAppArguments app) => guests.StopAppAsync(app, CancellationToken.None);

    private async Task<ControlReply> ServeAsync(ControlRequest request, ControlSession session, CancellationToken cancellation)
    {
        var id = request.Id;
        if (Passed.Contains(request.Verb))
            return await guests.AskDesktopAsync(request, Limit(request), cancellation).ConfigureAwait(false) with { Id = id };
        if (request.Verb == LauncherVerbs.Status.Name)
            return LauncherVerbs.Status.Reply(id, await StatusAsync(cancellation).ConfigureAwait(false));
        if (request.Verb == LauncherVerbs.Guests.Name)
            return LauncherVerbs.Guests.Reply(id, await guests.GuestsAsync().ConfigureAwait(false));
        if (request.Verb == LauncherVerbs.Apps.Name)
            return LauncherVerbs.Apps.Reply(id, await guests.AppsAsync(LauncherVerbs.Apps.ReadArguments(request).Guest, cancellation).ConfigureAwait(false));
        if (request.Verb == LauncherVerbs.Run.Name)
            return LauncherVerbs.Run.Reply(id, await RunAsync(LauncherVerbs.Run.ReadArguments(request), session, cancellation).ConfigureAwait(false));
        if (request.Verb == LauncherVerbs.StopApp.Name)
        {
            await guests.StopAppAsync(LauncherVerbs.StopApp.ReadArguments(request), cancellation).ConfigureAwait(false);
            return LauncherVerbs.StopApp.Reply(id, new Nothing());
        }
        if (request.Verb == LauncherVerbs.Open.Name)
            return LauncherVerbs.Open.Reply(id, await guests.OpenFileAsync(LauncherVerbs.Open.ReadArguments(request), cancellation).ConfigureAwait(false));
        if (request.Verb == LauncherVerbs.OpenedFiles.Name)
            return LauncherVerbs.OpenedFiles.Reply(id, await guests.OpenedFilesAsync().ConfigureAwait(false));
        if (request.Verb == LauncherVerbs.FileProgress.Name)
            return LauncherVerbs.FileProgress.Reply(id, await guests.FileProgressAsync(LauncherVerbs.FileProgress.ReadArguments(request), cancellation).ConfigureAwait(false));
        if (request.Verb == LauncherVerbs.Terminal.Name)
        {
            var place = await guests.TerminalAsync(LauncherVerbs.Terminal.ReadArguments(request), cancellation).ConfigureAwait(false);
            session.Hold(await guests.HoldAsync(place.Guest).ConfigureAwait(false));
            return LauncherVerbs.Terminal.Reply(id, place);
        }
        if (request.Verb == LauncherVerbs.Desktops.Name)
            return LauncherVerbs.Desktops.Reply(id, await guests.DesktopsAsync(LauncherVerbs.Desktops.ReadArguments(request)).ConfigureAwait(false));
        if (request.Verb == LauncherVerbs.Gpus.Name)
            return LauncherVerbs.Gpus.Reply(id, await guests.GpusAsync().ConfigureAwait(false));
        if (request.Verb == LauncherVerbs.Stop.Name)
            return LauncherVerbs.Stop.Reply(id, new Nothing());
        return await machines.AnswerAsync(request, cancellation).ConfigureAwait(false) ?? throw new LauncherException($"there is no verb '{request.Verb}'");
    }

    private Task<RunStarted> RunAsync(RunArguments arguments, ControlSession session, CancellationToken cancellation)
    {
        if (arguments.App is null == arguments.Command.IsEmpty)
            throw new JsonException("either an app or a command");
        return guests.RunAsync(arguments, started =>
        {
            if (arguments.UntilDisconnect)
                session.Own(new StopAppArguments(started.Guest, started.Instance));
        }, cancellation);
    }

    private async Task<DaemonStatus> StatusAsync(CancellationToken cancellation) => daemon.Status() with
    {
        Guests = (await guests.GuestsAsync().ConfigureAwait(false)).Guests,
        Desktop = await guests.DesktopStatusAsync(cancellation).ConfigureAwait(false),
    };

    /// <summary>How long the desktop may take: the verbs that wait say it themselves.</summary>
    private static TimeSpan Limit(ControlRequest request)
    {
        if (request.Verb == DesktopVerbs.ClipboardGet.Name)
            return LauncherLimits.ClipboardAnswer;
        var waiting = request.Verb == DesktopVerbs.AwaitWindow.Name ? DesktopVerbs.AwaitWindow.ReadArguments(request).Milliseconds
            : request.Verb == DesktopVerbs.Wait.Name ? DesktopVerbs.Wait.ReadArguments(request).Milliseconds : 0;
        return LauncherLimits.DesktopAnswer + TimeSpan.FromMilliseconds(Math.Max(0, waiting));
    }
}
