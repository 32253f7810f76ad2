// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;
using Seamless.Launcher.Daemon;
using Seamless.Linux;

namespace Seamless.Launcher.Doors;

/// <summary>The sockets of the known desktops. One that cannot be opened is a problem of its desktop alone, told in the list and the log.</summary>
internal sealed class DoorListeners(EventLoop loop, ILogger log) : IDisposable
{
    private readonly Dictionary<string, (IDisposable Listener, Watch Watch)> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _problems = new(StringComparer.Ordinal);

    /// <summary>The stream, and the desktop that alone can have opened it; null where that must be proven.</summary>
    public required Action<ByteStream, string?> Accepted { get; init; }

    /// <summary>These shall be open, and no others.</summary>
    public void Set(IReadOnlyCollection<KnownDesktop> desktops, RuntimeFolder runtime)
    {
        var wanted = desktops.Select(each => runtime.DesktopDoor(each.Name)).Concat(desktops.Select(each => each.Listen?.ToString()).OfType<string>()).ToHashSet(StringComparer.Ordinal);
        foreach (var (where, (listener, watch)) in _open.Where(each => !wanted.Contains(each.Key)).ToList())
        {
            watch.Dispose();
            listener.Dispose();
            _open.Remove(where);
        }
        _problems.Clear();
        foreach (var desktop in desktops)
        {
            Open(runtime.DesktopDoor(desktop.Name), desktop.Name, where => Unix(where, desktop.Name));
            if (desktop.Listen is { } address)
                Open(address.ToString(), desktop.Name, _ => Tcp(address));
        }
    }

    /// <summary>Null when both of its sockets are open.</summary>
    public string? ProblemOf(KnownDesktop desktop, RuntimeFolder runtime) =>
        _problems.GetValueOrDefault(desktop.Listen?.ToString() ?? "") ?? _problems.GetValueOrDefault(runtime.DesktopDoor(desktop.Name));

    public void Dispose()
    {
        foreach (var (listener, watch) in _open.Values)
        {
            watch.Dispose();
            listener.Dispose();
        }
        _open.Clear();
    }

    private void Open(string where, string desktop, Func<string, (IDisposable, Watch)> open)
    {
        if (_open.ContainsKey(where))
            return;
        try
        {
            _open[where] = open(where);
            log.DoorOpened(desktop, where);
        }
        catch (LinuxException failure)
        {
            _problems[where] = failure.Message;
            log.DoorTrouble(desktop, failure.Message);
        }
    }

    private (IDisposable, Watch) Unix(string path, string desktop)
    {
        var listener = UnixListener.Bind(path);
        return (listener, loop.Add(listener.Descriptor, Interest.Read, _ =>
        {
            while (listener.Accept() is { } socket)
                AdmitOurs(socket, desktop);
        }));
    }

    /// <summary>The socket's mode keeps others out already; root's QEMU runs as somebody else, but connects before it changes that.</summary>
    private void AdmitOurs(UnixSocket socket, string desktop)
    {
        if (socket.Peer.Uid is var user && (user == CurrentUser.Id || user == 0))
        {
            Accepted(socket, desktop);
            return;
        }
        log.StrangerRefused(user);
        socket.Dispose();
    }

    private (IDisposable, Watch) Tcp(TcpAddress address)
    {
        var listener = TcpListener.Bind(address);
        return (listener, loop.Add(listener.Descriptor, Interest.Read, _ =>
        {
            while (listener.Accept() is { } socket)
                Accepted(socket, null);
        }));
    }
}
