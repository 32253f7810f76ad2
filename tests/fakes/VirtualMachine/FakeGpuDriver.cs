// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Seamless.Linux;

namespace Seamless.Tests.Fakes;

/// <summary>A guest's virtio-gpu driver behind a <see cref="FakeMonitor"/>: real rings, real commands, real pages.</summary>
public sealed class FakeGpuDriver : IDisposable
{
    public const ulong Indirect = 1UL << 28, EventIndex = 1UL << 29, Version1 = 1UL << 32, RingReset = 1UL << 40, EdidBit = 1 << 1;
    public const uint OkNoData = 0x1100, ErrUnspec = 0x1200, ErrOutOfMemory = 0x1201, ErrInvalidScanoutId = 0x1202, ErrInvalidResourceId = 0x1203,
        ErrInvalidParameter = 0x1205;

    private const ulong ControlRingAt = 0x1000, CursorRingAt = 0x4000, RequestAt = 0x8000, ResponseAt = 0xa000;

    /// <summary>Pages from here on are free for images.</summary>
    public const ulong FreeAt = 0x10_0000;

    private readonly EventLoop _loop;

    public FakeGpuDriver(EventLoop loop, FakeMonitor monitor, ulong features = Indirect | EventIndex | Version1 | RingReset | EdidBit, int entries = 64)
    {
        (_loop, Monitor) = (loop, monitor);
        Control = new FakeRing(monitor, 0, entries, ControlRingAt);
        Cursor = new FakeRing(monitor, 1, 16, CursorRingAt);
        monitor.Realize();
        monitor.Config(0, 16);
        monitor.Negotiate(features);
        monitor.StartRing(Control);
        monitor.StartRing(Cursor);
    }

    public FakeMonitor Monitor { get; }

    public FakeRing Control { get; }

    public FakeRing Cursor { get; }

    /// <summary>Sends a command with room for an answer, kicks, and returns what came back.</summary>
    public byte[] Command(ReadOnlySpan<byte> request, int answerBytes = 24, FakeRing? ring = null)
    {
        ring ??= Control;
        request.CopyTo(Monitor.At(RequestAt, request.Length));
        Monitor.At(ResponseAt, answerBytes).Fill(0xcc);
        ring.Add(new FakeDescriptor(RequestAt, (uint)request.Length), new FakeDescriptor(ResponseAt, (uint)answerBytes, IsWritable: true));
        ring.Kick.Signal();
        _loop.UntilQuiet();
        var used = ring.TakeUsed() ?? throw new InvalidOperationException("the device did not answer");
        return Monitor.At(ResponseAt, (int)used.Written).ToArray();
    }

    /// <summary>The type of the answer.</summary>
    public uint Do(uint command, params uint[] words) => BinaryPrimitives.ReadUInt32LittleEndian(Command(Request(command, words)));

    /// <summary>The device's other ring: 0 is no cursor.</summary>
    public uint UpdateCursor(uint id, uint hotspotX = 0, uint hotspotY = 0) =>
        BinaryPrimitives.ReadUInt32LittleEndian(Command(Request(0x0300, 0, 0, 0, 0, id, hotspotX, hotspotY, 0), ring: Cursor));

    public static byte[] Request(uint command, params uint[] words)
    {
        var bytes = new byte[24 + (words.Length * 4)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, command);
        for (var i = 0; i < words.Length; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(24 + (i * 4)), words[i]);
        return bytes;
    }

    public uint CreateResource(uint id, int width, int height, uint format = 2) => Do(0x0101, id, format, (uint)width, (uint)height);

    public uint Unref(uint id) => Do(0x0102, id, 0);

    public uint SetScanout(uint id, int width, int height, uint scanout = 0) => Do(0x0103, 0, 0, (uint)width, (uint)height, scanout, id);

    public uint Flush(uint id, int x, int y, int width, int height) => Do(0x0104, (uint)x, (uint)y, (uint)width, (uint)height, id, 0);

    public uint Transfer(uint id, int width, int height) => Do(0x0105, 0, 0, (uint)width, (uint)height, 0, 0, id, 0);

    public uint Attach(uint id, params FakeDescriptor[] pages) => Do(0x0106, [id, (uint)pages.Length, .. Entries(pages)]);

    public uint Detach(uint id) => Do(0x0107, id, 0);

    /// <summary>An image in one piece of memory; the result is its pixels.</summary>
    public Span<byte> CreateImage(uint id, int width, int height, ulong at)
    {
        var bytes = width * height * 4;
        if (CreateResource(id, width, height) != OkNoData || Attach(id, new FakeDescriptor(at, (uint)bytes)) != OkNoData)
            throw new InvalidOperationException($"resource {id} was refused");
        return Monitor.At(at, bytes);
    }

    /// <summary>Puts the two requests that make an image on the ring and does not kick, as a driver may.</summary>
    public void CreateImageUnkicked(uint id, int width, int height, ulong at)
    {
        Put(RequestAt + 0x1000, Request(0x0101, id, 2, (uint)width, (uint)height));
        Put(RequestAt + 0x1100, Request(0x0106, [id, 1, .. Entries([new FakeDescriptor(at, (uint)(width * height * 4))])]));
    }

    public void Dispose()
    {
        Control.Dispose();
        Cursor.Dispose();
    }

    private void Put(ulong at, byte[] request)
    {
        request.CopyTo(Monitor.At(at, request.Length));
        Control.Add(new FakeDescriptor(at, (uint)request.Length), new FakeDescriptor(at + 0x80, 24, IsWritable: true));
    }

    private static IEnumerable<uint> Entries(FakeDescriptor[] pages) =>
        pages.SelectMany(page => new[] { (uint)page.Address, (uint)(page.Address >> 32), page.Bytes, 0u });
}
