// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Tests.Fakes;

/// <summary>A guest agent without apps: it opens the windows, and paints the frames, that a test asks for.</summary>
public sealed class FakeGuest : FakePeer
{
    private readonly Dictionary<uint, FakeMemory> _memories = [];
    private readonly Dictionary<uint, uint> _frameSerials = [];
    private uint _lastMemory;

    private FakeGuest(EventLoop loop, string name, FrameMemoryKinds memories = FrameMemoryKinds.SharedFd, Capabilities more = Capabilities.Clipboard)
        : base(loop, new SessionIdentity(Role.Guest, name) { Capabilities = Capabilities.Handles | Capabilities.Apps | Capabilities.Files | Capabilities.Audio | more, FrameMemories = memories })
    {
    }

    public IReadOnlyDictionary<uint, FakeMemory> Memories => _memories;

    /// <summary>Connects to a bridge's guest socket.</summary>
    public static FakeGuest Connect(EventLoop loop, string path, string name = "fake guest") => Connect(loop, () => UnixSocket.Connect(path), name);

    public static FakeGuest Connect(
        EventLoop loop, Func<UnixSocket> connect, string name = "fake guest", FrameMemoryKinds memories = FrameMemoryKinds.SharedFd) =>
        new FakeGuest(loop, name, memories).ConnectTo<FakeGuest>(connect);

    /// <summary>Stands for a bridge with a guest behind it: desktops and launchers connect to the path (or by Dial, without one).</summary>
    public static FakeGuest Listen(EventLoop loop, string? path = null, string name = "fake guest", bool sharesClipboard = true) =>
        new FakeGuest(loop, name, more: sharesClipboard ? Capabilities.Clipboard : Capabilities.None).ListenAt<FakeGuest>(path);

    /// <summary>A shown toplevel that takes input everywhere; change what the test is about by <c>with</c>.</summary>
    public static WindowState Toplevel(uint window, string title, int width, int height) => new()
    {
        Window = window,
        Role = WindowRole.Toplevel,
        Flags = WindowFlags.Mapped | WindowFlags.InputEverywhere,
        Width = width,
        Height = height,
        Title = title,
        AppId = "org.example.Fake",
    };

    /// <summary>A shown popup that hangs below the given place of its parent.</summary>
    public static WindowState Popup(uint window, uint parent, Rect anchor, int width, int height) => new()
    {
        Window = window,
        Parent = parent,
        Role = WindowRole.Popup,
        Flags = WindowFlags.Mapped | WindowFlags.InputEverywhere,
        Width = width,
        Height = height,
        Positioner = new Positioner
        {
            AnchorRect = anchor,
            Width = width,
            Height = height,
            Anchor = PositionerEdge.BottomLeft,
            Gravity = PositionerEdge.BottomRight,
            Adjustment = ConstraintAdjustment.FlipY | ConstraintAdjustment.SlideX,
        },
    };

    /// <summary>Makes a sealed memory of that size and announces it.</summary>
    public FakeMemory AddMemory(long bytes, Seals seals = Seals.Shrink | Seals.Grow | Seals.Seal)
    {
        var memory = new FakeMemory(++_lastMemory, bytes, seals);
        _memories.Add(memory.Id, memory);
        Send(new FrameMemory(memory.Id, FrameMemoryKind.SharedFd, (ulong)bytes), memory.File.Descriptor);
        return memory;
    }

    public void ReleaseMemory(uint memory)
    {
        Send(new FrameMemoryReleased(memory));
        if (_memories.Remove(memory, out var released)) released.Dispose();
    }

    /// <summary>Sends a frame of one colour (premultiplied ARGB) in a memory of its own, at scale 1, damaged in full.</summary>
    public Frame Paint(uint window, int width, int height, uint argb)
    {
        var memory = AddMemory((long)width * height * 4);
        memory.Fill(argb);
        return SendFrame(window, memory.Id, width, height);
    }

    /// <summary>Sends what already lies at the beginning of a memory as the window's next frame.</summary>
    public Frame SendFrame(uint window, uint memory, int width, int height, Rect? damage = null)
    {
        var frame = new Frame
        {
            Window = window,
            Serial = _frameSerials[window] = _frameSerials.GetValueOrDefault(window) + 1,
            Memory = memory,
            Width = width,
            Height = height,
            StrideBytes = width * 4,
            Format = PixelFormat.Argb8888Premultiplied,
            Scale120 = 120,
            Geometry = new Rect(0, 0, width, height),
            Damage = RectList.Of(damage ?? new Rect(0, 0, width, height)),
        };
        Send(frame);
        return frame;
    }

    /// <summary>A window with its first frame, in one call.</summary>
    public void Show(uint window, string title, int width, int height, uint argb)
    {
        Send(Toplevel(window, title, width, height));
        Paint(window, width, height, argb);
    }

    protected override void Disposing()
    {
        foreach (var memory in _memories.Values) memory.Dispose();
    }
}

/// <summary>A frame memory of a fake guest, mapped so that a test can paint.</summary>
public sealed class FakeMemory : IDisposable
{
    internal FakeMemory(uint id, long bytes, Seals seals)
    {
        Id = id;
        File = MemoryFile.Create($"fake-frame-{id}", bytes, seals | Seals.Shrink);
        Mapping = File.Map(MapAccess.ReadWrite);
    }

    public uint Id { get; }

    public MemoryFile File { get; }

    public MappedMemory Mapping { get; }

    public void Fill(uint argb)
    {
        for (int i = 0; i + 4 <= Mapping.Bytes.Length; i += 4) BitConverter.TryWriteBytes(Mapping.Bytes[i..], argb);
    }

    public void Dispose()
    {
        Mapping.Dispose();
        File.Dispose();
    }
}
