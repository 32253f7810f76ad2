// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Wayland.Server;

namespace Seamless.Agent.Linux;

/// <summary>wl_shm: pixels in memory that client and agent share.</summary>
internal sealed class ShmGlobal : WlShm
{
    private readonly PoolRest _rest;

    public ShmGlobal(PoolRest rest, Client client, uint id, int version)
        : base(client, id, version)
    {
        _rest = rest;
        SendFormat(Format.Argb8888);
        SendFormat(Format.Xrgb8888);
        SendFormat(Format.Abgr8888);
        SendFormat(Format.Xbgr8888);
    }

    protected override void OnCreatePool(uint id, FileDescriptor fd, int size)
    {
        if (size <= 0)
        {
            fd.Dispose();
            PostError(Error.InvalidStride, $"a pool of {size} bytes");
            return;
        }
        try
        {
            _ = new ShmPool(Client, id, this, SharedFile.Open(fd, size), size);
        }
        catch (LinuxException refusal)
        {
            PostError(Error.InvalidFd, refusal.Message);
        }
    }

    internal void Touched(ShmPool pool) => _rest.Touched(pool);

    internal void Closed(ShmPool pool) => _rest.Forget(pool);
}

/// <summary>
/// wl_shm_pool. Its file lives until the pool and all its buffers are gone. The client may shorten the file at any time; then reading
/// fails, the client gets invalid_fd, and nobody else notices. Errors are those of wl_shm, posted on the pool or the buffer that they
/// are about, as clients know it from libwayland.
/// </summary>
internal sealed class ShmPool(Client client, uint id, ShmGlobal shm, SharedFile file, int size) : WlShmPool(client, id, shm.Version)
{
    private int _buffers;

    /// <summary>When it was read last, in the loop's nanoseconds; kept by whoever lets its pages go.</summary>
    internal long TouchedAt { get; set; }

    public int SizeBytes { get; private set; } = size;

    protected override void OnCreateBuffer(uint id, int offset, int width, int height, int stride, WlShm.Format format)
    {
        if (ShmFormat.Find(format) is not { } known)
        {
            PostError((uint)WlShm.Error.InvalidFormat, $"format 0x{(uint)format:x} is not among those announced");
            return;
        }
        if (width is <= 0 or > CompositorLimits.BufferSide || height is <= 0 or > CompositorLimits.BufferSide)
        {
            PostError((uint)WlShm.Error.InvalidStride, $"a buffer of {width}×{height} pixels; each side must be 1 to {CompositorLimits.BufferSide}");
            return;
        }
        if (offset < 0 || stride < width * PixelMath.BytesPerPixel || offset + (long)stride * height > SizeBytes)
        {
            PostError((uint)WlShm.Error.InvalidStride,
                $"a buffer of {width}×{height} pixels with stride {stride} at {offset} does not fit in a pool of {SizeBytes} bytes");
            return;
        }
        _buffers++;
        _ = new ShmBuffer(Client, id, this, new ShmLayout(offset, width, height, stride, known));
    }

    protected override void OnResize(int size)
    {
        if (size < SizeBytes)
        {
            PostError((uint)WlShm.Error.InvalidStride, $"a pool of {SizeBytes} bytes cannot be resized to {size}: pools only grow");
            return;
        }
        SizeBytes = size;
        file.Resize(size);
    }

    protected override void OnDestroyed() => CloseWhenUnused();

    internal bool TryReadRows(long offset, int strideBytes, int rowBytes, int rows, Span<byte> into, int intoStrideBytes)
    {
        shm.Touched(this);
        return file.TryReadRows(offset, strideBytes, rowBytes, rows, into, intoStrideBytes);
    }

    internal void LetPagesGo() => file.LetPagesGo();

    internal void BufferFreed()
    {
        _buffers--;
        CloseWhenUnused();
    }

    private void CloseWhenUnused()
    {
        if (!IsAlive && _buffers == 0)
        {
            shm.Closed(this);
            file.Dispose();
        }
    }
}

/// <summary>What the fourth byte of a pixel means, and which of red and blue comes first.</summary>
internal sealed record ShmFormat(bool IsOpaque, bool IsBlueLast)
{
    private static readonly ShmFormat Argb = new(false, false);
    private static readonly ShmFormat Xrgb = new(true, false);
    private static readonly ShmFormat Abgr = new(false, true);
    private static readonly ShmFormat Xbgr = new(true, true);

    public static ShmFormat? Find(WlShm.Format format) => format switch
    {
        WlShm.Format.Argb8888 => Argb,
        WlShm.Format.Xrgb8888 => Xrgb,
        WlShm.Format.Abgr8888 => Abgr,
        WlShm.Format.Xbgr8888 => Xbgr,
        _ => null,
    };
}
