// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Text.Json;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Cli.Verbs.Guests;

internal static class GuestListVerb
{
    public static Command Create(VerbContext context)
    {
        var json = Arguments.Json();
        var verb = new Command("list", "List the guests.") { json };
        verb.SetAction(parsed => Run(context, parsed.GetValue(json)));
        return verb;
    }

    private static int Run(VerbContext context, bool json)
    {
        var guests = context.Ask(LauncherVerbs.Guests, new Nothing(), "asking the daemon");
        if (json)
        {
            context.AnswerJson(JsonSerializer.SerializeToElement(guests, ControlJson.Default.GuestList));
            return ExitCode.Done;
        }
        var table = new Table("GUEST", "STATE", "APPS", "RUNNING");
        foreach (var guest in guests.Guests)
            table.Add(guest.Name, guest.State, $"{guest.Apps}", $"{guest.Running.Length}");
        table.Write(context.Terminal);
        return ExitCode.Done;
    }
}
