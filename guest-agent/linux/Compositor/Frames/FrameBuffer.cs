// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Agent.Linux;

/// <summary>
/// One frame memory of a window, into which frames are drawn and which the other side reads. Each buffer knows what of it is older than the window (<see cref="Stale"/>), because each is older by another amount.
/// </summary>
public sealed class FrameBuffer : IPixelSource, IDisposable
{
    private readonly FrameBacking _backing;
    private bool _isAnnounced;

    /// <summary>Takes the backing over.</summary>
    internal FrameBuffer(uint id, FrameBacking backing, uint era) => (Id, _backing, Era) = (id, backing, era);

    public uint Id { get; }

    public long CapacityBytes => _backing.Bytes;

    public FrameMemoryKind Kind => _backing.Kind;

    public int Width { get; private set; }

    public int Height { get; private set; }

    public bool IsOpaque { get; private set; }

    public int StrideBytes => Width * PixelMath.BytesPerPixel;

    /// <summary>The pixels, top row first. Maps the memory if it is not mapped.</summary>
    public Span<byte> Pixels => _backing.Map(StrideBytes * Height);

    /// <summary>The session that it was made in.</summary>
    internal uint Era { get; }

    /// <summary>Serial of the frame that the desktop still reads, or 0.</summary>
    internal uint ShownSerial { get; set; }

    /// <summary>A surface shows these pixels as its content, because the client has its own buffer back.</summary>
    internal bool IsContent { get; private set; }

    internal bool IsFree => ShownSerial == 0 && !IsContent;

    /// <summary>In pixels: what was damaged since this buffer was drawn last.</summary>
    internal Damage Stale { get; } = new();

    public bool TryRead(Box pixels, Span<byte> into, int strideBytes, bool needAlpha)
    {
        var from = Pixels;
        var rowBytes = pixels.Width * PixelMath.BytesPerPixel;
        for (var row = 0; row < pixels.Height; row++)
        {
            var line = into.Slice(row * strideBytes, rowBytes);
            from.Slice((pixels.Top + row) * StrideBytes + pixels.Left * PixelMath.BytesPerPixel, rowBytes).CopyTo(line);
            if (needAlpha && IsOpaque)
                PixelMath.MakeOpaque(line);
        }
        return true;
    }

    public void Dispose() => _backing.Dispose();

    internal void BeginUseAsContent() => IsContent = true;

    internal void EndUseAsContent() => IsContent = false;

    /// <summary>Prepares it for frames of that kind; all of it is stale when they were of another.</summary>
    internal void SetLayout(int width, int height, bool isOpaque)
    {
        if ((width, height, isOpaque) == (Width, Height, IsOpaque))
            return;
        (Width, Height, IsOpaque) = (width, height, isOpaque);
        Stale.Clear();
        Stale.Add(new Box(0, 0, width, height));
    }

    internal void Announce(BridgeSession bridge)
    {
        if (_isAnnounced)
            return;
        _isAnnounced = true;
        var announcement = new FrameMemory(Id, Kind, (ulong)CapacityBytes, _backing.Origin);
        if (_backing.Handle is { } handle)
            bridge.Send(announcement, handle);
        else
            bridge.Send(announcement);
    }

    /// <summary>Nobody on the other side knows it any more, and nobody reads it.</summary>
    internal void Forget() => (_isAnnounced, ShownSerial) = (false, 0);

    internal void Retire(BridgeSession bridge)
    {
        if (_isAnnounced && bridge.IsLive)
            bridge.Send(new FrameMemoryReleased(Id));
        Dispose();
    }

    /// <summary>Gives the address space back until it is drawn again; the pixels stay.</summary>
    internal void Unmap() => _backing.Unmap();
}
