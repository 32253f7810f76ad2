// SPDX-License-Identifier: Apache-2.0
using Seamless.Desktop.Headless;
using Seamless.Protocol;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Anywhere.Desktop;

public sealed class PointerTests
{
    private const uint Left = 0x110;
    private const uint Right = 0x111;

    [Fact]
    public void The_pointer_enters_moves_over_and_leaves_windows_by_their_input_region()
    {
        using var fixture = new DesktopFixture();
        fixture.Show(1, 200, 100, at: (100, 100));
        fixture.Guest.Send(FakeGuest.Toplevel(1, "", 200, 100) with { Flags = WindowFlags.Mapped, InputRegion = [new Rect(0, 0, 50, 100)] });
        fixture.Settle();
        var pointer = fixture.Seat.Pointer;
        pointer.MoveTo(110, 120);
        pointer.MoveTo(111.5, 120);
        pointer.MoveTo(160, 120);
        Assert.Equal(["enter", "motion", "leave"], Pointing(fixture));
        Assert.Equal(new PointerEnter(1, Fixed.FromInt(10), Fixed.FromInt(20)), fixture.Guest.Last<PointerEnter>());
        var motion = fixture.Guest.Last<PointerMotion>();
        Assert.Equal((Fixed.FromDouble(11.5), Fixed.FromDouble(1.5)), (motion.X, motion.DeltaX));
    }

    [Fact]
    public void A_button_ties_the_pointer_to_its_window_until_the_last_one_is_let_go()
    {
        using var fixture = new DesktopFixture();
        fixture.Show(1, at: (0, 0));
        fixture.Show(2, at: (400, 0));
        var pointer = fixture.Seat.Pointer;
        pointer.MoveTo(10, 10);
        pointer.Button(Left, true);
        pointer.MoveTo(410, 10);
        pointer.Button(Right, true);
        pointer.Button(Left, false);
        Assert.Equal(1u, pointer.Over?.State.Window);
        pointer.Button(Right, false);
        fixture.Settle();
        Assert.Equal(2u, pointer.Over?.State.Window);
        Assert.Equal([true, true, false, false], fixture.Guest.All<PointerButton>().Select(button => button.IsPressed));
        Assert.All(fixture.Guest.All<PointerButton>(), button => Assert.Equal(1u, button.Window));
        Assert.Equal(fixture.Guest.All<PointerButton>().Select(button => button.Serial).Order(), fixture.Guest.All<PointerButton>().Select(button => button.Serial));
    }

    [Fact]
    public void A_click_raises_and_focuses()
    {
        using var fixture = new DesktopFixture();
        var below = fixture.Show(1, at: (0, 0));
        fixture.Show(2, at: (50, 50));
        fixture.Seat.Pointer.MoveTo(10, 10);
        fixture.Seat.Pointer.Button(Left, true);
        fixture.Seat.Pointer.Button(Left, false);
        fixture.Settle();
        Assert.Same(below, fixture.Stack.Focused);
        Assert.Same(below, fixture.Stack.BottomToTop[^1]);
        Assert.Equal(1u, fixture.Guest.Last<KeyboardFocus>().Window);
    }

    [Fact]
    public void A_press_outside_dismisses_the_grabbing_popups_newest_first_and_nobody_gets_it()
    {
        using var fixture = new DesktopFixture();
        fixture.Show(1, 200, 200, at: (0, 0));
        fixture.Show(2, at: (500, 0));
        fixture.ShowPopup(3, 1, new Rect(10, 10, 10, 10), WindowFlags.Grab);
        fixture.ShowPopup(4, 3, new Rect(10, 10, 10, 10), WindowFlags.Grab);
        Assert.Equal(4u, fixture.Seat.Keyboard.Focus?.State.Window);
        fixture.Seat.Pointer.MoveTo(510, 10);
        Assert.Null(fixture.Seat.Pointer.Over);
        fixture.Seat.Pointer.Button(Left, true);
        fixture.Seat.Pointer.Button(Left, false);
        fixture.Settle();
        Assert.Equal([new CloseRequested(4), new CloseRequested(3)], fixture.Guest.All<CloseRequested>());
        Assert.Empty(fixture.Guest.All<PointerButton>());
        Assert.Equal(2u, fixture.Stack.Focused?.State.Window);
        Assert.Equal(2u, fixture.Guest.Last<KeyboardFocus>().Window);
    }

    [Fact]
    public void A_press_on_the_popups_own_window_is_the_apps_affair()
    {
        using var fixture = new DesktopFixture();
        fixture.Show(1, 200, 200, at: (0, 0));
        fixture.ShowPopup(3, 1, new Rect(10, 10, 10, 10), WindowFlags.Grab);
        fixture.Seat.Pointer.MoveTo(150, 150);
        fixture.Seat.Pointer.Button(Left, true);
        fixture.Settle();
        Assert.Empty(fixture.Guest.All<CloseRequested>());
        Assert.Equal(1u, fixture.Guest.Last<PointerButton>().Window);
    }

    [Fact]
    public void A_window_that_takes_the_focus_ends_the_menus_of_the_one_before()
    {
        using var fixture = new DesktopFixture();
        fixture.Show(1, 200, 200, at: (0, 0));
        fixture.ShowPopup(3, 1, new Rect(10, 10, 10, 10), WindowFlags.Grab);
        fixture.Show(2, at: (500, 0));
        Assert.Equal([new CloseRequested(3)], fixture.Guest.All<CloseRequested>());
        Assert.Equal(2u, fixture.Seat.Keyboard.Focus?.State.Window);
    }

    [Fact]
    public void While_something_is_dragged_the_pointer_enters_whatever_is_under_it_and_the_drop_is_heard_there()
    {
        using var fixture = new DesktopFixture();
        fixture.Show(1, at: (0, 0));
        fixture.Show(2, at: (400, 0));
        var pointer = fixture.Seat.Pointer;
        pointer.MoveTo(10, 10);
        pointer.Button(Left, true);
        fixture.Guest.Send(new DragState(true, 1));
        fixture.Settle();
        pointer.MoveTo(410, 10);
        Assert.Equal(2u, pointer.Over?.State.Window);
        pointer.Button(Left, false);
        fixture.Settle();
        Assert.Equal((2u, false), (fixture.Guest.Last<PointerButton>().Window, fixture.Guest.Last<PointerButton>().IsPressed));
        fixture.Guest.Send(new DragState(false, 1));
        fixture.Settle();
        Assert.Null(pointer.DragOrigin);
    }

    [Fact]
    public void A_locked_pointer_stays_and_tells_only_how_far_the_mouse_went()
    {
        using var fixture = new DesktopFixture();
        fixture.Show(1, at: (0, 0));
        var pointer = fixture.Seat.Pointer;
        pointer.MoveTo(50, 50);
        fixture.Guest.Send(new PointerConstraint { Window = 1, Kind = ConstraintKind.Lock, HintX = Fixed.FromInt(20), HintY = Fixed.FromInt(30) });
        fixture.Settle();
        Assert.Equal(new PointerConstraintState(1, true), fixture.Guest.Last<PointerConstraintState>());
        pointer.MoveBy(7, -3);
        fixture.Settle();
        var motion = fixture.Guest.Last<PointerMotion>();
        Assert.Equal((Fixed.FromInt(50), Fixed.FromInt(7), Fixed.FromInt(-3)), (motion.X, motion.DeltaX, motion.DeltaY));
        fixture.Guest.Send(new PointerConstraint { Window = 1, Kind = ConstraintKind.None });
        fixture.Settle();
        Assert.Equal((20.0, 30.0), (pointer.X, pointer.Y));
    }

    [Fact]
    public void A_constraint_ends_with_the_focus_and_comes_back_with_it()
    {
        using var fixture = new DesktopFixture();
        var game = fixture.Show(1, at: (0, 0));
        var other = fixture.Show(2, at: (400, 0));
        fixture.Stack.Focus(game);
        fixture.Seat.Pointer.MoveTo(50, 50);
        fixture.Guest.Send(new PointerConstraint { Window = 1, Kind = ConstraintKind.Lock });
        fixture.Settle();
        fixture.Stack.Focus(other);
        fixture.Settle();
        fixture.Stack.Focus(game);
        fixture.Settle();
        Assert.Equal([true, false, true], fixture.Guest.All<PointerConstraintState>().Select(state => state.IsActive));
    }

    [Fact]
    public void A_confined_pointer_slides_along_the_border_of_its_region()
    {
        using var fixture = new DesktopFixture();
        fixture.Show(1, 200, 100, at: (100, 100));
        var pointer = fixture.Seat.Pointer;
        pointer.MoveTo(150, 150);
        fixture.Guest.Send(new PointerConstraint { Window = 1, Kind = ConstraintKind.Confine, Region = [new Rect(20, 20, 100, 60)] });
        fixture.Settle();
        pointer.MoveTo(900, 140);
        Assert.InRange(pointer.X, 219, 220);
        Assert.Equal(140, pointer.Y);
        pointer.MoveTo(0, 0);
        Assert.Equal((120.0, 120.0), (pointer.X, pointer.Y));
    }

    [Fact]
    public void An_app_is_moved_by_the_press_that_it_names_and_by_no_other()
    {
        using var fixture = new DesktopFixture();
        var window = fixture.Show(1, at: (100, 100));
        var pointer = fixture.Seat.Pointer;
        pointer.MoveTo(110, 110);
        pointer.Button(Left, true);
        fixture.Settle();
        var serial = fixture.Guest.Last<PointerButton>().Serial;
        fixture.Guest.Send(new MoveRequested(1, serial + 1));
        fixture.Settle();
        pointer.MoveTo(120, 110);
        Assert.Equal(100, window.X);
        fixture.Guest.Send(new MoveRequested(1, serial));
        fixture.Settle();
        pointer.MoveTo(150, 160);
        pointer.Button(Left, false);
        fixture.Settle();
        // The way from the press to the request counts too.
        Assert.Equal((140, 150), (window.X, window.Y));
        Assert.Single(fixture.Guest.All<PointerLeave>());
        fixture.Guest.Send(new MoveRequested(1, serial));
        fixture.Settle();
        pointer.MoveTo(500, 500);
        Assert.Equal((140, 150), (window.X, window.Y));
    }

    [Fact]
    public void While_an_edge_is_dragged_one_configure_is_out_and_the_opposite_corner_stays()
    {
        using var fixture = new DesktopFixture();
        var window = fixture.Show(1, 200, 100, at: (300, 300));
        var pointer = fixture.Seat.Pointer;
        pointer.MoveTo(301, 301);
        pointer.Button(Left, true);
        fixture.Settle();
        fixture.Guest.Send(new ResizeRequested(1, ResizeEdges.Left | ResizeEdges.Top, fixture.Guest.Last<PointerButton>().Serial));
        fixture.Settle();
        var begin = fixture.Guest.Last<Configure>();
        Assert.Contains("Resizing", begin.ToString(), StringComparison.Ordinal);
        pointer.MoveTo(281, 291);
        pointer.MoveTo(261, 281);
        fixture.Settle();
        Assert.Equal(begin.Serial, fixture.Guest.Last<Configure>().Serial);

        Answer(fixture, begin.Serial, 200, 100);
        var newest = fixture.Guest.Last<Configure>();
        Assert.Equal((begin.Serial + 1, 240, 120), (newest.Serial, newest.Width, newest.Height));
        // A terminal rounds to its cells; the corner stays all the same.
        Answer(fixture, newest.Serial, 235, 115);
        Assert.Equal(new Rect(265, 285, 235, 115), window.Geometry);

        pointer.Button(Left, false);
        fixture.Settle();
        var last = fixture.Guest.Last<Configure>();
        Assert.DoesNotContain("Resizing", last.ToString(), StringComparison.Ordinal);
        Answer(fixture, last.Serial, 235, 115);
        Assert.Null(window.Anchor);
    }

    [Fact]
    public void An_app_that_does_not_answer_cannot_freeze_the_resize()
    {
        using var fixture = new DesktopFixture();
        var window = fixture.Show(1, 200, 100, at: (100, 100));
        var hand = new InteractiveGrab(fixture.Desktop.Shell, window, ResizeEdges.Right, 300, 150);
        hand.Update(400, 150);
        hand.Update(500, 150);
        fixture.Settle();
        Assert.Equal(200, fixture.Guest.Last<Configure>().Width);
        fixture.Advance(DesktopLimits.ConfigureAnswer.TotalMilliseconds + 1);
        Assert.Equal(400, fixture.Guest.Last<Configure>().Width);
    }

    [Fact]
    public void An_app_that_never_answers_is_left_where_the_hand_let_go_and_put_right_when_it_draws()
    {
        using var fixture = new DesktopFixture();
        var window = fixture.Show(1, 420, 390, at: (100, 100));
        var hand = new InteractiveGrab(fixture.Desktop.Shell, window, ResizeEdges.Top | ResizeEdges.Left, 105, 105);
        hand.Update(165, 65);
        hand.End();
        fixture.Settle();
        Assert.Equal((160, 60), (window.X, window.Y));
        fixture.Advance(DesktopLimits.ConfigureAnswer.TotalMilliseconds + 1);
        Answer(fixture, fixture.Guest.Last<Configure>().Serial, 350, 430);
        Assert.Equal(new Rect(170, 60, 350, 430), window.Geometry);
    }

    [Fact]
    public void A_change_of_focus_does_not_wait_for_an_answer()
    {
        using var fixture = new DesktopFixture();
        var window = fixture.Show(1);
        fixture.Desktop.Shell.Resize(window, 300, 300);
        fixture.Show(2);
        Assert.Contains(fixture.Guest.All<Configure>(), configure => configure.Window == 1 && configure is { Width: 300, States: ConfigureStates.None });
    }

    [Fact]
    public void The_desktops_own_title_bar_moves_closes_and_maximizes()
    {
        using var fixture = new DesktopFixture(hasFrames: true);
        var state = FakeGuest.Toplevel(1, "xterm", 300, 200);
        fixture.Guest.Send(state with { Flags = state.Flags | WindowFlags.ServerDecoration });
        fixture.Guest.Paint(1, 300, 200, 0xff000000);
        fixture.Settle();
        var window = fixture.Find(1);
        fixture.Desktop.Shell.MoveTo(window, 100, 100);
        var pointer = fixture.Seat.Pointer;
        pointer.MoveTo(150, 90);
        Assert.Null(pointer.Over);
        pointer.Button(Left, true);
        pointer.MoveTo(170, 95);
        pointer.Button(Left, false);
        Assert.Equal((120, 105), (window.X, window.Y));
        pointer.MoveTo(window.Geometry.Right - 40, 95);
        pointer.Button(Left, true);
        pointer.Button(Left, false);
        Assert.True(window.Shape.IsMaximized);
        fixture.Desktop.Shell.SetShape(window, default);
        pointer.MoveTo(window.Geometry.Right - 5, window.Y - 5);
        pointer.Button(Left, true);
        pointer.Button(Left, false);
        fixture.Settle();
        Assert.Equal(new CloseRequested(1), fixture.Guest.Last<CloseRequested>());
    }

    [Fact]
    public void The_focus_is_given_to_what_the_newest_choice_of_the_user_led_to_and_not_to_older_wishes()
    {
        using var fixture = new DesktopFixture();
        fixture.Show(1, at: (0, 0));
        fixture.Show(2, at: (400, 0));
        var pointer = fixture.Seat.Pointer;
        pointer.MoveTo(10, 10);
        pointer.Button(Left, true);
        pointer.Button(Left, false);
        fixture.Settle();
        var early = fixture.Guest.Last<PointerButton>().Serial;
        pointer.MoveTo(410, 10);
        pointer.Button(Left, true);
        pointer.Button(Left, false);
        fixture.Guest.Send(new Activate(1, early));
        fixture.Settle();
        Assert.Equal(2u, fixture.Stack.Focused?.State.Window);
        fixture.Guest.Send(new Activate(1, fixture.Guest.Last<PointerButton>().Serial));
        fixture.Settle();
        Assert.Equal(1u, fixture.Stack.Focused?.State.Window);
    }

    private static void Answer(DesktopFixture fixture, uint serial, int width, int height)
    {
        var memory = fixture.Guest.AddMemory(width * height * 4);
        fixture.Guest.Send(FakeGuest.Toplevel(1, "", width, height) with { ConfigureSerial = serial });
        fixture.Guest.Send(new Frame
        {
            Window = 1,
            Serial = serial + 100,
            Memory = memory.Id,
            Width = width,
            Height = height,
            StrideBytes = width * 4,
            Format = PixelFormat.Xrgb8888,
            Scale120 = 120,
            Geometry = new Rect(0, 0, width, height),
            ConfigureSerial = serial,
        });
        fixture.Settle();
    }

    private static string[] Pointing(DesktopFixture fixture)
    {
        fixture.Settle();
        return [.. fixture.Heard().Where(line => line.Contains("pointer", StringComparison.OrdinalIgnoreCase)).Select(line =>
            line.Contains("enter", StringComparison.OrdinalIgnoreCase) ? "enter" : line.Contains("leave", StringComparison.OrdinalIgnoreCase) ? "leave" : "motion")];
    }
}
