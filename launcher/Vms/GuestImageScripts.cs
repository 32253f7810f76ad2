// SPDX-License-Identifier: Apache-2.0
using Seamless.Launcher.Cli;
using Seamless.Launcher.Guests;

namespace Seamless.Launcher.Vms;

/// <summary>
/// The scripts that make guests' images (installers/guest-images): beside the programs, where the build puts them, or in the
/// source tree that the programs were built in.
/// </summary>
internal sealed class GuestImageScripts
{
    private const string FolderName = "guest-images";

    private readonly string _folder;
    private readonly Dictionary<string, string> _environment;

    private GuestImageScripts(string folder, string programs, UserEnvironment environment)
    {
        _folder = folder;
        _environment = environment.All.ToDictionary(StringComparer.Ordinal);
        // The agent that guests get is the one beside this launcher.
        _environment["SEAMLESS_BIN_DIR"] = programs;
    }

    public IEnumerable<string> Distributions => Directory.EnumerateFiles(_folder, "build.sh", SearchOption.AllDirectories)
        .Select(file => Path.GetFileName(Path.GetDirectoryName(file)!)).Order(StringComparer.Ordinal);

    public static GuestImageScripts Locate(ProgramFolder programs, UserEnvironment environment)
    {
        var agent = Path.GetDirectoryName(programs.Require(SeamlessPrograms.Agent))!;
        var candidates = programs.Folders.Select(folder => Path.Combine(folder, FolderName)).ToList();
        for (var folder = Path.GetDirectoryName(agent); folder is not null; folder = Path.GetDirectoryName(folder))
            candidates.Add(Path.Combine(folder, "installers", FolderName));
        return candidates.FirstOrDefault(folder => File.Exists(Path.Combine(folder, "build"))) is { } found
            ? new GuestImageScripts(found, agent, environment)
            : throw new LauncherException($"there is no folder {FolderName} in {string.Join(", ", programs.Folders)}; build Seamless again with installers/linux/build");
    }

    public GuestImageScript Build(IReadOnlyList<string> arguments) => new(Path.Combine(_folder, "build"), arguments, _environment);

    /// <summary>Makes that file when it is not there or of another agent: a tenth of a second, else some milliseconds.</summary>
    public GuestImageScript ToolsDisk(string file) => new(Path.Combine(_folder, "tools-disk"), [file], _environment);
}
