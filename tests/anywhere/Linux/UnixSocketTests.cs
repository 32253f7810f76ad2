// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Xunit;

namespace Seamless.Tests.Anywhere.Linux;

public sealed class UnixSocketTests
{
    private readonly List<FileDescriptor> _received = [];

    [Fact]
    public void Bytes_and_handles_arrive_together_and_the_handles_are_close_on_exec()
    {
        var (ours, theirs) = UnixSocket.Pair();
        using var file = MemoryFile.Create("passed", 4, Seals.None);
        file.WriteAt(0, [1, 2, 3, 4]);
        Assert.Equal(new SocketResult(SocketStatus.Done, 2), ours.Send([7, 8], [file.Descriptor, file.Descriptor]));
        var bytes = new byte[16];
        Assert.Equal(new SocketResult(SocketStatus.Done, 2), theirs.Receive(bytes, _received));
        Assert.Equal([7, 8], bytes[..2]);
        Assert.Equal(2, _received.Count);
        Assert.All(_received, handle => Assert.True(IsCloseOnExec(handle)));
        using var same = MemoryFile.Adopt(_received[0]);
        var content = new byte[4];
        same.ReadAt(0, content);
        Assert.Equal([1, 2, 3, 4], content);
        _received[1].Dispose();
    }

    [Fact]
    public void More_handles_than_we_take_are_an_error_and_none_of_them_stays_open()
    {
        var (ours, theirs) = UnixSocket.Pair();
        var pipe = Pipe.Create();
        var handles = Enumerable.Repeat(pipe.Write, UnixSocket.MaxHandles).ToArray();
        Assert.Throws<ArgumentOutOfRangeException>(() => ours.Send([1], [.. handles, pipe.Write]));
        ours.Send([1], handles);
        theirs.Receive(new byte[16], _received);
        Assert.Equal(UnixSocket.MaxHandles, _received.Count);
        _received.ForEach(handle => handle.Dispose());
        _received.Clear();

        ours.Send([1], handles);
        Assert.Throws<HandlesTruncatedException>(() => theirs.Receive(new byte[16], _received, maxHandles: 3));
        Assert.Empty(_received);
        pipe.Write.Dispose();
        // The pipe ends only when no writing end is open anywhere.
        Assert.Equal(0, pipe.Read.Read(new byte[1]));
        pipe.Read.Dispose();
    }

    [Fact]
    public void A_full_socket_would_block_and_goes_on_when_the_peer_has_read()
    {
        var (ours, theirs) = UnixSocket.Pair();
        var chunk = new byte[64 * 1024];
        var sent = 0;
        SocketResult result;
        while ((result = ours.Send(chunk)).Status == SocketStatus.Done)
            sent += result.Count;
        Assert.Equal(SocketStatus.WouldBlock, result.Status);
        var read = 0;
        while ((result = theirs.Receive(chunk, _received)).Status == SocketStatus.Done)
            read += result.Count;
        Assert.Equal(SocketStatus.WouldBlock, result.Status);
        Assert.Equal(sent, read);
        Assert.Equal(SocketStatus.Done, ours.Send(chunk).Status);
    }

    [Fact]
    public void A_peer_that_is_gone_is_Closed_both_ways_and_raises_no_signal()
    {
        var (ours, theirs) = UnixSocket.Pair();
        theirs.Dispose();
        Assert.Equal(SocketStatus.Closed, ours.Send([1]).Status);
        Assert.Equal(SocketStatus.Closed, ours.Receive(new byte[1], _received).Status);
    }

    [Fact]
    public void The_peer_of_a_pair_is_this_process()
    {
        var (ours, theirs) = UnixSocket.Pair();
        Assert.Equal(Environment.ProcessId, ours.Peer.Pid);
        Assert.Equal(CurrentUser.Id, theirs.Peer.Uid);
    }

    [Fact]
    public void Something_that_is_no_socket_is_not_adopted_and_is_closed()
    {
        var pipe = Pipe.Create();
        Assert.Equal(Errno.ENOTSOCK, Assert.Throws<LinuxException>(() => UnixSocket.Adopt(pipe.Read)).Errno);
        Assert.True(pipe.Read.IsClosed);
        pipe.Write.Dispose();
    }

    private static bool IsCloseOnExec(FileDescriptor handle)
    {
        var line = File.ReadLines($"/proc/self/fdinfo/{handle.Number}").First(text => text.StartsWith("flags:", StringComparison.Ordinal));
        return (Convert.ToInt32(line["flags:".Length..].Trim(), 8) & Convert.ToInt32("02000000", 8)) != 0;
    }
}
