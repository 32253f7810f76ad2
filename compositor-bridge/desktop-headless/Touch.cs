// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Desktop.Headless;

/// <summary>Fingers on the screen. A finger belongs to the window that it came down on until it is lifted.</summary>
internal sealed class Touch(Seat seat)
{
    private readonly List<Finger> fingers = [];

    public void Down(int id, double x, double y)
    {
        if (fingers.Count == DesktopLimits.Fingers || fingers.Exists(finger => finger.Id == id)) return;
        var hit = HitTest.At(seat.Shell.Stack, seat.Shell.Layout, x, y);
        if (seat.DismissPopups(hit?.Window) || hit is not { Part: WindowPart.Content } target) return;
        var window = target.Window;
        var serial = seat.NextSerial();
        seat.Choose(window, serial);
        fingers.Add(new Finger(id, window, serial) { X = x, Y = y });
        var (localX, localY) = Local(window, x, y);
        window.Session?.Send(new TouchDown(window.State.Window, serial, id, localX, localY, seat.TimeMicroseconds));
        window.Session?.Send(new TouchFrame());
    }

    public void Move(int id, double x, double y)
    {
        if (fingers.Find(finger => finger.Id == id) is not { } finger) return;
        (finger.X, finger.Y) = (x, y);
        if (finger.Grab is { } grab)
        {
            grab.Update(x, y);
            return;
        }
        var (localX, localY) = Local(finger.Window, x, y);
        finger.Window.Session?.Send(new TouchMotion(finger.Window.State.Window, id, localX, localY, seat.TimeMicroseconds));
        finger.Window.Session?.Send(new TouchFrame());
    }

    public void Up(int id)
    {
        if (fingers.Find(finger => finger.Id == id) is not { } finger) return;
        fingers.Remove(finger);
        if (finger.Grab is { } grab)
        {
            grab.End();
            return;
        }
        finger.Window.Session?.Send(new TouchUp(finger.Window.State.Window, id, seat.TimeMicroseconds));
        finger.Window.Session?.Send(new TouchFrame());
    }

    /// <summary>The app asked to be moved or resized by the finger whose touch had this serial. From then on the finger is the desktop's.</summary>
    public bool TryBegin(DesktopWindow window, uint serial, ResizeEdges edges)
    {
        if (fingers.Find(finger => finger.Serial == serial && finger.Window.Root == window) is not { Grab: null } finger) return false;
        finger.Window.Session?.Send(new TouchCancel(finger.Window.State.Window));
        finger.Grab = new InteractiveGrab(seat.Shell, window, edges, finger.X, finger.Y);
        return true;
    }

    public void Forget(DesktopWindow window) => fingers.RemoveAll(finger => finger.Window == window);

    private static (Fixed X, Fixed Y) Local(DesktopWindow window, double x, double y)
    {
        var geometry = window.Geometry;
        return (Fixed.FromDouble(x - geometry.X), Fixed.FromDouble(y - geometry.Y));
    }

    private sealed record Finger(int Id, DesktopWindow Window, uint Serial)
    {
        public double X { get; set; }

        public double Y { get; set; }

        public InteractiveGrab? Grab { get; set; }
    }
}
