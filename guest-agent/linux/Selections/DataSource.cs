// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Wayland.Server;
using DndAction = Seamless.Wayland.Server.WlDataDeviceManager.DndAction;

namespace Seamless.Agent.Linux;

/// <summary>A wl_data_source: what a client has to copy, or is dragging. Used for one of the two, once.</summary>
public sealed class DataSource : WlDataSource, ISelectionSource
{
    private readonly Selections _selections;
    private readonly SeatClient _owner;
    private bool _actionsSet;

    public DataSource(Selections selections, SeatClient owner, uint id, int version) : base(owner.Client, id, version)
    {
        (_selections, _owner) = (selections, owner);
        owner.Sources++;
    }

    public MimeTypeList MimeTypes { get; } = new();

    /// <summary>What may be done with what is dragged. Before version 3 there was only copying.</summary>
    public DndAction Actions { get; private set; }

    public bool HasActions => _actionsSet;

    /// <summary>It is, or was, a selection or a drag.</summary>
    public bool IsUsed { get; private set; }

    /// <summary>Set by the drag that it belongs to.</summary>
    public DragGrab? Drag { get; set; }

    public DndAction OfferedActions => Version >= SetActionsSince ? Actions : DndAction.Copy;

    public void Use() => IsUsed = true;

    public void Write(string mimeType, FileDescriptor pipe)
    {
        if (MimeTypes.Contains(mimeType)) SendSend(mimeType, pipe);
    }

    public void Cancel() => SendCancelled();

    protected override void OnOffer(string mimeType) => MimeTypes.Add(mimeType);

    protected override void OnSetActions(DndAction dndActions)
    {
        if (_actionsSet)
            PostError(Error.InvalidActionMask, "the actions of a source can be set only once");
        else if ((dndActions & ~DragActions.All) != 0)
            PostError(Error.InvalidActionMask, $"{(uint)dndActions:x} is not a mask of actions");
        else if (IsUsed)
            PostError(Error.InvalidSource, "the actions of a source are set before it is used");
        else
            (Actions, _actionsSet) = (dndActions, true);
    }

    protected override void OnDestroyed()
    {
        _owner.Sources--;
        _selections.Clipboard.Forget(this);
        Drag?.SourceGone();
        base.OnDestroyed();
    }
}
