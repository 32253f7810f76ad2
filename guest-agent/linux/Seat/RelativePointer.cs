// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;
using Seamless.Wayland.Server;
using WireFixed = Seamless.Wayland.Fixed;

namespace Seamless.Agent.Linux;

/// <summary>A zwp_relative_pointer_v1: hears how far the pointer moved, even where it cannot move any further.</summary>
public sealed class RelativePointer : ZwpRelativePointerV1
{
    private readonly SeatClient _owner;

    public RelativePointer(SeatClient owner, uint id, int version) : base(owner.Client, id, version)
    {
        _owner = owner;
        owner.RelativePointers.Add(this);
    }

    public void Motion(in PointerMotion motion) => SendRelativeMotion(
        (uint)(motion.TimeMicroseconds >> 32),
        unchecked((uint)motion.TimeMicroseconds),
        new WireFixed(motion.DeltaX.Raw),
        new WireFixed(motion.DeltaY.Raw),
        new WireFixed(motion.RawDeltaX.Raw),
        new WireFixed(motion.RawDeltaY.Raw));

    protected override void OnDestroyed()
    {
        _owner.RelativePointers.Remove(this);
        base.OnDestroyed();
    }
}

/// <summary>The zwp_relative_pointer_manager_v1 of a client.</summary>
public sealed class RelativePointers(Seat seat, Client client, uint id, int version) : ZwpRelativePointerManagerV1(client, id, version)
{
    protected override void OnGetRelativePointer(uint id, WlPointer pointer)
    {
        var owner = seat.Of(Client);
        if (owner.RelativePointers.Count >= SeatLimits.BindingsPerClient)
            Client.PostNoMemory($"more than {SeatLimits.BindingsPerClient} relative pointers");
        else
            _ = new RelativePointer(owner, id, Version);
    }
}
