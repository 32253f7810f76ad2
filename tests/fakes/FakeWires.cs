// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Tests.Fakes;

/// <summary>
/// The two ports of a virtual machine: bytes stay under way whoever opens and closes an end. The near ends are the guest's, the far ends the
/// bridge's.
/// </summary>
public sealed class FakeWires : IDisposable
{
    private readonly (UnixSocket Near, UnixSocket Far) _control = UnixSocket.Pair();
    private readonly (UnixSocket Near, UnixSocket Far) _bulk = UnixSocket.Pair();

    /// <summary>No port can be opened while this is set.</summary>
    public bool IsUnplugged { get; set; }

    /// <summary>Nobody gets a byte out any more, as a process that is being killed.</summary>
    public bool IsMute { get; set; }

    /// <summary>Ports whose other side is closed: they read so, and may return.</summary>
    public bool IsHungUp { get; set; }

    public int TimesOpened { get; private set; }

    public ByteStream Near(ChannelKind kind) => Open(Ends(kind).Near);

    public ByteStream Far(ChannelKind kind) => Open(Ends(kind).Far);

    /// <summary>Puts bytes on the wire behind everybody's back, as far as there is room; how many.</summary>
    public int Write(ChannelKind kind, bool fromNear, ReadOnlySpan<byte> bytes)
    {
        var (near, far) = Ends(kind);
        var sum = 0;
        while (sum < bytes.Length && (fromNear ? near : far).Send(bytes[sum..]) is { Status: SocketStatus.Done } sent) sum += sent.Count;
        return sum;
    }

    /// <summary>Takes what waits at an end.</summary>
    public byte[] Read(ChannelKind kind, bool atNear)
    {
        var (near, far) = Ends(kind);
        var all = new List<byte>();
        var buffer = new byte[64 * 1024];
        while ((atNear ? near : far).Receive(buffer, []) is { Status: SocketStatus.Done } got) all.AddRange(buffer.AsSpan(0, got.Count));
        return [.. all];
    }

    /// <summary>A side goes for good: what it had sent still arrives, then the other finds its ports closed.</summary>
    public void Cut(bool near)
    {
        foreach (var (nearEnd, farEnd) in new[] { _control, _bulk }) (near ? nearEnd : farEnd).Dispose();
    }

    public void Dispose()
    {
        Cut(near: true);
        Cut(near: false);
    }

    private (UnixSocket Near, UnixSocket Far) Ends(ChannelKind kind) => kind == ChannelKind.Bulk ? _bulk : _control;

    private WireEnd Open(UnixSocket end)
    {
        if (IsUnplugged || end.Descriptor.IsClosed) throw new LinuxException("open the port", Errno.ENOENT);
        TimesOpened++;
        return new WireEnd(this, UnixSocket.Adopt(end.Descriptor.Duplicate()));
    }

    private sealed class WireEnd(FakeWires wires, UnixSocket socket) : ByteStream
    {
        public override FileDescriptor Descriptor => socket.Descriptor;

        public override bool CarriesHandles => false;

        public override PeerCredentials Peer => socket.Peer;

        public override SocketResult Send(ReadOnlySpan<byte> bytes, ReadOnlySpan<FileDescriptor> handles) =>
            wires.IsMute ? new SocketResult(SocketStatus.WouldBlock, 0) : socket.Send(bytes, handles);

        public override SocketResult Receive(Span<byte> into, List<FileDescriptor> handles) =>
            wires.IsHungUp ? new SocketResult(SocketStatus.Closed, 0) : socket.Receive(into, handles);

        public override bool MayReturn => wires.IsHungUp;

        public override void Dispose() => socket.Dispose();
    }
}
