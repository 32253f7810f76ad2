// SPDX-License-Identifier: Apache-2.0
// What is started for an OpenTerminal: a program of the guest's session, or one of its administrator's through sudo, which must ask
// nothing (-n), for there may be no terminal to answer on. sudo empties the environment; what the program needs of it goes through env(1),
// which every sudoers file allows that allows the program.
using Seamless.Agent.Apps;
using Seamless.Agent.Linux.Apps;
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Agent.Linux.Terminals;

internal sealed class TerminalCommand(AppSurroundings surroundings)
{
    private const string AdministratorPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    // The administrator's program shows its windows where the user's do; the user's runtime folder is not for it to write to.
    private static readonly string[] ForAdministrator = ["TERM", "LANG", "WAYLAND_DISPLAY", "GDK_BACKEND", "QT_QPA_PLATFORM", AppMark.Variable];

    private static readonly string[] TerminfoFolders = ["/etc/terminfo", "/lib/terminfo", "/usr/share/terminfo", "/usr/lib/terminfo"];

    private readonly ProgramSearch _programs = new(surroundings.Variables);

    private static bool IsAdministrator => CurrentUser.Id == 0;

    /// <exception cref="AppStartException">There is no such program or folder, or no way to be the administrator.</exception>
    public ChildProcessOptions Of(in OpenTerminal open, string? busAddress)
    {
        var asRoot = open.Flags.HasFlag(TerminalFlags.Root) && !IsAdministrator;
        var environment = surroundings.Environment(new StartApp { Environment = open.Environment }, busAddress, AppMark.Of(instance: 0).ToString());
        var shell = surroundings.Variables["SHELL"] ?? LoginShell.Of(CurrentUser.Id);
        environment["SHELL"] = shell;
        if (open.Flags.HasFlag(TerminalFlags.Pty)) environment["TERM"] = KnownTerminal(open.TerminalType);
        string[] command = open.Arguments.IsEmpty ? [asRoot ? LoginShell.Of(user: 0) : shell, "-l"] : [.. open.Arguments];
        string program;
        if (asRoot)
        {
            program = _programs.Find("sudo") ?? throw new AppStartException("the guest has no sudo, so nothing can be run as its administrator; run it without root, or install sudo there");
            command = AsAdministrator(command, open, environment);
        }
        else
        {
            if (open.Flags.HasFlag(TerminalFlags.Root)) environment["PATH"] = AdministratorPath;
            program = Find(command[0], open.WorkingDirectory, open.Flags.HasFlag(TerminalFlags.Root));
            command = command[1..];
        }
        return new ChildProcessOptions(program, command) { Environment = environment, WorkingDirectory = FolderOf(open.WorkingDirectory) };
    }

    /// <summary>
    /// Signals a program's group. What runs as root is not ours to signal, but sudo may be asked to do it; nobody waits for that.
    /// </summary>
    public void Kill(EventLoop loop, ChildProcess process, int signal, bool isRoot)
    {
        process.Kill(signal);
        if (!isRoot || IsAdministrator || _programs.Find("sudo") is not { } sudo) return;
        try
        {
            ChildProcess.Start(loop, new ChildProcessOptions(sudo, ["-n", "--", "kill", $"-{signal}", "--", $"-{process.Pid}"]), ended => ended.Dispose());
        }
        catch (LinuxException e)
        {
            AgentLog.Warn($"terminal: process {process.Pid} was not signalled: {e.Message}");
        }
    }

    private static string[] AsAdministrator(string[] command, in OpenTerminal open, Dictionary<string, string> environment) =>
    [
        "-n", "--", "env",
        .. ForAdministrator.Where(environment.ContainsKey).Select(name => $"{name}={environment[name]}"),
        .. open.Environment,
        .. command,
    ];

    private string Find(string program, string folder, bool isAdministrator)
    {
        var programs = isAdministrator ? new ProgramSearch(new EnvironmentVariables(new Dictionary<string, string> { ["PATH"] = AdministratorPath })) : _programs;
        return programs.Find(program, folder) ?? throw new AppStartException(
            program.Contains('/', StringComparison.Ordinal) ? $"{program}: no such program" : $"{program}: not found in PATH; if a package of that name has it: apt-get install {program}");
    }

    private string FolderOf(string wanted)
    {
        if (wanted.Length > 0) return Directory.Exists(wanted) ? wanted : throw new AppStartException($"{wanted}: no such folder in the guest");
        return Directory.Exists(surroundings.Home) ? surroundings.Home : "/";
    }

    /// <summary>A program that does not know its terminal does not start at all; nearly every terminal understands what xterm does.</summary>
    private string KnownTerminal(string type)
    {
        const string usual = "xterm-256color";
        var isName = type.Length > 0 && !type.Contains('/', StringComparison.Ordinal) && char.IsAsciiLetterOrDigit(type[0]);
        return isName && (IsKnown(type) || !IsKnown(usual)) ? type : usual;
    }

    private bool IsKnown(string type)
    {
        // By first letter, or on file systems that do not tell letters apart by its number (term(5)).
        string[] folders = [Path.Join(surroundings.Home, ".terminfo"), .. TerminfoFolders];
        return folders.Any(folder => File.Exists(Path.Join(folder, type[..1], type)) || File.Exists(Path.Join(folder, $"{(int)type[0]:x}", type)));
    }
}
