// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Agent.Linux;

/// <summary>Frame buffers in the memory bar that the virtual machine shares with its host.</summary>
internal sealed class BarMemory(SharedBar bar) : IDisposable
{
    private readonly BarAllocator _allocator = new(bar.Size);

    /// <exception cref="LinuxException">ENOSPC: the bar is full.</exception>
    public FrameBacking Create(long bytes) => _allocator.Take(bytes) is { } offset
        ? new Backing(this, offset, bytes)
        : throw new LinuxException($"find {bytes} bytes in the shared memory bar, of whose {bar.Size} bytes {_allocator.FreeBytes} are free", Errno.ENOSPC);

    public void Dispose() => bar.Dispose();

    private sealed class Backing(BarMemory owner, long offset, long bytes) : FrameBacking
    {
        public override FrameMemoryKind Kind => FrameMemoryKind.Ivshmem;

        public override long Bytes => bytes;

        public override ulong Origin => (ulong)offset;

        public override Span<byte> Map(int length)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(length, bytes);
            return owner.Memory.Slice(offset, length);
        }

        public override void Dispose() => owner._allocator.GiveBack(offset, bytes);
    }

    private MappedMemory Memory => bar.Memory;
}
