// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Linux;

/// <summary>A non-blocking Unix stream socket that carries bytes and handles.</summary>
public sealed unsafe class UnixSocket : ByteStream
{
    /// <summary>
    /// Handles in one call, both ways. Wayland's libraries send at most 28, our own messages one each; the kernel's limit is 253.
    /// A peer that sends more at once is cut off by <see cref="HandlesTruncatedException"/>.
    /// </summary>
    public const int MaxHandles = 64;

    private const int HeaderBytes = 16;
    private const int ControlBytes = HeaderBytes + (MaxHandles * sizeof(int));

    private UnixSocket(FileDescriptor descriptor) => Descriptor = descriptor;

    public override FileDescriptor Descriptor { get; }

    public override bool CarriesHandles => true;

    /// <exception cref="LinuxException">ENOENT or ECONNREFUSED: nobody listens there.</exception>
    public static UnixSocket Connect(string path)
    {
        var address = new UnixAddress(path);
        var fd = Open();
        try
        {
            address.Connect(fd);
        }
        catch (LinuxException)
        {
            fd.Dispose();
            throw;
        }
        return new UnixSocket(fd);
    }

    public static (UnixSocket First, UnixSocket Second) Pair()
    {
        var fds = stackalloc int[2];
        // SAFETY: socketpair fills exactly two ints.
        if (Libc.socketpair(Libc.AF_UNIX, Libc.SOCK_STREAM | Libc.SOCK_CLOEXEC | Libc.SOCK_NONBLOCK, 0, fds) < 0)
            LinuxException.ThrowLast("socketpair");
        return (new UnixSocket(FileDescriptor.FromReceived(fds[0])), new UnixSocket(FileDescriptor.FromReceived(fds[1])));
    }

    /// <summary>Takes over a connected socket. The descriptor is closed when it is no Unix stream socket.</summary>
    public static UnixSocket Adopt(FileDescriptor fd)
    {
        try
        {
            if (Option(fd, Libc.SO_DOMAIN) != Libc.AF_UNIX || Option(fd, Libc.SO_TYPE) != Libc.SOCK_STREAM)
                throw new LinuxException("adopt a socket", Errno.ENOTSOCK);
            fd.SetNonBlocking();
        }
        catch (LinuxException)
        {
            fd.Dispose();
            throw;
        }
        return new UnixSocket(fd);
    }

    internal static FileDescriptor Open() =>
        FileDescriptor.FromCall(Libc.socket(Libc.AF_UNIX, Libc.SOCK_STREAM | Libc.SOCK_CLOEXEC | Libc.SOCK_NONBLOCK, 0), "socket");

    public override PeerCredentials Peer
    {
        get
        {
            Libc.Credentials credentials;
            var length = (uint)sizeof(Libc.Credentials);
            // SAFETY: the length tells the kernel how much it may write.
            if (Libc.getsockopt(Descriptor.Number, Libc.SOL_SOCKET, Libc.SO_PEERCRED, &credentials, &length) < 0)
                LinuxException.ThrowLast("getsockopt SO_PEERCRED");
            return new PeerCredentials(credentials.Pid, credentials.Uid, credentials.Gid);
        }
    }

    /// <summary>
    /// One sendmsg. When any byte went out (Done), so did all handles; the caller still owns and closes its own copies.
    /// Handles need at least one byte to travel with.
    /// </summary>
    public override SocketResult Send(ReadOnlySpan<byte> bytes, ReadOnlySpan<FileDescriptor> handles)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(handles.Length, MaxHandles);
        if (bytes.IsEmpty)
            return new SocketResult(SocketStatus.Done, 0);
        var control = stackalloc byte[ControlBytes];
        // SAFETY: everything the header points to is on this stack or pinned until the call returns; the control buffer holds one
        // header and at most MaxHandles numbers, and its length says how many of them are filled in.
        fixed (byte* data = bytes)
        {
            var vector = new Libc.IoVector { Base = data, Length = (nuint)bytes.Length };
            var message = new Libc.MessageHeader { Vectors = &vector, VectorCount = 1 };
            if (!handles.IsEmpty)
            {
                var header = (Libc.ControlHeader*)control;
                header->Length = (nuint)(HeaderBytes + (handles.Length * sizeof(int)));
                (header->Level, header->Type) = (Libc.SOL_SOCKET, Libc.SCM_RIGHTS);
                var numbers = (int*)(control + HeaderBytes);
                for (var i = 0; i < handles.Length; i++)
                    numbers[i] = handles[i].Number;
                message.Control = control;
                message.ControlLength = (nuint)((HeaderBytes + (handles.Length * sizeof(int)) + 7) & ~7);
            }
            var sent = Retry(send: true, &message, Libc.MSG_DONTWAIT | Libc.MSG_NOSIGNAL);
            return sent >= 0 ? new SocketResult(SocketStatus.Done, (int)sent) : Failed("sendmsg");
        }
    }

    public SocketResult Send(ReadOnlySpan<byte> bytes) => Send(bytes, []);

    /// <summary>
    /// One recvmsg; handles that came along are added to the list and belong to the caller. A peer that closed gives Closed.
    /// </summary>
    /// <exception cref="HandlesTruncatedException">Handles were lost; the ones that arrived are closed.</exception>
    public override SocketResult Receive(Span<byte> into, List<FileDescriptor> handles) => Receive(into, handles, MaxHandles);

    internal SocketResult Receive(Span<byte> into, List<FileDescriptor> handles, int maxHandles)
    {
        ArgumentOutOfRangeException.ThrowIfZero(into.Length);
        var controlBytes = HeaderBytes + (Math.Min(maxHandles, MaxHandles) * sizeof(int));
        var control = stackalloc byte[ControlBytes];
        // SAFETY: as in Send; the kernel writes no more than the lengths given and says how much it wrote.
        fixed (byte* data = into)
        {
            var vector = new Libc.IoVector { Base = data, Length = (nuint)into.Length };
            var message = new Libc.MessageHeader { Vectors = &vector, VectorCount = 1, Control = control, ControlLength = (nuint)controlBytes };
            var count = Retry(send: false, &message, Libc.MSG_DONTWAIT | Libc.MSG_CMSG_CLOEXEC);
            if (count < 0)
                return Failed("recvmsg");
            if (message.ControlLength > 0)
                TakeHandles(in message, handles);
            return count == 0 ? new SocketResult(SocketStatus.Closed, 0) : new SocketResult(SocketStatus.Done, (int)count);
        }
    }

    public override void Dispose() => Descriptor.Dispose();

    private static void TakeHandles(in Libc.MessageHeader message, List<FileDescriptor> handles)
    {
        var before = handles.Count;
        var at = (byte*)message.Control;
        var end = at + message.ControlLength;
        // SAFETY: the kernel wrote whole control messages between these two pointers; each length is checked against what is left.
        while (end - at >= HeaderBytes)
        {
            var header = (Libc.ControlHeader*)at;
            var length = (long)header->Length;
            if (length < HeaderBytes || length > end - at)
                break;
            if (header->Level == Libc.SOL_SOCKET && header->Type == Libc.SCM_RIGHTS)
            {
                var numbers = (int*)(at + HeaderBytes);
                for (var i = 0; i < (length - HeaderBytes) / sizeof(int); i++)
                    handles.Add(FileDescriptor.FromReceived(numbers[i]));
            }
            at += (length + 7) & ~7L;
        }
        if ((message.Flags & Libc.MSG_CTRUNC) == 0)
            return;
        for (var i = before; i < handles.Count; i++)
            handles[i].Dispose();
        handles.RemoveRange(before, handles.Count - before);
        throw new HandlesTruncatedException();
    }

    private nint Retry(bool send, Libc.MessageHeader* message, int flags)
    {
        while (true)
        {
            var count = send ? Libc.sendmsg(Descriptor.Number, message, flags) : Libc.recvmsg(Descriptor.Number, message, flags);
            if (count >= 0 || LinuxException.LastErrno != Errno.EINTR)
                return count;
        }
    }

    // Too many handles under way (ETOOMANYREFS) means a peer that never takes them; it is treated as one that is gone.
    private static SocketResult Failed(string operation) => LinuxException.LastErrno switch
    {
        Errno.EAGAIN => new SocketResult(SocketStatus.WouldBlock, 0),
        Errno.EPIPE or Errno.ECONNRESET or Errno.ENOTCONN or Errno.ETOOMANYREFS => new SocketResult(SocketStatus.Closed, 0),
        _ => throw LinuxException.Last(operation),
    };

    private static int Option(FileDescriptor fd, int name)
    {
        int value;
        var length = (uint)sizeof(int);
        // SAFETY: the kernel writes at most one int.
        if (Libc.getsockopt(fd.Number, Libc.SOL_SOCKET, name, &value, &length) < 0)
            LinuxException.ThrowLast("getsockopt");
        return value;
    }
}
