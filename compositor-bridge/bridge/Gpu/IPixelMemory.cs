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
