// SPDX-License-Identifier: Apache-2.0
using K4os.Compression.LZ4;
using Seamless.Bridge;
using Seamless.Protocol;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Anywhere.Bridge;

/// <summary>Frames that travel in the stream come out as frames in the bridge's own sealed memories.</summary>
public sealed class InlineFrameTests : IDisposable
{
    private const int Side = 8;

    private readonly BridgeRig _rig = new();
    private readonly FakeDesktop _desktop;
    private readonly FakeGuest _guest;

    public InlineFrameTests()
    {
        _desktop = _rig.Desktop(shows: false);
        _guest = _rig.Guest();
        _guest.Send(FakeGuest.Toplevel(1, "inline", Side, Side));
    }

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData(RowCompression.None)]
    [InlineData(RowCompression.Lz4)]
    public void Rows_come_out_in_a_memory_that_cannot_shrink(RowCompression compression)
    {
        Send(1, Whole, 0xff010203, compression);
        Assert.Equal(0xff010203, _desktop.Windows[1].PixelAt(7, 7));
        var memory = _desktop.Last<FrameMemory>();
        Assert.True(memory.Memory >= RelayLimits.FirstBridgeMemory);
        Assert.Equal(RectList.Of(Whole), _desktop.Windows[1].Frame!.Value.Damage);
        _desktop.ShowFrame(1);
        _rig.Step();
        Assert.Equal(1u, _guest.Last<FrameShown>().Serial);
        Assert.Empty(_rig.Warnings);
    }

    [Fact]
    public void Each_copy_catches_up_with_what_it_missed()
    {
        Send(1, Whole, 0xff000001);
        Show(release: null);
        Send(2, new Rect(0, 0, 2, 2), 0xff000002);
        Show(release: 1);
        Send(3, new Rect(4, 4, 2, 2), 0xff000003);
        var window = _desktop.Windows[1];
        Assert.Equal(0xff000002, window.PixelAt(1, 1));
        Assert.Equal(0xff000003, window.PixelAt(5, 5));
        Assert.Equal(0xff000001, window.PixelAt(7, 0));
        Assert.Equal(2, _desktop.All<FrameMemory>().Count());
    }

    [Fact]
    public void A_copy_that_the_desktop_still_reads_is_not_drawn_into()
    {
        Send(1, Whole, 0xff000001);
        var first = _desktop.Windows[1].Frame!.Value.Memory;
        Show(release: null);
        Send(2, Whole, 0xff000002);
        Show(release: null);
        Send(3, Whole, 0xff000003);
        Show(release: null);
        Assert.Equal(3, _desktop.All<FrameMemory>().Select(memory => memory.Memory).Distinct().Count());
        // A desktop that keeps all of them gets the oldest one drawn over; it costs itself a torn frame.
        Send(4, Whole, 0xff000004);
        Assert.Equal(first, _desktop.Windows[1].Frame!.Value.Memory);
    }

    [Fact]
    public void A_frame_in_several_parts_is_shown_when_the_last_has_come()
    {
        Send(1, new Rect(0, 0, Side, 4), 0xff00000a, isLast: false);
        Assert.Equal(0, _desktop.Windows[1].FrameCount);
        Send(1, new Rect(0, 4, Side, 4), 0xff00000b);
        Assert.Equal(1, _desktop.Windows[1].FrameCount);
        Assert.Equal(0xff00000a, _desktop.Windows[1].PixelAt(0, 0));
        Assert.Equal(0xff00000b, _desktop.Windows[1].PixelAt(0, 7));
    }

    [Fact]
    public void A_new_size_brings_new_memories_and_the_old_ones_go()
    {
        Send(1, Whole, 0xff000001);
        Show(release: null);
        var old = _desktop.Last<FrameMemory>().Memory;
        _guest.Send(Part(2, new Rect(0, 0, 4, 4), 0xff000002) with { Width = 4, Height = 4, Geometry = new Rect(0, 0, 4, 4) });
        _rig.Step();
        Assert.Equal(old, _desktop.Last<FrameMemoryReleased>().Memory);
        Assert.Equal(0xff000002, _desktop.Windows[1].PixelAt(3, 3));
    }

    [Fact]
    public void A_frame_that_was_on_its_way_when_its_window_closed_is_left_alone()
    {
        _guest.Send(new WindowClosed(1));
        Send(1, Whole, 0xff000001);
        Assert.True(_guest.IsOpen);
        Assert.Empty(_rig.Warnings);
    }

    [Fact]
    public void Rows_that_do_not_unpack_to_their_damage_close_the_guest_session()
    {
        _guest.Send(Part(1, Whole, 0) with { Compression = RowCompression.Lz4, Rows = new byte[] { 0x10, 1, 2, 3, 4 } });
        _rig.AssertGuestClosed(_guest, "InlineFrame: the rows of frame 1 do not unpack to the 256 bytes of its damage");
    }

    [Fact]
    public void A_part_after_the_last_closes_the_guest_session()
    {
        Send(1, Whole, 0xff000001);
        Send(1, Whole, 0xff000001);
        _rig.AssertGuestClosed(_guest, "InlineFrame: frame 1 of window 1 is complete already");
    }

    [Fact]
    public void A_part_of_another_size_closes_the_guest_session()
    {
        Send(1, Whole, 0xff000001, isLast: false);
        _guest.Send(Part(1, new Rect(0, 0, 1, 1), 0) with { Width = 4 });
        _rig.AssertGuestClosed(_guest, "InlineFrame: a part of frame 1 has another size than the first");
    }

    [Fact]
    public void Without_a_desktop_the_rows_are_dropped_and_the_answer_comes_later()
    {
        _desktop.Dispose();
        _rig.Step();
        Send(1, Whole, 0xff000001);
        _rig.Wait(TimeSpan.FromSeconds(1));
        Assert.Equal(FrameShownFlags.NotVisible, _guest.Last<FrameShown>().Flags);
    }

    [Fact]
    public void The_windows_memories_go_with_the_window()
    {
        Send(1, Whole, 0xff000001);
        var memory = _desktop.Last<FrameMemory>().Memory;
        _guest.Send(new WindowClosed(1));
        _rig.Step();
        Assert.Equal(memory, _desktop.Last<FrameMemoryReleased>().Memory);
    }

    private static Rect Whole => new(0, 0, Side, Side);

    private void Send(uint serial, Rect damage, uint argb, RowCompression compression = RowCompression.None, bool isLast = true)
    {
        _guest.Send(Part(serial, damage, argb, compression) with { IsLast = isLast });
        _rig.Step();
    }

    private void Show(uint? release)
    {
        _desktop.ShowFrame(1);
        if (release is { } serial)
            _desktop.Send(new FrameReleased(1, serial));
        _rig.Step();
    }

    private static InlineFrame Part(uint serial, Rect damage, uint argb, RowCompression compression = RowCompression.None)
    {
        var plain = new byte[damage.Area * 4];
        for (var i = 0; i < plain.Length; i += 4)
            BitConverter.TryWriteBytes(plain.AsSpan(i), argb);
        var rows = plain;
        if (compression == RowCompression.Lz4)
        {
            var packed = new byte[LZ4Codec.MaximumOutputSize(plain.Length)];
            rows = packed[..LZ4Codec.Encode(plain, packed)];
        }
        return new InlineFrame
        {
            Window = 1,
            Serial = serial,
            Width = Side,
            Height = Side,
            Format = PixelFormat.Argb8888Premultiplied,
            Scale120 = 120,
            Geometry = Whole,
            IsLast = true,
            Damage = RectList.Of(damage),
            Compression = compression,
            Rows = rows,
        };
    }
}
