// SPDX-License-Identifier: Apache-2.0
// The syntax that desktop files, index.theme and GTK's settings.ini share (Desktop Entry Specification 1.5, "Basic format of
// the file"): lines of [Group], Key=Value, Key[locale]=Value and comments. Values stay as bytes here; KeyFileValue decodes them.
//
// The specification forbids repeated groups and keys but says nothing about readers. As in GLib, which most apps are tested
// with, repeated groups are one group and the last of repeated keys counts. A line that is nothing of the above, or whose value
// is not UTF-8, is passed over: it does no harm to the rest, and an old Latin-1 translation must not hide an app. Translations into languages nobody reads here are dropped at once, so that a file with
// a hundred of them costs no more than one with none.
using System.Text;
using System.Text.Unicode;

namespace Seamless.Agent.Apps;

public sealed class KeyFile
{
    private readonly List<KeyFileGroup> _groups = [];

    private KeyFile() { }

    /// <summary>In the order of their first appearance.</summary>
    public IReadOnlyList<KeyFileGroup> Groups => _groups;

    public KeyFileGroup? this[string group] => _groups.Find(g => g.Name == group);

    /// <summary>Throws <see cref="KeyFileException"/> when the file is over a limit.</summary>
    public static KeyFile Parse(ReadOnlyMemory<byte> bytes, MessageLocale locale, int maxLines = AppsLimits.KeyFileLines)
    {
        if (bytes.Length > AppsLimits.KeyFileBytes)
            throw new KeyFileException($"is larger than {AppsLimits.KeyFileBytes >> 20} MiB");
        var file = new KeyFile();
        KeyFileGroup? group = null;
        var rest = bytes.Span.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        for (var line = 1; rest.Length > 0; line++)
        {
            if (line > maxLines) throw new KeyFileException($"has more than {maxLines} lines");
            var end = rest.Span.IndexOf((byte)'\n');
            var text = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            group = file.TakeLine(text, group, locale);
        }
        return file;
    }

    /// <summary>Returns the group that the next line belongs to; null before the first and after a header that is none.</summary>
    private KeyFileGroup? TakeLine(ReadOnlyMemory<byte> line, KeyFileGroup? group, MessageLocale locale)
    {
        var text = line.Span.TrimEnd(" \t\r"u8);
        if (text.IsEmpty || text[0] == '#') return group;
        if (text[0] == '[') return OpenGroup(text);
        var equals = text.IndexOf((byte)'=');
        if (group is null || equals <= 0) return group;
        var key = text[..equals].TrimEnd(" \t"u8);
        var rank = MessageLocale.Untranslated;
        if (key.Length > 0 && key[^1] == ']' && key.IndexOf((byte)'[') is var open and > 0)
        {
            rank = locale.Rank(key[(open + 1)..^1]);
            key = key[..open];
        }
        var value = line[(equals + 1)..text.Length];
        if (rank >= 0 && IsKey(key) && Utf8.IsValid(value.Span)) group.Set(Encoding.ASCII.GetString(key), value, rank);
        return group;
    }

    private KeyFileGroup? OpenGroup(ReadOnlySpan<byte> header)
    {
        if (header[^1] != ']') return null;
        var name = header[1..^1];
        if (name.IsEmpty || name.ContainsAny("[]"u8) || name.ContainsAnyInRange((byte)0, (byte)31) || name.ContainsAnyInRange((byte)127, (byte)255))
            return null;
        var text = Encoding.ASCII.GetString(name);
        if (this[text] is { } known) return known;
        if (_groups.Count == AppsLimits.KeyFileGroups) throw new KeyFileException($"has more than {AppsLimits.KeyFileGroups} groups");
        var group = new KeyFileGroup(text);
        _groups.Add(group);
        return group;
    }

    private static bool IsKey(ReadOnlySpan<byte> key)
    {
        foreach (var c in key)
            if (!char.IsAsciiLetterOrDigit((char)c) && c != '-') return false;
        return key.Length > 0;
    }
}
