// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Launcher.Apps;

/// <summary>Which app a person means: by desktop id, by the last part of it, or by name; and what they may have meant.</summary>
internal static class AppResolver
{
    private const int Suggestions = 3;

    /// <summary>The app; null when none fits.</summary>
    /// <exception cref="LauncherException">Several fit.</exception>
    public static App? Find(IReadOnlyList<App> apps, string wanted)
    {
        var id = wanted.EndsWith(".desktop", StringComparison.Ordinal) ? wanted[..^".desktop".Length] : wanted;
        // From the exact to the lenient; the first rule that fits anything decides.
        Func<App, bool>[] rules =
        [
            app => app.Id == id,
            app => Same(app.Id, id),
            app => Same(app.Name, wanted),
            app => Same(LastPart(app.Id), id),
        ];
        foreach (var rule in rules)
        {
            var fitting = apps.Where(rule).ToList();
            // Two menu entries of one name (say, an app and its preferences): the one that menus show.
            if (fitting.Count > 1 && fitting.Where(IsListed).ToList() is { Count: > 0 } listed)
                fitting = listed;
            if (fitting.Count == 1)
                return fitting[0];
            if (fitting.Count > 1)
                throw new LauncherException($"'{wanted}' could be {string.Join(" or ", fitting.Take(Suggestions).Select(app => app.Id))}; name one of them");
        }
        return null;
    }

    /// <summary>What to say of a word that is neither an app nor a program.</summary>
    public static string Unknown(IReadOnlyList<App> apps, string wanted)
    {
        var near = Near(apps, wanted);
        return near.Count == 0
            ? $"no app is called '{wanted}'; see: seamless apps"
            : $"no app is called '{wanted}'; did you mean {string.Join(" or ", near)}?";
    }

    /// <summary>Ids that a slip of the fingers or of memory leads to, nearest first.</summary>
    internal static IReadOnlyList<string> Near(IReadOnlyList<App> apps, string wanted) =>
    [
        .. apps.Where(IsListed).Select(app => (app.Id, Distance: DistanceTo(app, wanted)))
            // A third of the letters wrong is still a slip; more is another word.
            .Where(each => each.Distance <= Math.Max(1, wanted.Length / 3))
            .OrderBy(each => each.Distance).ThenBy(each => each.Id, StringComparer.Ordinal).Select(each => each.Id).Take(Suggestions),
    ];

    private static int DistanceTo(App app, string wanted)
    {
        var names = new[] { app.Id, LastPart(app.Id), app.Name };
        // Part of a name, or one of its words: "widget" for "Widget Factory".
        if (wanted.Length > 2 && names.Any(name => name.Contains(wanted, StringComparison.OrdinalIgnoreCase)))
            return 1;
        return names.Min(name => Distance(name.ToLowerInvariant(), wanted.ToLowerInvariant()));
    }

    /// <summary>Letters to insert, delete, replace or swap with their neighbour.</summary>
    internal static int Distance(string from, string to)
    {
        var before = new int[to.Length + 1];
        var last = new int[to.Length + 1];
        var row = new int[to.Length + 1];
        for (var j = 0; j <= to.Length; j++)
            last[j] = j;
        for (var i = 1; i <= from.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replace = last[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                row[j] = Math.Min(replace, Math.Min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
            }
            (before, last, row) = (last, row, before);
        }
        return last[to.Length];
    }

    private static bool IsListed(App app) => !app.Flags.HasFlag(AppFlags.NoDisplay);

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    /// <summary>"Nautilus" of "org.gnome.Nautilus".</summary>
    private static string LastPart(string id) => id[(id.LastIndexOf('.') + 1)..];
}
