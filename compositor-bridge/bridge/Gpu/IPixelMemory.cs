// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;

namespace Seamless.Bridge;

/// <summary>Memory of a guest that frames lie in and that only the bridge can read.</summary>
internal interface IPixelMemory
{
    /// <summary>Copies rows to rows that lie <paramref name="intoStrideBytes"/> apart. False when they are not (or no longer) there.</summary>
    bool TryReadRows(in PixelRows rows, Span<byte> into, int intoStrideBytes);
}

/// <summary>The pages of a virtio-gpu resource.</summary>
internal sealed class GpuResourceMemory(GpuResource resource, GuestRam ram) : IPixelMemory
{
    public bool TryReadRows(in PixelRows rows, Span<byte> into, int intoStrideBytes) => resource.TryReadRows(ram, rows, into, intoStrideBytes);
}

/// <summary>A screen on which nothing is shown.</summary>
internal sealed class DarkScreen : IPixelMemory
{
    public static readonly DarkScreen Memory = new();

    public bool TryReadRows(in PixelRows rows, Span<byte> into, int intoStrideBytes)
    {
        for (var y = 0; y < rows.Rows; y++)
            into.Slice(y * intoStrideBytes, rows.RowBytes).Clear();
        return true;
    }
}

/// <summary>
/// A sealed memory file of a guest on this machine. Its size is for good, so no read can fail; the guest may write while it is read, and then
/// shows its own torn frame.
/// </summary>
internal sealed class SharedFdMemory(MappedMemory mapping) : IPixelMemory, IDisposable
{
    /// <summary>Null when there is no room for it in the address space.</summary>
    public static SharedFdMemory? TryMap(FileDescriptor handle, long size)
    {
        try
        {
            using var file = MemoryFile.Adopt(handle.Duplicate());
            return new SharedFdMemory(file.Map(0, size, MapAccess.Read));
        }
        catch (LinuxException)
        {
            return null;
        }
    }

    public bool TryReadRows(in PixelRows rows, Span<byte> into, int intoStrideBytes)
    {
        if (rows.StrideBytes == rows.RowBytes && intoStrideBytes == rows.RowBytes)
        {
            mapping.Slice(rows.Offset, rows.RowBytes * rows.Rows).CopyTo(into);
            return true;
        }
        for (var y = 0; y < rows.Rows; y++)
            mapping.Slice(rows.Offset + ((long)y * rows.StrideBytes), rows.RowBytes).CopyTo(into[(y * intoStrideBytes)..]);
        return true;
    }

    public void Dispose() => mapping.Dispose();
}

/// <summary>A part of the shared memory bar.</summary>
internal sealed class IvshmemMemory(SharedFile bar, long origin) : IPixelMemory
{
    public bool TryReadRows(in PixelRows rows, Span<byte> into, int intoStrideBytes)
    {
        try
        {
            return bar.TryReadRows(origin + rows.Offset, rows.StrideBytes, rows.RowBytes, rows.Rows, into, intoStrideBytes);
        }
        catch (LinuxException)
        {
            return false; // A disk that fails: as if the rows were not there.
        }
    }
}
