// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Wayland.Server;

namespace Seamless.Agent.Linux;

/// <summary>The zwp_primary_selection_device_manager_v1 of a client: what is marked, pasted with the middle button.</summary>
public sealed class PrimarySelectionDevices(Selections selections, Client client, uint id, int version)
    : ZwpPrimarySelectionDeviceManagerV1(client, id, version)
{
    protected override void OnCreateSource(uint id)
    {
        if (selections.HasRoomForSource(Client, out var owner)) _ = new PrimarySelectionSource(selections, owner, id, Version);
    }

    protected override void OnGetDevice(uint id, WlSeat seat)
    {
        if (selections.HasRoomForDevice(Client, out var owner)) _ = new PrimarySelectionDevice(selections, owner, id, Version);
    }
}

/// <summary>A zwp_primary_selection_source_v1.</summary>
public sealed class PrimarySelectionSource : ZwpPrimarySelectionSourceV1, ISelectionSource
{
    private readonly Selections _selections;
    private readonly SeatClient _owner;

    public PrimarySelectionSource(Selections selections, SeatClient owner, uint id, int version) : base(owner.Client, id, version)
    {
        (_selections, _owner) = (selections, owner);
        owner.Sources++;
    }

    public MimeTypeList MimeTypes { get; } = new();

    public void Write(string mimeType, FileDescriptor pipe)
    {
        if (MimeTypes.Contains(mimeType)) SendSend(mimeType, pipe);
    }

    public void Cancel() => SendCancelled();

    protected override void OnOffer(string mimeType) => MimeTypes.Add(mimeType);

    protected override void OnDestroyed()
    {
        _owner.Sources--;
        _selections.Primary.Forget(this);
        base.OnDestroyed();
    }
}

/// <summary>A zwp_primary_selection_device_v1.</summary>
public sealed class PrimarySelectionDevice : ZwpPrimarySelectionDeviceV1, ISelectionDevice
{
    private readonly Selections _selections;
    private readonly SeatClient _owner;

    public PrimarySelectionDevice(Selections selections, SeatClient owner, uint id, int version) : base(owner.Client, id, version)
    {
        (_selections, _owner) = (selections, owner);
        owner.PrimaryDevices.Add(this);
        selections.Introduce(owner, this, selections.Primary);
    }

    public void Announce(ISelectionSource? source) =>
        SendSelection(source is null ? null : new PrimarySelectionOffer(this, source, _selections.Primary));

    protected override void OnSetSelection(ZwpPrimarySelectionSourceV1? source, uint serial) =>
        _selections.Primary.Set(_owner, (PrimarySelectionSource?)source, serial);

    protected override void OnDestroyed()
    {
        _owner.PrimaryDevices.Remove(this);
        base.OnDestroyed();
    }
}

/// <summary>A zwp_primary_selection_offer_v1. When another selection has come it gives nothing.</summary>
public sealed class PrimarySelectionOffer : ZwpPrimarySelectionOfferV1
{
    private readonly ISelectionSource _source;
    private readonly Selection _selection;

    public PrimarySelectionOffer(PrimarySelectionDevice device, ISelectionSource source, Selection selection)
        : base(device.Client, device.Client.AllocateId(), device.Version)
    {
        (_source, _selection) = (source, selection);
        device.SendDataOffer(this);
        foreach (var mimeType in source.MimeTypes.All) SendOffer(mimeType);
    }

    protected override void OnReceive(string mimeType, FileDescriptor fd)
    {
        // The owner got a duplicate. Ours is closed at once, or the reader would never see the end of the data.
        using (fd)
        {
            if (_selection.Source == _source) _source.Write(mimeType, fd);
        }
    }
}
