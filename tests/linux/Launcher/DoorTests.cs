// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Linux.Launcher;

/// <summary>Desktops that are elsewhere come in at the real daemon's door and meet a guest's (fake) bridge behind it.</summary>
public sealed class DoorTests : IDisposable
{
    private readonly DaemonFixture _seamless = new();
    private readonly EventLoop _loop = new();
    private readonly List<IDisposable> _open = [];
    private readonly TcpAddress _address = FreeAddress();

    public void Dispose()
    {
        foreach (var each in _open)
            each.Dispose();
        _loop.Dispose();
        _seamless.Dispose();
    }

    [Fact]
    public async Task With_the_key_a_desktop_gets_the_guests_and_its_sessions()
    {
        await _seamless.StartAsync();
        var key = await AddAsync("redox");
        var directory = Directory("redox", key);
        directory.Await("local", DirectoryState.Ready);
        var desktop = Desktop("redox", key);
        Assert.Equal(1000, desktop.Windows[1].State.Title.Length);
        Assert.Equal("redox", Next(_seamless.Bridge.Desktops));
        Assert.Contains("shows the guests", (await _seamless.Run("desktop", "list")).Answers, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("redox", "desktop 'redox' is not known here by this key; on the guests' machine: seamless desktop list")]
    [InlineData("somebody", "desktop 'somebody' is not known here by this key; on the guests' machine: seamless desktop list")]
    public async Task A_wrong_key_and_an_unknown_name_are_refused_in_the_same_words(string name, string words)
    {
        await _seamless.StartAsync();
        await AddAsync("redox");
        var directory = Directory(name, new Bytes32(1, 2, 3, 4));
        Assert.Equal((RefusalCode.NotAllowed, words), (directory.Refused!.Value.Code, directory.Refused.Value.Reason));
    }

    [Fact]
    public async Task A_desktops_own_socket_needs_no_key_and_is_for_nobody_else()
    {
        await _seamless.StartAsync();
        await AddAsync("redox");
        var path = _seamless.Runtime.DesktopDoor("redox");
        Directory("redox", null, path).Await("local", DirectoryState.Ready);
        Assert.Equal(RefusalCode.NotAllowed, Directory("other", null, path).Refused!.Value.Code);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public async Task The_desktop_that_came_last_has_the_guests_until_the_person_chooses()
    {
        await _seamless.StartAsync();
        var (one, two) = (await AddAsync("one"), await AddAsync("two"));
        var first = Directory("one", one);
        first.Await("local", DirectoryState.Ready);
        Desktop("one", one);
        Assert.Equal("one", Next(_seamless.Bridge.Desktops));

        Directory("two", two);
        Assert.Equal("one", Next(_seamless.Bridge.DesktopsGone));
        var refusal = Assert.Throws<LinuxException>(() => FakeDoor.Enter(Dial(), "one", one, "local"));
        Assert.Contains("guest 'local' is shown on desktop 'two'; to have it here, on its machine: seamless desktop use one", refusal.Message, StringComparison.Ordinal);

        Assert.Equal(new DaemonFixture.Outcome(0, "guests are shown on desktop one\n", ""), await _seamless.Run("desktop", "use", "one"));
        // The desktop's own attempts, which never stop, succeed now.
        _loop.Until(() => _seamless.Bridge.Desktops.Count > 0);
        Assert.Equal("one", Next(_seamless.Bridge.Desktops));
        await _seamless.Run("desktop", "use", "headless");
        Assert.Contains("headless  -                shows the guests", (await _seamless.Run("desktop", "list")).Answers, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_desktop_that_is_removed_is_shown_out_and_its_door_is_closed()
    {
        await _seamless.StartAsync();
        var key = await AddAsync("redox");
        var directory = Directory("redox", key);
        await _seamless.Run("desktop", "remove", "redox");
        _loop.Until(() => directory.CloseReason is not null);
        Assert.False(File.Exists(_seamless.Runtime.DesktopDoor("redox")));
        Assert.Equal("closed the connection", Directory("redox", key).CloseReason);
    }

    [Fact]
    public async Task Guests_that_do_not_run_are_refused_as_such_and_pings_are_answered()
    {
        await _seamless.StartAsync();
        var key = await AddAsync("redox");
        var directory = Directory("redox", key);
        var refusal = Assert.Throws<LinuxException>(() => FakeDoor.Enter(Dial(), "redox", key, "mars"));
        Assert.Contains("guest 'mars' does not run", refusal.Message, StringComparison.Ordinal);
        directory.Send(new StartGuest("mars"));
        directory.Send(new Ping(7));
        _loop.Until(() => directory.Pongs.Count > 0);
        Assert.Equal([7ul], directory.Pongs);
    }

    [Fact]
    public async Task What_is_no_join_closes_that_connection_and_no_other()
    {
        await _seamless.StartAsync();
        var key = await AddAsync("redox");
        var directory = Directory("redox", key);
        using var stranger = TcpSocket.Connect(_address);
        var answer = new byte[256];
        _loop.Until(() => stranger.Receive(answer, []).Count > 0 || stranger.Send([.. Enumerable.Repeat((byte)0xff, 64)], []).Status == SocketStatus.Closed);
        stranger.Send([.. Enumerable.Repeat((byte)0xff, 64)], []);
        _loop.Until(() => stranger.Receive(answer, []).Status == SocketStatus.Closed);
        directory.Send(new Ping(9));
        _loop.Until(() => directory.Pongs.Count > 0);
        Assert.Contains("Desktop door: connection closed: sent something that is not a message header", _seamless.Log(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_that_comes_again_and_again_is_one_line_until_something_changes()
    {
        const string Line = "desktop 'redox' may not use this machine's GPU; on the launcher's machine: seamless gpu allow redox";
        await _seamless.StartAsync();
        var key = await AddAsync("redox");
        foreach (var expected in new[] { 1, 2 })
        {
            for (var time = 0; time < 20; time++)
                Assert.Contains(Line, Assert.Throws<LinuxException>(() => FakeDoor.Enter(Dial(), "redox", key, "gl:")).Message, StringComparison.Ordinal);
            // Who is not known says so after them all.
            Assert.NotNull(Directory($"stranger {expected}", key).Refused);
            _loop.Until(() => _seamless.Log().Contains($"'stranger {expected}' is not known", StringComparison.Ordinal));
            Assert.Equal(expected, _seamless.Log().Split('\n').Count(line => line.Contains(Line, StringComparison.Ordinal)));
            await _seamless.Run("gpu", "allow", "redox");
            await _seamless.Run("gpu", "deny", "redox");
        }
    }

    [Theory]
    [InlineData(Role.Launcher)]
    [InlineData(Role.Terminal)]
    public async Task A_desktop_cannot_pass_for_a_launcher_or_a_terminal_behind_the_door(Role role)
    {
        await _seamless.StartAsync();
        var key = await AddAsync("redox");
        Directory("redox", key).Await("local", DirectoryState.Ready);
        using var stream = FakeDoor.Enter(Dial(), "redox", key, "local");
        var bytes = new byte[512];
        var payload = new MessageWriter(bytes.AsSpan(MessageHeader.Size));
        new Hello { Role = role, Channel = ChannelKind.Control, Name = "not a desktop", Version = "1" }.Write(ref payload);
        new MessageHeader(payload.Count, MessageType.Hello, 0, 1).Write(bytes);
        stream.Send(bytes.AsSpan(0, MessageHeader.Size + payload.Count), []);
        SocketResult answer = default;
        _loop.Until(() => (answer = stream.Receive(bytes, [])).Status != SocketStatus.WouldBlock);
        Assert.Equal(SocketStatus.Closed, answer.Status);
    }

    [Fact]
    public async Task The_built_in_guest_is_for_a_desktop_that_was_given_it()
    {
        await _seamless.StartAsync();
        var key = await AddAsync("redox", "--guests", "work,play");
        Assert.Contains("play, work", (await _seamless.Run("desktop", "list")).Answers, StringComparison.Ordinal);
        var directory = Directory("redox", key);
        directory.Send(new Ping(7));
        _loop.Until(() => directory.Pongs.Count > 0);
        Assert.Empty(directory.Guests);
        var refusal = Assert.Throws<LinuxException>(() => FakeDoor.Enter(Dial(), "redox", key, "local"));
        Assert.Contains("guest 'local' is none of those that desktop 'redox' shows", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("redox", _seamless.Bridge.Desktops);

        await _seamless.Run("desktop", "remove", "redox");
        key = await AddAsync("redox", "--guests", "local");
        Directory("redox", key).Await("local", DirectoryState.Ready);
        Desktop("redox", key);
        Assert.Equal("redox", Next(_seamless.Bridge.Desktops));
    }

    private Task<Bytes32> AddAsync(string name) => AddAsync(name, "--built-in");

    private async Task<Bytes32> AddAsync(string name, params string[] guests)
    {
        var outcome = await _seamless.Run(["desktop", "add", name, "--listen", _address.ToString(), .. guests]);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Remarks));
        var key = outcome.Answers.Split('\n').Single(line => line.StartsWith("  key", StringComparison.Ordinal)).Split(' ')[^1];
        return Bytes32.Of(Convert.FromHexString(key));
    }

    private FakeDoor Directory(string name, Bytes32? key, string? path = null)
    {
        var directory = FakeDoor.OpenDirectory(_loop, path is null ? Dial() : () => UnixSocket.Connect(path), name, key);
        _open.Add(directory);
        return directory;
    }

    private FakeDesktop Desktop(string name, Bytes32 key)
    {
        var desktop = FakeDesktop.ConnectWithoutHandles(_loop, () => FakeDoor.Enter(Dial(), name, key, "local"), name);
        desktop.ConfiguresByItself = false;
        _open.Add(desktop);
        _loop.Until(() => desktop.Windows.Count > 0, desktop.Describe);
        return desktop;
    }

    private Func<ByteStream> Dial() => () => TcpSocket.Connect(_address);

    private static string Next(System.Collections.Concurrent.BlockingCollection<string> names) => names.Take(TestContext.Current.CancellationToken);

    private static TcpAddress FreeAddress()
    {
        using var listener = Seamless.Linux.TcpListener.Bind(new TcpAddress(IPAddress.Loopback, 0));
        return listener.Address;
    }
}
