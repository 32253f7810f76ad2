// SPDX-License-Identifier: Apache-2.0
using Seamless.Agent.Linux;
using Seamless.Protocol;
using Xunit;

namespace Seamless.Tests.Linux;

public sealed class TouchTests : IDisposable
{
    private readonly SeatBench _bench = new();
    private readonly BenchClient _app;

    public TouchTests() => _app = _bench.Client();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void A_finger_stays_with_the_surface_it_came_down_on()
    {
        var window = _app.Map("main", geometry: new Box(0, 0, 100, 100));
        _app.AddSubsurface(_app.CreateSurface("panel"), window.Surface, 50, 50);
        _app.Heard();
        Down(window.Id, 3, 60, 60);
        Assert.Equal("touch 3 down panel 10,10; touch frame", _app.Heard());
        Move(window.Id, 3, 5, 500);
        Assert.Equal("touch 3 -45,450; touch frame", _app.Heard());
        Up(window.Id, 3);
        Assert.Equal("touch 3 up; touch frame", _app.Heard());
        Up(window.Id, 3);
        Move(window.Id, 3, 1, 1);
        Assert.Equal("", _app.Heard());
    }

    [Fact]
    public void Fingers_of_one_moment_share_a_frame()
    {
        var window = _app.Map("main");
        _bench.Desktop.Send(new TouchDown(window.Id, 1, 0, Fixed.FromInt(1), Fixed.FromInt(2), 0));
        _bench.Desktop.Send(new TouchDown(window.Id, 2, 1, Fixed.FromInt(3), Fixed.FromInt(4), 0));
        _bench.Say(default(TouchFrame));
        Assert.Equal("touch 0 down main 1,2; touch 1 down main 3,4; touch frame", _app.Heard());
        _bench.Say(new TouchCancel(window.Id));
        Assert.Equal("touch cancel", _app.Heard());
        Assert.Equal(0, _bench.Seat.Touch.Count);
    }

    [Fact]
    public void A_surface_that_goes_lifts_its_fingers()
    {
        var window = _app.Map("main");
        Down(window.Id, 0, 10, 10);
        _app.Heard();
        window.Surface.Destroy();
        Assert.Equal("touch 0 up; touch frame", _app.Heard());
        Up(window.Id, 0);
        Assert.Equal("", _app.Heard());
    }

    [Fact]
    public void A_window_that_is_unmapped_lifts_its_fingers()
    {
        var window = _app.Map("main");
        Down(window.Id, 0, 10, 10);
        _app.Heard();
        _app.Unmap(window.Surface);
        Assert.Equal("touch 0 up; touch frame", _app.Heard());
    }

    [Fact]
    public void A_finger_where_nothing_takes_input_is_nobodys()
    {
        var window = _app.Map("main");
        window.Surface.SetInputRegion(_app.Compositor.CreateRegion());
        window.Surface.Commit();
        Down(window.Id, 0, 10, 10);
        Assert.Equal("", _app.Heard());
        Assert.Equal(0, _bench.Seat.Touch.Count);
    }

    [Fact]
    public void A_desktop_cannot_make_us_remember_fingers_without_end()
    {
        var window = _app.Map("main");
        for (var id = 0; id < 1000; id++) _bench.Desktop.Send(new TouchDown(window.Id, 1, id, Fixed.FromInt(1), Fixed.FromInt(1), 0));
        _bench.Settle();
        Assert.Equal(SeatLimits.TouchPoints, _bench.Seat.Touch.Count);
    }

    private void Down(uint window, int id, int x, int y)
    {
        _bench.Desktop.Send(new TouchDown(window, 1, id, Fixed.FromInt(x), Fixed.FromInt(y), 0));
        _bench.Say(default(TouchFrame));
    }

    private void Move(uint window, int id, int x, int y)
    {
        _bench.Desktop.Send(new TouchMotion(window, id, Fixed.FromInt(x), Fixed.FromInt(y), 0));
        _bench.Say(default(TouchFrame));
    }

    private void Up(uint window, int id)
    {
        _bench.Desktop.Send(new TouchUp(window, id, 0));
        _bench.Say(default(TouchFrame));
    }
}
