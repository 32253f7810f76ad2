// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;
using SkiaSharp;

namespace Seamless.Desktop.Headless.Painting;

/// <summary>
/// Draws what is the desktop's own around a window, after the window's pixels, so that no guest can cover or imitate it.
/// </summary>
internal sealed class FramePainter(LabelFont font)
{
    private const float TextSize = 13;
    private const float TabTextSize = 11;

    private static readonly SKColor ActiveBar = new(0xff2b2f36);
    private static readonly SKColor InactiveBar = new(0xff4a4f57);
    private static readonly SKColor ActiveText = SKColors.White;
    private static readonly SKColor InactiveText = new(0xffc3c8cf);

    public void Draw(SKCanvas canvas, DesktopWindow window, WindowLayout layout, bool isFocused)
    {
        if (!layout.HasFrames || !(window.IsToplevel || window.IsPopup)) return;
        var geometry = window.Geometry;
        var colour = new SKColor(window.Guest.Colour);
        if (window.IsPopup || window.Shape.IsFullscreen)
        {
            // Inside the edge: there may be no screen left outside, and a menu keeps its size.
            DrawBorder(canvas, geometry, colour, window.IsPopup ? 1 : WindowLayout.BorderWidth);
            return;
        }
        if (window.HasServerDecoration) DrawTitleBar(canvas, window, geometry, isFocused);
        else DrawTab(canvas, window, geometry);
        var outer = window.HasServerDecoration ? layout.ExtentsOf(window).Around(geometry) : WindowFrame.BorderOf(geometry);
        DrawBorder(canvas, outer, colour, WindowLayout.BorderWidth);
    }

    private static void DrawBorder(SKCanvas canvas, Rect area, SKColor colour, float width)
    {
        using var paint = new SKPaint { Color = colour, Style = SKPaintStyle.Stroke, StrokeWidth = width };
        canvas.DrawRect(area.X + (width / 2), area.Y + (width / 2), area.Width - width, area.Height - width, paint);
    }

    private void DrawTab(SKCanvas canvas, DesktopWindow window, Rect geometry)
    {
        var tab = Area(WindowFrame.TabOf(window, geometry));
        using var paint = new SKPaint { Color = new SKColor(window.Guest.Colour) };
        canvas.DrawRect(tab, paint);
        font.Draw(canvas, window.Guest.Name, new SKRect(tab.Left + 6, tab.Top, tab.Right - 4, tab.Bottom), TabTextSize, SKColors.White);
    }

    private void DrawTitleBar(SKCanvas canvas, DesktopWindow window, Rect geometry, bool isFocused)
    {
        var bar = Area(WindowFrame.TitleBarOf(geometry));
        using var paint = new SKPaint { Color = isFocused ? ActiveBar : InactiveBar, IsAntialias = true };
        canvas.DrawRect(bar, paint);

        paint.Color = new SKColor(window.Guest.Colour);
        var badge = new SKRect(bar.Left + 6, bar.Top + 6, bar.Left + 18 + font.Width(window.Guest.Name, TabTextSize), bar.Bottom - 6);
        canvas.DrawRoundRect(badge, 4, 4, paint);
        font.Draw(canvas, window.Guest.Name, new SKRect(badge.Left + 6, badge.Top, badge.Right, badge.Bottom), TabTextSize, SKColors.White);

        var text = isFocused ? ActiveText : InactiveText;
        var title = new SKRect(badge.Right + 8, bar.Top, bar.Right - (3 * WindowFrame.ButtonWidth) - 4, bar.Bottom);
        if (title.Width > 0) font.Draw(canvas, window.State.Title, title, TextSize, text);
        DrawButtons(canvas, bar, text);
    }

    private static void DrawButtons(SKCanvas canvas, SKRect bar, SKColor colour)
    {
        const float reach = 4.5f;
        using var paint = new SKPaint { Color = colour, Style = SKPaintStyle.Stroke, StrokeWidth = 1.5f, IsAntialias = true };
        var x = bar.Right - (WindowFrame.ButtonWidth / 2f);
        var y = bar.MidY;
        canvas.DrawLine(x - reach, y - reach, x + reach, y + reach, paint);
        canvas.DrawLine(x - reach, y + reach, x + reach, y - reach, paint);
        x -= WindowFrame.ButtonWidth;
        canvas.DrawRect(x - reach, y - reach, 2 * reach, 2 * reach, paint);
        x -= WindowFrame.ButtonWidth;
        canvas.DrawLine(x - reach, y + reach, x + reach, y + reach, paint);
    }

    private static SKRect Area(Rect rect) => new(rect.X, rect.Y, rect.Right, rect.Bottom);
}
