// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol.Control;

namespace Seamless.Desktop.Headless.Control;

/// <summary>The control socket: only its owner may connect (mode 0600); each connection asks and is answered line by line.</summary>
internal sealed class ControlServer : IDisposable
{
    private readonly EventLoop loop;
    private readonly DesktopRequests requests;
    private readonly UnixListener listener;
    private readonly Watch watch;
    private readonly HashSet<ControlConnection> connections = [];

    /// <exception cref="LinuxException">EADDRINUSE when another desktop listens there.</exception>
    public ControlServer(HeadlessDesktop desktop, DesktopRequests requests, string path)
    {
        loop = desktop.Loop;
        this.requests = requests;
        listener = UnixListener.Bind(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        watch = loop.Add(listener.Descriptor, Interest.Read, _ => AcceptAll());
    }

    public void Dispose()
    {
        watch.Dispose();
        listener.Dispose();
        foreach (var connection in connections.ToArray()) connection.Dispose();
    }

    private void AcceptAll()
    {
        while (listener.Accept() is { } socket)
        {
            if (connections.Count == ControlLimits.Connections)
            {
                DesktopLog.ControlClosed($"more than {ControlLimits.Connections} connections");
                socket.Dispose();
                continue;
            }
            connections.Add(new ControlConnection(loop, socket, requests, closed => connections.Remove(closed)));
        }
    }
}
