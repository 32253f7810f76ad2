// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

namespace Seamless.Agent.Linux;

/// <summary>
/// A surface and its sub-surfaces from bottom to top. Adding, moving and restacking children is state of the parent: it waits for the
/// parent's commit, and then for the parent's state to be applied. Removing takes effect at once.
/// </summary>
public sealed class SurfaceChildren
{
    private readonly Surface _owner;
    private List<Surface>? _pending;
    private List<Surface>? _cached;
    private List<Surface>? _current;
    private bool _orderPending;
    private bool _orderCached;

    internal SurfaceChildren(Surface owner) => _owner = owner;

    /// <summary>The owner itself among its applied children, bottom first; null when it never had any.</summary>
    internal List<Surface>? Order => _current;

    /// <summary>All sub-surfaces, those not yet applied included.</summary>
    public IEnumerable<Surface> All => (_pending ?? []).Where(surface => surface != _owner);

    internal void Add(Surface child)
    {
        _pending ??= [_owner];
        _pending.Add(child);
        _orderPending = true;
    }

    internal void Remove(Surface child)
    {
        _pending?.Remove(child);
        _cached?.Remove(child);
        if (_current?.Remove(child) == true)
            _owner.Window?.TreeChanged();
    }

    /// <returns>False when <paramref name="sibling"/> is neither the parent nor a child of it.</returns>
    internal bool TryPlace(Surface child, Surface sibling, bool above)
    {
        if (child == sibling || _pending is null || !_pending.Contains(sibling))
            return false;
        _pending.Remove(child);
        _pending.Insert(_pending.IndexOf(sibling) + (above ? 1 : 0), child);
        _orderPending = true;
        return true;
    }

    /// <summary>The owner was committed: what was pending now waits for the owner's state to be applied.</summary>
    internal void Commit()
    {
        if (_pending is null)
            return;
        foreach (var child in _pending)
        {
            if (child != _owner)
                child.Subsurface?.CommitPosition();
        }
        if (!_orderPending)
            return;
        Copy(_pending, _cached ??= []);
        (_orderPending, _orderCached) = (false, true);
    }

    /// <summary>The owner's state is being applied: order and positions, then what the synchronized children have committed.</summary>
    internal void Apply()
    {
        if (_orderCached)
        {
            Copy(_cached!, _current ??= []);
            _orderCached = false;
            _owner.Window?.TreeChanged();
        }
        if (_current is null)
            return;
        // By index: what an applied child does may remove nothing, but it may look at this list again.
        for (var i = 0; i < _current.Count; i++)
        {
            if (_current[i] != _owner)
                _current[i].Subsurface?.ParentApplied();
        }
    }

    /// <summary>The owner is gone: its children have no parent any more and are not shown.</summary>
    internal void LeaveAll()
    {
        if (_pending is null)
            return;
        foreach (var child in _pending)
        {
            if (child != _owner)
                child.Subsurface?.ParentDestroyed();
        }
        _pending = _cached = _current = null;
    }

    private static void Copy(List<Surface> from, List<Surface> to)
    {
        Debug.Assert(from.Count > 0);
        to.Clear();
        to.AddRange(from);
    }
}
