// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Linux;

/// <summary>What can never be done to a memory file again, for anybody.</summary>
[Flags]
public enum Seals
{
    None = 0,

    /// <summary>No further seals.</summary>
    Seal = 1,
    Shrink = 2,
    Grow = 4,
    Write = 8,
    FutureWrite = 0x10,
    Exec = 0x20,
}

/// <summary>A file that lives in memory only (memfd) and can be handed to another process.</summary>
public sealed unsafe class MemoryFile : IDisposable
{
    private MemoryFile(FileDescriptor descriptor) => Descriptor = descriptor;

    public FileDescriptor Descriptor { get; }

    /// <summary>The size now, asked of the file itself.</summary>
    public long Size => SizeOf(Descriptor);

    public Seals Seals => SealsOf(Descriptor);

    public static MemoryFile Create(string name, long size, Seals seals)
    {
        FileDescriptor fd;
        // SAFETY: the zero-terminated name is pinned for the call.
        fixed (byte* bytes = FileDescriptor.PathBytes(name))
            fd = FileDescriptor.FromCall(Libc.memfd_create(bytes, Libc.MFD_CLOEXEC | Libc.MFD_ALLOW_SEALING), $"memfd_create '{name}'");
        var file = new MemoryFile(fd);
        try
        {
            if (Libc.ftruncate(fd.Number, size) < 0)
                LinuxException.ThrowLast($"give memory file '{name}' {size} bytes");
            if (seals != Seals.None && !file.TryAddSeals(seals))
                LinuxException.ThrowLast($"seal memory file '{name}'");
        }
        catch (LinuxException)
        {
            file.Dispose();
            throw;
        }
        return file;
    }

    /// <summary>
    /// Takes over a peer's handle after making sure that it is a file in memory: anything else a peer may send (a pipe, a device, a file
    /// on its own FUSE mount whose every read it can delay) is closed and refused.
    /// </summary>
    public static MemoryFile Adopt(FileDescriptor fd)
    {
        try
        {
            if (!IsMemory(fd))
                throw new LinuxException("adopt a memory file: the handle is no file in memory", Errno.EINVAL);
        }
        catch (LinuxException)
        {
            fd.Dispose();
            throw;
        }
        return new MemoryFile(fd);
    }

    /// <summary>False when the file takes no more seals (or, for Write, while somebody has it mapped writable).</summary>
    public bool TryAddSeals(Seals seals) => Libc.fcntl(Descriptor.Number, Libc.F_ADD_SEALS, (nint)seals) == 0;

    /// <summary>Maps the whole file as it is now. It must be sealed against shrinking.</summary>
    public MappedMemory Map(MapAccess access)
    {
        if ((Seals & Seals.Shrink) == 0)
            throw new InvalidOperationException("A file that may still shrink is never mapped: reading past its end would kill the process.");
        return new MappedMemory(Descriptor, Size, access);
    }

    /// <summary>Maps a part; the offset is a multiple of the page size. The file must be sealed against shrinking and have that part.</summary>
    public MappedMemory Map(long offset, long length, MapAccess access)
    {
        if ((Seals & Seals.Shrink) == 0)
            throw new InvalidOperationException("A file that may still shrink is never mapped: reading past its end would kill the process.");
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Size - length);
        return new MappedMemory(Descriptor, offset, length, access);
    }

    /// <summary>Fills the span from the file without mapping it. False when the file ends before that.</summary>
    public bool TryReadAt(long offset, Span<byte> into) => FileReading.TryRead(Descriptor, offset, into);

    /// <exception cref="LinuxException">The file ends before that.</exception>
    public void ReadAt(long offset, Span<byte> into)
    {
        if (!TryReadAt(offset, into))
            throw new LinuxException($"read {into.Length} bytes at {offset} of a memory file: it is shorter", Errno.ERANGE);
    }

    public void WriteAt(long offset, ReadOnlySpan<byte> from)
    {
        while (!from.IsEmpty)
        {
            nint count;
            // SAFETY: the span is pinned and its length given.
            fixed (byte* bytes = from)
                count = Libc.pwrite(Descriptor.Number, bytes, (nuint)from.Length, offset);
            if (count < 0 && LinuxException.LastErrno != Errno.EINTR)
                LinuxException.ThrowLast("write to a memory file");
            if (count > 0)
            {
                offset += count;
                from = from[(int)count..];
            }
        }
    }

    public void Dispose() => Descriptor.Dispose();

    /// <summary>
    /// A peer's handle is a file in memory and nothing else: a regular file on tmpfs. Huge-page files are left out, for they can fault on a hole.
    /// For handles that are only passed on; <see cref="Adopt"/> asks the same.
    /// </summary>
    public static bool IsMemory(FileDescriptor fd) => FileStatus.Of(fd) is { IsRegular: true } && FileReading.FileSystemOf(fd) == Libc.TMPFS_MAGIC
        && Libc.fcntl(fd.Number, Libc.F_GET_SEALS, 0) >= 0;

    public static Seals SealsOf(FileDescriptor fd)
    {
        var seals = Libc.fcntl(fd.Number, Libc.F_GET_SEALS, 0);
        return seals >= 0 ? (Seals)seals : throw LinuxException.Last("fcntl F_GET_SEALS");
    }

    public static long SizeOf(FileDescriptor fd) => FileStatus.Of(fd)?.Size ?? throw LinuxException.Last("statx of a memory file");
}
