// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Linux;

/// <summary>
/// A non-blocking TCP connection. Small messages leave at once; a peer that vanished without a word (its machine was killed) is noticed within
/// half a minute.
/// </summary>
public sealed unsafe class TcpSocket : ByteStream
{
    private const int SecondsUntilProbe = 10, SecondsBetweenProbes = 5, Probes = 3, UnacknowledgedMilliseconds = 30_000;

    private TcpSocket(FileDescriptor descriptor) => Descriptor = descriptor;

    public override FileDescriptor Descriptor { get; }

    public override bool CarriesHandles => false;

    /// <summary>The kernel knows no process at the other end.</summary>
    public override PeerCredentials Peer => default;

    /// <summary>Begins to connect; that it failed is told by the first send or receive.</summary>
    public static TcpSocket Connect(TcpAddress address)
    {
        var fd = Open(address.Family);
        if (address.TryConnect(fd) || LinuxException.LastErrno == Errno.EINPROGRESS)
            return Adopt(fd);
        var failure = LinuxException.Last($"connect to {address}");
        fd.Dispose();
        throw failure;
    }

    public override SocketResult Send(ReadOnlySpan<byte> bytes, ReadOnlySpan<FileDescriptor> handles)
    {
        if (!handles.IsEmpty)
            throw new ArgumentException("no handles travel over TCP", nameof(handles));
        if (bytes.IsEmpty)
            return new SocketResult(SocketStatus.Done, 0);
        // SAFETY: the header points to the pinned bytes, on this stack, until the call returns.
        fixed (byte* data = bytes)
        {
            var vector = new Libc.IoVector { Base = data, Length = (nuint)bytes.Length };
            var message = new Libc.MessageHeader { Vectors = &vector, VectorCount = 1 };
            while (true)
            {
                var sent = Libc.sendmsg(Descriptor.Number, &message, Libc.MSG_DONTWAIT | Libc.MSG_NOSIGNAL);
                if (sent >= 0)
                    return new SocketResult(SocketStatus.Done, (int)sent);
                if (LinuxException.LastErrno != Errno.EINTR)
                    return Failed("send");
            }
        }
    }

    public override SocketResult Receive(Span<byte> into, List<FileDescriptor> handles)
    {
        ArgumentOutOfRangeException.ThrowIfZero(into.Length);
        // SAFETY: as in Send; the kernel writes no more than the length given.
        fixed (byte* data = into)
        {
            var vector = new Libc.IoVector { Base = data, Length = (nuint)into.Length };
            var message = new Libc.MessageHeader { Vectors = &vector, VectorCount = 1 };
            while (true)
            {
                var count = Libc.recvmsg(Descriptor.Number, &message, Libc.MSG_DONTWAIT);
                if (count >= 0)
                    return count == 0 ? new SocketResult(SocketStatus.Closed, 0) : new SocketResult(SocketStatus.Done, (int)count);
                if (LinuxException.LastErrno != Errno.EINTR)
                    return Failed("receive");
            }
        }
    }

    public override void Dispose() => Descriptor.Dispose();

    internal static FileDescriptor Open(int family) =>
        FileDescriptor.FromCall(Libc.socket(family, Libc.SOCK_STREAM | Libc.SOCK_CLOEXEC | Libc.SOCK_NONBLOCK, 0), "socket");

    internal static TcpSocket Adopt(FileDescriptor fd)
    {
        Set(fd, Libc.IPPROTO_TCP, Libc.TCP_NODELAY, 1);
        Set(fd, Libc.SOL_SOCKET, Libc.SO_KEEPALIVE, 1);
        Set(fd, Libc.IPPROTO_TCP, Libc.TCP_KEEPIDLE, SecondsUntilProbe);
        Set(fd, Libc.IPPROTO_TCP, Libc.TCP_KEEPINTVL, SecondsBetweenProbes);
        Set(fd, Libc.IPPROTO_TCP, Libc.TCP_KEEPCNT, Probes);
        Set(fd, Libc.IPPROTO_TCP, Libc.TCP_USER_TIMEOUT, UnacknowledgedMilliseconds);
        return new TcpSocket(fd);
    }

    /// <summary>An option that a kernel lacks is done without: each only makes things quicker.</summary>
    internal static void Set(FileDescriptor fd, int level, int name, int value)
    {
        // SAFETY: one int, whose size is given.
        _ = Libc.setsockopt(fd.Number, level, name, &value, sizeof(int));
    }

    private static SocketResult Failed(string operation) => LinuxException.LastErrno switch
    {
        // Not connected: the connection is still being made, and writing will be possible when it is.
        Errno.EAGAIN => new SocketResult(SocketStatus.WouldBlock, 0),
        Errno.EPIPE or Errno.ECONNRESET or Errno.ECONNREFUSED or Errno.ETIMEDOUT or Errno.ENOTCONN or Errno.EHOSTUNREACH or Errno.ENETUNREACH =>
            new SocketResult(SocketStatus.Closed, 0),
        _ => throw LinuxException.Last(operation),
    };
}
