// SPDX-License-Identifier: Apache-2.0
// The type of a file by its name, as the guest's shared MIME database says (Shared MIME-info Database 0.21): globs2, and for names that no
// pattern fits a look at the first bytes, which tells text from the rest. Read anew for each question: opening a file is a person's doing.
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Seamless.Linux;

namespace Seamless.Agent.Apps;

public sealed class FileTypes(EnvironmentVariables variables)
{
    private const string PlainText = "text/plain", Unknown = "application/octet-stream";

    private readonly DataDirectories _directories = DataDirectories.From(variables);

    /// <param name="name">The file's name; where it lies tells nothing.</param>
    /// <param name="beginning">Its first bytes.</param>
    public string Of(string name, ReadOnlySpan<byte> beginning) =>
        ByName(name) ?? (LooksLikeText(beginning) ? PlainText : Unknown);

    /// <summary>The type itself and what it is a kind of, nearest first: what opens one of those opens this.</summary>
    public ImmutableArray<string> WithParents(string type)
    {
        type = Pairs("aliases").FirstOrDefault(pair => pair.First == type) is { Second: { } known } ? known : type;
        var subclasses = Pairs("subclasses").ToLookup(pair => pair.First, pair => pair.Second);
        var found = new List<string> { type };
        for (var at = 0; at < found.Count && found.Count < AppsLimits.MimeParents; at++)
        {
            found.AddRange(subclasses[found[at]].Where(parent => !found.Contains(parent)).Distinct().ToList());
            if (found[at].StartsWith("text/", StringComparison.Ordinal) && !found.Contains(PlainText)) found.Add(PlainText);
        }
        return [.. found];
    }

    /// <summary>As it is written first; only when that fits nothing with small letters, and then not where the pattern asks for its own.</summary>
    private string? ByName(string name)
    {
        var patterns = _directories.Data.SelectMany(folder => Lines(Path.Join(folder, "mime", "globs2"))).Select(Pattern.Read).OfType<Pattern>().ToList();
        var small = name.ToLowerInvariant();
        return Best(patterns.Where(each => GlobPattern.Fits(each.Glob, name)))
            ?? Best(patterns.Where(each => !each.IsExact && GlobPattern.Fits(each.Glob.ToLowerInvariant(), small)));
    }

    private static string? Best(IEnumerable<Pattern> fitting) => fitting.MaxBy(each => (each.Weight, each.Glob.Length))?.Type;

    private IEnumerable<(string First, string Second)> Pairs(string table)
    {
        foreach (var folder in _directories.Data)
            foreach (var line in Lines(Path.Join(folder, "mime", table)))
                if (line.Split(' ') is [var first, var second]) yield return (first, second);
    }

    private static IEnumerable<string> Lines(string file) => RegularFile.Read(file, AppsLimits.MimeTableBytes) is { } bytes
        ? Encoding.UTF8.GetString(bytes).Split('\n').Where(line => line.Length > 0 && line[0] != '#')
        : [];

    private static bool LooksLikeText(ReadOnlySpan<byte> beginning)
    {
        foreach (var each in beginning[..Math.Min(beginning.Length, AppsLimits.SniffedBytes)])
            if (each < ' ' && each is not ((byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\f' or 0x1b)) return false;
        return true;
    }
}

/// <summary>A line of globs2: weight:type:pattern[:flags].</summary>
internal sealed record Pattern(int Weight, string Type, string Glob, bool IsExact)
{
    public static Pattern? Read(string line) =>
        line.Split(':') is [var number, var type, var glob, .. var flags] && int.TryParse(number, CultureInfo.InvariantCulture, out var weight)
            ? new Pattern(weight, type, glob, flags is [var flag, ..] && flag.Split(',').Contains("cs")) : null;
}

/// <summary>Patterns of glob(7): *, ? and sets such as [0-9].</summary>
internal static class GlobPattern
{
    public static bool Fits(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        int at = 0, star = -1, starAt = 0;
        var i = 0;
        while (i < name.Length)
        {
            if (at < pattern.Length && pattern[at] == '*')
            {
                (star, starAt) = (at++, i);
                continue;
            }
            if (at < pattern.Length && FitsOne(pattern[at..], name[i], out var used))
            {
                at += used;
                i++;
                continue;
            }
            if (star < 0) return false;
            at = star + 1;
            i = ++starAt;
        }
        return pattern[at..].Trim('*').IsEmpty;
    }

    private static bool FitsOne(ReadOnlySpan<char> pattern, char letter, out int used)
    {
        used = 1;
        if (pattern[0] == '?') return true;
        if (pattern[0] != '[' || pattern[1..].IndexOf(']') is not (> 0 and var length)) return pattern[0] == letter;
        used = length + 2;
        var set = pattern.Slice(1, length);
        var isNot = set.Length > 1 && set[0] is '!' or '^';
        if (isNot) set = set[1..];
        for (var i = 0; i < set.Length; i++)
        {
            var isRange = i + 2 < set.Length && set[i + 1] == '-';
            if (isRange ? letter >= set[i] && letter <= set[i + 2] : letter == set[i]) return !isNot;
            if (isRange) i += 2;
        }
        return isNot;
    }
}
