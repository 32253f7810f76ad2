// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Bridge;

/// <summary>One copy of a window's content in a memory of the bridge's own, for a desktop to read.</summary>
internal sealed class CopyBuffer : IDisposable
{
    private readonly MappedMemory _mapping;

    public CopyBuffer(uint memory, int width, int height)
    {
        Memory = memory;
        (Width, Height) = (width, height);
        File = MemoryFile.Create("seamless frame copy", (long)StrideBytes * height, Seals.Shrink | Seals.Grow | Seals.Seal);
        _mapping = File.Map(MapAccess.ReadWrite);
    }

    public uint Memory { get; }

    public MemoryFile File { get; }

    public int Width { get; }

    public int Height { get; }

    public int StrideBytes => Width * 4;

    public bool IsAtDesktop { get; set; }

    /// <summary>The frame for which a desktop may be reading it; 0 when none is.</summary>
    public uint HeldFor { get; set; }

    /// <summary>Where newer content lies in another copy.</summary>
    public RectList Stale { get; set; }

    public Span<byte> Row(int y, int x, int pixels) => _mapping.Slice(((long)y * StrideBytes) + ((long)x * 4), pixels * 4);

    /// <summary>From the rectangle's first pixel to its last one, with what lies between its rows.</summary>
    public Span<byte> Rows(Rect rect)
    {
        var bytes = ((long)(rect.Height - 1) * StrideBytes) + ((long)rect.Width * 4);
        return _mapping.Slice(((long)rect.Y * StrideBytes) + ((long)rect.X * 4), (int)bytes);
    }

    public void Dispose()
    {
        _mapping.Dispose();
        File.Dispose();
    }
}

/// <summary>The content of a window whose pixels only the bridge can read: a few copies, and the frame that is arriving.</summary>
internal sealed class CopiedContent
{
    public List<CopyBuffer> Buffers { get; } = [];

    /// <summary>The copy with the newest complete frame.</summary>
    public CopyBuffer? Newest { get; set; }

    /// <summary>The copy that the arriving frame is drawn into; null when that frame is not for any desktop.</summary>
    public CopyBuffer? Arriving { get; set; }

    /// <summary>The frame on its way to a desktop that cannot read the copies itself; null before the first such frame.</summary>
    public InlineJob? Outgoing { get; set; }

    public int Parts { get; set; }

    public RectList Damage { get; set; }

    /// <summary>A frame was not copied, so the newest copy is older than the damage of the next one supposes.</summary>
    public bool HasMissedFrames { get; set; }

    public void Release(uint serial)
    {
        foreach (var buffer in Buffers)
        {
            if (buffer.HeldFor == serial)
                buffer.HeldFor = 0;
        }
    }
}
