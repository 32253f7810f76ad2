// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Linux;

public enum MapAccess
{
    Read,
    ReadWrite,
}

/// <summary>
/// A file seen as memory. Reading past the end of a file that shrank would kill the process (SIGBUS), so only files that cannot
/// shrink are ever mapped; see <see cref="MemoryFile.Map"/> and <see cref="SharedFile"/>. The owner disposes it; there is no
/// finalizer, because a span taken from it would not keep it alive.
/// </summary>
public sealed unsafe class MappedMemory : IDisposable
{
    private byte* _start;

    internal MappedMemory(FileDescriptor fd, long length, MapAccess access)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        var protection = access == MapAccess.Read ? Libc.PROT_READ : Libc.PROT_READ | Libc.PROT_WRITE;
        // SAFETY: a fresh shared mapping at an address of the kernel's choice; the callers made sure the file keeps its length.
        var start = Libc.mmap(null, (nuint)length, protection, Libc.MAP_SHARED, fd.Number, 0);
        if ((nint)start == -1)
            LinuxException.ThrowLast($"mmap {length} bytes");
        _start = (byte*)start;
        Length = length;
    }

    public long Length { get; }

    /// <summary>The whole memory. Valid until Dispose. For mappings beyond 2 GiB use <see cref="Slice"/>.</summary>
    public Span<byte> Bytes => Slice(0, checked((int)Length));

    public Span<byte> Slice(long offset, int length)
    {
        ObjectDisposedException.ThrowIf(_start == null, this);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - length);
        // SAFETY: within the mapping, as just checked; the mapping cannot shrink beneath it.
        return new Span<byte>(_start + offset, length);
    }

    /// <summary>The same bytes as 32-bit pixels; the offset is a multiple of 4.</summary>
    public Span<uint> Pixels(long offset, int count) => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, uint>(Slice(offset, checked(count * 4)));

    /// <summary>
    /// For a file that nobody will look at for a while: its pages stop counting as this process's memory. They stay in the file, and come
    /// back one by one when they are touched.
    /// </summary>
    public void LetPagesGo()
    {
        // SAFETY: a shared mapping of a file has no page of its own that could be lost; the spans stay valid.
        if (_start != null)
            _ = Libc.madvise(_start, (nuint)Length, Libc.MADV_DONTNEED);
    }

    public void Dispose()
    {
        if (_start == null)
            return;
        // SAFETY: exactly what mmap returned, once.
        _ = Libc.munmap(_start, (nuint)Length);
        _start = null;
    }
}
