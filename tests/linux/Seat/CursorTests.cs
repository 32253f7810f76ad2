// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;
using Seamless.Wayland.Client;
using Xunit;

namespace Seamless.Tests.Linux;

public sealed class CursorTests : IDisposable
{
    private readonly SeatBench _bench = new();
    private readonly BenchClient _app;
    private readonly BenchWindow _window;

    public CursorTests()
    {
        _app = _bench.Client();
        _window = _app.Map("main");
        _bench.Desktop.PointTo(_window.Id, 10, 10);
        _app.Heard();
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void A_cursor_surface_is_a_picture_with_its_hotspot_until_it_is_emptied()
    {
        var cursor = Show(24, 16, 3, 4);
        Assert.Equal("cursor image 24×16 hotspot 3,4 scale 120/120", Told());
        cursor.Attach(null, 0, 0);
        cursor.Commit();
        _bench.Settle();
        Assert.IsType<CursorHidden>(Newest());
    }

    [Fact]
    public void The_hotspot_follows_the_offset_and_the_scale()
    {
        var cursor = Show(24, 24, 6, 6);
        cursor.SetBufferScale(2);
        cursor.Commit();
        _bench.Settle();
        Assert.Equal("cursor image 24×24 hotspot 12,12 scale 240/120", Told());
        cursor.Attach(NewBuffer(24, 24), 2, 1);
        cursor.Commit();
        _bench.Settle();
        Assert.Equal("cursor image 24×24 hotspot 8,10 scale 240/120", Told());
    }

    [Fact]
    public void No_surface_hides_the_cursor_and_another_client_begins_with_the_arrow()
    {
        _app.Pointer.SetCursor(_app.EnterSerial, null, 0, 0);
        _bench.Settle();
        Assert.IsType<CursorHidden>(Newest());
        var other = _bench.Client("other").Map("other");
        _bench.Desktop.PointTo(other.Id, 1, 1);
        _bench.Settle();
        Assert.Equal(new CursorShape(CursorShapeName.Default), Newest());
    }

    [Fact]
    public void A_serial_of_another_enter_changes_nothing()
    {
        _app.Pointer.SetCursor(_app.EnterSerial + 1000, null, 0, 0);
        _bench.Settle();
        Assert.DoesNotContain(_bench.Desktop.All<CursorHidden>(), _ => true);
        var serial = _app.EnterSerial;
        _bench.Say(new PointerLeave(_window.Id));
        _app.Pointer.SetCursor(serial, null, 0, 0);
        _bench.Settle();
        Assert.DoesNotContain(_bench.Desktop.All<CursorHidden>(), _ => true);
    }

    [Fact]
    public void A_destroyed_cursor_surface_hides_the_cursor()
    {
        Show(8, 8, 0, 0).Destroy();
        _bench.Settle();
        Assert.IsType<CursorHidden>(Newest());
    }

    [Fact]
    public void A_cursor_of_the_largest_size_and_beyond_is_told_cut_off()
    {
        Show(600, 300, 599, 1);
        Assert.Equal("cursor image 256×256 hotspot 256,1 scale 120/120", Told());
    }

    [Fact]
    public void Many_commits_of_one_turn_are_one_picture()
    {
        var cursor = Show(8, 8, 0, 0);
        var before = _bench.Desktop.All<CursorImage>().Count();
        for (var i = 0; i < 10; i++) _app.Attach(cursor, 8, 8, 0xff000000 + (uint)i);
        _bench.Settle();
        Assert.InRange(_bench.Desktop.All<CursorImage>().Count() - before, 1, 2);
        Assert.Equal(9, _bench.Desktop.Last<CursorImage>().Pixels.Span[0]);
    }

    [Fact]
    public void A_window_cannot_be_a_cursor()
    {
        _app.Pointer.SetCursor(_app.EnterSerial, _window.Surface, 0, 0);
        _bench.Settle();
        Assert.Equal(("wl_pointer", (uint)WlPointer.Error.Role), (_app.Display.Error?.Interface, _app.Display.Error?.Code));
    }

    [Fact]
    public void A_desktop_that_comes_hears_of_the_cursor()
    {
        Show(8, 8, 1, 1);
        _bench.Desktop.Log.Clear();
        _bench.Say(default(Resync));
        Assert.Contains("cursor image 8×8 hotspot 1,1 scale 120/120", _bench.Desktop.Log);
    }

    private WlSurface Show(int width, int height, int hotspotX, int hotspotY)
    {
        var cursor = _app.CreateSurface("cursor");
        _app.Pointer.SetCursor(_app.EnterSerial, cursor, hotspotX, hotspotY);
        _app.Attach(cursor, width, height);
        _bench.Settle();
        return cursor;
    }

    private WlBuffer NewBuffer(int width, int height)
    {
        using var file = Seamless.Linux.MemoryFile.Create("cursor", width * height * 4, Seamless.Linux.Seals.Shrink);
        return _app.Shm.CreatePool(file.Descriptor, width * height * 4).CreateBuffer(0, width, height, width * 4, WlShm.Format.Argb8888);
    }

    private object Newest() => _bench.Desktop.All<object>().Last(message => message is CursorHidden or CursorShape or CursorImage);

    private string? Told() => Newest().ToString();
}
