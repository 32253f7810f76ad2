// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Cli.Verbs.Guests;

internal static class GuestStopVerb
{
    public static Command Create(VerbContext context)
    {
        var name = GuestVerb.Name(context);
        var verb = new Command("stop", "Shut a virtual machine down: by its power button, then harder.") { name };
        verb.SetAction(parsed =>
        {
            var guest = parsed.GetRequiredValue(name);
            GuestVerb.Write(context.Terminal, context.Ask(LauncherVerbs.GuestStop, new GuestArguments(guest), $"stopping {guest}"));
            return ExitCode.Done;
        });
        return verb;
    }
}
