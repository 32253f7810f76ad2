// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Linux.Programs;

/// <summary>The published programs and a desktop that is elsewhere: it comes in over TCP, starts an app, sees it and types into it.</summary>
public sealed class DesktopElsewhereTests : IDisposable
{
    private const uint KeyH = 35, KeyI = 23, KeyEnter = 28;

    private readonly SeamlessCommand _seamless = new();
    private readonly EventLoop _loop = new();

    public void Dispose()
    {
        _loop.Dispose();
        _seamless.Dispose();
    }

    [Fact]
    public void A_desktop_over_tcp_shows_foot_and_types_into_it()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/foot"), "foot is not installed");
        using var free = Seamless.Linux.TcpListener.Bind(new TcpAddress(IPAddress.Loopback, 0));
        var address = free.Address;
        free.Dispose();
        var lines = _seamless.Done("desktop", "add", "redox", "--built-in", "--listen", address.ToString()).Split('\n');
        var key = Bytes32.Of(Convert.FromHexString(lines.Single(line => line.StartsWith("  key", StringComparison.Ordinal)).Split(' ')[^1]));
        using var directory = FakeDoor.OpenDirectory(_loop, () => TcpSocket.Connect(address), "redox", key);
        directory.Await("local", DirectoryState.Ready);
        using var desktop = FakeDesktop.ConnectWithoutHandles(_loop, () => FakeDoor.Enter(() => TcpSocket.Connect(address), "redox", key, "local"), "redox");
        desktop.AwaitOpen();

        var typed = _seamless.PathOf("typed");
        desktop.Send(new StartApp { Request = 1, Arguments = ["foot", "--config=/dev/null", "sh", "-c", $"read line; echo \"$line\" > {typed}"] });
        _loop.Until(() => desktop.Windows.Values.Any(window => window.FrameCount > 0 && window.State.Flags.HasFlag(WindowFlags.Mapped)), desktop.Describe);
        var window = desktop.Windows.Values.First(each => each.FrameCount > 0);
        Assert.NotEmpty(desktop.All<InlineFrame>());
        Assert.Empty(desktop.All<Frame>());
        Assert.True(window.Inline!.WireBytes < window.Inline.PlainBytes / 10, $"a terminal is mostly one colour: {window.Inline.WireBytes} of {window.Inline.PlainBytes} bytes");

        desktop.Focus(window.Id);
        var before = window.FrameCount;
        desktop.Tap(window.Id, KeyH);
        desktop.Tap(window.Id, KeyI);
        _loop.Until(() => window.FrameCount > before, desktop.Describe);
        desktop.Tap(window.Id, KeyEnter);
        _loop.Until(() => desktop.All<AppExited>().Any(), desktop.Describe);
        Assert.Equal("hi\n", File.ReadAllText(typed));
        Assert.Contains("shows the guests", _seamless.Done("desktop", "list"), StringComparison.Ordinal);
    }
}
