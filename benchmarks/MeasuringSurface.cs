// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Seamless.Linux;
using Seamless.Wayland.Server;

namespace Seamless.Benchmarks;

internal sealed class MeasuringCompositor(MeasuringDisplay display, Client client, uint id, int version) : WlCompositor(client, id, version)
{
    protected override void OnCreateSurface(uint id) => display.Surface = new MeasuringSurface(display, Client, id, Version);

    protected override void OnCreateRegion(uint id) => _ = new MeasuringRegion(Client, id, Version);
}

internal sealed class MeasuringRegion(Client client, uint id, int version) : WlRegion(client, id, version)
{
    protected override void OnAdd(int x, int y, int width, int height)
    {
    }

    protected override void OnSubtract(int x, int y, int width, int height)
    {
    }
}

/// <summary>Reads one pixel of a commit, which proves that the content arrived, and gives the buffer back.</summary>
internal sealed class MeasuringSurface(MeasuringDisplay display, Client client, uint id, int version) : WlSurface(client, id, version)
{
    private readonly byte[] pixel = new byte[4];
    private MeasuringBuffer? attached;
    private Callback? frame;

    protected override void OnAttach(WlBuffer? buffer, int x, int y) => attached = (MeasuringBuffer?)buffer;

    protected override void OnFrame(uint callback) => frame = new Callback(Client, callback);

    protected override void OnCommit()
    {
        if (attached is { } buffer && buffer.TryReadFirstPixel(pixel))
        {
            display.Shown?.Invoke(BinaryPrimitives.ReadUInt32LittleEndian(pixel));
            buffer.SendRelease();
        }
        attached = null;
        frame?.Done((uint)(Clock.MonotonicNanoseconds / 1_000_000));
        frame = null;
    }

    protected override void OnDamage(int x, int y, int width, int height)
    {
    }

    protected override void OnDamageBuffer(int x, int y, int width, int height)
    {
    }

    protected override void OnSetOpaqueRegion(WlRegion? region)
    {
    }

    protected override void OnSetInputRegion(WlRegion? region)
    {
    }

    protected override void OnSetBufferTransform(WlOutput.Transform transform)
    {
    }

    protected override void OnSetBufferScale(int scale)
    {
    }

    protected override void OnOffset(int x, int y)
    {
    }
}

internal sealed class MeasuringShm : WlShm
{
    public MeasuringShm(Client client, uint id, int version) : base(client, id, version)
    {
        SendFormat(Format.Argb8888);
        SendFormat(Format.Xrgb8888);
    }

    protected override void OnCreatePool(uint id, FileDescriptor fd, int size) => _ = new MeasuringPool(Client, id, Version, SharedFile.Open(fd, size));
}

internal sealed class MeasuringPool(Client client, uint id, int version, SharedFile file) : WlShmPool(client, id, version)
{
    protected override void OnCreateBuffer(uint id, int offset, int width, int height, int stride, WlShm.Format format) =>
        _ = new MeasuringBuffer(Client, id, (file, offset));

    protected override void OnResize(int size) => file.Resize(size);
}

internal sealed class MeasuringBuffer(Client client, uint id, (SharedFile File, int Offset) place) : WlBuffer(client, id, 1)
{
    public bool TryReadFirstPixel(Span<byte> into) => place.File.TryRead(place.Offset, into);
}
