// SPDX-License-Identifier: Apache-2.0
using Seamless.Agent.Linux;
using Seamless.Protocol;
using Xunit;

namespace Seamless.Tests.Linux;

public sealed class PointerTests : IDisposable
{
    private const uint Left = 0x110, Right = 0x111;
    private readonly SeatBench _bench = new();
    private readonly BenchClient _app;

    public PointerTests() => _app = _bench.Client();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Enter_motion_and_leave_come_in_frames()
    {
        var window = _app.Map("main");
        _bench.Desktop.PointTo(window.Id, 10, 20.5);
        Assert.Equal("enter main 10,20.5; frame", _app.Heard());
        _bench.Desktop.MovePointer(window.Id, 11, 20.5);
        Assert.Equal("motion 11,20.5; frame", _app.Heard());
        _bench.Say(new PointerLeave(window.Id));
        Assert.Equal("leave main; frame", _app.Heard());
    }

    [Fact]
    public void Positions_count_from_the_window_geometry_and_are_told_from_the_surface()
    {
        var window = _app.Map("main", 120, 120, new Box(10, 12, 110, 112));
        _bench.Desktop.Send(new PointerEnter(window.Id, Fixed.FromInt(5), Fixed.FromInt(6)));
        Assert.Equal("enter main 15,18; frame", _app.Heard());
    }

    [Fact]
    public void A_subsurface_outside_of_its_parent_gets_the_pointer()
    {
        var window = _app.Map("main", geometry: new Box(0, 0, 100, 100));
        _app.AddSubsurface(_app.CreateSurface("tooltip"), window.Surface, 95, 40);
        _app.Heard();
        _bench.Desktop.Send(new PointerEnter(window.Id, Fixed.FromInt(110), Fixed.FromInt(50)));
        Assert.Equal("enter tooltip 15,10; frame", _app.Heard());
        _bench.Desktop.MovePointer(window.Id, 90, 50);
        Assert.Equal("leave tooltip; enter main 90,50; frame", _app.Heard());
    }

    [Fact]
    public void A_held_button_keeps_the_pointer_with_its_surface()
    {
        var window = _app.Map("main", geometry: new Box(0, 0, 100, 100));
        _app.AddSubsurface(_app.CreateSurface("panel"), window.Surface, 50, 0);
        _bench.Desktop.PointTo(window.Id, 10, 10);
        _bench.Desktop.Button(window.Id, isPressed: true);
        _app.Heard();
        _bench.Desktop.MovePointer(window.Id, 60, 10);
        Assert.Equal("motion 60,10; frame", _app.Heard());
        _bench.Desktop.MovePointer(window.Id, -500, 2000);
        Assert.Equal("motion -500,2000; frame", _app.Heard());
        _bench.Desktop.MovePointer(window.Id, 60, 10);
        _bench.Desktop.Button(window.Id, isPressed: true, Right);
        _bench.Desktop.Button(window.Id, isPressed: false);
        Assert.Equal("motion 60,10; frame; button 273 down; frame; button 272 up; frame", _app.Heard());
        _bench.Desktop.Button(window.Id, isPressed: false, Right);
        Assert.Equal("button 273 up; frame; leave main; enter panel 10,10; frame", _app.Heard());
    }

    [Fact]
    public void A_release_without_its_press_is_not_told()
    {
        var window = _app.Map("main");
        _bench.Desktop.PointTo(window.Id, 10, 10);
        _app.Heard();
        _bench.Desktop.Button(window.Id, isPressed: false);
        Assert.Equal("", _app.Heard());
        _bench.Desktop.Button(window.Id, isPressed: true);
        _bench.Desktop.Button(window.Id, isPressed: true);
        Assert.Equal("button 272 down; frame", _app.Heard());
        _bench.Say(new PointerLeave(window.Id));
        _bench.Desktop.PointTo(window.Id, 10, 10);
        _bench.Desktop.Button(window.Id, isPressed: false);
        Assert.Equal("leave main; frame; enter main 10,10; frame", _app.Heard());
    }

    [Fact]
    public void What_comes_and_goes_under_the_still_pointer_gets_and_loses_it()
    {
        var window = _app.Map("main", geometry: new Box(0, 0, 100, 100));
        _bench.Desktop.PointTo(window.Id, 50, 50);
        _app.Heard();
        var panel = _app.CreateSurface("panel");
        var place = _app.AddSubsurface(panel, window.Surface, 40, 40);
        Assert.Equal("leave main; enter panel 10,10; frame", _app.Heard());
        place.SetPosition(45, 40);
        window.Surface.Commit();
        Assert.Equal("motion 5,10; frame", _app.Heard());
        place.SetPosition(60, 60);
        window.Surface.Commit();
        Assert.Equal("leave panel; enter main 50,50; frame", _app.Heard());
        place.SetPosition(40, 40);
        window.Surface.Commit();
        Assert.Equal("leave main; enter panel 10,10; frame", _app.Heard());
        var nothing = _app.Compositor.CreateRegion();
        panel.SetInputRegion(nothing);
        panel.Commit();
        Assert.Equal("leave panel; enter main 50,50; frame", _app.Heard());
        panel.SetInputRegion(null);
        panel.Commit();
        Assert.Equal("leave main; enter panel 10,10; frame", _app.Heard());
        _app.Unmap(panel);
        Assert.Equal("leave panel; enter main 50,50; frame", _app.Heard());
        _app.Unmap(window.Surface);
        Assert.Equal("leave main; frame", _app.Heard());
    }

    [Fact]
    public void A_destroyed_surface_loses_the_pointer_and_its_buttons()
    {
        var window = _app.Map("main", geometry: new Box(0, 0, 100, 100));
        var panel = _app.CreateSurface("panel");
        _app.AddSubsurface(panel, window.Surface, 40, 40);
        _bench.Desktop.PointTo(window.Id, 50, 50);
        _bench.Desktop.Button(window.Id, isPressed: true);
        _app.Heard();
        panel.Destroy();
        Assert.Equal("enter main 50,50; frame", _app.Heard());
        _bench.Desktop.Button(window.Id, isPressed: false);
        Assert.Equal("", _app.Heard());
    }

    [Theory]
    [InlineData(8, "source Wheel; VerticalScroll wheel 120; VerticalScroll 15; frame")]
    [InlineData(7, "source Wheel; VerticalScroll notches 1; VerticalScroll 15; frame")]
    [InlineData(4, "VerticalScroll 15")]
    public void A_wheel_notch_is_told_as_the_version_knows_it(int version, string heard)
    {
        var app = _bench.Client("old", version);
        var window = app.Map("main");
        _bench.Desktop.PointTo(window.Id, 10, 10);
        app.Heard();
        _bench.Desktop.Send(new PointerAxis { Window = window.Id, DeltaY = Fixed.FromInt(15), WheelY = 120 });
        Assert.Equal(heard, app.Heard());
    }

    [Fact]
    public void Parts_of_a_notch_are_saved_up_for_clients_that_know_only_whole_ones()
    {
        var app = _bench.Client("old", 7);
        var window = app.Map("main");
        _bench.Desktop.PointTo(window.Id, 10, 10);
        app.Heard();
        for (var i = 0; i < 3; i++) _bench.Desktop.Send(new PointerAxis { Window = window.Id, DeltaY = Fixed.FromInt(5), WheelY = 40 });
        Assert.Equal("source Wheel; VerticalScroll notches 1; VerticalScroll 15; frame", app.Heard());
    }

    [Fact]
    public void A_finger_that_leaves_the_pad_stops_both_axes()
    {
        var window = _app.Map("main");
        _bench.Desktop.PointTo(window.Id, 10, 10);
        _app.Heard();
        _bench.Desktop.Send(new PointerAxis { Window = window.Id, Source = AxisSource.Finger, DeltaX = Fixed.FromDouble(-0.5) });
        _bench.Desktop.Send(new PointerAxis { Window = window.Id, Source = AxisSource.Finger, StopX = true, StopY = true });
        Assert.Equal("source Finger; HorizontalScroll -0.5; frame; source Finger; VerticalScroll stop; HorizontalScroll stop; frame", _app.Heard());
    }

    [Fact]
    public void A_pointer_made_late_hears_where_the_pointer_is()
    {
        var window = _app.Map("main");
        _bench.Desktop.PointTo(window.Id, 10, 10);
        _app.Heard();
        var late = _app.Seat.GetPointer();
        var heard = new List<string>();
        late.Enter = (_, surface, x, y) => heard.Add($"enter {_app.NameOf(surface)} {x},{y}");
        late.Frame = () => heard.Add("frame");
        _app.Heard();
        Assert.Equal(["enter main 10,10", "frame"], heard);
    }

    [Fact]
    public void The_desktop_that_goes_takes_the_pointer_with_it()
    {
        var window = _app.Map("main");
        _bench.Desktop.PointTo(window.Id, 10, 10);
        _bench.Desktop.Button(window.Id, isPressed: true);
        _app.Heard();
        _bench.Desktop.Session!.Close("the desktop ends");
        Assert.Equal("leave main; frame", _app.Heard());
        Assert.False(_bench.Seat.Pointer.IsGrabbed);
    }
}
