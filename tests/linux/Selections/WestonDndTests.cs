// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Linux;

/// <summary>Weston's own drag-and-drop demo: a window of flowers that can be dragged within it and to another one.</summary>
public sealed class WestonDndTests : IDisposable
{
    // Its layout: four by four cells of 64 with 16 between, every second one taken.
    private const int Content = 336, Cell = 80, Half = 48;
    private readonly SeatBench _bench = new(realTime: true);
    private readonly string _folder = Directory.CreateTempSubdirectory("dnd").FullName;

    public WestonDndTests() => _bench.Server.Listen(Path.Combine(_folder, "wayland-0"));

    public void Dispose()
    {
        _bench.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_flower_is_dragged_from_one_window_to_another()
    {
        var dnd = GuestProgram.Require("/usr/bin/weston-dnd", "weston");
        using var first = new GuestProgram(_bench, _folder, dnd);
        var from = first.AwaitFocusedWindow();
        using var second = new GuestProgram(_bench, _folder, dnd);
        var to = second.AwaitFocusedWindow(from);
        var (x, y) = PlaceIn(from, column: 1, row: 0);
        _bench.Desktop.PointTo(from, x, y);
        _bench.Desktop.Button(from, isPressed: true);
        Await(() => _bench.Desktop.All<DragState>().Any(state => state == new DragState(true, from)), first);
        Await(() => _bench.Desktop.Windows.Values.Any(window => window.State.Role == WindowRole.DragIcon && window.FrameCount > 0), first);

        var framesBefore = _bench.Desktop.Windows[to].FrameCount;
        (x, y) = PlaceIn(to, column: 0, row: 0);
        _bench.Desktop.PointTo(to, x, y);
        // The receiver accepts, both sides agree, the desktop's cursor would follow: then the person lets go.
        Await(() => _bench.Seat.Pointer.Drag is { IsAccepted: true, Focus.Window.Id: var over } && over == to, second);
        _bench.Desktop.Button(to, isPressed: false);
        Await(() => _bench.Desktop.Last<DragState>() == new DragState(false, from), first);
        Await(() => _bench.Desktop.Windows[to].FrameCount > framesBefore, second);
        Await(() => !_bench.Desktop.Windows.Values.Any(window => window.State.Role == WindowRole.DragIcon), first);
        Assert.True(first.IsRunning && second.IsRunning, first.Output + second.Output);
    }

    private void Await(Func<bool> condition, GuestProgram program) =>
        _bench.Loop.Until(condition, () => $"{program.Output}\n{_bench.Desktop.Describe()}");

    private (int X, int Y) PlaceIn(uint window, int column, int row)
    {
        var state = _bench.Desktop.Windows[window].State;
        var border = (state.Width - Content) / 2;
        return (border + column * Cell + Half, state.Height - Content - border + row * Cell + Half);
    }
}
