// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Seamless.Launcher.Daemon;

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
        var verb = new Command("logs", "Show what the daemon and the guests said.") { lines };
        verb.SetAction(parsed => Run(context, parsed.GetValue(lines)));
        return verb;
    }

    private static int Run(VerbContext context, int count)
    {
        var folder = context.Logs;
        var files = folder.Files();
        if (files.Count == 0)
            throw new LauncherException($"there is no log yet in {folder.Path}; the daemon writes it when it runs");
        try
        {
            // The size of the logs is bounded (LauncherLimits), so reading them whole costs little.
            foreach (var line in files.SelectMany(ReadShared).TakeLast(count))
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
