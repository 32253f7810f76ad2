// SPDX-License-Identifier: Apache-2.0
using Seamless.Wayland.Server;

namespace Seamless.Agent.Linux;

/// <summary>
/// A wl_subsurface. Synchronized (the default, and whenever an ancestor is), the surface's commits wait until the parent's state is
/// applied; so a toolkit can change a whole tree at once.
/// </summary>
public sealed class Subsurface : WlSubsurface, ISurfaceRole
{
    private bool _synchronized = true;
    private (int X, int Y)? _pendingPosition;
    private (int X, int Y)? _cachedPosition;

    internal Subsurface(Client client, uint id, int version, Surface surface, Surface parent)
        : base(client, id, version)
    {
        Surface = surface;
        Parent = parent;
        parent.Children.Add(surface);
    }

    /// <summary>Null when the wl_surface is gone and only this object is left.</summary>
    public Surface? Surface { get; private set; }

    /// <summary>Null when the parent was destroyed.</summary>
    public Surface? Parent { get; private set; }

    /// <summary>Relative to the parent surface.</summary>
    public int X { get; private set; }

    public int Y { get; private set; }

    /// <summary>Whether commits wait for the parent: it says so itself, or one above it does.</summary>
    public bool IsSynchronized => _synchronized || Parent?.Subsurface?.IsSynchronized == true;

    public bool Committing(Surface surface) => true;

    public void Committed(Surface surface, int offsetX, int offsetY)
    {
        if (offsetX != 0 || offsetY != 0)
            MoveTo(X + offsetX, Y + offsetY);
    }

    public void SurfaceDestroyed(Surface surface)
    {
        Parent?.Children.Remove(surface);
        Parent = null;
        Surface = null;
    }

    protected override void OnSetPosition(int x, int y) => _pendingPosition = (x, y);

    protected override void OnPlaceAbove(WlSurface sibling) => Place((Surface)sibling, above: true);

    protected override void OnPlaceBelow(WlSurface sibling) => Place((Surface)sibling, above: false);

    protected override void OnSetSync() => _synchronized = true;

    protected override void OnSetDesync()
    {
        if (!_synchronized)
            return;
        _synchronized = false;
        if (!IsSynchronized)
            BecameDesynchronized();
    }

    protected override void OnDestroyed()
    {
        if (Surface is { } surface)
        {
            Parent?.Children.Remove(surface);
            surface.LeaveRoleObject(this);
        }
        Parent = null;
        Surface = null;
    }

    internal void CommitPosition()
    {
        if (_pendingPosition is null)
            return;
        _cachedPosition = _pendingPosition;
        _pendingPosition = null;
    }

    /// <summary>The parent's state was applied; a synchronized sub-surface's follows it.</summary>
    internal void ParentApplied()
    {
        if (_cachedPosition is { } position)
        {
            _cachedPosition = null;
            MoveTo(position.X, position.Y);
        }
        if (IsSynchronized)
            Surface?.ApplyCached();
    }

    /// <summary>Neither it nor an ancestor is synchronized any more: nothing waits, also below where it only waited with this one.</summary>
    private void BecameDesynchronized()
    {
        if (Surface is null)
            return;
        Surface.ApplyCached();
        foreach (var child in Surface.Children.All)
        {
            if (child.Subsurface is { _synchronized: false } subsurface)
                subsurface.BecameDesynchronized();
        }
    }

    internal void ParentDestroyed() => Parent = null;

    private void MoveTo(int x, int y)
    {
        if ((x, y) == (X, Y))
            return;
        (X, Y) = (Math.Clamp(x, -Box.EdgeLimit, Box.EdgeLimit), Math.Clamp(y, -Box.EdgeLimit, Box.EdgeLimit));
        Surface?.Window?.TreeChanged();
    }

    private void Place(Surface sibling, bool above)
    {
        if (Surface is null || Parent is null)
            return;
        if (!Parent.Children.TryPlace(Surface, sibling, above))
            PostError(Error.BadSurface, "the other surface is neither the parent nor a sibling of this sub-surface");
    }
}
