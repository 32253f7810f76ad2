// SPDX-License-Identifier: Apache-2.0
using Seamless.Agent.Linux;
using Seamless.Protocol;
using Seamless.Wayland.Client;
using Xunit;

namespace Seamless.Tests.Linux;

public sealed class PopupTests : IDisposable
{
    private readonly AgentBench _bench = new();
    private readonly AppClient _app;
    private readonly AppWindow _window;

    public PopupTests()
    {
        _app = _bench.Client();
        _window = _app.Map(100, 100);
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Its_rules_travel_to_the_desktop_which_says_where_it_goes()
    {
        var popup = new AppPopup(_app, _window.XdgSurface);
        var state = Single(popup).State;
        Assert.Equal((WindowRole.Popup, _window.Id), (state.Role, state.Parent));
        Assert.Equal(new Rect(10, 20, 30, 5), state.Positioner!.Value.AnchorRect);
        var rules = state.Positioner.Value;
        Assert.Equal((40, 50, PositionerEdge.BottomLeft), (rules.Width, rules.Height, rules.Gravity));
        Assert.Equal(ConstraintAdjustment.FlipY | ConstraintAdjustment.SlideX, rules.Adjustment);
        Place(popup, 7, -8, 40, 50);
        Assert.Equal((7, -8, 40, 50), popup.Placed);
    }

    [Fact]
    public void It_is_mapped_and_goes_like_any_window()
    {
        var popup = new AppPopup(_app, _window.XdgSurface);
        _app.Show(popup.Surface, _app.Solid(40, 50, 0xff00ff00));
        Assert.Equal(0xff00ff00, Single(popup).PixelAt(0, 0));
        popup.Role.Destroy();
        popup.XdgSurface.Destroy();
        _bench.Settle();
        Assert.Equal(_window.Id, _bench.Shown.Id);
    }

    [Fact]
    public void A_reposition_is_answered_with_its_token()
    {
        var popup = new AppPopup(_app, _window.XdgSurface);
        _app.Show(popup.Surface, _app.Solid(40, 50, 0));
        popup.Role.Reposition(popup.Positioner(), 0);
        popup.Role.Reposition(popup.Positioner(), 77);
        _bench.Settle();
        Assert.Equal(2u, Single(popup).State.RepositionToken);
        Place(popup, 1, 2, 40, 50, token: 2);
        Assert.Equal([77u], popup.Repositioned);
        Assert.Equal((1, 2, 40, 50), popup.Placed);
    }

    [Fact]
    public void Dismissed_it_takes_those_on_top_of_it_along_the_newest_first()
    {
        List<string> done = [];
        var menu = new AppPopup(_app, _window.XdgSurface);
        _app.Show(menu.Surface, _app.Solid(40, 50, 0));
        var submenu = new AppPopup(_app, menu.XdgSurface);
        _app.Show(submenu.Surface, _app.Solid(40, 50, 0));
        menu.Role.PopupDone = () => done.Add("menu");
        submenu.Role.PopupDone = () => done.Add("submenu");
        _bench.Desktop.Send(new CloseRequested(Single(menu).Id));
        _bench.Settle();
        Assert.Equal(["submenu", "menu"], done);
        Assert.Equal(_window.Id, _bench.Shown.Id);
        _app.Show(submenu.Surface, _app.Solid(40, 50, 0));
        Assert.Equal("none", _app.Error);
    }

    [Fact]
    public void When_its_parent_goes_it_is_dismissed()
    {
        var popup = new AppPopup(_app, _window.XdgSurface);
        _app.Show(popup.Surface, _app.Solid(40, 50, 0));
        var done = 0;
        popup.Role.PopupDone = () => done++;
        _window.Surface.Attach(null, 0, 0);
        _app.CommitAndSettle(_window.Surface);
        Assert.Equal((1, 1), (done, _bench.Desktop.Windows.Count));
        Assert.False(_bench.Shown.State.Flags.HasFlag(WindowFlags.Mapped));
        Assert.True(_bench.Desktop.IsOpen);
    }

    [Fact]
    public void A_grab_needs_something_that_the_person_did()
    {
        var popup = new AppPopup(_app, _window.XdgSurface, commits: false);
        var done = 0;
        popup.Role.PopupDone = () => done++;
        popup.Role.Grab(_app.Display.Bind<WlSeat>(), 12345);
        _app.CommitAndSettle(popup.Surface);
        Assert.Equal((1, 1), (done, _bench.Desktop.Windows.Count));
    }

    [Fact]
    public void With_it_the_desktop_knows_of_the_grab_and_a_new_window_ends_it()
    {
        var popup = Grabbing(_window.XdgSurface);
        _app.Show(popup.Surface, _app.Solid(40, 50, 0));
        Assert.True(Single(popup).State.Flags.HasFlag(WindowFlags.Grab));
        var done = 0;
        popup.Role.PopupDone = () => done++;
        _app.Map(10, 10);
        Assert.Equal(1, done);
    }

    [Fact]
    public void A_grab_comes_before_the_content()
    {
        var popup = new AppPopup(_app, _window.XdgSurface);
        _app.Show(popup.Surface, _app.Solid(40, 50, 0));
        popup.Role.Grab(_app.Display.Bind<WlSeat>(), Press());
        Assert.Equal("xdg_popup 0", _app.Error);
    }

    [Fact]
    public void Only_the_topmost_popup_may_open_another()
    {
        var menu = Grabbing(_window.XdgSurface);
        _app.Show(menu.Surface, _app.Solid(40, 50, 0));
        Grabbing(_window.XdgSurface);
        Assert.Equal("xdg_wm_base 2", _app.Error);
    }

    [Fact]
    public void Popups_are_destroyed_from_the_top()
    {
        var menu = new AppPopup(_app, _window.XdgSurface);
        _app.Show(menu.Surface, _app.Solid(40, 50, 0));
        _ = new AppPopup(_app, menu.XdgSurface);
        menu.Role.Destroy();
        Assert.Equal("xdg_wm_base 2", _app.Error);
    }

    [Fact]
    public void It_needs_a_parent_when_it_is_committed()
    {
        _ = new AppPopup(_app, null);
        Assert.Equal("xdg_wm_base 3", _app.Error);
    }

    [Fact]
    public void Its_parent_must_be_something_itself()
    {
        _ = new AppPopup(_app, _app.Shell.GetXdgSurface(_app.Compositor.CreateSurface()));
        Assert.Equal("xdg_wm_base 3", _app.Error);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Its_rules_must_be_complete(bool hasSize, bool hasAnchor)
    {
        var positioner = _app.Shell.CreatePositioner();
        if (hasSize)
            positioner.SetSize(1, 1);
        if (hasAnchor)
            positioner.SetAnchorRect(0, 0, 1, 1);
        _app.Shell.GetXdgSurface(_app.Compositor.CreateSurface()).GetPopup(_window.XdgSurface, positioner);
        Assert.Equal("xdg_wm_base 5", _app.Error);
    }

    public static TheoryData<string, Action<XdgPositioner>> BadInput => new()
    {
        { "no width", positioner => positioner.SetSize(0, 5) },
        { "negative height", positioner => positioner.SetSize(5, -5) },
        { "negative anchor", positioner => positioner.SetAnchorRect(0, 0, -1, 0) },
        { "unknown anchor", positioner => positioner.SetAnchor((XdgPositioner.Anchor)9) },
        { "unknown gravity", positioner => positioner.SetGravity((XdgPositioner.Gravity)uint.MaxValue) },
    };

    [Theory]
    [MemberData(nameof(BadInput), DisableDiscoveryEnumeration = true)]
    public void Rules_that_make_no_sense_are_an_error(string what, Action<XdgPositioner> set)
    {
        set(_app.Shell.CreatePositioner());
        Assert.True(_app.Error == "xdg_positioner 0", what);
    }

    [Fact]
    public void Without_a_desktop_it_goes_where_the_rules_say()
    {
        using var alone = new AgentBench(withDesktop: false);
        var app = alone.Client();
        var window = app.Map(100, 100);
        var popup = new AppPopup(app, window.XdgSurface);
        // Below the anchor rectangle's left end, growing down and to the left: 10 − 40, 20 + 5.
        Assert.Equal((-30, 25, 40, 50), popup.Placed);
    }

    private Seamless.Tests.Fakes.FakeWindow Single(AppPopup popup) => _bench.Desktop.Windows[_app.ServerOf(popup.Surface).Window!.Id];

    private void Place(AppPopup popup, int x, int y, int width, int height, uint token = 0)
    {
        var known = Single(popup);
        _bench.Desktop.Send(new Configure
        {
            Window = known.Id,
            Serial = known.ConfigureSerial + 1000,
            X = x,
            Y = y,
            Width = width,
            Height = height,
            RepositionToken = token,
        });
        _app.CommitAndSettle(popup.Surface);
        _bench.Settle();
        _app.CommitAndSettle(popup.Surface);
    }

    private AppPopup Grabbing(XdgSurface parent)
    {
        var popup = new AppPopup(_app, parent, commits: false);
        popup.Role.Grab(_app.Display.Bind<WlSeat>(), Press());
        _app.CommitAndSettle(popup.Surface);
        return popup;
    }

    /// <summary>The person presses a button on the window; the serial that the app gets for it.</summary>
    private uint Press()
    {
        var pointer = _app.Display.Bind<WlSeat>().GetPointer();
        var pressed = 0u;
        pointer.Button = (serial, _, _, state) => pressed = state == WlPointer.ButtonState.Pressed ? serial : pressed;
        _bench.Settle();
        _bench.Desktop.Click(_window.Id, 5, 5);
        _bench.Settle();
        return pressed;
    }
}

/// <summary>An xdg_popup hanging at (10, 20) 30×5 of its parent, 40×50 large.</summary>
internal sealed class AppPopup
{
    private readonly AppClient _app;

    public AppPopup(AppClient app, XdgSurface? parent, bool commits = true)
    {
        _app = app;
        Surface = app.Compositor.CreateSurface();
        XdgSurface = app.Shell.GetXdgSurface(Surface);
        XdgSurface.Configure = serial => XdgSurface.AckConfigure(serial);
        Role = XdgSurface.GetPopup(parent, Positioner());
        Role.Configure = (x, y, width, height) => Placed = (x, y, width, height);
        Role.Repositioned = Repositioned.Add;
        if (commits)
            Surface.Commit();
        app.Bench.Settle();
    }

    public WlSurface Surface { get; }

    public XdgSurface XdgSurface { get; }

    public XdgPopup Role { get; }

    public (int X, int Y, int Width, int Height) Placed { get; private set; }

    public List<uint> Repositioned { get; } = [];

    public XdgPositioner Positioner()
    {
        var positioner = _app.Shell.CreatePositioner();
        positioner.SetSize(40, 50);
        positioner.SetAnchorRect(10, 20, 30, 5);
        positioner.SetAnchor(XdgPositioner.Anchor.BottomLeft);
        positioner.SetGravity(XdgPositioner.Gravity.BottomLeft);
        positioner.SetConstraintAdjustment((uint)(ConstraintAdjustment.FlipY | ConstraintAdjustment.SlideX));
        return positioner;
    }
}
