// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Seamless.Launcher.Daemon;
using Seamless.Launcher.Vms;

namespace Seamless.Launcher.Cli.Verbs;

internal static class LogsVerb
{
    private const int DefaultLines = 200;

    public static Command Create(VerbContext context)
    {
        var lines = new Option<int>("--lines", "-n") { Description = "How many of the newest lines.", HelpName = "N", DefaultValueFactory = _ => DefaultLines };
        lines.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[0].Value, out var count) || count < 1))
                result.AddError("--lines is a number from 1");
        });
        var guest = new Argument<string?>("NAME") { Description = "Only what concerns this guest.", Arity = ArgumentArity.ZeroOrOne };
        guest.CompletionSources.Add(_ => Arguments.GuestNames(context));
        var console = new Option<bool>("--console") { Description = "What the virtual machine wrote to its serial console." };
        var verb = new Command("logs", "Show what the daemon and the guests said.") { guest, lines, console };
        verb.SetAction(parsed => (parsed.GetValue(guest), parsed.GetValue(console)) switch
        {
            (null, true) => context.Terminal.WrongUsage("--console needs a guest's name", "logs"),
            (string name, true) => Show(context, Consoles(context, name), parsed.GetValue(lines)),
            (var name, _) => Run(context, name, parsed.GetValue(lines)),
        });
        return verb;
    }

    /// <summary>Of the running machine, else what was kept of the last.</summary>
    private static List<string> Consoles(VerbContext context, string name)
    {
        if (GuestDefinition.ProblemOfName(name) is { } problem)
            throw new LauncherException($"{problem}; only virtual machines have a console");
        var files = VmFiles.Of(context.Runtime, context.Logs, name);
        var parts = ConsoleLog.Parts(files.ConsoleLog).ToList();
        if (parts.Count == 0)
            parts = [.. ConsoleLog.Parts(files.KeptConsoleLog)];
        return parts.Count > 0 ? parts : throw new LauncherException($"guest '{name}' has not written to its console: neither {files.ConsoleLog} nor {files.KeptConsoleLog} is there");
    }

    private static int Run(VerbContext context, string? guest, int count)
    {
        var folder = context.Logs;
        var files = folder.Files();
        if (files.Count == 0)
            throw new LauncherException($"there is no log yet in {folder.Path}; the daemon writes it when it runs");
        return Show(context, files, count, guest is null ? _ => true : line => line.Contains($" {guest}:", StringComparison.Ordinal) || line.Contains($"'{guest}'", StringComparison.Ordinal));
    }

    private static int Show(VerbContext context, IEnumerable<string> files, int count, Func<string, bool>? isWanted = null)
    {
        try
        {
            // The size of the logs is bounded (LauncherLimits), so reading them whole costs little.
            foreach (var line in files.SelectMany(ReadShared).Where(isWanted ?? (_ => true)).TakeLast(count))
                context.Terminal.Answer(line);
        }
        catch (IOException failure)
        {
            throw new LauncherException($"cannot read the log: {failure.Message}", failure);
        }
        return ExitCode.Done;
    }

    private static IEnumerable<string> ReadShared(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        while (reader.ReadLine() is { } line)
            yield return line;
    }
}
