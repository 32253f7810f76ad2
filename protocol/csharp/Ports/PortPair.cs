// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;

namespace Seamless.Protocol;

/// <summary>
/// The two ports of one session, where there are no sockets to connect. Either side holds one; its links look for the other side's for ever.
/// </summary>
public sealed class PortPair : IDisposable
{
    private readonly PortLink _control;
    private readonly PortLink _bulk;

    /// <summary>The function opens the port for that channel; it throws LinuxException while there is none.</summary>
    public PortPair(EventLoop loop, Func<ChannelKind, ByteStream> open)
    {
        _control = new PortLink(loop, ChannelKind.Control, () => open(ChannelKind.Control), Opened);
        _bulk = new PortLink(loop, ChannelKind.Bulk, () => open(ChannelKind.Bulk), Opened);
    }

    /// <summary>For the listening side: takes the stream of each link that stands, as if it had been accepted.</summary>
    public Action<ByteStream>? Accepted { get; set; }

    /// <summary>For the connecting side: both links stand.</summary>
    public Action? Linked { get; set; }

    public void Start()
    {
        _control.Start();
        _bulk.Start();
    }

    /// <summary>For the connecting side.</summary>
    /// <exception cref="LinuxException">The links do not both stand.</exception>
    public ByteStream Connect(ChannelKind kind)
    {
        var link = kind == ChannelKind.Bulk ? _bulk : _control;
        var lacking = link.IsOpen ? _bulk : link;
        // The bulk link is tried after the control link; when it cannot be had then, the control link would be closed again for nothing.
        if (!link.IsOpen || (kind == ChannelKind.Control && !_bulk.IsOpen))
            throw new LinuxException($"{lacking.Kind} port: {lacking.Missing ?? "the other side has not answered yet"}", Errno.ENOTCONN);
        return link.Take();
    }

    public void Dispose()
    {
        _control.Dispose();
        _bulk.Dispose();
    }

    private void Opened(PortLink link)
    {
        if (Accepted is { } accept) accept(link.Take());
        else if (_control.IsOpen && _bulk.IsOpen) Linked?.Invoke();
    }
}
