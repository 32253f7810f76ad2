// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Xunit;

namespace Seamless.Tests.Anywhere.Linux;

public sealed class UnixListenerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("seamless-test-").FullName;

    private string Socket => Path.Combine(_folder, "s.sock");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_connection_is_accepted_and_carries_bytes()
    {
        using var listener = UnixListener.Bind(Socket);
        Assert.Null(listener.Accept());
        using var client = UnixSocket.Connect(Socket);
        using var server = listener.Accept()!;
        client.Send("hello"u8);
        var bytes = new byte[8];
        Assert.Equal(5, server.Receive(bytes, []).Count);
    }

    [Fact]
    public void Only_the_owner_may_connect_and_the_path_goes_with_the_listener()
    {
        using (UnixListener.Bind(Socket))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Socket));
        Assert.False(File.Exists(Socket));
        Assert.Equal(Errno.ENOENT, Assert.Throws<LinuxException>(() => UnixSocket.Connect(Socket)).Errno);
    }

    [Fact]
    public void A_socket_left_behind_by_a_dead_process_is_replaced()
    {
        // A listener whose path somebody keeps from being removed: what a crash leaves.
        var dead = UnixListener.Bind(Socket);
        dead.Descriptor.Dispose();
        dead.Dispose();
        Assert.True(File.Exists(Socket));
        using var listener = UnixListener.Bind(Socket);
        UnixSocket.Connect(Socket).Dispose();
    }

    [Fact]
    public void A_socket_that_somebody_listens_on_is_left_alone()
    {
        using var first = UnixListener.Bind(Socket);
        var refused = Assert.Throws<LinuxException>(() => UnixListener.Bind(Socket));
        Assert.Equal(Errno.EADDRINUSE, refused.Errno);
        Assert.Contains("another process listens there", refused.Message, StringComparison.Ordinal);
        UnixSocket.Connect(Socket).Dispose();
        Assert.NotNull(first.Accept());
    }

    [Fact]
    public void A_file_in_the_way_is_not_deleted()
    {
        File.WriteAllText(Socket, "precious");
        Assert.Equal(Errno.EEXIST, Assert.Throws<LinuxException>(() => UnixListener.Bind(Socket)).Errno);
        Assert.Equal("precious", File.ReadAllText(Socket));
    }

    [Fact]
    public void A_path_that_has_been_taken_over_by_another_listener_is_not_removed()
    {
        var first = UnixListener.Bind(Socket);
        File.Delete(Socket);
        using var second = UnixListener.Bind(Socket);
        first.Dispose();
        UnixSocket.Connect(Socket).Dispose();
    }

    [Fact]
    public void A_path_that_is_too_long_is_named_together_with_the_limit()
    {
        var path = Path.Combine(_folder, new string('x', 120));
        var refused = Assert.Throws<LinuxException>(() => UnixListener.Bind(path));
        Assert.Equal(Errno.ENAMETOOLONG, refused.Errno);
        Assert.Contains("the kernel takes 107", refused.Message, StringComparison.Ordinal);
    }
}
