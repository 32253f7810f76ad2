// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Cli.Verbs;

/// <summary>Arguments that several verbs have, so that they are spelled and described alike.</summary>
internal static class Arguments
{
    public static Option<bool> Json() => new("--json") { Description = "Answer as JSON (docs/cli.md describes it)." };

    public static Option<long?> Window(VerbContext context)
    {
        var option = new Option<long?>("--window") { Description = "Only this window (see: seamless windows).", HelpName = "ID" };
        option.CompletionSources.Add(_ => WindowIds(context));
        return option;
    }

    public static Argument<long> WindowId(VerbContext context)
    {
        var argument = new Argument<long>("WINDOW") { Description = "The window's id (see: seamless windows)." };
        argument.CompletionSources.Add(_ => WindowIds(context));
        return argument;
    }

    /// <summary>Completion asks a running daemon and never starts one: pressing Tab must not have effects.</summary>
    public static IEnumerable<System.CommandLine.Completions.CompletionItem> WindowIds(VerbContext context) =>
        Running(context, DesktopVerbs.Windows, new Nothing()).SelectMany(list => list.Windows)
            .Select(window => new System.CommandLine.Completions.CompletionItem($"{window.Id}", detail: window.Title));

    public static IEnumerable<System.CommandLine.Completions.CompletionItem> AppIds(VerbContext context) =>
        Running(context, LauncherVerbs.Apps, new AppsArguments()).SelectMany(list => list.Apps).Where(app => !app.Hidden)
            .Select(app => new System.CommandLine.Completions.CompletionItem(app.Id, detail: app.Name));

    public static IEnumerable<System.CommandLine.Completions.CompletionItem> GuestNames(VerbContext context) =>
        Running(context, LauncherVerbs.Guests, new Nothing()).SelectMany(list => list.Guests)
            .Select(guest => new System.CommandLine.Completions.CompletionItem(guest.Name, detail: guest.State));

    private static IEnumerable<TResult> Running<TArguments, TResult>(VerbContext context, ControlVerb<TArguments, TResult> verb, TArguments arguments)
        where TArguments : class where TResult : class
    {
        try
        {
            using var daemon = context.RunningDaemon();
            return daemon is null ? [] : [daemon.Ask(verb, arguments)];
        }
        catch (LauncherException)
        {
            // A shell that completes a line has no place for a reason.
            return [];
        }
    }
}
