// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;
using Seamless.Wayland.Server;
using WireFixed = Seamless.Wayland.Fixed;

namespace Seamless.Agent.Linux;

// The desktop says over which window the pointer is and where; which surface of the window's tree that means is decided here, again
// whenever the pointer moves or a surface under the still pointer comes, goes, moves or changes its input region. While a button is down
// the surface that got the press keeps the pointer (implicit grab). Buttons are counted, so that a client that loses the pointer never
// hears a release without its press, and none stays down for a client that does not have the pointer.
public sealed class Pointer
{
    private readonly PressedCodes _pressed = new(SeatLimits.PressedButtons);
    private readonly Seat _seat;
    private Window? _window;
    private PointerPlace _place;
    private (WireFixed X, WireFixed Y) _told;
    private uint _timeMs;

    public Pointer(Seat seat)
    {
        _seat = seat;
        Cursor = new Cursor(seat, this);
        Constraints = new PointerConstraints(seat, this);
    }

    public Surface? Focus { get; private set; }

    public SeatClient? FocusClient { get; private set; }

    /// <summary>The serial of the focused client's newest enter event: what its set_cursor must name.</summary>
    public uint EnterSerial { get; private set; }

    public Cursor Cursor { get; }

    public PointerConstraints Constraints { get; }

    /// <summary>A drag that has the pointer: the clients then hear of it as a drag, or not at all.</summary>
    public DragGrab? Drag { get; private set; }

    public bool IsGrabbed => _pressed.Count > 0;

    /// <summary>Buttons that the focused client takes for pressed.</summary>
    public ReadOnlySpan<uint> Pressed => _pressed.All;

    /// <summary>The window under the pointer, as the desktop said; and where, from its geometry's corner.</summary>
    public (Window? Window, PointerPlace Place) Position => (_window, _place);

    public void Enter(Window window, Fixed x, Fixed y)
    {
        // The desktop keeps its own implicit grab, so another window now means that it ended ours (a move, a dialog of its own).
        if (IsGrabbed && window != _window) DropGrab();
        (_window, _place) = (window, new PointerPlace(x, y));
        if (Drag is { } drag) drag.Moved(_window, _place, null);
        else Refocus();
    }

    public void Leave(Window window)
    {
        if (window != _window) return;
        _window = null;
        if (Drag is { } drag)
        {
            drag.Moved(null, default, null);
            return;
        }

        SetFocus(null);
    }

    public void Move(Window window, in PointerMotion motion)
    {
        if (window != _window) return;
        var place = new PointerPlace(motion.X, motion.Y);
        if (Drag is { } drag)
        {
            _place = place;
            drag.Moved(_window, _place, motion.TimeMicroseconds);
            return;
        }

        // A window that was moved under a still mouse brings a new place and no movement.
        var hasMoved = (motion.DeltaX, motion.DeltaY, motion.RawDeltaX, motion.RawDeltaY) != default;
        if (hasMoved && FocusClient is { } before)
        {
            foreach (var relative in before.RelativePointers) relative.Motion(motion);
            if (before.RelativePointers.Count > 0)
            {
                foreach (var binding in before.Pointers) binding.OpenFrame();
            }
        }

        _timeMs = Milliseconds.Of(motion.TimeMicroseconds);
        if (!Constraints.HoldsStill)
        {
            _place = Constraints.Confined(place);
            Refocus();
        }

        EndFrame(FocusClient);
    }

    public void Button(Window? window, in PointerButton button)
    {
        if (Drag is { } drag)
        {
            drag.Button(button);
            return;
        }

        if (window is null || window != _window || Focus is not { } focus || FocusClient is not { } client) return;
        if (!(button.IsPressed ? _pressed.Press(button.Code) : _pressed.Release(button.Code))) return;
        _timeMs = Milliseconds.Of(button.TimeMicroseconds);
        var kind = button.IsPressed ? SerialKind.ButtonPress : SerialKind.ButtonRelease;
        var serial = client.NextSerial(kind, focus, button.Serial);
        foreach (var binding in client.Pointers)
            binding.Button(serial, _timeMs, button.Code, button.IsPressed);
        EndFrame(client);
        // The grab is over: what is under the pointer now may be another surface.
        if (!IsGrabbed) Refocus();
    }

    public void Scroll(Window window, in PointerAxis step)
    {
        if (window != _window || Drag is not null || FocusClient is not { } client) return;
        foreach (var binding in client.Pointers) binding.Scroll(step);
        EndFrame(client);
    }

    /// <summary>The pointer moved, or something in the window's tree did: another surface may be under it now, or another point of the same.</summary>
    public void Refocus()
    {
        if (Drag is not null) return;
        var before = Focus;
        if (!IsGrabbed) SetFocus(_window is { IsMapped: true } window ? _place.SurfaceIn(window) : null);
        if (Focus is not { } focus || !ReferenceEquals(focus, before) || FocusClient is not { } client || Constraints.HoldsStill) return;
        var (x, y) = _place.In(focus);
        if ((x, y) == _told) return;
        _told = (x, y);
        foreach (var binding in client.Pointers) binding.Motion(_timeMs, x, y);
        EndFrame(client);
    }

    /// <summary>The surface is going away, or no longer shown.</summary>
    public void Forget(Surface surface)
    {
        Drag?.Forget(surface);
        if (!ReferenceEquals(surface, Focus)) return;
        _pressed.Clear();
        SetFocus(null);
    }

    /// <summary>The window is no longer shown; the desktop says what the pointer is over next.</summary>
    public void Forget(Window window, bool isClosed)
    {
        if (window != _window) return;
        if (isClosed) Leave(window);
        else if (Drag is null) DropGrab();
        else Drag.Moved(null, default, null);
    }

    /// <summary>The desktop is gone, and with it the pointer.</summary>
    public void LetGo()
    {
        _window = null;
        DropGrab();
    }

    /// <summary>Whether the serial is of a press of a button that is still down on the surface's window. Toolkits name the window's main
    /// surface when the press was on a sub-surface.</summary>
    public bool HoldsGrab(SeatClient client, uint serial, Surface surface) =>
        IsGrabbed && ReferenceEquals(client, FocusClient) && Focus is { } focus && ReferenceEquals(surface.Root, focus.Root)
        && client.Serials.TryFind(serial, SerialKind.ButtonPress, out var found) && found.Surface == focus.Id;

    /// <summary>From now on the pointer belongs to the drag.</summary>
    public void BeginDrag(DragGrab drag)
    {
        DropGrab();
        Drag = drag;
        drag.Moved(_window, _place, null);
    }

    public void EndDrag()
    {
        Drag = null;
        Refocus();
    }

    /// <summary>A client made a wl_pointer, perhaps while it has the pointer already.</summary>
    public void Bound(SeatClient client, PointerBinding binding)
    {
        if (!ReferenceEquals(client, FocusClient) || Focus is not { } focus) return;
        var (x, y) = _place.In(focus);
        binding.Enter(EnterSerial = client.NextSerial(SerialKind.PointerEnter, focus), focus, x, y);
        binding.EndFrame();
    }

    private void DropGrab()
    {
        _pressed.Clear();
        SetFocus(null);
    }

    private void SetFocus(Surface? surface)
    {
        if (ReferenceEquals(surface, Focus)) return;
        var (before, clientBefore) = (Focus, FocusClient);
        _pressed.Clear();
        (Focus, FocusClient) = (surface, surface is null ? null : _seat.Of(surface.Client));
        if (before is not null && clientBefore is not null)
        {
            Constraints.Left(before);
            var serial = clientBefore.Client.Server.NextSerial();
            foreach (var binding in clientBefore.Pointers) binding.Leave(serial, before);
        }

        if (surface is not null && FocusClient is { } client)
        {
            var (x, y) = _told = _place.In(surface);
            EnterSerial = client.NextSerial(SerialKind.PointerEnter, surface);
            foreach (var binding in client.Pointers) binding.Enter(EnterSerial, surface, x, y);
        }

        if (!ReferenceEquals(clientBefore, FocusClient)) EndFrame(clientBefore);
        EndFrame(FocusClient);
        Cursor.FocusChanged(clientBefore, FocusClient);
        if (surface is not null) Constraints.Entered(surface);
    }

    private static void EndFrame(SeatClient? client)
    {
        if (client is null) return;
        foreach (var binding in client.Pointers) binding.EndFrame();
    }
}
