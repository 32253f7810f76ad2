// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Text.Json;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Cli.Verbs;

internal static class GuestVerb
{
    public static Command Create(VerbContext context)
    {
        var json = Arguments.Json();
        var list = new Command("list", "List the guests.") { json };
        list.SetAction(parsed => List(context, parsed.GetValue(json)));
        var name = new Argument<string>("GUEST") { Description = "The guest's name.", DefaultValueFactory = _ => "local" };
        var status = new Command("status", "How a guest is, and what runs in it.") { name, json };
        status.SetAction(parsed => Status(context, parsed.GetValue(name)!, parsed.GetValue(json)));
        return new Command("guest", "Look after the guests.") { list, status };
    }

    private static int List(VerbContext context, bool json)
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

    private static int Status(VerbContext context, string name, bool json)
    {
        var guests = context.Ask(LauncherVerbs.Guests, new Nothing(), "asking the daemon");
        var guest = guests.Guests.FirstOrDefault(each => each.Name == name)
            ?? throw new LauncherException($"there is no guest '{name}'; there is: {string.Join(", ", guests.Guests.Select(each => each.Name))}");
        if (json)
            context.AnswerJson(JsonSerializer.SerializeToElement(guest, ControlJson.Default.GuestInfo));
        else
            Write(context.Terminal, guest);
        return ExitCode.Done;
    }

    public static void Write(Terminal terminal, GuestInfo guest)
    {
        terminal.Answer($"guest {guest.Name}: {guest.State}{(guest.Reason.Length > 0 ? $" ({guest.Reason})" : "")}, {guest.Apps} apps");
        foreach (var process in guest.Processes)
            terminal.Answer($"  {process.Program} {(process.ProcessId > 0 ? $"process {process.ProcessId}" : "not running")}"
                + (process.Restarts > 0 ? $", restarts: {process.Restarts}" : ""));
        foreach (var app in guest.Running)
            terminal.Answer($"  app {app.App} instance {app.Instance} process {app.ProcessId}");
    }
}
