// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;
using Xunit;

namespace Seamless.Tests.Anywhere.Protocol;

public sealed class ChannelTests
{
    private static readonly byte[] FrameMemoryBytes = ChannelFixture.Bytes(new FrameMemory(3, FrameMemoryKind.SharedFd, 4096), 2, handles: 1);

    [Fact]
    public void Messages_that_arrive_byte_by_byte_are_put_together()
    {
        using var fixture = new ChannelFixture();
        byte[] bytes = [.. ChannelFixture.Bytes(new Ping(1), 1), .. ChannelFixture.Bytes(new WindowClosed(5), 2)];
        foreach (byte b in bytes) fixture.Write([b]);
        Assert.Equal(["ping 1", "window 5 closed"], fixture.Log);
    }

    [Fact]
    public void Many_messages_in_one_read_come_in_order()
    {
        using var fixture = new ChannelFixture();
        fixture.Write([.. Enumerable.Range(1, 5000).SelectMany(i => ChannelFixture.Bytes(new Ping((ulong)i), (ulong)i))]);
        Assert.Equal(Enumerable.Range(1, 5000).Select(i => $"ping {i}"), fixture.Log);
    }

    [Fact]
    public void A_handle_arrives_with_its_own_message()
    {
        using var fixture = new ChannelFixture();
        using var first = MemoryFile.Create("first", 4096, Seals.None);
        using var second = MemoryFile.Create("second", 8192, Seals.None);
        using var receiver = new ChannelFixture();
        fixture.Channel.Send(new Ping(1));
        fixture.Channel.Send(new FrameMemory(1, FrameMemoryKind.SharedFd, 4096), first.Descriptor);
        fixture.Channel.Send(new Ping(2));
        fixture.Channel.Send(new FrameMemory(2, FrameMemoryKind.SharedFd, 8192), second.Descriptor);
        fixture.Channel.Send(new Ping(3));
        while (fixture.Loop.RunOnce(TimeSpan.Zero))
        {
        }
        Relay(fixture, receiver);

        Assert.Equal(["ping 1", "memory 1 SharedFd 4096 bytes", "ping 2", "memory 2 SharedFd 8192 bytes", "ping 3"], receiver.Log);
        Assert.Equal([4096L, 8192L], receiver.Taken.Select(handle => MemoryFile.Adopt(handle.Duplicate()).Size));
    }

    [Fact]
    public void A_handle_whose_message_arrives_byte_by_byte_is_found()
    {
        using var fixture = new ChannelFixture();
        using var file = MemoryFile.Create("file", 4096, Seals.None);
        fixture.Write(ChannelFixture.Bytes(new Ping(1), 1));
        fixture.Write(FrameMemoryBytes.AsSpan(0, 1), file.Descriptor);
        foreach (byte b in FrameMemoryBytes.AsSpan(1)) fixture.Write([b]);
        Assert.Equal(["ping 1", "memory 3 SharedFd 4096 bytes"], fixture.Log);
        Assert.Single(fixture.Taken);
    }

    [Fact]
    public void A_handle_that_nobody_takes_is_closed()
    {
        using var fixture = new ChannelFixture { TakesHandles = false };
        var (reader, writer) = UnixSocket.Pair();
        fixture.Write(ChannelFixture.Bytes(new Ping(1), 1));
        fixture.Write(FrameMemoryBytes, writer.Descriptor);
        writer.Dispose();
        using (reader)
            Assert.Equal(SocketStatus.Closed, reader.Receive(new byte[1], []).Status);
        Assert.Null(fixture.CloseReason);
    }

    [Fact]
    public void Taking_a_handle_that_did_not_come_closes_the_channel()
    {
        using var fixture = new ChannelFixture();
        fixture.Write([.. ChannelFixture.Bytes(new Ping(1), 1), .. FrameMemoryBytes]);
        Assert.Equal("FrameMemory announced 1 handles, 0 came", fixture.CloseReason);
    }

    [Fact]
    public void A_handle_that_was_not_announced_closes_the_channel()
    {
        using var fixture = new ChannelFixture();
        using var file = MemoryFile.Create("file", 4096, Seals.None);
        fixture.Write(ChannelFixture.Bytes(new Ping(1), 1), file.Descriptor);
        Assert.Equal(["ping 1", "closed: 1 handles came where 0 were announced"], fixture.Log);
    }

    [Fact]
    public void More_handles_than_a_message_may_have_close_the_channel()
    {
        using var fixture = new ChannelFixture();
        using var file = MemoryFile.Create("file", 4096, Seals.None);
        byte[] bytes = ChannelFixture.Bytes(new FrameMemory(3, FrameMemoryKind.SharedFd, 4096), 1, handles: 2);
        fixture.Write(bytes, file.Descriptor, file.Descriptor);
        Assert.Equal("FrameMemory with 2 handles where 1 are allowed", fixture.CloseReason);
    }

    [Fact]
    public void A_message_larger_than_the_limit_closes_the_channel_by_its_header_alone()
    {
        using var fixture = new ChannelFixture();
        byte[] header = new byte[MessageHeader.Size];
        new MessageHeader(ProtocolLimits.ControlMessageBytes + 1, MessageType.WindowState, 0, 1).Write(header);
        fixture.Write(header);
        Assert.Equal($"WindowState of {ProtocolLimits.ControlMessageBytes + 1} bytes where {ProtocolLimits.ControlMessageBytes} are allowed", fixture.CloseReason);
    }

    [Fact]
    public void A_lost_message_is_noticed_by_the_next()
    {
        using var fixture = new ChannelFixture();
        fixture.Write([.. ChannelFixture.Bytes(new Ping(1), 1), .. ChannelFixture.Bytes(new Ping(3), 3)]);
        Assert.Equal(["ping 1", "closed: message 3 came where 2 was due"], fixture.Log);
    }

    [Fact]
    public void Garbage_closes_the_channel()
    {
        using var fixture = new ChannelFixture();
        fixture.Write("GET / HTTP/1.1\r\nHost: here\r\n\r\n"u8);
        Assert.Equal("sent something that is not a message header", fixture.CloseReason);
    }

    [Fact]
    public void A_peer_that_leaves_within_a_message_is_told_apart()
    {
        using var fixture = new ChannelFixture();
        fixture.Write(ChannelFixture.Bytes(new Ping(1), 1).AsSpan(0, 20));
        fixture.Far.Dispose();
        while (fixture.Loop.RunOnce(TimeSpan.Zero))
        {
        }
        Assert.Equal("closed the connection in the middle of a message", fixture.CloseReason);
    }

    [Fact]
    public void A_peer_that_does_not_read_is_closed_when_the_queue_is_full()
    {
        using var fixture = new ChannelFixture(new ChannelLimits(ProtocolLimits.ControlMessageBytes, 100_000));
        for (int i = 0; i < 100_000 && !fixture.Channel.IsClosed; i++)
        {
            fixture.Channel.Send(new Ping(1));
            if (i % 1000 == 0) fixture.Loop.RunOnce(TimeSpan.Zero);
        }
        while (fixture.Loop.RunOnce(TimeSpan.Zero))
        {
        }
        Assert.StartsWith("does not read: 1000", fixture.CloseReason, StringComparison.Ordinal);
        Assert.Single(fixture.Log);
        fixture.Channel.Send(new Ping(1));
        Assert.Equal(0, fixture.Channel.QueuedBytes);
    }

    [Fact]
    public void What_the_peer_said_before_it_left_is_still_received()
    {
        using var fixture = new ChannelFixture();
        fixture.Far.Send([.. ChannelFixture.Bytes(new Ping(1), 1), .. ChannelFixture.Bytes(new Ping(2), 2)]);
        fixture.Far.Dispose();
        fixture.Channel.Send(new Ping(1));
        while (fixture.Loop.RunOnce(TimeSpan.Zero))
        {
        }
        Assert.Equal(["ping 1", "ping 2", "closed: closed the connection"], fixture.Log);
    }

    [Fact]
    public void A_message_that_does_not_fit_the_socket_leaves_when_the_peer_reads()
    {
        using var fixture = new ChannelFixture(new ChannelLimits(ProtocolLimits.BulkMessageBytes, ProtocolLimits.QueuedBytes));
        fixture.Channel.Send(new Icon("big", 512, new byte[ProtocolLimits.IconBytes]));
        fixture.Channel.Send(new Ping(9));
        var received = new List<byte>();
        while (received.Count < ProtocolLimits.IconBytes + 80 && fixture.ReadFar([]) is { Length: > 0 } part) received.AddRange(part);

        Assert.Equal(ChannelFixture.Bytes(new Ping(9), 2), received.TakeLast(MessageHeader.Size + 8));
        Assert.Equal(0, fixture.Channel.QueuedBytes);
    }

    [Fact]
    public void Closing_from_within_a_message_ends_the_others()
    {
        using var fixture = new ChannelFixture();
        fixture.OnReceived = _ => fixture.Channel.Close("enough");
        fixture.Write([.. ChannelFixture.Bytes(new Ping(1), 1), .. ChannelFixture.Bytes(new Ping(2), 2)]);
        Assert.Equal(["ping 1", "closed: enough"], fixture.Log);
    }

    [Fact]
    public void A_protocol_exception_of_the_receiver_closes_the_channel()
    {
        using var fixture = new ChannelFixture();
        fixture.OnReceived = _ => throw new ProtocolException("window 5 is not known");
        fixture.Write(ChannelFixture.Bytes(new WindowClosed(5), 1));
        Assert.Equal("window 5 is not known", fixture.CloseReason);
    }

    [Fact]
    public void An_unfinished_message_of_the_largest_size_does_not_reserve_for_it()
    {
        using var fixture = new ChannelFixture(ChannelLimits.Bulk);
        byte[] header = new byte[MessageHeader.Size];
        new MessageHeader(ProtocolLimits.BulkMessageBytes, MessageType.Icon, 0, 1).Write(header);
        long before = GC.GetAllocatedBytesForCurrentThread();
        fixture.Far.Send(header);
        fixture.Loop.RunOnce(TimeSpan.Zero);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024);
        Assert.Null(fixture.CloseReason);
    }

    private static void Relay(ChannelFixture from, ChannelFixture to)
    {
        byte[] buffer = new byte[4096];
        var handles = new List<FileDescriptor>();
        while (from.Far.Receive(buffer, handles) is { Status: SocketStatus.Done } result)
        {
            to.Write(buffer.AsSpan(0, result.Count), handles.ToArray());
            foreach (var handle in handles) handle.Dispose();
            handles.Clear();
        }
    }
}
