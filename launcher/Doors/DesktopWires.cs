// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Launcher.Doors;

/// <summary>
/// The launcher's ends of the wires of one virtual machine's desktop: QEMU listens at their sockets and shows them to its guest, and nobody
/// else, as addresses of its network. Each carries one connection of the door's at a time, for ever again (PROTOCOL.md, "Wires").
/// </summary>
internal sealed class DesktopWires : IDisposable
{
    private readonly List<PortLink> _links;

    /// <param name="loop">The thread of it all.</param>
    /// <param name="sockets">QEMU's.</param>
    /// <param name="came">Takes each connection over.</param>
    public DesktopWires(EventLoop loop, IEnumerable<string> sockets, Action<ByteStream> came)
    {
        _links = [.. sockets.Select(path => new PortLink(loop, ChannelKind.Control, () => UnixSocket.Connect(path), link => came(link.Take())) { IsWire = true })];
        foreach (var link in _links)
            link.Start();
    }

    /// <summary>Connections that are somebody's go on until they are let go of.</summary>
    public void Dispose()
    {
        foreach (var link in _links)
            link.Dispose();
    }
}
