// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;

namespace Seamless.Protocol;

/// <summary>
/// One life of a wire, as the stream of a connection (PROTOCOL.md, "Wires"). Who has it may pass it on unread, so the other side's next life is
/// found here, and at the end the link is told how much of a message is missing.
/// </summary>
internal sealed class LinkedWire(PortLink link, ByteStream port) : ByteStream
{
    private readonly MessageWalk _sent = new();
    private readonly MessageWalk _received = new();
    private bool _isDisposed;

    public override FileDescriptor Descriptor => port.Descriptor;

    public override bool CarriesHandles => false;

    public override PeerCredentials Peer => port.Peer;

    public override bool HasBuffered => !_isDisposed && link.HasBuffered;

    public override SocketResult Send(ReadOnlySpan<byte> bytes, ReadOnlySpan<FileDescriptor> handles)
    {
        if (!handles.IsEmpty) throw new ArgumentException("A wire carries no handles.", nameof(handles));
        var result = port.Send(bytes, default);
        if (result.Status == SocketStatus.Done) _sent.Pass(bytes[..result.Count]);
        return result;
    }

    public override SocketResult Receive(Span<byte> into, List<FileDescriptor> handles)
    {
        if (_received.IsOver) return new SocketResult(SocketStatus.Closed, 0);
        int before = handles.Count;
        var result = link.Receive(into, handles);
        for (int i = before; i < handles.Count; i++) handles[i].Dispose();
        handles.RemoveRange(before, handles.Count - before);
        if (result.Status != SocketStatus.Done) return result;
        int count = _received.Pass(into[..result.Count]);
        return count > 0 ? new SocketResult(SocketStatus.Done, count) : new SocketResult(SocketStatus.Closed, 0);
    }

    public override void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        link.GiveBack(_sent.Missing);
    }
}
