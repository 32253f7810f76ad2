// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

namespace Seamless.Bridge;

/// <summary>The resources of one guest: how many, how large, and how many runs of pages together.</summary>
internal sealed class GpuResourceTable
{
    private readonly Dictionary<uint, GpuResource> _resources = [];

    public int Count => _resources.Count;

    public int Runs { get; private set; }

    public GpuResource? Find(uint id) => _resources.GetValueOrDefault(id);

    public GpuResponse Create(uint id, GpuFormat format, uint width, uint height)
    {
        if (id == 0 || _resources.ContainsKey(id))
            return GpuResponse.ErrInvalidResourceId;
        if (!Enum.IsDefined(format) || width is 0 or > GpuLimits.Side || height is 0 or > GpuLimits.Side)
            return GpuResponse.ErrInvalidParameter;
        if ((long)width * height * 4 > GpuLimits.ResourceBytes || _resources.Count >= GpuLimits.Resources)
            return GpuResponse.ErrOutOfMemory;
        _resources.Add(id, new GpuResource(id, (int)width, (int)height, format));
        return GpuResponse.OkNoData;
    }

    public void Remove(GpuResource resource)
    {
        Runs -= resource.Runs;
        resource.IsAlive = false;
        resource.Detach();
        _resources.Remove(resource.Id);
    }

    /// <summary>The list has been copied out of the guest: 16 bytes for each entry.</summary>
    public GpuResponse Attach(GpuResource resource, ReadOnlySpan<byte> entries, GuestRam ram)
    {
        if (resource.HasBacking)
            return GpuResponse.ErrUnspec;
        if (entries.IsEmpty)
            return GpuResponse.ErrInvalidParameter;
        // Before pages are joined to runs, so that no list is too long to be looked at.
        if (entries.Length / GpuResource.EntryBytes > Math.Min(GpuLimits.BackingEntries, GpuLimits.BackingRuns - Runs))
            return GpuResponse.ErrOutOfMemory;
        if (!resource.TryAttach(entries, ram))
            return GpuResponse.ErrInvalidParameter;
        Runs += resource.Runs;
        return GpuResponse.OkNoData;
    }

    public void Detach(GpuResource resource)
    {
        Runs -= resource.Runs;
        resource.Detach();
    }

    public void Clear()
    {
        foreach (var resource in _resources.Values)
        {
            resource.IsAlive = false;
            resource.Detach();
        }
        _resources.Clear();
        Runs = 0;
    }

    [Conditional("DEBUG")]
    public void CheckInvariants()
    {
        Debug.Assert(Count <= GpuLimits.Resources, "no more resources than allowed");
        Debug.Assert(Runs == _resources.Values.Sum(resource => resource.Runs), "the total is the sum");
        Debug.Assert(Runs <= GpuLimits.BackingRuns, "no more runs than allowed");
        foreach (var (id, resource) in _resources)
            Debug.Assert(id == resource.Id && id != 0 && resource.IsAlive, "what is in the table is alive");
    }
}
