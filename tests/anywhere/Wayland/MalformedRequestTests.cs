// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Wayland.Server;
using Xunit;

namespace Seamless.Tests.Anywhere.Wayland;

/// <summary>
/// Whatever a client sends that no client may send: it is told the right error of wl_display (0 invalid_object, 1 invalid_method,
/// 2 no_memory), it alone is closed, and no descriptor stays behind. Objects: 1 display, 2 registry, 3 compositor, 4 surface, 5 shm, 6 seat.
/// </summary>
public sealed class MalformedRequestTests : IDisposable
{
    private readonly WaylandFixture _fixture = new(new WaylandServerLimits { ObjectsPerClient = 100 });

    public void Dispose() => _fixture.Dispose();

    public static TheoryData<string, string, byte[]> Requests => new()
    {
        { "an unknown object", "1 0 invalid object 99", RawClient.Message(99, 0) },
        { "the null object", "1 0 invalid object 0", RawClient.Message(0, 0) },
        { "a server-made object that is not there", "1 0 invalid object 4278190080", RawClient.Message(0xff000000, 0) },
        { "an unknown opcode", "1 1 invalid method 44, object wl_surface#4 version 3", RawClient.Message(4, 44) },
        { "a request newer than the object", "1 1 invalid method 9, object wl_surface#4 version 3", RawClient.Message(4, 9, 0, 0, 1, 1) },
        { "too few arguments", "1 1 invalid arguments for wl_surface#4.damage: the message is too short", RawClient.Message(4, 2, 0, 0, 1) },
        { "too many arguments", "1 1 invalid arguments for wl_surface#4.commit: the message is too long", RawClient.Message(4, 6, 7) },
        { "an argument that does not exist", "1 0 invalid arguments for wl_surface#4.attach: object 77 does not exist", RawClient.Message(4, 1, 77, 0, 0) },
        { "an argument of another interface", "1 1 invalid arguments for wl_surface#4.attach: wl_shm#5 is of the wrong interface", RawClient.Message(4, 1, 5, 0, 0) },
        { "null where an object must be", "1 1 invalid arguments for wl_data_device_manager#7.get_data_device: an object is null", RawClient.Message(7, 1, 8, 0) },
        { "a new id that is in use", "1 0 invalid arguments for wl_compositor#3.create_surface: 4 is not a valid new object id", RawClient.Message(3, 0, 4) },
        { "a new id that leaves a gap", "1 0 invalid arguments for wl_compositor#3.create_surface: 50 is not a valid new object id", RawClient.Message(3, 0, 50) },
        { "a new id of the server's range", "1 0 invalid arguments for wl_compositor#3.create_surface: 4278190080 is not a valid new object id", RawClient.Message(3, 0, 0xff000000) },
        { "new id 0", "1 0 invalid arguments for wl_compositor#3.create_surface: 0 is not a valid new object id", RawClient.Message(3, 0, 0) },
        { "a descriptor that is missing", "1 1 invalid arguments for wl_shm#5.create_pool: a file descriptor is missing", RawClient.Message(5, 0, 8, 4096) },
        { "a global that does not exist", "2 0 there is no global 9", RawClient.Message(2, 0, 9, "wl_shm", 1, 8) },
        { "a global of another interface", "2 0 global 1 is a wl_compositor, not a wl_shm", RawClient.Message(2, 0, 1, "wl_shm", 1, 8) },
        { "a version that is too new", "2 0 global 2 (wl_shm) has version 1, not 2", RawClient.Message(2, 0, 2, "wl_shm", 2, 8) },
        { "version 0", "2 0 global 2 (wl_shm) has version 1, not 0", RawClient.Message(2, 0, 2, "wl_shm", 0, 8) },
        { "a string without its NUL", "1 1 invalid arguments for wl_registry#2.bind: a string does not end with NUL", RawClient.Message(2, 0, 1, 4, "abcd"u8.ToArray(), 1, 8) },
        { "a string that is null", "1 1 invalid arguments for wl_registry#2.bind: a string is null", RawClient.Message(2, 0, 1, 0, 1, 8) },
        { "a string longer than the message", "1 1 invalid arguments for wl_registry#2.bind: an array or a string reaches beyond the message", RawClient.Message(2, 0, 1, 4000, 1, 8) },
        { "a string of almost 4 GiB", "1 1 invalid arguments for wl_registry#2.bind: an array or a string reaches beyond the message", RawClient.Message(2, 0, 1, 0xfffffffeu, 1, 8) },
        { "a message shorter than its header", "1 1 a message of 4 bytes cannot be", [4, 0, 0, 0, 6, 0, 4, 0] },
        { "a message of no length", "1 1 a message of 0 bytes cannot be", [4, 0, 0, 0, 6, 0, 0, 0] },
        { "a length that is not whole words", "1 1 a message of 10 bytes cannot be", [4, 0, 0, 0, 6, 0, 10, 0, 0, 0] },
        { "a message longer than libwayland's", "1 1 a message of 4100 bytes cannot be", RawClient.Message(4, 6, new byte[4092]) },
        { "a request of the server's own choosing", "7 7 no sources today", RawClient.Message(7, 0, 8) },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public void Is_answered_with_the_right_error(string what, string error, byte[] request)
    {
        Assert.NotEmpty(what);
        var witness = _fixture.Connect();
        var client = Greeted();
        client.Send(request);
        Assert.Equal(error, client.Error());
        Assert.True(client.IsClosed);
        Assert.Single(_fixture.Server.Clients);
        witness.Roundtrip();
    }

    [Fact]
    public void Requests_behind_the_broken_one_are_not_handled()
    {
        var client = Greeted();
        client.Send([.. RawClient.Message(4, 44), .. RawClient.Message(4, 6)]);
        Assert.NotNull(client.Error());
        Assert.DoesNotContain("commit", _fixture.Log);
    }

    [Fact]
    public void A_request_may_come_byte_by_byte()
    {
        var client = Greeted();
        foreach (var one in RawClient.Message(4, 2, 1, 2, 3, 4))
        {
            client.Send([one]);
            _fixture.Settle();
        }

        Assert.Null(client.Error());
        Assert.Equal("damage 1 2 3 4", _fixture.TakeLog());
    }

    [Fact]
    public void The_longest_message_is_taken()
    {
        var client = Greeted();
        client.Send(RawClient.Message(2, 0, 1, new string('x', 4096 - 8 - 8 - 8 - 1 - 4), 1, 8));
        Assert.StartsWith("2 0 global 1 is a wl_compositor, not a xxx", client.Error(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_client_has_no_more_objects_than_the_limit()
    {
        var client = Greeted();
        for (var id = 8u; id <= 100; id++)
            client.Request(3, 0, id);
        Assert.Null(client.Error());
        client.Request(3, 0, 101u);
        Assert.Equal("1 2 invalid arguments for wl_compositor#3.create_surface: too many objects", client.Error());
        Assert.True(client.IsClosed);
    }

    [Fact]
    public void Descriptors_that_no_request_claims_close_the_client_and_are_closed()
    {
        var client = Greeted();
        using (var memory = MemoryFile.Create("unclaimed", 1, Seals.None))
        {
            for (var count = 0; count < 5 && !client.IsClosed; count++)
            {
                client.Send(RawClient.Message(4, 6), Enumerable.Repeat(memory.Descriptor, 28).ToArray());
                client.Error();
            }
        }

        Assert.True(client.IsClosed);
        Assert.Equal("disconnected: sent file descriptors that no message claims", _fixture.Log[^1]);
        Assert.Equal(0, OpenDescriptors.Of("unclaimed"));
    }

    [Fact]
    public void The_descriptors_of_a_refused_request_are_closed()
    {
        var client = Greeted();
        using (var memory = MemoryFile.Create("refused", 1, Seals.None))
            client.Send(RawClient.Message(5, 0, 4, 4096), memory.Descriptor);
        Assert.StartsWith("1 0 invalid arguments for wl_shm#5.create_pool", client.Error(), StringComparison.Ordinal);
        Assert.Equal(0, OpenDescriptors.Of("refused"));
    }

    [Fact]
    public void A_client_beyond_the_limit_is_not_accepted()
    {
        using var loop = new EventLoop();
        using var server = new WaylandServer(loop, new WaylandServerLimits { Clients = 1 });
        var folder = Directory.CreateTempSubdirectory("wayland");
        var refused = new List<string>();
        server.ConnectionRefused += refused.Add;
        server.Listen(Path.Combine(folder.FullName, "wayland-0"));
        using var first = UnixSocket.Connect(Path.Combine(folder.FullName, "wayland-0"));
        using var second = UnixSocket.Connect(Path.Combine(folder.FullName, "wayland-0"));
        while (loop.RunOnce(TimeSpan.Zero))
        {
        }

        Assert.Single(server.Clients);
        Assert.Equal(["1 clients are connected already"], refused);
        Assert.Equal(SocketStatus.Closed, second.Receive(new byte[1], []).Status);
        folder.Delete(recursive: true);
    }

    private RawClient Greeted()
    {
        var client = _fixture.ConnectRaw();
        client.Bind(1, "wl_compositor", 3, 3);
        client.Request(3, 0, 4u);
        client.Bind(2, "wl_shm", 1, 5);
        client.Bind(3, "wl_seat", 7, 6);
        client.Bind(4, "wl_data_device_manager", 3, 7);
        Assert.Null(client.Error());
        return client;
    }
}
