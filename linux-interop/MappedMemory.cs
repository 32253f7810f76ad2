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
        : this(fd, 0, length, access)
    {
    }

    /// <summary>Part of a file; the offset is a multiple of the page size.</summary>
    internal MappedMemory(FileDescriptor fd, long fileOffset, long length, MapAccess access)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        var protection = access == MapAccess.Read ? Libc.PROT_READ : Libc.PROT_READ | Libc.PROT_WRITE;
        // SAFETY: a fresh shared mapping at an address of the kernel's choice; the callers made sure the file keeps its length.
        var start = Libc.mmap(null, (nuint)length, protection, Libc.MAP_SHARED, fd.Number, fileOffset);
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
    /// A number that another process writes while we look: read once, and what that process wrote before it is seen by every later read.
    /// The offset is even.
    /// </summary>
    public ushort ReadUInt16Acquire(long offset)
    {
        // SAFETY: two bytes within the mapping, as Slice makes sure; pages are aligned, so an even offset is an aligned number.
        fixed (byte* at = Slice(Even(offset), sizeof(ushort)))
            return Volatile.Read(ref *(ushort*)at);
    }

    /// <summary>Whoever reads this number sees everything that we wrote before it. The offset is even.</summary>
    public void WriteUInt16Release(long offset, ushort value)
    {
        // SAFETY: as in ReadUInt16Acquire.
        fixed (byte* at = Slice(Even(offset), sizeof(ushort)))
            Volatile.Write(ref *(ushort*)at, value);
    }

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

    private static long Even(long offset) => (offset & 1) == 0 ? offset : throw new ArgumentOutOfRangeException(nameof(offset), offset, "not even");
}
