// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;
using SkiaSharp;

namespace Seamless.Desktop.Headless.Painting;

/// <summary>Draws the cursor: the app's own image, or the shape that it named in a few lines of our own.</summary>
internal static class CursorPainter
{
    /// <summary>An arrow with its tip at 0,0.</summary>
    private const string Arrow = "M0 0 L0 17 L4 13.2 L6.8 19.4 L9.4 18.2 L6.7 12.2 L12 12 Z";

    private const string Hand = "M-2 0 L1 0 L1 7 L9 8 L11 11 L9 18 L0 18 L-5 10 L-3 8.5 L-2 10 Z";
    private const string Beam = "M-3 -8 H3 M0 -8 V8 M-3 8 H3";
    private const string Cross = "M-9 0 H9 M0 -9 V9";
    private const string Vertical = "M0 -9 V9 M-4 -5 L0 -9 L4 -5 M-4 5 L0 9 L4 5";

    public static void Draw(SKCanvas canvas, Cursor cursor, double x, double y)
    {
        if (cursor.IsHidden) return;
        if (cursor.Shape is { } shape) DrawShape(canvas, shape, (float)x, (float)y);
        else DrawImage(canvas, cursor, (float)x, (float)y);
    }

    private static void DrawImage(SKCanvas canvas, Cursor cursor, float x, float y)
    {
        var scale = cursor.Scale120 / 120f;
        var description = new SKImageInfo(cursor.Width, cursor.Height, SKColorType.Bgra8888, SKAlphaType.Premul);
        using var image = SKImage.FromPixelCopy(description, cursor.Pixels, cursor.Width * 4);
        var (left, top) = (x - (cursor.HotspotX / scale), y - (cursor.HotspotY / scale));
        var place = new SKRect(left, top, left + (cursor.Width / scale), top + (cursor.Height / scale));
        canvas.DrawImage(image, place, new SKSamplingOptions(SKFilterMode.Linear));
    }

    private static void DrawShape(SKCanvas canvas, CursorShapeName shape, float x, float y)
    {
        canvas.Save();
        canvas.Translate(x, y);
        canvas.RotateDegrees(RotationOf(shape));
        var outline = OutlineOf(shape);
        using var path = SKPath.ParseSvgPathData(outline);
        var isFilled = outline is Arrow or Hand;
        using var paint = new SKPaint { IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeJoin = SKStrokeJoin.Round };
        // White around black is seen on any background.
        paint.Color = isFilled ? SKColors.Black : SKColors.White;
        paint.StrokeWidth = isFilled ? 2 : 4;
        canvas.DrawPath(path, paint);
        paint.Color = isFilled ? SKColors.White : SKColors.Black;
        paint.StrokeWidth = 1.6f;
        paint.Style = isFilled ? SKPaintStyle.Fill : SKPaintStyle.Stroke;
        canvas.DrawPath(path, paint);
        canvas.Restore();
    }

    private static string OutlineOf(CursorShapeName shape) => shape switch
    {
        CursorShapeName.Text or CursorShapeName.VerticalText => Beam,
        CursorShapeName.Pointer or CursorShapeName.Grab or CursorShapeName.Grabbing => Hand,
        CursorShapeName.Crosshair or CursorShapeName.Cell or CursorShapeName.Move or CursorShapeName.AllScroll => Cross,
        >= CursorShapeName.ResizeEast and <= CursorShapeName.ResizeRow => Vertical,
        _ => Arrow,
    };

    private static float RotationOf(CursorShapeName shape) => shape switch
    {
        CursorShapeName.VerticalText or CursorShapeName.ResizeEast or CursorShapeName.ResizeWest or CursorShapeName.ResizeEastWest
            or CursorShapeName.ResizeColumn => 90,
        CursorShapeName.ResizeNorthEast or CursorShapeName.ResizeSouthWest or CursorShapeName.ResizeNorthEastSouthWest => 45,
        CursorShapeName.ResizeNorthWest or CursorShapeName.ResizeSouthEast or CursorShapeName.ResizeNorthWestSouthEast => -45,
        _ => 0,
    };
}
