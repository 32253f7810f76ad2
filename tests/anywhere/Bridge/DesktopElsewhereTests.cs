// SPDX-License-Identifier: Apache-2.0
using Seamless.Bridge;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Tests.Anywhere.Protocol;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Anywhere.Bridge;

/// <summary>A desktop that cannot take handles gets its frames as bytes: the damage, packed where that pays, one frame at a time.</summary>
public sealed class DesktopElsewhereTests : IDisposable
{
    private readonly BridgeRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void A_frame_in_a_memory_file_comes_as_bytes_and_is_released_when_it_is_shown()
    {
        var desktop = _rig.DesktopElsewhere(shows: false);
        var guest = _rig.Guest();
        guest.Show(1, "elsewhere", 640, 480, 0xff112233);
        _rig.Step();
        Assert.Equal(0xff112233, desktop.Windows[1].PixelAt(639, 479));
        Assert.Empty(desktop.All<FrameMemory>());
        Assert.Empty(guest.All<FrameReleased>());
        desktop.ShowFrame(1);
        _rig.Step();
        Assert.Equal(1u, guest.Last<FrameShown>().Serial);
        Assert.Equal(new FrameReleased(1, 1), guest.Last<FrameReleased>());
        Assert.Empty(_rig.Warnings);
    }

    [Fact]
    public void Only_what_is_damaged_travels()
    {
        var desktop = _rig.DesktopElsewhere();
        var guest = _rig.Guest();
        guest.Show(1, "partial", 64, 64, 0xff000001);
        _rig.Step();
        var before = desktop.Windows[1].Inline!.PlainBytes;
        guest.Memories[1].Fill(0xff000002);
        guest.SendFrame(1, 1, 64, 64, new Rect(3, 5, 7, 2));
        _rig.Step();
        Assert.Equal(7 * 2 * 4, desktop.Windows[1].Inline!.PlainBytes - before);
        Assert.Equal(0xff000002, desktop.Windows[1].PixelAt(9, 6));
        Assert.Equal(0xff000001, desktop.Windows[1].PixelAt(10, 6));
    }

    [Fact]
    public void Flat_pixels_are_packed_and_noise_is_sent_as_it_is_without_trying_each_time()
    {
        var desktop = _rig.DesktopElsewhere();
        var guest = _rig.Guest();
        guest.Show(1, "flat", 512, 512, 0xff303030);
        guest.Send(FakeGuest.Toplevel(2, "noise", 512, 512));
        var memory = guest.AddMemory(512 * 512 * 4);
        new Random(7).NextBytes(memory.Mapping.Bytes);
        guest.SendFrame(2, memory.Id, 512, 512);
        _rig.Step();
        Assert.InRange(desktop.Windows[1].Inline!.WireBytes, 1, 512 * 512 * 4 / 50);
        Assert.Equal(512 * 512 * 4, desktop.Windows[2].Inline!.WireBytes);
        Assert.All(desktop.All<InlineFrame>().Where(frame => frame.Window == 2), frame => Assert.Equal(RowCompression.None, frame.Compression));
    }

    [Fact]
    public void Packing_is_tried_less_and_less_often_where_it_does_not_pay_and_always_where_it_does()
    {
        var cost = default(PackingCost);
        var tries = 0;
        for (var i = 0; i < 1000; i++)
        {
            if (!cost.ShouldTry())
                continue;
            tries++;
            cost.Tried(isSmaller: PackingCost.IsSmaller(plainBytes: 1000, packedBytes: 990));
        }
        Assert.InRange(tries, 10, 30);
        cost.Tried(isSmaller: PackingCost.IsSmaller(1000, 100));
        Assert.True(cost.ShouldTry());
    }

    [Fact]
    public void The_largest_window_comes_in_parts_and_never_fills_the_session()
    {
        var desktop = _rig.DesktopElsewhere();
        var guest = _rig.Guest();
        guest.Send(FakeGuest.Toplevel(1, "large", 3840, 2160));
        var memory = guest.AddMemory(3840L * 2160 * 4);
        new Random(11).NextBytes(memory.Mapping.Bytes);
        guest.SendFrame(1, memory.Id, 3840, 2160);
        guest.Show(2, "small", 16, 16, 0xff445566);
        _rig.Step();
        var window = desktop.Windows[1].Inline!;
        Assert.True(window.Parts > 100);
        Assert.Equal(3840 * 2160 * 4, window.PlainBytes);
        Assert.Equal(BitConverter.ToUInt32(memory.Mapping.Bytes[(((2159 * 3840) + 3839) * 4)..]), desktop.Windows[1].PixelAt(3839, 2159));
        var order = desktop.All<InlineFrame>().Select(frame => frame.Window).ToList();
        Assert.True(order.IndexOf(2) < order.LastIndexOf(1), "the small window does not wait for the large one");
        Assert.True(desktop.IsOpen);
    }

    [Fact]
    public void A_frame_without_damage_still_brings_its_size_and_is_answered()
    {
        var desktop = _rig.DesktopElsewhere();
        var guest = _rig.Guest();
        guest.Show(1, "fields", 8, 8, 0xff000001);
        _rig.Step();
        var frame = guest.SendFrame(1, 1, 8, 8);
        _rig.Step();
        guest.Send(frame with { Serial = 3, Damage = default, Geometry = new Rect(1, 1, 6, 6) });
        _rig.Step();
        Assert.Equal(new Rect(1, 1, 6, 6), desktop.Last<InlineFrame>().Geometry);
        Assert.Equal(3u, guest.Last<FrameShown>().Serial);
    }

    [Fact]
    public void After_a_resync_all_comes_again_in_full()
    {
        var desktop = _rig.DesktopElsewhere(shows: false);
        var guest = _rig.Guest();
        guest.Show(1, "again", 32, 32, 0xff000001);
        _rig.Step();
        desktop.Send(default(Resync));
        _rig.Step();
        var memory = guest.Memories[1];
        guest.Send(new FrameMemory(1, FrameMemoryKind.SharedFd, 32 * 32 * 4), memory.File.Descriptor);
        guest.Send(FakeGuest.Toplevel(1, "again", 32, 32));
        memory.Fill(0xff000009);
        guest.SendFrame(1, 1, 32, 32);
        _rig.Step();
        Assert.Equal(0xff000009, desktop.Windows[1].PixelAt(0, 0));
        desktop.ShowFrame(1);
        _rig.Step();
        Assert.Equal(2u, guest.Last<FrameShown>().Serial);
        Assert.Empty(_rig.Warnings);
    }

    [Fact]
    public void A_window_that_closes_in_the_middle_of_its_frame_hurts_nobody()
    {
        var desktop = _rig.DesktopElsewhere();
        var guest = _rig.Guest();
        guest.Send(FakeGuest.Toplevel(1, "brief", 2048, 2048));
        var memory = guest.AddMemory(2048L * 2048 * 4);
        new Random(5).NextBytes(memory.Mapping.Bytes);
        guest.SendFrame(1, memory.Id, 2048, 2048);
        guest.Send(new WindowClosed(1));
        guest.Show(2, "next", 8, 8, 0xff00ff00);
        _rig.Step();
        Assert.Equal(0xff00ff00, desktop.Windows[2].PixelAt(7, 7));
        Assert.DoesNotContain(1u, desktop.Windows.Keys);
        Assert.True(desktop.IsOpen && guest.IsOpen);
    }

    [Fact]
    public void Rows_that_came_inline_go_on_inline()
    {
        var desktop = _rig.DesktopElsewhere();
        var guest = _rig.Guest(FrameMemoryKinds.Inline);
        guest.Send(FakeGuest.Toplevel(1, "inline", 4, 4));
        guest.Send(new InlineFrame
        {
            Window = 1,
            Serial = 1,
            Width = 4,
            Height = 4,
            Format = PixelFormat.Xrgb8888,
            Scale120 = 120,
            Geometry = new Rect(0, 0, 4, 4),
            IsLast = true,
            Damage = RectList.Of(new Rect(0, 0, 4, 4)),
            Rows = Enumerable.Repeat((byte)0x5a, 64).ToArray(),
        });
        _rig.Step();
        Assert.Equal(0x5a5a5a5au, desktop.Windows[1].PixelAt(3, 3));
        Assert.Equal(1u, guest.Last<FrameShown>().Serial);
    }

    [Fact]
    public void A_desktop_on_this_machine_may_follow_and_gets_the_memories()
    {
        var elsewhere = _rig.DesktopElsewhere();
        var guest = _rig.Guest();
        guest.Show(1, "moves", 8, 8, 0xff000001);
        _rig.Step();
        elsewhere.Dispose();
        _rig.Step();
        var here = _rig.Desktop();
        guest.Send(new FrameMemory(1, FrameMemoryKind.SharedFd, 256), guest.Memories[1].File.Descriptor);
        guest.Send(FakeGuest.Toplevel(1, "moves", 8, 8));
        guest.SendFrame(1, 1, 8, 8);
        _rig.Step();
        guest.SendFrame(1, 1, 8, 8);
        _rig.Step();
        Assert.Equal(0xff000001, here.Windows[1].PixelAt(0, 0));
        Assert.Single(here.All<FrameMemory>());
        Assert.Equal(3u, guest.Last<FrameShown>().Serial);
        Assert.Empty(_rig.Warnings);
    }

    [Fact]
    public void A_desktop_to_which_no_frame_can_go_is_refused_in_words()
    {
        using var desktop = new SessionConnector(
            _rig.Loop, _rig.DialDesktopSide, new SessionIdentity(Role.Desktop, "blind") { Capabilities = 0 }, new SessionLog());
        string? reason = null;
        desktop.Failing = words => reason = words;
        desktop.Start();
        _rig.Step();
        Assert.StartsWith("refused: this bridge passes frames as SharedFd where handles travel, and else Inline", reason, StringComparison.Ordinal);
    }
}
