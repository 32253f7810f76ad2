// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Text.Json;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Cli.Verbs;

/// <summary>What runs now. It starts nothing: asking how things are must not change them.</summary>
internal static class StatusVerb
{
    public static Command Create(VerbContext context)
    {
        var json = Arguments.Json();
        var verb = new Command("status", "Show what is running.") { json };
        verb.SetAction(parsed => Run(context, parsed.GetValue(json)));
        return verb;
    }

    private static int Run(VerbContext context, bool json)
    {
        using var daemon = context.RunningDaemon();
        var status = daemon?.Ask(LauncherVerbs.Status, new Nothing())
            ?? new DaemonStatus { Running = false, RuntimeFolder = context.Runtime.Path, LogFolder = context.Logs.Path };
        if (json)
        {
            context.AnswerJson(JsonSerializer.SerializeToElement(status, ControlJson.Default.DaemonStatus));
            return ExitCode.Done;
        }
        var terminal = context.Terminal;
        if (!status.Running)
        {
            terminal.Answer("not running; the first command that needs it starts it");
            return ExitCode.Done;
        }
        terminal.Answer($"daemon {status.Version}: process {status.ProcessId}, up {TimeSpan.FromSeconds(status.UptimeSeconds):g}");
        foreach (var guest in status.Guests)
            GuestVerb.Write(terminal, guest);
        terminal.Answer(status.Desktop is { } desktop ? $"desktop {desktop.Name}: {desktop.Width}x{desktop.Height}, {desktop.Guests.Sum(guest => guest.Windows)} windows" : "desktop: not ready");
        terminal.Answer($"sockets in {status.RuntimeFolder}, logs in {status.LogFolder}");
        return ExitCode.Done;
    }
}
