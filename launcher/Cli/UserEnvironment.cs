// SPDX-License-Identifier: Apache-2.0
using System.Collections;
using Seamless.Linux;

namespace Seamless.Launcher.Cli;

/// <summary>What the person's session gives us: variables, the current folder, who they are. A value, so that tests can make one.</summary>
internal sealed class UserEnvironment(IReadOnlyDictionary<string, string> variables, string workingFolder, uint userId)
{
    public static UserEnvironment OfProcess()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
            variables[(string)entry.Key] = (string?)entry.Value ?? "";
        return new UserEnvironment(variables, Environment.CurrentDirectory, CurrentUser.Id);
    }

    /// <summary>Null when unset or empty: the XDG specification treats both alike.</summary>
    public string? this[string name] => variables.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    public IReadOnlyDictionary<string, string> All => variables;

    public string WorkingFolder => workingFolder;

    public uint UserId => userId;

    public IEnumerable<string> SearchPath => (this["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").Split(':', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The executable that a shell would start for this name, or null.</summary>
    public string? FindProgram(string name)
    {
        if (name.Contains('/', StringComparison.Ordinal))
            return IsExecutable(Path.GetFullPath(name, workingFolder)) ? Path.GetFullPath(name, workingFolder) : null;
        return name.Length == 0 ? null : SearchPath.Select(folder => Path.Combine(folder, name)).FirstOrDefault(IsExecutable);
    }

    private static bool IsExecutable(string path) =>
        File.Exists(path) && (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;
}
