// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Linux;

/// <summary>Reading a file at a place with pread: a file that has become shorter is a short read, never a signal.</summary>
internal static unsafe class FileReading
{
    private const int VectorsPerCall = 64;

    public static bool TryRead(FileDescriptor fd, long offset, Span<byte> into)
    {
        if (offset < 0)
            return false;
        while (!into.IsEmpty)
        {
            nint count;
            // SAFETY: the span is pinned and its length given.
            fixed (byte* bytes = into)
                count = Libc.pread(fd.Number, bytes, (nuint)into.Length, offset);
            if (count == 0)
                return false;
            if (count > 0)
            {
                offset += count;
                into = into[(int)count..];
            }
            else if (LinuxException.LastErrno != Errno.EINTR)
                LinuxException.ThrowLast("pread");
        }
        return true;
    }

    /// <summary>Rows that lie one after the other in the file, spread over an image with another stride: 64 rows a call.</summary>
    public static bool TryReadPackedRows(FileDescriptor fd, long offset, int rowBytes, int rows, Span<byte> into, int intoStrideBytes)
    {
        var vectors = stackalloc Libc.IoVector[VectorsPerCall];
        // SAFETY: the span is pinned; the caller checked that every row lies within it.
        fixed (byte* bytes = into)
        {
            for (var row = 0; row < rows; row += VectorsPerCall)
            {
                var count = Math.Min(VectorsPerCall, rows - row);
                for (var i = 0; i < count; i++)
                    vectors[i] = new Libc.IoVector { Base = bytes + ((long)(row + i) * intoStrideBytes), Length = (nuint)rowBytes };
                var wanted = (long)count * rowBytes;
                if (Libc.preadv(fd.Number, vectors, count, offset) != wanted && !TryReadEach(fd, offset, vectors, count))
                    return false;
                offset += wanted;
            }
        }
        return true;
    }

    public static long FileSystemOf(FileDescriptor fd)
    {
        Libc.StatFs status;
        // SAFETY: the structure has the kernel's size.
        return Libc.fstatfs(fd.Number, &status) < 0 ? throw LinuxException.Last("fstatfs") : status.Type;
    }

    // A short preadv (a signal, or the end of the file) is rare: take it again row by row, which tells the two apart.
    private static bool TryReadEach(FileDescriptor fd, long offset, Libc.IoVector* vectors, int count)
    {
        for (var i = 0; i < count; i++)
        {
            // SAFETY: each vector is a row within the caller's pinned span.
            if (!TryRead(fd, offset, new Span<byte>(vectors[i].Base, (int)vectors[i].Length)))
                return false;
            offset += (long)vectors[i].Length;
        }
        return true;
    }
}
