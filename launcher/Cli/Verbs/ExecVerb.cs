// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.CommandLine.Parsing;
using Seamless.Launcher.Cli.Terminals;

namespace Seamless.Launcher.Cli.Verbs;

/// <summary>`exec GUEST [-- COMMAND…]`: a program of a guest on this terminal. Done when it is; the exit code is its own.</summary>
internal static class ExecVerb
{
    private sealed record Options(
        Argument<string> Guest, Argument<string[]> Command, Option<bool> Root, Option<bool> Tty, Option<bool> NoTty, Option<string[]> Variables, Option<string?> Folder);

    public static Command Create(VerbContext context)
    {
        var options = new Options(
            new Argument<string>("GUEST") { Description = "Where to run it (see: seamless guest list)." },
            new Argument<string[]>("COMMAND") { Arity = ArgumentArity.ZeroOrMore, Description = "After --: the program and its arguments. Without: a shell." },
            new Option<bool>("--root") { Description = "As the guest's administrator." },
            new Option<bool>("--tty") { Description = "On a terminal of its own, also when this is none." },
            new Option<bool>("--no-tty") { Description = "On pipes, also when this is a terminal." },
            new Option<string[]>("--env") { Description = "A variable for the program; may be given several times.", HelpName = "NAME=VALUE", Arity = ArgumentArity.ZeroOrMore },
            new Option<string?>("--folder") { Description = "The guest's folder to run it in.", HelpName = "FOLDER" });
        options.Variables.Validators.Add(result =>
        {
            foreach (var variable in result.Tokens.Where(token => token.Value.IndexOf('=', StringComparison.Ordinal) < 1))
                result.AddError($"--env needs NAME=VALUE, not '{variable.Value}'");
        });
        var verb = new Command("exec", "Run a program in a guest on this terminal; its exit code is passed on.")
        {
            options.Guest, options.Command, options.Root, options.Tty, options.NoTty, options.Variables, options.Folder,
        };
        verb.SetAction(parsed => Run(context, parsed, options));
        return verb;
    }

    private static int Run(VerbContext context, ParseResult parsed, Options options)
    {
        var words = parsed.GetValue(options.Command) ?? [];
        var dashes = parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash).Count();
        var command = parsed.Tokens.Skip(dashes + 1).Select(token => token.Value).ToArray();
        if (command.Length != words.Length)
            return context.Terminal.WrongUsage($"a command goes after --: seamless exec {parsed.GetValue(options.Guest)} -- {string.Join(' ', words)}", "exec");
        if (parsed.GetValue(options.Tty) && parsed.GetValue(options.NoTty))
            return context.Terminal.WrongUsage("give either --tty or --no-tty", "exec");
        return TerminalRun.Run(context, new TerminalRequest
        {
            Guest = parsed.GetValue(options.Guest),
            Command = [.. command],
            Root = parsed.GetValue(options.Root),
            Tty = parsed.GetValue(options.Tty) ? true : parsed.GetValue(options.NoTty) ? false : null,
            Variables = [.. parsed.GetValue(options.Variables) ?? []],
            WorkingFolder = parsed.GetValue(options.Folder) ?? "",
        });
    }
}
