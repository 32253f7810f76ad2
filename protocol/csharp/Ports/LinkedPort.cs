// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;

namespace Seamless.Protocol;

/// <summary>One life of a link, as the stream of a channel: the bytes after the marks.</summary>
internal sealed class LinkedPort(PortLink link, ByteStream port) : ByteStream
{
    private bool _isDisposed;

    public override FileDescriptor Descriptor => port.Descriptor;

    /// <summary>Never, even when a socket stands for the port: behind it is a wire.</summary>
    public override bool CarriesHandles => false;

    public override PeerCredentials Peer => port.Peer;

    public override bool HasBuffered => !_isDisposed && link.HasBuffered;

    public override SocketResult Send(ReadOnlySpan<byte> bytes, ReadOnlySpan<FileDescriptor> handles)
    {
        if (!handles.IsEmpty) throw new ArgumentException("A port carries no handles.", nameof(handles));
        return port.Send(bytes, default);
    }

    public override SocketResult Receive(Span<byte> into, List<FileDescriptor> handles)
    {
        int before = handles.Count;
        var result = link.Receive(into, handles);
        if (handles.Count > before) DropHandles(handles, before);
        return result;
    }

    public override bool IsNewBeginning(ReadOnlySpan<byte> bytes) => bytes.StartsWith(PortMark.Sign);

    public override void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        link.GiveBack();
    }

    private static void DropHandles(List<FileDescriptor> handles, int from)
    {
        for (int i = from; i < handles.Count; i++) handles[i].Dispose();
        handles.RemoveRange(from, handles.Count - from);
    }
}
