// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Wayland.Server;

/// <summary>Something that clients find in the registry and bind to.</summary>
public sealed class Global
{
    private readonly WaylandServer _server;
    private readonly Func<Client, bool>? _visible;

    internal Global(WaylandServer server, uint name, (string Name, int Version) offer, Action<Client, uint, int> bind, Func<Client, bool>? visible)
    {
        (_server, Name, _visible, Bind) = (server, name, visible, bind);
        (InterfaceName, Version) = offer;
    }

    public uint Name { get; }

    public string InterfaceName { get; }

    public int Version { get; }

    public bool IsRemoved { get; private set; }

    internal Action<Client, uint, int> Bind { get; }

    /// <summary>
    /// Tells every client that it is gone. A bind that was on its way still arrives and is served: the client could not know.
    /// </summary>
    public void Remove()
    {
        if (IsRemoved)
            return;
        IsRemoved = true;
        _server.AnnounceRemoval(this);
    }

    internal bool IsVisibleTo(Client client) => _visible?.Invoke(client) ?? true;
}
