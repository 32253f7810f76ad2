// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Seamless.Protocol;

/// <summary>Texts from apps may be of any length; the wire has a limit for each.</summary>
public static class Utf8
{
    /// <summary>
    /// The longest beginning of <paramref name="text"/> that fits, cut between characters. What UTF-8 or C cannot carry
    /// (lone surrogates, NUL) becomes U+FFFD, so that the result can always be sent.
    /// </summary>
    public static string Shorten(string? text, int maximumBytes)
    {
        if (string.IsNullOrEmpty(text)) return "";
        int bytes = 0;
        StringBuilder? repaired = null;
        int position = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            bool isBad = rune.Value == 0 || (rune == Rune.ReplacementChar && text[position] != '\ufffd');
            var shown = isBad ? Rune.ReplacementChar : rune;
            if (isBad) repaired ??= new StringBuilder(text, 0, position, text.Length);
            if (bytes + shown.Utf8SequenceLength > maximumBytes) break;
            bytes += shown.Utf8SequenceLength;
            repaired?.Append(shown.ToString());
            position += rune == Rune.ReplacementChar ? 1 : rune.Utf16SequenceLength;
        }
        return repaired?.ToString() ?? text[..position];
    }
}
