// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Seamless.Launcher.Vms;

namespace Seamless.Launcher.Cli.Verbs;

internal static class StopVerb
{
    public static Command Create(VerbContext context)
    {
        var verb = new Command("stop", "End the apps, the guests, the desktop and the daemon.");
        verb.SetAction(_ =>
        {
            using var daemon = context.RunningDaemon() ?? Successor(context);
            if (daemon is null)
            {
                context.Terminal.Remark("nothing is running");
                return ExitCode.Done;
            }
            context.Terminal.While("stopping", _ =>
            {
                daemon.Stop();
                return true;
            });
            return ExitCode.Done;
        });
        return verb;
    }

    /// <summary>A killed daemon's virtual machines run on: a new daemon takes them over, and ends them properly.</summary>
    private static DaemonConnection? Successor(VerbContext context) => Directory.Exists(context.Runtime.GuestsFolder)
        && Directory.EnumerateDirectories(context.Runtime.GuestsFolder).Any(guest => File.Exists(Path.Combine(guest, VmFiles.RecordName))) ? context.Daemon() : null;
}
