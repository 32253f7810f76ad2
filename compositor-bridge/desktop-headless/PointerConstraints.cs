// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Seamless.Protocol;

namespace Seamless.Desktop.Headless;

/// <summary>
/// At most one constraint holds at a time: that of the window under the pointer, while the window has the focus and the
/// pointer is inside the region that the app named.
/// </summary>
internal sealed class PointerConstraints(Seat seat)
{
    private DesktopWindow? active;

    public bool IsLocked => active?.Constraint.Kind == ConstraintKind.Lock;

    /// <summary>Where a move from one place to another ends.</summary>
    public (double X, double Y) Confine(double fromX, double fromY, double x, double y)
    {
        var screen = seat.Shell.Layout.Screen;
        // The last pixel, not the edge: the edge is outside of everything.
        x = Math.Clamp(x, screen.X, screen.Right - 1.0 / 256);
        y = Math.Clamp(y, screen.Y, screen.Bottom - 1.0 / 256);
        if (active is not { Constraint.Kind: ConstraintKind.Confine } window) return (x, y);
        if (IsInside(window, x, y)) return (x, y);
        // Slide along the border of the region, on its last whole unit: keep the coordinate that stays inside.
        var area = NearestRect(window, fromX, fromY);
        return (Math.Clamp(x, area.X, area.Right - 1), Math.Clamp(y, area.Y, area.Bottom - 1));
    }

    /// <summary>Looks whether the constraint of the window under the pointer begins or ends to hold.</summary>
    public void Update(DesktopWindow? over, double x, double y)
    {
        var wanted = over is { Constraint.Kind: not ConstraintKind.None } && over.Root == seat.Shell.Stack.Focused
            && (over == active || IsInside(over, x, y)) ? over : null;
        if (wanted == active) return;
        Left(active);
        active = wanted;
        wanted?.Session?.Send(new PointerConstraintState(wanted.State.Window, true));
    }

    /// <summary>The pointer left the window.</summary>
    public void Left(DesktopWindow? window)
    {
        if (window is null || window != active) return;
        active = null;
        window.Session?.Send(new PointerConstraintState(window.State.Window, false));
    }

    /// <summary>The app asked for something else. Where the pointer shall go when a lock was given up.</summary>
    public (double X, double Y)? Changed(DesktopWindow window, in PointerConstraint before)
    {
        if (window != active) return null;
        if (window.Constraint.Kind == before.Kind) return null;
        active = null;
        if (window.Constraint.Kind != ConstraintKind.None) window.Session?.Send(new PointerConstraintState(window.State.Window, false));
        if (before.Kind != ConstraintKind.Lock || (before.HintX == Fixed.Zero && before.HintY == Fixed.Zero)) return null;
        var geometry = window.Geometry;
        return (geometry.X + before.HintX.ToDouble(), geometry.Y + before.HintY.ToDouble());
    }

    public void Forget(DesktopWindow window)
    {
        if (active == window) active = null;
    }

    /// <summary>An empty region means the whole window.</summary>
    private static bool IsInside(DesktopWindow window, double x, double y)
    {
        var geometry = window.Geometry;
        var (column, row) = ((int)Math.Floor(x) - geometry.X, (int)Math.Floor(y) - geometry.Y);
        if (!window.TakesInputAt(column, row)) return false;
        if (window.Constraint.Region.IsEmpty) return true;
        foreach (var rect in window.Constraint.Region)
        {
            if (rect.Contains(column, row)) return true;
        }
        return false;
    }

    /// <summary>The part that the pointer is in now: of the region, and of where the window takes input at all.</summary>
    private static Rect NearestRect(DesktopWindow window, double x, double y)
    {
        var geometry = window.Geometry;
        var (column, row) = ((int)Math.Floor(x) - geometry.X, (int)Math.Floor(y) - geometry.Y);
        var bounds = window.Content.Bounds;
        var area = Containing(window.Constraint.Region, bounds, column, row).Intersect(Containing(window.State.InputRegion, bounds, column, row));
        return (area.IsEmpty ? bounds : area).Offset(geometry.X, geometry.Y);
    }

    private static Rect Containing(ImmutableArray<Rect> region, Rect bounds, int column, int row)
    {
        foreach (var rect in region)
        {
            if (rect.Contains(column, row)) return rect;
        }
        return region.IsEmpty ? bounds : region[0];
    }
}
