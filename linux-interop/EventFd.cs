// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Seamless.Linux;

/// <summary>A counter that processes wake each other with (eventfd), never blocking.</summary>
public sealed class EventFd : IDisposable
{
    private EventFd(FileDescriptor descriptor) => Descriptor = descriptor;

    public FileDescriptor Descriptor { get; }

    public static EventFd Create() => new(FileDescriptor.FromCall(Libc.eventfd(0, Libc.EFD_CLOEXEC | Libc.EFD_NONBLOCK), "eventfd"));

    /// <summary>
    /// Takes over a peer's handle after making sure that it is an eventfd: on anything else (a pipe, a file) a read or write could block us.
    /// </summary>
    /// <exception cref="LinuxException">It is something else; it was closed.</exception>
    public static EventFd Adopt(FileDescriptor fd)
    {
        try
        {
            if (new FileInfo($"/proc/self/fd/{fd.Number}").LinkTarget != "anon_inode:[eventfd]")
                throw new LinuxException("adopt an eventfd: the handle is none", Errno.EINVAL);
            fd.SetNonBlocking();
        }
        catch (IOException e)
        {
            fd.Dispose();
            throw e as LinuxException ?? new LinuxException($"adopt an eventfd: {e.Message}", Errno.EINVAL);
        }
        return new EventFd(fd);
    }

    public void Signal()
    {
        Span<byte> one = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(one, 1);
        // Null means that the counter is full: signalled as much as can be.
        _ = Descriptor.Write(one);
    }

    /// <summary>True when it had been signalled since the last time.</summary>
    public bool Clear()
    {
        Span<byte> counter = stackalloc byte[sizeof(ulong)];
        return Descriptor.Read(counter) is > 0;
    }

    public void Dispose() => Descriptor.Dispose();
}
