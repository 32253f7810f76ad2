// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

namespace Seamless.Agent.Linux;

/// <summary>
/// A surface and its sub-surfaces from bottom to top. Adding, moving and restacking children is state of the parent: it waits for the
/// parent's commit, and then for the parent's state to be applied. Removing takes effect at once.
/// </summary>
public sealed class SurfaceChildren
{
    private readonly Surface owner;
    private List<Surface>? pending;
    private List<Surface>? cached;
    private List<Surface>? current;
    private bool orderPending;
    private bool orderCached;

    internal SurfaceChildren(Surface owner) => this.owner = owner;

    /// <summary>The owner itself among its applied children, bottom first; null when it never had any.</summary>
    internal List<Surface>? Order => current;

    /// <summary>All sub-surfaces, those not yet applied included.</summary>
    public IEnumerable<Surface> All => (pending ?? []).Where(surface => surface != owner);

    internal void Add(Surface child)
    {
        pending ??= [owner];
        pending.Add(child);
        orderPending = true;
    }

    internal void Remove(Surface child)
    {
        pending?.Remove(child);
        cached?.Remove(child);
        if (current?.Remove(child) == true)
            owner.Window?.TreeChanged();
    }

    /// <returns>False when <paramref name="sibling"/> is neither the parent nor a child of it.</returns>
    internal bool TryPlace(Surface child, Surface sibling, bool above)
    {
        if (child == sibling || pending is null || !pending.Contains(sibling))
            return false;
        pending.Remove(child);
        pending.Insert(pending.IndexOf(sibling) + (above ? 1 : 0), child);
        orderPending = true;
        return true;
    }

    /// <summary>The owner was committed: what was pending now waits for the owner's state to be applied.</summary>
    internal void Commit()
    {
        if (pending is null)
            return;
        foreach (var child in pending)
        {
            if (child != owner)
                child.Subsurface?.CommitPosition();
        }
        if (!orderPending)
            return;
        Copy(pending, cached ??= []);
        (orderPending, orderCached) = (false, true);
    }

    /// <summary>The owner's state is being applied: order and positions, then what the synchronized children have committed.</summary>
    /// <param name="all">The owner was synchronized itself until now, and all below it with it.</param>
    internal void Apply(bool all)
    {
        if (orderCached)
        {
            Copy(cached!, current ??= []);
            orderCached = false;
            owner.Window?.TreeChanged();
        }
        if (current is null)
            return;
        // By index: what an applied child does may remove nothing, but it may look at this list again.
        for (var i = 0; i < current.Count; i++)
        {
            if (current[i] != owner)
                current[i].Subsurface?.ParentApplied(all);
        }
    }

    /// <summary>The owner is gone: its children have no parent any more and are not shown.</summary>
    internal void LeaveAll()
    {
        if (pending is null)
            return;
        foreach (var child in pending)
        {
            if (child != owner)
                child.Subsurface?.ParentDestroyed();
        }
        pending = cached = current = null;
    }

    private static void Copy(List<Surface> from, List<Surface> to)
    {
        Debug.Assert(from.Count > 0);
        to.Clear();
        to.AddRange(from);
    }
}
