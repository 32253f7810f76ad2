// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Agent.Apps;

/// <summary>Words that quote a file, made fit for a log: one line, no control characters, not longer than a person reads.</summary>
public static class OneLine
{
    private const int Most = 500;

    public static string Of(string text)
    {
        var line = text.Length <= Most ? text : string.Concat(text.AsSpan(0, Most), "…");
        return line.Any(char.IsControl) ? string.Concat(line.Select(c => char.IsControl(c) ? '?' : c)) : line;
    }
}
