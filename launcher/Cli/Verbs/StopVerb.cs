// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Seamless.Launcher.Vms;
using Seamless.Linux;

namespace Seamless.Launcher.Cli.Verbs;

internal static class StopVerb
{
    public static Command Create(VerbContext context)
    {
        var verb = new Command("stop", "End the apps, the guests, the desktop, the daemon and the GPU server.");
        verb.SetAction(_ =>
        {
            // Programs of guests draw on the GPU server, too, until they have ended.
            var wasRunning = StopDaemon(context);
            if (!StopGpuServer(context) && !wasRunning)
                context.Terminal.Remark("nothing is running");
            return ExitCode.Done;
        });
        return verb;
    }

    /// <summary>False: none ran.</summary>
    private static bool StopDaemon(VerbContext context)
    {
        using var daemon = context.RunningDaemon() ?? Successor(context);
        if (daemon is null)
            return false;
        return context.Terminal.While("stopping", _ =>
        {
            daemon.Stop();
            return true;
        });
    }

    /// <summary>One that programs of this machine's own draw on is left to them: they are nothing of ours, and would lose what they do. False: none ran.</summary>
    private static bool StopGpuServer(VerbContext context)
    {
        if (!File.Exists(context.Runtime.GpuSocket))
            return false;
        // Nobody starts a program for it meanwhile.
        using var turn = FileLock.WaitFor(context.Runtime.StartLock);
        using var server = RunningGpuServer.Find(context.Runtime);
        if (server is null)
            return false;
        if (server.Clients.Count == 0)
            server.End();
        else
            context.Terminal.Remark($"the GPU server goes on for programs that draw on it: {string.Join(", ", server.Clients.Select(each => $"{each.Program} (process {each.Process})").Distinct())}; once they have ended, seamless stop ends it");
        return true;
    }

    /// <summary>A killed daemon's virtual machines run on: a new daemon takes them over, and ends them properly.</summary>
    private static DaemonConnection? Successor(VerbContext context) => Directory.Exists(context.Runtime.GuestsFolder)
        && Directory.EnumerateDirectories(context.Runtime.GuestsFolder).Any(guest => File.Exists(Path.Combine(guest, VmFiles.RecordName))) ? context.Daemon() : null;
}
