// SPDX-License-Identifier: Apache-2.0
// A file that a peer shares with us and keeps writing to: a wl_shm pool. The peer may cut it off at any moment, and touching a
// mapping past the end of its file is SIGBUS, which no .NET program survives. So:
//   * a file in memory that is sealed against shrinking, or lets us add that seal, is mapped: it can never get shorter;
//   * everything else is read with pread, which answers a shortened file with a short read. It costs one system call a row
//     (one for all rows when they are contiguous) and the same copy that a mapping would need.
namespace Seamless.Linux;

public sealed class SharedFile : IDisposable
{
    private readonly FileDescriptor _descriptor;
    private readonly bool _cannotShrink;
    private MappedMemory? _mapping;

    private SharedFile(FileDescriptor descriptor, bool cannotShrink) => (_descriptor, _cannotShrink) = (descriptor, cannotShrink);

    public bool IsMapped => _mapping != null;

    /// <summary>The size the peer announced; reads beyond it are refused, whatever the file really has.</summary>
    public long Size { get; private set; }

    /// <summary>Takes the descriptor over (closed when refused).</summary>
    /// <exception cref="LinuxException">It is no regular file, or one on FUSE, whose every read the peer could delay for ever.</exception>
    public static SharedFile Open(FileDescriptor fd, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        try
        {
            if (FileStatus.Of(fd) is not { IsRegular: true } || FileReading.FileSystemOf(fd) == Libc.FUSE_SUPER_MAGIC)
                throw new LinuxException("open a shared file: the handle is no ordinary file", Errno.EINVAL);
            var file = new SharedFile(fd, CannotShrink(fd));
            file.Resize(size);
            return file;
        }
        catch (LinuxException)
        {
            fd.Dispose();
            throw;
        }
    }

    /// <summary>The peer announces another size. Spans are never handed out, so nothing dangles.</summary>
    public void Resize(long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        Size = size;
        if (_mapping?.Length >= size)
            return;
        _mapping?.Dispose();
        _mapping = null;
        // A file shorter than announced may still grow; until it has, reads past its end fail instead of being mapped.
        if (_cannotShrink && size > 0 && FileStatus.Of(_descriptor)?.Size >= size)
            _mapping = TryMap(size);
    }

    /// <inheritdoc cref="MappedMemory.LetPagesGo"/>
    public void LetPagesGo() => _mapping?.LetPagesGo();

    /// <summary>Fills the span. False when that lies outside of the announced size or the file has become shorter.</summary>
    public bool TryRead(long offset, Span<byte> into)
    {
        if (offset < 0 || offset > Size - into.Length)
            return false;
        if (_mapping == null)
            return FileReading.TryRead(_descriptor, offset, into);
        _mapping.Slice(offset, into.Length).CopyTo(into);
        return true;
    }

    /// <summary>
    /// Copies rows of <paramref name="rowBytes"/> that lie <paramref name="strideBytes"/> apart in the file to rows that lie
    /// <paramref name="intoStrideBytes"/> apart in the span. False when any part lies outside of either.
    /// </summary>
    public bool TryReadRows(long offset, int strideBytes, int rowBytes, int rows, Span<byte> into, int intoStrideBytes)
    {
        if (rows <= 0 || rowBytes <= 0)
            return rows == 0 || rowBytes == 0;
        if (strideBytes < rowBytes || intoStrideBytes < rowBytes || offset < 0)
            return false;
        var fromBytes = ((long)(rows - 1) * strideBytes) + rowBytes;
        var intoBytes = ((long)(rows - 1) * intoStrideBytes) + rowBytes;
        if (offset > Size - fromBytes || intoBytes > into.Length)
            return false;
        if (strideBytes == rowBytes && intoStrideBytes == rowBytes)
            return TryRead(offset, into[..(int)intoBytes]);
        if (_mapping != null)
        {
            for (var row = 0; row < rows; row++)
                _mapping.Slice(offset + ((long)row * strideBytes), rowBytes).CopyTo(into[(row * intoStrideBytes)..]);
            return true;
        }
        if (strideBytes == rowBytes)
            return FileReading.TryReadPackedRows(_descriptor, offset, rowBytes, rows, into, intoStrideBytes);
        for (var row = 0; row < rows; row++)
        {
            if (!FileReading.TryRead(_descriptor, offset + ((long)row * strideBytes), into.Slice(row * intoStrideBytes, rowBytes)))
                return false;
        }
        return true;
    }

    public void Dispose()
    {
        _mapping?.Dispose();
        _mapping = null;
        _descriptor.Dispose();
    }

    private MappedMemory? TryMap(long size)
    {
        try
        {
            return new MappedMemory(_descriptor, size, MapAccess.Read);
        }
        catch (LinuxException)
        {
            return null; // Write-only, or no address space left: pread serves as well.
        }
    }

    private static bool CannotShrink(FileDescriptor fd)
    {
        if (!MemoryFile.IsMemory(fd))
            return false;
        var seals = (Seals)Libc.fcntl(fd.Number, Libc.F_GET_SEALS, 0);
        return (seals & Seals.Shrink) != 0 || Libc.fcntl(fd.Number, Libc.F_ADD_SEALS, (nint)Seals.Shrink) == 0;
    }
}
