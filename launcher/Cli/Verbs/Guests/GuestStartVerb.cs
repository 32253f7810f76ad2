// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Cli.Verbs.Guests;

internal static class GuestStartVerb
{
    public static Command Create(VerbContext context)
    {
        var name = GuestVerb.Name(context);
        var verb = new Command("start", "Start a virtual machine and wait for its agent.") { name };
        verb.SetAction(parsed =>
        {
            var guest = parsed.GetRequiredValue(name);
            GuestVerb.Write(context.Terminal, GuestProgressLines.Ask(context, guest, LauncherVerbs.GuestStart, new GuestArguments(guest), $"starting {guest}"));
            return ExitCode.Done;
        });
        return verb;
    }
}
