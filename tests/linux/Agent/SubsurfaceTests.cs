// SPDX-License-Identifier: Apache-2.0
using Seamless.Agent.Linux;
using Seamless.Wayland.Client;
using Xunit;

namespace Seamless.Tests.Linux;

public sealed class SubsurfaceTests : IDisposable
{
    private const uint Red = 0xffff0000;
    private const uint Green = 0xff00ff00;
    private const uint Blue = 0xff0000ff;
    private const uint White = 0xffffffff;

    private readonly AgentBench _bench = new();
    private readonly AppClient _app;
    private readonly AppWindow _window;

    public SubsurfaceTests()
    {
        _app = _bench.Client();
        _window = _app.Map(40, 40, White);
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void A_new_one_is_synchronized_and_waits_for_its_parent()
    {
        var child = Child(_window.Surface, 10, 10);
        _app.Show(child.Surface, _app.Solid(10, 10, Red));
        Assert.Equal(White, Pixel(10, 10));
        _app.CommitAndSettle(_window.Surface);
        Assert.Equal((White, Red, Red, White), (Pixel(9, 10), Pixel(10, 10), Pixel(19, 19), Pixel(20, 20)));
    }

    [Fact]
    public void Desynchronized_it_is_shown_at_once_but_moves_with_its_parent()
    {
        var child = Shown(_window.Surface, 10, 10, Red, desync: true);
        _app.Show(child.Surface, _app.Solid(10, 10, Green));
        Assert.Equal(Green, Pixel(10, 10));
        child.Role.SetPosition(20, 20);
        _app.Show(child.Surface, _app.Solid(10, 10, Blue));
        Assert.Equal(Blue, Pixel(10, 10));
        _app.CommitAndSettle(_window.Surface);
        Assert.Equal((White, Blue), (Pixel(10, 10), Pixel(20, 20)));
    }

    [Fact]
    public void What_a_synchronized_one_committed_twice_appears_as_the_newest()
    {
        var child = Shown(_window.Surface, 0, 0, Red);
        var skipped = _app.Solid(10, 10, Green);
        _app.Show(child.Surface, skipped);
        _app.Show(child.Surface, _app.Solid(10, 10, Blue));
        Assert.Equal((Red, 1), (Pixel(0, 0), skipped.Releases));
        _app.CommitAndSettle(_window.Surface);
        Assert.Equal(Blue, Pixel(0, 0));
    }

    [Fact]
    public void Becoming_desynchronized_shows_what_was_waiting_below_it_too()
    {
        var child = Shown(_window.Surface, 0, 0, Red);
        var grandchild = Shown(child.Surface, 5, 5, Green, desync: true);
        _app.CommitAndSettle(_window.Surface);
        _app.Show(grandchild.Surface, _app.Solid(10, 10, Blue));
        _app.Show(child.Surface, _app.Solid(10, 10, White));
        Assert.Equal((Red, Green), (Pixel(0, 0), Pixel(5, 5)));
        child.Role.SetDesync();
        _bench.Settle();
        Assert.Equal((White, Blue), (Pixel(0, 0), Pixel(5, 5)));
    }

    [Fact]
    public void A_synchronized_ancestor_makes_everything_below_wait()
    {
        var child = Shown(_window.Surface, 0, 0, Red);
        var grandchild = Shown(child.Surface, 5, 5, Green, desync: true);
        _app.CommitAndSettle(_window.Surface);
        _app.Show(grandchild.Surface, _app.Solid(10, 10, Blue));
        _app.CommitAndSettle(_window.Surface);
        Assert.Equal(Green, Pixel(5, 5));
        _app.CommitAndSettle(child.Surface);
        Assert.Equal(Green, Pixel(5, 5));
        _app.CommitAndSettle(_window.Surface);
        Assert.Equal(Blue, Pixel(5, 5));
    }

    [Fact]
    public void A_position_is_state_of_the_parent_even_when_that_waits_itself()
    {
        var child = Shown(_window.Surface, 0, 0, Red);
        var grandchild = Shown(child.Surface, 0, 0, Green);
        _app.CommitAndSettle(_window.Surface);
        grandchild.Role.SetPosition(20, 20);
        _app.CommitAndSettle(_window.Surface);
        Assert.Equal(Green, Pixel(0, 0));
        _app.CommitAndSettle(child.Surface);
        grandchild.Role.SetPosition(30, 30);
        _app.CommitAndSettle(_window.Surface);
        Assert.Equal((Red, Green, White), (Pixel(0, 0), Pixel(20, 20), Pixel(35, 35)));
    }

    [Fact]
    public void Stacking_takes_effect_with_the_parents_commit()
    {
        var below = Shown(_window.Surface, 0, 0, Red);
        var above = Shown(_window.Surface, 5, 5, Green);
        _app.CommitAndSettle(_window.Surface);
        Assert.Equal(Green, Pixel(5, 5));
        below.Role.PlaceAbove(above.Surface);
        _bench.Settle();
        Assert.Equal(Green, Pixel(5, 5));
        _app.CommitAndSettle(_window.Surface);
        Assert.Equal(Red, Pixel(5, 5));
        below.Role.PlaceBelow(_window.Surface);
        _app.CommitAndSettle(_window.Surface);
        Assert.Equal((White, Green), (Pixel(0, 0), Pixel(5, 5)));
    }

    [Fact]
    public void One_that_reaches_out_of_the_window_makes_the_frame_larger_and_the_windows_corner_stays()
    {
        Shown(_window.Surface, -10, 30, Red);
        _app.CommitAndSettle(_window.Surface);
        var frame = _bench.Shown.Frame!.Value;
        Assert.Equal((50, 40), (frame.Width, frame.Height));
        Assert.Equal((Red, White, 0u), (Pixel(0, 30), Pixel(10, 0), Pixel(0, 0)));
        Assert.Equal("40×40+10+0", frame.Geometry.ToString());
        _window.XdgSurface.SetWindowGeometry(0, 0, 40, 40);
        _app.CommitAndSettle(_window.Surface);
        Assert.Equal("40×40+10+0", _bench.Shown.Frame!.Value.Geometry.ToString());
    }

    [Fact]
    public void Destroying_its_role_takes_it_away_at_once()
    {
        var child = Shown(_window.Surface, 0, 0, Red);
        _app.CommitAndSettle(_window.Surface);
        child.Role.Destroy();
        _bench.Settle();
        Assert.Equal(White, Pixel(0, 0));
    }

    [Fact]
    public void With_its_parent_gone_it_is_not_shown_and_harmless()
    {
        var middle = Shown(_window.Surface, 0, 0, Red);
        var child = Shown(middle.Surface, 0, 0, Green);
        _app.CommitAndSettle(_window.Surface);
        middle.Surface.Destroy();
        _bench.Settle();
        Assert.Equal(White, Pixel(0, 0));
        child.Role.SetPosition(1, 1);
        _app.Show(child.Surface, _app.Solid(10, 10, Blue));
        Assert.Equal((White, "none"), (Pixel(0, 0), _app.Error));
    }

    [Fact]
    public void Hidden_under_an_unmapped_parent_it_comes_back_with_it()
    {
        var middle = Shown(_window.Surface, 0, 0, Red, desync: true);
        Shown(middle.Surface, 5, 5, Green, desync: true);
        _app.CommitAndSettle(middle.Surface);
        _app.CommitAndSettle(_window.Surface);
        middle.Surface.Attach(null, 0, 0);
        _app.CommitAndSettle(middle.Surface);
        Assert.Equal((White, White), (Pixel(0, 0), Pixel(5, 5)));
        _app.Show(middle.Surface, _app.Solid(10, 10, Red));
        Assert.Equal((Red, Green), (Pixel(0, 0), Pixel(5, 5)));
    }

    [Fact]
    public void What_the_window_showed_before_is_kept_when_its_buffer_was_given_back()
    {
        var buffer = _app.Paint(40, 40, (x, y) => 0xff000000 | (uint)(x * 100 + y));
        _window.Show(buffer);
        Assert.Equal(1, buffer.Releases);
        buffer.Paint(new Box(0, 0, 40, 40), (_, _) => 0);
        Shown(_window.Surface, 10, 10, Red);
        _app.CommitAndSettle(_window.Surface);
        Assert.Equal((0xff000000 | 905, Red, 0xff000000 | 2020), (Pixel(9, 5), Pixel(10, 10), Pixel(20, 20)));
    }

    [Fact]
    public void A_surface_cannot_be_its_own_parent()
    {
        _app.Subcompositor.GetSubsurface(_window.Surface, _window.Surface);
        Assert.Equal("wl_subcompositor 0", _app.Error);
    }

    [Fact]
    public void A_surface_with_another_role_cannot_become_one()
    {
        _app.Subcompositor.GetSubsurface(_window.Surface, _app.Compositor.CreateSurface());
        Assert.Equal("wl_subcompositor 0", _app.Error);
    }

    [Fact]
    public void A_descendant_cannot_be_the_parent()
    {
        var (top, child) = (_app.Compositor.CreateSurface(), _app.Compositor.CreateSurface());
        _app.Subcompositor.GetSubsurface(child, top);
        _app.Subcompositor.GetSubsurface(top, child);
        Assert.Equal("wl_subcompositor 1", _app.Error);
    }

    [Fact]
    public void It_can_only_be_placed_by_its_parent_and_siblings()
    {
        var child = Child(_window.Surface, 0, 0);
        child.Role.PlaceAbove(_app.Compositor.CreateSurface());
        Assert.Equal("wl_subsurface 0", _app.Error);
    }

    [Fact]
    public void Nesting_without_end_is_refused()
    {
        var parent = _window.Surface;
        for (var i = 0; i < CompositorLimits.SubsurfaceDepth; i++)
            parent = Child(parent, 0, 0).Surface;
        Assert.Equal("wl_display 2", _app.Error);
    }

    private uint Pixel(int x, int y) => _bench.Shown.PixelAt(x, y);

    private (WlSurface Surface, WlSubsurface Role) Child(WlSurface parent, int x, int y)
    {
        var surface = _app.Compositor.CreateSurface();
        var role = _app.Subcompositor.GetSubsurface(surface, parent);
        role.SetPosition(x, y);
        return (surface, role);
    }

    private (WlSurface Surface, WlSubsurface Role) Shown(WlSurface parent, int x, int y, uint colour, bool desync = false)
    {
        var child = Child(parent, x, y);
        if (desync)
            child.Role.SetDesync();
        _app.Show(child.Surface, _app.Solid(10, 10, colour));
        _app.CommitAndSettle(parent);
        return child;
    }
}
