// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Text;
using Seamless.Protocol;

namespace Seamless.Agent.Apps;

/// <summary>
/// The installed apps as messages. Texts longer than the protocol takes are shortened and lists cut: a desktop that shows the first
/// thousand bytes of a comment is better than an app that is missing.
/// </summary>
public static class CatalogueParts
{
    /// <summary>A part is sent when it has this much, so that other bulk messages come in between.</summary>
    private const int PartBytes = 256 << 10;

    /// <summary>The whole catalogue waits in one send queue; half of it stays free for icons and frames.</summary>
    private const int CatalogueBytes = ProtocolLimits.QueuedBytes / 2;

    /// <summary>Apps that cannot be started at all are left out; starting them by id still says why.</summary>
    public static ImmutableArray<AppCatalogue> Of(IEnumerable<DesktopEntry> entries, ImmutableArray<string> desktops, uint revision)
    {
        var parts = new List<ImmutableArray<App>>();
        var part = ImmutableArray.CreateBuilder<App>();
        int partBytes = 0, allBytes = 0, apps = 0;
        foreach (var entry in entries)
        {
            if (entry.NotStartable is not null && !entry.DBusActivatable || Encoding.UTF8.GetByteCount(entry.Id) > ProtocolLimits.AppIdBytes) continue;
            var app = AppOf(entry, desktops);
            var bytes = BytesOf(app);
            if (allBytes + bytes > CatalogueBytes || apps == ProtocolLimits.Apps) break;
            if (part.Count == ProtocolLimits.AppsPerPart || (partBytes + bytes > PartBytes && part.Count > 0)) EndPart();
            part.Add(app);
            partBytes += bytes;
            allBytes += bytes;
            apps++;
        }
        // An empty catalogue is a message too: it says that there are no apps.
        if (part.Count > 0 || parts.Count == 0) EndPart();
        return [.. parts.Select((some, i) => new AppCatalogue { Revision = revision, Part = i, Parts = parts.Count, Apps = some })];

        void EndPart()
        {
            parts.Add(part.DrainToImmutable());
            partBytes = 0;
        }
    }

    private static App AppOf(DesktopEntry entry, ImmutableArray<string> desktops) => new()
    {
        Id = entry.Id,
        Name = Text(entry.Name),
        GenericName = Text(entry.GenericName),
        Comment = Text(entry.Comment),
        Keywords = Words(entry.Keywords),
        Categories = Words(entry.Categories),
        MimeTypes = Words(entry.MimeTypes),
        StartupWindowClass = Utf8.Shorten(entry.StartupWmClass, ProtocolLimits.AppIdBytes),
        Flags = FlagsOf(entry, desktops),
        Actions = [.. entry.Actions.Where(a => a.Exec is not null && Fits(a.Key, ProtocolLimits.AppIdBytes))
            .Select(a => new AppAction(a.Key, Text(a.Name), IconKey(a.Icon)))],
        IconKey = IconKey(entry.Icon),
    };

    private static AppFlags FlagsOf(DesktopEntry entry, ImmutableArray<string> desktops)
    {
        var flags = AppFlags.None;
        if (entry.Terminal) flags |= AppFlags.Terminal;
        if (entry.NoDisplay || !entry.IsShownIn(desktops)) flags |= AppFlags.NoDisplay;
        if (entry.DBusActivatable) flags |= AppFlags.DBusActivatable;
        if (entry.Exec is { FileCode: not '\0' }) flags |= AppFlags.OpensUris;
        if (entry.Exec is { FileCode: 'F' or 'U' }) flags |= AppFlags.OpensManyUris;
        return flags;
    }

    private static string Text(string text) => Utf8.Shorten(text, ProtocolLimits.TextBytes);

    /// <summary>A shortened key would be another icon's, so one that does not fit is none.</summary>
    private static string IconKey(string icon) => Fits(icon, ProtocolLimits.TextBytes) ? icon : "";

    private static bool Fits(string text, int bytes) => Encoding.UTF8.GetByteCount(text) <= bytes && !text.Contains('\0', StringComparison.Ordinal);

    private static ImmutableArray<string> Words(ImmutableArray<string> words) =>
        [.. words.Where(word => Fits(word, ProtocolLimits.AppIdBytes)).Take(ProtocolLimits.AppWords)];

    /// <summary>At least what the message takes: each text with its length, each list with its count, the flags.</summary>
    private static int BytesOf(App app)
    {
        var bytes = 64;
        foreach (var text in (ReadOnlySpan<string>)[app.Id, app.Name, app.GenericName, app.Comment, app.StartupWindowClass, app.IconKey]) Count(text);
        foreach (var words in (ReadOnlySpan<ImmutableArray<string>>)[app.Keywords, app.Categories, app.MimeTypes])
            foreach (var word in words) Count(word);
        foreach (var action in app.Actions)
        {
            Count(action.Id);
            Count(action.Name);
            Count(action.IconKey);
        }
        return bytes;

        void Count(string text) => bytes += 2 + Encoding.UTF8.GetByteCount(text);
    }
}
