// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Cli.Verbs.Guests;

internal static class GuestPauseVerb
{
    public static Command Create(VerbContext context)
    {
        var name = GuestVerb.Name(context);
        var verb = new Command("pause", "Halt a virtual machine where it is; the next use resumes it.") { name };
        verb.SetAction(parsed =>
        {
            var guest = parsed.GetRequiredValue(name);
            GuestVerb.Write(context.Terminal, context.Ask(LauncherVerbs.GuestPause, new GuestArguments(guest), $"pausing {guest}"));
            return ExitCode.Done;
        });
        return verb;
    }
}
