// SPDX-License-Identifier: Apache-2.0
using System.Numerics;
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Agent.Linux;

/// <summary>How many frame memories, and how many bytes of them, all windows together have. The protocol sets the maxima.</summary>
internal sealed class FrameBudget
{
    private uint _lastId;
    private int _memories;
    private long _bytes;

    public bool Allows(long more) => _memories < ProtocolLimits.FrameMemories && _bytes + more <= ProtocolLimits.FrameMemoryBytes;

    /// <summary>Memory ids are never used twice.</summary>
    public uint NextId() => ++_lastId;

    public void Take(long size) => (_memories, _bytes) = (_memories + 1, _bytes + size);

    public void GiveBack(long size) => (_memories, _bytes) = (_memories - 1, _bytes - size);
}

/// <summary>
/// The frame buffers of one window: made when one is needed and none is free, kept through small changes of size, given up when they
/// became far too large or too small, or the window is idle.
/// </summary>
internal sealed class FramePool(FrameBudget budget, BridgeSession bridge) : IDisposable
{
    /// <summary>A window that is being resized gets an eighth more than it needs, so that not every step makes new memory.</summary>
    private const int ReserveFraction = 8;

    /// <summary>A buffer this many times larger than needed is replaced.</summary>
    private const int WasteFactor = 4;

    private const long PageBytes = 64 * 1024;

    /// <summary>So many sizes of buffer lie between one size and its double, and as many below.</summary>
    private const long StepsOfTwice = 16;

    private readonly List<FrameBuffer> _buffers = new(CompositorLimits.FrameBuffersPerWindow);
    private long _lastNeededBytes;

    public IReadOnlyList<FrameBuffer> Buffers => _buffers;

    /// <summary>
    /// A buffer to draw the next frame into, preferring the one that needs the least drawing; null when the desktop still reads all of
    /// them.
    /// </summary>
    /// <exception cref="LinuxException">There is no memory for a new one.</exception>
    public FrameBuffer? Take(int width, int height, bool isOpaque)
    {
        var needed = (long)width * height * PixelMath.BytesPerPixel;
        var best = FindFree(needed);
        if (best is null && _buffers.Count < CompositorLimits.FrameBuffersPerWindow)
            best = Make(needed);
        _lastNeededBytes = needed;
        best?.SetLayout(width, height, isOpaque);
        return best;
    }

    public void AddStale(Box pixels)
    {
        foreach (var buffer in _buffers)
            buffer.Stale.Add(pixels);
    }

    public FrameBuffer? FindShown(uint serial)
    {
        foreach (var buffer in _buffers)
        {
            if (buffer.ShownSerial == serial)
                return buffer;
        }
        return null;
    }

    public void Forget()
    {
        foreach (var buffer in _buffers)
            buffer.Forget();
    }

    /// <summary>Gives up what an idle window does not need: all buffers but the one with its content, and all mappings.</summary>
    public void Trim(FrameBuffer? keep)
    {
        for (var i = _buffers.Count - 1; i >= 0; i--)
        {
            if (_buffers[i] != keep && _buffers[i].IsFree)
                Retire(i);
            else
                _buffers[i].Unmap();
        }
    }

    public void Dispose()
    {
        for (var i = _buffers.Count - 1; i >= 0; i--)
            Retire(i);
    }

    private FrameBuffer? FindFree(long needed)
    {
        FrameBuffer? best = null;
        for (var i = _buffers.Count - 1; i >= 0; i--)
        {
            var buffer = _buffers[i];
            if (!buffer.IsFree)
                continue;
            if (!bridge.Memories.Accepts(buffer) || buffer.CapacityBytes < needed || buffer.CapacityBytes / WasteFactor > Math.Max(needed, PageBytes))
                Retire(i);
            else if (best is null || buffer.Stale.Area < best.Stale.Area)
                best = buffer;
        }
        return best;
    }

    private FrameBuffer Make(long needed)
    {
        var reserve = _lastNeededBytes != 0 && _lastNeededBytes != needed ? needed / ReserveFraction : 0;
        var capacity = RoundUp(needed + reserve);
        if (!budget.Allows(capacity))
            throw new LinuxException("frame memory: the guest has used all that one guest may have", Errno.ENOMEM);
        var buffer = new FrameBuffer(budget.NextId(), bridge.Memories.Create(capacity), bridge.Memories.Era);
        budget.Take(buffer.CapacityBytes);
        _buffers.Add(buffer);
        return buffer;
    }

    /// <summary>
    /// Up to an eighth more: making memory and touching it first costs a virtual machine as much as ten frames, so it is made for sizes that a
    /// window is likely to have soon.
    /// </summary>
    private static long RoundUp(long bytes)
    {
        var step = Math.Max(PageBytes, (long)BitOperations.RoundUpToPowerOf2((ulong)bytes) / StepsOfTwice);
        return (bytes + step - 1) / step * step;
    }

    private void Retire(int index)
    {
        var buffer = _buffers[index];
        _buffers.RemoveAt(index);
        budget.GiveBack(buffer.CapacityBytes);
        buffer.Retire(bridge);
    }
}
