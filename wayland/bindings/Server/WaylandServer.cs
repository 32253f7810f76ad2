// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;

namespace Seamless.Wayland.Server;

/// <summary>
/// A Wayland display without content: takes connections, keeps the globals, and hands requests to the objects that the compositor
/// made. Belongs to one event loop; everything happens on that loop's thread.
/// </summary>
public sealed class WaylandServer : IDisposable
{
    private readonly List<Global> _globals = [];
    private readonly List<Client> _clients = [];
    private readonly List<(UnixListener Listener, Watch Watch)> _listeners = [];
    private readonly Queue<Client> _atEndOfTurn = new();
    private readonly Action _finishTurn;
    private uint _serial;
    private int _clientNumber;

    public WaylandServer(EventLoop loop, WaylandServerLimits? limits = null)
    {
        (Loop, Limits) = (loop, limits ?? new WaylandServerLimits());
        _finishTurn = FinishTurn;
        AtEndOfTurn = loop.Defer;
    }

    /// <summary>A client came; it has sent nothing yet.</summary>
    public event Action<Client>? ClientConnected;

    /// <summary>A client left and all its objects are destroyed. <see cref="Client.CloseReason"/> says why.</summary>
    public event Action<Client>? ClientDisconnected;

    /// <summary>A connection was refused because of a limit; the argument says which.</summary>
    public event Action<string>? ConnectionRefused;

    public EventLoop Loop { get; }

    public WaylandServerLimits Limits { get; }

    public IReadOnlyList<Client> Clients => _clients;

    internal IReadOnlyList<Global> Globals => _globals;

    /// <summary>Where flushing and teardown are put off to; a conformance run waits until the desktop has answered as well.</summary>
    internal Action<Action> AtEndOfTurn { get; set; }

    /// <summary>Takes connections at a socket that only this user may open.</summary>
    public void Listen(string path)
    {
        var listener = UnixListener.Bind(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var watch = Loop.Add(listener.Descriptor, Interest.Read, _ => AcceptAll(listener));
        _listeners.Add((listener, watch));
    }

    /// <summary>Serves a socket that is connected already; the server owns it from here on.</summary>
    public Client AddClient(UnixSocket socket)
    {
        var client = new Client(this, socket, ++_clientNumber);
        _clients.Add(client);
        ClientConnected?.Invoke(client);
        return client;
    }

    /// <summary>
    /// Offers an interface in the registry. <paramref name="bind"/> makes the resource at the id with the version that it is given;
    /// <paramref name="visible"/> may keep the global from some clients.
    /// </summary>
    public Global AddGlobal(string interfaceName, int version, Action<Client, uint, int> bind, Func<Client, bool>? visible = null)
    {
        if (_globals.Count >= Limits.Globals)
            throw new InvalidOperationException("Too many globals.");
        var global = new Global(this, (uint)_globals.Count + 1, (interfaceName, version), bind, visible);
        _globals.Add(global);
        foreach (var client in _clients)
        {
            foreach (var registry in client.Registries)
                registry.Announce(global);
        }

        return global;
    }

    /// <summary>Serials grow with every use and are never 0.</summary>
    public uint NextSerial() => ++_serial == 0 ? ++_serial : _serial;

    public void Dispose()
    {
        foreach (var (listener, watch) in _listeners)
        {
            watch.Dispose();
            listener.Dispose();
        }

        _listeners.Clear();
        foreach (var client in _clients.ToArray())
            client.Disconnect("the server ends");
        FinishTurn();
    }

    internal Global? FindGlobal(uint name) => name - 1 < (uint)_globals.Count ? _globals[(int)name - 1] : null;

    internal void AnnounceRemoval(Global global)
    {
        foreach (var client in _clients.Where(global.IsVisibleTo))
        {
            foreach (var registry in client.Registries)
                registry.SendGlobalRemove(global.Name);
        }
    }

    internal void QueueForEndOfTurn(Client client)
    {
        if (_atEndOfTurn.Count == 0)
            AtEndOfTurn(_finishTurn);
        _atEndOfTurn.Enqueue(client);
    }

    // Tearing a client down may have something to say to others (a selection ends), which then join the queue. A client joins again
    // only after it has left the queue, and an ended one never, so this comes to an end.
    private void FinishTurn()
    {
        while (_atEndOfTurn.TryDequeue(out var client))
        {
            if (!client.FinishTurn() || !_clients.Remove(client))
                continue;
            client.TearDown();
            ClientDisconnected?.Invoke(client);
        }
    }

    private void AcceptAll(UnixListener listener)
    {
        while (listener.Accept() is { } socket)
        {
            if (_clients.Count < Limits.Clients)
            {
                AddClient(socket);
                continue;
            }

            socket.Dispose();
            ConnectionRefused?.Invoke($"{Limits.Clients} clients are connected already");
        }
    }
}
