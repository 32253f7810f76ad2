// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.CommandLine.Parsing;
using Seamless.Launcher.Cli.Verbs;

namespace Seamless.Launcher.Cli;

/// <summary>
/// The verbs and what becomes of wrong usage and of failures. Everything here is synchronous and touches neither the host
/// nor the log: a verb is a process that a person waits for, and most of its time is its own start.
/// </summary>
internal sealed class CommandLine(Terminal terminal, UserEnvironment environment)
{
    private static readonly ParserConfiguration Parsing = new()
    {
        // "@name" is an argument like any other, for example a text to type.
        ResponseFileTokenReplacer = null,
    };

    public int Run(IReadOnlyList<string> arguments)
    {
        var parsed = Root().Parse(arguments, Parsing);
        if (parsed.Errors.Count > 0)
            return WrongUsage(parsed);
        try
        {
            return parsed.Invoke(new InvocationConfiguration
            {
                Output = terminal.Answers,
                EnableDefaultExceptionHandler = false,
                // Ctrl-C ends a verb at once; what it started ends because its connection to the daemon closes.
                ProcessTerminationTimeout = null,
            });
        }
        catch (LauncherException failure)
        {
            return terminal.Fail(failure.Message);
        }
    }

    internal RootCommand Root()
    {
        var place = new VerbContext(terminal, environment);
        return new RootCommand("Apps of a guest as windows of this desktop.")
        {
            DemoVerb.Create(place),
            RunVerb.Create(place),
            OpenVerb.Create(place),
            ExecVerb.Create(place),
            AppsVerb.Create(place),
            WindowsVerb.Create(place),
            ScreenshotVerb.Create(place),
            InputVerb.Create(place),
            ClipboardVerb.Create(place),
            AudioVerb.Create(place),
            CloseVerb.Create(place),
            GuestVerb.Create(place),
            ConsoleVerb.Create(place),
            DesktopVerb.Create(place),
            GpuVerb.Create(place),
            RedoxBundleVerb.Create(place),
            StatusVerb.Create(place),
            DoctorVerb.Create(place),
            LogsVerb.Create(place),
            StopVerb.Create(place),
            CompletionVerb.Create(place),
            DaemonVerb.Create(place),
        };
    }

    private int WrongUsage(ParseResult parsed)
    {
        // "Required command was not provided" is only the consequence when there was a word that is none.
        var error = parsed.Errors.Count > 1 ? parsed.Errors[^1] : parsed.Errors[0];
        var path = new List<string>();
        for (var command = parsed.CommandResult; command?.Parent is CommandResult parent; command = parent)
            path.Insert(0, command.Command.Name);
        return terminal.WrongUsage(error.Message, string.Join(' ', path));
    }
}
