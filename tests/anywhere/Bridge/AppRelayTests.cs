// SPDX-License-Identifier: Apache-2.0
using Seamless.Bridge;
using Seamless.Protocol;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Anywhere.Bridge;

public sealed class AppRelayTests : IDisposable
{
    private readonly BridgeRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void A_guest_that_comes_while_no_desktop_looks_on_is_asked_for_its_apps()
    {
        var launcher = _rig.Launcher();
        var guest = _rig.Guest();
        Assert.Single(guest.All<CatalogueRequest>());
        Assert.True(launcher.IsOpen);
    }

    [Fact]
    public void Two_launchers_with_the_same_request_number_each_get_their_own_answer()
    {
        var guest = _rig.Guest();
        var (one, two) = (_rig.Launcher(), _rig.Launcher());
        var first = one.StartApp("foot.desktop");
        var second = two.StartCommand("sh", "-c", "true");
        Assert.Equal(first, second);
        _rig.Step();
        var seen = guest.All<StartApp>().ToArray();
        guest.Send(new AppFailed(seen.Single(start => start.AppId.Length > 0).Request, "no such app\u001b[31m"));
        guest.Send(new AppStarted(seen.Single(start => start.AppId.Length == 0).Request, 5, 77));
        guest.Send(new AppExited(5, 3, 0));
        _rig.Step();
        Assert.Equal(new AppFailed(first, "no such app[31m"), one.Last<AppFailed>());
        Assert.Equal(new AppStarted(second, 5, 77), two.Last<AppStarted>());
        Assert.Empty(one.All<AppStarted>());
        Assert.Equal(3, one.Last<AppExited>().ExitCode);
        Assert.Equal(3, two.Last<AppExited>().ExitCode);
    }

    [Fact]
    public void A_start_before_the_agent_has_connected_waits_for_it()
    {
        var launcher = _rig.Launcher();
        launcher.StartCommand("foot");
        _rig.Wait(TimeSpan.FromSeconds(3));
        Assert.Empty(launcher.All<AppFailed>());
        var guest = _rig.Guest();
        Assert.Equal(["foot"], guest.Last<StartApp>().Arguments);
        _rig.Wait(TimeSpan.FromSeconds(60));
        Assert.Empty(launcher.All<AppFailed>());
    }

    [Fact]
    public void A_start_without_an_agent_fails_after_its_patience_in_words()
    {
        var launcher = _rig.Launcher();
        launcher.StartCommand("foot");
        _rig.Wait(TimeSpan.FromSeconds(4));
        launcher.StartCommand("gedit");
        _rig.Wait(RelayLimits.StartPatience - TimeSpan.FromSeconds(4));
        Assert.Equal("the guest's agent is not connected, and did not connect within 10 s", launcher.All<AppFailed>().Single().Reason);
        _rig.Wait(TimeSpan.FromSeconds(4));
        Assert.Equal(2, launcher.All<AppFailed>().Count());
    }

    [Fact]
    public void A_guest_that_goes_fails_what_it_has_not_answered()
    {
        var guest = _rig.Guest();
        var launcher = _rig.Launcher();
        launcher.StartCommand("foot");
        _rig.Step();
        guest.Dispose();
        _rig.Step();
        Assert.Equal("the guest's agent went away before it answered", launcher.Last<AppFailed>().Reason);
    }

    [Fact]
    public void An_icon_goes_to_those_who_asked_and_is_asked_for_once()
    {
        var guest = _rig.Guest();
        var desktop = _rig.Desktop();
        var (one, two) = (_rig.Launcher(), _rig.Launcher());
        desktop.Send(new IconRequest("foot", 48));
        one.Send(new IconRequest("foot", 48));
        _rig.Step();
        Assert.Single(guest.All<IconRequest>());
        guest.Send(new Icon("foot", 48, new byte[] { 1, 2 }));
        guest.Send(new Icon("unasked", 48, new byte[] { 1, 2 }));
        _rig.Step();
        Assert.Equal(new byte[] { 1, 2 }, desktop.Last<Icon>().Png.ToArray());
        Assert.Single(one.All<Icon>());
        Assert.Empty(two.All<Icon>());
    }

    [Fact]
    public void An_icon_without_a_guest_is_no_icon()
    {
        var launcher = _rig.Launcher();
        launcher.Send(new IconRequest("foot", 48));
        _rig.Step();
        Assert.Equal(0, launcher.Last<Icon>().Png.Length);
    }

    [Fact]
    public void A_catalogue_reaches_everybody_with_words_that_are_safe_to_show()
    {
        var guest = _rig.Guest();
        var (desktop, launcher) = (_rig.Desktop(), _rig.Launcher());
        Assert.Single(guest.All<CatalogueRequest>());
        guest.Send(new AppCatalogue { Revision = 1, Part = 0, Parts = 2, Apps = [new App { Id = "a.desktop", Name = "A\u202eB\n" }] });
        guest.Send(new AppCatalogue { Revision = 1, Part = 1, Parts = 2, Apps = [new App { Id = "../b.desktop", Name = "B" }] });
        _rig.Step();
        Assert.Equal(["AB ", "B"], launcher.Apps.Select(app => app.Name));
        Assert.Equal(["a.desktop", ".._b.desktop"], launcher.Apps.Select(app => app.Id));
        Assert.Equal(2, desktop.All<AppCatalogue>().Count());
    }

    [Fact]
    public void Parts_of_a_catalogue_out_of_order_close_the_guest_session()
    {
        var guest = _rig.Guest();
        guest.Send(new AppCatalogue { Revision = 1, Part = 0, Parts = 3 });
        guest.Send(new AppCatalogue { Revision = 1, Part = 2, Parts = 3 });
        _rig.AssertGuestClosed(guest, "AppCatalogue: part 2 of revision 1 came where part 1 of revision 1 was due");
    }

    [Fact]
    public void More_apps_than_allowed_close_the_guest_session()
    {
        var guest = _rig.Guest();
        const int parts = (ProtocolLimits.Apps / ProtocolLimits.AppsPerPart) + 1;
        var apps = Enumerable.Range(0, ProtocolLimits.AppsPerPart).Select(i => new App { Id = $"{i}", Name = "x" }).ToArray();
        for (var part = 0; part < parts; part++)
            guest.Send(new AppCatalogue { Revision = 1, Part = part, Parts = parts, Apps = [.. apps] });
        _rig.AssertGuestClosed(guest, "AppCatalogue: more than 4096 apps");
    }

    [Fact]
    public void One_launcher_more_than_allowed_is_refused_in_words()
    {
        for (var i = 0; i < ProtocolLimits.Launchers; i++)
            Assert.True(_rig.Launcher().IsOpen);
        Assert.Equal("refused: 4 launchers are connected already", _rig.Launcher().CloseReason);
    }

    [Fact]
    public void A_second_desktop_is_refused_in_words()
    {
        _rig.Desktop();
        Assert.Equal("refused: a desktop is connected already", _rig.Desktop().CloseReason);
    }
}
