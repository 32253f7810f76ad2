// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Json;
using Seamless.Desktop.Headless.Control;
using Seamless.Linux;
using Seamless.Protocol.Control;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Anywhere.Desktop;

public sealed class ControlSocketTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("seamless-test-").FullName;
    private readonly DesktopFixture fixture = new(hasFrames: true);
    private readonly DesktopRequests requests;
    private readonly ControlServer server;

    public ControlSocketTests()
    {
        requests = new DesktopRequests(fixture.Desktop);
        server = new ControlServer(fixture.Desktop, requests, SocketPath);
    }

    private string SocketPath => Path.Combine(folder, "control.sock");

    public void Dispose()
    {
        server.Dispose();
        requests.Dispose();
        fixture.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Only_the_owner_may_open_the_socket_and_a_second_desktop_is_refused()
    {
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(SocketPath));
        var error = Assert.Throws<LinuxException>(() => new ControlServer(fixture.Desktop, requests, SocketPath));
        Assert.Equal(Errno.EADDRINUSE, error.Errno);
    }

    [Fact]
    public void Windows_are_listed_with_where_they_are_and_whether_they_show_something()
    {
        fixture.Show(1, 300, 200, at: (40, 50));
        using var client = new Client(fixture, SocketPath);
        var window = Assert.Single(client.Ask(DesktopVerbs.Windows, new Nothing()).Windows);
        Assert.Equal(("work", "window 1", 40, 50, 300, 200), (window.Guest, window.Title, window.X, window.Y, window.Width, window.Height));
        Assert.True(window.Focused);
        Assert.False(window.HasContent);
        Assert.Equal(1, window.Frames);
    }

    [Theory]
    [InlineData("this is not json\n", "not a request")]
    [InlineData("[1,2]\n", "not a request")]
    [InlineData("null\n", "not a request")]
    [InlineData("{\"verb\":\"windows\"}\n", "not a request")]
    public void A_line_that_is_no_request_is_answered_in_words_and_ends_the_connection(string line, string expected)
    {
        using var client = new Client(fixture, SocketPath);
        client.Send(Encoding.UTF8.GetBytes(line));
        var reply = client.Receive();
        Assert.False(reply.Ok);
        Assert.StartsWith(expected, reply.Error, StringComparison.Ordinal);
        Assert.True(client.IsEnded());
    }

    [Fact]
    public void A_line_that_never_ends_ends_the_connection_and_nobody_elses()
    {
        using var other = new Client(fixture, SocketPath);
        using var client = new Client(fixture, SocketPath);
        client.Send(new byte[ControlLimits.RequestBytes + 4096]);
        Assert.False(client.Receive().Ok);
        Assert.True(client.IsEnded());
        Assert.Equal("headless", other.Ask(DesktopVerbs.Status, new Nothing()).Name);
    }

    [Theory]
    [InlineData("dance", "{}", "does not know 'dance'")]
    [InlineData("close", "{\"window\":99}", "there is no window 99")]
    [InlineData("click", "{\"x\":\"here\",\"y\":1}", "click: ")]
    [InlineData("click", "{\"x\":1,\"y\":1,\"button\":\"nose\"}", "no button is called 'nose'")]
    [InlineData("click", "{\"x\":1e300,\"y\":1}", "far outside")]
    [InlineData("scroll", "{\"horizontal\":0,\"vertical\":1e9}", "more than a thousand")]
    [InlineData("screenshot", "{\"file\":\"relative.png\"}", "not an absolute path")]
    [InlineData("screenshot", "{\"file\":\"/x.png\",\"window\":99}", "there is no window 99")]
    [InlineData("attach", "{\"guest\":\"\",\"socket\":\"/x\"}", "1 to 64 characters")]
    [InlineData("detach", "{\"guest\":\"nobody\"}", "no guest 'nobody'")]
    [InlineData("wait", "{\"milliseconds\":-1}", "cannot wait")]
    [InlineData("touch", "{\"phase\":\"poke\",\"finger\":1}", "not down, move or up")]
    public void What_cannot_be_done_is_said_in_words_and_the_connection_goes_on(string verb, string arguments, string expected)
    {
        using var client = new Client(fixture, SocketPath);
        client.Send(ControlLine.Write(new ControlRequest(5, verb, JsonDocument.Parse(arguments).RootElement)));
        var reply = client.Receive();
        Assert.Equal((5, false), (reply.Id, reply.Ok));
        Assert.Contains(expected, reply.Error, StringComparison.Ordinal);
        Assert.Equal("headless", client.Ask(DesktopVerbs.Status, new Nothing()).Name);
    }

    [Fact]
    public void A_wait_ends_when_the_window_has_content_and_another_one_in_time_when_it_never_has()
    {
        using var client = new Client(fixture, SocketPath);
        client.Send(ControlLine.Write(DesktopVerbs.Wait.Request(1, new WaitArguments(5000) { Title = "EDIT", HasContent = true })));
        client.Send(ControlLine.Write(DesktopVerbs.Wait.Request(2, new WaitArguments(400) { Title = "nothing like it" })));
        fixture.Settle();
        fixture.Guest.Send(FakeGuest.Toplevel(1, "Editor", 64, 64));
        var memory = fixture.Guest.AddMemory(64 * 64 * 4);
        fixture.Guest.SendFrame(1, memory.Id, 64, 64);
        fixture.Settle();
        fixture.Advance(500);
        var late = client.Receive();
        Assert.Equal((2, false), (late.Id, late.Ok));
        Assert.Contains("'Editor' without content", late.Error, StringComparison.Ordinal);
        memory.Mapping.Bytes[7] = 9;
        fixture.Guest.SendFrame(1, memory.Id, 64, 64);
        var reply = client.Receive();
        Assert.Equal((1, true), (reply.Id, reply.Ok));
        Assert.Equal("Editor", DesktopVerbs.Wait.ReadResult(reply).Window?.Title);
    }

    [Fact]
    public void A_wait_for_quiet_starts_again_with_every_frame()
    {
        fixture.Show(1);
        using var client = new Client(fixture, SocketPath);
        client.Send(ControlLine.Write(DesktopVerbs.Wait.Request(1, new WaitArguments(5000) { QuietMilliseconds = 100 })));
        fixture.Settle();
        for (var i = 0; i < 5; i++)
        {
            fixture.Guest.Paint(1, 200, 100, (uint)i);
            fixture.Settle();
            fixture.Advance(60);
            Assert.False(client.HasLine());
        }
        fixture.Advance(60);
        Assert.True(client.Receive().Ok);
    }

    [Fact]
    public void A_wait_for_no_windows_ends_when_the_last_one_is_closed()
    {
        fixture.Show(1);
        using var client = new Client(fixture, SocketPath);
        client.Send(ControlLine.Write(DesktopVerbs.Wait.Request(1, new WaitArguments(5000) { Count = 0 })));
        fixture.Settle();
        Assert.False(client.HasLine());
        fixture.Guest.Send(new Seamless.Protocol.WindowClosed(1));
        Assert.Null(DesktopVerbs.Wait.ReadResult(client.Receive()).Window);
    }

    [Fact]
    public void What_a_program_holds_down_is_let_go_when_it_ends()
    {
        fixture.Show(1);
        var client = new Client(fixture, SocketPath);
        client.Ask(DesktopVerbs.KeyEvent, new KeyEventArguments("ctrl", true));
        client.Ask(DesktopVerbs.Button, new ButtonArguments("left", true));
        Assert.Equal(29u, Assert.Single(fixture.Seat.Keyboard.Pressed));
        client.Dispose();
        fixture.Settle();
        Assert.Empty(fixture.Seat.Keyboard.Pressed);
        Assert.False(fixture.Seat.Pointer.IsDown(0x110));
    }

    [Fact]
    public void A_drag_takes_the_time_in_which_an_app_says_what_it_drags()
    {
        var window = fixture.Show(1, 200, 100, at: (100, 100));
        using var client = new Client(fixture, SocketPath);
        client.Send(ControlLine.Write(DesktopVerbs.Drag.Request(1, new DragArguments(10, 10, 60, 30, window.Id))));
        fixture.Settle();
        fixture.Guest.Send(new Seamless.Protocol.MoveRequested(1, fixture.Guest.Last<Seamless.Protocol.PointerButton>().Serial));
        fixture.Settle();
        for (var i = 0; i < 12; i++) fixture.Advance(20);
        Assert.True(client.Receive().Ok);
        Assert.Equal((150, 120), (window.X, window.Y));
        Assert.False(fixture.Seat.Pointer.IsDown(0x110));
    }

    [Fact]
    public void A_drag_whose_program_ends_lets_go()
    {
        fixture.Show(1, 200, 100, at: (100, 100));
        var client = new Client(fixture, SocketPath);
        client.Send(ControlLine.Write(DesktopVerbs.Drag.Request(1, new DragArguments(110, 110, 160, 130))));
        fixture.Settle();
        Assert.True(fixture.Seat.Pointer.IsDown(0x110));
        client.Dispose();
        fixture.Settle();
        Assert.False(fixture.Seat.Pointer.IsDown(0x110));
    }

    [Fact]
    public void A_screenshot_shows_what_it_should_and_a_full_disk_is_said_in_words()
    {
        fixture.Show(1, 100, 50, at: (10, 30), argb: 0xff123456);
        using var client = new Client(fixture, SocketPath);
        var file = Path.Combine(folder, "shot.png");
        var taken = client.Ask(DesktopVerbs.Screenshot, new ScreenshotArguments(file, fixture.Find(1).Id));
        Assert.Equal((100, 50), (taken.Width, taken.Height));
        Assert.Equal(["control.sock", "shot.png"], Directory.GetFileSystemEntries(folder).Select(Path.GetFileName).Order());
        foreach (var (place, reason) in new[] { ("/dev/full", "No space left"), ("/nowhere/x.png", "Could not find"), (folder, "denied") })
        {
            client.Send(ControlLine.Write(DesktopVerbs.Screenshot.Request(7, new ScreenshotArguments(place))));
            var reply = client.Receive();
            Assert.False(reply.Ok);
            Assert.Contains($"cannot write '{place}'", reply.Error, StringComparison.Ordinal);
            Assert.Contains(reason, reply.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Windows_are_placed_sized_and_shaped_by_request()
    {
        var window = fixture.Show(1, 300, 200);
        using var client = new Client(fixture, SocketPath);
        client.Ask(DesktopVerbs.Place, new PlaceArguments(window.Id, 12, 34));
        Assert.Equal((12, 34), (window.X, window.Y));
        client.Ask(DesktopVerbs.Resize, new ResizeArguments(window.Id, 400, 300));
        client.Ask(DesktopVerbs.Shape, new ShapeArguments(window.Id) { Maximized = true });
        Assert.Equal(["maximized"], client.Ask(DesktopVerbs.Windows, new Nothing()).Windows[0].States);
        client.Ask(DesktopVerbs.Shape, new ShapeArguments(window.Id) { Minimized = true });
        Assert.Null(fixture.Stack.Focused);
        client.Ask(DesktopVerbs.Focus, new WindowArguments(window.Id));
        Assert.Same(window, fixture.Stack.Focused);
    }

    /// <summary>A program on the control socket, on the same loop.</summary>
    private sealed class Client(DesktopFixture fixture, string path) : IDisposable
    {
        private readonly UnixSocket socket = UnixSocket.Connect(path);
        private readonly LineBuffer lines = new(ControlLimits.LineBytes);
        private readonly List<FileDescriptor> handles = [];
        private bool isEnded;

        public void Send(ReadOnlySpan<byte> bytes)
        {
            while (bytes.Length > 0)
            {
                var result = socket.Send(bytes);
                if (result.Status == SocketStatus.Closed) return;
                bytes = bytes[result.Count..];
                fixture.Settle();
            }
        }

        public TResult Ask<TArguments, TResult>(ControlVerb<TArguments, TResult> verb, TArguments arguments)
            where TArguments : class where TResult : class
        {
            Send(ControlLine.Write(verb.Request(1, arguments)));
            var reply = Receive();
            Assert.True(reply.Ok, reply.Error);
            return verb.ReadResult(reply);
        }

        public ControlReply Receive()
        {
            fixture.Loop.Until(() => HasLine());
            return last!;
        }

        private ControlReply? last;

        public bool HasLine()
        {
            Fill();
            if (!lines.TryTake(out var line)) return false;
            last = ControlLine.ReadReply(line);
            return true;
        }

        public bool IsEnded()
        {
            fixture.Settle();
            Fill();
            return isEnded;
        }

        public void Dispose() => socket.Dispose();

        private void Fill()
        {
            while (socket.Receive(lines.Room.Span, handles) is { Status: not SocketStatus.WouldBlock } result)
            {
                isEnded |= result.Status == SocketStatus.Closed;
                if (isEnded) return;
                lines.Received(result.Count);
            }
        }
    }
}
