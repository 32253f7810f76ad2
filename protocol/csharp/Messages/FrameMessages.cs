// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Protocol;

/// <summary>How the pixels of a frame reach the other side; negotiated in the handshake, the highest of what both have in this order: 1, 2, 3, 4.</summary>
public enum FrameMemoryKind
{
    /// <summary>A memory file beside the message, sealed against shrinking, growing and further seals.</summary>
    SharedFd = 1,

    /// <summary>A virtio-gpu resource; the bridge reads the guest's pages.</summary>
    GpuResource = 2,

    /// <summary>An offset in a shared memory bar.</summary>
    Ivshmem = 3,

    /// <summary>No memory at all: the rows travel in InlineFrame.</summary>
    Inline = 4,
}

/// <summary>
/// G→D: u32 memory · u8 kind · u64 size · u64 origin (virtio-gpu resource id or offset in the bar; 0 for SharedFd).
/// SharedFd brings exactly one handle. Ids are never reused in the guest's life.
/// </summary>
public readonly record struct FrameMemory(uint Memory, FrameMemoryKind Kind, ulong Size, ulong Origin = 0) : IMessage<FrameMemory>
{
    public static MessageType Type => MessageType.FrameMemory;

    public static MessageDirection Direction => MessageDirection.FromGuest;

    public static int MaximumHandles => 1;

    public void Write(ref MessageWriter writer)
    {
        writer.UInt32(Memory);
        writer.Byte((int)Kind);
        writer.UInt64(Size);
        writer.UInt64(Origin);
    }

    public static bool TryRead(ref MessageReader reader, out FrameMemory message)
    {
        message = new FrameMemory(reader.Id(), (FrameMemoryKind)reader.Choice(1, 3), reader.UInt64(), reader.UInt64());
        reader.Require(message.Size is > 0 and <= (ulong)ProtocolLimits.FrameMemoryBytes);
        reader.Require(message.Kind != FrameMemoryKind.SharedFd || message.Origin == 0);
        return reader.Finish();
    }

    public override string ToString() => $"memory {Memory} {Kind} {Size} bytes";
}

/// <summary>G→D: u32 memory. No frame will name it again; the desktop lets go of it when it has shown something newer.</summary>
public readonly record struct FrameMemoryReleased(uint Memory) : IMessage<FrameMemoryReleased>
{
    public static MessageType Type => MessageType.FrameMemoryReleased;

    public static MessageDirection Direction => MessageDirection.FromGuest;

    public void Write(ref MessageWriter writer) => writer.UInt32(Memory);

    public static bool TryRead(ref MessageReader reader, out FrameMemoryReleased message)
    {
        message = new FrameMemoryReleased(reader.Id());
        return reader.Finish();
    }

    public override string ToString() => $"memory {Memory} released";
}

[Flags]
public enum FrameShownFlags : uint
{
    None = 0,

    /// <summary>Shown in step with the screen's refresh.</summary>
    Vsync = 1,

    /// <summary>The time was taken by hardware.</summary>
    HardwareClock = 2,

    /// <summary>Shown straight from the frame memory, without a copy.</summary>
    ZeroCopy = 4,

    /// <summary>Not shown: the window is hidden. Comes about once a second, so that apps do not starve.</summary>
    NotVisible = 8,
}

/// <summary>
/// D→G: u32 window · u32 serial · u64 presented (CLOCK_MONOTONIC of the desktop, ns) · u32 refresh (ns, 0 when not known) ·
/// u64 sequence (count of the screen's refreshes, 0 when not known) · u32 flags. The guest may send the next frame.
/// </summary>
public readonly record struct FrameShown : IMessage<FrameShown>
{
    public static MessageType Type => MessageType.FrameShown;

    public static MessageDirection Direction => MessageDirection.ToGuest;

    public uint Window { get; init; }

    public uint Serial { get; init; }

    public ulong PresentedNanoseconds { get; init; }

    public uint RefreshNanoseconds { get; init; }

    public ulong Sequence { get; init; }

    public FrameShownFlags Flags { get; init; }

    public void Write(ref MessageWriter writer)
    {
        writer.UInt32(Window);
        writer.UInt32(Serial);
        writer.UInt64(PresentedNanoseconds);
        writer.UInt32(RefreshNanoseconds);
        writer.UInt64(Sequence);
        writer.UInt32((uint)Flags);
    }

    public static bool TryRead(ref MessageReader reader, out FrameShown message)
    {
        message = new FrameShown
        {
            Window = reader.Id(),
            Serial = reader.Id(),
            PresentedNanoseconds = reader.UInt64(),
            RefreshNanoseconds = reader.UInt32(),
            Sequence = reader.UInt64(),
            Flags = (FrameShownFlags)reader.Flags(0xf),
        };
        return reader.Finish();
    }

    public override string ToString() => $"window {Window} shown #{Serial}{(Flags == FrameShownFlags.None ? "" : $" {Flags}")}";
}

/// <summary>D→G: u32 window · u32 serial. The desktop no longer reads the pixels of that frame; the guest may draw over them.</summary>
public readonly record struct FrameReleased(uint Window, uint Serial) : IMessage<FrameReleased>
{
    public static MessageType Type => MessageType.FrameReleased;

    public static MessageDirection Direction => MessageDirection.ToGuest;

    public void Write(ref MessageWriter writer)
    {
        writer.UInt32(Window);
        writer.UInt32(Serial);
    }

    public static bool TryRead(ref MessageReader reader, out FrameReleased message)
    {
        message = new FrameReleased(reader.Id(), reader.Id());
        return reader.Finish();
    }

    public override string ToString() => $"window {Window} released #{Serial}";
}
