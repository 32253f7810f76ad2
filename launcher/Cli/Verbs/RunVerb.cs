// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using System.Text.RegularExpressions;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Cli.Verbs;

/// <summary>`run APP [FILE|ADDRESS…]` or `run -- COMMAND…`: done when the first window shows content.</summary>
internal static partial class RunVerb
{
    /// <summary>A browser's first start on a slow disk; a person who sees nothing for longer assumes that it failed.</summary>
    private const int DefaultSeconds = 30;

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9+.-]+:")]
    private static partial Regex AddressStart();

    private sealed record Options(Argument<string[]> Words, Option<string> Guest, Option<string?> Action, Option<string[]> Variables, Option<int> Seconds,
        Option<bool> NoWait, Option<bool> Json);

    public static Command Create(VerbContext context)
    {
        var options = new Options(
            new Argument<string[]>("APP") { Arity = ArgumentArity.OneOrMore, Description = "An app's id or name (see: seamless apps) and the files or addresses to open; after -- a command." },
            new Option<string>("--guest") { Description = "Where to run it.", HelpName = "NAME", DefaultValueFactory = _ => "local" },
            new Option<string?>("--action") { Description = "One of the app's own actions, such as new-window.", HelpName = "ID" },
            new Option<string[]>("--env") { Description = "A variable for the app; may be given several times.", HelpName = "NAME=VALUE", Arity = ArgumentArity.ZeroOrMore },
            new Option<int>("--timeout") { Description = "How long its first window may take.", HelpName = "SECONDS", DefaultValueFactory = _ => DefaultSeconds },
            new Option<bool>("--no-wait") { Description = "Do not wait for its window." },
            Arguments.Json());
        options.Words.CompletionSources.Add(_ => Arguments.AppIds(context));
        options.Guest.CompletionSources.Add(_ => Arguments.GuestNames(context));
        options.Seconds.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[0].Value, out var seconds) || seconds is < 1 or > 3600))
                result.AddError("--timeout is a number of seconds from 1 to 3600");
        });
        options.Variables.Validators.Add(result =>
        {
            foreach (var variable in result.Tokens.Where(token => token.Value.IndexOf('=', StringComparison.Ordinal) < 1))
                result.AddError($"--env needs NAME=VALUE, not '{variable.Value}'");
        });
        var verb = new Command("run", "Start an app or a command in a guest and wait for its first window.")
        {
            options.Words, options.Guest, options.Action, options.Variables, options.Seconds, options.NoWait, options.Json,
        };
        verb.SetAction(parsed => Run(context, parsed, options));
        return verb;
    }

    /// <summary>The words after `--`, or null when there is no `--`.</summary>
    private static List<string>? CommandOf(IReadOnlyList<Token> tokens)
    {
        for (var i = 0; i < tokens.Count; i++)
            if (tokens[i].Type == TokenType.DoubleDash)
                return [.. tokens.Skip(i + 1).Select(token => token.Value)];
        return null;
    }

    /// <summary>What is wrong with these words, or null.</summary>
    private static string? Problem(string[] words, List<string>? command)
    {
        if (command is { Count: 0 })
            return "there is no command after --";
        if (command is not null && command.Count != words.Length)
            return "give either an app, or a command after --";
        // An option that we do not know would silently become a file to open.
        return command is null && words.FirstOrDefault(word => word.StartsWith('-')) is { } option
            ? $"unknown option '{option}'; a program's own options go after --: seamless run -- {string.Join(' ', words)}"
            : null;
    }

    private static int Run(VerbContext context, ParseResult parsed, Options options)
    {
        var words = parsed.GetRequiredValue(options.Words);
        var command = CommandOf(parsed.Tokens);
        if (Problem(words, command) is { } problem)
            return context.Terminal.WrongUsage(problem, "run");
        var name = words[0];
        var arguments = new RunArguments
        {
            Guest = parsed.GetValue(options.Guest)!,
            App = command is null ? name : null,
            Action = parsed.GetValue(options.Action),
            Command = command is null ? [] : [.. command],
            Uris = command is null ? [.. words.Skip(1).Select(word => AddressOf(context, word))] : [],
            Variables = [.. parsed.GetValue(options.Variables) ?? []],
            WorkingFolder = context.Environment.WorkingFolder,
            WaitMilliseconds = parsed.GetValue(options.NoWait) ? 0 : parsed.GetValue(options.Seconds) * 1000,
        };
        var started = GuestProgressLines.Ask(context, arguments.Guest, LauncherVerbs.Run, arguments, $"waiting for the first window of {name}");
        if (parsed.GetValue(options.Json))
            context.AnswerJson(JsonSerializer.SerializeToElement(started, ControlJson.Default.RunStarted));
        else
            context.Terminal.Answer(started.Window is { } window
                ? $"{started.App}: window {window.Id} '{window.Title}' {window.Width}x{window.Height}"
                : $"{started.App}: started as instance {started.Instance}, process {started.ProcessId}");
        return ExitCode.Done;
    }

    private static string AddressOf(VerbContext context, string word) =>
        AddressStart().IsMatch(word) ? word : new Uri(Path.GetFullPath(word, context.Environment.WorkingFolder)).AbsoluteUri;
}
