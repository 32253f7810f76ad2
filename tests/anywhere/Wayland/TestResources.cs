// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Wayland.Server;

namespace Seamless.Tests.Anywhere.Wayland;

internal sealed class TestCompositor(WaylandFixture fixture, Client client, uint id, int version) : WlCompositor(client, id, version)
{
    protected override void OnCreateSurface(uint id) => fixture.Surfaces.Add(new TestSurface(fixture, Client, id, Version));

    protected override void OnCreateRegion(uint id) => throw new WaylandProtocolError(this, 42, "no regions today");
}

internal sealed class TestSurface(WaylandFixture fixture, Client client, uint id, int version) : WlSurface(client, id, version)
{
    public List<Callback> Frames { get; } = [];

    protected override void OnAttach(WlBuffer? buffer, int x, int y) => fixture.Log.Add($"attach {buffer?.ToString() ?? "null"} {x} {y}");

    protected override void OnDamage(int x, int y, int width, int height) => fixture.Log.Add($"damage {x} {y} {width} {height}");

    protected override void OnFrame(uint callback) => Frames.Add(new Callback(Client, callback));

    protected override void OnSetOpaqueRegion(WlRegion? region)
    {
    }

    protected override void OnSetInputRegion(WlRegion? region)
    {
    }

    protected override void OnCommit() => fixture.Log.Add("commit");

    protected override void OnSetBufferTransform(WlOutput.Transform transform) => fixture.Log.Add($"transform {transform}");

    protected override void OnSetBufferScale(int scale)
    {
        if (scale < 1)
            PostError(Error.InvalidScale, $"scale {scale}");
    }

    protected override void OnDamageBuffer(int x, int y, int width, int height)
    {
    }

    protected override void OnOffset(int x, int y)
    {
    }

    protected override void OnDestroyed() => fixture.Log.Add($"destroyed {this}");
}

internal sealed class TestShm(WaylandFixture fixture, Client client, uint id, int version) : WlShm(client, id, version)
{
    protected override void OnCreatePool(uint id, FileDescriptor fd, int size)
    {
        fixture.Descriptors.Add(fd);
        fixture.Log.Add($"pool {size}");
        _ = new TestPool(fixture, Client, id, Version);
    }
}

internal sealed class TestPool(WaylandFixture fixture, Client client, uint id, int version) : WlShmPool(client, id, version)
{
    protected override void OnCreateBuffer(uint id, int offset, int width, int height, int stride, WlShm.Format format)
    {
        fixture.Log.Add($"buffer {offset} {width}x{height} {stride} {format}");
        _ = new TestBuffer(Client, id, Version);
    }

    protected override void OnResize(int size)
    {
    }
}

internal sealed class TestBuffer(Client client, uint id, int version) : WlBuffer(client, id, version);

internal sealed class TestSeat : WlSeat
{
    private readonly WaylandFixture _fixture;

    public TestSeat(WaylandFixture fixture, Client client, uint id, int version)
        : base(client, id, version)
    {
        _fixture = fixture;
        fixture.Seats.Add(this);
    }

    public List<TestKeyboard> Keyboards { get; } = [];

    public List<TestPointer> Pointers { get; } = [];

    protected override void OnGetPointer(uint id) => Pointers.Add(new TestPointer(Client, id, Version));

    protected override void OnGetKeyboard(uint id) => Keyboards.Add(new TestKeyboard(Client, id, Version));

    protected override void OnGetTouch(uint id) => _fixture.Log.Add("touch");
}

internal sealed class TestPointer(Client client, uint id, int version) : WlPointer(client, id, version)
{
    protected override void OnSetCursor(uint serial, WlSurface? surface, int hotspotX, int hotspotY)
    {
    }
}

internal sealed class TestKeyboard(Client client, uint id, int version) : WlKeyboard(client, id, version);

internal sealed class TestDataDeviceManager(WaylandFixture fixture, Client client, uint id, int version) : WlDataDeviceManager(client, id, version)
{
    protected override void OnCreateDataSource(uint id) => PostError(7, "no sources today");

    protected override void OnGetDataDevice(uint id, WlSeat seat) => fixture.DataDevices.Add(new TestDataDevice(Client, id, Version));
}

internal sealed class TestDataDevice(Client client, uint id, int version) : WlDataDevice(client, id, version)
{
    protected override void OnStartDrag(WlDataSource? source, WlSurface origin, WlSurface? icon, uint serial)
    {
    }

    protected override void OnSetSelection(WlDataSource? source, uint serial)
    {
    }
}

internal sealed class TestOffer(Client client, uint id, int version) : WlDataOffer(client, id, version)
{
    protected override void OnAccept(uint serial, string? mimeType)
    {
    }

    protected override void OnReceive(string mimeType, FileDescriptor fd) => fd.Dispose();

    protected override void OnFinish()
    {
    }

    protected override void OnSetActions(WlDataDeviceManager.DndAction dndActions, WlDataDeviceManager.DndAction preferredAction)
    {
    }
}
