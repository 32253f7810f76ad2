// SPDX-License-Identifier: Apache-2.0
using Seamless.Wayland.Server;

namespace Seamless.Agent.Linux;

/// <summary>All surfaces, and how many each client has.</summary>
public sealed class SurfaceTable
{
    private readonly HashSet<Surface> _surfaces = [];
    private readonly Dictionary<Client, int> _counts = [];

    public int Count => _surfaces.Count;

    public IReadOnlyCollection<Surface> All => _surfaces;

    public int CountOf(Client client) => _counts.GetValueOrDefault(client);

    /// <summary>A surface is gone; it is only good for being compared with.</summary>
    public event Action<Surface>? Removed;

    internal void Add(Surface surface)
    {
        _surfaces.Add(surface);
        _counts[surface.Client] = CountOf(surface.Client) + 1;
    }

    internal void Remove(Surface surface)
    {
        if (!_surfaces.Remove(surface))
            return;
        var left = CountOf(surface.Client) - 1;
        if (left == 0)
            _counts.Remove(surface.Client);
        else
            _counts[surface.Client] = left;
        Removed?.Invoke(surface);
    }
}
