// SPDX-License-Identifier: Apache-2.0
using Seamless.Agent.Linux;
using Seamless.Protocol;
using Seamless.Wayland.Client;
using Xunit;
using DndAction = Seamless.Wayland.Client.WlDataDeviceManager.DndAction;

namespace Seamless.Tests.Linux;

public sealed class DragTests : IDisposable
{
    private const uint LeftControl = 29, Escape = 1;
    private readonly SeatBench _bench = new();
    private readonly SelectionClient _from, _to;
    private readonly BenchWindow _fromWindow, _toWindow;

    public DragTests()
    {
        (_from, _to) = (new SelectionClient(_bench.Client("from")), new SelectionClient(_bench.Client("to")));
        (_fromWindow, _toWindow) = (_from.Client.Map("from"), _to.Client.Map("to"));
        _bench.Desktop.PointTo(_fromWindow.Id, 10, 10);
        _bench.Desktop.Button(_fromWindow.Id, isPressed: true);
        _bench.Settle();
        _from.Client.Log.Clear();
        _to.Client.Log.Clear();
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void A_drag_goes_from_window_to_window_and_ends_with_what_was_dropped()
    {
        Start(_from.Source(DndAction.Copy | DndAction.Move, "text/plain"));
        Assert.Equal("leave from; frame; offer allows Copy, Move; drag enter from 10,10 [text/plain]", _from.Client.Heard());
        Assert.Contains(_bench.Desktop.All<DragState>(), state => state == new DragState(true, _fromWindow.Id));
        Over(_toWindow, 20, 30);
        Assert.Equal("drag leave", _from.Client.Heard());
        Assert.Equal("offer allows Copy, Move; drag enter to 20,30 [text/plain]; drag 20,30", _to.Client.Heard());
        Accept("text/plain", DndAction.Copy | DndAction.Move, DndAction.Move);
        Assert.Equal("target text/plain; action Move", _from.Client.Heard());
        Assert.Equal("offer action Move", _to.Client.Heard());
        Assert.Equal(CursorShapeName.Move, _bench.Desktop.Last<CursorShape>().Shape);
        Release(_toWindow);
        Assert.Equal("drop; drag leave; enter to 20,30; frame", _to.Client.Heard());
        Assert.Equal("dropped", _from.Client.Heard());
        Assert.Equal(new DragState(false, _fromWindow.Id), _bench.Desktop.Last<DragState>());
        Assert.Equal("contents as text/plain", _to.Receive(_to.Dragged!, "text/plain"));
        _to.Dragged!.Finish();
        _to.Dragged!.Destroy();
        Assert.Equal("send text/plain; finished", _from.Client.Heard());
    }

    [Fact]
    public void After_the_drop_the_pointer_is_a_pointer_again()
    {
        Start(_from.Source(DndAction.Copy, "text/plain"));
        Over(_toWindow, 20, 30);
        _to.Client.Heard();
        Release(_toWindow);
        Assert.Equal("drag leave; enter to 20,30; frame", _to.Client.Heard());
        _bench.Desktop.Button(_toWindow.Id, isPressed: true);
        Assert.Equal("button 272 down; frame", _to.Client.Heard());
    }

    // What the source allows, what the receiver can do, what it likes best, what comes of it.
    [Theory]
    [InlineData(DndAction.Copy, DndAction.Copy, DndAction.Copy, "Copy")]
    [InlineData(DndAction.Copy, DndAction.Copy | DndAction.Move, DndAction.Move, "Copy")]
    [InlineData(DndAction.Copy | DndAction.Move, DndAction.Copy | DndAction.Move, DndAction.Move, "Move")]
    [InlineData(DndAction.Copy | DndAction.Move, DndAction.Copy | DndAction.Move, DndAction.None, "Copy")]
    [InlineData(DndAction.Move, DndAction.Copy | DndAction.Move, DndAction.Copy, "Move")]
    [InlineData(DndAction.Move, DndAction.Copy, DndAction.Copy, "None")]
    [InlineData(DndAction.Copy | DndAction.Move | DndAction.Ask, DndAction.Ask, DndAction.Ask, "Ask")]
    [InlineData(DndAction.None, DndAction.Copy, DndAction.Copy, "None")]
    [InlineData(DndAction.Copy, DndAction.None, DndAction.None, "None")]
    public void Both_sides_agree_on_one_action(DndAction source, DndAction offer, DndAction preferred, string agreed)
    {
        Start(_from.Source(source, "text/plain"));
        Over(_toWindow, 20, 30);
        _from.Client.Heard();
        _to.Client.Heard();
        Accept("text/plain", offer, preferred);
        Assert.Equal(agreed == "None" ? "target text/plain" : $"target text/plain; action {agreed}", _from.Client.Heard());
        Release(_toWindow);
        Assert.StartsWith(agreed == "None" ? "drag leave" : $"offer action {agreed}; drop; drag leave", _to.Client.Heard(), StringComparison.Ordinal);
        Assert.Equal(agreed == "None" ? "target none; cancelled" : "dropped", _from.Client.Heard().Replace("cancelled; target none", "target none; cancelled", StringComparison.Ordinal));
    }

    [Fact]
    public void Control_held_asks_for_a_copy()
    {
        _bench.Desktop.Focus(_fromWindow.Id);
        Start(_from.Source(DndAction.Copy | DndAction.Move, "text/plain"));
        Over(_toWindow, 20, 30);
        Accept("text/plain", DndAction.Copy | DndAction.Move, DndAction.Move);
        _bench.Settle();
        _to.Client.Log.Clear();
        _bench.Say(new Key(_fromWindow.Id, 9, 0, LeftControl, true));
        Assert.Equal("offer action Copy", _to.Client.Heard());
        _bench.Say(new Key(_fromWindow.Id, 9, 0, LeftControl, false));
        Assert.Equal("offer action Move", _to.Client.Heard());
    }

    [Fact]
    public void Asking_is_settled_after_the_drop()
    {
        Start(_from.Source(DndAction.Copy | DndAction.Move | DndAction.Ask, "text/plain"));
        Over(_toWindow, 20, 30);
        Accept("text/plain", DndAction.Ask, DndAction.Ask);
        Release(_toWindow);
        _from.Client.Heard();
        _to.Dragged!.SetActions(DndAction.Copy | DndAction.Move, DndAction.Move);
        _to.Dragged.Finish();
        Assert.Equal("action Move; finished", _from.Client.Heard());
    }

    [Fact]
    public void A_drop_on_nothing_cancels()
    {
        Start(_from.Source(DndAction.Copy, "text/plain"));
        _bench.Say(new PointerLeave(_fromWindow.Id));
        _from.Client.Heard();
        Release(_fromWindow);
        Assert.Equal("cancelled", _from.Client.Heard());
        Assert.False(_bench.Seat.Selections.Drags.IsActive);
    }

    [Fact]
    public void Escape_cancels()
    {
        _bench.Desktop.Focus(_fromWindow.Id);
        Start(_from.Source(DndAction.Copy, "text/plain"));
        _from.Client.Heard();
        _bench.Desktop.Tap(_fromWindow.Id, Escape);
        Assert.Equal("cancelled; drag leave; enter from 10,10; frame", _from.Client.Heard());
    }

    [Fact]
    public void A_receiver_that_does_not_finish_cancels()
    {
        Start(_from.Source(DndAction.Copy, "text/plain"));
        Over(_toWindow, 20, 30);
        Accept("text/plain", DndAction.Copy, DndAction.Copy);
        Release(_toWindow);
        _from.Client.Heard();
        _to.Dragged!.Destroy();
        Assert.Equal("cancelled", _from.Client.Heard());
    }

    [Fact]
    public void A_receiver_that_dies_is_left()
    {
        Start(_from.Source(DndAction.Copy, "text/plain"));
        Over(_toWindow, 20, 30);
        Accept("text/plain", DndAction.Copy, DndAction.Copy);
        _from.Client.Heard();
        _to.Client.Display.Dispose();
        Assert.Equal("target none; action None", _from.Client.Heard());
        Release(_fromWindow);
        Assert.Equal("cancelled", _from.Client.Heard());
    }

    [Fact]
    public void A_source_that_dies_ends_the_drag()
    {
        Start(_from.Source(DndAction.Copy, "text/plain"));
        Over(_toWindow, 20, 30);
        Accept("text/plain", DndAction.Copy, DndAction.Copy);
        _to.Client.Heard();
        _from.Client.Display.Dispose();
        Assert.Equal("drag leave; enter to 20,30; frame", _to.Client.Heard());
        Assert.Equal("", _to.Receive(_to.Dragged!, "text/plain"));
        Assert.Equal(new DragState(false, _fromWindow.Id), _bench.Desktop.Last<DragState>());
    }

    [Fact]
    public void A_drag_without_a_source_is_the_clients_own_affair()
    {
        _from.Device.StartDrag(null, _fromWindow.Surface, null, _from.Client.PressSerial);
        Assert.Equal("leave from; frame; drag enter from 10,10 nothing", _from.Client.Heard());
        Over(_toWindow, 20, 30);
        Assert.Equal("", _to.Client.Heard());
        Over(_fromWindow, 5, 5);
        Release(_fromWindow);
        Assert.Equal("drag leave; drag enter from 5,5 nothing; drag 5,5; drop; drag leave; enter from 5,5; frame", _from.Client.Heard());
    }

    [Fact]
    public void A_drag_needs_a_button_that_is_down()
    {
        _bench.Desktop.Button(_fromWindow.Id, isPressed: false);
        _from.Client.Heard();
        Start(_from.Source(DndAction.Copy, "text/plain"));
        Assert.Equal("cancelled", _from.Client.Heard());
        Assert.Empty(_bench.Desktop.All<DragState>());
    }

    [Fact]
    public void The_icon_is_a_window_at_the_pointer_until_the_drop()
    {
        var icon = _from.Client.CreateSurface("icon");
        _from.Device.StartDrag(_from.Source(DndAction.Copy, "x"), _fromWindow.Surface, icon, _from.Client.PressSerial);
        _from.Client.Attach(icon, 32, 32);
        _bench.Settle();
        var state = Assert.Single(_bench.Desktop.Windows.Values, window => window.State.Role == WindowRole.DragIcon).State;
        Assert.Equal((32, 32, WindowFlags.Mapped), (state.Width, state.Height, state.Flags));
        Release(_fromWindow);
        _bench.Settle();
        Assert.DoesNotContain(_bench.Desktop.Windows.Values, window => window.State.Role == WindowRole.DragIcon);
    }

    [Fact]
    public void A_surface_with_another_role_is_no_icon()
    {
        _from.Device.StartDrag(null, _fromWindow.Surface, _fromWindow.Surface, _from.Client.PressSerial);
        _bench.Settle();
        Assert.Equal(("wl_data_device", (uint)WlDataDevice.Error.Role), (_from.Client.Display.Error?.Interface, _from.Client.Display.Error?.Code));
    }

    [Fact]
    public void Finishing_before_the_drop_is_an_error()
    {
        Start(_from.Source(DndAction.Copy, "text/plain"));
        Over(_toWindow, 20, 30);
        Accept("text/plain", DndAction.Copy, DndAction.Copy);
        _to.Dragged!.Finish();
        _bench.Settle();
        Assert.Equal((uint)WlDataOffer.Error.InvalidFinish, _to.Client.Display.Error?.Code);
    }

    [Fact]
    public void Clients_of_before_version_3_copy_and_need_no_finish()
    {
        var old = new SelectionClient(_bench.Client("old"), version: 2);
        var window = old.Client.Map("old");
        old.Client.Heard();
        Start(_from.Source(DndAction.Copy | DndAction.Move, "text/plain"));
        Over(window, 20, 30);
        _bench.Settle();
        old.Dragged!.Accept(old.DragSerial, "text/plain");
        Release(window);
        Assert.Equal("drag enter old 20,30 [text/plain]; drag 20,30; drop; drag leave; enter old 20,30; frame", old.Client.Heard());
        _from.Client.Heard();
        Assert.Equal("contents as text/plain", old.Receive(old.Dragged, "text/plain"));
        old.Dragged.Destroy();
        Assert.Equal("send text/plain; finished", _from.Client.Heard());
    }

    [Fact]
    public void A_desktop_that_goes_cancels_the_drag()
    {
        Start(_from.Source(DndAction.Copy, "text/plain"));
        _from.Client.Heard();
        _bench.Desktop.Session!.Close("the desktop ends");
        Assert.Equal("cancelled; drag leave", _from.Client.Heard());
    }

    private void Start(WlDataSource source)
    {
        _from.Device.StartDrag(source, _fromWindow.Surface, null, _from.Client.PressSerial);
        _bench.Settle();
    }

    private void Over(BenchWindow window, double x, double y)
    {
        _bench.Desktop.PointTo(window.Id, x, y);
        _bench.Settle();
    }

    private void Accept(string type, DndAction actions, DndAction preferred)
    {
        _to.Dragged!.Accept(_to.DragSerial, type);
        _to.Dragged.SetActions(actions, preferred);
        _bench.Settle();
    }

    private void Release(BenchWindow window)
    {
        _bench.Desktop.Button(window.Id, isPressed: false);
        _bench.Settle();
    }
}
