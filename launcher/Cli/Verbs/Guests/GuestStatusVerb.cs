// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Text.Json;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Cli.Verbs.Guests;

internal static class GuestStatusVerb
{
    public static Command Create(VerbContext context)
    {
        var json = Arguments.Json();
        var name = new Argument<string>("GUEST") { Description = "The guest's name.", DefaultValueFactory = _ => "local" };
        name.CompletionSources.Add(_ => Arguments.GuestNames(context));
        var verb = new Command("status", "How a guest is, and what runs in it.") { name, json };
        verb.SetAction(parsed => Run(context, parsed.GetValue(name)!, parsed.GetValue(json)));
        return verb;
    }

    private static int Run(VerbContext context, string name, bool json)
    {
        var guests = context.Ask(LauncherVerbs.Guests, new Nothing(), "asking the daemon");
        var guest = guests.Guests.FirstOrDefault(each => each.Name == name)
            ?? throw new LauncherException($"there is no guest '{name}'; there is: {string.Join(", ", guests.Guests.Select(each => each.Name))}");
        if (json)
            context.AnswerJson(JsonSerializer.SerializeToElement(guest, ControlJson.Default.GuestInfo));
        else
            GuestVerb.Write(context.Terminal, guest);
        return ExitCode.Done;
    }
}
