// SPDX-License-Identifier: Apache-2.0
using Seamless.Desktop.Headless;
using Seamless.Desktop.Headless.Painting;
using Seamless.Protocol;
using Seamless.Tests.Fakes;
using SkiaSharp;
using Xunit;

namespace Seamless.Tests.Anywhere.Desktop;

public sealed class PictureTests
{
    [Fact]
    public void Windows_lie_over_each_other_in_their_order_and_transparent_pixels_show_what_is_below()
    {
        using var fixture = new DesktopFixture();
        fixture.Show(1, 200, 200, at: (100, 100), argb: 0xffff0000);
        fixture.Show(2, 200, 200, at: (200, 200), argb: 0x80000080);
        using var picture = Picture(fixture);
        Assert.Equal("#ffff0000", picture.GetPixel(150, 150).ToString());
        // Half of blue over all of red.
        Assert.Equal("#ff7f0080", picture.GetPixel(250, 250).ToString());
        Assert.Equal("#ff3a4250", picture.GetPixel(700, 700).ToString());
    }

    [Fact]
    public void An_opaque_pixel_is_opaque_whatever_its_fourth_byte_is()
    {
        using var fixture = new DesktopFixture();
        var window = fixture.Show(1, 200, 100, at: (300, 300), argb: 0xffffffff);
        var memory = fixture.Guest.AddMemory(200 * 100 * 4);
        memory.Fill(0x00aabbcc);
        fixture.Guest.Send(fixture.Guest.SendFrame(1, memory.Id, 200, 100) with { Serial = 3, Format = PixelFormat.Xrgb8888 });
        fixture.Settle();
        using var picture = Picture(fixture);
        Assert.Equal("#ffaabbcc", picture.GetPixel(350, 350).ToString());
        using var alone = DesktopPainter.Window(window)!;
        Assert.Equal("#ffaabbcc", alone.GetPixel(5, 5).ToString());
    }

    [Fact]
    public void The_guests_colour_is_around_its_windows_and_no_pixel_of_the_guest_covers_it()
    {
        using var fixture = new DesktopFixture(hasFrames: true);
        var window = fixture.Show(1, 200, 100, at: (300, 300), argb: 0xffffffff);
        // A shadow of pure red, far larger than the window.
        var memory = fixture.Guest.AddMemory(600 * 500 * 4);
        memory.Fill(0xffff0000);
        fixture.Guest.Send(new Frame
        {
            Window = 1,
            Serial = 2,
            Memory = memory.Id,
            Width = 600,
            Height = 500,
            StrideBytes = 2400,
            Format = PixelFormat.Xrgb8888,
            Scale120 = 120,
            Geometry = new Rect(200, 200, 200, 100),
        });
        fixture.Settle();
        using var picture = Picture(fixture);
        var colour = new SKColor(GuestLabel.For("work").Colour);
        foreach (var (x, y) in new[] { (299, 299), (400, 299), (500, 350), (400, 400), (298, 350) }) Assert.Equal(colour, picture.GetPixel(x, y));
        var tab = WindowFrame.TabOf(window, window.Geometry);
        Assert.Equal(colour, picture.GetPixel(tab.X + 1, tab.Y + 1));
        Assert.Equal("#ffff0000", picture.GetPixel(150, 150).ToString());
    }

    [Fact]
    public void A_popup_is_drawn_above_its_window_and_below_the_next()
    {
        using var fixture = new DesktopFixture();
        fixture.Show(1, 200, 200, at: (0, 0), argb: 0xffff0000);
        fixture.ShowPopup(3, 1, new Rect(150, 50, 10, 10));
        fixture.Show(2, 200, 200, at: (200, 0), argb: 0xff0000ff);
        using var picture = Picture(fixture);
        Assert.Equal("#ff00ff00", picture.GetPixel(180, 80).ToString());
        Assert.Equal("#ff0000ff", picture.GetPixel(210, 80).ToString());
    }

    [Fact]
    public void The_cursor_is_drawn_at_its_hotspot_and_not_when_it_is_hidden()
    {
        using var fixture = new DesktopFixture();
        fixture.Show(1, 400, 400, at: (0, 0), argb: 0xff000000);
        fixture.Seat.Pointer.MoveTo(100, 100);
        var pixels = new byte[8 * 8 * 4];
        Array.Fill(pixels, (byte)255);
        fixture.Guest.Send(new CursorImage { Width = 8, Height = 8, HotspotX = 4, HotspotY = 4, Scale120 = 120, Pixels = pixels });
        fixture.Settle();
        using (var picture = Picture(fixture))
        {
            Assert.Equal("#ffffffff", picture.GetPixel(97, 97).ToString());
            Assert.Equal("#ffffffff", picture.GetPixel(103, 103).ToString());
            Assert.Equal("#ff000000", picture.GetPixel(105, 105).ToString());
        }
        fixture.Guest.Send(new CursorHidden());
        fixture.Settle();
        using var hidden = Picture(fixture);
        Assert.Equal("#ff000000", hidden.GetPixel(100, 100).ToString());
    }

    [Fact]
    public void A_picture_of_one_window_is_its_geometry_pixel_for_pixel()
    {
        using var fixture = new DesktopFixture();
        var window = fixture.Show(1);
        var memory = fixture.Guest.AddMemory(60 * 40 * 4);
        memory.Fill(0xff00ff00);
        // Twice the pixels, a shadow of 5 logical units all around; the first pixel of the geometry is white.
        memory.Mapping.Bytes.Slice(((10 * 60) + 10) * 4, 4).Fill(255);
        fixture.Guest.Send(new Frame
        {
            Window = 1,
            Serial = 2,
            Memory = memory.Id,
            Width = 60,
            Height = 40,
            StrideBytes = 240,
            Format = PixelFormat.Argb8888Premultiplied,
            Scale120 = 240,
            Geometry = new Rect(5, 5, 20, 10),
        });
        fixture.Settle();
        using var picture = DesktopPainter.Window(window);
        Assert.Equal((40, 20), (picture?.Width, picture?.Height));
        Assert.Equal("#ffffffff", picture!.GetPixel(0, 0).ToString());
        Assert.Equal("#ff00ff00", picture.GetPixel(1, 1).ToString());
    }

    [Fact]
    public void A_title_cannot_turn_text_round_or_fill_more_than_its_bar()
    {
        Assert.Equal("abc", LabelFont.Drawable("a\u202eb\nc\u200b"));
        Assert.Equal(DesktopLimits.DrawnCharacters, LabelFont.Drawable(new string('x', 10_000)).Length);
    }

    private static SKBitmap Picture(DesktopFixture fixture)
    {
        using var painter = new DesktopPainter(fixture.Desktop);
        return painter.Desktop();
    }
}
