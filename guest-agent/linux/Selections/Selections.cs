// SPDX-License-Identifier: Apache-2.0
using Seamless.Wayland.Server;

namespace Seamless.Agent.Linux;

/// <summary>What clients give to each other: the clipboard, what is marked, and drags.</summary>
public sealed class Selections
{
    private readonly Seat _seat;

    public Selections(Seat seat)
    {
        _seat = seat;
        Clipboard = new Selection(seat, client => client.DataDevices);
        Primary = new Selection(seat, client => client.PrimaryDevices);
        Drags = new Drags(seat);
        seat.Keyboard.FocusChanging += FocusChanging;
        seat.Keyboard.ModifiersChanged += Drags.ModifiersChanged;
    }

    public Selection Clipboard { get; }

    public Selection Primary { get; }

    public Drags Drags { get; }

    public void AddGlobals(WaylandServer server)
    {
        server.AddGlobal(WlDataDeviceManager.InterfaceName, Math.Min(3, WlDataDeviceManager.InterfaceVersion),
            (client, id, version) => _ = new DataDevices(this, client, id, version));
        server.AddGlobal(ZwpPrimarySelectionDeviceManagerV1.InterfaceName, 1,
            (client, id, version) => _ = new PrimarySelectionDevices(this, client, id, version));
    }

    /// <summary>A new device of the client that has the keyboard hears of the selection at once.</summary>
    public void Introduce(SeatClient owner, ISelectionDevice device, Selection selection)
    {
        if (ReferenceEquals(owner, _seat.Keyboard.FocusClient)) device.Announce(selection.Source);
    }

    public bool HasRoomForSource(Client client, out SeatClient owner)
    {
        owner = _seat.Of(client);
        if (owner.Sources < SelectionLimits.SourcesPerClient) return true;
        client.PostNoMemory($"more than {SelectionLimits.SourcesPerClient} data sources");
        return false;
    }

    public bool HasRoomForDevice(Client client, out SeatClient owner)
    {
        owner = _seat.Of(client);
        if (owner.DataDevices.Count + owner.PrimaryDevices.Count < SelectionLimits.DevicesPerClient) return true;
        client.PostNoMemory($"more than {SelectionLimits.DevicesPerClient} data devices");
        return false;
    }

    private void FocusChanging(SeatClient? client)
    {
        if (client is null) return;
        Clipboard.AnnounceTo(client);
        Primary.AnnounceTo(client);
    }
}

/// <summary>The wl_data_device_manager of a client.</summary>
public sealed class DataDevices(Selections selections, Client client, uint id, int version) : WlDataDeviceManager(client, id, version)
{
    protected override void OnCreateDataSource(uint id)
    {
        if (selections.HasRoomForSource(Client, out var owner)) _ = new DataSource(selections, owner, id, Version);
    }

    protected override void OnGetDataDevice(uint id, WlSeat seat)
    {
        if (selections.HasRoomForDevice(Client, out var owner)) _ = new DataDevice(selections, owner, id, Version);
    }
}
