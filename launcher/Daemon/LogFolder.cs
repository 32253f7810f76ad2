// SPDX-License-Identifier: Apache-2.0
using Seamless.Launcher.Cli;

namespace Seamless.Launcher.Daemon;

/// <summary>$XDG_STATE_HOME/seamless/logs, by default below ~/.local/state; without a home beside the sockets.</summary>
internal sealed class LogFolder(string path)
{
    private const string FilePattern = "seamless*.log";

    public string Path => path;

    /// <summary>A folder beside this one, for what must outlive the daemon.</summary>
    public string StateOf(string name) => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path)!, name);

    /// <summary>Serilog appends _001 and so on when this one is full.</summary>
    public string FirstFile => System.IO.Path.Combine(path, "seamless.log");

    public static LogFolder Locate(UserEnvironment environment, RuntimeFolder runtime)
    {
        // The specification says that a relative path is to be ignored.
        if (environment["XDG_STATE_HOME"] is { } state && System.IO.Path.IsPathRooted(state))
            return new LogFolder(System.IO.Path.Combine(state, "seamless", "logs"));
        return environment["HOME"] is { } home && System.IO.Path.IsPathRooted(home)
            ? new LogFolder(System.IO.Path.Combine(home, ".local", "state", "seamless", "logs"))
            : new LogFolder(System.IO.Path.Combine(runtime.Path, "logs"));
    }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<string> Files() => !Directory.Exists(path)
        ? []
        : [.. Directory.EnumerateFiles(path, FilePattern).OrderBy(File.GetLastWriteTimeUtc).ThenBy(f => f, StringComparer.Ordinal)];
}
