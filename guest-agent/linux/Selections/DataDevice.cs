// SPDX-License-Identifier: Apache-2.0
using Seamless.Wayland.Server;

namespace Seamless.Agent.Linux;

/// <summary>A client's wl_data_device: sets and hears of the clipboard, begins drags and is dropped on.</summary>
public sealed class DataDevice : WlDataDevice, ISelectionDevice
{
    // wl_data_device.error.used_source: newer than some distributions' XML.
    private const uint UsedSource = 1;
    private readonly Selections _selections;
    private readonly SeatClient _owner;

    public DataDevice(Selections selections, SeatClient owner, uint id, int version) : base(owner.Client, id, version)
    {
        (_selections, _owner) = (selections, owner);
        owner.DataDevices.Add(this);
        selections.Introduce(owner, this, selections.Clipboard);
    }

    public void Announce(ISelectionSource? source) =>
        SendSelection(source is null ? null : DataOffer.OfSelection(this, source, _selections.Clipboard));

    protected override void OnStartDrag(WlDataSource? source, WlSurface origin, WlSurface? icon, uint serial)
    {
        var data = (DataSource?)source;
        if (data is { IsUsed: true })
        {
            PostError(UsedSource, "the source is or was used already");
            return;
        }

        DragIconRole? role = null;
        if (icon is Surface surface)
        {
            role = new DragIconRole(surface);
            if (!surface.TryGiveRole(SurfaceRole.DragIcon, role))
            {
                PostError(Error.Role, $"{surface} has another role already");
                return;
            }
        }

        data?.Use();
        _selections.Drags.Begin(_owner, new DragRequest(data, (Surface)origin, role, serial));
    }

    protected override void OnSetSelection(WlDataSource? source, uint serial)
    {
        var data = (DataSource?)source;
        if (data is { HasActions: true })
        {
            data.PostError(WlDataSource.Error.InvalidSource, "a source with drag-and-drop actions is not for a selection");
            return;
        }

        if (data is { IsUsed: true } && data != _selections.Clipboard.Source)
        {
            PostError(UsedSource, "the source is or was used already");
            return;
        }

        data?.Use();
        _selections.Clipboard.Set(_owner, data, serial);
    }

    protected override void OnDestroyed()
    {
        _owner.DataDevices.Remove(this);
        base.OnDestroyed();
    }
}
