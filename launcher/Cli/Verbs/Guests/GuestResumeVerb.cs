// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Cli.Verbs.Guests;

internal static class GuestResumeVerb
{
    public static Command Create(VerbContext context)
    {
        var name = GuestVerb.Name(context);
        var verb = new Command("resume", "Let a paused virtual machine go on.") { name };
        verb.SetAction(parsed =>
        {
            var guest = parsed.GetRequiredValue(name);
            GuestVerb.Write(context.Terminal, context.Ask(LauncherVerbs.GuestResume, new GuestArguments(guest), $"resuming {guest}"));
            return ExitCode.Done;
        });
        return verb;
    }
}
