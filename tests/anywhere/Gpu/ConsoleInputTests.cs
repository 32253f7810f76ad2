// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Seamless.Bridge;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Tests.Anywhere.Bridge;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Anywhere.Gpu;

/// <summary>Keyboard, pointer and cursor of the window that shows a virtual machine's screen.</summary>
public sealed class ConsoleInputTests : IDisposable
{
    private const int Width = 640, Height = 480;
    private const ulong At = FakeGpuDriver.FreeAt, CursorAt = At + (Width * Height * 4);
    private const uint A = 30, LeftShift = 42, LeftButton = 0x110;

    private readonly BridgeRig _rig = new();
    private readonly FakeDesktop _desktop;
    private FakeLauncher _launcher;
    private readonly FakeMonitor _monitor;
    private readonly FakeGpuDriver _driver;
    private readonly uint _console;
    private uint _serial;

    public ConsoleInputTests()
    {
        _rig.Relay.ServeGpu(new GuestGpu(_rig.Loop, new BridgeLog(_rig.LogWriter, "local")), "local");
        var (ours, theirs) = UnixSocket.Pair();
        _rig.Relay.Gpu!.Adopt(ours);
        _monitor = new FakeMonitor(_rig.Loop, theirs);
        _driver = new FakeGpuDriver(_rig.Loop, _monitor);
        _desktop = _rig.Desktop();
        _launcher = _rig.Launcher(Capabilities.MachineInput);
        _driver.CreateImage(1, Width, Height, At);
        _driver.SetScanout(1, Width, Height);
        _console = _launcher.AwaitStarted(_launcher.StartApp("seamless.console"));
        _rig.Step();
    }

    public void Dispose()
    {
        _driver.Dispose();
        _monitor.Dispose();
        _rig.Dispose();
    }

    [Fact]
    public void Keys_go_to_the_launcher_while_the_console_has_the_keyboard()
    {
        Key(A, true);
        Assert.Empty(Said());
        Focus(_console, LeftShift);
        Key(A, true);
        Key(A, false);
        Key(LeftShift, false);
        Assert.Equal([MachineInput.Key(A, true), MachineInput.Key(A, false)], Said());
    }

    [Fact]
    public void No_key_stays_down_when_the_keyboard_goes_elsewhere()
    {
        Focus(_console);
        Key(LeftShift, true);
        Key(A, true);
        Focus(0);
        Assert.Equal([MachineInput.Key(A, false), MachineInput.Key(LeftShift, false)], Said()[2..]);
        Key(A, true);
        Assert.Equal(4, Said().Count);
    }

    [Fact]
    public void No_key_and_no_button_stays_down_when_the_desktop_or_the_window_goes()
    {
        Press();
        _desktop.Send(new CloseRequested(_console));
        _rig.Step();
        Assert.Equal([MachineInput.Key(A, false), MachineInput.Key(LeftButton, false)], Said()[^2..]);
        Assert.Equal(5, Said().Count);
    }

    [Fact]
    public void No_key_and_no_button_stays_down_when_the_desktop_goes()
    {
        Press();
        _desktop.Dispose();
        _rig.Step();
        Assert.Equal([MachineInput.Key(A, false), MachineInput.Key(LeftButton, false)], Said()[^2..]);
    }

    [Fact]
    public void A_launcher_that_comes_after_one_that_died_lets_go_of_what_that_one_pressed()
    {
        Press();
        _launcher.Dispose();
        _rig.Step();
        Key(A, false);
        _launcher = _rig.Launcher(Capabilities.MachineInput);
        Assert.Equal([MachineInput.Key(A, false), MachineInput.Key(LeftButton, false)], Said());
        Key(A, true);
        Assert.Equal(MachineInput.Key(A, true), Said()[^1]);
    }

    [Fact]
    public void Only_the_newest_launcher_that_says_so_hears_what_is_typed()
    {
        var reader = _rig.Launcher();
        var newest = _rig.Launcher(Capabilities.MachineInput);
        Focus(_console);
        Key(A, true);
        Assert.Empty(reader.All<MachineInput>());
        Assert.Empty(Said());
        Assert.Equal([MachineInput.Key(A, true)], newest.All<MachineInput>());
    }

    [Fact]
    public void The_pointer_is_where_it_is_on_the_screen_whatever_its_size()
    {
        Enter(_console, 0, 0);
        Move(Width - 1, Height - 1);
        Move(Width / 2, Height / 2);
        Move(5000, -3);
        var places = Said();
        Assert.Equal([(0, 0), (Width - 1, Height - 1), (Width / 2, Height / 2), (Width - 1, 0)], places.Select(place => (PixelOf(place.First, Width), PixelOf(place.Second, Height))));
        Assert.All(places, place => Assert.Equal(MachineInputKind.Position, place.Kind));
        // The same place again is nothing new.
        Move(5000, -3);
        Assert.Equal(4, Said().Count);
    }

    [Fact]
    public void A_finger_scrolls_by_whole_notches_and_a_wheel_by_its_own()
    {
        Enter(_console, 1, 1);
        for (var i = 0; i < 5; i++)
            Scroll(new PointerAxis { Source = AxisSource.Finger, DeltaY = Fixed.FromInt(10) });
        Scroll(new PointerAxis { Source = AxisSource.Wheel, DeltaX = Fixed.FromInt(-15), WheelX = -120 });
        Scroll(new PointerAxis { Source = AxisSource.Wheel, WheelY = int.MaxValue });
        Scroll(new PointerAxis { Source = AxisSource.Wheel, WheelY = int.MinValue });
        Assert.Equal(
            [MachineInput.Wheel(0, 1), MachineInput.Wheel(0, 1), MachineInput.Wheel(0, 1), MachineInput.Wheel(-1, 0), MachineInput.Wheel(0, 32), MachineInput.Wheel(0, -32)],
            Said()[1..]);
    }

    [Fact]
    public void The_agent_s_windows_and_the_console_share_keyboard_and_pointer()
    {
        var guest = _rig.Guest();
        guest.Show(1, "window", 100, 100, 0xff000000);
        _rig.Step();
        Focus(1);
        Enter(1, 5, 5);
        Focus(_console);
        Enter(_console, 5, 5);
        Assert.Equal(new KeyboardFocus(0, []).Window, guest.Last<KeyboardFocus>().Window);
        Assert.Equal(1u, guest.Last<PointerLeave>().Window);
        Key(A, true);
        Assert.Empty(guest.All<Key>());
        guest.Dispose();
        _rig.Step();
        Key(A, false);
        Assert.Equal([MachineInput.Key(A, true), MachineInput.Key(A, false)], Said().Where(input => input.Kind == MachineInputKind.Key));
    }

    [Fact]
    public void A_guest_that_says_it_is_refused()
    {
        var guest = _rig.Guest();
        guest.Send(MachineInput.Key(A, true));
        _rig.AssertGuestClosed(guest, "MachineInput: not for a guest to send");
        Assert.Empty(Said());
    }

    [Fact]
    public void The_machine_s_cursor_is_the_one_over_its_console()
    {
        Enter(_console, 1, 1);
        Assert.Equal(CursorShapeName.Default, _desktop.Last<CursorShape>().Shape);
        Cursor(0x80402010, 7, 9);
        var image = _desktop.Last<CursorImage>();
        Assert.Equal((64, 64, 7, 9, 120u), (image.Width, image.Height, image.HotspotX, image.HotspotY, image.Scale120));
        Assert.Single(_desktop.All<CursorImage>());
        _rig.Wait(RelayLimits.CursorInterval);
        _driver.UpdateCursor(0);
        _rig.Step();
        Assert.Single(_desktop.All<CursorHidden>());
    }

    [Fact]
    public void The_agent_s_cursor_comes_back_with_its_window()
    {
        var guest = _rig.Guest();
        guest.Show(1, "window", 100, 100, 0xff000000);
        guest.Send(new CursorShape(CursorShapeName.Text));
        _rig.Step();
        Enter(1, 1, 1);
        Enter(_console, 1, 1);
        guest.Send(new CursorShape(CursorShapeName.Wait));
        _rig.Step();
        Assert.Equal(CursorShapeName.Default, _desktop.Last<CursorShape>().Shape);
        Enter(1, 1, 1);
        Assert.Equal(CursorShapeName.Wait, _desktop.Last<CursorShape>().Shape);
    }

    [Fact]
    public void A_guest_that_changes_its_cursor_all_the_time_does_not_keep_the_desktop_busy()
    {
        Enter(_console, 1, 1);
        for (var i = 0u; i < 500; i++)
            Cursor(i, 0, 0);
        Assert.Single(_desktop.All<CursorImage>());
        _rig.Wait(RelayLimits.CursorInterval);
        Assert.Equal(2, _desktop.All<CursorImage>().Count());
    }

    [Theory]
    [InlineData(32, 64)]
    [InlineData(64, 65)]
    public void What_is_no_cursor_is_refused(int width, int height)
    {
        _driver.CreateImage(7, width, height, CursorAt);
        Assert.Equal(FakeGpuDriver.ErrInvalidParameter, _driver.UpdateCursor(7));
    }

    /// <summary>A key and a button are down.</summary>
    private void Press()
    {
        Focus(_console);
        Enter(_console, 1, 1);
        Key(A, true);
        _desktop.Send(new PointerButton(_console, ++_serial, 0, LeftButton, true));
        _rig.Step();
        Assert.Equal([MachineInput.Key(A, true), MachineInput.Key(LeftButton, true)], Said()[^2..]);
    }

    private List<MachineInput> Said() => [.. _launcher.All<MachineInput>()];

    private static int PixelOf(int part, int side) => (int)((long)part * side / 32_768);

    private void Focus(uint window, params uint[] down)
    {
        _desktop.Send(new KeyboardFocus(window, [.. down]));
        _rig.Step();
    }

    private void Key(uint code, bool isPressed)
    {
        _desktop.Send(new Key(_console, ++_serial, 0, code, isPressed));
        _rig.Step();
    }

    private void Enter(uint window, int x, int y)
    {
        _desktop.Send(new PointerEnter(window, Fixed.FromInt(x), Fixed.FromInt(y)));
        _rig.Step();
    }

    private void Move(int x, int y)
    {
        _desktop.Send(new PointerMotion { Window = _console, X = Fixed.FromInt(x), Y = Fixed.FromInt(y) });
        _rig.Step();
    }

    private void Scroll(PointerAxis axis)
    {
        _desktop.Send(axis with { Window = _console });
        _rig.Step();
    }

    /// <summary>The guest's driver gives its device a cursor of one colour.</summary>
    private void Cursor(uint pixel, uint hotspotX, uint hotspotY)
    {
        if (_rig.Relay.Gpu!.Device.Resources.Find(9) == null)
        {
            _driver.CreateResource(9, 64, 64, 1);
            _driver.Attach(9, new FakeDescriptor(CursorAt, 64 * 64 * 4));
        }
        BinaryPrimitives.WriteUInt32LittleEndian(_monitor.At(CursorAt, 4), pixel);
        Assert.Equal(FakeGpuDriver.OkNoData, _driver.UpdateCursor(9, hotspotX, hotspotY));
        _rig.Step();
    }
}
