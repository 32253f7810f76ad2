// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Wayland.Client;
using Xunit;

namespace Seamless.Tests.Linux;

public sealed class ShmTests : IDisposable
{
    private readonly AgentBench _bench = new();
    private readonly AppClient _app;

    public ShmTests() => _app = _bench.Client();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_pool_without_size_is_an_error(int size)
    {
        using var file = MemoryFile.Create("pool", 4096, Seals.None);
        _app.Shm.CreatePool(file.Descriptor, size);
        Assert.Equal("wl_shm 1", _app.Error);
    }

    [Fact]
    public void A_pool_that_is_no_file_is_an_error()
    {
        var (ours, theirs) = UnixSocket.Pair();
        _app.Shm.CreatePool(ours.Descriptor, 4096);
        Assert.Equal("wl_shm 2", _app.Error);
        ours.Dispose();
        theirs.Dispose();
    }

    [Theory]
    [InlineData(0, 0, 10, 40)]
    [InlineData(0, 10, -1, 40)]
    [InlineData(-1, 10, 10, 40)]
    [InlineData(0, 10, 10, 39)]
    [InlineData(0, 10, 10, -40)]
    [InlineData(0, 10, 11, 40)]
    [InlineData(4, 10, 10, 40)]
    [InlineData(0, int.MaxValue, int.MaxValue, int.MaxValue)]
    [InlineData(0, 0x40000000, 1, 0)]
    [InlineData(0, 1, int.MaxValue, int.MaxValue)]
    [InlineData(int.MaxValue, 10, 10, 40)]
    public void A_buffer_must_lie_within_its_pool(int offset, int width, int height, int stride)
    {
        using var file = MemoryFile.Create("pool", 400, Seals.None);
        _app.Shm.CreatePool(file.Descriptor, 400).CreateBuffer(offset, width, height, stride, WlShm.Format.Argb8888);
        Assert.Equal("wl_shm_pool 1", _app.Error);
    }

    [Fact]
    public void A_format_that_was_not_announced_is_an_error()
    {
        using var file = MemoryFile.Create("pool", 400, Seals.None);
        _app.Shm.CreatePool(file.Descriptor, 400).CreateBuffer(0, 10, 10, 40, WlShm.Format.Rgb565);
        Assert.Equal("wl_shm_pool 0", _app.Error);
    }

    [Fact]
    public void A_pool_only_grows()
    {
        using var file = MemoryFile.Create("pool", 400, Seals.None);
        _app.Shm.CreatePool(file.Descriptor, 400).Resize(399);
        Assert.Equal("wl_shm_pool 1", _app.Error);
    }

    [Fact]
    public void A_grown_pool_has_room_for_more()
    {
        using var file = MemoryFile.Create("pool", 400, Seals.None);
        var pool = _app.Shm.CreatePool(file.Descriptor, 400);
        file.WriteAt(796, [1, 2, 3, 0xff]);
        pool.Resize(800);
        var buffer = pool.CreateBuffer(400, 10, 10, 40, WlShm.Format.Argb8888);
        var window = _app.Window();
        window.Surface.Attach(buffer, 0, 0);
        window.Surface.Damage(0, 0, 10, 10);
        _app.CommitAndSettle(window.Surface);
        Assert.Equal(("none", 0xff030201), (_app.Error, _bench.Shown.PixelAt(9, 9)));
    }

    /// <summary>The file is sealed against nothing and the client may cut it off: it is the client that pays.</summary>
    [Fact]
    public void A_file_shorter_than_announced_closes_its_client_and_nobody_else()
    {
        var other = _bench.Client();
        var window = _app.Window();
        using var file = MemoryFile.Create("pool", 200, Seals.None);
        var buffer = _app.Shm.CreatePool(file.Descriptor, 400).CreateBuffer(0, 10, 10, 40, WlShm.Format.Argb8888);
        window.Surface.Attach(buffer, 0, 0);
        window.Surface.Damage(0, 0, 10, 10);
        window.Surface.Commit();
        Assert.Equal("wl_buffer 2", _app.Error);
        Assert.Empty(_bench.Desktop.Windows);
        other.Map(4, 4);
        Assert.Equal("none", other.Error);
    }

    [Fact]
    public void Opaque_formats_ignore_their_fourth_byte()
    {
        _app.Window().Show(_app.Solid(4, 4, 0x00123456, WlShm.Format.Xrgb8888));
        Assert.Equal(Seamless.Protocol.PixelFormat.Xrgb8888, _bench.Shown.Frame!.Value.Format);
        Assert.Equal(0x123456u, _bench.Shown.PixelAt(0, 0) & 0xffffff);
    }

    [Theory]
    [InlineData(WlShm.Format.Abgr8888, 0x80102030u, 0x80302010u)]
    [InlineData(WlShm.Format.Argb8888, 0x80102030u, 0x80102030u)]
    public void Each_format_is_shown_in_its_own_colours(WlShm.Format format, uint stored, uint shown)
    {
        _app.Window().Show(_app.Solid(7, 3, stored, format));
        Assert.Equal((shown, shown), (_bench.Shown.PixelAt(0, 0), _bench.Shown.PixelAt(6, 2)));
    }

    /// <summary>A sparse file may be as large as it likes; what is made of it may not.</summary>
    [Fact]
    public void A_buffer_larger_than_any_window_is_refused_when_it_is_made()
    {
        using var file = MemoryFile.Create("pool", 20_000 * 4 * 10, Seals.Shrink);
        _app.Shm.CreatePool(file.Descriptor, 20_000 * 4 * 10).CreateBuffer(0, 20_000, 10, 80_000, WlShm.Format.Argb8888);
        Assert.Equal("wl_shm_pool 1", _app.Error);
    }

    [Fact]
    public void The_largest_buffer_is_cut_to_what_a_frame_may_have()
    {
        const int Width = 16_384;
        const int Height = 2_400;
        using var file = MemoryFile.Create("pool", Width * Height * 4, Seals.Shrink);
        var window = _app.Window();
        var buffer = _app.Shm.CreatePool(file.Descriptor, Width * Height * 4).CreateBuffer(0, Width, Height, Width * 4, WlShm.Format.Argb8888);
        window.Surface.Attach(buffer, 0, 0);
        window.Surface.Damage(0, 0, 1, 1);
        _app.CommitAndSettle(window.Surface);
        var frame = _bench.Shown.Frame!.Value;
        Assert.Equal("none", _app.Error);
        Assert.True((long)frame.Width * frame.Height <= Seamless.Agent.Linux.CompositorLimits.FramePixels);
    }
}
