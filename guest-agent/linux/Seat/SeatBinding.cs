// SPDX-License-Identifier: Apache-2.0
using Seamless.Wayland.Server;

namespace Seamless.Agent.Linux;

/// <summary>One client's wl_seat.</summary>
public sealed class SeatBinding(Seat seat, Client client, uint id, int version) : WlSeat(client, id, version)
{
    private const string Name = "seat0";

    public void Introduce()
    {
        SendName(Name);
        SendCapabilities(Capability.Pointer | Capability.Keyboard | Capability.Touch);
    }

    protected override void OnGetPointer(uint id)
    {
        var owner = seat.Of(Client);
        if (HasRoom(owner.Pointers.Count)) _ = new PointerBinding(owner, id, Version, seat.Pointer);
    }

    protected override void OnGetKeyboard(uint id)
    {
        var owner = seat.Of(Client);
        if (HasRoom(owner.Keyboards.Count)) _ = new KeyboardBinding(owner, id, Version, seat.Keyboard);
    }

    protected override void OnGetTouch(uint id)
    {
        var owner = seat.Of(Client);
        if (HasRoom(owner.Touches.Count)) _ = new TouchBinding(owner, id, Version);
    }

    private bool HasRoom(int count)
    {
        if (count < SeatLimits.BindingsPerClient) return true;
        Client.PostNoMemory($"more than {SeatLimits.BindingsPerClient} objects of one input device");
        return false;
    }
}
