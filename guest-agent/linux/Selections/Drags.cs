// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;
using DndAction = Seamless.Wayland.Server.WlDataDeviceManager.DndAction;

namespace Seamless.Agent.Linux;

/// <summary>The drag that has the pointer, if any; the desktop is told, for it must let the pointer go from window to window.</summary>
public sealed class Drags(Seat seat)
{
    private DragGrab? _current;

    /// <summary>The action that the person asks for with a key: Control copies, Shift moves.</summary>
    public DndAction Forced
    {
        get
        {
            var layout = seat.Keyboard.Layout;
            var down = layout.State.Modifiers.Depressed;
            if ((down & layout.ControlMask) != 0) return DndAction.Copy;
            return (down & layout.ShiftMask) != 0 ? DndAction.Move : DndAction.None;
        }
    }

    public bool IsActive => _current is not null;

    /// <summary>Begins only when a button that was pressed on the origin's window is still down; else the source is cancelled.</summary>
    public void Begin(SeatClient client, in DragRequest request)
    {
        if (IsActive || !seat.Pointer.HoldsGrab(client, request.Serial, request.Origin))
        {
            request.Source?.Cancel();
            return;
        }

        _current = new DragGrab(this, seat, client, request);
        request.Icon?.Show();
        seat.Send(new DragState(true, _current.OriginWindow));
        seat.Pointer.BeginDrag(_current);
        seat.Pointer.Cursor.Show(CursorShapeName.Grabbing);
    }

    public void Cancel() => _current?.Cancel();

    public void Forget(Surface surface) => _current?.Forget(surface);

    public void Forget(SeatClient client)
    {
        if (_current?.Owner == client) _current.Cancel();
    }

    /// <summary>No client has the pointer now, so nobody else could show what a drop would do.</summary>
    public void ActionChanged(DragGrab drag)
    {
        if (drag != _current) return;
        seat.Pointer.Cursor.Show(drag.Action switch
        {
            DndAction.Copy => CursorShapeName.Copy,
            DndAction.Move => CursorShapeName.Move,
            DndAction.Ask => CursorShapeName.Default,
            _ => CursorShapeName.NoDrop,
        });
    }

    public void ModifiersChanged() => _current?.Negotiate();

    public void Resend()
    {
        if (_current is not null) seat.Send(new DragState(true, _current.OriginWindow));
    }

    public void Ended(DragGrab drag)
    {
        if (drag != _current) return;
        _current = null;
        drag.Icon?.Hide();
        seat.Send(new DragState(false, drag.OriginWindow));
        seat.Pointer.Cursor.Show(CursorShapeName.Default);
        seat.Pointer.EndDrag();
    }
}
