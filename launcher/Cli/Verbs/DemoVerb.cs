// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Text.Json;
using Seamless.Launcher.Apps;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Cli.Verbs;

/// <summary>
/// Starts a few apps that others wrote, waits until each window has content, and writes the desktop to a PNG. The apps belong
/// to this verb's connection, so they end with it, also when it is interrupted; the guest stays warm.
/// </summary>
internal static class DemoVerb
{
    /// <summary>A browser's first start on a slow machine without its files in memory.</summary>
    private const int WaitMilliseconds = 90_000;

    /// <summary>A pause in which toolkits that fade something in would have drawn again.</summary>
    private const int QuietMilliseconds = 400;
    private const int SettleMilliseconds = 4_000;

    public static Command Create(VerbContext context)
    {
        var output = new Option<string>("--out") { Description = "Where to write the picture.", HelpName = "FILE.png", DefaultValueFactory = _ => "seamless-demo.png" };
        var json = Arguments.Json();
        var verb = new Command("demo", "Run a few apps and write a picture of the desktop.") { output, json };
        verb.SetAction(parsed => Run(context, ScreenshotVerb.PathOf(context, parsed.GetValue(output)!), parsed.GetValue(json)));
        return verb;
    }

    private static int Run(VerbContext context, string file, bool json)
    {
        var installed = DemoApps.All.Where(app => context.Environment.FindProgram(app.Program) is not null).ToList();
        foreach (var app in DemoApps.All.Except(installed))
            context.Terminal.Remark($"{app.Program} is not installed, so the demo leaves out {app.Shows}; package: {app.Package}");
        if (installed.Count == 0)
            throw new LauncherException("none of the demo's apps is installed; install one with: sudo apt-get install foot");
        using var daemon = context.Daemon();
        using var interruptible = daemon.EndOnInterrupt();
        using var folder = new DemoFolder(context.Runtime);
        var started = context.Terminal.While("starting the guest", say => Start(daemon, installed, folder, say));
        started = context.Terminal.While("arranging the windows", _ => Arrange(daemon, installed, started));
        var taken = context.Terminal.While("taking the picture", _ => daemon.Ask(DesktopVerbs.Screenshot, new ScreenshotArguments(file)));
        context.Terminal.While("ending the apps", _ => Stop(daemon, started));
        if (json)
            context.AnswerJson(JsonSerializer.SerializeToElement(new DemoShown(taken, [.. started]), ControlJson.Default.DemoShown));
        else
            Answer(context.Terminal, started, taken);
        return ExitCode.Done;
    }

    /// <summary>All at once, as a person's session would; the order of the windows is the order of the list all the same.</summary>
    private static List<RunStarted> Start(DaemonConnection daemon, List<DemoApp> apps, DemoFolder folder, Action<string> say)
    {
        var requests = apps.Select(app => (App: app, Id: daemon.Send(LauncherVerbs.Run, new RunArguments
        {
            Command = app.Command(folder),
            Variables = app.Variables,
            WaitMilliseconds = WaitMilliseconds,
            UntilDisconnect = true,
        }))).ToList();
        var started = new List<RunStarted>();
        foreach (var (app, id) in requests)
        {
            say($"waiting for the window of {app.Program} ({started.Count + 1} of {requests.Count})");
            try
            {
                started.Add(daemon.Result(LauncherVerbs.Run, id));
            }
            catch (LauncherException failure) when (!daemon.IsInterrupted)
            {
                throw new LauncherException($"demo: {app.Program} did not show a window with content: {failure.Message}", failure);
            }
        }
        return started;
    }

    /// <summary>
    /// Puts each window where it is seen and lets it finish drawing: a first frame is rarely the finished one. A window that never
    /// stops drawing is shown as it is. Returns the windows as they are then.
    /// </summary>
    private static List<RunStarted> Arrange(DaemonConnection daemon, List<DemoApp> apps, List<RunStarted> started)
    {
        foreach (var (app, window) in apps.Zip(started.Select(each => each.Window!.Id)))
        {
            daemon.Send(DesktopVerbs.Place, new PlaceArguments(window, app.Place.X, app.Place.Y));
            if (app.Place.Width > 0)
                daemon.Send(DesktopVerbs.Resize, new ResizeArguments(window, app.Place.Width, app.Place.Height));
        }
        var waits = started.Select(app => daemon.Send(DesktopVerbs.Wait, new WaitArguments(SettleMilliseconds) { Window = app.Window!.Id, QuietMilliseconds = QuietMilliseconds })).ToList();
        foreach (var wait in waits)
            daemon.Reply(wait);
        var now = daemon.Ask(DesktopVerbs.Windows, new Nothing()).Windows.ToDictionary(window => window.Id);
        return [.. started.Select(app => app with { Window = now.GetValueOrDefault(app.Window!.Id, app.Window) })];
    }

    private static bool Stop(DaemonConnection daemon, List<RunStarted> apps)
    {
        var requests = apps.Select(app => daemon.Send(LauncherVerbs.StopApp, new StopAppArguments(app.Guest, app.Instance))).ToList();
        return requests.Select(id => daemon.Reply(id).Ok).ToList().All(isDone => isDone);
    }

    private static void Answer(Terminal terminal, List<RunStarted> started, ScreenshotTaken taken)
    {
        foreach (var app in started)
            terminal.Answer($"{app.App}: window '{app.Window!.Title}' {app.Window.Width}x{app.Window.Height}");
        terminal.Answer($"the desktop with {started.Count} windows is in {taken.File} ({taken.Width}x{taken.Height})");
    }
}
