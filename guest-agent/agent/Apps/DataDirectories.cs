// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Seamless.Agent.Apps;

/// <summary>
/// The folders of the XDG Base Directory Specification, most important first. Relative paths are invalid there and left out.
/// </summary>
public sealed record DataDirectories
{
    public required ImmutableArray<string> Data { get; init; }
    public required ImmutableArray<string> Config { get; init; }
    public required string? Home { get; init; }

    public static DataDirectories From(EnvironmentVariables variables)
    {
        var home = Absolute(variables["HOME"]);
        return new DataDirectories
        {
            Home = home,
            Data = List(Absolute(variables["XDG_DATA_HOME"]) ?? Below(home, ".local/share"), variables["XDG_DATA_DIRS"] ?? "/usr/local/share:/usr/share"),
            Config = List(Absolute(variables["XDG_CONFIG_HOME"]) ?? Below(home, ".config"), variables["XDG_CONFIG_DIRS"] ?? "/etc/xdg"),
        };
    }

    private static ImmutableArray<string> List(string? first, string rest)
    {
        var list = ImmutableArray.CreateBuilder<string>();
        foreach (var folder in (IEnumerable<string?>)[first, .. rest.Split(':')])
        {
            if (list.Count == AppsLimits.DataDirectories) break;
            if (Absolute(folder) is { } path && !list.Contains(path)) list.Add(path);
        }
        return list.ToImmutable();
    }

    private static string? Absolute(string? path) =>
        path is ['/', ..] ? Path.TrimEndingDirectorySeparator(path) : null;

    private static string? Below(string? folder, string name) => folder is null ? null : Path.Join(folder, name);
}
