// SPDX-License-Identifier: Apache-2.0
using Seamless.Agent.Linux;
using Seamless.Agent.Linux.Apps;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Linux.Apps;

[Collection(AppProcessTests.Name)]
public sealed class AppLaunchesTests
{
    [Theory]
    [InlineData("exit 0", "1 exited 0 signal 0")]
    [InlineData("exit 3", "1 exited 3 signal 0")]
    [InlineData("kill -9 $$", "1 exited 0 signal 9")]
    public void An_app_starts_and_its_end_is_told(string script, string end)
    {
        using var bench = new AppsBench();
        bench.Shell(script, request: 7);
        Assert.Equal(["7 started 1", end], bench.Until(2));
        Assert.Empty(bench.Launches.Instances);
    }

    [Fact]
    public void A_program_that_is_not_installed_fails_with_words()
    {
        using var bench = new AppsBench();
        bench.Launches.Start(new StartApp { Request = 1, Arguments = ["surely-not-installed", "x"] });
        bench.Launches.Start(new StartApp { Request = 2, Arguments = ["/surely/not/installed"] });
        bench.Launches.Start(new StartApp { Request = 3, Arguments = ["/etc/passwd"] });
        bench.Launches.Start(new StartApp { Request = 4, Arguments = ["true"], WorkingDirectory = "/surely/not/there" });
        Assert.Equal(
        [
            "1 failed: surely-not-installed: not found in PATH; install it with: apt-get install surely-not-installed",
            "2 failed: /surely/not/installed: no such program",
            "3 failed: /etc/passwd: no such program",
            "4 failed: /surely/not/there: no such folder",
        ], bench.Until(4));
    }

    [Fact]
    public void A_program_that_the_kernel_cannot_run_fails_with_words()
    {
        using var bench = new AppsBench();
        var script = Path.Join(bench.Folder, "script");
        File.WriteAllText(script, "#!/no/such/interpreter\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        bench.Launches.Start(new StartApp { Request = 1, Arguments = [script] });
        Assert.Equal([$"1 failed: start '{script}': No such file or directory (ENOENT)"], bench.Until(1));
    }

    [Fact]
    public void An_app_is_started_by_id_with_its_files_and_one_that_is_unknown_says_what_there_is()
    {
        using var bench = new AppsBench();
        Directory.CreateDirectory(Path.Join(bench.Folder, "data/applications"));
        File.WriteAllText(Path.Join(bench.Folder, "data/applications/org.example.Viewer.desktop"),
            $"[Desktop Entry]\nType=Application\nName=Viewer\nExec=sh -c 'echo \"$0 $PWD\" > $HOME/out' %f\nPath={bench.Folder}/data\n");
        bench.Loop.Until(() => bench.Installed.Find("org.example.Viewer") is not null);
        bench.Launches.Start(new StartApp { Request = 1, AppId = "org.example.Viewer", Uris = ["file:///a%20b"] });
        Assert.Equal($"/a b {bench.Folder}/data", bench.Wait("out"));
        bench.Until(2);
        bench.Told.Clear();
        bench.Launches.Start(new StartApp { Request = 2, AppId = "viewer" });
        bench.Launches.Start(new StartApp { Request = 3, AppId = "org.example.Viewer", Uris = ["relative"] });
        Assert.Equal(
            ["2 failed: there is no app 'viewer' in this guest; there is: org.example.Viewer", "3 failed: 'relative' is neither an absolute path nor a URI"],
            bench.Until(2));
    }

    [Fact]
    public void An_app_that_takes_one_file_is_started_once_for_each()
    {
        using var bench = new AppsBench();
        Directory.CreateDirectory(Path.Join(bench.Folder, "data/applications"));
        File.WriteAllText(Path.Join(bench.Folder, "data/applications/one.desktop"), "[Desktop Entry]\nType=Application\nName=One\nExec=true %f\n");
        bench.Loop.Until(() => bench.Installed.Find("one") is not null);
        bench.Launches.Start(new StartApp { Request = 5, AppId = "one", Uris = ["/a", "/b"] });
        Assert.Equal(["5 started 1", "5 started 2"], bench.Until(2)[..2]);
        bench.Until(4);
    }

    [Fact]
    public void An_app_that_goes_into_the_background_runs_on_and_is_gone_after_a_stop()
    {
        using var bench = new AppsBench();
        bench.Shell("(setsid sh -c 'echo $$ > $HOME/pid; exec sleep 1000' >/dev/null 2>&1 &); exit 4");
        var pid = int.Parse(bench.Wait("pid"));
        var first = bench.LastPid;
        bench.Loop.Until(() => ProcessStatus.Of(pid)?.Parent == Environment.ProcessId && ProcessStatus.Of(first)?.HasEnded != false);
        bench.Loop.UntilQuiet();
        Assert.Equal(["1 started 1"], bench.Told);
        Assert.Equal(1u, bench.Launches.InstanceOf(pid));
        bench.Launches.Stop(1);
        Assert.Equal(["1 started 1", "1 exited 4 signal 0"], bench.Until(2));
        Assert.Null(ProcessStatus.Of(pid));
    }

    [Fact]
    public void A_background_process_that_forgot_its_environment_is_still_known_by_its_session()
    {
        using var bench = new AppsBench();
        bench.Shell("(env -i sh -c 'echo $$ > " + bench.Folder + "/pid; exec sleep 1000' >/dev/null 2>&1 &); exit 0");
        var pid = int.Parse(bench.Wait("pid"));
        bench.Loop.Until(() => ProcessStatus.Of(pid)?.Parent == Environment.ProcessId);
        Assert.Equal(1u, bench.Launches.InstanceOf(pid));
        bench.Launches.Stop(1);
        bench.Until(2);
        Assert.Null(ProcessStatus.Of(pid));
    }

    [Fact]
    public void An_app_that_does_not_listen_to_SIGTERM_is_killed_after_three_seconds()
    {
        var time = new SteppedTime();
        using var bench = new AppsBench(new EventLoop(time));
        bench.Shell("trap '' TERM; echo ready > $HOME/ready; while :; do sleep 1000; done");
        bench.Wait("ready");
        bench.Launches.Stop(1);
        // The shell waits for its sleep, which the signal ended; it starts another.
        bench.Loop.UntilQuiet();
        time.Advance(LaunchLimits.StopGrace - TimeSpan.FromMilliseconds(1));
        bench.Loop.UntilQuiet();
        Assert.Equal(["1 started 1"], bench.Told);
        time.Advance(TimeSpan.FromMilliseconds(1));
        bench.Loop.Until(() =>
        {
            time.Advance(LaunchLimits.KillInterval);
            return bench.Told.Count == 2;
        });
        Assert.Equal("1 exited 0 signal 9", bench.Told[1]);
    }

    [Fact]
    public void Stopping_everything_ends_every_app_and_the_session_bus()
    {
        var bench = new AppsBench();
        bench.Shell("sleep 1000", 1);
        bench.Shell("sleep 1000 & sleep 1000", 2);
        bench.Until(2);
        bench.Dispose();
        Assert.Equal(["1 exited 0 signal 15", "2 exited 0 signal 15"], bench.Told[2..].Order());
        Assert.DoesNotContain(ProcessStatus.All(), process => AppMark.Read(process.Pid) is { IsOurs: true } && process.Pid != Environment.ProcessId);
        bench.Told.Clear();
        bench.Shell("true", 3);
        Assert.Equal(["3 failed: the guest is being stopped"], bench.Told);
    }

    [Fact]
    public void Every_process_of_an_app_is_known_to_be_its()
    {
        using var bench = new AppsBench();
        bench.Shell("sh -c 'sh -c \"echo \\$\\$ > $HOME/deep; exec sleep 1000\"; true' ; true");
        var deep = int.Parse(bench.Wait("deep"));
        Assert.Equal((1u, 1u), (bench.Launches.InstanceOf(deep), bench.Launches.InstanceOf(bench.LastPid)));
        Assert.Equal((0u, 0u), (bench.Launches.InstanceOf(Environment.ProcessId), bench.Launches.InstanceOf(1)));
        bench.Launches.Stop(1);
        bench.Until(2);
        Assert.Equal(0u, bench.Launches.InstanceOf(deep));
    }

    [Fact]
    public void An_app_sees_a_Wayland_session_of_its_guest_and_no_other_display()
    {
        using var bench = new AppsBench(more: "SEAMLESS_PROTOCOL_TRACE=all WAYLAND_SOCKET=5");
        bench.Launches.Start(new StartApp
        {
            Request = 1,
            Arguments = ["sh", "-c", "echo ${DISPLAY-none} ${WAYLAND_SOCKET-none} ${SEAMLESS_PROTOCOL_TRACE-none} $WAYLAND_DISPLAY $XDG_SESSION_TYPE "
                + "$XDG_CURRENT_DESKTOP $GDK_BACKEND $QT_QPA_PLATFORM $XDG_ACTIVATION_TOKEN $EXTRA $PWD > $HOME/out"],
            ActivationToken = "token-1",
            Environment = ["EXTRA=more", "QT_QPA_PLATFORM=mine"],
        });
        Assert.Equal($"none none none {bench.Folder}/wayland-0 wayland Seamless wayland mine token-1 more {bench.Folder}", bench.Wait("out"));
    }

    [Fact]
    public void Apps_have_a_session_bus_of_their_own()
    {
        using var bench = new AppsBench(more: "DBUS_SESSION_BUS_ADDRESS=unix:path=/not/theirs");
        bench.Launches.Start(new StartApp
        {
            Request = 1,
            Arguments = ["sh", "-c", "gdbus call --session -d org.freedesktop.DBus -o / -m org.freedesktop.DBus.GetId > $HOME/out; echo $DBUS_SESSION_BUS_ADDRESS >> $HOME/out"],
        });
        bench.Until(2);
        var lines = File.ReadAllLines(Path.Join(bench.Folder, "out"));
        Assert.Matches("^\\('[0-9a-f]{32}',\\)$", lines[0]);
        Assert.StartsWith($"unix:path={bench.Folder}/bus", lines[1]);
    }

    [Fact]
    public void Without_dbus_daemon_apps_start_all_the_same()
    {
        using var bench = new AppsBench(more: "PATH=/nowhere");
        bench.Launches.Start(new StartApp { Request = 1, Arguments = ["/bin/true"] });
        Assert.Equal(["1 started 1", "1 exited 0 signal 0"], bench.Until(2));
    }

    [Fact]
    public void What_an_app_writes_goes_to_the_log_within_bounds()
    {
        var lines = new List<string>();
        var before = AgentLog.Write;
        AgentLog.Write = lines.Add;
        try
        {
            using var bench = new AppsBench();
            bench.Launches.Start(new StartApp
            {
                Request = 1,
                Arguments = ["awk", "BEGIN { print \"one\\033[31m\"; print \"two\" > \"/dev/stderr\"; for (i = 0; i < 20000; i++) print \"flood\"; printf \"%5000s\", \"end\" }"],
            });
            bench.Until(2);
        }
        finally
        {
            AgentLog.Write = before;
        }
        var said = lines.Where(line => line.StartsWith("info app awk: ", StringComparison.Ordinal)).ToList();
        Assert.Contains("info app awk: one?[31m", said);
        Assert.Contains("info app awk: two", said);
        Assert.InRange(said.Count(line => line.EndsWith("flood", StringComparison.Ordinal)), 90, 130);
        Assert.Matches("… 19[0-9]{3} more lines$", said[^2]);
        Assert.All(said, line => Assert.InRange(line.Length, 1, LaunchLimits.OutputLineBytes + 64));
    }

    [Fact]
    public void What_a_killed_agent_left_behind_is_ended_by_the_next_one()
    {
        using var loop = new EventLoop();
        var dead = AppMark.Of(1) with { AgentPid = 1 << 22 }; // above any pid
        using var orphan = Sleeper(loop, dead);
        using var other = Sleeper(loop, dead with { Namespace = "pid:[1]" });
        using var ours = Sleeper(loop, AppMark.Of(1));
        LeftOverProcesses.End(ProcessStatus.All(), new HashSet<int> { Environment.ProcessId });
        loop.Until(() => orphan.Exit is not null);
        Assert.Equal(9, orphan.Exit!.Value.Signal);
        Assert.Null(other.Exit);
        Assert.Null(ours.Exit);
        other.Kill();
        ours.Kill();
        loop.Until(() => other.Exit is not null && ours.Exit is not null);
    }

    private static ChildProcess Sleeper(EventLoop loop, AppMark mark) => ChildProcess.Start(loop, new ChildProcessOptions("sleep", ["1000"])
    {
        Environment = new Dictionary<string, string> { [AppMark.Variable] = mark.ToString() },
        NewSession = true,
    });
}
