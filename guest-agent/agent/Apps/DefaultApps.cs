// SPDX-License-Identifier: Apache-2.0
// Which app opens a type (Association between MIME types and applications 1.0.1): the defaults that mimeapps.list names, then the apps that it
// adds, then those whose desktop files list the type; each for the type itself first and then for what it is a kind of.
using System.Text;
using Seamless.Linux;

namespace Seamless.Agent.Apps;

public sealed class DefaultApps(EnvironmentVariables variables)
{
    private const string Name = "mimeapps.list";

    private readonly DataDirectories _directories = DataDirectories.From(variables);
    private readonly FileTypes _types = new(variables);

    /// <summary>Null when none of the apps opens it.</summary>
    public DesktopEntry? Find(string type, IEnumerable<DesktopEntry> installed)
    {
        var startable = installed.Where(app => app.Exec is not null).ToDictionary(app => app.Id, StringComparer.Ordinal);
        var lists = Files().Select(Read).ToList();
        foreach (var each in _types.WithParents(type))
            if ((Chosen(each, lists, startable) ?? Listed(each, lists, startable)) is { } app) return app;
        return null;
    }

    private static DesktopEntry? Chosen(string type, List<MimeApps> lists, Dictionary<string, DesktopEntry> apps)
    {
        foreach (var list in lists)
            foreach (var id in list.Of("Default Applications", type))
                if (apps.GetValueOrDefault(id) is { } app) return app;
        return null;
    }

    private static DesktopEntry? Listed(string type, List<MimeApps> lists, Dictionary<string, DesktopEntry> apps)
    {
        var removed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var list in lists)
        {
            foreach (var id in list.Of("Added Associations", type))
                if (!removed.Contains(id) && apps.GetValueOrDefault(id) is { } app) return app;
            removed.UnionWith(list.Of("Removed Associations", type));
        }
        // An app with a window of its own before one that needs a terminal, one that menus show before one that they do not.
        return apps.Values.Where(app => app.MimeTypes.Contains(type) && !removed.Contains(app.Id))
            .OrderBy(app => app.Terminal).ThenBy(app => app.NoDisplay).ThenBy(app => app.Id, StringComparer.Ordinal).FirstOrDefault();
    }

    /// <summary>Most important first.</summary>
    private IEnumerable<string> Files()
    {
        var desktops = (variables["XDG_CURRENT_DESKTOP"] ?? "Seamless").Split(':', StringSplitOptions.RemoveEmptyEntries);
        foreach (var folder in _directories.Config.Concat(_directories.Data.Select(data => Path.Join(data, "applications"))))
        {
            foreach (var desktop in desktops)
                if (!desktop.Contains('/', StringComparison.Ordinal)) yield return Path.Join(folder, $"{desktop.ToLowerInvariant()}-{Name}");
            yield return Path.Join(folder, Name);
        }
    }

    private static MimeApps Read(string file) => new(RegularFile.Read(file, AppsLimits.MimeTableBytes) ?? []);
}

/// <summary>One mimeapps.list: groups of lines type=app.desktop;app.desktop;</summary>
internal sealed class MimeApps
{
    private readonly Dictionary<(string Group, string Type), string[]> _lines = [];

    public MimeApps(ReadOnlySpan<byte> bytes)
    {
        var group = "";
        foreach (var line in Encoding.UTF8.GetString(bytes).Split('\n').Select(line => line.Trim()))
        {
            if (line is ['[', .. var name, ']']) group = name;
            else if (line.Length > 0 && line[0] != '#' && line.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals)
                _lines[(group, line[..equals].TrimEnd())] = [.. line[(equals + 1)..].Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Id)];
        }
    }

    public string[] Of(string group, string type) => _lines.GetValueOrDefault((group, type)) ?? [];

    private static string Id(string file) => file.EndsWith(".desktop", StringComparison.Ordinal) ? file[..^".desktop".Length] : file;
}
