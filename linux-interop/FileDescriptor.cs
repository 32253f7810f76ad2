// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using System.Text;

namespace Seamless.Linux;

/// <summary>
/// One open file descriptor and the duty to close it. Close-on-exec always, so that no child ever inherits a guest's memory or a
/// socket by accident; <see cref="ChildProcess"/> names what a child gets.
/// </summary>
public sealed class FileDescriptor : SafeHandle
{
    private FileDescriptor(int raw)
        : base(-1, ownsHandle: true) => SetHandle(raw);

    public override bool IsInvalid => handle < 0;

    /// <summary>The number, for as long as the caller keeps this object alive and open.</summary>
    public int Number
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return (int)handle;
        }
    }

    /// <summary>Takes over a descriptor that somebody else opened, and makes it close-on-exec.</summary>
    public static FileDescriptor Adopt(int raw)
    {
        if (Libc.fcntl(raw, Libc.F_SETFD, Libc.FD_CLOEXEC) < 0)
            LinuxException.ThrowLast($"adopt descriptor {raw}");
        return new FileDescriptor(raw);
    }

    /// <summary>A descriptor of our own for the standard input, output or error, which stay what they are.</summary>
    public static FileDescriptor OfStandardStream(int number) => FromCall(Libc.fcntl(number, Libc.F_DUPFD_CLOEXEC, 3), $"duplicate standard stream {number}");

    /// <summary>Wraps the result of a call that opened with close-on-exec; -1 becomes the exception of that operation.</summary>
    internal static FileDescriptor FromCall(int raw, string operation)
    {
        if (raw < 0)
            LinuxException.ThrowLast(operation);
        return new FileDescriptor(raw);
    }

    internal static FileDescriptor FromReceived(int raw) => new(raw);

    public static FileDescriptor OpenRead(string path) => Open(path, Libc.O_RDONLY);

    public static FileDescriptor OpenReadWrite(string path) => Open(path, Libc.O_RDWR);

    /// <summary>A device for bytes in both directions, non-blocking, that never becomes our terminal.</summary>
    public static FileDescriptor OpenDevice(string path) => Open(path, Libc.O_RDWR | Libc.O_NONBLOCK | Libc.O_NOCTTY);

    /// <summary>Opens for appending, made (readable by its owner only) when absent: for logs.</summary>
    public static FileDescriptor OpenAppend(string path) => Open(path, Libc.O_WRONLY | Libc.O_CREAT | Libc.O_APPEND);

    private static unsafe FileDescriptor Open(string path, int flags)
    {
        // SAFETY: the zero-terminated path lives in a pinned array for the length of the call.
        fixed (byte* bytes = PathBytes(path))
            return FromCall(Libc.open(bytes, flags | Libc.O_CLOEXEC, 0x180), $"open '{path}'");
    }

    /// <summary>A second descriptor of the same open file; the two are closed independently.</summary>
    public FileDescriptor Duplicate() => FromCall(Libc.fcntl(Number, Libc.F_DUPFD_CLOEXEC, 3), "duplicate a descriptor");

    /// <summary>Gives the number away together with the duty to close it.</summary>
    public int Detach()
    {
        var raw = Number;
        SetHandleAsInvalid();
        Dispose();
        return raw;
    }

    public void SetNonBlocking()
    {
        var flags = Libc.fcntl(Number, Libc.F_GETFL, 0);
        if (flags < 0 || Libc.fcntl(Number, Libc.F_SETFL, flags | Libc.O_NONBLOCK) < 0)
            LinuxException.ThrowLast("make a descriptor non-blocking");
    }

    /// <summary>One read(2). Null: nothing there now (non-blocking). 0: the end.</summary>
    public unsafe int? Read(Span<byte> into)
    {
        // SAFETY: the span is pinned for the call and the kernel writes at most its length.
        while (true)
        {
            nint count;
            fixed (byte* bytes = into)
                count = Libc.read(Number, bytes, (nuint)into.Length);
            if (count >= 0)
                return (int)count;
            if (LinuxException.LastErrno == Errno.EAGAIN)
                return null;
            if (LinuxException.LastErrno != Errno.EINTR)
                LinuxException.ThrowLast("read");
        }
    }

    /// <summary>One write(2). Null: no room now (non-blocking).</summary>
    public unsafe int? Write(ReadOnlySpan<byte> from)
    {
        // SAFETY: the span is pinned for the call and the kernel reads at most its length.
        while (true)
        {
            nint count;
            fixed (byte* bytes = from)
                count = Libc.write(Number, bytes, (nuint)from.Length);
            if (count >= 0)
                return (int)count;
            if (LinuxException.LastErrno == Errno.EAGAIN)
                return null;
            if (LinuxException.LastErrno != Errno.EINTR)
                LinuxException.ThrowLast("write");
        }
    }

    /// <summary>Blocks until there is something to read, or room to write (poll(2)); also on an error, which the next call then reports.</summary>
    public unsafe void Await(Interest interest)
    {
        // SAFETY: one struct pollfd, which is on this stack. An interrupted wait is over early, which is what callers expect of it.
        const short read = 1, write = 4;
        var wanted = new TerminalNative.PollEntry { Descriptor = Number, Events = (interest & Interest.Write) != 0 ? write : read };
        _ = TerminalNative.poll(&wanted, 1, -1);
    }

    /// <summary>A path as the kernel wants it: UTF-8 with a zero at the end, none within.</summary>
    internal static byte[] PathBytes(string path)
    {
        if (path.Contains('\0'))
            throw new LinuxException($"path '{path.Replace('\0', '?')}' contains a zero byte", Errno.EINVAL);
        var bytes = new byte[Encoding.UTF8.GetByteCount(path) + 1];
        Encoding.UTF8.GetBytes(path, bytes);
        return bytes;
    }

    // close(2) releases the descriptor even when it reports an error; there is nothing to retry.
    protected override bool ReleaseHandle() => Libc.close((int)handle) == 0 || true;
}
