// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Wayland.Server;
using DndAction = Seamless.Wayland.Server.WlDataDeviceManager.DndAction;

namespace Seamless.Agent.Linux;

/// <summary>
/// A wl_data_offer: one client's view of another's source. It outlives its meaning (a new selection came, the drag went on): then it gives
/// nothing, and asking it is no error, since the client could not know yet.
/// </summary>
public sealed class DataOffer : WlDataOffer
{
    private readonly ISelectionSource? _source;
    private readonly DragGrab? _drag;
    private readonly Func<bool> _isCurrent;
    private bool _finished;

    private DataOffer(DataDevice device, ISelectionSource? source, DragGrab? drag, Func<bool> isCurrent)
        : base(device.Client, device.Client.AllocateId(), device.Version)
    {
        (_source, _drag, _isCurrent) = (source, drag, isCurrent);
        device.SendDataOffer(this);
        if (source is null) return;
        foreach (var mimeType in source.MimeTypes.All) SendOffer(mimeType);
    }

    /// <summary>The type that the client would take, as it said last; null when nothing suits it.</summary>
    public string? Accepted { get; private set; }

    public DndAction Actions { get; private set; }

    public DndAction Preferred { get; private set; }

    public DndAction OfferedActions => Version >= SetActionsSince ? Actions : DndAction.Copy;

    /// <summary>The drop happened, here.</summary>
    public bool IsDropped { get; set; }

    public static DataOffer OfSelection(DataDevice device, ISelectionSource source, Selection selection) =>
        new(device, source, null, () => selection.Source == source);

    public static DataOffer OfDrag(DataDevice device, DataSource source, DragGrab drag)
    {
        DataOffer? made = null;
        made = new DataOffer(device, source, drag, () => source.IsAlive && drag.Concerns(made!));
        made.SendSourceActions(source.Actions);
        return made;
    }

    protected override void OnAccept(uint serial, string? mimeType)
    {
        if (_drag is null || !_isCurrent() || IsDropped) return;
        Accepted = mimeType is not null && _source!.MimeTypes.Contains(mimeType) ? mimeType : null;
        _drag.Source!.SendTarget(Accepted);
    }

    protected override void OnReceive(string mimeType, FileDescriptor fd)
    {
        // The owner got a duplicate. Ours is closed at once, or the reader would never see the end of the data.
        using (fd)
        {
            if (_isCurrent() && !_finished) _source?.Write(mimeType, fd);
        }
    }

    protected override void OnFinish()
    {
        if (_drag is null || !IsDropped)
            PostError(Error.InvalidFinish, "finish without a drop");
        else if (_finished)
            PostError(Error.InvalidFinish, "finished twice");
        else if (_isCurrent() && Accepted is null)
            PostError(Error.InvalidFinish, "finish of a drop that nothing was accepted of");
        else if (_isCurrent() && _drag.Action is DndAction.None or DndAction.Ask)
            PostError(Error.InvalidFinish, "finish without an action");
        else
            Finish();
    }

    protected override void OnSetActions(DndAction dndActions, DndAction preferredAction)
    {
        if ((dndActions & ~DragActions.All) != 0)
        {
            PostError(Error.InvalidActionMask, $"{(uint)dndActions:x} is not a mask of actions");
        }
        else if (!DragActions.IsOne(preferredAction) || (preferredAction & ~dndActions) != 0)
        {
            PostError(Error.InvalidAction, $"{(uint)preferredAction:x} is not one of the actions");
        }
        else if (_drag is null)
        {
            PostError(Error.InvalidOffer, "actions are of drags, and this offer is of a selection");
        }
        else
        {
            (Actions, Preferred) = (dndActions, preferredAction);
            if (_isCurrent() && !_finished) _drag.Negotiate(this);
        }
    }

    protected override void OnDestroyed()
    {
        if (_drag is not null && IsDropped && !_finished) Abandon();
        base.OnDestroyed();
    }

    private void Finish()
    {
        _finished = true;
        _drag!.Finished(this);
    }

    // Before version 3 there is no finish: destroying the offer after a drop says the same.
    private void Abandon()
    {
        _finished = true;
        if (Version < FinishSince) _drag!.Finished(this);
        else _drag!.Abandoned(this);
    }
}
