// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Seamless.Linux;

namespace Seamless.Launcher.Vms;

/// <summary>The folder of definitions.</summary>
internal static class VmDefinitions
{
    private const string Extension = ".toml";

    public static bool Exists(VmFolders folders, string name) => GuestDefinition.ProblemOfName(name) is null && File.Exists(folders.DefinitionOf(name));

    /// <summary>Names by the alphabet; files whose name is no guest's name are not ours.</summary>
    public static IReadOnlyList<string> Names(VmFolders folders) => !Directory.Exists(folders.Definitions) ? []
        : [.. Directory.EnumerateFiles(folders.Definitions, "*" + Extension).Select(file => Path.GetFileNameWithoutExtension(file)!)
            .Where(name => GuestDefinition.ProblemOfName(name) is null).Order(StringComparer.Ordinal).Take(VmLimits.Definitions)];

    public static GuestDefinition Load(VmFolders folders, string name)
    {
        var file = folders.DefinitionOf(name);
        var bytes = RegularFile.Read(file, VmLimits.DefinitionBytes + 1) ?? throw new LauncherException($"there is no guest '{name}': {file} is not there or cannot be read");
        if (bytes.Length > VmLimits.DefinitionBytes)
            throw new LauncherException($"{file}: a definition has at most {VmLimits.DefinitionBytes} bytes");
        return DefinitionReader.Read(file, Encoding.UTF8.GetString(bytes), name, folders.ImageOf(name));
    }

    public static void Write(VmFolders folders, GuestDefinition guest)
    {
        Directory.CreateDirectory(folders.Definitions);
        var file = folders.DefinitionOf(guest.Name);
        File.WriteAllText(file + ".new", DefinitionText.Of(guest, folders.ImageOf(guest.Name)));
        File.Move(file + ".new", file, overwrite: true);
    }
}
