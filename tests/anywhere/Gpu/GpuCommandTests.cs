// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Text;
using Seamless.Bridge;
using Seamless.Protocol;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Anywhere.Gpu;

public sealed class GpuCommandTests : IDisposable
{
    private const ulong At = FakeGpuDriver.FreeAt;

    private readonly GpuRig _rig = new();
    private readonly FakeGpuDriver _driver;

    public GpuCommandTests() => _driver = _rig.Driver();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void The_screen_is_described()
    {
        _rig.Gpu.SetDisplay(2560, 1440);
        var info = _driver.Command(FakeGpuDriver.Request(0x0100), 408);
        Assert.Equal(408, info.Length);
        Assert.Equal([0x1101u, 0, 0, 0, 0, 0, 0, 0, 2560, 1440, 1, 0, 0, 0, 0, 0, 0, 0],
            Enumerable.Range(0, 18).Select(i => BinaryPrimitives.ReadUInt32LittleEndian(info.AsSpan(i * 4))));
        Assert.True(info[48..].All(b => b == 0));
        var edid = _driver.Command(FakeGpuDriver.Request(0x010a, 0, 0), 1056);
        Assert.Equal(1056, edid.Length);
        Assert.Equal((0x1104, 128), (BitConverter.ToInt32(edid, 0), BitConverter.ToInt32(edid, 24)));
        Assert.Equal(FakeGpuDriver.ErrInvalidScanoutId, BitConverter.ToUInt32(_driver.Command(FakeGpuDriver.Request(0x010a, 1, 0), 1056)));
    }

    [Theory]
    [InlineData(640, 480)]
    [InlineData(1920, 1080)]
    [InlineData(3840, 2160)]
    [InlineData(16384, 16384)]
    public void An_edid_is_well_formed(int width, int height)
    {
        var edid = new byte[128];
        Edid.Write(edid, width, height);
        Assert.Equal([0, 255, 255, 255, 255, 255, 255, 0], edid[..8]);
        Assert.Equal(0, edid.Sum(b => b) % 256);
        var letters = BinaryPrimitives.ReadUInt16BigEndian(edid.AsSpan(8));
        Assert.Equal("SML", string.Concat(Enumerable.Range(0, 3).Select(i => (char)('A' - 1 + ((letters >> (10 - (5 * i))) & 31)))));
        var timing = edid.AsSpan(54, 18);
        Assert.Equal(Math.Min(4095, width), timing[2] | ((timing[4] >> 4) << 8));
        Assert.Equal(Math.Min(4095, height), timing[5] | ((timing[7] >> 4) << 8));
        Assert.NotEqual(0, BinaryPrimitives.ReadUInt16LittleEndian(timing));
        Assert.Equal("Seamless", Encoding.ASCII.GetString(edid, 77, 13).Split('\n')[0]);
    }

    [Fact]
    public void An_image_lives_and_dies()
    {
        Assert.Equal(FakeGpuDriver.OkNoData, _driver.CreateResource(1, 16, 16));
        Assert.Equal(FakeGpuDriver.ErrInvalidResourceId, _driver.CreateResource(1, 16, 16));
        Assert.Equal(FakeGpuDriver.ErrInvalidParameter, _driver.Transfer(1, 16, 16));
        Assert.Equal(FakeGpuDriver.OkNoData, _driver.Attach(1, new FakeDescriptor(At, 1024)));
        Assert.Equal(FakeGpuDriver.ErrUnspec, _driver.Attach(1, new FakeDescriptor(At, 1024)));
        Assert.Equal(FakeGpuDriver.OkNoData, _driver.Transfer(1, 16, 16));
        Assert.Equal(FakeGpuDriver.OkNoData, _driver.SetScanout(1, 16, 16));
        Assert.Equal(FakeGpuDriver.OkNoData, _driver.Flush(1, 0, 0, 16, 16));
        Assert.Equal(FakeGpuDriver.OkNoData, _driver.Detach(1));
        Assert.Equal(FakeGpuDriver.OkNoData, _driver.Unref(1));
        Assert.Null(_rig.Device.Scanout.Resource);
        Assert.Equal(FakeGpuDriver.ErrInvalidResourceId, _driver.Unref(1));
        Assert.Equal(FakeGpuDriver.ErrInvalidResourceId, _driver.Detach(1));
        Assert.Equal(FakeGpuDriver.ErrInvalidResourceId, _driver.Attach(1, new FakeDescriptor(At, 1024)));
        Assert.Equal(FakeGpuDriver.ErrInvalidResourceId, _driver.Flush(1, 0, 0, 1, 1));
        Assert.Empty(_rig.Warnings);
    }

    [Fact]
    public void What_cannot_be_is_answered_and_not_done()
    {
        Assert.Equal(FakeGpuDriver.ErrInvalidResourceId, _driver.CreateResource(0, 8, 8));
        Assert.Equal(FakeGpuDriver.ErrInvalidParameter, _driver.CreateResource(1, 0, 8));
        Assert.Equal(FakeGpuDriver.ErrInvalidParameter, _driver.CreateResource(1, 8, 16385));
        Assert.Equal(FakeGpuDriver.ErrInvalidParameter, _driver.CreateResource(1, 8, 8, format: 5));
        Assert.Equal(FakeGpuDriver.ErrOutOfMemory, _driver.CreateResource(1, 16384, 16384));
        _driver.CreateResource(1, 8, 8);
        Assert.Equal(FakeGpuDriver.ErrInvalidParameter, _driver.Attach(1));
        Assert.Equal(FakeGpuDriver.ErrInvalidParameter, _driver.Attach(1, new FakeDescriptor(At, 0)));
        Assert.Equal(FakeGpuDriver.ErrInvalidParameter, _driver.Attach(1, new FakeDescriptor(0x8000_0000, 4096)));
        Assert.Equal(FakeGpuDriver.ErrInvalidParameter, _driver.Attach(1, new FakeDescriptor((8 << 20) - 4096, 8192)));
        Assert.Equal(FakeGpuDriver.ErrInvalidParameter, _driver.Attach(1, new FakeDescriptor(ulong.MaxValue - 100, 200)));
        Assert.Equal(FakeGpuDriver.ErrInvalidParameter, _driver.Do(0x0106, 1, 2, (uint)At, 0, 4096, 0));
        Assert.Equal(FakeGpuDriver.ErrInvalidParameter, _driver.Do(0x0106, 1, uint.MaxValue));
        Assert.Equal(FakeGpuDriver.ErrInvalidScanoutId, _driver.SetScanout(1, 8, 8, scanout: 1));
        Assert.Equal(FakeGpuDriver.ErrInvalidResourceId, _driver.SetScanout(7, 8, 8));
        Assert.Equal(FakeGpuDriver.ErrInvalidParameter, _driver.SetScanout(1, 9, 8));
        Assert.Equal(FakeGpuDriver.ErrInvalidParameter, _driver.SetScanout(1, 0, 0));
        Assert.Equal(FakeGpuDriver.ErrInvalidParameter, _driver.Do(0x0104, uint.MaxValue, 0, 2, 2, 1, 0));
        Assert.Equal(FakeGpuDriver.ErrUnspec, _driver.Do(0x0108, 0, 0));
        Assert.Equal(FakeGpuDriver.ErrUnspec, _driver.Do(0x0207));
        Assert.Equal(FakeGpuDriver.ErrUnspec, _driver.Do(0x0101, 1));
        Assert.Equal(FakeGpuDriver.ErrUnspec, BitConverter.ToUInt32(_driver.Command([1, 2, 3])));
        Assert.Empty(_rig.Warnings);
    }

    [Fact]
    public void A_fence_is_reached_with_the_answer()
    {
        var request = FakeGpuDriver.Request(0x0101, 1, 1, 8, 8);
        BinaryPrimitives.WriteUInt32LittleEndian(request.AsSpan(4), 1);
        BinaryPrimitives.WriteUInt64LittleEndian(request.AsSpan(8), 0x1122334455667788);
        BinaryPrimitives.WriteUInt32LittleEndian(request.AsSpan(16), 7);
        Assert.Equal([0, 0x11, 0, 0, 1, 0, 0, 0, 0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11, 7, 0, 0, 0, 0, 0, 0, 0], _driver.Command(request));
        request[0] = 2;
        request[4] = 0;
        Assert.Equal([0, 0x11, 0, 0, .. new byte[20]], _driver.Command([.. FakeGpuDriver.Request(0x0102, 1, 0)[..8], .. request[8..24], 1, 0, 0, 0, 0, 0, 0, 0]));
    }

    [Fact]
    public void A_cursor_is_taken_note_of()
    {
        _driver.CreateResource(1, 64, 64);
        _driver.CreateResource(2, 32, 32);
        uint Say(uint command, params uint[] words) => BitConverter.ToUInt32(_driver.Command(FakeGpuDriver.Request(command, words), ring: _driver.Cursor));
        Assert.Equal(FakeGpuDriver.OkNoData, Say(0x0300, 0, 5, 5, 0, 1, 0, 0, 0));
        Assert.Equal(FakeGpuDriver.OkNoData, Say(0x0301, 0, 6, 6, 0, 0, 0, 0, 0));
        Assert.Equal(FakeGpuDriver.OkNoData, Say(0x0300, 0, 5, 5, 0, 0, 0, 0, 0));
        Assert.Equal(FakeGpuDriver.ErrInvalidParameter, Say(0x0300, 0, 5, 5, 0, 2, 0, 0, 0));
        Assert.Equal(FakeGpuDriver.ErrInvalidResourceId, Say(0x0300, 0, 5, 5, 0, 3, 0, 0, 0));
        Assert.Equal(FakeGpuDriver.ErrInvalidScanoutId, Say(0x0300, 1, 5, 5, 0, 1, 0, 0, 0));
        Assert.Equal(FakeGpuDriver.ErrUnspec, Say(0x0101, 9, 1, 8, 8, 0, 0, 0, 0));
        // Drivers leave no room for an answer here.
        FakeGpuDriver.Request(0x0301, 0, 6, 6, 0, 0, 0, 0, 0).CopyTo(_driver.Monitor.At(At, 56));
        _driver.Cursor.Add(new FakeDescriptor(At, 56));
        _driver.Cursor.Kick.Signal();
        _rig.Loop.UntilQuiet();
        Assert.Equal(0u, _driver.Cursor.TakeUsed()!.Value.Written);
    }

    [Fact]
    public void Only_so_many_images_are_remembered()
    {
        for (var id = 1u; id <= GpuLimits.Resources; id++)
            Assert.Equal(FakeGpuDriver.OkNoData, _driver.CreateResource(id, 1, 1));
        Assert.Equal(FakeGpuDriver.ErrOutOfMemory, _driver.CreateResource(GpuLimits.Resources + 1, 1, 1));
        _driver.Unref(5);
        Assert.Equal(FakeGpuDriver.OkNoData, _driver.CreateResource(GpuLimits.Resources + 1, 1, 1));
    }

    [Fact]
    public void A_flush_is_heard_where_it_meets_the_screen()
    {
        var flushed = new List<Rect>();
        _rig.Device.Scanout.Flushed = flushed.Add;
        _driver.CreateImage(1, 64, 64, At);
        Assert.Equal(FakeGpuDriver.OkNoData, _driver.Do(0x0103, 16, 16, 32, 32, 0, 1));
        _driver.Flush(1, 0, 0, 20, 20);
        _driver.Flush(1, 0, 0, 10, 10);
        _driver.Flush(1, 40, 40, 24, 24);
        Assert.Equal([new Rect(0, 0, 4, 4), new Rect(24, 24, 8, 8)], flushed);
    }
}
