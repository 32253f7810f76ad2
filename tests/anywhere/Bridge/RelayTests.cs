// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Anywhere.Bridge;

/// <summary>What passes through when all behave, and what is left alone when messages cross.</summary>
public sealed class RelayTests : IDisposable
{
    private readonly BridgeRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void A_window_and_its_pixels_reach_the_desktop_and_the_answer_comes_back()
    {
        var desktop = _rig.Desktop();
        var guest = _rig.Guest();
        guest.Show(1, "hello", 16, 16, 0xff112233);
        _rig.Step();
        Assert.Equal("hello", desktop.Windows[1].State.Title);
        Assert.Equal(0xff112233, desktop.Windows[1].PixelAt(15, 15));
        Assert.Equal(1u, guest.Last<FrameShown>().Serial);
        guest.Paint(1, 16, 16, 0xff445566);
        _rig.Step();
        Assert.Equal(0xff445566, desktop.Windows[1].PixelAt(0, 0));
        Assert.Equal(new FrameReleased(1, 1), guest.Last<FrameReleased>());
        Assert.Empty(_rig.Warnings);
    }

    [Fact]
    public void A_key_goes_to_the_focused_window_and_to_no_other()
    {
        var desktop = _rig.Desktop();
        var guest = _rig.Guest();
        guest.Send(FakeGuest.Toplevel(1, "one", 16, 16));
        guest.Send(FakeGuest.Toplevel(2, "two", 16, 16));
        _rig.Step();
        desktop.Focus(2);
        desktop.Tap(1, 30);
        desktop.Tap(2, 31);
        desktop.Tap(9, 32);
        _rig.Step();
        Assert.Equal([31u, 31u], guest.All<Key>().Select(key => key.Code));
        Assert.True(desktop.IsOpen);
    }

    [Fact]
    public void Input_for_a_window_that_has_just_closed_is_left_alone()
    {
        var desktop = _rig.Desktop();
        var guest = _rig.Guest();
        guest.Send(FakeGuest.Toplevel(1, "one", 16, 16));
        _rig.Step();
        desktop.Focus(1);
        _rig.Step();
        guest.Send(new WindowClosed(1));
        desktop.Tap(1, 30);
        desktop.Click(1, 2, 2);
        desktop.Send(new Configure { Window = 1, Serial = 9 });
        desktop.Send(new CloseRequested(1));
        desktop.Send(new FrameShown { Window = 1, Serial = 4 });
        desktop.Focus(1);
        _rig.Step();
        guest.Log.Clear();
        desktop.Tap(1, 30);
        _rig.Step();
        Assert.Empty(guest.Log);
        Assert.True(desktop.IsOpen && guest.IsOpen);
        Assert.Empty(_rig.Warnings);
    }

    [Fact]
    public void A_focus_on_a_window_that_is_gone_becomes_a_focus_on_none()
    {
        var desktop = _rig.Desktop();
        var guest = _rig.Guest();
        desktop.Focus(12);
        _rig.Step();
        Assert.Equal(0u, guest.Last<KeyboardFocus>().Window);
    }

    [Fact]
    public void A_malformed_message_of_the_desktop_closes_its_session_and_the_guest_stays()
    {
        var desktop = _rig.Desktop();
        var guest = _rig.Guest();
        desktop.Send(new Configure { Window = 0, Serial = 1 });
        _rig.Step();
        Assert.Equal(["warn guest 'local': desktop session closed: Configure of 44 bytes is malformed"], _rig.Warnings);
        Assert.True(guest.IsOpen);
    }

    [Fact]
    public void A_launcher_that_types_is_closed()
    {
        var guest = _rig.Guest();
        var launcher = _rig.Launcher();
        launcher.Send(new Key(1, 1, 0, 30, true));
        _rig.Step();
        Assert.Equal(["warn guest 'local': launcher session closed: Key is not for a Launcher to send"], _rig.Warnings);
        Assert.True(guest.IsOpen);
    }

    [Fact]
    public void A_child_that_is_told_before_its_parent_waits_for_it()
    {
        var guest = _rig.Guest();
        var first = _rig.Desktop();
        guest.Send(FakeGuest.Toplevel(1, "parent", 16, 16));
        guest.Send(FakeGuest.Popup(2, 1, new Rect(0, 0, 1, 1), 4, 4));
        guest.Send(FakeGuest.Popup(3, 2, new Rect(0, 0, 1, 1), 4, 4));
        _rig.Step();
        first.Dispose();
        _rig.Step();
        var second = _rig.Desktop();
        // Said again in any order.
        guest.Send(FakeGuest.Popup(3, 2, new Rect(0, 0, 1, 1), 4, 4));
        guest.Send(FakeGuest.Popup(2, 1, new Rect(0, 0, 1, 1), 4, 4));
        _rig.Step();
        Assert.Empty(second.Windows);
        guest.Send(FakeGuest.Toplevel(1, "parent", 16, 16));
        _rig.Step();
        Assert.Equal([1u, 2u, 3u], second.All<WindowState>().Select(state => state.Window));
    }

    [Fact]
    public void A_guest_that_goes_takes_its_windows_along_children_first()
    {
        var desktop = _rig.Desktop();
        var guest = _rig.Guest();
        guest.Show(1, "parent", 16, 16, 0xff000000);
        guest.Send(FakeGuest.Popup(2, 1, new Rect(0, 0, 1, 1), 4, 4));
        guest.Send(FakeGuest.Popup(3, 2, new Rect(0, 0, 1, 1), 4, 4));
        guest.Send(new DragState(true, 1));
        _rig.Step();
        guest.Dispose();
        _rig.Step();
        Assert.Equal([3u, 2u, 1u], desktop.All<WindowClosed>().Select(closed => closed.Window));
        Assert.False(desktop.Last<DragState>().IsActive);
        Assert.Equal(1u, desktop.Last<FrameMemoryReleased>().Memory);
        Assert.Equal("info guest 'local': agent disconnected", _rig.Log[^1]);
    }

    [Fact]
    public void The_cursor_and_the_wishes_of_windows_pass()
    {
        var desktop = _rig.Desktop();
        var guest = _rig.Guest();
        guest.Send(FakeGuest.Toplevel(1, "one", 16, 16));
        guest.Send(new CursorImage { Width = 2, Height = 1, Scale120 = 120, Pixels = new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 } });
        guest.Send(new CursorShape(CursorShapeName.Grab));
        guest.Send(default(CursorHidden));
        guest.Send(new Activate(1, 5));
        guest.Send(new MoveRequested(1, 6));
        guest.Send(new ResizeRequested(1, ResizeEdges.Top | ResizeEdges.Left, 7));
        guest.Send(new MinimizeRequested(1));
        guest.Send(new ShowWindowMenu(1, 3, 4, 8));
        guest.Send(new PointerConstraint { Window = 1, Kind = ConstraintKind.Lock });
        guest.Send(new DragState(true, 1));
        guest.Send(new DragState(false, 0));
        _rig.Step();
        Assert.Equal(new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 }, desktop.Last<CursorImage>().Pixels.ToArray());
        Assert.Equal(12, desktop.Log.Count(line => !line.StartsWith("opened", StringComparison.Ordinal)));
        Assert.Empty(_rig.Warnings);
    }

    [Fact]
    public void Touch_passes_and_is_taken_back_when_the_desktop_goes()
    {
        var desktop = _rig.Desktop();
        var guest = _rig.Guest();
        guest.Send(FakeGuest.Toplevel(1, "one", 16, 16));
        _rig.Step();
        desktop.Send(new TouchDown(1, 1, 0, Fixed.Zero, Fixed.Zero, 1));
        desktop.Send(new TouchMotion(1, 0, Fixed.FromInt(1), Fixed.Zero, 2));
        desktop.Send(default(TouchFrame));
        _rig.Step();
        desktop.Dispose();
        _rig.Step();
        Assert.Single(guest.All<TouchDown>());
        Assert.Single(guest.All<TouchMotion>());
        Assert.Equal(new TouchCancel(1), guest.Last<TouchCancel>());
    }
}
