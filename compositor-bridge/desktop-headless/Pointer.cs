// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Desktop.Headless;

/// <summary>
/// The mouse: where it is, which window it is over, which buttons are down. The first press ties it to the window under it
/// until the last button is let go; a drag unties it, a constraint holds it, and the desktop's own frame takes it away from the app.
/// </summary>
internal sealed class Pointer
{
    private readonly Seat seat;
    private readonly PointerConstraints constraints;
    private readonly List<Press> presses = [];
    private InteractiveGrab? interactive;

    /// <summary>Where in <see cref="Over"/> the pointer was told to be.</summary>
    private (Fixed X, Fixed Y) told;

    /// <summary>While a button is down: the window that got the first press.</summary>
    private DesktopWindow? grab;

    /// <summary>The first press was the desktop's own (its frame, a dismissed popup): the app under it hears nothing until all is let go.</summary>
    private bool isSwallowed;

    public Pointer(Seat seat)
    {
        this.seat = seat;
        constraints = new PointerConstraints(seat);
        X = seat.Shell.Layout.Screen.Width / 2.0;
        Y = seat.Shell.Layout.Screen.Height / 2.0;
    }

    public double X { get; private set; }

    public double Y { get; private set; }

    /// <summary>The window that was told that the pointer is over it.</summary>
    public DesktopWindow? Over { get; private set; }

    /// <summary>The window that a drag began in, while it lasts.</summary>
    public DesktopWindow? DragOrigin { get; private set; }

    public bool IsDown(uint code) => presses.Exists(press => press.Code == code);

    public void MoveTo(double x, double y) => MoveBy(x - X, y - Y);

    public void MoveBy(double dx, double dy)
    {
        if (!constraints.IsLocked) (X, Y) = constraints.Confine(X, Y, X + dx, Y + dy);
        if (interactive is not null)
        {
            interactive.Update(X, Y);
            return;
        }
        var before = Over;
        UpdateOver();
        if (Over is not null && Over == before) SendMotion(Over, dx, dy);
        constraints.Update(Over, X, Y);
    }

    public void Button(uint code, bool isPressed)
    {
        if (isPressed) PressDown(code);
        else Release(code);
    }

    public void Scroll(AxisSource source, double dx, double dy, int wheelX, int wheelY)
    {
        UpdateOver();
        Over?.Session?.Send(new PointerAxis
        {
            Window = Over.State.Window,
            TimeMicroseconds = seat.TimeMicroseconds,
            Source = source,
            DeltaX = Fixed.FromDouble(dx),
            DeltaY = Fixed.FromDouble(dy),
            WheelX = wheelX,
            WheelY = wheelY,
            StopX = source == AxisSource.Finger && dx == 0,
            StopY = source == AxisSource.Finger && dy == 0,
        });
    }

    /// <summary>Windows moved under the pointer.</summary>
    public void Refresh()
    {
        if (interactive is not null) return;
        var before = Over;
        UpdateOver();
        if (Over is not null && Over == before && Local(Over) != told) SendMotion(Over, 0, 0);
        constraints.Update(Over, X, Y);
    }

    /// <summary>The app asked to be moved (no edges) or resized by the press that had this serial, which must still last.</summary>
    public bool TryBegin(DesktopWindow window, uint serial, ResizeEdges edges)
    {
        if (interactive is not null || presses.Find(press => press.Serial == serial && press.Window?.Root == window) is not { } press) return false;
        // From where the press was: apps ask only when the pointer has moved a little, and the window shall not lag behind by that.
        Begin(window, edges, press.X, press.Y);
        interactive?.Update(X, Y);
        return true;
    }

    public void Drag(bool isActive, DesktopWindow? origin)
    {
        DragOrigin = isActive ? origin : null;
        if (isActive)
        {
            grab = null;
            interactive = null;
        }
        seat.RefreshSoon();
    }

    public void ConstraintChanged(DesktopWindow window, in PointerConstraint before)
    {
        if (constraints.Changed(window, before) is { } warp) MoveSilently(warp.X, warp.Y);
        seat.RefreshSoon();
    }

    public void Forget(DesktopWindow window)
    {
        if (Over == window) Over = null;
        if (grab == window) (grab, isSwallowed) = (null, presses.Count > 0);
        if (DragOrigin == window) DragOrigin = null;
        if (interactive?.Window == window) (interactive, isSwallowed) = (null, presses.Count > 0);
        foreach (var press in presses)
        {
            if (press.Window == window) press.Window = null;
        }
        constraints.Forget(window);
    }

    private void PressDown(uint code)
    {
        if (IsDown(code) || presses.Count == DesktopLimits.Buttons) return;
        UpdateOver();
        var serial = seat.NextSerial();
        if (presses.Count == 0) FirstPress(serial);
        var window = isSwallowed || interactive is not null ? null : Over;
        presses.Add(new Press(code, serial, X, Y) { Window = window });
        if (window is not null) SendButton(window, serial, code, true);
    }

    private void FirstPress(uint serial)
    {
        var hit = HitTest.At(seat.Shell.Stack, seat.Shell.Layout, X, Y);
        isSwallowed = false;
        // The frame of the popup's own window is the desktop's: the app cannot see that press and close its menu.
        if (seat.DismissPopups(hit is { Part: WindowPart.Content } pressed ? pressed.Window : null)) isSwallowed = true;
        if (hit is not { } target) return;
        seat.Choose(target.Window, serial);
        if (isSwallowed) return;
        if (target.Part == WindowPart.Content)
        {
            grab = target.Window;
            return;
        }
        isSwallowed = true;
        PressFrame(target);
    }

    private void PressFrame(in Hit hit)
    {
        var window = hit.Window;
        var shape = window.Shape;
        switch (hit.Part)
        {
            case WindowPart.CloseButton:
                window.Session?.Send(new CloseRequested(window.State.Window));
                break;
            case WindowPart.MaximizeButton:
                seat.Shell.SetShape(window, shape with { IsMaximized = !shape.IsMaximized });
                break;
            case WindowPart.MinimizeButton:
                seat.Shell.SetShape(window, shape with { IsMinimized = true });
                break;
            case WindowPart.TitleBar:
                Begin(window, ResizeEdges.None, X, Y);
                break;
            case WindowPart.Border when hit.Edges != ResizeEdges.None && shape.IsFloating:
                Begin(window, hit.Edges, X, Y);
                break;
        }
    }

    private void Release(uint code)
    {
        var index = presses.FindIndex(press => press.Code == code);
        if (index < 0) return;
        var press = presses[index];
        presses.RemoveAt(index);
        // What a drag is dropped on hears the release, although it never heard the press.
        var window = DragOrigin is not null ? Over ?? DragOrigin : press.Window;
        if (window is not null) SendButton(window, seat.NextSerial(), code, false);
        if (presses.Count > 0) return;
        interactive?.End();
        interactive = null;
        grab = null;
        isSwallowed = false;
        Refresh();
    }

    private void Begin(DesktopWindow window, ResizeEdges edges, double x, double y)
    {
        if (edges != ResizeEdges.None && (window.Shape.IsMaximized || window.Shape.IsFullscreen)) return;
        // The app that had the press hears no release: the pointer left it.
        foreach (var press in presses) press.Window = null;
        SetOver(null);
        grab = null;
        interactive = new InteractiveGrab(seat.Shell, window, edges, x, y);
    }

    private void UpdateOver()
    {
        if (interactive is not null) return;
        if (grab is not null && presses.Count > 0)
        {
            SetOver(grab);
            return;
        }
        var hit = HitTest.At(seat.Shell.Stack, seat.Shell.Layout, X, Y);
        var window = hit is { Part: WindowPart.Content } target && !isSwallowed ? target.Window : null;
        // Until there is a clipboard between guests, what is dragged can only be dropped in its own guest.
        if (DragOrigin is not null && window?.Session != DragOrigin.Session) window = null;
        if (DragOrigin is null && !seat.GrabAdmits(window)) window = null;
        SetOver(window?.Session is null ? null : window);
    }

    private void SetOver(DesktopWindow? window)
    {
        if (window == Over) return;
        var before = Over;
        Over = window;
        constraints.Left(before);
        // An enter in the same guest implies the leave.
        if (before is not null && before.Session != window?.Session) before.Session?.Send(new PointerLeave(before.State.Window));
        if (window is null) return;
        told = Local(window);
        window.Session?.Send(new PointerEnter(window.State.Window, told.X, told.Y));
    }

    private void MoveSilently(double x, double y)
    {
        var screen = seat.Shell.Layout.Screen;
        X = Math.Clamp(x, 0, screen.Width - 1);
        Y = Math.Clamp(y, 0, screen.Height - 1);
    }

    private void SendMotion(DesktopWindow window, double dx, double dy)
    {
        told = Local(window);
        var (deltaX, deltaY) = (Fixed.FromDouble(dx), Fixed.FromDouble(dy));
        window.Session?.Send(new PointerMotion
        {
            Window = window.State.Window,
            X = told.X,
            Y = told.Y,
            TimeMicroseconds = seat.TimeMicroseconds,
            DeltaX = deltaX,
            DeltaY = deltaY,
            RawDeltaX = deltaX,
            RawDeltaY = deltaY,
        });
    }

    private void SendButton(DesktopWindow window, uint serial, uint code, bool isPressed) =>
        window.Session?.Send(new PointerButton(window.State.Window, serial, seat.TimeMicroseconds, code, isPressed));

    private (Fixed X, Fixed Y) Local(DesktopWindow window)
    {
        var geometry = window.Geometry;
        return (Fixed.FromDouble(X - geometry.X), Fixed.FromDouble(Y - geometry.Y));
    }

    /// <summary>A button that is down, where it went down, and the window that heard of it; null when none did, or may no longer.</summary>
    private sealed record Press(uint Code, uint Serial, double X, double Y)
    {
        public DesktopWindow? Window { get; set; }
    }
}
