// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Seamless.Linux;

namespace Seamless.Agent.Apps.Icons;

/// <summary>One folder of icons on disk, and how it is described by its theme.</summary>
public readonly record struct IconFolder(IconDirectory Directory, string Path);

/// <summary>
/// One icon theme: the folders that its index.theme describes and that exist. Icons may lie below any base directory, but the
/// first index.theme found describes them all (Icon Theme Specification, "Directory Layout").
/// </summary>
public sealed class IconTheme
{
    private IconTheme(string name, ImmutableArray<string> inherits, ImmutableArray<IconFolder> folders)
    {
        Name = name;
        Inherits = inherits;
        Folders = folders;
    }

    public string Name { get; }

    public ImmutableArray<string> Inherits { get; }

    public ImmutableArray<IconFolder> Folders { get; }

    /// <summary>Null when no base directory has the theme. Throws <see cref="KeyFileException"/> when its index is not usable.</summary>
    public static IconTheme? Load(string name, ImmutableArray<string> baseDirectories)
    {
        if (name.Length == 0 || name is "." or ".." || name.Contains('/', StringComparison.Ordinal)) return null;
        foreach (var folder in baseDirectories)
        {
            if (RegularFile.Read(Path.Join(folder, name, "index.theme"), AppsLimits.KeyFileBytes + 1) is not { } bytes) continue;
            return Read(name, KeyFile.Parse(bytes, MessageLocale.None, AppsLimits.ThemeIndexLines), baseDirectories);
        }
        return null;
    }

    private static IconTheme Read(string name, KeyFile index, ImmutableArray<string> baseDirectories)
    {
        if (index["Icon Theme"] is not { } theme) throw new KeyFileException("has no group [Icon Theme]");
        var folders = ImmutableArray.CreateBuilder<IconFolder>();
        foreach (var listed in (IEnumerable<string>)[.. CommaList(theme, "Directories"), .. CommaList(theme, "ScaledDirectories")])
        {
            if (index[listed] is not { } group || IconDirectory.Read(group) is not { } directory) continue;
            foreach (var baseDirectory in baseDirectories)
            {
                var path = Path.Join(baseDirectory, name, listed);
                if (Directory.Exists(path)) folders.Add(new IconFolder(directory, path));
            }
        }
        return new IconTheme(name, [.. CommaList(theme, "Inherits")], folders.ToImmutable());
    }

    /// <summary>Unlike desktop files, themes separate with commas.</summary>
    private static string[] CommaList(KeyFileGroup group, string key) =>
        (group.Text(key) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
