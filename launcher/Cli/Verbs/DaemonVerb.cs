// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Seamless.Launcher.Daemon;

namespace Seamless.Launcher.Cli.Verbs;

/// <summary>Not listed: the other verbs start it. By hand it stays in the foreground until Ctrl-C.</summary>
internal static class DaemonVerb
{
    public static Command Create(VerbContext context)
    {
        var verb = new Command("daemon", "Run the daemon in the foreground.") { Hidden = true };
        verb.SetAction(async (_, cancellation) =>
        {
            await DaemonProgram.RunAsync(context, cancellation).ConfigureAwait(false);
            return ExitCode.Done;
        });
        return verb;
    }
}
