// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Seamless.Agent.Apps;

/// <summary>
/// The spellings of the user's languages, best first, that are looked for in keys such as <c>Name[sr_RS@latin]</c>.
/// For each language the order is that of the Desktop Entry Specification, "Localized values for keys":
/// lang_COUNTRY@MODIFIER, lang_COUNTRY, lang@MODIFIER, lang. The encoding never takes part in the comparison.
/// </summary>
public sealed class MessageLocale
{
    /// <summary>The rank of a value without a locale: worse than every translation the user reads.</summary>
    public const int Untranslated = int.MaxValue;

    public static readonly MessageLocale None = new([]);

    private readonly ImmutableArray<string> _spellings;

    private MessageLocale(ImmutableArray<string> spellings) => _spellings = spellings;

    public IReadOnlyList<string> Spellings => _spellings;

    /// <summary>
    /// LC_ALL, LC_MESSAGES or LANG (the first that is set) says the locale. LANGUAGE is a list of languages and goes before it,
    /// except in the C locale, where gettext ignores it as well.
    /// </summary>
    public static MessageLocale From(EnvironmentVariables variables)
    {
        var locale = variables["LC_ALL"] ?? variables["LC_MESSAGES"] ?? variables["LANG"] ?? "C";
        if (IsC(locale)) return None;
        var spellings = ImmutableArray.CreateBuilder<string>();
        var languages = 0;
        foreach (var language in $"{variables["LANGUAGE"]}:{locale}".Split(':'))
        {
            if (language.Length == 0 || IsC(language) || languages++ >= AppsLimits.Languages) continue;
            AddSpellings(language, spellings);
        }
        return new MessageLocale(spellings.ToImmutable());
    }

    /// <summary>How well the locale of a key fits, 0 is best; -1 when the user does not read it.</summary>
    public int Rank(ReadOnlySpan<byte> keyLocale)
    {
        var encoding = keyLocale.IndexOf((byte)'.');
        if (encoding < 0) return RankOf(keyLocale, []);
        var modifier = keyLocale.IndexOf((byte)'@');
        return RankOf(keyLocale[..encoding], modifier > encoding ? keyLocale[modifier..] : []);
    }

    private int RankOf(ReadOnlySpan<byte> head, ReadOnlySpan<byte> tail)
    {
        for (var i = 0; i < _spellings.Length; i++)
        {
            var spelling = _spellings[i].AsSpan();
            if (spelling.Length == head.Length + tail.Length
                && System.Text.Ascii.Equals(head, spelling[..head.Length])
                && System.Text.Ascii.Equals(tail, spelling[head.Length..])) return i;
        }
        return -1;
    }

    private static void AddSpellings(string locale, ImmutableArray<string>.Builder spellings)
    {
        var (rest, modifier) = Cut(locale, '@');
        (rest, _) = Cut(rest, '.');
        var (language, country) = Cut(rest, '_');
        foreach (var spelling in (ReadOnlySpan<string>)[language + country + modifier, language + country, language + modifier, language])
            if (spelling.Length > 0 && !spellings.Contains(spelling)) spellings.Add(spelling);
    }

    /// <summary>Splits before the separator, which stays with the second part.</summary>
    private static (string Head, string Tail) Cut(string text, char separator)
    {
        var at = text.IndexOf(separator);
        return at < 0 ? (text, "") : (text[..at], text[at..]);
    }

    private static bool IsC(string locale) => locale is "C" or "POSIX" || locale.StartsWith("C.", StringComparison.Ordinal);
}
