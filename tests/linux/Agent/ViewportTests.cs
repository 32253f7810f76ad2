// SPDX-License-Identifier: Apache-2.0
using Seamless.Wayland.Client;
using Xunit;
using WireFixed = Seamless.Wayland.Fixed;

namespace Seamless.Tests.Linux;

public sealed class ViewportTests : IDisposable
{
    private readonly AgentBench _bench = new();
    private readonly AppClient _app;
    private readonly AppWindow _window;
    private readonly WpViewport _viewport;

    public ViewportTests()
    {
        _app = _bench.Client();
        _window = _app.Map(10, 10);
        _viewport = _app.Viewporter.GetViewport(_window.Surface);
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void A_second_viewport_is_an_error()
    {
        _app.Viewporter.GetViewport(_window.Surface);
        Assert.Equal("wp_viewporter 0", _app.Error);
    }

    [Theory]
    [InlineData(0, 0, 0, 5)]
    [InlineData(0, 0, 5, -1)]
    [InlineData(-1, 0, 5, 5)]
    [InlineData(-1, -1, -1, 5)]
    public void A_source_that_is_no_rectangle_is_an_error(int x, int y, int width, int height)
    {
        _viewport.SetSource(x, y, width, height);
        Assert.Equal("wp_viewport 0", _app.Error);
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(5, -1)]
    [InlineData(-1, 5)]
    public void A_destination_without_size_is_an_error(int width, int height)
    {
        _viewport.SetDestination(width, height);
        Assert.Equal("wp_viewport 0", _app.Error);
    }

    [Fact]
    public void A_source_between_pixels_needs_a_destination()
    {
        _viewport.SetSource(0, 0, WireFixed.FromDouble(2.5), 2);
        _window.Surface.Commit();
        Assert.Equal("wp_viewport 1", _app.Error);
    }

    [Fact]
    public void A_source_must_lie_within_the_buffer()
    {
        _viewport.SetSource(5, 5, 6, 5);
        _window.Surface.Commit();
        Assert.Equal("wp_viewport 2", _app.Error);
    }

    [Fact]
    public void The_source_is_measured_after_the_scale()
    {
        _viewport.SetSource(0, 0, 6, 5);
        _window.Surface.SetBufferScale(2);
        _window.Surface.Commit();
        Assert.Equal("wp_viewport 2", _app.Error);
    }

    [Fact]
    public void A_viewport_without_its_surface_is_of_no_use()
    {
        var surface = _app.Compositor.CreateSurface();
        var viewport = _app.Viewporter.GetViewport(surface);
        surface.Destroy();
        viewport.SetDestination(5, 5);
        Assert.Equal("wp_viewport 3", _app.Error);
    }

    [Fact]
    public void Its_state_is_double_buffered_and_gone_with_it()
    {
        _viewport.SetDestination(20, 30);
        _bench.Settle();
        Assert.Equal(10, _bench.Shown.State.Width);
        _app.CommitAndSettle(_window.Surface);
        Assert.Equal((20, 30), (_bench.Shown.State.Width, _bench.Shown.State.Height));
        _viewport.Destroy();
        _bench.Settle();
        Assert.Equal(20, _bench.Shown.State.Width);
        _app.CommitAndSettle(_window.Surface);
        Assert.Equal((10, 10), (_bench.Shown.State.Width, _bench.Shown.State.Height));
        _app.Viewporter.GetViewport(_window.Surface);
        Assert.Equal("none", _app.Error);
    }

    [Fact]
    public void A_source_alone_gives_the_surface_its_size()
    {
        _viewport.SetSource(1, 2, 3, 4);
        _app.CommitAndSettle(_window.Surface);
        Assert.Equal((3, 4), (_bench.Shown.State.Width, _bench.Shown.State.Height));
        _viewport.SetSource(-1, -1, -1, -1);
        _app.CommitAndSettle(_window.Surface);
        Assert.Equal((10, 10), (_bench.Shown.State.Width, _bench.Shown.State.Height));
    }

    [Fact]
    public void A_single_pixel_fills_whatever_it_is_scaled_to()
    {
        if (_app.Display.TryBind<WpSinglePixelBufferManagerV1>() is not { } colours)
            return;
        _window.Surface.Attach(colours.CreateU32RgbaBuffer(0x20000000, 0x40000000, 0x60000000, 0x80000000), 0, 0);
        _window.Surface.Damage(0, 0, 1, 1);
        _viewport.SetDestination(50, 40);
        _app.CommitAndSettle(_window.Surface);
        Assert.Equal((0x80204060, 0x80204060), (_bench.Shown.PixelAt(0, 0), _bench.Shown.PixelAt(49, 39)));
    }

    [Fact]
    public void A_fractional_scale_is_drawn_pixel_for_pixel()
    {
        _bench.Desktop.Screens = [_bench.Desktop.Screens[0] with { Scale120 = 180 }];
        _bench.Desktop.Attach();
        _bench.Settle();
        // 33 logical units are 49.5 pixels, rounded away from zero.
        _viewport.SetDestination(33, 20);
        _window.Show(_app.Paint(50, 30, (x, y) => 0xff000000 | (uint)(x * 256 + y)));
        var frame = _bench.Shown.Frame!.Value;
        Assert.Equal((50, 30, 180u), (frame.Width, frame.Height, frame.Scale120));
        Assert.Equal((0xff000000, 0xff00311d), (_bench.Shown.PixelAt(0, 0), _bench.Shown.PixelAt(49, 29)));
    }
}
