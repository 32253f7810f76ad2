// SPDX-License-Identifier: Apache-2.0
// The lookup of the Icon Theme Specification: the user's theme, then everything it inherits (depth first), then hicolor, then
// icons that belong to no theme. In each theme a folder made for the size wins over the nearest one.
//
// Themes are read when they are first needed and then kept; an instance belongs to one generation of the catalogue and is thrown
// away when anything changes on disk. Not for two threads at once.
using System.Collections.Immutable;

namespace Seamless.Agent.Apps.Icons;

public enum IconFormat
{
    Png,
    Svg,

    /// <summary>Found, but nothing here draws it.</summary>
    Xpm,
}

public readonly record struct IconFile(string Path, IconFormat Format);

public sealed class IconThemes
{
    private const string Fallback = "hicolor";

    // The order of the specification within one folder.
    private static readonly (string Extension, IconFormat Format)[] Extensions = [(".png", IconFormat.Png), (".svg", IconFormat.Svg), (".xpm", IconFormat.Xpm)];

    private readonly string _theme;
    private readonly ImmutableArray<string> _baseDirectories;
    private readonly Action<string> _report;
    private ImmutableArray<IconTheme> _chain;

    /// <param name="theme">The user's theme; see <see cref="IconThemeSetting"/>.</param>
    /// <param name="baseDirectories">Where themes and icons without a theme lie, most important first.</param>
    /// <param name="report">Told, once each, what is wrong with a theme.</param>
    public IconThemes(string theme, ImmutableArray<string> baseDirectories, Action<string> report)
    {
        _theme = theme;
        _baseDirectories = baseDirectories;
        _report = report;
    }

    /// <summary>The themes in the order they are searched.</summary>
    public ImmutableArray<IconTheme> Chain => _chain.IsDefault ? _chain = ReadChain() : _chain;

    /// <summary>$HOME/.icons, then icons below each data directory, then /usr/share/pixmaps.</summary>
    public static ImmutableArray<string> BaseDirectories(DataDirectories directories)
    {
        var list = ImmutableArray.CreateBuilder<string>();
        if (directories.Home is { } home) list.Add(Path.Join(home, ".icons"));
        list.AddRange(directories.Data.Select(data => Path.Join(data, "icons")));
        list.AddRange(directories.Data.Select(data => Path.Join(data, "pixmaps")));
        return list.ToImmutable();
    }

    /// <summary>The file for the value of an Icon key: an absolute path as it is, or the best file for that name and size.</summary>
    public IconFile? Find(string icon, int size, int scale = 1)
    {
        if (icon.StartsWith('/')) return Format(icon) is { } format && File.Exists(icon) ? new IconFile(icon, format) : null;
        // "Icon=player.png" is against the specification, and common.
        var name = Format(icon) is null ? icon : Path.GetFileNameWithoutExtension(icon);
        if (name.Length == 0 || name.Contains('/', StringComparison.Ordinal) || name.Contains('\0', StringComparison.Ordinal)) return null;

        IconFile? notDrawable = null;
        foreach (var theme in Chain)
        {
            if (FindIn(theme, name, size, scale) is not { } found) continue;
            if (found.Format != IconFormat.Xpm) return found;
            notDrawable ??= found;
        }
        foreach (var folder in _baseDirectories)
        {
            if (FileIn(folder, name) is not { } found) continue;
            if (found.Format != IconFormat.Xpm) return found;
            notDrawable ??= found;
        }
        return notDrawable;
    }

    private static IconFile? FindIn(IconTheme theme, string name, int size, int scale)
    {
        foreach (var folder in theme.Folders)
            if (folder.Directory.Matches(size, scale) && FileIn(folder.Path, name) is { Format: not IconFormat.Xpm } exact) return exact;

        IconFile? nearest = null;
        var nearestDistance = int.MaxValue;
        foreach (var folder in theme.Folders)
        {
            var distance = folder.Directory.Distance(size, scale);
            if (distance >= nearestDistance || FileIn(folder.Path, name) is not { } found) continue;
            if (found.Format == IconFormat.Xpm)
            {
                nearest ??= found;
                continue;
            }
            (nearest, nearestDistance) = (found, distance);
        }
        return nearest;
    }

    private static IconFile? FileIn(string folder, string name)
    {
        foreach (var (extension, format) in Extensions)
        {
            var path = $"{folder}/{name}{extension}";
            if (File.Exists(path)) return new IconFile(path, format);
        }
        return null;
    }

    private static IconFormat? Format(string path)
    {
        foreach (var (extension, format) in Extensions)
            if (path.EndsWith(extension, StringComparison.OrdinalIgnoreCase)) return format;
        return null;
    }

    private ImmutableArray<IconTheme> ReadChain()
    {
        var chain = ImmutableArray.CreateBuilder<IconTheme>();
        var cycleReported = false;
        var onPath = new List<string>();
        Visit(_theme);
        if (!chain.Any(theme => theme.Name == Fallback)) Visit(Fallback);
        // hicolor is asked last even when a theme lists it early.
        return [.. chain.Where(theme => theme.Name != Fallback), .. chain.Where(theme => theme.Name == Fallback)];

        void Visit(string name)
        {
            if (onPath.Contains(name))
            {
                if (!cycleReported) _report($"icon theme {_theme}: inherits itself through {string.Join(" → ", onPath)} → {name}; the repetition is ignored");
                cycleReported = true;
                return;
            }
            if (chain.Count == AppsLimits.IconThemes || chain.Any(theme => theme.Name == name)) return;
            if (Load(name) is not { } loaded) return;
            chain.Add(loaded);
            onPath.Add(name);
            foreach (var parent in loaded.Inherits) Visit(parent);
            onPath.RemoveAt(onPath.Count - 1);
        }
    }

    private IconTheme? Load(string name)
    {
        try
        {
            return IconTheme.Load(name, _baseDirectories);
        }
        catch (KeyFileException e)
        {
            _report($"icon theme {name}: index.theme {e.Message}; the theme is not used");
            return null;
        }
    }
}
