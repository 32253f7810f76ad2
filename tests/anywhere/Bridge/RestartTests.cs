// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Anywhere.Bridge;

/// <summary>Any of the three may die and come back; the others stay and do not notice for long.</summary>
public sealed class RestartTests : IDisposable
{
    private readonly BridgeRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void Without_a_desktop_a_frame_is_answered_once_a_second()
    {
        var guest = _rig.Guest();
        guest.Show(1, "alone", 8, 8, 0xff000000);
        _rig.Step();
        Assert.Empty(guest.All<FrameShown>());
        _rig.Wait(TimeSpan.FromSeconds(0.9));
        Assert.Empty(guest.All<FrameShown>());
        _rig.Wait(TimeSpan.FromSeconds(0.1));
        Assert.Equal(FrameShownFlags.NotVisible, guest.Last<FrameShown>().Flags);
        Assert.Equal(new FrameReleased(1, 1), guest.Last<FrameReleased>());
        _rig.Wait(TimeSpan.FromSeconds(5));
        Assert.Single(guest.All<FrameShown>());
        guest.Paint(1, 8, 8, 0xff111111);
        _rig.Wait(TimeSpan.FromSeconds(1));
        Assert.Equal(2, guest.All<FrameShown>().Count());
    }

    [Fact]
    public void A_desktop_that_goes_while_a_frame_is_in_flight_leaves_the_answer_to_the_bridge()
    {
        var desktop = _rig.Desktop(shows: false);
        var guest = _rig.Guest();
        guest.Show(1, "window", 8, 8, 0xff000000);
        _rig.Step();
        desktop.ShowFrame(1);
        _rig.Step();
        guest.Paint(1, 8, 8, 0xff111111);
        _rig.Step();
        desktop.Dispose();
        _rig.Step();
        // What only the desktop held is free at once; what is in flight has its time.
        Assert.Equal(new FrameReleased(1, 1), guest.Last<FrameReleased>());
        Assert.Single(guest.All<FrameShown>());
        _rig.Wait(TimeSpan.FromSeconds(1));
        Assert.Equal(2u, guest.Last<FrameShown>().Serial);
        Assert.Equal(new FrameReleased(1, 2), guest.Last<FrameReleased>());
    }

    [Fact]
    public void A_desktop_that_goes_leaves_nothing_pressed_or_focused()
    {
        var desktop = _rig.Desktop();
        var guest = _rig.Guest();
        guest.Show(1, "window", 8, 8, 0xff000000);
        _rig.Step();
        desktop.Focus(1, 30, 42);
        desktop.PointTo(1, 1, 1);
        desktop.Send(new PointerConstraintState(1, true));
        _rig.Step();
        desktop.Dispose();
        _rig.Step();
        Assert.Equal(new KeyboardFocus(0, []).ToString(), guest.Last<KeyboardFocus>().ToString());
        Assert.Equal(new PointerLeave(1), guest.Last<PointerLeave>());
        Assert.Equal(new PointerConstraintState(1, false), guest.Last<PointerConstraintState>());
    }

    [Fact]
    public void A_new_desktop_has_the_guest_say_everything_again_and_may_be_overtaken_once()
    {
        var guest = _rig.Guest();
        var first = _rig.Desktop(shows: false);
        guest.Show(1, "window", 8, 8, 0xff000000);
        _rig.Step();
        first.Dispose();
        _rig.Step();
        var second = _rig.Desktop(shows: false);
        Assert.Equal(2, guest.All<Resync>().Count());
        // The owed answer came before the Resync.
        Assert.Equal(1u, guest.Last<FrameShown>().Serial);
        // Sent before the guest had read the Resync: known to nobody at the desktop yet, so it is the bridge's to answer.
        guest.SendFrame(1, 1, 8, 8);
        _rig.Step();
        Assert.Empty(second.All<Frame>());
        // And this is the answer to the Resync.
        guest.Send(FakeGuest.Toplevel(1, "window", 8, 8));
        guest.Send(new FrameMemory(1, FrameMemoryKind.SharedFd, 256), guest.Memories[1].File.Descriptor);
        guest.SendFrame(1, 1, 8, 8);
        _rig.Step();
        Assert.Equal(3u, second.Windows[1].Frame!.Value.Serial);
        Assert.Equal(0xff000000, second.Windows[1].PixelAt(3, 3));
        second.ShowFrame(1);
        _rig.Step();
        Assert.Equal(3u, guest.Last<FrameShown>().Serial);
        Assert.Empty(_rig.Warnings);
    }

    [Fact]
    public void A_frame_that_waits_for_the_one_before_it_goes_away_with_its_memory()
    {
        var guest = _rig.Guest();
        guest.Send(FakeGuest.Toplevel(1, "window", 8, 8));
        _rig.Step();
        var desktop = _rig.Desktop(shows: false);
        guest.Show(1, "window", 8, 8, 0xff000000);
        _rig.Step();
        var second = guest.AddMemory(256);
        guest.SendFrame(1, second.Id, 8, 8);
        guest.ReleaseMemory(second.Id);
        _rig.Step();
        desktop.ShowFrame(1);
        _rig.Step();
        Assert.Equal(1u, Assert.Single(desktop.All<Frame>()).Serial);
        _rig.Wait(TimeSpan.FromSeconds(1));
        Assert.Equal(2u, guest.Last<FrameShown>().Serial);
        Assert.Empty(_rig.Warnings);
    }

    [Fact]
    public void A_guest_that_comes_to_a_waiting_desktop_hears_what_the_desktop_said_before()
    {
        var desktop = _rig.Desktop();
        var guest = _rig.Guest();
        Assert.Equal("FAKE-1", guest.Last<Outputs>().List[0].Name);
        Assert.Equal("us", guest.Last<KeyboardLayout>().Layout);
        Assert.Equal(["opened", "outputs", "keyboard", "locks", "resync"], guest.Log.Select(line => line.Split(' ')[0].ToLowerInvariant()));
        guest.Show(1, "window", 8, 8, 0xff123456);
        _rig.Step();
        Assert.Equal(0xff123456, desktop.Windows[1].PixelAt(0, 0));
    }

    [Fact]
    public void Nothing_is_sent_to_a_desktop_that_has_not_asked_for_it()
    {
        var guest = _rig.Guest();
        var desktop = _rig.Desktop(attaches: false);
        guest.Show(1, "window", 8, 8, 0xff000000);
        _rig.Step();
        Assert.Empty(desktop.Windows);
        Assert.Empty(guest.All<Resync>());
        desktop.Attach();
        _rig.Step();
        Assert.Single(guest.All<Resync>());
    }

    [Fact]
    public void After_the_bridge_dies_both_sides_come_back_and_everything_with_them()
    {
        var desktop = _rig.Desktop();
        var guest = _rig.Guest();
        guest.Show(1, "window", 8, 8, 0xff000000);
        _rig.Step();
        _rig.RestartBridge();
        Assert.False(desktop.IsOpen || guest.IsOpen);
        _rig.Wait(TimeSpan.FromSeconds(1));
        Assert.True(desktop.IsOpen && guest.IsOpen);
        Assert.Equal(2, guest.All<Resync>().Count());
        guest.Send(FakeGuest.Toplevel(1, "window", 8, 8));
        guest.Send(new FrameMemory(1, FrameMemoryKind.SharedFd, 256), guest.Memories[1].File.Descriptor);
        guest.SendFrame(1, 1, 8, 8);
        _rig.Step();
        Assert.Equal(1, desktop.Windows[1].FrameCount);
        Assert.Empty(_rig.Warnings);
    }

    [Fact]
    public void A_guest_that_comes_back_may_use_its_ids_again()
    {
        var desktop = _rig.Desktop();
        var guest = _rig.Guest();
        guest.Show(1, "window", 8, 8, 0xff000000);
        _rig.Step();
        guest.Dispose();
        _rig.Step();
        Assert.Empty(desktop.Windows);
        var again = _rig.Guest();
        again.Show(1, "window", 8, 8, 0xffabcdef);
        _rig.Step();
        Assert.Equal(0xffabcdef, desktop.Windows[1].PixelAt(0, 0));
        Assert.Empty(_rig.Warnings);
    }
}
