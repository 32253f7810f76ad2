// SPDX-License-Identifier: Apache-2.0
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Seamless.Protocol.Control;
using Xunit;

namespace Seamless.Tests.Linux.Launcher;

/// <summary>The daemon and the verbs against a bridge and a desktop that speak the real protocols.</summary>
public sealed class DaemonTests : IDisposable
{
    private readonly DaemonFixture _seamless = new();

    public void Dispose() => _seamless.Dispose();

    [Fact]
    public async Task Running_an_app_answers_with_its_window()
    {
        await _seamless.StartAsync();

        var outcome = await _seamless.Run("run", "--env", "A=b", "FOOT", "notes.txt", "https://example.org/");

        Assert.Equal(new DaemonFixture.Outcome(0, "foot: window 101 'grüße' 300x200\n", ""), outcome);
        var request = _seamless.Bridge.Started.Take(TestContext.Current.CancellationToken);
        Assert.Equal("foot", request.AppId);
        Assert.Equal([new Uri(Path.Combine(_seamless.Folder, "notes.txt")).AbsoluteUri, "https://example.org/"], request.Uris);
        Assert.Equal(["A=b"], request.Environment);
        Assert.Equal(_seamless.Folder, request.WorkingDirectory);
    }

    [Fact]
    public async Task Running_a_command_passes_its_words_on_and_json_has_instance_and_window()
    {
        await _seamless.StartAsync();

        var outcome = await _seamless.Run("run", "--json", "--", "foot", "--title", "x y");

        var answer = JsonDocument.Parse(outcome.Answers).RootElement;
        Assert.Equal(["foot", "--title", "x y"], _seamless.Bridge.Started.Take(TestContext.Current.CancellationToken).Arguments);
        Assert.Equal((1, 101, "grüße"), (answer.GetProperty("instance").GetInt32(), answer.GetProperty("window").GetProperty("id").GetInt32(),
            answer.GetProperty("window").GetProperty("title").GetString()));
    }

    [Theory]
    [InlineData("seamless: no app is called 'fot'; did you mean foot?\n", "fot")]
    [InlineData("seamless: broken did not start: its program is missing\n", "broken")]
    [InlineData("seamless: there is no guest 'mars'; there is: local\n", "--guest", "mars", "foot")]
    [InlineData("seamless: foot has no action 'old'; it has: new\n", "--action", "old", "foot")]
    public async Task What_cannot_run_fails_with_one_line(string remark, params string[] arguments)
    {
        await _seamless.StartAsync();

        Assert.Equal(new DaemonFixture.Outcome(1, "", remark), await _seamless.Run(["run", .. arguments]));
    }

    [Fact]
    public async Task An_app_that_ends_before_its_window_is_a_failure_with_its_exit_code()
    {
        _seamless.Desktop.Windowless.Add(1);
        await _seamless.StartAsync();

        Assert.Equal(new DaemonFixture.Outcome(1, "", "seamless: brief ended with exit code 3 before it showed a window\n"),
            await _seamless.Run("run", "brief"));
    }

    [Fact]
    public async Task Without_waiting_the_answer_names_the_process()
    {
        await _seamless.StartAsync();

        Assert.Equal(new DaemonFixture.Outcome(0, $"foot: started as instance 1, process {Environment.ProcessId}\n", ""),
            await _seamless.Run("run", "--no-wait", "foot"));
        var status = await _seamless.Run("guest", "status");
        Assert.Contains($"  app foot instance 1 process {Environment.ProcessId}\n", status.Answers, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_desktop_s_reason_for_a_failed_screenshot_reaches_the_person()
    {
        await _seamless.StartAsync();

        Assert.Equal(new DaemonFixture.Outcome(1, "", $"seamless: {FakeDesktopControl.DiskFull}\n"), await _seamless.Run("screenshot", "full.png"));
    }

    [Fact]
    public async Task Apps_are_listed_without_those_that_hide()
    {
        await _seamless.StartAsync();

        Assert.Equal("ID      NAME    WHAT\nbrief   Brief\nbroken  Broken\nfoot    Foot\n", (await _seamless.Run("apps")).Answers);
        var all = JsonDocument.Parse((await _seamless.Run("apps", "--all", "--json")).Answers).RootElement.GetProperty("apps");
        Assert.Equal(4, all.GetArrayLength());
    }

    [Fact]
    public async Task A_second_daemon_says_that_one_runs_and_leaves_it_alone()
    {
        await _seamless.StartAsync();

        var second = await _seamless.Run("daemon");

        Assert.Equal(new DaemonFixture.Outcome(1, "", $"seamless: a daemon runs already (sockets in {_seamless.Runtime.Path}); see: seamless status\n"), second);
        Assert.Equal(0, (await _seamless.Run("windows")).ExitCode);
    }

    [Theory]
    [InlineData("this is no JSON\n")]
    [InlineData("null\n")]
    [InlineData("{\"id\":1}\n")]
    [InlineData("\0\0\0\0\n")]
    public async Task Garbage_on_the_control_socket_closes_that_connection_with_a_reason(string garbage)
    {
        await _seamless.StartAsync();

        using var socket = Connect();
        socket.Send(Encoding.UTF8.GetBytes(garbage));

        Assert.StartsWith("a line that is no request: ", ControlLine.ReadReply(Encoding.UTF8.GetBytes(ReadAll(socket))).Error, StringComparison.Ordinal);
        Assert.Equal(0, (await _seamless.Run("windows")).ExitCode);
    }

    [Fact]
    public async Task A_line_without_an_end_closes_that_connection()
    {
        await _seamless.StartAsync();

        using var socket = Connect();
        try
        {
            socket.Send(new byte[ControlLimits.RequestBytes + 4096]);
            while (socket.Receive(new byte[4096]) > 0)
                continue;
        }
        catch (SocketException reset) when (reset.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown)
        {
            // The daemon closed before it had read all; that is the point.
        }

        Assert.Contains($"Control connection closed: a line that is no request: longer than {ControlLimits.RequestBytes} bytes", _seamless.Log(), StringComparison.Ordinal);
        Assert.Equal(0, (await _seamless.Run("windows")).ExitCode);
    }

    [Theory]
    [InlineData("{\"id\":7,\"verb\":\"bogus\"}", "there is no verb 'bogus'")]
    [InlineData("{\"id\":7,\"verb\":\"attach\",\"arguments\":{\"guest\":\"x\",\"socket\":\"/y\"}}", "there is no verb 'attach'")]
    [InlineData("{\"id\":7,\"verb\":\"run\",\"arguments\":{}}", "'run' has wrong arguments: either an app or a command")]
    [InlineData("{\"id\":7,\"verb\":\"stop-app\",\"arguments\":{\"guest\":7}}", "'stop-app' has wrong arguments: ")]
    public async Task A_request_that_makes_no_sense_is_answered_and_the_connection_lives(string request, string error)
    {
        await _seamless.StartAsync();

        using var socket = Connect();
        socket.Send(Encoding.UTF8.GetBytes(request + "\n" + "{\"id\":8,\"verb\":\"guests\"}\n"));

        var replies = new[] { ReadLine(socket), ReadLine(socket) }.Select(line => ControlLine.ReadReply(Encoding.UTF8.GetBytes(line))).OrderBy(reply => reply.Id).ToArray();
        Assert.StartsWith(error, replies[0].Error, StringComparison.Ordinal);
        Assert.True(replies[1].Ok);
    }

    [Fact]
    public async Task An_app_that_belongs_to_a_connection_ends_with_it()
    {
        await _seamless.StartAsync();
        using (var socket = Connect())
        {
            socket.Send(ControlLine.Write(LauncherVerbs.Run.Request(1, new RunArguments { App = "foot", UntilDisconnect = true })));
            Assert.Contains("\"ok\":true", ReadLine(socket), StringComparison.Ordinal);
        }

        Assert.Equal(1u, _seamless.Bridge.Stopped.Take(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task After_its_bridge_came_back_the_guest_takes_apps_again()
    {
        await _seamless.StartAsync();
        await _seamless.Run("run", "foot");

        _seamless.Bridge.Restart();

        // The verb waits for the guest, as it does for one that has just been started.
        for (DaemonFixture.Outcome outcome; (outcome = await _seamless.Run("run", "foot")).ExitCode != 0;)
            Assert.Contains("local", outcome.Remarks, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Garbage_from_the_desktop_costs_its_connection_and_no_more()
    {
        await _seamless.StartAsync();
        await _seamless.Run("windows");

        _seamless.Desktop.SendGarbage();

        while ((await _seamless.Run("windows")).ExitCode != 0)
            Assert.False(_seamless.Daemon!.IsCompleted);
        Assert.Equal(0, (await _seamless.Run("run", "foot")).ExitCode);
    }

    [Fact]
    public async Task Garbage_from_the_bridge_costs_its_session_and_no_more()
    {
        await _seamless.StartAsync();
        await _seamless.Run("run", "foot");

        _seamless.Bridge.SendGarbage();

        while ((await _seamless.Run("run", "foot")).ExitCode != 0)
            Assert.False(_seamless.Daemon!.IsCompleted);
        Assert.Contains("Welcome came after the handshake", _seamless.Log(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_ends_everything_and_leaves_no_file()
    {
        await _seamless.StartAsync();

        Assert.Equal(new DaemonFixture.Outcome(0, "", ""), await _seamless.Run("stop"));

        Assert.Equal(0, await _seamless.Daemon!);
        Assert.False(Directory.Exists(_seamless.Runtime.Path));
    }

    [Fact]
    public async Task A_program_that_ends_by_itself_is_started_again_and_the_status_counts_it()
    {
        _seamless.Script("seamless-agent", "echo 'warn guest: out of paper' >&2; exit 4");
        await _seamless.StartAsync();

        while (!(await _seamless.Run("status")).Answers.Contains("restarts: 2", StringComparison.Ordinal))
            Assert.False(_seamless.Daemon!.IsCompleted);

        Assert.Contains("WRN local: seamless-agent: guest: out of paper", _seamless.Log(), StringComparison.Ordinal);
        Assert.Contains("seamless-agent ended by itself (exit code 4); started again in 100 ms", _seamless.Log(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Completion_offers_the_running_windows_and_the_apps()
    {
        await _seamless.StartAsync();
        await _seamless.Run("apps");

        Assert.Contains("101\n", (await _seamless.Run("[suggest:15]", "seamless close ")).Answers, StringComparison.Ordinal);
        Assert.Contains("foot\n", (await _seamless.Run("[suggest:15]", "seamless run fo")).Answers, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_demo_names_the_app_whose_window_did_not_come_and_ends_the_others()
    {
        _seamless.Install("foot", "weston-flower");
        _seamless.Desktop.Windowless.Add(2);
        await _seamless.StartAsync();

        var outcome = await _seamless.Run("demo");

        Assert.Equal((1, ""), (outcome.ExitCode, outcome.Answers));
        Assert.Equal("seamless: demo: weston-flower did not show a window with content: weston-flower ended with exit code 3 before it showed a window",
            outcome.Remarks.TrimEnd().Split('\n')[^1]);
        Assert.Contains("seamless: firefox-esr is not installed, so the demo leaves out a browser; package: firefox-esr\n", outcome.Remarks, StringComparison.Ordinal);
        Assert.Equal(1u, _seamless.Bridge.Stopped.Take(TestContext.Current.CancellationToken));
        Assert.Empty(Directory.GetFileSystemEntries(_seamless.Runtime.DemoFolder));
    }

    [Fact]
    public async Task The_demo_fails_when_its_picture_cannot_be_written()
    {
        _seamless.Install("foot");
        await _seamless.StartAsync();

        var outcome = await _seamless.Run("demo", "--out", "full.png");

        Assert.Equal((1, $"seamless: {FakeDesktopControl.DiskFull}"), (outcome.ExitCode, outcome.Remarks.TrimEnd().Split('\n')[^1]));
        Assert.Equal(1u, _seamless.Bridge.Stopped.Take(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Without_any_app_the_demo_says_what_to_install()
    {
        _seamless.Install();

        var outcome = await _seamless.Run("demo");

        Assert.Equal((1, "seamless: none of the demo's apps is installed; install one with: sudo apt-get install foot"),
            (outcome.ExitCode, outcome.Remarks.TrimEnd().Split('\n')[^1]));
    }

    private Socket Connect()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = 10_000 };
        socket.Connect(new UnixDomainSocketEndPoint(_seamless.Runtime.ControlSocket));
        return socket;
    }

    private static string ReadLine(Socket socket)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (socket.Receive(one) == 1 && one[0] != '\n')
            line.Append((char)one[0]);
        return line.ToString();
    }

    private static string ReadAll(Socket socket)
    {
        var all = new StringBuilder();
        while (ReadLine(socket) is { Length: > 0 } line)
            all.Append(line);
        return all.ToString();
    }
}
