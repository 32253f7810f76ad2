// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Seamless.Protocol;

namespace Seamless.Bridge;

/// <summary>Requests of the 2D device, by the names and numbers of virtio 1.2, section 5.7.6.7.</summary>
internal enum GpuCommand : uint
{
    GetDisplayInfo = 0x0100,
    ResourceCreate2D = 0x0101,
    ResourceUnref = 0x0102,
    SetScanout = 0x0103,
    ResourceFlush = 0x0104,
    TransferToHost2D = 0x0105,
    ResourceAttachBacking = 0x0106,
    ResourceDetachBacking = 0x0107,
    GetEdid = 0x010a,
    UpdateCursor = 0x0300,
    MoveCursor = 0x0301,
}

internal enum GpuResponse : uint
{
    OkNoData = 0x1100,
    OkDisplayInfo = 0x1101,
    OkEdid = 0x1104,
    ErrUnspec = 0x1200,
    ErrOutOfMemory = 0x1201,
    ErrInvalidScanoutId = 0x1202,
    ErrInvalidResourceId = 0x1203,
    ErrInvalidParameter = 0x1205,
}

/// <summary>Pixel formats by byte order in memory; all have four bytes.</summary>
internal enum GpuFormat : uint
{
    B8G8R8A8 = 1,
    B8G8R8X8 = 2,
    A8R8G8B8 = 3,
    X8R8G8B8 = 4,
    R8G8B8A8 = 67,
    X8B8G8R8 = 68,
    A8B8G8R8 = 121,
    R8G8B8X8 = 134,
}

/// <summary>struct virtio_gpu_ctrl_hdr: begins each request and each response.</summary>
internal readonly record struct GpuHeader(uint Type, uint Flags, ulong Fence, uint Context, byte Ring)
{
    public const int Bytes = 24;

    private const uint FenceFlag = 1, RingFlag = 2;

    public static GpuHeader Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt32LittleEndian(bytes), BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]), BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]), bytes[20]);

    /// <summary>The response's header. Every request is finished when it is answered, so a fence is reached at once.</summary>
    public void Answer(GpuResponse response, Span<byte> into)
    {
        into[..Bytes].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(into, (uint)response);
        if ((Flags & FenceFlag) == 0)
            return;
        BinaryPrimitives.WriteUInt32LittleEndian(into[4..], Flags & (FenceFlag | RingFlag));
        BinaryPrimitives.WriteUInt64LittleEndian(into[8..], Fence);
        BinaryPrimitives.WriteUInt32LittleEndian(into[16..], Context);
        into[20] = (Flags & RingFlag) != 0 ? Ring : (byte)0;
    }
}

/// <summary>struct virtio_gpu_rect.</summary>
internal readonly record struct GpuRect(uint X, uint Y, uint Width, uint Height)
{
    public static GpuRect Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt32LittleEndian(bytes), BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]), BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]));

    /// <summary>In 64 bits, where nothing overflows.</summary>
    public bool IsInside(int width, int height) => (ulong)X + Width <= (ulong)width && (ulong)Y + Height <= (ulong)height;

    /// <summary>Only of a rectangle that is inside something of ours.</summary>
    public Rect ToRect() => new((int)X, (int)Y, (int)Width, (int)Height);
}
