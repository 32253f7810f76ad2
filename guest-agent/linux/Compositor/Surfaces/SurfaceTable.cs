// SPDX-License-Identifier: Apache-2.0
using Seamless.Wayland.Server;

namespace Seamless.Agent.Linux;

/// <summary>All surfaces, and how many each client has.</summary>
public sealed class SurfaceTable
{
    private readonly HashSet<Surface> surfaces = [];
    private readonly Dictionary<Client, int> counts = [];

    public int Count => surfaces.Count;

    public IReadOnlyCollection<Surface> All => surfaces;

    public int CountOf(Client client) => counts.GetValueOrDefault(client);

    /// <summary>A surface is gone; it is only good for being compared with.</summary>
    public event Action<Surface>? Removed;

    internal void Add(Surface surface)
    {
        surfaces.Add(surface);
        counts[surface.Client] = CountOf(surface.Client) + 1;
    }

    internal void Remove(Surface surface)
    {
        if (!surfaces.Remove(surface))
            return;
        var left = CountOf(surface.Client) - 1;
        if (left == 0)
            counts.Remove(surface.Client);
        else
            counts[surface.Client] = left;
        Removed?.Invoke(surface);
    }
}
