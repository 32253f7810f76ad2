// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;
using Seamless.Wayland.Server;
using WireFixed = Seamless.Wayland.Fixed;

namespace Seamless.Agent.Linux;

/// <summary>The zwp_pointer_constraints_v1 of a client.</summary>
public sealed class PointerConstraintsBinding(Seat seat, Client client, uint id, int version) : ZwpPointerConstraintsV1(client, id, version)
{
    protected override void OnLockPointer(uint id, WlSurface surface, WlPointer pointer, WlRegion? region, Lifetime lifetime)
    {
        var locked = new LockedPointer(seat, Client, id, Version);
        Begin(new SurfaceConstraint(seat.Pointer.Constraints, ConstraintKind.Lock, (Surface)surface, lifetime, locked.Tell), region, locked.Own);
    }

    protected override void OnConfinePointer(uint id, WlSurface surface, WlPointer pointer, WlRegion? region, Lifetime lifetime)
    {
        var confined = new ConfinedPointer(seat, Client, id, Version);
        Begin(new SurfaceConstraint(seat.Pointer.Constraints, ConstraintKind.Confine, (Surface)surface, lifetime, confined.Tell), region, confined.Own);
    }

    private void Begin(SurfaceConstraint constraint, WlRegion? region, Action<SurfaceConstraint> own)
    {
        var owner = seat.Of(Client);
        own(constraint);
        constraint.SetFirstRegion(region);
        if (owner.Constraints > SeatLimits.ConstraintsPerClient)
            Client.PostNoMemory($"more than {SeatLimits.ConstraintsPerClient} pointer constraints");
        else if (!seat.Pointer.Constraints.TryAdd(constraint))
            PostError(Error.AlreadyConstrained, "the surface has a pointer constraint already");
    }
}

/// <summary>A zwp_locked_pointer_v1.</summary>
public sealed class LockedPointer(Seat seat, Client client, uint id, int version) : ZwpLockedPointerV1(client, id, version)
{
    private SurfaceConstraint? _constraint;

    public void Own(SurfaceConstraint constraint)
    {
        _constraint = constraint;
        seat.Of(Client).Constraints++;
    }

    public void Tell(bool holds)
    {
        if (holds) SendLocked();
        else SendUnlocked();
    }

    protected override void OnSetCursorPositionHint(WireFixed surfaceX, WireFixed surfaceY) => _constraint?.SetHint(surfaceX, surfaceY);

    protected override void OnSetRegion(WlRegion? region) => _constraint?.SetRegion(region);

    protected override void OnDestroyed()
    {
        if (_constraint is not null)
        {
            seat.Of(Client).Constraints--;
            seat.Pointer.Constraints.Remove(_constraint);
        }

        base.OnDestroyed();
    }
}

/// <summary>A zwp_confined_pointer_v1.</summary>
public sealed class ConfinedPointer(Seat seat, Client client, uint id, int version) : ZwpConfinedPointerV1(client, id, version)
{
    private SurfaceConstraint? _constraint;

    public void Own(SurfaceConstraint constraint)
    {
        _constraint = constraint;
        seat.Of(Client).Constraints++;
    }

    public void Tell(bool holds)
    {
        if (holds) SendConfined();
        else SendUnconfined();
    }

    protected override void OnSetRegion(WlRegion? region) => _constraint?.SetRegion(region);

    protected override void OnDestroyed()
    {
        if (_constraint is not null)
        {
            seat.Of(Client).Constraints--;
            seat.Pointer.Constraints.Remove(_constraint);
        }

        base.OnDestroyed();
    }
}
