// SPDX-License-Identifier: Apache-2.0
using Seamless.Agent.Linux.Apps;
using Seamless.Linux;
using Seamless.Protocol;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Linux.Apps;

/// <summary>The published agent, started the way it starts itself to draw icons.</summary>
public sealed class IconWorkerProgramTests : IChannelReceiver
{
    private readonly List<string> _told = [];

    [Fact]
    public void The_agents_program_draws_icons_and_ends_with_its_socket()
    {
        using var loop = new EventLoop();
        using var worker = Start(loop, out var socket);
        using var channel = new Channel(loop, socket, this, ChannelLimits.Bulk);
        channel.Send(new IconRequest("foot", 48));
        channel.Send(new IconRequest("org.gtk.Demo4", 64));
        channel.Send(new IconRequest("surely-no-icon", 48));
        loop.Until(() => _told.Count == 3, () => string.Join(", ", _told));
        Assert.Equal(["foot PNG", "org.gtk.Demo4 PNG", "surely-no-icon "], _told);
        channel.Dispose();
        loop.Until(() => worker.Exit is not null);
        Assert.Equal(new ChildExit(0, 0), worker.Exit);
    }

    [Fact]
    public void A_worker_that_is_told_nonsense_ends()
    {
        using var loop = new EventLoop();
        using var worker = Start(loop, out var socket);
        socket.Send("this is not a message, not at all"u8, []);
        loop.Until(() => worker.Exit is not null);
        socket.Dispose();
        Assert.Equal(new ChildExit(0, 0), worker.Exit);
    }

    void IChannelReceiver.Received(Channel channel, in MessageView message)
    {
        var reader = new MessageReader(message.Payload);
        Assert.True(Icon.TryRead(ref reader, out var icon));
        _told.Add($"{icon.IconKey} {(icon.Png.IsEmpty ? "" : System.Text.Encoding.ASCII.GetString(icon.Png.Span[1..4]))}");
    }

    void IChannelReceiver.Closed(Channel channel, string reason)
    {
    }

    private static ChildProcess Start(EventLoop loop, out UnixSocket ours)
    {
        var folder = Environment.GetEnvironmentVariable("SEAMLESS_BIN_DIR");
        Assert.SkipWhen(folder is null, "SEAMLESS_BIN_DIR is not set: run ./check linux, which publishes the programs");
        (ours, var its) = UnixSocket.Pair();
        using (its)
            return ChildProcess.Start(loop, new ChildProcessOptions(Path.Combine(folder, "seamless-agent"), [IconWorkerProcess.Argument]) { Handles = [its.Descriptor] });
    }
}
