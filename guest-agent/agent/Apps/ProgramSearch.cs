// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Agent.Apps;

/// <summary>Finds programs as execvp does: by path when the name has a slash, else along PATH.</summary>
public sealed class ProgramSearch(EnvironmentVariables variables)
{
    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly string[] _folders = (variables["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").Split(':');

    /// <summary>The absolute path of the program, or null. A relative path is one from <paramref name="folder"/>, and leads nowhere without it.</summary>
    public string? Find(string program, string folder = "")
    {
        if (program.Length == 0) return null;
        if (program.Contains('/', StringComparison.Ordinal))
        {
            var absolute = folder.StartsWith('/') ? Path.GetFullPath(program, folder) : program;
            return absolute[0] == '/' && IsProgram(absolute) ? absolute : null;
        }
        foreach (var member in _folders)
        {
            // A relative PATH member would mean "wherever the agent happens to run".
            if (!member.StartsWith('/')) continue;
            var path = Path.Join(member, program);
            if (IsProgram(path)) return path;
        }
        return null;
    }

    private static bool IsProgram(string path)
    {
        if (OperatingSystem.IsWindows()) return File.Exists(path);
        try
        {
            return File.Exists(path) && (File.GetUnixFileMode(path) & Executable) != 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
