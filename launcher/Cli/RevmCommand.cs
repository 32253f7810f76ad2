// SPDX-License-Identifier: Apache-2.0
using Seamless.Launcher.Cli.Terminals;

namespace Seamless.Launcher.Cli;

/// <summary>
/// The program under its other name: `revm COMMAND…` runs in the virtual machine as its administrator, `revm` alone is a shell there.
/// Its own options stand before the command; from the first other word on everything is the command's.
/// </summary>
internal sealed class RevmCommand(Terminal terminal, UserEnvironment environment)
{
    public const string Name = "revm";

    /// <summary>The variable that names the guest to those who have several.</summary>
    public const string GuestVariable = "SEAMLESS_GUEST";

    private const string Usage = """
        usage: revm [--guest NAME] [--user] [--tty | --no-tty] [COMMAND…]
        Runs COMMAND in the virtual machine as its administrator, on this terminal; without one, a shell.
          --guest NAME  in that guest; else $SEAMLESS_GUEST, or the only virtual machine
          --user        as the guest's user
          --tty         on a terminal of its own, also when this is none
          --no-tty      on pipes, also when this is a terminal
        The exit code is the command's; 125 when it could not be run.
        """;

    /// <summary>By what name was the program started? A link has its own.</summary>
    public static bool IsMeant(string program) => Path.GetFileName(program) == Name;

    public int Run(IReadOnlyList<string> arguments)
    {
        var request = new TerminalRequest { Root = true, Guest = environment[GuestVariable] };
        var at = 0;
        for (; at < arguments.Count && arguments[at].StartsWith('-'); at++)
        {
            switch (arguments[at])
            {
                case "--guest" when at + 1 < arguments.Count:
                    request = request with { Guest = arguments[++at] };
                    break;
                case "--guest":
                    return Wrong("--guest needs a name");
                case "--user":
                    request = request with { Root = false };
                    break;
                case "--tty":
                    request = request with { Tty = true };
                    break;
                case "--no-tty":
                    request = request with { Tty = false };
                    break;
                case "--help":
                    terminal.Answer(Usage);
                    return ExitCode.Done;
                case "--":
                    return Run(request with { Command = [.. arguments.Skip(at + 1)] });
                default:
                    return Wrong($"unknown option '{arguments[at]}'");
            }
        }
        return Run(request with { Command = [.. arguments.Skip(at)] });
    }

    private int Run(TerminalRequest request) => TerminalRun.Run(new VerbContext(terminal, environment), request);

    private int Wrong(string problem)
    {
        terminal.Fail(problem);
        terminal.Remark("try: revm --help");
        return ExitCode.WrongUsage;
    }
}
