// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Seamless.Launcher.Cli;
using Seamless.Launcher.Guests;

namespace Seamless.Launcher.Doors;

/// <summary>
/// What is copied into a Redox system so that it becomes a desktop of this machine's guests: the Rust sources, laid out as in the source tree,
/// and the configuration of one known desktop.
/// </summary>
internal sealed class RedoxBundle
{
    /// <summary>Beside the programs, where the build puts them. The source tree that the programs were built in comes first: it is never older.</summary>
    private const string FolderName = "redox-sources";

    private static readonly string[] Parts = ["protocol/rust", "protocol/vectors", "compositor-bridge/desktop-orbital", "installers/redox"];

    /// <summary>The library for OpenGL programs: half of its sources are generated, where there was a Rust to compile it with.</summary>
    private const string OpenGl = "gpu-forwarder/client";

    private readonly string _sources;

    private RedoxBundle(string sources) => _sources = sources;

    public static RedoxBundle Locate(ProgramFolder programs)
    {
        var candidates = new List<string>();
        foreach (var start in programs.Folders)
            for (var folder = start; folder is not null; folder = Path.GetDirectoryName(folder))
                candidates.Add(folder);
        candidates.AddRange(programs.Folders.Select(folder => Path.Combine(folder, FolderName)));
        return candidates.FirstOrDefault(folder => Parts.All(part => Directory.Exists(Path.Combine(folder, part)))) is { } found
            ? new RedoxBundle(found)
            : throw new LauncherException($"there is no folder {FolderName} in {string.Join(", ", programs.Folders)}; build Seamless again with installers/linux/build");
    }

    /// <summary>What the program is started with in the virtual machine of that name.</summary>
    public static string WordsByWire(string desktop) => string.Create(CultureInfo.InvariantCulture, $"--launcher wires:{DoorLimits.WireHost}:{DoorLimits.FirstWirePort} --name {desktop}");

    public static string WordsByTcp(string desktop, string address) => $"--launcher {address} --name {desktop} --key-file /etc/seamless/key";

    /// <summary>Into a folder that is not there yet, so that nothing old is mixed with it.</summary>
    /// <param name="folder">Its name.</param>
    /// <param name="words">What the program is started with.</param>
    /// <param name="key">Empty when it needs none.</param>
    public void Write(string folder, string words, string key)
    {
        if (Path.Exists(folder))
            throw new LauncherException($"{folder} is there already; name a folder that is not");
        var unfinished = $"{Path.TrimEndingDirectorySeparator(folder)}.new";
        try
        {
            if (Directory.Exists(unfinished))
                Directory.Delete(unfinished, recursive: true);
            var count = 0;
            foreach (var part in Parts)
                Copy(Path.Combine(_sources, part), Path.Combine(unfinished, part), ref count);
            if (File.Exists(Path.Combine(_sources, OpenGl, "src/generated/mod.rs")))
                Copy(Path.Combine(_sources, OpenGl), Path.Combine(unfinished, OpenGl), ref count);
            Session(Path.Combine(unfinished, "installers/redox/seamless-session"), words);
            Configure(Directory.CreateDirectory(Path.Combine(unfinished, "config")).FullName, words, key);
            Directory.Move(unfinished, folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new LauncherException($"the bundle cannot be written: {failure.Message}", failure);
        }
    }

    /// <summary>The session that the recipe puts into Redox starts the program with this desktop's words.</summary>
    private static void Session(string file, string words)
    {
        if (File.Exists(file))
            File.WriteAllLines(file, File.ReadAllLines(file).Select(line => line.StartsWith("seamless-desktop-orbital ", StringComparison.Ordinal) ? $"seamless-desktop-orbital {words} &" : line));
    }

    private static void Configure(string folder, string words, string key)
    {
        if (key.Length > 0)
        {
            using var file = new StreamWriter(new FileStream(Path.Combine(folder, "key"), new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }));
            file.Write($"{key}\n");
        }
        File.WriteAllText(Path.Combine(folder, "arguments"), $"{words}\n");
        File.WriteAllText(Path.Combine(folder, "README"), $"""
            {(key.Length > 0 ? "Copy config/key to /etc/seamless/key in Redox, for its user alone: whoever has it is this desktop." : "Nothing of config is copied: the desktop comes by the wires of its virtual machine.")}
            The session of installers/redox starts it with the words in config/arguments:

                seamless-desktop-orbital {words}

            The sources are built in their folders as they lie here: compositor-bridge/desktop-orbital and gpu-forwarder/client need protocol/rust and
            nothing else.

            """);
    }

    private static void Copy(string from, string into, ref int count)
    {
        Directory.CreateDirectory(into);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            if (++count > DoorLimits.BundleFiles)
                throw new LauncherException($"{from} holds more than {DoorLimits.BundleFiles} files; these are not the sources");
            File.Copy(file, Path.Combine(into, Path.GetFileName(file)));
        }
        // What cargo made is not a source, and a link may lead anywhere.
        foreach (var below in new DirectoryInfo(from).EnumerateDirectories().Where(each => each.Name != "target" && each.LinkTarget is null))
            Copy(below.FullName, Path.Combine(into, below.Name), ref count);
    }
}
