// SPDX-License-Identifier: Apache-2.0
using Seamless.Launcher.Cli;

namespace Seamless.Launcher.Guests;

/// <summary>The programs that a guest and its desktop consist of.</summary>
internal static class SeamlessPrograms
{
    public const string Bridge = "seamless-bridge";
    public const string Agent = "seamless-agent";
    public const string Desktop = "seamless-desktop-headless";

    /// <summary>No part of a guest.</summary>
    public const string GpuServer = "seamless-gl-server";

    public static readonly IReadOnlyList<string> All = [Bridge, Agent, Desktop];
}

/// <summary>
/// Where those programs are: in SEAMLESS_BIN_DIR (set by the wrapper script), beside this program (an installation), or in the
/// folders of a build from sources.
/// </summary>
internal sealed class ProgramFolder(IReadOnlyList<string> folders)
{
    /// <summary>A program's project, which names its folder in the build output.</summary>
    private static readonly Dictionary<string, string> Projects = new(StringComparer.Ordinal)
    {
        [SeamlessPrograms.Bridge] = "Bridge",
        [SeamlessPrograms.Agent] = "Agent.Linux",
        [SeamlessPrograms.Desktop] = "Desktop.Headless",
        [SeamlessPrograms.GpuServer] = "Gpu.Server",
    };

    public IReadOnlyList<string> Folders => folders;

    public static ProgramFolder Locate(UserEnvironment environment)
    {
        if (environment["SEAMLESS_BIN_DIR"] is { } chosen)
            return new ProgramFolder([Path.GetFullPath(chosen, environment.WorkingFolder)]);
        var beside = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        var folders = new List<string> { beside };
        // artifacts/bin/Launcher/release → artifacts/bin/Bridge/release and so on.
        if (Path.GetDirectoryName(beside) is { } project && Path.GetFileName(project) == "Launcher" && Path.GetDirectoryName(project) is { } bin)
            folders.AddRange(Projects.Values.Select(name => Path.Combine(bin, name, Path.GetFileName(beside))));
        return new ProgramFolder(folders);
    }

    public string? Find(string program) => folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    public string Require(string program) => Find(program)
        ?? throw new LauncherException($"there is no {program} in {string.Join(", ", folders)}; build it with installers/linux/build, or set SEAMLESS_BIN_DIR");
}
