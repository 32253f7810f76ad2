// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;

namespace Seamless.Launcher.Cli.Verbs;

internal static class StopVerb
{
    public static Command Create(VerbContext context)
    {
        var verb = new Command("stop", "End the apps, the guests, the desktop and the daemon.");
        verb.SetAction(_ =>
        {
            using var daemon = context.RunningDaemon();
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
}
