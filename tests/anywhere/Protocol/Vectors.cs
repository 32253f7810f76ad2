// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Seamless.Protocol;

namespace Seamless.Tests.Anywhere.Protocol;

/// <summary>The golden messages: at least one of each kind, with values that tell the fields apart.</summary>
public static class Vectors
{
    public static readonly ImmutableArray<Vector> All =
        [.. Session(), .. WindowVectors.All(), .. Frames(), .. InlineFrames(), .. InputVectors.All(), .. AppVectors.All(), .. TerminalVectors.All(),
            .. ClipboardVectors.All(), .. AudioVectors.All(), .. FileVectors.All(), .. DoorVectors.All()];

    private static IEnumerable<Vector> Session()
    {
        yield return Vector.Of("a guest opens a session", new Hello
        {
            Major = 1,
            Minor = 0,
            Role = Role.Guest,
            Channel = ChannelKind.Control,
            Capabilities = Capabilities.Handles | Capabilities.Apps,
            FrameMemories = FrameMemoryKinds.SharedFd | FrameMemoryKinds.Inline,
            Name = "local",
            Version = "0.1.0",
        }, sequence: 1);
        yield return Vector.Of("a desktop joins its bulk channel to the session", new Hello
        {
            Major = 1,
            Minor = 0,
            Role = Role.Desktop,
            Channel = ChannelKind.Bulk,
            SessionToken = 0x1122334455667788,
            Capabilities = Capabilities.Handles | Capabilities.Touch | Capabilities.ServerDecoration,
            FrameMemories = FrameMemoryKinds.SharedFd,
            Name = "headless",
            Version = "0.1.0",
        }, variant: "-bulk", sequence: 1);
        yield return Vector.Of("the bridge accepts", new Welcome
        {
            Major = 1,
            Minor = 0,
            SessionToken = 0x1122334455667788,
            Capabilities = Capabilities.Handles,
            FrameMemories = FrameMemoryKinds.SharedFd,
            Name = "bridge of local",
        }, sequence: 1);
        yield return Vector.Of("the versions do not match", new Refused(
            RefusalCode.Version, "the peer speaks protocol 2.0, this bridge speaks 1.0: update this bridge"), sequence: 1);
        yield return Vector.Of("are you there", new Ping(0x0102030405060708));
        yield return Vector.Of("yes", new Pong(0x0102030405060708));
        yield return Vector.Of("send everything again", default(Resync));
    }

    private static IEnumerable<Vector> Frames()
    {
        yield return Vector.Of("a memory file of 1920×1080 pixels, with its handle", new FrameMemory(3, FrameMemoryKind.SharedFd, 8_294_400), handles: 1);
        yield return Vector.Of("a virtio-gpu resource", new FrameMemory(4, FrameMemoryKind.GpuResource, 8_294_400, 17), variant: "-resource");
        yield return Vector.Of("no frame will name it again", new FrameMemoryReleased(3));
        var damage = RectList.Of(new Rect(10, 20, 300, 40));
        damage.Add(new Rect(600, 400, 64, 64));
        yield return Vector.Of("two places changed in a window with shadows, at scale 1.5", new Frame
        {
            Window = 5,
            Serial = 9,
            Memory = 3,
            Offset = 4096,
            Width = 1020,
            Height = 780,
            StrideBytes = 4096,
            Format = PixelFormat.Argb8888Premultiplied,
            Scale120 = 180,
            Geometry = new Rect(20, 20, 640, 480),
            ConfigureSerial = 2,
            Damage = damage,
        });
        yield return Vector.Of("nothing changed but the state it belongs to", new Frame
        {
            Window = 5,
            Serial = 10,
            Memory = 3,
            Width = 64,
            Height = 64,
            StrideBytes = 256,
            Format = PixelFormat.Xrgb8888,
            Scale120 = 120,
            Geometry = new Rect(0, 0, 64, 64),
        }, variant: "-undamaged");
        yield return Vector.Of("shown in step with the screen", new FrameShown
        {
            Window = 5,
            Serial = 9,
            PresentedNanoseconds = 123_456_789_012,
            RefreshNanoseconds = 16_666_667,
            Sequence = 7407,
            Flags = FrameShownFlags.Vsync | FrameShownFlags.HardwareClock,
        });
        yield return Vector.Of("its pixels may be drawn over", new FrameReleased(5, 8));
    }

    private static IEnumerable<Vector> InlineFrames()
    {
        yield return Vector.Of("two pixels, not compressed", new InlineFrame
        {
            Window = 5,
            Serial = 9,
            Width = 64,
            Height = 48,
            Format = PixelFormat.Argb8888Premultiplied,
            Scale120 = 120,
            Geometry = new Rect(0, 0, 64, 48),
            ConfigureSerial = 2,
            IsLast = true,
            Damage = RectList.Of(new Rect(62, 47, 2, 1)),
            Compression = RowCompression.None,
            Rows = new byte[] { 0x11, 0x22, 0x33, 0xff, 0x44, 0x55, 0x66, 0x80 },
        });
        yield return Vector.Of("64×48 black pixels as one LZ4 block; more rows follow", new InlineFrame
        {
            Window = 5,
            Serial = 10,
            Width = 64,
            Height = 48,
            Format = PixelFormat.Xrgb8888,
            Scale120 = 120,
            Geometry = new Rect(0, 0, 64, 48),
            ConfigureSerial = 2,
            Damage = RectList.Of(new Rect(0, 0, 64, 48)),
            Compression = RowCompression.Lz4,
            Rows = BlackBlock(64 * 48 * 4),
        }, variant: "-lz4");
    }

    /// <summary>LZ4: one literal zero, a match of distance one for nearly all, five literals as the format demands at the end.</summary>
    private static byte[] BlackBlock(int bytes)
    {
        int match = bytes - 1 - 5;
        var block = new List<byte> { 0x1f, 0, 1, 0 };
        int rest = match - 4 - 15;
        for (; rest >= 255; rest -= 255) block.Add(255);
        block.Add((byte)rest);
        block.AddRange([0x50, 0, 0, 0, 0, 0]);
        return [.. block];
    }
}
