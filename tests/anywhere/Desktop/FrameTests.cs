// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Anywhere.Desktop;

public sealed class FrameTests
{
    [Fact]
    public void A_frame_is_shown_at_the_next_refresh_and_the_one_before_it_is_released_at_once()
    {
        using var fixture = new DesktopFixture(refreshHertz: 50);
        var window = fixture.Show(1);
        fixture.Advance(20);
        fixture.Heard();
        var memory = fixture.Guest.AddMemory(200 * 100 * 4);
        fixture.Guest.SendFrame(1, memory.Id, 200, 100);
        fixture.Settle();
        Assert.Equal([new FrameReleased(1, 1).ToString()], fixture.Heard());
        fixture.Advance(20);
        var shown = fixture.Guest.Last<FrameShown>();
        Assert.Equal((1u, 2u, 20_000_000u), (shown.Window, shown.Serial, shown.RefreshNanoseconds));
        Assert.Equal(FrameShownFlags.Vsync, shown.Flags);
        Assert.Equal(0UL, shown.PresentedNanoseconds % 20_000_000);
        Assert.Equal(shown.Sequence, shown.PresentedNanoseconds / 20_000_000);
        Assert.Equal(2, window.Content.Count);
    }

    [Fact]
    public void Frames_of_one_refresh_share_its_time_and_a_quiet_desktop_arms_no_timer()
    {
        using var fixture = new DesktopFixture(refreshHertz: 50);
        fixture.Show(1);
        fixture.Show(2);
        fixture.Advance(20);
        var shown = fixture.Guest.All<FrameShown>().ToArray();
        Assert.Equal(2, shown.Length);
        Assert.Equal(shown[0].Sequence, shown[1].Sequence);
        fixture.Heard();
        fixture.Advance(60_000);
        Assert.Empty(fixture.Heard());
    }

    [Fact]
    public void At_0_hertz_a_frame_is_shown_as_soon_as_it_comes()
    {
        using var fixture = new DesktopFixture(refreshHertz: 0);
        fixture.Show(1);
        Assert.Equal(0u, fixture.Guest.Last<FrameShown>().RefreshNanoseconds);
        Assert.Equal(1u, fixture.Guest.Last<FrameShown>().Serial);
    }

    [Fact]
    public void A_minimized_window_is_told_once_a_second_and_at_once_when_it_comes_back()
    {
        using var fixture = new DesktopFixture(refreshHertz: 50);
        var window = fixture.Show(1);
        fixture.Advance(20);
        fixture.Desktop.Minimize(window);
        fixture.Settle();
        Assert.Contains("Suspended", fixture.Guest.Last<Configure>().ToString(), StringComparison.Ordinal);
        fixture.Heard();
        fixture.Guest.Paint(1, 200, 100, 0xff000001);
        fixture.Settle();
        fixture.Advance(900);
        Assert.DoesNotContain(fixture.Guest.All<FrameShown>(), shown => shown.Serial == 2);
        fixture.Advance(200);
        Assert.Equal(FrameShownFlags.NotVisible, fixture.Guest.All<FrameShown>().Single(shown => shown.Serial == 2).Flags);
        fixture.Guest.Paint(1, 200, 100, 0xff000002);
        fixture.Settle();
        fixture.Desktop.Show(window);
        fixture.Advance(20);
        Assert.Equal((3u, FrameShownFlags.Vsync), (fixture.Guest.Last<FrameShown>().Serial, fixture.Guest.Last<FrameShown>().Flags));
    }

    [Fact]
    public void A_window_that_hides_gives_its_frame_back_and_its_memory_is_closed_when_released()
    {
        using var fixture = new DesktopFixture();
        var window = fixture.Show(1);
        fixture.Guest.Send(FakeGuest.Toplevel(1, "", 0, 0) with { Flags = WindowFlags.None });
        fixture.Settle();
        Assert.False(window.IsMapped);
        Assert.Contains(new FrameReleased(1, 1).ToString(), fixture.Heard());
        fixture.Guest.ReleaseMemory(1);
        fixture.Settle();
        Assert.True(fixture.Guest.IsOpen);
    }

    [Fact]
    public void A_window_of_one_colour_has_no_content_and_one_with_a_different_pixel_has()
    {
        using var fixture = new DesktopFixture();
        var window = fixture.Show(1);
        Assert.True(window.Content.IsUniform);
        var memory = fixture.Guest.AddMemory(200 * 100 * 4);
        memory.Fill(0xff204060);
        memory.Mapping.Bytes[^1] = 0;
        fixture.Guest.SendFrame(1, memory.Id, 200, 100);
        fixture.Settle();
        Assert.False(window.Content.IsUniform);
    }

    [Fact]
    public void The_frame_brings_the_size_and_the_place_of_the_geometry_inside_its_shadows()
    {
        using var fixture = new DesktopFixture();
        var window = fixture.Show(1, 200, 100, at: (50, 60));
        var memory = fixture.Guest.AddMemory(240 * 140 * 4);
        fixture.Guest.Send(new Frame
        {
            Window = 1,
            Serial = 9,
            Memory = memory.Id,
            Width = 240,
            Height = 140,
            StrideBytes = 960,
            Format = PixelFormat.Argb8888Premultiplied,
            Scale120 = 120,
            Geometry = new Rect(20, 10, 200, 110),
        });
        fixture.Settle();
        Assert.Equal(new Rect(50, 60, 200, 110), window.Geometry);
        Assert.Equal(new Rect(-20, -10, 240, 140), window.Content.Bounds);
    }

    [Fact]
    public void Handling_a_frame_allocates_nothing()
    {
        using var fixture = new DesktopFixture(refreshHertz: 0);
        fixture.Show(1);
        var session = fixture.Desktop.Guests.Single();
        var frame = new Frame
        {
            Window = 1,
            Serial = 1,
            Memory = 1,
            Width = 200,
            Height = 100,
            StrideBytes = 800,
            Format = PixelFormat.Xrgb8888,
            Scale120 = 120,
            Geometry = new Rect(0, 0, 200, 100),
        };
        // What is sent in answer goes to a queue that the loop would empty; here it only has to stay within its first size.
        for (uint serial = 2; serial < 20; serial++) session.Windows.Show(frame with { Serial = serial });
        fixture.Settle();
        uint next = 20;
        void Batch()
        {
            for (var i = 0; i < 20; i++) session.Windows.Show(frame with { Serial = next++ });
        }
        Batch();
        fixture.Settle();
        Assert.Equal(0, Allocations.Least(Batch, fixture.Settle));
    }
}
