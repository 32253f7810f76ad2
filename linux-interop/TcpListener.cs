// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Linux;

/// <summary>A listening TCP socket. Whoever reaches the address may connect, so what is said on the connection must prove who it is.</summary>
public sealed unsafe class TcpListener : IDisposable
{
    private const int Backlog = 16;

    private FileDescriptor _spare = FileDescriptor.OpenRead("/dev/null");

    private TcpListener(FileDescriptor descriptor, TcpAddress address) => (Descriptor, Address) = (descriptor, address);

    public FileDescriptor Descriptor { get; }

    /// <summary>With the port that the kernel chose where 0 was asked for.</summary>
    public TcpAddress Address { get; }

    /// <exception cref="LinuxException">EADDRINUSE when another process listens there, EADDRNOTAVAIL when the address is not this machine's.</exception>
    public static TcpListener Bind(TcpAddress address)
    {
        var fd = TcpSocket.Open(address.Family);
        // Connections of a process that ended a moment ago do not count as somebody who listens.
        TcpSocket.Set(fd, Libc.SOL_SOCKET, Libc.SO_REUSEADDR, 1);
        if (address.TryBind(fd) && Libc.listen(fd.Number, Backlog) == 0)
            return new TcpListener(fd, address with { Port = TcpAddress.PortOf(fd) });
        var failure = LinuxException.Last($"listen on {address}");
        fd.Dispose();
        throw failure;
    }

    /// <summary>The next connection, or null when none waits or it went away again.</summary>
    public TcpSocket? Accept()
    {
        // SAFETY: no address is asked for.
        var raw = Libc.accept4(Descriptor.Number, null, null, Libc.SOCK_CLOEXEC | Libc.SOCK_NONBLOCK);
        if (raw >= 0)
            return TcpSocket.Adopt(FileDescriptor.FromReceived(raw));
        if (LinuxException.LastErrno is Errno.EMFILE or Errno.ENFILE)
            TurnAway();
        // Whatever else accept says is an error of the connection that it would have been.
        return null;
    }

    public void Dispose()
    {
        Descriptor.Dispose();
        _spare.Dispose();
    }

    /// <summary>No descriptor is left for a newcomer, who would wake the loop for ever: the one kept for this takes the connection and hangs up.</summary>
    private void TurnAway()
    {
        _spare.Dispose();
        // SAFETY: no address is asked for.
        var raw = Libc.accept4(Descriptor.Number, null, null, Libc.SOCK_CLOEXEC);
        if (raw >= 0)
            FileDescriptor.FromReceived(raw).Dispose();
        _spare = FileDescriptor.OpenRead("/dev/null");
    }
}
