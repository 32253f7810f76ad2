// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Desktop.Headless;

/// <summary>The frame memories that one connection announced.</summary>
internal sealed class FrameBufferTable
{
    private readonly Dictionary<uint, FrameBuffer> buffers = [];
    private long totalBytes;

    /// <summary>Takes over the handle, also when it throws.</summary>
    public void Add(in FrameMemory memory, FileDescriptor? handle)
    {
        if (handle is null) throw new ProtocolException($"frame memory {memory.Memory} came without its handle");
        if (memory.Kind != FrameMemoryKind.SharedFd || buffers.ContainsKey(memory.Memory) || buffers.Count == ProtocolLimits.FrameMemories
            || totalBytes + (long)memory.Size > ProtocolLimits.FrameMemoryBytes)
        {
            handle.Dispose();
            throw new ProtocolException(
                $"frame memory {memory.Memory} of kind {memory.Kind} and {memory.Size} bytes: known already, too much, or not ours to read");
        }
        buffers.Add(memory.Memory, FrameBuffer.Adopt(handle, memory.Size));
        totalBytes += (long)memory.Size;
    }

    public void Remove(uint memory)
    {
        if (!buffers.Remove(memory, out var buffer)) throw new ProtocolException($"frame memory {memory} released, which was never announced");
        totalBytes -= buffer.Size;
        buffer.GiveUp();
    }

    /// <summary>The memory that a frame names; it must lie inside as a whole.</summary>
    public FrameBuffer Find(in Frame frame)
    {
        if (!buffers.TryGetValue(frame.Memory, out var buffer))
            throw new ProtocolException($"frame in memory {frame.Memory}, which was never announced");
        var required = WindowContent.RequiredBytes(frame.Width, frame.Height, frame.StrideBytes);
        // The span of one frame is an int; frames beyond 2 GiB are beyond the limit on memories anyway.
        if (required > int.MaxValue || (long)frame.Offset + required > buffer.Size)
            throw new ProtocolException($"frame of {frame.Width}×{frame.Height} pixels reaches beyond its memory of {buffer.Size} bytes");
        return buffer;
    }

    /// <summary>What windows still show stays until they show something else.</summary>
    public void Clear()
    {
        foreach (var buffer in buffers.Values) buffer.GiveUp();
        buffers.Clear();
        totalBytes = 0;
    }
}
