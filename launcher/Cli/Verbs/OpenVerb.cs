// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Text.Json;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Cli.Verbs;

/// <summary>`open FILE…`: in an app of a guest; what is saved there comes back into the file.</summary>
internal static class OpenVerb
{
    private sealed record Options(Argument<string[]> Files, Option<string> Guest, Option<string?> App, Option<bool> ReadOnly, Option<bool> Wait, Option<bool> List, Option<bool> Json);

    public static Command Create(VerbContext context)
    {
        var options = new Options(
            new Argument<string[]>("FILE") { Arity = ArgumentArity.ZeroOrMore, Description = "The files to open; each save comes back into them." },
            new Option<string>("--guest") { Description = "Where to open them.", HelpName = "NAME", DefaultValueFactory = _ => "local" },
            new Option<string?>("--app") { Description = "With this app instead of the guest's own for such files.", HelpName = "ID" },
            new Option<bool>("--read-only") { Description = "Nothing comes back." },
            new Option<bool>("--wait") { Description = "Tell what is saved, and wait until the files are closed." },
            new Option<bool>("--list") { Description = "Only list the files that are open in guests." },
            Arguments.Json());
        options.Guest.CompletionSources.Add(_ => Arguments.GuestNames(context));
        options.App.CompletionSources.Add(_ => Arguments.AppIds(context));
        var verb = new Command("open", "Open files in an app of a guest; what is saved there comes back.")
        {
            options.Files, options.Guest, options.App, options.ReadOnly, options.Wait, options.List, options.Json,
        };
        verb.SetAction(parsed => parsed.GetValue(options.List) ? List(context, parsed.GetValue(options.Json)) : Run(context, parsed, options));
        return verb;
    }

    private static int List(VerbContext context, bool json)
    {
        var list = context.Ask(LauncherVerbs.OpenedFiles, new Nothing(), "asking the daemon");
        if (json)
            context.AnswerJson(JsonSerializer.SerializeToElement(list, ControlJson.Default.OpenedFileList));
        else
            foreach (var file in list.Files)
                context.Terminal.Answer($"{file.File}: open in guest '{file.Guest}', {file.Stored} saves stored{(file.Waiting ? ", one not yet" : "")}{(file.Problem.Length > 0 ? $": {file.Problem}" : "")}");
        return ExitCode.Done;
    }

    private static int Run(VerbContext context, ParseResult parsed, Options options)
    {
        var files = parsed.GetValue(options.Files) ?? [];
        if (files.Length == 0)
            return context.Terminal.WrongUsage("name a file to open", "open");
        var opened = files.Select(file => GuestProgressLines.Ask(context, parsed.GetValue(options.Guest), LauncherVerbs.Open, new OpenArguments
        {
            Guest = parsed.GetValue(options.Guest)!,
            App = parsed.GetValue(options.App),
            File = Path.GetFullPath(file, context.Environment.WorkingFolder),
            ReadOnly = parsed.GetValue(options.ReadOnly),
        }, $"opening {file}")).ToList();
        if (parsed.GetValue(options.Json))
            context.AnswerJson(JsonSerializer.SerializeToElement(new OpenedFileList([.. opened]), ControlJson.Default.OpenedFileList));
        else
            opened.ForEach(file => context.Terminal.Answer($"{file.File}: open in guest '{file.Guest}', instance {file.Instance}"));
        if (parsed.GetValue(options.Wait))
            Follow(context, opened);
        return ExitCode.Done;
    }

    /// <summary>The lines of all files as they come; each request is answered when there is one.</summary>
    private static void Follow(VerbContext context, List<OpenedFileInfo> files)
    {
        using var daemon = context.Daemon();
        var asked = files.ToDictionary(file => file, file => daemon.Send(LauncherVerbs.FileProgress, new FileProgressArguments(file.Key, 0)));
        while (asked.Count > 0)
        {
            var (file, progress) = Next(daemon, asked);
            if (progress.Line.Length > 0)
                context.Terminal.Answer(progress.Line == "closed" ? $"{file.File}: closed" : progress.Line);
            asked.Remove(file);
            if (!progress.Done)
                asked.Add(file, daemon.Send(LauncherVerbs.FileProgress, new FileProgressArguments(file.Key, progress.Count)));
        }
    }

    private static (OpenedFileInfo File, FileProgress Progress) Next(DaemonConnection daemon, Dictionary<OpenedFileInfo, long> asked)
    {
        var first = daemon.ReplyToAny([.. asked.Values]);
        var file = asked.First(each => each.Value == first).Key;
        return (file, daemon.Result(LauncherVerbs.FileProgress, first));
    }
}
