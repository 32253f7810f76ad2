// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Text.Json;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Cli.Verbs.Desktops;

internal static class DesktopListVerb
{
    public static Command Create(VerbContext context)
    {
        var json = Arguments.Json();
        var keys = new Option<bool>("--keys") { Description = "Show the keys as well." };
        var verb = new Command("list", "List the desktops, and which of them shows the guests.") { keys, json };
        verb.SetAction(parsed => Run(context, parsed.GetValue(keys), parsed.GetValue(json)));
        return verb;
    }

    private static int Run(VerbContext context, bool keys, bool json)
    {
        var list = DesktopVerb.Ask(context, new DesktopsArguments());
        if (json)
        {
            context.AnswerJson(JsonSerializer.SerializeToElement(list, ControlJson.Default.DesktopList));
            return ExitCode.Done;
        }
        var table = new Table("DESKTOP", "ADDRESS", "STATE", "GUESTS");
        foreach (var desktop in list.Desktops)
            table.Add(desktop.Name, desktop.Listen.Length > 0 ? desktop.Listen : desktop.Socket.Length > 0 ? "its wires" : "-", desktop.Problem ?? (desktop.Connected ? desktop.Shows ? "shows the guests" : "connected" : "away"), desktop.Guests.Length > 0 ? desktop.Guests : "all");
        table.Write(context.Terminal);
        if (!keys)
            return ExitCode.Done;
        foreach (var desktop in DesktopVerb.Known(context).Names().Select(DesktopVerb.Known(context).Load))
            if (desktop.Key is not null)
                context.Terminal.Answer($"key of {desktop.Name}: {desktop.KeyText}");
        return ExitCode.Done;
    }
}
