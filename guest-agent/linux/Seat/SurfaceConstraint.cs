// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Seamless.Protocol;
using Seamless.Wayland.Server;
using Lifetime = Seamless.Wayland.Server.ZwpPointerConstraintsV1.Lifetime;
using WireFixed = Seamless.Wayland.Fixed;

namespace Seamless.Agent.Linux;

public enum ConstraintStage
{
    /// <summary>The pointer is elsewhere.</summary>
    Waiting,

    /// <summary>The desktop was asked, and decides.</summary>
    Asked,

    /// <summary>The pointer is locked or confined, and the client knows.</summary>
    Active,

    /// <summary>A oneshot constraint that is over: the object is left, without effect.</summary>
    Spent,
}

/// <summary>What zwp_locked_pointer_v1 and zwp_confined_pointer_v1 have in common: a surface, a region, and whether it holds now.</summary>
public sealed class SurfaceConstraint
{
    private readonly PointerConstraints _constraints;
    private readonly Lifetime _lifetime;
    private readonly Action<bool> _tell;
    private readonly Region _region = new(), _pendingRegion = new();
    private bool _hasRegion, _pendingHasRegion, _regionChanged;
    private (WireFixed X, WireFixed Y)? _pendingHint;
    private (WireFixed X, WireFixed Y) _hint;

    /// <param name="tell">Sends locked or confined (true), unlocked or unconfined (false).</param>
    public SurfaceConstraint(PointerConstraints constraints, ConstraintKind kind, Surface surface, Lifetime lifetime, Action<bool> tell)
    {
        (_constraints, Kind, Surface, _lifetime, _tell) = (constraints, kind, surface, lifetime, tell);
        surface.StateChanged += Committed;
    }

    public ConstraintKind Kind { get; }

    public Surface Surface { get; }

    public ConstraintStage Stage { get; private set; }

    /// <summary>Double-buffered: takes effect with the surface's next commit.</summary>
    public void SetRegion(WlRegion? region)
    {
        (_pendingHasRegion, _regionChanged) = (region is not null, true);
        _pendingRegion.Clear();
        if (region is RegionObject { Region: var boxes }) _pendingRegion.CopyFrom(boxes);
    }

    /// <summary>The region that a constraint is made with holds at once.</summary>
    public void SetFirstRegion(WlRegion? region)
    {
        SetRegion(region);
        ApplyRegion();
    }

    public void SetHint(WireFixed x, WireFixed y) => _pendingHint = (x, y);

    /// <summary>Whether the pointer, at a point of the surface, is where the constraint may begin.</summary>
    public bool Holds(double x, double y) =>
        Surface.AcceptsInput(x, y) && (!_hasRegion || _region.Contains((int)Math.Floor(x), (int)Math.Floor(y)));

    public void Ask()
    {
        Stage = ConstraintStage.Asked;
        _constraints.Send(Wish(Kind));
    }

    public void Grant()
    {
        if (Stage != ConstraintStage.Asked) return;
        Stage = ConstraintStage.Active;
        _tell(true);
    }

    /// <summary>The desktop ended it, or never began it; it still knows the wish and may begin it again.</summary>
    public void Refuse()
    {
        if (Stage != ConstraintStage.Active) return;
        End(ConstraintStage.Asked);
        if (Stage == ConstraintStage.Spent) _constraints.Send(Wish(ConstraintKind.None));
    }

    /// <summary>The pointer left, or the object is going: the desktop need not hold it any more.</summary>
    public void Withdraw()
    {
        if (Stage is not (ConstraintStage.Asked or ConstraintStage.Active)) return;
        _constraints.Send(Wish(ConstraintKind.None));
        if (Stage == ConstraintStage.Active) End(ConstraintStage.Waiting);
        else Stage = ConstraintStage.Waiting;
    }

    /// <summary>Tells a desktop that just came what it does not know.</summary>
    public void AskAgain()
    {
        if (Stage is ConstraintStage.Asked or ConstraintStage.Active) _constraints.Send(Wish(Kind));
    }

    /// <summary>The point nearest to (x, y), in surface coordinates, that a confined pointer may be at.</summary>
    public (double X, double Y) Nearest(double x, double y)
    {
        var (best, found) = (double.PositiveInfinity, (X: x, Y: y));
        var whole = new Box(0, 0, Surface.Width, Surface.Height);
        var boxes = _hasRegion ? _region.Boxes : Surface.Current.InputEverywhere ? new ReadOnlySpan<Box>(in whole) : Surface.Current.InputRegion.Boxes;
        foreach (var box in boxes)
        {
            var part = box.Intersect(whole);
            if (part.IsEmpty) continue;
            // The right and bottom edges are outside; the corner of the last unit inside is where every compositor stops.
            var (nearX, nearY) = (Math.Clamp(x, part.Left, part.Right - 1), Math.Clamp(y, part.Top, part.Bottom - 1));
            var distance = (nearX - x) * (nearX - x) + (nearY - y) * (nearY - y);
            if (distance < best) (best, found) = (distance, (nearX, nearY));
        }

        return found;
    }

    public void Detach()
    {
        Withdraw();
        Stage = ConstraintStage.Spent;
        Surface.StateChanged -= Committed;
    }

    private void End(ConstraintStage next)
    {
        Stage = _lifetime == Lifetime.Oneshot ? ConstraintStage.Spent : next;
        _tell(false);
    }

    private void Committed(Surface surface)
    {
        var changed = _regionChanged || _pendingHint is not null;
        ApplyRegion();
        if (_pendingHint is { } hint) (_hint, _pendingHint) = (hint, null);
        if (changed) AskAgain();
    }

    private void ApplyRegion()
    {
        if (!_regionChanged) return;
        _region.CopyFrom(_pendingRegion);
        (_hasRegion, _regionChanged) = (_pendingHasRegion, false);
    }

    private PointerConstraint Wish(ConstraintKind kind)
    {
        var (left, top) = PointerPlace.CornerInWindow(Surface);
        return new PointerConstraint
        {
            Window = Surface.Window?.Id ?? 0,
            Kind = kind,
            Region = kind == ConstraintKind.None || !_hasRegion ? [] : RegionInWindow(left, top),
            HintX = new Fixed(_hint.X.Raw + left * 256),
            HintY = new Fixed(_hint.Y.Raw + top * 256),
        };
    }

    private ImmutableArray<Rect> RegionInWindow(int left, int top)
    {
        if (_region.Boxes.Length > ProtocolLimits.RegionRects) return [ToRect(_region.Bounds.Offset(left, top))];
        var rects = ImmutableArray.CreateBuilder<Rect>(_region.Boxes.Length);
        foreach (var box in _region.Boxes) rects.Add(ToRect(box.Offset(left, top)));
        return rects.MoveToImmutable();
    }

    private static Rect ToRect(Box box)
    {
        var inside = box.Intersect(new Box(-ProtocolLimits.Coordinate, -ProtocolLimits.Coordinate, ProtocolLimits.Coordinate, ProtocolLimits.Coordinate));
        return new Rect(inside.Left, inside.Top, inside.Width, inside.Height);
    }
}
