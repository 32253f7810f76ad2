// SPDX-License-Identifier: Apache-2.0
using Seamless.Desktop.Headless;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Anywhere.Desktop;

public sealed class DesktopSessionTests
{
    [Fact]
    public void A_guest_is_told_screens_keyboard_locks_and_sound_before_it_is_asked_for_its_windows()
    {
        using var fixture = new DesktopFixture();
        var heard = fixture.Heard();
        Assert.StartsWith("opened by Desktop 'headless'", heard[0], StringComparison.Ordinal);
        Assert.StartsWith("outputs 1 'HEADLESS-1' 1000×800+0+0 scale 120/120", heard[1], StringComparison.Ordinal);
        Assert.Contains("us", heard[2], StringComparison.Ordinal);
        Assert.StartsWith("locks", heard[3], StringComparison.Ordinal);
        Assert.StartsWith("audio sink 48000 Hz, 2 channels", heard[4], StringComparison.Ordinal);
        Assert.StartsWith("resync", heard[5], StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_window_is_configured_before_it_has_content_and_gets_the_focus_with_its_first_frame()
    {
        using var fixture = new DesktopFixture();
        fixture.Heard();
        fixture.Guest.Send(FakeGuest.Toplevel(1, "Editor", 0, 0) with { Flags = WindowFlags.InputEverywhere });
        fixture.Settle();
        Assert.Equal(["window 1 configure #1 0×0 at 0,0 None"], fixture.Heard());
        Assert.Null(fixture.Stack.Focused);

        fixture.Guest.Send(FakeGuest.Toplevel(1, "Editor", 640, 480) with { ConfigureSerial = 1 });
        fixture.Guest.Paint(1, 640, 480, 0xff112233);
        fixture.Settle();
        Assert.Equal("toplevel 640×480+0+0 'Editor'", fixture.Stack.Focused?.ToString());
        // The size was the app's to choose and stays so.
        Assert.Contains("window 1 configure #2 0×0 at 0,0 Activated", fixture.Guest.Log);
        Assert.Contains("keyboard focus 1 []", fixture.Guest.Log);
    }

    [Fact]
    public void A_window_that_wants_to_be_maximized_is_so_from_its_first_configure_on()
    {
        using var fixture = new DesktopFixture(hasFrames: true);
        fixture.Heard();
        fixture.Guest.Send(FakeGuest.Toplevel(1, "Big", 0, 0) with { Flags = WindowFlags.Maximized, WishSerial = 1 });
        fixture.Settle();
        Assert.Equal(["window 1 configure #1 996×780 at 0,0 Maximized"], fixture.Heard());
    }

    [Fact]
    public void An_old_wish_sent_again_does_not_undo_what_the_user_did()
    {
        using var fixture = new DesktopFixture();
        var window = fixture.Show(1);
        var state = FakeGuest.Toplevel(1, "window 1", 200, 100);
        fixture.Guest.Send(state with { Flags = state.Flags | WindowFlags.Maximized, WishSerial = 1 });
        fixture.Settle();
        Assert.True(window.Shape.IsMaximized);
        fixture.Desktop.Shell.SetShape(window, window.Shape with { IsMaximized = false });
        fixture.Guest.Send(state with { Flags = state.Flags | WindowFlags.Maximized, WishSerial = 1, Title = "renamed" });
        fixture.Settle();
        Assert.False(window.Shape.IsMaximized);
        Assert.Equal("renamed", window.State.Title);
    }

    [Fact]
    public void A_popup_is_placed_by_its_rules_inside_the_work_area()
    {
        using var fixture = new DesktopFixture();
        fixture.Show(1, 400, 300, at: (100, 500));
        fixture.Guest.Send(FakeGuest.Popup(2, 1, new Rect(10, 280, 20, 10), 80, 60) with { Flags = WindowFlags.None });
        fixture.Settle();
        // Below the anchor it would end at 850 of 800, so it opens upwards.
        Assert.Contains("window 2 configure #1 80×60 at 10,220 None", fixture.Guest.Log);
    }

    [Fact]
    public void A_reposition_is_answered_with_its_token_and_moves_the_popup_when_it_has_drawn()
    {
        using var fixture = new DesktopFixture();
        fixture.Show(1, 400, 300, at: (100, 100));
        var popup = fixture.ShowPopup(2, 1, new Rect(10, 10, 20, 10));
        Assert.Equal((10, 20), (popup.X, popup.Y));
        fixture.Guest.Send(FakeGuest.Popup(2, 1, new Rect(50, 50, 20, 10), 80, 60) with { RepositionToken = 7, ConfigureSerial = 1 });
        fixture.Settle();
        Assert.Equal((10, 20), (popup.X, popup.Y));
        var configure = fixture.Guest.Last<Configure>();
        Assert.Equal((50, 60, 7u), (configure.X, configure.Y, configure.RepositionToken));
        fixture.Guest.Send(FakeGuest.Popup(2, 1, new Rect(50, 50, 20, 10), 80, 60) with { RepositionToken = 7, ConfigureSerial = configure.Serial });
        fixture.Settle();
        Assert.Equal((50, 60), (popup.X, popup.Y));
    }

    [Fact]
    public void A_reactive_popup_is_placed_again_when_its_parent_moves_to_the_edge()
    {
        using var fixture = new DesktopFixture();
        var parent = fixture.Show(1, 400, 300, at: (100, 100));
        var state = FakeGuest.Popup(2, 1, new Rect(10, 10, 20, 10), 80, 60);
        fixture.Guest.Send(state with { Positioner = state.Positioner!.Value with { IsReactive = true } });
        fixture.Guest.Paint(2, 80, 60, 0xff00ff00);
        fixture.Guest.Send(state with { Positioner = state.Positioner!.Value with { IsReactive = true }, ConfigureSerial = 1 });
        fixture.Settle();
        fixture.Desktop.Shell.MoveTo(parent, 100, 750);
        fixture.Settle();
        var configure = fixture.Guest.Last<Configure>();
        Assert.Equal((2u, 10, -50), (configure.Window, configure.X, configure.Y));
    }

    [Fact]
    public void Windows_stay_where_they_are_while_the_bridge_is_restarted()
    {
        using var fixture = new DesktopFixture();
        fixture.Show(1, at: (300, 200));
        var before = fixture.Find(1);
        fixture.RestartBridge();
        Assert.True(fixture.Guest.IsOpen);
        Assert.True(before.IsVisible);
        Assert.Null(before.Session);
        fixture.Guest.Show(1, "window 1", 200, 100, 0xff204060);
        fixture.Settle();
        Assert.Same(before, fixture.Find(1));
        Assert.Equal((300, 200), (before.X, before.Y));
        Assert.Same(before, fixture.Stack.Focused);
        Assert.Contains("keyboard focus 1 []", fixture.Guest.Log);
    }

    [Fact]
    public void A_window_of_a_restarted_agent_does_not_inherit_the_place_of_another_by_its_number()
    {
        using var fixture = new DesktopFixture();
        fixture.Show(1, at: (300, 200));
        var before = fixture.Find(1);
        fixture.RestartBridge();
        fixture.Guest.Send(FakeGuest.Toplevel(1, "another", 200, 100) with { AppId = "org.example.Other" });
        fixture.Guest.Paint(1, 200, 100, 0xff000000);
        fixture.Settle();
        Assert.NotSame(before, fixture.Find(1));
        Assert.Equal((0, 0), (fixture.Find(1).X, fixture.Find(1).Y));
        Assert.Single(fixture.Desktop.Windows);
    }

    [Fact]
    public void A_desktop_that_comes_later_leaves_windows_their_size()
    {
        using var fixture = new DesktopFixture();
        fixture.Guest.Send(FakeGuest.Toplevel(1, "old", 640, 480) with { ConfigureSerial = 41 });
        fixture.Settle();
        var configure = fixture.Guest.Last<Configure>();
        Assert.Equal((42u, 640, 480), (configure.Serial, configure.Width, configure.Height));
    }

    [Fact]
    public void Windows_that_do_not_come_back_in_time_go()
    {
        using var fixture = new DesktopFixture();
        fixture.Show(1);
        fixture.Show(2);
        fixture.RestartBridge();
        fixture.Guest.Show(2, "window 2", 200, 100, 0xff204060);
        fixture.Settle();
        fixture.Advance(DesktopLimits.Grace.TotalMilliseconds + 1);
        Assert.Equal(2u, Assert.Single(fixture.Desktop.Windows).State.Window);
    }

    [Theory]
    [InlineData("unsealed")]
    [InlineData("too short")]
    [InlineData("frame beyond")]
    [InlineData("unknown window")]
    [InlineData("unknown memory")]
    [InlineData("inline")]
    [InlineData("popup of nothing")]
    [InlineData("other role")]
    public void A_guest_that_breaks_the_rules_loses_its_connection_and_the_others_do_not(string what)
    {
        using var fixture = new DesktopFixture();
        using var other = FakeGuest.Listen(fixture.Loop, name: "other");
        fixture.Desktop.Attach("other", other.Dial);
        fixture.Show(1);
        Break(fixture.Guest, what);
        fixture.Settle();
        Assert.NotNull(fixture.Guest.CloseReason);
        Assert.True(other.IsOpen);
        other.Show(1, "still here", 100, 100, 0xff000000);
        fixture.Settle();
        Assert.Equal("still here", fixture.Stack.Focused?.State.Title);
    }

    [Fact]
    public void Too_many_windows_close_the_session()
    {
        using var fixture = new DesktopFixture();
        for (uint window = 1; window <= ProtocolLimits.Windows; window++) fixture.Guest.Send(FakeGuest.Toplevel(window, "", 1, 1));
        fixture.Settle();
        Assert.True(fixture.Guest.IsOpen);
        fixture.Guest.Send(FakeGuest.Toplevel(ProtocolLimits.Windows + 1, "", 1, 1));
        fixture.Settle();
        Assert.False(fixture.Guest.IsOpen);
    }

    [Fact]
    public void Detaching_a_guest_removes_its_windows_and_forgets_its_memory()
    {
        using var fixture = new DesktopFixture();
        fixture.Show(1);
        Assert.True(fixture.Desktop.Detach("work"));
        fixture.Settle();
        Assert.Empty(fixture.Desktop.Windows);
        Assert.Null(fixture.Stack.Focused);
        Assert.False(fixture.Guest.IsOpen);
    }

    private static void Break(FakeGuest guest, string what)
    {
        switch (what)
        {
            case "unsealed":
                guest.AddMemory(4096, Seals.None);
                break;
            case "too short":
                using (var file = MemoryFile.Create("short", 100, Seals.Shrink | Seals.Grow | Seals.Seal))
                    guest.Send(new FrameMemory(99, FrameMemoryKind.SharedFd, 4096), file.Descriptor);
                break;
            case "frame beyond":
                guest.SendFrame(1, guest.AddMemory(4096).Id, 64, 64);
                break;
            case "unknown window":
                guest.SendFrame(77, guest.AddMemory(4096).Id, 1, 1);
                break;
            case "unknown memory":
                guest.SendFrame(1, 4711, 1, 1);
                break;
            case "inline":
                var pixel = new Rect(0, 0, 1, 1);
                guest.Send(new InlineFrame
                {
                    Window = 1,
                    Serial = 9,
                    Width = 1,
                    Height = 1,
                    Scale120 = 120,
                    Format = PixelFormat.Xrgb8888,
                    IsLast = true,
                    Geometry = pixel,
                    Damage = RectList.Of(pixel),
                    Rows = new byte[4],
                });
                break;
            case "popup of nothing":
                guest.Send(FakeGuest.Popup(5, 4, default, 10, 10));
                break;
            default:
                guest.Send(FakeGuest.Toplevel(1, "", 1, 1) with { Role = WindowRole.DragIcon });
                break;
        }
    }
}
