// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using Seamless.Protocol;

namespace Seamless.Bridge;

/// <summary>
/// Makes a guest's text safe to show beside the desktop's own: no control characters, no line breaks, and none of the invisible
/// characters that turn the direction of what follows (a title could otherwise rewrite the label that says whose window it is).
/// </summary>
internal static class ShownText
{
    /// <summary>The same object when there is nothing to take away.</summary>
    public static string Clean(string text, int maximumBytes)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsShown(rune))
                return Rebuild(text, maximumBytes);
        }
        return Encoding.UTF8.GetByteCount(text) <= maximumBytes ? text : Utf8.Shorten(text, maximumBytes);
    }

    /// <summary>An id that a desktop may look an icon or a desktop file up by: besides, nothing that leads to another folder.</summary>
    public static string CleanId(string id, int maximumBytes)
    {
        var clean = Clean(id, maximumBytes);
        return clean.Contains('/') ? clean.Replace('/', '_') : clean;
    }

    private static string Rebuild(string text, int maximumBytes)
    {
        var kept = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsShown(rune))
                kept.Append(rune.ToString());
            else if (IsBreak(rune))
                kept.Append(' ');
        }
        return Utf8.Shorten(kept.ToString(), maximumBytes);
    }

    private static bool IsBreak(Rune rune) => rune.Value is '\t' or '\n' or '\r' or 0x2028 or 0x2029;

    private static bool IsShown(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
        // Joiners are part of words in several scripts and of emoji; every other format character is invisible and unneeded here.
        UnicodeCategory.Format => rune.Value is 0x200c or 0x200d,
        UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned => false,
        _ => true,
    };
}
