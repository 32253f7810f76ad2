// SPDX-License-Identifier: Apache-2.0
using Seamless.Wayland.Client;
using Xunit;

namespace Seamless.Tests.Linux;

/// <summary>Each way to break xdg-shell's rules, and the error that answers it.</summary>
public sealed class ShellErrorTests : IDisposable
{
    private readonly AgentBench _bench = new();
    private readonly AppClient _app;

    public ShellErrorTests() => _app = _bench.Client();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void A_surface_with_another_role_cannot_become_an_xdg_surface()
    {
        var child = _app.Compositor.CreateSurface();
        _app.Subcompositor.GetSubsurface(child, _app.Compositor.CreateSurface());
        _app.Shell.GetXdgSurface(child);
        Assert.Equal("xdg_wm_base 0", _app.Error);
    }

    [Fact]
    public void A_surface_cannot_be_two_xdg_surfaces()
    {
        _app.Shell.GetXdgSurface(_app.Window().Surface);
        Assert.Equal("xdg_wm_base 0", _app.Error);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_surface_that_has_a_buffer_cannot_become_an_xdg_surface(bool isCommitted)
    {
        var surface = _app.Compositor.CreateSurface();
        surface.Attach(_app.Solid(4, 4, 0).Buffer, 0, 0);
        if (isCommitted)
            surface.Commit();
        _app.Shell.GetXdgSurface(surface);
        Assert.Equal("xdg_wm_base 4", _app.Error);
    }

    [Fact]
    public void The_shell_outlives_its_surfaces()
    {
        _app.Window();
        _app.Shell.Destroy();
        Assert.Equal(1u, CodeOfDestroyed());
    }

    [Fact]
    public void A_commit_before_the_role_is_an_error()
    {
        var surface = _app.Compositor.CreateSurface();
        _app.Shell.GetXdgSurface(surface);
        surface.Commit();
        Assert.Equal("xdg_surface 1", _app.Error);
    }

    [Fact]
    public void Geometry_before_the_role_is_an_error()
    {
        _app.Shell.GetXdgSurface(_app.Compositor.CreateSurface()).SetWindowGeometry(0, 0, 1, 1);
        Assert.Equal("xdg_surface 1", _app.Error);
    }

    [Fact]
    public void A_second_toplevel_is_an_error()
    {
        _app.Window().XdgSurface.GetToplevel();
        Assert.Equal("xdg_surface 2", _app.Error);
    }

    [Fact]
    public void A_buffer_on_an_xdg_surface_that_is_no_window_is_an_error()
    {
        var surface = _app.Compositor.CreateSurface();
        _app.Shell.GetXdgSurface(surface);
        surface.Attach(_app.Solid(4, 4, 0).Buffer, 0, 0);
        Assert.Equal("xdg_surface 3", _app.Error);
    }

    [Fact]
    public void Only_a_configure_that_was_sent_can_be_acknowledged()
    {
        var window = _app.Window();
        window.XdgSurface.AckConfigure(window.LastSerial + 1000);
        Assert.Equal("xdg_surface 4", _app.Error);
    }

    [Fact]
    public void A_configure_is_acknowledged_once()
    {
        var window = _app.Window();
        window.XdgSurface.AckConfigure(window.LastSerial);
        Assert.Equal("xdg_surface 4", _app.Error);
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(5, 0)]
    [InlineData(-5, 5)]
    public void A_window_geometry_has_a_size(int width, int height)
    {
        _app.Window().XdgSurface.SetWindowGeometry(0, 0, width, height);
        Assert.Equal("xdg_surface 5", _app.Error);
    }

    [Fact]
    public void An_xdg_surface_outlives_its_role()
    {
        _app.Window().XdgSurface.Destroy();
        Assert.Equal(6u, CodeOfDestroyed());
    }

    [Theory]
    [InlineData(3u)]
    [InlineData(7u)]
    [InlineData(12u)]
    [InlineData(15u)]
    [InlineData(uint.MaxValue)]
    public void A_resize_edge_must_be_one(uint edge)
    {
        _app.Map(4, 4).Toplevel.Resize(_app.Display.Bind<WlSeat>(), 0, (XdgToplevel.ResizeEdge)edge);
        Assert.Equal("xdg_toplevel 0", _app.Error);
    }

    [Fact]
    public void A_toplevel_is_not_its_own_ancestor()
    {
        var (first, second) = (_app.Map(4, 4), _app.Map(4, 4));
        second.Toplevel.SetParent(first.Toplevel);
        first.Toplevel.SetParent(second.Toplevel);
        Assert.Equal("xdg_toplevel 1", _app.Error);
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, -1)]
    public void A_size_limit_is_not_negative(int width, int height)
    {
        _app.Window().Toplevel.SetMinSize(width, height);
        Assert.Equal("xdg_toplevel 2", _app.Error);
    }

    [Fact]
    public void The_minimum_is_not_above_the_maximum()
    {
        var window = _app.Window();
        window.Toplevel.SetMaxSize(10, 10);
        window.Toplevel.SetMinSize(11, 5);
        window.Surface.Commit();
        Assert.Equal("xdg_toplevel 2", _app.Error);
    }

    [Fact]
    public void A_toplevel_has_one_decoration_object()
    {
        var manager = _app.Display.Bind<ZxdgDecorationManagerV1>();
        var window = _app.Window();
        manager.GetToplevelDecoration(window.Toplevel);
        manager.GetToplevelDecoration(window.Toplevel);
        Assert.Equal("zxdg_toplevel_decoration_v1 1", _app.Error);
    }

    [Fact]
    public void A_decoration_object_goes_before_its_toplevel()
    {
        var window = _app.Window();
        _app.Display.Bind<ZxdgDecorationManagerV1>().GetToplevelDecoration(window.Toplevel);
        window.Toplevel.Destroy();
        Assert.Equal("zxdg_toplevel_decoration_v1 2", _app.Error);
    }

    [Fact]
    public void A_surface_with_a_role_is_not_for_wl_shell()
    {
        _app.Display.Bind<WlShell>().GetShellSurface(_app.Window().Surface);
        Assert.Equal("wl_shell 0", _app.Error);
    }

    [Fact]
    public void More_windows_than_the_protocol_has_are_refused_and_others_live_on()
    {
        var other = _bench.Client();
        other.Map(4, 4);
        for (var i = 0; i < Seamless.Protocol.ProtocolLimits.Windows; i++)
            _app.Window();
        Assert.Equal(("wl_display 2", "none"), (_app.Error, other.Error));
        Assert.Single(_bench.Desktop.Windows);
    }

    /// <summary>Our client has forgotten the object that the error is about, so it does not know its interface any more.</summary>
    private uint? CodeOfDestroyed()
    {
        _bench.Settle();
        return _app.Display.Error?.Code;
    }
}
