// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Seamless.Agent.Linux;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Wayland.Client;
using Xunit;

namespace Seamless.Tests.Linux;

public sealed class ShellTests : IDisposable
{
    private readonly AgentBench _bench = new();
    private readonly AppClient _app;

    public ShellTests() => _app = _bench.Client();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void The_desktop_knows_a_window_before_it_has_content_and_shows_it_with_its_first()
    {
        var window = _app.Window();
        Assert.False(_bench.Shown.State.Flags.HasFlag(WindowFlags.Mapped));
        Assert.Equal((0, 1), (_bench.Shown.FrameCount, window.Configures));
        window.Show(_app.Solid(30, 20, 0));
        Assert.Equal("window 1 toplevel 30×20 Mapped, InputEverywhere", _bench.Shown.State.ToString());
        Assert.Equal((1, 1u), (_bench.Shown.FrameCount, _bench.Shown.State.ConfigureSerial));
    }

    [Fact]
    public void Title_and_app_id_are_told_when_they_change()
    {
        var window = _app.Map(10, 10);
        window.Toplevel.SetTitle("Editor");
        window.Toplevel.SetAppId("org.example.Editor");
        _bench.Settle();
        Assert.Equal(("Editor", "org.example.Editor"), (_bench.Shown.State.Title, _bench.Shown.State.AppId));
        var states = _bench.Desktop.All<WindowState>().Count();
        window.Toplevel.SetTitle("Editor");
        _bench.Settle();
        Assert.Equal(states, _bench.Desktop.All<WindowState>().Count());
    }

    [Fact]
    public void A_title_longer_than_the_protocols_limit_is_cut_between_characters()
    {
        var window = _app.Map(10, 10);
        window.Toplevel.SetTitle(string.Concat(Enumerable.Repeat("€", 1000)));
        _bench.Settle();
        Assert.Equal(341, _bench.Shown.State.Title.Length);
        Assert.Equal("none", _app.Error);
    }

    /// <summary>No library sends one: a message has at most 65535 bytes, and libwayland takes 4096. So these are bare bytes.</summary>
    [Fact]
    public void A_title_of_a_megabyte_closes_only_the_client_that_sent_it()
    {
        var (ours, theirs) = UnixSocket.Pair();
        var client = _bench.Server.AddClient(ours);
        var bytes = new byte[1024 * 1024];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, 1);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), 0xfffc0000);
        theirs.Send(bytes, []);
        _bench.Settle();
        Assert.True(client.Misbehaved, client.CloseReason);
        Assert.DoesNotContain(client, _bench.Server.Clients);
        _app.Map(5, 5);
        Assert.Equal("none", _app.Error);
        theirs.Dispose();
    }

    [Fact]
    public void Configures_reach_the_app_with_size_and_states()
    {
        var window = _app.Map(10, 10);
        _bench.Desktop.Configure(window.Id, 300, 200, ConfigureStates.Activated | ConfigureStates.Maximized | ConfigureStates.TiledLeft);
        _bench.Settle();
        Assert.Equal((300, 200, "Maximized Activated TiledLeft"), window.Configured);
    }

    [Fact]
    public void While_an_edge_is_dragged_one_configure_is_outstanding_and_the_newest_follows()
    {
        var window = _app.Map(10, 10);
        window.Acknowledges = false;
        var before = window.Configures;
        for (var width = 100; width <= 500; width += 100)
            _bench.Desktop.Configure(window.Id, width, 50, ConfigureStates.Resizing);
        _bench.Settle();
        Assert.Equal((before + 1, 100), (window.Configures, window.Configured.Width));
        window.Acknowledges = true;
        window.XdgSurface.AckConfigure(window.LastSerial);
        window.Show(_app.Solid(100, 50, 0));
        Assert.Equal((before + 2, 500), (window.Configures, window.Configured.Width));
    }

    [Fact]
    public void An_app_that_does_not_answer_gets_the_newest_size_after_a_while()
    {
        var window = _app.Map(10, 10);
        window.Acknowledges = false;
        _bench.Desktop.Configure(window.Id, 100, 50, ConfigureStates.Resizing);
        _bench.Desktop.Configure(window.Id, 200, 50, ConfigureStates.Resizing);
        _bench.Settle();
        Assert.Equal(100, window.Configured.Width);
        _bench.Advance(CompositorLimits.AcknowledgePatience);
        Assert.Equal(200, window.Configured.Width);
    }

    [Fact]
    public void A_configure_counts_as_answered_with_the_commit_after_its_acknowledgement()
    {
        var window = _app.Map(10, 10);
        var configure = _bench.Desktop.Configure(window.Id, 40, 40);
        _bench.Settle();
        Assert.NotEqual(configure.Serial, _bench.Shown.State.ConfigureSerial);
        window.Show(_app.Solid(40, 40, 0));
        Assert.Equal(configure.Serial, _bench.Shown.State.ConfigureSerial);
        Assert.Equal(configure.Serial, _bench.Shown.Frame!.Value.ConfigureSerial);
    }

    [Fact]
    public void A_commit_without_pixels_still_answers_its_configure()
    {
        var window = _app.Map(10, 10);
        var configure = _bench.Desktop.Configure(window.Id, 0, 0, ConfigureStates.None);
        _bench.Settle();
        _app.CommitAndSettle(window.Surface);
        Assert.Equal(configure.Serial, _bench.Shown.State.ConfigureSerial);
        Assert.Equal((configure.Serial, true), (_bench.Shown.Frame!.Value.ConfigureSerial, _bench.Shown.Frame!.Value.Damage.IsEmpty));
    }

    [Fact]
    public void Wishes_travel_with_a_serial_of_their_own()
    {
        var window = _app.Map(10, 10);
        window.Toplevel.SetMaximized();
        _bench.Settle();
        Assert.Equal((true, 1u), (_bench.Shown.State.Flags.HasFlag(WindowFlags.Maximized), _bench.Shown.State.WishSerial));
        window.Toplevel.SetMaximized();
        window.Toplevel.SetFullscreen(_app.Display.Bind<WlOutput>());
        _bench.Settle();
        var state = _bench.Shown.State;
        Assert.Equal((true, 3u, 1u), (state.Flags.HasFlag(WindowFlags.Fullscreen), state.WishSerial, state.FullscreenOutput));
    }

    [Fact]
    public void A_wish_that_the_desktop_does_not_answer_is_answered_all_the_same()
    {
        var window = _app.Map(10, 10);
        var before = window.Configures;
        window.Toplevel.UnsetMaximized();
        _bench.Settle();
        Assert.Equal(before, window.Configures);
        _bench.Advance(CompositorLimits.ConfigurePatience);
        Assert.Equal(before + 1, window.Configures);
    }

    [Fact]
    public void Without_a_desktop_a_window_chooses_its_own_size()
    {
        using var alone = new AgentBench(withDesktop: false);
        var window = alone.Client().Window();
        Assert.Equal((1, 0, 0), (window.Configures, window.Configured.Width, window.Configured.Height));
    }

    [Fact]
    public void A_desktop_that_says_nothing_does_not_keep_a_window_waiting()
    {
        _bench.Desktop.ConfiguresByItself = false;
        var window = _app.Window();
        Assert.Equal(0, window.Configures);
        _bench.Advance(CompositorLimits.ConfigurePatience);
        Assert.Equal(1, window.Configures);
    }

    [Fact]
    public void Closing_is_the_apps_own_decision()
    {
        var window = _app.Map(10, 10);
        var closes = 0;
        window.Toplevel.Close = () => closes++;
        _bench.Desktop.Send(new CloseRequested(window.Id));
        _bench.Settle();
        Assert.Equal((1, 1), (closes, _bench.Desktop.Windows.Count));
    }

    [Fact]
    public void A_transient_window_names_its_parent_and_inherits_a_grandparent()
    {
        var (first, second, third) = (_app.Map(10, 10), _app.Map(10, 10), _app.Map(10, 10));
        second.Toplevel.SetParent(first.Toplevel);
        third.Toplevel.SetParent(second.Toplevel);
        _bench.Settle();
        Assert.Equal(second.Id, _bench.Desktop.Windows[third.Id].State.Parent);
        second.Toplevel.Destroy();
        _bench.Settle();
        Assert.Equal(first.Id, _bench.Desktop.Windows[third.Id].State.Parent);
    }

    [Fact]
    public void Window_geometry_leaves_the_shadows_out()
    {
        var window = _app.Map(100, 80);
        window.XdgSurface.SetWindowGeometry(10, 12, 80, 50);
        _app.CommitAndSettle(window.Surface);
        Assert.Equal((80, 50), (_bench.Shown.State.Width, _bench.Shown.State.Height));
        Assert.Equal(new Rect(10, 12, 80, 50), _bench.Shown.Frame!.Value.Geometry);
        window.XdgSurface.SetWindowGeometry(90, 70, 500, 500);
        _app.CommitAndSettle(window.Surface);
        Assert.Equal(new Rect(90, 70, 10, 10), _bench.Shown.Frame!.Value.Geometry);
    }

    [Fact]
    public void Size_limits_are_state_of_the_commit()
    {
        var window = _app.Map(10, 10);
        window.Toplevel.SetMinSize(5, 6);
        window.Toplevel.SetMaxSize(50, 60);
        _bench.Settle();
        Assert.Equal(0, _bench.Shown.State.MinimumWidth);
        _app.CommitAndSettle(window.Surface);
        var state = _bench.Shown.State;
        Assert.Equal((5, 6, 50, 60), (state.MinimumWidth, state.MinimumHeight, state.MaximumWidth, state.MaximumHeight));
    }

    [Fact]
    public void Idle_inhibition_lasts_as_long_as_its_object()
    {
        var manager = _app.Display.Bind<ZwpIdleInhibitManagerV1>();
        var window = _app.Map(10, 10);
        var inhibitor = manager.CreateInhibitor(window.Surface);
        _bench.Settle();
        Assert.True(_bench.Shown.State.Flags.HasFlag(WindowFlags.InhibitIdle));
        inhibitor.Destroy();
        _bench.Settle();
        Assert.False(_bench.Shown.State.Flags.HasFlag(WindowFlags.InhibitIdle));
    }

    [Fact]
    public void The_desktop_draws_the_title_bar_unless_the_app_would_rather()
    {
        var manager = _app.Display.Bind<ZxdgDecorationManagerV1>();
        var window = _app.Window();
        var decoration = manager.GetToplevelDecoration(window.Toplevel);
        List<ZxdgToplevelDecorationV1.Mode> modes = [];
        decoration.Configure = modes.Add;
        decoration.SetMode(ZxdgToplevelDecorationV1.Mode.ServerSide);
        _bench.Settle();
        Assert.True(_bench.Shown.State.Flags.HasFlag(WindowFlags.ServerDecoration));
        _bench.Desktop.Configure(window.Id, 0, 0, ConfigureStates.ServerDecoration);
        _bench.Settle();
        _app.CommitAndSettle(window.Surface);
        decoration.SetMode(ZxdgToplevelDecorationV1.Mode.ClientSide);
        _bench.Settle();
        Assert.False(_bench.Shown.State.Flags.HasFlag(WindowFlags.ServerDecoration));
        _bench.Desktop.Configure(window.Id, 0, 0);
        _app.CommitAndSettle(window.Surface);
        Assert.Equal((ZxdgToplevelDecorationV1.Mode.ServerSide, ZxdgToplevelDecorationV1.Mode.ClientSide), (modes[0], modes[^1]));
    }

    [Fact]
    public void Old_programs_get_a_window_by_wl_shell()
    {
        var shell = _app.Display.Bind<WlShell>();
        var surface = _app.Compositor.CreateSurface();
        var role = shell.GetShellSurface(surface);
        role.SetToplevel();
        role.SetTitle("old");
        _app.Show(surface, _app.Solid(20, 10, 0xff0000ff));
        Assert.Equal("window 1 toplevel 20×10 'old' Mapped, InputEverywhere", _bench.Shown.State.ToString());
        var popup = _app.Compositor.CreateSurface();
        shell.GetShellSurface(popup).SetPopup(_app.Display.Bind<WlSeat>(), 0, surface, 3, 4, 0);
        _app.Show(popup, _app.Solid(5, 5, 0xff00ff00));
        Assert.Equal((1u, WindowRole.Popup), (_bench.Desktop.Windows[2].State.Parent, _bench.Desktop.Windows[2].State.Role));
        surface.Destroy();
        _bench.Settle();
        Assert.DoesNotContain(1u, _bench.Desktop.Windows.Keys);
        Assert.True(_bench.Desktop.IsOpen);
    }
}
