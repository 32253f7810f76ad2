// SPDX-License-Identifier: Apache-2.0
using Seamless.Agent.Linux.Apps;
using Seamless.Linux;
using Seamless.Linux.Systemd;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Linux.Apps;

[Collection(AppProcessTests.Name)]
public sealed class AppScopesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("seamless-scope-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Each_app_gets_a_scope_of_the_user_manager()
    {
        using var loop = new EventLoop();
        using var manager = new FakeSystemd(loop, Path.Join(_folder, "bus"));
        using var bench = new AppsBench(loop, $"XDG_RUNTIME_DIR={_folder}");
        bench.Shell("sleep 1000", 1);
        bench.Shell("sleep 1000", 2);
        bench.Loop.Until(() => manager.Calls.Count == 2);
        Assert.Equal($"{AppScopes.UnitName("test", "sh", 1)} fail Description=sh CollectMode=inactive-or-failed PIDs=", manager.Calls[0][..^bench.LastPid.ToString().Length]);
        Assert.EndsWith($"PIDs={bench.LastPid}", manager.Calls[1]);
    }

    [Fact]
    public void A_manager_that_refuses_or_goes_away_does_not_keep_apps_from_running()
    {
        using var loop = new EventLoop();
        using var manager = new FakeSystemd(loop, Path.Join(_folder, "bus"), refuse: "not here");
        using var bench = new AppsBench(loop, $"DBUS_SESSION_BUS_ADDRESS=unix:path={_folder}/bus");
        bench.Shell("sleep 1000", 1);
        bench.Loop.Until(() => manager.Calls.Count == 1);
        manager.Disconnect();
        bench.Shell("exit 5", 2);
        Assert.Equal(["1 started 1", "2 started 2", "2 exited 5 signal 0"], bench.Until(3));
    }

    [Fact]
    public void A_refusal_and_a_lost_connection_are_told_once_in_words()
    {
        using var loop = new EventLoop();
        using var fake = new FakeSystemd(loop, Path.Join(_folder, "bus"), refuse: "not here");
        using var manager = UserSystemd.Connect(loop, $"unix:path={_folder}/bus");
        var told = new List<string?>();
        manager.StartScope("a.scope", "A", 1, told.Add);
        loop.Until(() => told.Count == 1);
        fake.Disconnect();
        manager.StartScope("b.scope", "B", 1, told.Add);
        // The socket may say so before the call is sent or after.
        loop.Until(() => told.Count == 2 && !manager.IsOpen);
        manager.StartScope("c.scope", "C", 1, told.Add);
        Assert.Equal("not here", told[0]);
        Assert.Contains("onnection", told[1]);
        Assert.Equal("the connection to the user's service manager is lost", told[2]);
    }

    [Theory]
    [InlineData("local", "org.gtk.Demo4", "app-seamless-local-org.gtk.Demo4-")]
    [InlineData("my guest", "a-b/ä", @"app-seamless-my\x20guest-a\x2db\x2f\xc3\xa4-")]
    public void A_unit_name_holds_what_systemd_allows(string guest, string app, string name) =>
        Assert.Equal($"{name}{Environment.ProcessId}.3.scope", AppScopes.UnitName(guest, app, 3));
}
