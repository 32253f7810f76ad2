// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Desktop.Headless;

/// <summary>
/// Where a popup goes: the positioner rules of xdg-shell as a pure function. The guest sends the rules and not a position,
/// because only the desktop knows where the parent stands and where the work area ends.
/// </summary>
/// <remarks>
/// Each axis is decided on its own, in the order that the specification lists the adjustments: flip, slide, resize.
/// An adjustment that cannot make the popup fit hands the position it got to the next one.
/// </remarks>
internal static class PopupPlacement
{
    private const int AxisBits = (int)(AxisAdjustment.Slide | AxisAdjustment.Flip | AxisAdjustment.Resize);

    /// <summary>Positions are relative to the parent's window geometry; so are <paramref name="area"/> and the answer.</summary>
    public static Rect Place(in Positioner rules, Rect area)
    {
        var (x, width) = PlaceOnAxis(HorizontalAxis(rules), area.X, area.X + area.Width);
        var (y, height) = PlaceOnAxis(VerticalAxis(rules), area.Y, area.Y + area.Height);
        return new Rect(x, y, width, height);
    }

    private static (int Start, int Length) PlaceOnAxis(in Axis axis, int areaStart, int areaEnd)
    {
        var start = axis.Start();
        if (!IsConstrained(start, axis.Length, areaStart, areaEnd)) return (start, axis.Length);

        if (axis.Adjustment.HasFlag(AxisAdjustment.Flip))
        {
            var flipped = axis.Flipped().Start();
            if (!IsConstrained(flipped, axis.Length, areaStart, areaEnd)) return (flipped, axis.Length);
        }

        if (axis.Adjustment.HasFlag(AxisAdjustment.Slide))
        {
            start = Slide(start, axis, areaStart, areaEnd);
            if (!IsConstrained(start, axis.Length, areaStart, areaEnd)) return (start, axis.Length);
        }

        if (axis.Adjustment.HasFlag(AxisAdjustment.Resize))
        {
            var cutStart = Math.Max(start, areaStart);
            var cutEnd = Math.Min(start + axis.Length, areaEnd);
            // A popup that lies wholly outside has nothing left to show after the cut; it keeps its size.
            if (cutEnd > cutStart) return (cutStart, cutEnd - cutStart);
        }
        return (start, axis.Length);
    }

    private static bool IsConstrained(int start, int length, int areaStart, int areaEnd) => start < areaStart || start + length > areaEnd;

    /// <summary>
    /// First with the gravity until the trailing edge is free or the leading edge touches, then against it in the same way.
    /// </summary>
    private static int Slide(int start, in Axis axis, int areaStart, int areaEnd)
    {
        var latestStart = areaEnd - axis.Length;
        if (axis.Gravity >= 0)
        {
            if (start < areaStart) start = Math.Max(start, Math.Min(areaStart, latestStart));
            if (start > latestStart) start = Math.Min(start, Math.Max(areaStart, latestStart));
        }
        else
        {
            if (start > latestStart) start = Math.Min(start, Math.Max(areaStart, latestStart));
            if (start < areaStart) start = Math.Max(start, Math.Min(areaStart, latestStart));
        }
        return start;
    }

    private static Axis HorizontalAxis(in Positioner rules) => new(
        rules.AnchorRect.X, rules.AnchorRect.Width, rules.Width, rules.OffsetX,
        HorizontalSide(rules.Anchor), HorizontalSide(rules.Gravity),
        (AxisAdjustment)((int)rules.Adjustment & AxisBits));

    private static Axis VerticalAxis(in Positioner rules) => new(
        rules.AnchorRect.Y, rules.AnchorRect.Height, rules.Height, rules.OffsetY,
        VerticalSide(rules.Anchor), VerticalSide(rules.Gravity),
        (AxisAdjustment)(((int)rules.Adjustment >> 1) & AxisBits));

    /// <summary>-1 left, 0 centre, 1 right.</summary>
    private static int HorizontalSide(PositionerEdge edge) => edge switch
    {
        PositionerEdge.Left or PositionerEdge.TopLeft or PositionerEdge.BottomLeft => -1,
        PositionerEdge.Right or PositionerEdge.TopRight or PositionerEdge.BottomRight => 1,
        _ => 0,
    };

    /// <summary>-1 top, 0 centre, 1 bottom.</summary>
    private static int VerticalSide(PositionerEdge edge) => edge switch
    {
        PositionerEdge.Top or PositionerEdge.TopLeft or PositionerEdge.TopRight => -1,
        PositionerEdge.Bottom or PositionerEdge.BottomLeft or PositionerEdge.BottomRight => 1,
        _ => 0,
    };

    /// <summary>The bits of xdg_positioner.constraint_adjustment that concern one axis; the y bits lie one to the left.</summary>
    [Flags]
    private enum AxisAdjustment { None = 0, Slide = 1, Flip = 4, Resize = 16 }

    private readonly record struct Axis(int AnchorStart, int AnchorLength, int Length, int Offset, int Anchor, int Gravity, AxisAdjustment Adjustment)
    {
        public int Start()
        {
            var anchorPoint = Anchor switch { < 0 => AnchorStart, > 0 => AnchorStart + AnchorLength, _ => AnchorStart + (AnchorLength / 2) };
            return Offset + Gravity switch { < 0 => anchorPoint - Length, > 0 => anchorPoint, _ => anchorPoint - (Length / 2) };
        }

        /// <summary>The specification turns anchor and gravity round and leaves the offset as it is.</summary>
        public Axis Flipped() => this with { Anchor = -Anchor, Gravity = -Gravity };
    }
}
