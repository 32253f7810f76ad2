// SPDX-License-Identifier: Apache-2.0
using Seamless.Agent.Apps;
using Seamless.Agent.Apps.Icons;
using Seamless.Agent.Linux.Apps;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Linux.Apps;

public sealed class AppIconsTests : IAppMessages, IChannelReceiver, IDisposable
{
    private readonly SteppedTime _time = new();
    private readonly EventLoop _loop;
    private readonly List<Thread> _workers = [];
    private readonly List<Channel> _channels = [];
    private readonly List<string> _told = [];
    private string? _deadly;

    public AppIconsTests() => _loop = new EventLoop(_time);

    public long QueuedBytes { get; private set; }

    public void Dispose()
    {
        foreach (var worker in _workers) worker.Join();
        foreach (var channel in _channels) channel.Dispose();
        _loop.Dispose();
    }

    [Fact]
    public void Icons_are_drawn_by_a_worker_that_ends_when_nothing_is_asked()
    {
        using var icons = new AppIcons(_loop, this, StartRealWorker, () => { });
        Ask(icons, "foot", "org.gtk.WidgetFactory4", "surely-no-icon", "org.gtk.Demo4", "foot", "foot-server", "org.gtk.IconBrowser4");
        _loop.Until(() => _told.Count == 6);
        Assert.Equal("foot org.gtk.WidgetFactory4 surely-no-icon-empty org.gtk.Demo4 foot-server-empty org.gtk.IconBrowser4", string.Join(' ', _told));
        Assert.Single(_workers);
        _time.Advance(LaunchLimits.IconWorkerLinger);
        _loop.UntilQuiet();
        Assert.True(_workers[0].Join(Turns.Limit));
        Ask(icons, "foot");
        _loop.Until(() => _told.Count == 7);
        Assert.Equal(2, _workers.Count);
    }

    [Fact]
    public void An_image_that_ends_the_worker_is_answered_with_nothing_and_the_others_are_drawn()
    {
        _deadly = "evil";
        using var icons = new AppIcons(_loop, this, StartFakeWorker, () => { });
        Ask(icons, "a", "evil", "b", "c", "d", "e", "f");
        _loop.Until(() => _told.Count == 7);
        Assert.Equal("a evil-empty b c d e f", string.Join(' ', _told));
        Assert.Equal(2, _channels.Count);
    }

    [Fact]
    public void A_worker_that_never_works_is_not_started_for_ever()
    {
        _deadly = "";
        using var icons = new AppIcons(_loop, this, StartFakeWorker, () => { });
        Ask(icons, [.. Enumerable.Range(0, 50).Select(i => $"{i}")]);
        _loop.Until(() => _told.Count == 50);
        Assert.All(_told, told => Assert.EndsWith("-empty", told));
        Assert.Equal(LaunchLimits.IconWorkerDeaths, _channels.Count);
    }

    [Fact]
    public void A_worker_that_cannot_be_started_leaves_no_request_without_answer()
    {
        using var icons = new AppIcons(_loop, this, () => throw new LinuxException("start the worker", Errno.ENOMEM), () => { });
        Ask(icons, "a", "b");
        Assert.Equal(["a-empty", "b-empty"], _told);
    }

    [Fact]
    public void A_drawing_without_end_is_given_up()
    {
        var silent = new List<UnixSocket>();
        var ended = false;
        using var icons = new AppIcons(_loop, this, () =>
        {
            var (ours, its) = UnixSocket.Pair();
            silent.Add(its);
            return ours;
        }, () => ended = true);
        Ask(icons, "slow");
        _loop.UntilQuiet();
        Assert.Empty(_told);
        _time.Advance(LaunchLimits.IconDeadline);
        _loop.UntilQuiet();
        Assert.Equal(["slow-empty"], _told);
        Assert.True(ended);
        foreach (var socket in silent) socket.Dispose();
    }

    [Fact]
    public void Icons_wait_while_the_send_queue_is_full()
    {
        using var icons = new AppIcons(_loop, this, StartFakeWorker, () => { });
        QueuedBytes = ProtocolLimits.QueuedBytes;
        Ask(icons, "a");
        _loop.UntilQuiet();
        Assert.Empty(_channels);
        QueuedBytes = 0;
        _time.Advance(LaunchLimits.IconQueueCheck);
        _loop.Until(() => _told.Count == 1);
    }

    void IAppMessages.Send<T>(in T message)
    {
        var icon = Assert.IsType<Icon>((object)message);
        _told.Add(icon.Png.IsEmpty ? $"{icon.IconKey}-empty" : icon.IconKey);
    }

    /// <summary>The fake worker's side: an icon of one byte, or death.</summary>
    void IChannelReceiver.Received(Channel channel, in MessageView message)
    {
        var request = message.Read<IconRequest>();
        if (_deadly is { } deadly && request.IconKey.StartsWith(deadly, StringComparison.Ordinal)) channel.Dispose();
        else channel.Send(new Icon(request.IconKey, request.SizePixels, new byte[] { 1 }));
    }

    void IChannelReceiver.Closed(Channel channel, string reason)
    {
    }

    private static void Ask(AppIcons icons, params string[] keys)
    {
        foreach (var key in keys) icons.Request(new IconRequest(key, 48));
    }

    private UnixSocket StartFakeWorker()
    {
        var (ours, its) = UnixSocket.Pair();
        _channels.Add(new Channel(_loop, its, this, ChannelLimits.Bulk));
        return ours;
    }

    /// <summary>The worker itself, on a thread instead of in a process.</summary>
    private UnixSocket StartRealWorker()
    {
        var (ours, its) = UnixSocket.Pair();
        var variables = new EnvironmentVariables(new Dictionary<string, string> { ["HOME"] = "/nonexistent" });
        var thread = new Thread(() => IconWorker.Run(its, variables, _ => { })) { IsBackground = true };
        thread.Start();
        _workers.Add(thread);
        return ours;
    }
}
