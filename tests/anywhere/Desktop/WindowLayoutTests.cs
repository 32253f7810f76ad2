// SPDX-License-Identifier: Apache-2.0
using CsCheck;
using Seamless.Desktop.Headless;
using Seamless.Protocol;
using Xunit;

namespace Seamless.Tests.Anywhere.Desktop;

public sealed class WindowLayoutTests
{
    [Fact]
    public void New_windows_lie_beside_each_other_while_there_is_room_and_in_a_cascade_afterwards()
    {
        using var fixture = new DesktopFixture();
        for (uint window = 1; window <= 6; window++) fixture.Show(window, 450, 390);
        Assert.Equal(
            "0,0 450,0 0,390 450,390 32,32 64,64",
            string.Join(' ', fixture.Desktop.Windows.OrderBy(window => window.Id).Select(window => $"{window.X},{window.Y}")));
    }

    [Fact]
    public void A_dialog_opens_over_the_middle_of_its_parent()
    {
        using var fixture = new DesktopFixture();
        fixture.Show(1, 400, 300, at: (100, 200));
        fixture.Guest.Send(Fakes.FakeGuest.Toplevel(2, "dialog", 100, 100) with { Parent = 1 });
        fixture.Guest.Paint(2, 100, 100, 0xff000000);
        fixture.Settle();
        Assert.Equal(new Rect(250, 300, 100, 100), fixture.Find(2).Geometry);
    }

    [Fact]
    public void New_windows_with_their_frames_are_inside_the_work_area_when_they_fit()
    {
        Gen.Select(Gen.Int[1, 900], Gen.Int[1, 700]).Array[1, 12].Sample(sizes =>
        {
            using var fixture = new DesktopFixture(hasFrames: true);
            uint id = 0;
            foreach (var (width, height) in sizes)
            {
                var window = fixture.Show(++id, width, height);
                var outer = fixture.Desktop.Shell.Layout.ExtentsOf(window).Around(window.Geometry);
                Assert.True(fixture.Desktop.Shell.Layout.WorkArea.Contains(outer), $"{outer} of a window of {width}×{height}");
            }
        }, iter: 20);
    }

    [Theory]
    [InlineData(ResizeEdges.Left, "500×800+0+0")]
    [InlineData(ResizeEdges.Right, "500×800+500+0")]
    [InlineData(ResizeEdges.Top, "1000×400+0+0")]
    [InlineData(ResizeEdges.Top | ResizeEdges.Right, "500×400+500+0")]
    public void A_tiled_window_fills_its_half_or_quarter(ResizeEdges edges, string expected)
    {
        using var fixture = new DesktopFixture();
        var window = fixture.Show(1);
        window.Shape = window.Shape with { Tiled = edges };
        Assert.Equal(expected, fixture.Desktop.Shell.Layout.Target(window).ToString());
    }

    [Fact]
    public void A_maximized_window_leaves_room_for_its_frame_and_a_fullscreen_one_does_not()
    {
        using var fixture = new DesktopFixture(hasFrames: true);
        var window = fixture.Show(1);
        window.Shape = window.Shape with { IsMaximized = true };
        Assert.Equal("996×780+2+18", fixture.Desktop.Shell.Layout.Target(window).ToString());
        window.Shape = window.Shape with { IsFullscreen = true };
        Assert.Equal("1000×800+0+0", fixture.Desktop.Shell.Layout.Target(window).ToString());
    }
}
