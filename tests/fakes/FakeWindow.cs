// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Tests.Fakes;

/// <summary>A window as a fake desktop knows it.</summary>
public sealed class FakeWindow
{
    private readonly Func<uint, MemoryFile?> _memory;

    internal FakeWindow(uint id, Func<uint, MemoryFile?> memory)
    {
        Id = id;
        _memory = memory;
    }

    public uint Id { get; }

    public WindowState State { get; internal set; }

    public Frame? Frame { get; internal set; }

    /// <summary>The pixels of a desktop without handles.</summary>
    public FakeInlinePixels? Inline { get; internal set; }

    public int FrameCount { get; internal set; }

    public uint ConfigureSerial { get; internal set; }

    /// <summary>Premultiplied ARGB at that pixel of the newest frame.</summary>
    public uint PixelAt(int x, int y)
    {
        if (Inline is { } inline) return inline.PixelAt(x, y);
        var frame = Frame ?? throw new InvalidOperationException($"window {Id} has no frame");
        var memory = _memory(frame.Memory) ?? throw new InvalidOperationException($"memory {frame.Memory} is not known");
        Span<byte> pixel = stackalloc byte[4];
        memory.ReadAt((long)frame.Offset + ((long)y * frame.StrideBytes) + ((long)x * 4), pixel);
        return BitConverter.ToUInt32(pixel);
    }
}
