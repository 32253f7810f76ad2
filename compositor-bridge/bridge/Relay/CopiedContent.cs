// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Bridge;

/// <summary>One copy of a window's content in a memory of the bridge's own, for a desktop to read.</summary>
internal sealed class InlineBuffer : IDisposable
{
    private readonly MappedMemory _mapping;

    public InlineBuffer(uint memory, int width, int height)
    {
        Memory = memory;
        (Width, Height) = (width, height);
        File = MemoryFile.Create("seamless inline frame", (long)StrideBytes * height, Seals.Shrink | Seals.Grow | Seals.Seal);
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

    public void Dispose()
    {
        _mapping.Dispose();
        File.Dispose();
    }
}

/// <summary>The content of a window whose pixels come in the stream: a few copies, and the frame that is arriving.</summary>
internal sealed class InlineContent
{
    public List<InlineBuffer> Buffers { get; } = [];

    /// <summary>The copy with the newest complete frame.</summary>
    public InlineBuffer? Newest { get; set; }

    /// <summary>The copy that the arriving frame is drawn into; null when that frame is not for any desktop.</summary>
    public InlineBuffer? Arriving { get; set; }

    public int Parts { get; set; }

    public RectList Damage { get; set; }

    public void Release(uint serial)
    {
        foreach (var buffer in Buffers)
        {
            if (buffer.HeldFor == serial)
                buffer.HeldFor = 0;
        }
    }
}
