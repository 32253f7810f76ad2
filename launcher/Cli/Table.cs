// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Launcher.Cli;

/// <summary>Columns of plain text, which cut and awk understand; the last column is as long as it wants.</summary>
internal sealed class Table(params string[] headings)
{
    private readonly List<string[]> _rows = [headings];

    public void Add(params string[] cells) => _rows.Add([.. cells.Select(cell => cell.ReplaceLineEndings(" "))]);

    public void Write(Terminal terminal)
    {
        var widths = Enumerable.Range(0, headings.Length - 1).Select(column => _rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in _rows)
            terminal.Answer(string.Join("  ", row.Select((cell, column) => column < widths.Length ? cell.PadRight(widths[column]) : cell)).TrimEnd());
    }
}
