// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;

namespace Seamless.Launcher.Cli;

/// <summary>Where a person's file or variables say that OpenGL programs are drawn. The client library reads the same (docs/cli.md, "OpenGL from elsewhere").</summary>
internal sealed class GpuConfiguration
{
    public const string GuestVariable = "SEAMLESS_GL_GUEST";

    /// <summary>As much as the library reads.</summary>
    private const int FileBytes = 4096;

    public GpuConfiguration(UserEnvironment environment)
    {
        var folder = environment["XDG_CONFIG_HOME"] ?? (environment["HOME"] is { } home ? Path.Combine(home, ".config") : null);
        var text = folder is null || RegularFile.Read(Path.Combine(folder, "seamless/gl"), FileBytes) is not { } bytes ? "" : System.Text.Encoding.UTF8.GetString(bytes);
        Server = Value(text, "server");
        Guest = environment[GuestVariable] ?? Value(text, "guest");
    }

    /// <summary>Null: this session's own server.</summary>
    public string? Server { get; }

    /// <summary>Whose GPU it is; null: the launcher's machine's.</summary>
    public string? Guest { get; }

    private static string? Value(string text, string key) => text.Split('\n').Where(line => !line.StartsWith('#')).Select(line => line.Split('=', 2, StringSplitOptions.TrimEntries))
        .FirstOrDefault(pair => pair.Length == 2 && pair[0] == key)?[1];
}
