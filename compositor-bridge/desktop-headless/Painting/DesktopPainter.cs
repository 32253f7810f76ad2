// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using Seamless.Protocol;
using SkiaSharp;

namespace Seamless.Desktop.Headless.Painting;

/// <summary>
/// Composes pictures, only when somebody asks for one. The guests' pixels are copied out first: whatever a guest does to them
/// meanwhile spoils its own picture at most.
/// </summary>
internal sealed class DesktopPainter(HeadlessDesktop desktop) : IDisposable
{
    private static readonly SKColor Background = new(0xff3a4250);

    private readonly List<DesktopWindow> order = [];
    private readonly Lazy<LabelFont> font = new(() => new LabelFont());

    /// <summary>The whole screen in its own pixels. The caller disposes it.</summary>
    public SKBitmap Desktop()
    {
        var options = desktop.Options;
        var bitmap = new SKBitmap(new SKImageInfo(options.WidthPixels, options.HeightPixels, SKColorType.Bgra8888, SKAlphaType.Premul));
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(Background);
        canvas.Scale((float)options.Scale);
        var frames = new FramePainter(font.Value);
        desktop.Shell.Stack.ListBottomToTop(order);
        foreach (var window in order)
        {
            var geometry = window.Geometry;
            DrawContent(canvas, window.Content, geometry.X, geometry.Y);
            frames.Draw(canvas, window, desktop.Shell.Layout, window == desktop.Shell.Stack.Focused);
        }
        var pointer = desktop.Seat.Pointer;
        foreach (var icon in desktop.DragIcons) DrawContent(canvas, icon.Content, (float)pointer.X, (float)pointer.Y);
        CursorPainter.Draw(canvas, CursorOf(pointer), pointer.X, pointer.Y);
        return bitmap;
    }

    /// <summary>The window geometry alone, pixel for pixel as the app drew it. Null when it has no content. The caller disposes it.</summary>
    public static SKBitmap? Window(DesktopWindow window)
    {
        var content = window.Content;
        if (!content.HasFrame) return null;
        var scale = content.Scale120 / 120f;
        var geometry = content.Geometry;
        var area = SKRectI.Intersect(
            SKRectI.Round(new SKRect(geometry.X * scale, geometry.Y * scale, geometry.Right * scale, geometry.Bottom * scale)),
            new SKRectI(0, 0, content.WidthPixels, content.HeightPixels));
        if (area.IsEmpty) return null;
        using var image = ImageOf(content);
        var bitmap = new SKBitmap(new SKImageInfo(area.Width, area.Height, SKColorType.Bgra8888, SKAlphaType.Premul));
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.Transparent);
        canvas.DrawImage(image, -area.Left, -area.Top, SKSamplingOptions.Default);
        return bitmap;
    }

    public void Dispose()
    {
        if (font.IsValueCreated) font.Value.Dispose();
    }

    /// <summary>Apps lose their cursor when a drag begins; the person still has to see what the pointer is over.</summary>
    private static Cursor CursorOf(Pointer pointer)
    {
        var cursor = pointer.Over?.Session?.Cursor;
        return cursor is null || (cursor.IsHidden && pointer.DragOrigin is not null) ? new Cursor() : cursor;
    }

    /// <summary>The window geometry's top left comes to x, y.</summary>
    private static void DrawContent(SKCanvas canvas, WindowContent content, float x, float y)
    {
        if (!content.HasFrame) return;
        using var image = ImageOf(content);
        var scale = content.Scale120 / 120f;
        var (left, top) = (x - content.Geometry.X, y - content.Geometry.Y);
        var place = new SKRect(left, top, left + (content.WidthPixels / scale), top + (content.HeightPixels / scale));
        // Drawn for this very scale, pixels stay what they are.
        var isExact = Math.Abs(canvas.TotalMatrix.ScaleX - scale) < 0.001;
        canvas.DrawImage(image, place, isExact ? SKSamplingOptions.Default : new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
    }

    private static SKImage ImageOf(WindowContent content)
    {
        var description = new SKImageInfo(content.WidthPixels, content.HeightPixels, SKColorType.Bgra8888, SKAlphaType.Premul);
        return content.IsOpaque ? OpaqueImageOf(content, description) : SKImage.FromPixelCopy(description, content.Pixels, content.StrideBytes);
    }

    /// <summary>The fourth byte of an opaque pixel may be anything, and would come out in the picture as how transparent it is.</summary>
    private static SKImage OpaqueImageOf(WindowContent content, SKImageInfo description)
    {
        var pixels = ArrayPool<byte>.Shared.Rent(content.Pixels.Length);
        try
        {
            var copy = pixels.AsSpan(0, content.Pixels.Length);
            content.Pixels.CopyTo(copy);
            for (var i = 3; i < copy.Length; i += 4) copy[i] = 0xff;
            return SKImage.FromPixelCopy(description, copy, content.StrideBytes);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(pixels);
        }
    }
}
