// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Seamless.Agent.Apps;

/// <summary>One further way to start an app: a <c>[Desktop Action Key]</c> group.</summary>
public sealed record DesktopAction(string Key, string Name, string Icon, ExecLine? Exec);

/// <summary>
/// An app as its desktop file describes it (Desktop Entry Specification 1.5), in the user's language. Only what a launcher
/// needs; unknown keys are not kept.
/// </summary>
public sealed record DesktopEntry
{
    /// <summary>The desktop file id without <c>.desktop</c>: <c>org.gtk.Demo4</c>. Most apps use the same word as their window's app id.</summary>
    public required string Id { get; init; }
    public required string File { get; init; }
    public required string Name { get; init; }
    public string GenericName { get; init; } = "";
    public string Comment { get; init; } = "";

    /// <summary>A name in the icon theme or an absolute path; empty when the app has none.</summary>
    public string Icon { get; init; } = "";
    public ImmutableArray<string> Keywords { get; init; } = [];
    public ImmutableArray<string> Categories { get; init; } = [];
    public ImmutableArray<string> MimeTypes { get; init; } = [];
    public ImmutableArray<string> Implements { get; init; } = [];
    public ImmutableArray<string> OnlyShowIn { get; init; } = [];
    public ImmutableArray<string> NotShowIn { get; init; } = [];
    public string TryExec { get; init; } = "";

    /// <summary>The key Path: the folder to start in; empty for the user's home.</summary>
    public string WorkingDirectory { get; init; } = "";
    public string StartupWmClass { get; init; } = "";
    public bool NoDisplay { get; init; }
    public bool Hidden { get; init; }
    public bool Terminal { get; init; }
    public bool DBusActivatable { get; init; }
    public bool StartupNotify { get; init; }
    public bool SingleMainWindow { get; init; }
    public bool PrefersNonDefaultGpu { get; init; }

    /// <summary>Null exactly when <see cref="NotStartable"/> says why.</summary>
    public ExecLine? Exec { get; init; }
    public string? NotStartable { get; init; }
    public ImmutableArray<DesktopAction> Actions { get; init; } = [];

    /// <summary>
    /// In entries that a desktop of ours has installed for the apps of its guests. Where guest and desktop share a home, the guest would
    /// tell of them as its own, the desktop install those, and so on for ever.
    /// </summary>
    private const string GuestKey = "X-Seamless-Guest";

    /// <summary>
    /// Reads the entry. Throws <see cref="KeyFileException"/> for a file that is no desktop entry of an app or over a limit. A hidden
    /// entry needs no other key: it stands for "there is no such app".
    /// </summary>
    public static DesktopEntry Read(ReadOnlyMemory<byte> bytes, string id, string file, MessageLocale locale)
    {
        if (id.Length == 0 || id.Any(char.IsControl)) throw new KeyFileException("has a name that is no desktop file id");
        var keys = KeyFile.Parse(bytes, locale);
        if (keys.Groups.Count == 0 || keys.Groups[0].Name != "Desktop Entry")
            throw new KeyFileException("does not begin with the group [Desktop Entry]");
        var group = keys.Groups[0];
        if (group.Flag("Hidden") || group.Has(GuestKey)) return new DesktopEntry { Id = id, File = file, Name = "", Hidden = true, NotStartable = "it is hidden" };
        var type = group.Text("Type");
        if (type != "Application") throw new KeyFileException(type is null ? "has no Type" : $"Type is {type}, not Application");
        var name = group.Text("Name");
        if (string.IsNullOrEmpty(name)) throw new KeyFileException("has no Name");

        var (exec, reason) = ReadExec(group);
        return new DesktopEntry
        {
            Id = id,
            File = file,
            Name = name,
            GenericName = group.Text("GenericName") ?? "",
            Comment = group.Text("Comment") ?? "",
            Icon = group.Text("Icon") ?? "",
            Keywords = group.List("Keywords"),
            Categories = group.List("Categories"),
            MimeTypes = group.List("MimeType"),
            Implements = group.List("Implements"),
            OnlyShowIn = group.List("OnlyShowIn"),
            NotShowIn = group.List("NotShowIn"),
            TryExec = group.Text("TryExec") ?? "",
            WorkingDirectory = group.Text("Path") ?? "",
            StartupWmClass = group.Text("StartupWMClass") ?? "",
            NoDisplay = group.Flag("NoDisplay"),
            Terminal = group.Flag("Terminal"),
            DBusActivatable = group.Flag("DBusActivatable"),
            StartupNotify = group.Flag("StartupNotify"),
            SingleMainWindow = group.Flag("SingleMainWindow"),
            PrefersNonDefaultGpu = group.Flag("PrefersNonDefaultGPU"),
            Exec = exec,
            NotStartable = reason,
            Actions = ReadActions(keys, group),
        };
    }

    /// <summary>
    /// OnlyShowIn and NotShowIn against the desktops of XDG_CURRENT_DESKTOP, in their order: the first one that either list names
    /// decides; when none does, an entry with OnlyShowIn is not shown.
    /// </summary>
    public bool IsShownIn(ImmutableArray<string> desktops)
    {
        foreach (var desktop in desktops)
        {
            if (OnlyShowIn.Contains(desktop)) return true;
            if (NotShowIn.Contains(desktop)) return false;
        }
        return OnlyShowIn.IsEmpty;
    }

    private static (ExecLine? Exec, string? Reason) ReadExec(KeyFileGroup group)
    {
        var line = group.Text("Exec");
        if (string.IsNullOrWhiteSpace(line)) return (null, "its desktop file has no Exec");
        return ExecLine.TryParse(line, out var exec, out var reason) ? (exec, null) : (null, $"Exec of its desktop file {reason}");
    }

    /// <summary>Only actions that the key Actions lists and that have a group with a name exist.</summary>
    private static ImmutableArray<DesktopAction> ReadActions(KeyFile keys, KeyFileGroup entry)
    {
        var actions = ImmutableArray.CreateBuilder<DesktopAction>();
        foreach (var key in entry.List("Actions"))
        {
            if (actions.Count == AppsLimits.Actions) break;
            if (keys[$"Desktop Action {key}"] is not { } group || group.Text("Name") is not { Length: > 0 } name) continue;
            if (actions.Any(action => action.Key == key)) continue;
            var (exec, _) = ReadExec(group);
            if (exec is null && !entry.Flag("DBusActivatable")) continue;
            actions.Add(new DesktopAction(key, name, group.Text("Icon") ?? "", exec));
        }
        return actions.ToImmutable();
    }
}
