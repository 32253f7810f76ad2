// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Linux;

/// <summary>
/// A listening socket in the file system. Whoever may open the path may connect, so the path gets its mode before anybody can.
/// A socket left behind by a dead process is replaced; one that somebody listens on is left alone and reported. Two processes
/// that start at once are kept apart by a lock on the directory, which leaves no file behind.
/// </summary>
public sealed unsafe class UnixListener : IDisposable
{
    private const int Backlog = 16;

    private readonly string _path;
    private readonly FileStatus? _bound;
    private FileDescriptor _spare = OpenSpare();

    private UnixListener(FileDescriptor descriptor, string path)
    {
        Descriptor = descriptor;
        _path = path;
        _bound = FileStatus.OfPath(path);
    }

    public FileDescriptor Descriptor { get; }

    /// <exception cref="LinuxException">EADDRINUSE when another process listens there, ENAMETOOLONG when the path is too long.</exception>
    public static UnixListener Bind(string path, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite)
    {
        var address = new UnixAddress(path);
        using var directory = FileDescriptor.OpenRead(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/");
        if (Libc.flock(directory.Number, Libc.LOCK_EX) < 0)
            LinuxException.ThrowLast($"lock the directory of '{path}'");
        RemoveStale(path, address);
        var fd = UnixSocket.Open();
        try
        {
            if (!address.TryBind(fd))
                LinuxException.ThrowLast($"bind '{path}'");
            // SAFETY: the path is pinned for the call. Nobody can connect before listen(), so the mode is in place in time.
            fixed (byte* bytes = FileDescriptor.PathBytes(path))
            {
                if (Libc.chmod(bytes, (uint)mode) < 0)
                    LinuxException.ThrowLast($"chmod '{path}'");
            }
            if (Libc.listen(fd.Number, Backlog) < 0)
                LinuxException.ThrowLast($"listen on '{path}'");
            return new UnixListener(fd, path);
        }
        catch (LinuxException)
        {
            fd.Dispose();
            throw;
        }
    }

    /// <summary>The next connection, or null when none waits or it went away again.</summary>
    public UnixSocket? Accept()
    {
        // SAFETY: no address is asked for.
        var raw = Libc.accept4(Descriptor.Number, null, null, Libc.SOCK_CLOEXEC | Libc.SOCK_NONBLOCK);
        if (raw >= 0)
            return UnixSocket.Adopt(FileDescriptor.FromReceived(raw));
        switch (LinuxException.LastErrno)
        {
            case Errno.EAGAIN or Errno.EINTR or Errno.ECONNABORTED:
                return null;
            case Errno.EMFILE or Errno.ENFILE:
                TurnAway();
                return null;
            default:
                throw LinuxException.Last($"accept on '{_path}'");
        }
    }

    /// <summary>Stops listening and removes the path, if it is still ours.</summary>
    public void Dispose()
    {
        if (Descriptor.IsClosed)
            return;
        Descriptor.Dispose();
        _spare.Dispose();
        if (FileStatus.OfPath(_path) is { } now && now.Inode == _bound?.Inode && now.Device == _bound?.Device)
            Unlink(_path);
    }

    /// <summary>
    /// No descriptor is left for a newcomer, who would otherwise wait in the queue and wake the loop for ever: the one kept for this is given up
    /// to take the connection and hang up.
    /// </summary>
    private void TurnAway()
    {
        _spare.Dispose();
        // SAFETY: no address is asked for.
        var raw = Libc.accept4(Descriptor.Number, null, null, Libc.SOCK_CLOEXEC);
        if (raw >= 0)
            FileDescriptor.FromReceived(raw).Dispose();
        _spare = OpenSpare();
    }

    private static FileDescriptor OpenSpare() => FileDescriptor.OpenRead("/dev/null");

    private static void RemoveStale(string path, UnixAddress address)
    {
        if (FileStatus.OfPath(path) is not { } there)
            return;
        if (!there.IsSocket)
            throw new LinuxException($"bind '{path}': something that is no socket is in the way; move it away", Errno.EEXIST);
        using var probe = UnixSocket.Open();
        if (address.TryConnect(probe) || LinuxException.LastErrno != Errno.ECONNREFUSED)
            throw new LinuxException($"bind '{path}': another process listens there; stop it first", Errno.EADDRINUSE);
        Unlink(path);
    }

    private static void Unlink(string path)
    {
        // SAFETY: the path is pinned for the call.
        fixed (byte* bytes = FileDescriptor.PathBytes(path))
        {
            if (Libc.unlink(bytes) < 0 && LinuxException.LastErrno != Errno.ENOENT)
                LinuxException.ThrowLast($"remove '{path}'");
        }
    }
}
