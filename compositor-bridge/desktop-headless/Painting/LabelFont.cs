// SPDX-License-Identifier: Apache-2.0
using SkiaSharp;

namespace Seamless.Desktop.Headless.Painting;

/// <summary>
/// The font of titles and labels: DejaVu, Noto or Liberation Sans when installed, else any font there is. Without one the
/// desktop still draws frames in the guests' colours.
/// </summary>
internal sealed class LabelFont : IDisposable
{
    private const string Folder = "/usr/share/fonts";

    private static readonly string[] Preferred =
        ["DejaVuSans.ttf", "NotoSans-Regular.ttf", "LiberationSans-Regular.ttf", "Ubuntu-R.ttf", "FreeSans.ttf"];

    private readonly SKTypeface? typeface;

    public LabelFont()
    {
        typeface = Find(Folder) is { } file ? SKTypeface.FromFile(file) : null;
        if (typeface is null) DesktopLog.NoFont(Folder);
    }

    /// <summary>Draws what fits into the width, from the left; the y is the middle of the line.</summary>
    public void Draw(SKCanvas canvas, string text, SKRect area, float size, SKColor colour)
    {
        if (typeface is null || text.Length == 0) return;
        using var font = new SKFont(typeface, size) { Edging = SKFontEdging.Antialias };
        using var paint = new SKPaint { Color = colour, IsAntialias = true };
        var line = Fit(font, Drawable(text), area.Width);
        canvas.DrawText(line, area.Left, area.MidY + (size * 0.36f), SKTextAlign.Left, font, paint);
    }

    public float Width(string text, float size)
    {
        if (typeface is null) return 0;
        using var font = new SKFont(typeface, size);
        return font.MeasureText(Drawable(text));
    }

    public void Dispose() => typeface?.Dispose();

    /// <summary>A title comes from the guest: what could reorder or hide text is left out, and so is what no title bar can show.</summary>
    internal static string Drawable(string text)
    {
        Span<char> kept = stackalloc char[DesktopLimits.DrawnCharacters];
        var count = 0;
        foreach (var letter in text)
        {
            if (count == kept.Length) break;
            var category = char.GetUnicodeCategory(letter);
            if (category is System.Globalization.UnicodeCategory.Control or System.Globalization.UnicodeCategory.Format
                or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator) continue;
            kept[count++] = letter;
        }
        return new string(kept[..count]);
    }

    private static string Fit(SKFont font, string text, float width)
    {
        if (font.MeasureText(text) <= width) return text;
        var length = text.Length;
        while (length > 0 && font.MeasureText(string.Concat(text.AsSpan(0, length), "…")) > width) length--;
        return length == 0 ? "" : string.Concat(text.AsSpan(0, length), "…");
    }

    private static string? Find(string folder)
    {
        if (!Directory.Exists(folder)) return null;
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, MaxRecursionDepth = 6 };
        string? any = null;
        var best = Preferred.Length;
        string? bestFile = null;
        foreach (var file in Directory.EnumerateFiles(folder, "*.ttf", options).Take(DesktopLimits.FontFiles))
        {
            any ??= file;
            var rank = Array.IndexOf(Preferred, Path.GetFileName(file));
            if (rank < 0 || rank >= best) continue;
            (best, bestFile) = (rank, file);
        }
        return bestFile ?? any;
    }
}
