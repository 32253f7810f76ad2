// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Agent.Linux;

/// <summary>
/// One frame memory of a window: a memory file sealed against any change of size, into which frames are drawn and which bridge and
/// desktop map. Each buffer knows what of it is older than the window (<see cref="Stale"/>), because each is older by another amount.
/// </summary>
public sealed class FrameBuffer : IPixelSource, IDisposable
{
    private readonly MemoryFile _file;
    private MappedMemory? _mapping;
    private bool _isAnnounced;

    internal FrameBuffer(uint id, long capacityBytes)
    {
        (Id, CapacityBytes) = (id, capacityBytes);
        _file = MemoryFile.Create("seamless-frame", capacityBytes, Seals.Shrink | Seals.Grow | Seals.Seal);
    }

    public uint Id { get; }

    public long CapacityBytes { get; }

    public int Width { get; private set; }

    public int Height { get; private set; }

    public bool IsOpaque { get; private set; }

    public int StrideBytes => Width * PixelMath.BytesPerPixel;

    /// <summary>The pixels, top row first. Maps the file if it is not mapped.</summary>
    public Span<byte> Pixels => (_mapping ??= _file.Map(MapAccess.ReadWrite)).Bytes[..(StrideBytes * Height)];

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

    public void Dispose()
    {
        _mapping?.Dispose();
        _mapping = null;
        _file.Dispose();
    }

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
        bridge.Send(new FrameMemory(Id, FrameMemoryKind.SharedFd, (ulong)CapacityBytes), _file.Descriptor);
    }

    /// <summary>Nobody on the other side knows it any more, and nobody reads it.</summary>
    internal void Forget() => (_isAnnounced, ShownSerial) = (false, 0);

    internal void Retire(BridgeSession bridge)
    {
        if (_isAnnounced && bridge.IsLive)
            bridge.Send(new FrameMemoryReleased(Id));
        Dispose();
    }

    /// <summary>Gives the address space back until it is drawn again; the pixels stay in the file.</summary>
    internal void Unmap()
    {
        _mapping?.Dispose();
        _mapping = null;
    }
}
