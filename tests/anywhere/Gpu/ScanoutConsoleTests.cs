// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Seamless.Bridge;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Tests.Anywhere.Bridge;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Anywhere.Gpu;

/// <summary>The guest's screen as a window, without an agent in the guest.</summary>
public sealed class ScanoutConsoleTests : IDisposable
{
    private const int Width = 640, Height = 480;
    private const ulong At = FakeGpuDriver.FreeAt;

    private readonly BridgeRig _rig = new();
    private readonly FakeDesktop _desktop;
    private readonly FakeLauncher _launcher;
    private readonly FakeMonitor _monitor;
    private readonly FakeGpuDriver _driver;

    public ScanoutConsoleTests()
    {
        _rig.Relay.ServeGpu(new GuestGpu(_rig.Loop, new BridgeLog(_rig.LogWriter, "local")), "local");
        var (ours, theirs) = UnixSocket.Pair();
        _rig.Relay.Gpu!.Adopt(ours);
        _monitor = new FakeMonitor(_rig.Loop, theirs);
        _driver = new FakeGpuDriver(_rig.Loop, _monitor);
        _desktop = _rig.Desktop();
        _launcher = _rig.Launcher();
    }

    public void Dispose()
    {
        _driver.Dispose();
        _monitor.Dispose();
        _rig.Dispose();
    }

    [Fact]
    public void It_shows_what_the_guest_flushes_while_somebody_wants_to_see_it()
    {
        Paint(0xff102030, 1);
        Assert.Empty(_desktop.Windows);
        var window = Show();
        Assert.Equal(("local console", "seamless.console", Width, Height), (window.State.Title, window.State.AppId, window.State.Width, window.State.Height));
        Assert.Equal(0xff102030, window.PixelAt(Width - 1, Height - 1) | 0xff000000);
        _monitor.At(At, 4).Fill(0x77);
        _driver.Flush(1, 0, 0, 1, 1);
        _rig.Step();
        Assert.Equal(0xff777777, window.PixelAt(0, 0) | 0xff000000);
        Assert.Equal(0xff102030, window.PixelAt(0, 1) | 0xff000000);
        Assert.Equal(RectList.Of(new Rect(0, 0, 1, 1)), window.Frame!.Value.Damage);
        _launcher.Send(new StopApp(window.State.AppInstance));
        _rig.Step();
        Assert.Empty(_desktop.Windows);
        Assert.Equal(window.State.AppInstance, _launcher.Last<AppExited>().Instance);
        Assert.Empty(_rig.Warnings);
    }

    [Fact]
    public void One_frame_is_on_its_way_and_the_newest_wins()
    {
        Paint(0xff000001, 1);
        var window = Show();
        _desktop.ShowsByItself = false;
        for (var i = 0; i < 5; i++)
        {
            _driver.Flush(1, i * 10, 0, 10, 10);
            _rig.Step();
        }
        var shown = window.FrameCount;
        _desktop.ShowFrame(window.State.Window);
        _rig.Step();
        Assert.Equal(shown + 1, window.FrameCount);
        Assert.Equal(RectList.Of(new Rect(10, 0, 40, 10)), window.Frame!.Value.Damage);
    }

    [Theory]
    [InlineData(1u, 0xff112233u)]
    [InlineData(67u, 0xff332211u)]
    [InlineData(134u, 0xff332211u)]
    [InlineData(3u, 0x332211ffu)]
    [InlineData(121u, 0x112233ffu)]
    public void Any_order_of_colours_comes_out_right(uint format, uint inMemory)
    {
        Paint(inMemory, format);
        Assert.Equal(0xff112233, Show().PixelAt(3, 3) | 0xff000000);
    }

    [Fact]
    public void It_goes_and_comes_with_the_guests_screen_and_with_the_desktop()
    {
        var launcherRequest = _launcher.StartApp("seamless.console");
        _rig.Step();
        var instance = _launcher.AwaitStarted(launcherRequest);
        // Dark, as large as the smallest screen, and with a keyboard before it.
        Assert.True(_desktop.Windows[instance].State.Flags.HasFlag(WindowFlags.Mapped));
        Assert.Equal((640, 480), (_desktop.Windows[instance].State.Width, _desktop.Windows[instance].State.Height));
        Assert.Equal(0xff000000, _desktop.Windows[instance].PixelAt(639, 479) | 0xff000000);
        Paint(0xff000007, 1);
        _rig.Step();
        Assert.True(_desktop.Windows[instance].State.Flags.HasFlag(WindowFlags.Mapped));
        Assert.Equal(0xff000007, _desktop.Windows[instance].PixelAt(0, 0) | 0xff000000);
        _desktop.Dispose();
        _rig.Step();
        using var second = _rig.Desktop();
        _rig.Step();
        Assert.Equal(0xff000007, second.Windows[instance].PixelAt(9, 9) | 0xff000000);
        _driver.Unref(1);
        _rig.Step();
        Assert.Equal(0xff000000, second.Windows[instance].PixelAt(9, 9) | 0xff000000);
        _monitor.HangUp();
        _rig.Step();
        Assert.Empty(_rig.Warnings);
    }

    [Fact]
    public void The_desktops_close_button_ends_it_and_the_next_one_is_another_window()
    {
        Paint(0xff000001, 1);
        var first = Show().State.Window;
        _desktop.Send(new CloseRequested(first));
        _rig.Step();
        Assert.Empty(_desktop.Windows);
        Assert.Equal(first, _launcher.Last<AppExited>().Instance);
        Assert.NotEqual(first, Show().State.Window);
    }

    [Fact]
    public void What_a_guest_calls_its_window_is_never_the_console()
    {
        Paint(0xff000001, 1);
        var console = Show().State.Window;
        var guest = _rig.Guest();
        guest.Send(FakeGuest.Toplevel(console, "mine", 8, 8));
        _rig.AssertGuestClosed(guest, $"WindowState: window {console} is among the ids of the bridge");
        Assert.Equal("local console", _desktop.Windows[console].State.Title);
    }

    [Fact]
    public void A_guest_without_a_screen_says_so()
    {
        using var rig = new BridgeRig();
        using var launcher = rig.Launcher();
        var request = launcher.StartApp("seamless.console");
        var e = Assert.Throws<InvalidOperationException>(() => launcher.AwaitStarted(request));
        Assert.Equal("this guest has no screen of its own: it is no virtual machine with our GPU", e.Message);
    }

    private FakeWindow Show()
    {
        var instance = _launcher.AwaitStarted(_launcher.StartApp("seamless.console"));
        _rig.Step();
        return _desktop.Windows[instance];
    }

    private void Paint(uint pixel, uint format)
    {
        _driver.CreateResource(1, Width, Height, format);
        _driver.Attach(1, new FakeDescriptor(At, Width * Height * 4));
        var pixels = _monitor.At(At, Width * Height * 4);
        for (var i = 0; i < pixels.Length; i += 4)
            BinaryPrimitives.WriteUInt32LittleEndian(pixels[i..], pixel);
        _driver.SetScanout(1, Width, Height);
        _driver.Flush(1, 0, 0, Width, Height);
    }
}
