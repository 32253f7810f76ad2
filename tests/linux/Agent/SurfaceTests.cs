// SPDX-License-Identifier: Apache-2.0
using Seamless.Agent.Linux;
using Seamless.Protocol;
using Seamless.Wayland.Client;
using Xunit;

namespace Seamless.Tests.Linux;

public sealed class SurfaceTests : IDisposable
{
    private readonly AgentBench _bench = new();
    private readonly AppClient _app;

    public SurfaceTests() => _app = _bench.Client();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void What_was_not_committed_is_not_shown()
    {
        var window = _app.Map(4, 4, 0xff000001);
        window.Surface.Attach(_app.Solid(4, 4, 0xff000002).Buffer, 0, 0);
        window.Surface.Damage(0, 0, 4, 4);
        _bench.Settle();
        Assert.Equal(0xff000001, _bench.Shown.PixelAt(0, 0));
        _app.CommitAndSettle(window.Surface);
        Assert.Equal(0xff000002, _bench.Shown.PixelAt(0, 0));
    }

    [Fact]
    public void A_buffer_that_was_replaced_before_the_commit_is_given_back_and_never_shown()
    {
        var window = _app.Map(4, 4);
        var (first, second) = (_app.Solid(4, 4, 0xff000001), _app.Solid(4, 4, 0xff000002));
        window.Surface.Attach(first.Buffer, 0, 0);
        window.Show(second);
        Assert.Equal(0xff000002, _bench.Shown.PixelAt(0, 0));
        Assert.Equal((1, 1), (first.Releases, second.Releases));
    }

    [Fact]
    public void A_null_buffer_takes_the_window_away_and_a_new_start_brings_it_back()
    {
        var window = _app.Map(4, 4);
        var id = window.Id;
        window.Surface.Attach(null, 0, 0);
        _app.CommitAndSettle(window.Surface);
        Assert.False(_bench.Shown.State.Flags.HasFlag(WindowFlags.Mapped));
        var configures = window.Configures;
        _app.CommitAndSettle(window.Surface);
        Assert.Equal(configures + 1, window.Configures);
        window.Show(_app.Solid(5, 5, 0xff000003));
        Assert.Equal(id, _bench.Shown.Id);
        Assert.Equal(0xff000003, _bench.Shown.PixelAt(4, 4));
    }

    [Fact]
    public void A_frame_callback_waits_for_its_commit_and_then_for_the_screen()
    {
        _bench.HoldFrames();
        var window = _app.Map(4, 4);
        _bench.Show(_bench.Shown);
        var wait = window.Surface.AwaitFrame();
        _bench.Settle();
        Assert.Equal(0, wait.Answers);
        window.Show(_app.Solid(4, 4, 0xff000004));
        Assert.Equal(0, wait.Answers);
        _bench.Show(_bench.Shown);
        Assert.Equal(1, wait.Answers);
    }

    [Fact]
    public void A_commit_that_changes_no_pixel_is_answered_a_frames_time_later()
    {
        var window = _app.Map(4, 4);
        var frames = _bench.Shown.FrameCount;
        var wait = window.Surface.AwaitFrame();
        _app.CommitAndSettle(window.Surface);
        Assert.Equal(0, wait.Answers);
        _bench.Advance(TimeSpan.FromMilliseconds(17));
        Assert.Equal(1, wait.Answers);
        Assert.Equal(frames, _bench.Shown.FrameCount);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    public void A_scale_that_is_not_positive_is_an_error(int scale)
    {
        _app.Map(4, 4).Surface.SetBufferScale(scale);
        Assert.Equal("wl_surface 0", _app.Error);
    }

    [Theory]
    [InlineData(8u)]
    [InlineData(uint.MaxValue)]
    public void A_transform_that_is_none_is_an_error(uint transform)
    {
        _app.Map(4, 4).Surface.SetBufferTransform((WlOutput.Transform)transform);
        Assert.Equal("wl_surface 1", _app.Error);
    }

    [Fact]
    public void A_size_that_is_no_multiple_of_the_scale_is_an_error()
    {
        var window = _app.Map(4, 4);
        window.Surface.SetBufferScale(2);
        window.Show(_app.Solid(4, 5, 0));
        Assert.Equal("wl_surface 2", _app.Error);
    }

    [Fact]
    public void The_size_is_checked_against_the_buffer_that_stays_attached()
    {
        var window = _app.Map(4, 5);
        window.Surface.SetBufferScale(2);
        window.Surface.Commit();
        Assert.Equal("wl_surface 2", _app.Error);
    }

    [Fact]
    public void Since_version_5_attach_takes_no_offset()
    {
        _app.Map(4, 4).Surface.Attach(null, 1, 0);
        Assert.Equal("wl_surface 3", _app.Error);
    }

    [Fact]
    public void The_input_region_of_a_window_is_that_of_all_its_surfaces()
    {
        var window = _app.Map(100, 100);
        Assert.True(_bench.Shown.State.Flags.HasFlag(WindowFlags.InputEverywhere));
        using var region = new AppRegion(_app);
        region.Region.Add(10, 10, 20, 20);
        region.Region.Subtract(10, 10, 20, 5);
        window.Surface.SetInputRegion(region.Region);
        _bench.Settle();
        Assert.True(_bench.Shown.State.Flags.HasFlag(WindowFlags.InputEverywhere));
        _app.CommitAndSettle(window.Surface);
        Assert.Equal([new Rect(10, 15, 20, 15)], _bench.Shown.State.InputRegion);
        window.Surface.SetInputRegion(null);
        _app.CommitAndSettle(window.Surface);
        Assert.True(_bench.Shown.State.Flags.HasFlag(WindowFlags.InputEverywhere));
    }

    [Fact]
    public void A_region_is_copied_when_it_is_set()
    {
        var window = _app.Map(100, 100);
        using (var region = new AppRegion(_app))
        {
            region.Region.Add(0, 0, 10, 10);
            window.Surface.SetInputRegion(region.Region);
            region.Region.Add(50, 50, 10, 10);
        }
        _app.CommitAndSettle(window.Surface);
        Assert.Equal([new Rect(0, 0, 10, 10)], _bench.Shown.State.InputRegion);
    }

    [Fact]
    public void A_destroyed_buffer_that_is_still_shown_stays_readable()
    {
        _bench.HoldFrames();
        var window = _app.Map(4, 4);
        var buffer = _app.Solid(4, 4, 0xff00ff00);
        window.Show(buffer);
        buffer.Buffer.Destroy();
        _bench.Show(_bench.Shown);
        Assert.Equal(0xff00ff00, _bench.Shown.PixelAt(3, 3));
        Assert.Equal("none", _app.Error);
    }

    [Fact]
    public void A_surface_says_which_screen_it_is_on()
    {
        var output = _app.Display.Bind<WlOutput>();
        var window = _app.Window();
        List<string> heard = [];
        window.Surface.Enter = entered => heard.Add($"enter {entered == output}");
        window.Surface.Leave = left => heard.Add($"leave {left == output}");
        window.Show(_app.Solid(4, 4, 0));
        Assert.Equal(["enter True"], heard);
        window.Surface.Attach(null, 0, 0);
        _app.CommitAndSettle(window.Surface);
        Assert.Equal(["enter True", "leave True"], heard);
    }

    [Fact]
    public void The_surface_limit_is_a_clear_error_and_other_clients_live_on()
    {
        var other = _bench.Client();
        for (var i = 0; i <= CompositorLimits.SurfacesPerClient; i++)
            _app.Compositor.CreateSurface();
        Assert.Equal("wl_display 2", _app.Error);
        Assert.Contains("at most 4096 surfaces", _app.Display.Error!.Message, StringComparison.Ordinal);
        Assert.Equal(0, _bench.Compositor.Surfaces.Count);
        other.Map(4, 4);
        Assert.Equal("none", other.Error);
    }

    [Fact]
    public void Frame_callbacks_without_end_are_refused()
    {
        var surface = _app.Compositor.CreateSurface();
        for (var i = 0; i <= CompositorLimits.CallbacksPerSurface; i++)
            surface.Frame();
        Assert.Equal("wl_display 2", _app.Error);
    }

    [Fact]
    public void A_region_of_too_many_rectangles_is_refused()
    {
        var region = _app.Compositor.CreateRegion();
        for (var i = 0; i <= CompositorLimits.RegionBoxes; i++)
            region.Add(2 * i, 0, 1, 1);
        Assert.Equal("wl_display 2", _app.Error);
    }
}

internal sealed class AppRegion(AppClient app) : IDisposable
{
    public WlRegion Region { get; } = app.Compositor.CreateRegion();

    public void Dispose() => Region.Destroy();
}
