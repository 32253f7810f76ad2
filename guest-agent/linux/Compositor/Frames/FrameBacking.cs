// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Agent.Linux;

/// <summary>Where the pixels of one frame buffer lie, of a kind that the bridge can read.</summary>
internal abstract class FrameBacking : IDisposable
{
    public abstract FrameMemoryKind Kind { get; }

    public abstract long Bytes { get; }

    /// <summary>What the bridge finds it by, when no handle goes with it.</summary>
    public virtual ulong Origin => 0;

    /// <summary>Goes with the announcement.</summary>
    public virtual FileDescriptor? Handle => null;

    /// <summary>The first so many bytes; mapped when they are not.</summary>
    public abstract Span<byte> Map(int length);

    /// <summary>Gives address space back that is not needed for a while; the pixels stay.</summary>
    public virtual void Unmap()
    {
    }

    public abstract void Dispose();
}

/// <summary>A file in memory, sealed against any change of size: shared with the bridge (SharedFd), or read by us when its pixels go inline.</summary>
internal sealed class FileBacking(FrameMemoryKind kind, long bytes) : FrameBacking
{
    private readonly MemoryFile _file = MemoryFile.Create("seamless-frame", bytes, Seals.Shrink | Seals.Grow | Seals.Seal);
    private MappedMemory? _mapping;

    public override FrameMemoryKind Kind => kind;

    public override long Bytes => bytes;

    public override FileDescriptor? Handle => kind == FrameMemoryKind.SharedFd ? _file.Descriptor : null;

    public override Span<byte> Map(int length) => (_mapping ??= _file.Map(MapAccess.ReadWrite)).Slice(0, length);

    public override void Unmap()
    {
        _mapping?.Dispose();
        _mapping = null;
    }

    public override void Dispose()
    {
        Unmap();
        _file.Dispose();
    }
}
