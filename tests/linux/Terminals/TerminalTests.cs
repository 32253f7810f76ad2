// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Tests.Fakes;
using Seamless.Tests.Linux.Apps;
using Xunit;

namespace Seamless.Tests.Linux.Terminals;

/// <summary>Programs of a guest on a terminal elsewhere: agent, bridge and terminal in one process, the programs real.</summary>
[Collection(AppProcessTests.Name)]
public sealed class TerminalTests : IDisposable
{
    private readonly TerminalBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void On_pipes_output_and_errors_are_told_apart_and_input_has_an_end()
    {
        var stream = _bench.Shell("cat; echo problem >&2; exit 7");
        _bench.Terminal.Type(stream, "one\ntwo\n");
        _bench.Terminal.EndInput(stream);
        Assert.Equal(7, _bench.Terminal.AwaitExit(stream));
        Assert.Equal("one\ntwo\n", _bench.Terminal.TextOf(stream));
        Assert.Equal("problem\n", _bench.Terminal.TextOf(stream, TerminalChannel.Error));
    }

    [Fact]
    public void On_a_pty_the_program_has_a_terminal_of_that_size_and_hears_of_another_one()
    {
        var stream = _bench.Shell("test -t 0 && test -t 1 && test -t 2 && stty size && echo $TERM; trap 'stty size; exit 3' WINCH; echo ready; while :; do sleep 0.05; done", TerminalFlags.Pty);
        _bench.Terminal.AwaitText(stream, "ready");
        _bench.Terminal.Send(new TerminalResized(stream, 132, 50));
        Assert.Equal(3, _bench.Terminal.AwaitExit(stream));
        Assert.Equal("30 100\r\nxterm-256color\r\nready\r\n50 132\r\n", _bench.Terminal.TextOf(stream));
    }

    [Fact]
    public void Control_C_on_a_pty_interrupts_the_program_in_the_foreground()
    {
        // A shell that starts a program in this very moment can swallow the signal between fork and execve; so it waits by itself.
        var stream = _bench.Shell("echo ready; read line", TerminalFlags.Pty);
        _bench.Terminal.AwaitText(stream, "ready");
        _bench.Terminal.Type(stream, "\u0003");
        Assert.Equal(130, _bench.Terminal.AwaitExit(stream));
    }

    [Fact]
    public void A_signal_reaches_the_program_and_what_it_started()
    {
        var stream = _bench.Shell("sleep 1000 & echo ready; wait");
        _bench.Terminal.AwaitText(stream, "ready");
        _bench.Terminal.Send(new TerminalSignal(stream, 15));
        Assert.Equal(143, _bench.Terminal.AwaitExit(stream));
    }

    [Fact]
    public void Without_a_command_it_is_a_login_shell_in_the_home_folder_with_the_session_s_environment()
    {
        var stream = _bench.Open(new OpenTerminal { Environment = ["GIVEN=yes"] });
        _bench.Terminal.Type(stream, "pwd; echo $WAYLAND_DISPLAY $SHELL $GIVEN; exit\n");
        Assert.Equal(0, _bench.Terminal.AwaitExit(stream));
        Assert.Equal($"{_bench.Folder}\n{_bench.Folder}/wayland-0 /bin/sh yes\n", _bench.Terminal.TextOf(stream));
    }

    [Theory]
    [InlineData("no-such-program-anywhere", "", "no-such-program-anywhere: not found in PATH; if a package of that name has it: apt-get install no-such-program-anywhere")]
    [InlineData("/no/such/program", "", "/no/such/program: no such program")]
    [InlineData("true", "/no/such/folder", "/no/such/folder: no such folder in the guest")]
    public void What_cannot_be_started_is_said_in_words(string program, string folder, string reason)
    {
        var stream = _bench.Open(new OpenTerminal { Arguments = [program], WorkingDirectory = folder });
        Assert.Equal(reason, Assert.Throws<InvalidOperationException>(() => _bench.Terminal.AwaitExit(stream)).Message);
    }

    [Fact]
    public void As_root_it_is_root()
    {
        Assert.SkipUnless(CurrentUser.Id == 0 || MaySudo(), "the user of the tests may not sudo without a password");
        var stream = _bench.Open(new OpenTerminal { Arguments = ["sh", "-c", "id -u; echo $TERM"], Flags = TerminalFlags.Root | TerminalFlags.Pty });
        Assert.Equal(0, _bench.Terminal.AwaitExit(stream));
        Assert.Equal("0\r\nxterm-256color\r\n", _bench.Terminal.TextOf(stream));
    }

    [Theory]
    [InlineData(TerminalFlags.None)]
    [InlineData(TerminalFlags.Pty)]
    public void When_its_terminal_goes_the_program_is_hung_up_on(TerminalFlags flags)
    {
        var other = _bench.Connect();
        // The shell says on its standard error that the hang-up ended its sleep; that pipe is broken, and it would die of it before its trap.
        var script = $"exec 2>/dev/null; trap 'echo hung up > {_bench.Folder}/ended; exit' HUP; echo ready; while :; do sleep 0.05; done";
        var stream = other.Open(new OpenTerminal { Flags = flags, Columns = 80, Rows = 24, Arguments = ["sh", "-c", script] });
        other.AwaitText(stream, "ready");
        other.Dispose();
        _bench.Loop.Until(() => File.Exists($"{_bench.Folder}/ended") && File.ReadAllText($"{_bench.Folder}/ended") == "hung up\n");
    }

    [Fact]
    public void A_program_that_ignores_the_hang_up_is_killed()
    {
        var stream = _bench.Shell("trap '' HUP; echo ready; exec sleep 1000");
        _bench.Terminal.AwaitText(stream, "ready");
        var pid = _bench.Terminal.Last<TerminalOpened>().ProcessId;
        _bench.Terminal.Send(new CloseTerminal(stream));
        _bench.Loop.Until(() => ProcessStatus.Of(pid) is null);
    }

    [Fact]
    public void When_the_bridge_goes_programs_end_and_the_next_bridge_hears_nothing_of_them()
    {
        var stream = _bench.Shell("echo ready; sleep 1000");
        _bench.Terminal.AwaitText(stream, "ready");
        var pid = _bench.Terminal.Last<TerminalOpened>().ProcessId;
        _bench.LoseBridge();
        _bench.Loop.Until(() => ProcessStatus.Of(pid) is null);
        Assert.Equal("", _bench.Warnings);
    }

    [Fact]
    public void Something_left_in_the_background_does_not_keep_the_stream_open()
    {
        var stream = _bench.Shell("sleep 1000 & echo started");
        Assert.Equal(0, _bench.Terminal.AwaitExit(stream));
        Assert.Equal("started\n", _bench.Terminal.TextOf(stream));
    }

    [Theory]
    [InlineData(TerminalFlags.None)]
    [InlineData(TerminalFlags.Pty)]
    public void What_a_program_wrote_last_arrives_before_its_end(TerminalFlags flags)
    {
        for (var i = 0; i < 20; i++)
        {
            var stream = _bench.Shell("seq 1 20000", flags);
            Assert.Equal(0, _bench.Terminal.AwaitExit(stream));
            Assert.EndsWith("19999\n20000\n", _bench.Terminal.TextOf(stream).Replace("\r", "", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Many_megabytes_go_in_and_come_back_the_same()
    {
        var sent = new byte[8 << 20];
        new Random(1).NextBytes(sent);
        var stream = _bench.Open(new OpenTerminal { Arguments = ["cat"] });
        var at = 0;
        while (at < sent.Length)
        {
            var credited = _bench.Terminal.All<TerminalCredit>().Sum(credit => credit.Bytes);
            var count = Math.Min(ProtocolLimits.TerminalDataBytes, Math.Min(sent.Length, credited + ProtocolLimits.TerminalWindowBytes) - at);
            if (count > 0) _bench.Terminal.Send(new TerminalData(stream, TerminalChannel.Input, sent.AsMemory(at, count)));
            at += Math.Max(0, count);
            _bench.Loop.RunOnce(TimeSpan.FromMilliseconds(10));
        }
        _bench.Terminal.EndInput(stream);
        Assert.Equal(0, _bench.Terminal.AwaitExit(stream));
        Assert.Equal(sent, _bench.Terminal.BytesOf(stream));
        Assert.Equal("", _bench.Warnings);
    }

    [Fact]
    public void A_terminal_that_does_not_read_holds_up_its_own_program_and_no_key_of_another()
    {
        var slow = _bench.Connect();
        slow.Reads = false;
        var endless = slow.Open("yes");
        _bench.Loop.Until(() => slow.BytesOf(endless).Length == ProtocolLimits.TerminalWindowBytes);
        var stream = _bench.Open(new OpenTerminal { Arguments = ["cat"] });
        var slowest = TimeSpan.Zero;
        for (var i = 0; i < 50; i++)
        {
            var began = Stopwatch.GetTimestamp();
            _bench.Terminal.Type(stream, $"{i}\n");
            _bench.Terminal.AwaitText(stream, $"{i}\n");
            var took = Stopwatch.GetElapsedTime(began);
            if (took > slowest) slowest = took;
        }
        Assert.Equal(ProtocolLimits.TerminalWindowBytes, slow.BytesOf(endless).Length);
        Assert.True(slowest < TimeSpan.FromSeconds(1), $"{slowest.TotalMilliseconds:0} ms");
        slow.Dispose();
    }

    private static bool MaySudo()
    {
        if (!File.Exists("/usr/bin/sudo")) return false;
        using var sudo = Process.Start(new ProcessStartInfo("/usr/bin/sudo", ["-n", "true"]) { RedirectStandardError = true })!;
        sudo.WaitForExit();
        return sudo.ExitCode == 0;
    }
}
