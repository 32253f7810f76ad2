// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Text;
using Seamless.Linux;
using Seamless.Wayland.Client;
using Seamless.Wayland.Server;

namespace Seamless.Tests.Anywhere.Wayland;

/// <summary>
/// A server with a few globals and its clients, in one process on one loop that the test steps by hand. What the server's objects
/// are told stands in <see cref="Log"/>.
/// </summary>
internal sealed class WaylandFixture : IDisposable
{
    private readonly List<IDisposable> _clients = [];

    public WaylandFixture(WaylandServerLimits? limits = null)
    {
        Server = new WaylandServer(Loop, limits);
        Server.ClientDisconnected += client => Log.Add($"disconnected: {client.CloseReason}");
        Server.AddGlobal("wl_compositor", 5, (client, id, version) => _ = new TestCompositor(this, client, id, version));
        Server.AddGlobal("wl_shm", 1, (client, id, version) => _ = new TestShm(this, client, id, version));
        Server.AddGlobal("wl_seat", 7, (client, id, version) => _ = new TestSeat(this, client, id, version));
        Server.AddGlobal("wl_data_device_manager", 3, (client, id, version) => _ = new TestDataDeviceManager(this, client, id, version));
    }

    public EventLoop Loop { get; } = new();

    public WaylandServer Server { get; }

    public List<string> Log { get; } = [];

    public List<TestSurface> Surfaces { get; } = [];

    public List<TestSeat> Seats { get; } = [];

    public List<TestDataDevice> DataDevices { get; } = [];

    public List<FileDescriptor> Descriptors { get; } = [];

    public Display Connect()
    {
        var (ours, theirs) = UnixSocket.Pair();
        Server.AddClient(ours);
        var display = Display.Connect(Loop, theirs);
        _clients.Add(display);
        display.Roundtrip();
        return display;
    }

    public RawClient ConnectRaw()
    {
        var (ours, theirs) = UnixSocket.Pair();
        Server.AddClient(ours);
        var client = new RawClient(this, theirs);
        _clients.Add(client);
        return client;
    }

    /// <summary>Turns until nothing moves any more.</summary>
    public void Settle()
    {
        for (var turn = 0; Loop.RunOnce(TimeSpan.Zero); turn++)
        {
            if (turn > 100_000)
                throw new InvalidOperationException("The loop does not come to rest.");
        }
    }

    public string TakeLog()
    {
        var text = string.Join("; ", Log);
        Log.Clear();
        return text;
    }

    public void Dispose()
    {
        foreach (var client in _clients)
            client.Dispose();
        Settle();
        Server.Dispose();
        Descriptors.ForEach(descriptor => descriptor.Dispose());
        Loop.Dispose();
    }
}

/// <summary>A client that says whatever bytes the test wants, and reads events just well enough to find the error.</summary>
internal sealed class RawClient(WaylandFixture fixture, UnixSocket socket) : IDisposable
{
    private readonly List<byte> _received = [];

    public bool IsClosed { get; private set; }

    public void Send(byte[] bytes, params FileDescriptor[] descriptors)
    {
        for (var sent = 0; sent < bytes.Length || (bytes.Length == 0 && sent == 0);)
        {
            var result = socket.Send(bytes.AsSpan(sent), sent == 0 ? descriptors : []);
            if (result.Status == SocketStatus.Closed)
                break;
            sent += result.Count;
            fixture.Settle();
        }
    }

    public void Request(uint target, int opcode, params object?[] arguments) => Send(Message(target, opcode, arguments));

    /// <summary>Binds a global of the fixture by its name; the registry is object 2.</summary>
    public void Bind(uint name, string interfaceName, uint version, uint id)
    {
        if (id == 3)
            Request(1, 1, 2u);
        Request(2, 0, name, interfaceName, version, id);
    }

    public static byte[] Message(uint target, int opcode, params object?[] arguments)
    {
        var body = new List<byte>();
        foreach (var argument in arguments)
            body.AddRange(Bytes(argument));
        byte[] header = [.. Bytes(target), .. Bytes((uint)opcode | ((uint)(body.Count + 8) << 16))];
        return [.. header, .. body];
    }

    /// <summary>All messages so far, decoded no further than wl_display.error: "object code text".</summary>
    public string? Error()
    {
        Drain();
        for (var at = 0; at + 8 <= _received.Count;)
        {
            var bytes = _received.ToArray().AsSpan(at);
            var target = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            var second = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            if (target == 1 && (second & 0xffff) == 0)
            {
                var length = (int)BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]);
                return $"{BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..])} {BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..])} "
                    + Encoding.UTF8.GetString(bytes.Slice(20, length - 1));
            }

            at += (int)(second >> 16);
        }

        return null;
    }

    public void Dispose() => socket.Dispose();

    private void Drain()
    {
        fixture.Settle();
        var buffer = new byte[4096];
        var handles = new List<FileDescriptor>();
        while (!IsClosed)
        {
            var result = socket.Receive(buffer, handles);
            handles.ForEach(handle => handle.Dispose());
            handles.Clear();
            if (result.Status == SocketStatus.WouldBlock)
                return;
            IsClosed = result.Status == SocketStatus.Closed;
            _received.AddRange(buffer[..result.Count]);
            fixture.Settle();
        }
    }

    private static byte[] Bytes(object? argument)
    {
        switch (argument)
        {
            case uint number:
                var bytes = new byte[4];
                BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
                return bytes;
            case int number:
                return Bytes(unchecked((uint)number));
            case string text:
                var length = Encoding.UTF8.GetByteCount(text) + 1;
                return [.. Bytes((uint)length), .. Encoding.UTF8.GetBytes(text), .. new byte[((length + 3) & ~3) - length + 1]];
            case byte[] raw:
                return raw;
            default:
                return Bytes(0u);
        }
    }
}
