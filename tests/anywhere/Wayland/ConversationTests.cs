// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Wayland;
using Seamless.Wayland.Server;
using Xunit;
using C = Seamless.Wayland.Client;
using Seamless.Tests.Fakes;

namespace Seamless.Tests.Anywhere.Wayland;

/// <summary>Our client and our server talk over a socket pair in one loop; the server's log is compared.</summary>
public sealed class ConversationTests : IDisposable
{
    private readonly WaylandFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void Requests_arrive_in_order_with_their_arguments()
    {
        var display = _fixture.Connect();
        var surface = display.Bind<C.WlCompositor>().CreateSurface();
        using var memory = MemoryFile.Create("pool", 4096, Seals.None);
        var pool = display.Bind<C.WlShm>().CreatePool(memory.Descriptor, 4096);
        var buffer = pool.CreateBuffer(0, 16, 8, 64, C.WlShm.Format.Xrgb8888);
        surface.Attach(buffer, -3, 4);
        surface.Damage(0, 0, int.MaxValue, -1);
        surface.SetBufferTransform(C.WlOutput.Transform.Flipped90);
        surface.Commit();
        surface.Attach(null, 0, 0);
        surface.Destroy();
        display.Roundtrip();
        Assert.Equal(
            $"pool 4096; buffer 0 16x8 64 Xrgb8888; attach wl_buffer#{buffer.Id} -3 4; damage 0 0 2147483647 -1; transform Flipped90; commit; "
            + $"attach null 0 0; destroyed wl_surface#{surface.Id}",
            _fixture.TakeLog());
        Assert.Equal(4096, MemoryFile.Adopt(Assert.Single(_fixture.Descriptors)).Size);
    }

    [Fact]
    public void Events_arrive_with_their_arguments()
    {
        var display = _fixture.Connect();
        var surface = display.Bind<C.WlCompositor>().CreateSurface();
        var keyboard = display.Bind<C.WlSeat>().GetKeyboard();
        var log = new List<string>();
        keyboard.Keymap = (format, fd, size) =>
        {
            log.Add($"keymap {format} {size} of {FileStatus.Of(fd)!.Value.Size}");
            fd.Dispose();
        };
        keyboard.Enter = (number, focus, keys) => log.Add($"enter {number} {focus} {Convert.ToHexString(keys)}");
        display.Roundtrip();
        var server = _fixture.Seats[0].Keyboards[0];
        using (var memory = MemoryFile.Create("keymap", 1234, Seals.None))
            server.SendKeymap(WlKeyboard.KeymapFormat.XkbV1, memory.Descriptor, 1234);
        var serial = _fixture.Server.NextSerial();
        server.SendEnter(serial, _fixture.Surfaces[0], [1, 2, 3, 4, 5]);
        _fixture.Settle();
        Assert.Equal(["keymap XkbV1 1234 of 1234", $"enter {serial} {surface} 0102030405"], log);
    }

    [Fact]
    public void A_frame_callback_ends_with_its_event_and_its_id_is_used_again()
    {
        var display = _fixture.Connect();
        var surface = display.Bind<C.WlCompositor>().CreateSurface();
        var first = surface.Frame();
        uint? time = null;
        first.Done = data => time = data;
        display.Roundtrip();
        _fixture.Surfaces[0].Frames[0].Done(77);
        _fixture.Settle();
        Assert.Equal(77u, time);
        Assert.False(first.IsAlive);
        Assert.Contains(first.Id, Enumerable.Range(0, 3).Select(_ => surface.Frame().Id));
        display.Roundtrip();
    }

    [Fact]
    public void A_server_made_object_is_introduced_by_an_event_and_its_id_is_used_again_after_the_client_destroyed_it()
    {
        var display = _fixture.Connect();
        var device = display.Bind<C.WlDataDeviceManager>().GetDataDevice(display.Bind<C.WlSeat>());
        C.WlDataOffer? offer = null;
        List<string> types = [];
        device.DataOffer = made =>
        {
            offer = made;
            made.Offer = types.Add;
        };
        display.Roundtrip();
        var server = _fixture.DataDevices[0];
        for (var round = 0; round < 3; round++)
        {
            var made = new TestOffer(server.Client, server.Client.AllocateId(), server.Version);
            Assert.Equal(0xff000000u, made.Id);
            server.SendDataOffer(made);
            made.SendOffer("text/plain");
            _fixture.Settle();
            Assert.Equal(made.Id, offer!.Id);
            offer.Destroy();
            display.Roundtrip();
            Assert.False(made.IsAlive);
        }

        Assert.Equal(["text/plain", "text/plain", "text/plain"], types);
    }

    [Fact]
    public void Descriptors_beyond_one_sendmsg_still_arrive_with_their_messages()
    {
        var display = _fixture.Connect();
        var shm = display.Bind<C.WlShm>();
        for (var number = 1; number <= 100; number++)
        {
            using var memory = MemoryFile.Create("pool", number, Seals.None);
            shm.CreatePool(memory.Descriptor, number);
        }

        display.Roundtrip();
        Assert.Equal(Enumerable.Range(1, 100).Select(number => $"pool {number}"), _fixture.Log);
        Assert.Equal(Enumerable.Range(1, 100), _fixture.Descriptors.Select(fd => (int)FileStatus.Of(fd)!.Value.Size));
    }

    [Fact]
    public void Events_newer_than_the_bound_version_are_not_sent()
    {
        var display = _fixture.Connect();
        var old = display.Bind<C.WlSeat>(1);
        var current = display.Bind<C.WlSeat>(2);
        var log = new List<string>();
        old.Name = log.Add;
        current.Name = name => log.Add(name + "!");
        display.Roundtrip();
        _fixture.Seats.ForEach(seat => seat.SendName("seat0"));
        _fixture.Settle();
        Assert.Equal(["seat0!"], log);
    }

    [Fact]
    public void An_event_about_a_destroyed_object_is_not_sent()
    {
        var display = _fixture.Connect();
        var surface = display.Bind<C.WlCompositor>().CreateSurface();
        var keyboard = display.Bind<C.WlSeat>().GetKeyboard();
        var left = 0;
        keyboard.Leave = (_, _) => left++;
        surface.Destroy();
        display.Roundtrip();
        _fixture.Seats[0].Keyboards[0].SendLeave(1, _fixture.Surfaces[0]);
        display.Roundtrip();
        Assert.Equal(0, left);
    }

    [Fact]
    public void Events_to_a_proxy_that_is_gone_are_dropped_with_their_descriptors()
    {
        var display = _fixture.Connect();
        var keyboard = display.Bind<C.WlSeat>().GetKeyboard();
        keyboard.Keymap = (_, _, _) => Assert.Fail("The keyboard was released.");
        display.Roundtrip();
        keyboard.Release();
        using (var memory = MemoryFile.Create("keymap nobody wants", 10, Seals.None))
            _fixture.Seats[0].Keyboards[0].SendKeymap(WlKeyboard.KeymapFormat.XkbV1, memory.Descriptor, 10);
        display.Roundtrip();
        display.Roundtrip();
        Assert.Equal(0, OpenDescriptors.Of("keymap nobody wants"));
    }

    [Fact]
    public void A_client_that_leaves_has_its_objects_destroyed_youngest_first()
    {
        var display = _fixture.Connect();
        var compositor = display.Bind<C.WlCompositor>();
        var surfaces = Enumerable.Range(0, 3).Select(_ => compositor.CreateSurface()).ToList();
        display.Roundtrip();
        surfaces[1].Destroy();
        display.Roundtrip();
        _fixture.TakeLog();
        display.Dispose();
        _fixture.Settle();
        Assert.Equal($"destroyed wl_surface#{surfaces[2].Id}; destroyed wl_surface#{surfaces[0].Id}; disconnected: the client is gone", _fixture.TakeLog());
        Assert.Empty(_fixture.Server.Clients);
    }

    [Fact]
    public void A_client_that_is_gone_wakes_nobody_while_its_teardown_waits()
    {
        var display = _fixture.Connect();
        var waiting = new List<Action>();
        _fixture.Server.AtEndOfTurn = waiting.Add;
        display.Dispose();
        _fixture.Settle();
        Assert.Single(waiting)();
        Assert.Empty(_fixture.Server.Clients);
        _fixture.Server.AtEndOfTurn = _fixture.Loop.Defer;
    }

    [Fact]
    public void An_error_names_the_object_and_ends_only_that_connection()
    {
        var other = _fixture.Connect();
        var display = _fixture.Connect();
        var surface = display.Bind<C.WlCompositor>().CreateSurface();
        surface.SetBufferScale(0);
        surface.Commit();
        Assert.Throws<C.DisplayException>(display.Roundtrip);
        Assert.Equal(new C.DisplayError("wl_surface", surface.Id, 0, "scale 0"), display.Error);
        Assert.DoesNotContain("commit", _fixture.TakeLog(), StringComparison.Ordinal);
        other.Roundtrip();
        Assert.Same(_fixture.Server.Clients.Single(), _fixture.Server.Clients[0]);
    }

    [Fact]
    public void A_protocol_error_thrown_below_a_request_is_posted()
    {
        var display = _fixture.Connect();
        var compositor = display.Bind<C.WlCompositor>();
        compositor.CreateRegion();
        Assert.Throws<C.DisplayException>(display.Roundtrip);
        Assert.Equal(new C.DisplayError("wl_compositor", compositor.Id, 42, "no regions today"), display.Error);
    }

    [Fact]
    public void A_global_comes_and_goes_and_a_late_bind_is_served()
    {
        var display = _fixture.Connect();
        var bound = 0;
        var global = _fixture.Server.AddGlobal("wl_subcompositor", 1, (_, _, _) => bound++);
        display.Roundtrip();
        var entry = display.Globals.Single(entry => entry.Interface == "wl_subcompositor");
        global.Remove();
        display.Registry.Bind<C.WlSubcompositor>(entry.Name, 1);
        display.Roundtrip();
        Assert.Equal(1, bound);
        Assert.DoesNotContain(display.Globals, entry => entry.Interface == "wl_subcompositor");
    }

    [Fact]
    public void A_global_may_be_shown_to_some_clients_only()
    {
        var first = _fixture.Connect();
        var chosen = _fixture.Server.Clients[0];
        _fixture.Server.AddGlobal("wl_subcompositor", 1, (_, _, _) => { }, client => client == chosen);
        var second = _fixture.Connect();
        first.Roundtrip();
        Assert.Contains(first.Globals, entry => entry.Interface == "wl_subcompositor");
        Assert.DoesNotContain(second.Globals, entry => entry.Interface == "wl_subcompositor");
        second.Registry.Bind<C.WlSubcompositor>(5, 1);
        Assert.Throws<C.DisplayException>(second.Roundtrip);
        Assert.Equal("there is no global 5", second.Error!.Message);
    }

    [Fact]
    public void Serials_grow_and_are_not_zero()
    {
        var first = _fixture.Server.NextSerial();
        Assert.NotEqual(0u, first);
        Assert.Equal(first + 1, _fixture.Server.NextSerial());
    }

    [Fact]
    public void A_client_that_does_not_read_is_disconnected_and_the_others_are_served()
    {
        var other = _fixture.Connect();
        var silent = _fixture.ConnectRaw();
        silent.Bind(3, "wl_seat", 7, 3);
        _fixture.Settle();
        var seat = _fixture.Seats[0];
        for (var count = 0; count < 100_000 && seat.Client.IsOpen; count++)
            seat.SendName(new string('x', 1000));
        Assert.False(seat.Client.IsOpen);
        Assert.StartsWith("does not read its events", seat.Client.CloseReason, StringComparison.Ordinal);
        _fixture.Settle();
        Assert.False(seat.IsAlive);
        other.Roundtrip();
    }

    [Fact]
    public void Many_events_within_one_turn_reach_a_client_that_reads()
    {
        var display = _fixture.Connect();
        var seat = display.Bind<C.WlSeat>();
        var received = 0;
        seat.Name = _ => received++;
        display.Roundtrip();
        for (var turn = 0; turn < 20; turn++)
        {
            for (var count = 0; count < 100; count++)
                _fixture.Seats[0].SendName(new string('x', 1000));
            _fixture.Settle();
        }

        Assert.Equal(2000, received);
    }

    [Fact]
    public void Requests_and_events_allocate_nothing_once_the_connection_is_warm()
    {
        var display = _fixture.Connect();
        var pointer = display.Bind<C.WlSeat>().GetPointer();
        var moved = 0;
        pointer.Motion = (_, _, _) => moved++;
        display.Roundtrip();
        var server = _fixture.Seats[0].Pointers[0];
        Turns(100);
        Assert.Equal(0, Allocations.Least(() =>
        {
            moved = 0;
            Turns(100);
        }));
        Assert.Equal(1000, moved);

        void Turns(int count)
        {
            for (var turn = 0; turn < count; turn++)
            {
                for (var message = 0; message < 10; message++)
                {
                    server.SendMotion(1, message, message);
                    pointer.SetCursor(0, null, message, message);
                }

                _fixture.Settle();
            }
        }
    }
}
