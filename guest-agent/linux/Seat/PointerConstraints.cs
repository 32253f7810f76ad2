// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;
using Seamless.Wayland.Server;
using WireFixed = Seamless.Wayland.Fixed;

namespace Seamless.Agent.Linux;

// Games lock the pointer to turn a camera, drawing programs confine it. A constraint is a wish that is told to the desktop while its
// surface has the pointer; the desktop decides, holds its own pointer, and says so; only then does the client hear that it holds.
public sealed class PointerConstraints(Seat seat, Pointer pointer)
{
    private readonly Dictionary<Surface, SurfaceConstraint> _bySurface = [];

    private SurfaceConstraint? OfFocus => pointer.Focus is { } focus ? _bySurface.GetValueOrDefault(focus) : null;

    /// <summary>The pointer is locked: only relative motion is told.</summary>
    public bool HoldsStill => OfFocus is { Stage: ConstraintStage.Active, Kind: ConstraintKind.Lock };

    /// <summary>False when the surface has a constraint already.</summary>
    public bool TryAdd(SurfaceConstraint constraint)
    {
        if (_bySurface.TryGetValue(constraint.Surface, out var other) && other.Stage != ConstraintStage.Spent) return false;
        _bySurface[constraint.Surface] = constraint;
        TryBegin(constraint);
        return true;
    }

    public void Remove(SurfaceConstraint constraint)
    {
        constraint.Detach();
        if (_bySurface.GetValueOrDefault(constraint.Surface) == constraint) _bySurface.Remove(constraint.Surface);
    }

    public void Entered(Surface surface)
    {
        if (_bySurface.TryGetValue(surface, out var constraint)) TryBegin(constraint);
    }

    public void Left(Surface surface)
    {
        if (_bySurface.TryGetValue(surface, out var constraint)) constraint.Withdraw();
    }

    /// <summary>The place itself, or the nearest one that an active confinement allows; a motion may also be what brings the pointer
    /// into the region of a constraint that waits.</summary>
    public PointerPlace Confined(PointerPlace place)
    {
        if (OfFocus is not { } constraint) return place;
        var (left, top) = PointerPlace.CornerInWindow(constraint.Surface);
        var (x, y) = (place.X.ToDouble() - left, place.Y.ToDouble() - top);
        if (constraint.Stage == ConstraintStage.Waiting && constraint.Holds(x, y)) constraint.Ask();
        if (constraint is not { Stage: ConstraintStage.Active, Kind: ConstraintKind.Confine }) return place;
        var (nearX, nearY) = constraint.Nearest(x, y);
        return new PointerPlace(Fixed.FromDouble(nearX + left), Fixed.FromDouble(nearY + top));
    }

    public void Answered(in PointerConstraintState state)
    {
        if (OfFocus is not { } constraint || constraint.Surface.Window?.Id != state.Window) return;
        if (state.IsActive) constraint.Grant();
        else constraint.Refuse();
    }

    public void Forget(Surface surface)
    {
        if (_bySurface.Remove(surface, out var constraint)) constraint.Detach();
    }

    public void Resend() => OfFocus?.AskAgain();

    public void Send(in PointerConstraint wish)
    {
        if (wish.Window != 0) seat.Send(wish);
    }

    private void TryBegin(SurfaceConstraint constraint)
    {
        if (constraint.Stage != ConstraintStage.Waiting || !ReferenceEquals(constraint.Surface, pointer.Focus)) return;
        var (x, y) = pointer.Position.Place.In(constraint.Surface);
        if (constraint.Holds(x.ToDouble(), y.ToDouble())) constraint.Ask();
    }
}
