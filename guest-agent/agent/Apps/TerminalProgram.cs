// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Agent.Apps;

/// <summary>The terminal of the guest for apps with Terminal=true, and how to hand it a command line.</summary>
public sealed record TerminalProgram(string Program, Func<DesktopEntry, IEnumerable<string>> Options)
{
    // foot speaks Wayland and takes an app id, so that the window belongs to the app and not to the terminal. The others need
    // X11 or are whatever the distribution's alternatives say; "-e" before the command is what they all understand.
    private static readonly TerminalProgram[] Known =
    [
        new("foot", entry => [$"--app-id={entry.Id}", $"--title={entry.Name}", "--"]),
        new("x-terminal-emulator", _ => ["-e"]),
        new("xterm", _ => ["-e"]),
    ];

    public static TerminalProgram Find(ProgramSearch programs) =>
        Array.Find(Known, terminal => programs.Find(terminal.Program) is not null)
        ?? throw new AppStartException("it runs in a terminal and this guest has none; install one with: apt-get install foot");

    public IEnumerable<string> Prefix(DesktopEntry entry) => [Program, .. Options(entry)];
}
