// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Anywhere.Protocol;

public sealed class FakePeerTests
{
    [Fact]
    public void A_guest_and_a_desktop_see_each_other()
    {
        using var loop = new EventLoop();
        using var desktop = FakeDesktop.Listen(loop);
        using var guest = FakeGuest.Connect(loop, desktop.Dial);
        guest.AwaitOpen();

        guest.Show(3, "Editor", 640, 480, 0xff336699);
        desktop.AwaitFrame(3);
        guest.Await("window 3 shown #1 Vsync");
        desktop.Click(3, 10, 20.5);
        guest.Await("button 0x110 released in 3, input 2");

        Assert.Equal(0xff336699, desktop.Windows[3].PixelAt(639, 479));
        Assert.Equal(
            [
                "opened by Guest 'fake guest'",
                "window 3 toplevel 640×480 'Editor' Mapped, InputEverywhere",
                "memory 1 SharedFd 1228800 bytes",
                "window 3 frame #1 640×480 memory 1+0 geometry 640×480+0+0 damage [640×480+0+0]",
            ],
            desktop.Log);
        Assert.Equal("pointer enters 3 at 10,20.5", guest.Log[^4]);
    }

    [Fact]
    public void A_guest_comes_back_after_its_desktop_did()
    {
        using var loop = new EventLoop();
        using var desktop = FakeDesktop.Listen(loop);
        using var guest = FakeGuest.Connect(loop, desktop.Dial);
        guest.AwaitOpen();
        desktop.Session!.Close("restarted");
        loop.Until(() => guest.CloseReason is not null);
        Assert.Equal("closed the connection", guest.CloseReason);

        guest.AwaitOpen();
        loop.Until(() => guest.All<Resync>().Count() == 2);
    }

    [Fact]
    public void A_launcher_starts_an_app_of_a_guest()
    {
        using var loop = new EventLoop();
        using var guest = FakeGuest.Listen(loop);
        using var launcher = FakeLauncher.Connect(loop, guest.Dial);
        guest.AwaitOpen();
        guest.Send(new AppCatalogue { Revision = 1, Parts = 1, Apps = [new App { Id = "foot", Name = "Foot" }] });
        loop.Until(() => launcher.Apps.Count == 1);

        uint request = launcher.StartApp("foot");
        guest.Await("start app foot request 1");
        guest.Send(new AppStarted(request, 7, 4711));
        Assert.Equal(7u, launcher.AwaitStarted(request));
    }
}
