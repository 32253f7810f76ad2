// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;
using Seamless.Wayland.Client;
using Xunit;
using Lifetime = Seamless.Wayland.Client.ZwpPointerConstraintsV1.Lifetime;

namespace Seamless.Tests.Linux;

public sealed class PointerConstraintTests : IDisposable
{
    private readonly SeatBench _bench = new();
    private readonly BenchClient _app;
    private readonly BenchWindow _window;
    private readonly ZwpPointerConstraintsV1 _constraints;

    public PointerConstraintTests()
    {
        _app = _bench.Client();
        _window = _app.Map("main");
        _constraints = _app.Display.Bind<ZwpPointerConstraintsV1>();
        var relative = _app.Display.Bind<ZwpRelativePointerManagerV1>().GetRelativePointer(_app.Pointer);
        relative.RelativeMotion = (high, low, dx, dy, rawX, rawY) => _app.Log.Add($"moved {dx},{dy} raw {rawX},{rawY} at {((ulong)high << 32) | low}");
        _bench.Desktop.PointTo(_window.Id, 10, 10);
        _app.Heard();
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void A_lock_is_asked_for_granted_and_then_only_distances_are_told()
    {
        var locked = Lock(Lifetime.Persistent);
        Assert.Equal("", _app.Heard());
        Assert.Equal((_window.Id, ConstraintKind.Lock), Wish());
        _bench.Say(new PointerConstraintState(_window.Id, true));
        Assert.Equal("locked", _app.Heard());
        Move(50, 50, 3, -4);
        Assert.Equal("moved 3,-4 raw 6,-8 at 4294967300000; frame", _app.Heard());
        _bench.Say(new PointerConstraintState(_window.Id, false));
        Assert.Equal("unlocked", _app.Heard());
        Move(50, 50, 1, 1);
        Assert.Equal("moved 1,1 raw 2,2 at 4294967300000; motion 50,50; frame", _app.Heard());
        // The desktop still knows the wish, and may grant it again when the window is focused again.
        _bench.Say(new PointerConstraintState(_window.Id, true));
        Assert.Equal("locked", _app.Heard());
        locked.Destroy();
        _bench.Settle();
        Assert.Equal((_window.Id, ConstraintKind.None), Wish());
    }

    [Fact]
    public void A_oneshot_lock_works_once()
    {
        Lock(Lifetime.Oneshot);
        _bench.Say(new PointerConstraintState(_window.Id, true));
        _bench.Say(new PointerConstraintState(_window.Id, false));
        Assert.Equal("locked; unlocked", _app.Heard());
        Assert.Equal((_window.Id, ConstraintKind.None), Wish());
        _bench.Say(new PointerConstraintState(_window.Id, true));
        Assert.Equal("", _app.Heard());
        Lock(Lifetime.Oneshot);
        _bench.Settle();
        Assert.True(_app.Display.IsOpen);
    }

    [Fact]
    public void A_constraint_waits_for_the_pointer_and_ends_when_it_leaves()
    {
        _bench.Say(new PointerLeave(_window.Id));
        Lock(Lifetime.Persistent);
        _bench.Settle();
        Assert.Empty(_bench.Desktop.All<PointerConstraint>());
        _bench.Desktop.PointTo(_window.Id, 10, 10);
        _bench.Settle();
        Assert.Equal((_window.Id, ConstraintKind.Lock), Wish());
        _bench.Say(new PointerConstraintState(_window.Id, true));
        _app.Log.Clear();
        _bench.Say(new PointerLeave(_window.Id));
        Assert.Equal("unlocked; leave main; frame", _app.Heard());
        Assert.Equal((_window.Id, ConstraintKind.None), Wish());
    }

    [Fact]
    public void A_confined_pointer_stays_in_its_region()
    {
        var region = _app.Compositor.CreateRegion();
        region.Add(0, 0, 40, 30);
        var confined = _constraints.ConfinePointer(_window.Surface, _app.Pointer, region, Lifetime.Persistent);
        confined.Confined = () => _app.Log.Add("confined");
        _bench.Settle();
        Assert.Equal([new Rect(0, 0, 40, 30)], _bench.Desktop.Last<PointerConstraint>().Region);
        _bench.Say(new PointerConstraintState(_window.Id, true));
        Assert.Equal("confined", _app.Heard());
        _bench.Desktop.MovePointer(_window.Id, 20, 20);
        Assert.EndsWith("motion 20,20; frame", _app.Heard(), StringComparison.Ordinal);
        _bench.Desktop.MovePointer(_window.Id, 90, -20);
        Assert.EndsWith("motion 39,0; frame", _app.Heard(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_constraint_outside_of_whose_region_the_pointer_is_waits_until_it_comes_in()
    {
        var region = _app.Compositor.CreateRegion();
        region.Add(50, 50, 20, 20);
        _constraints.ConfinePointer(_window.Surface, _app.Pointer, region, Lifetime.Persistent);
        _bench.Settle();
        Assert.Empty(_bench.Desktop.All<PointerConstraint>());
        _bench.Desktop.MovePointer(_window.Id, 55, 55);
        _bench.Settle();
        Assert.Equal((_window.Id, ConstraintKind.Confine), Wish());
    }

    [Fact]
    public void Region_and_hint_take_effect_with_the_commit()
    {
        var locked = Lock(Lifetime.Persistent);
        _bench.Settle();
        locked.SetCursorPositionHint(Seamless.Wayland.Fixed.FromInt(7), Seamless.Wayland.Fixed.FromInt(8));
        var region = _app.Compositor.CreateRegion();
        region.Add(0, 0, 15, 15);
        locked.SetRegion(region);
        _bench.Settle();
        Assert.Empty(_bench.Desktop.Last<PointerConstraint>().Region);
        _window.Surface.Commit();
        _bench.Settle();
        var wish = _bench.Desktop.Last<PointerConstraint>();
        Assert.Equal([new Rect(0, 0, 15, 15)], wish.Region);
        Assert.Equal((Fixed.FromInt(7), Fixed.FromInt(8)), (wish.HintX, wish.HintY));
    }

    [Fact]
    public void A_surface_has_one_constraint()
    {
        Lock(Lifetime.Persistent);
        _constraints.ConfinePointer(_window.Surface, _app.Pointer, null, Lifetime.Persistent);
        _bench.Settle();
        Assert.Equal((uint)ZwpPointerConstraintsV1.Error.AlreadyConstrained, _app.Display.Error?.Code);
    }

    [Fact]
    public void A_desktop_that_comes_hears_of_the_wish()
    {
        Lock(Lifetime.Persistent);
        _bench.Settle();
        var before = _bench.Desktop.All<PointerConstraint>().Count();
        _bench.Desktop.Send(default(Resync));
        _bench.Settle();
        Assert.Equal(before + 1, _bench.Desktop.All<PointerConstraint>().Count());
    }

    [Fact]
    public void A_surface_that_is_destroyed_takes_its_constraint_along()
    {
        var locked = Lock(Lifetime.Persistent);
        _bench.Say(new PointerConstraintState(_window.Id, true));
        _app.Heard();
        _window.Surface.Destroy();
        _bench.Settle();
        locked.Destroy();
        _bench.Settle();
        Assert.True(_app.Display.IsOpen);
        Assert.Equal(0, _bench.Seat.Of(_app.Server).Constraints);
    }

    private ZwpLockedPointerV1 Lock(Lifetime lifetime)
    {
        var locked = _constraints.LockPointer(_window.Surface, _app.Pointer, null, lifetime);
        locked.Locked = () => _app.Log.Add("locked");
        locked.Unlocked = () => _app.Log.Add("unlocked");
        return locked;
    }

    private void Move(int x, int y, int dx, int dy) => _bench.Say(new PointerMotion
    {
        Window = _window.Id,
        X = Fixed.FromInt(x),
        Y = Fixed.FromInt(y),
        TimeMicroseconds = 4_294_967_300_000,
        DeltaX = Fixed.FromInt(dx),
        DeltaY = Fixed.FromInt(dy),
        RawDeltaX = Fixed.FromInt(2 * dx),
        RawDeltaY = Fixed.FromInt(2 * dy),
    });

    private (uint, ConstraintKind) Wish()
    {
        var wish = _bench.Desktop.Last<PointerConstraint>();
        return (wish.Window, wish.Kind);
    }
}
