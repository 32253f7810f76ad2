// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;
using Seamless.Wayland.Server;
using DndAction = Seamless.Wayland.Server.WlDataDeviceManager.DndAction;

namespace Seamless.Agent.Linux;

/// <summary>The arguments of wl_data_device.start_drag. Without a source it is the client's own affair: only its surfaces hear of it.</summary>
public readonly record struct DragRequest(DataSource? Source, Surface Origin, DragIconRole? Icon, uint Serial);

// One drag, from the press it began with to the drop, and after it until the receiver has what it wants. While it has the pointer, clients
// hear of the pointer as enter, motion, leave and drop of their data devices. What happens on a drop is agreed between both sides: the
// source says what may be done, the offer under the pointer what it can do and likes best, the person may force one with a key.
public sealed class DragGrab
{
    private readonly Seat _seat;
    private readonly Drags _drags;
    private readonly PressedCodes _held = new(SeatLimits.PressedButtons);
    private readonly List<DataOffer> _offers = [];
    private DataOffer? _speaker;
    private bool _isOver;

    public DragGrab(Drags drags, Seat seat, SeatClient owner, in DragRequest request)
    {
        (_drags, _seat, Owner, Source, Icon) = (drags, seat, owner, request.Source, request.Icon);
        OriginWindow = request.Origin.Window?.Id ?? 0;
        foreach (var button in seat.Pointer.Pressed) _held.Press(button);
        if (Source is not null) Source.Drag = this;
    }

    public SeatClient Owner { get; }

    public DataSource? Source { get; }

    public DragIconRole? Icon { get; }

    public uint OriginWindow { get; }

    /// <summary>What a drop would mean now.</summary>
    public DndAction Action { get; private set; }

    public Surface? Focus { get; private set; }

    /// <summary>A drop would be taken now.</summary>
    public bool IsAccepted => Action != DndAction.None && _offers.Exists(offer => offer.Accepted is not null);

    /// <summary>Whether the offer is of the surface under the pointer, or of the one dropped on.</summary>
    public bool Concerns(DataOffer offer) => _offers.Contains(offer);

    public void Moved(Window? window, PointerPlace place, ulong? timeMicroseconds)
    {
        if (_isOver) return;
        var surface = window is { IsMapped: true, Kind: not WindowRole.DragIcon } ? place.SurfaceIn(window) : null;
        // Without a source only the client itself takes part.
        if (surface is not null && Source is null && !ReferenceEquals(surface.Client, Owner.Client)) surface = null;
        if (!ReferenceEquals(surface, Focus))
        {
            LeaveFocus();
            if (surface is not null) EnterFocus(surface, place);
        }
        else if (surface is not null && timeMicroseconds is { } time)
        {
            var (x, y) = place.In(surface);
            foreach (var device in _seat.Of(surface.Client).DataDevices) device.SendMotion(Milliseconds.Of(time), x, y);
        }
    }

    public void Button(in PointerButton button)
    {
        if (button.IsPressed || _isOver || !_held.Release(button.Code) || _held.Count > 0) return;
        Drop();
    }

    /// <summary>An offer under the pointer (or the one dropped on, while it asks the person) said what it wants.</summary>
    public void Negotiate(DataOffer? speaker = null)
    {
        if (Source is null) return;
        _speaker = speaker ?? _speaker ?? (_offers.Count > 0 ? _offers[0] : null);
        var action = _speaker is null
            ? DndAction.None
            : DragActions.Choose(Source.OfferedActions, _speaker.OfferedActions, _speaker.Preferred, _isOver ? DndAction.None : _drags.Forced);
        if (action == Action) return;
        Action = action;
        _drags.ActionChanged(this);
        Source.SendAction(action);
        _speaker?.SendAction(action);
    }

    public void Finished(DataOffer offer)
    {
        if (!Concerns(offer)) return;
        _offers.Clear();
        if (Source is not { Drag: not null } source) return;
        source.Drag = null;
        source.SendDndFinished();
    }

    /// <summary>The receiver destroyed the offer without having finished.</summary>
    public void Abandoned(DataOffer offer)
    {
        if (!_offers.Remove(offer) || _offers.Count > 0 || Source is not { Drag: not null } source) return;
        source.Drag = null;
        source.Cancel();
    }

    public void SourceGone()
    {
        if (Source is not null) Source.Drag = null;
        if (!_isOver) End();
        _offers.Clear();
    }

    public void Forget(Surface surface)
    {
        if (ReferenceEquals(surface, Focus)) LeaveFocus();
    }

    /// <summary>The person or the desktop gave it up.</summary>
    public void Cancel()
    {
        if (_isOver) return;
        CancelSource();
        End();
    }

    private void Drop()
    {
        if (Focus is not { } focus || !(Source is null || IsAccepted))
        {
            Cancel();
            return;
        }

        foreach (var offer in _offers) offer.IsDropped = true;
        foreach (var device in _seat.Of(focus.Client).DataDevices) device.SendDrop();
        Source?.SendDndDropPerformed();
        End();
    }

    private void EnterFocus(Surface surface, PointerPlace place)
    {
        Focus = surface;
        var client = _seat.Of(surface.Client);
        var (x, y) = place.In(surface);
        var serial = client.Client.Server.NextSerial();
        foreach (var device in client.DataDevices)
        {
            DataOffer? offer = null;
            if (Source is not null) _offers.Add(offer = DataOffer.OfDrag(device, Source, this));
            device.SendEnter(serial, surface, x, y, offer);
        }

        Negotiate();
    }

    private void LeaveFocus()
    {
        if (Focus is not { } surface) return;
        Focus = null;
        foreach (var device in _seat.Of(surface.Client).DataDevices) device.SendLeave();
        // What was dropped is still being fetched; anything else means nothing any more.
        if (_offers.Exists(offer => offer.IsDropped)) return;
        if (_offers.Exists(offer => offer.Accepted is not null)) Source?.SendTarget(null);
        _offers.Clear();
        _speaker = null;
        if (Action == DndAction.None) return;
        Action = DndAction.None;
        _drags.ActionChanged(this);
        Source?.SendAction(Action);
    }

    // Older sources know cancelled only as "another selection came".
    private void CancelSource()
    {
        if (Source is not { Drag: not null } source) return;
        source.Drag = null;
        if (source.Version >= WlDataSource.DndFinishedSince) source.Cancel();
    }

    private void End()
    {
        LeaveFocus();
        _isOver = true;
        _drags.Ended(this);
    }
}
