// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Text.Json;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Cli.Verbs;

internal static class AppsVerb
{
    public static Command Create(VerbContext context)
    {
        var json = Arguments.Json();
        var all = new Option<bool>("--all") { Description = "Also apps that ask not to be listed in menus." };
        var guest = new Option<string?>("--guest") { Description = "Only of this guest, which is started for it; without it of all that run.", HelpName = "NAME" };
        guest.CompletionSources.Add(_ => Arguments.GuestNames(context));
        var verb = new Command("apps", "List the apps of the guests.") { guest, json, all };
        verb.SetAction(parsed => Run(context, parsed.GetValue(guest), parsed.GetValue(json), parsed.GetValue(all)));
        return verb;
    }

    private static int Run(VerbContext context, string? guest, bool json, bool all)
    {
        var found = GuestProgressLines.Ask(context, guest, LauncherVerbs.Apps, new AppsArguments { Guest = guest }, "waiting for the guest's apps").Apps.Where(app => all || !app.Hidden);
        var apps = new AppList([.. found.OrderBy(app => app.Name, StringComparer.OrdinalIgnoreCase).ThenBy(app => app.Id, StringComparer.Ordinal)]);
        if (json)
        {
            context.AnswerJson(JsonSerializer.SerializeToElement(apps, ControlJson.Default.AppList));
            return ExitCode.Done;
        }
        var table = new Table("ID", "NAME", "WHAT");
        foreach (var app in apps.Apps)
            table.Add(app.Id, app.Name, app.GenericName.Length > 0 ? app.GenericName : app.Comment);
        table.Write(context.Terminal);
        return ExitCode.Done;
    }
}
