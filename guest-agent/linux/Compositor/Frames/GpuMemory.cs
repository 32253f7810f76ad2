// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Agent.Linux;

/// <summary>
/// Frame buffers in resources of the virtual machine's GPU. When the bridge that serves the device is gone the device never answers again: the
/// pages stay ours, but each further word to the device fills its queue, and whoever finds that full waits for ever. So between sessions, and
/// in sessions that do not offer the kind, handles are kept and not closed.
/// </summary>
internal sealed class GpuMemory(RenderNode node) : IDisposable
{
    private readonly Stack<uint> _unclosed = new();

    public bool IsSuspended { get; private set; }

    /// <summary>Makes, fills and gives back the smallest resource.</summary>
    /// <exception cref="LinuxException">One of the steps does not work here.</exception>
    public void Try()
    {
        using var buffer = node.Create(RenderNode.RowBytes);
        buffer.Map().Slice(0, RenderNode.RowBytes).Fill(0xff);
        Close(buffer.Handle);
    }

    public FrameBacking Create(long bytes) => new Backing(this, node.Create(bytes));

    public void Suspend() => IsSuspended = true;

    public void Resume()
    {
        IsSuspended = false;
        while (_unclosed.TryPop(out var handle))
            node.Close(handle);
    }

    public void Dispose() => node.Dispose();

    private void Close(uint handle)
    {
        if (IsSuspended)
            _unclosed.Push(handle);
        else
            node.Close(handle);
    }

    private sealed class Backing(GpuMemory owner, GpuBuffer buffer) : FrameBacking
    {
        public override FrameMemoryKind Kind => FrameMemoryKind.GpuResource;

        public override long Bytes => buffer.Bytes;

        public override ulong Origin => buffer.Resource;

        public override Span<byte> Map(int length) => buffer.Map().Slice(0, length);

        public override void Unmap() => buffer.Unmap();

        public override void Dispose()
        {
            buffer.Dispose();
            owner.Close(buffer.Handle);
        }
    }
}
