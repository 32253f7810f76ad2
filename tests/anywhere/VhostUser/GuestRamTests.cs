// SPDX-License-Identifier: Apache-2.0
using Seamless.Bridge;
using Seamless.Linux;
using Seamless.Tests.Anywhere.Gpu;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Anywhere.VhostUser;

public sealed class GuestRamTests : IDisposable
{
    private const int Page = 4096;

    private readonly MemoryFile _file = MemoryFile.Create("ram", 16 * Page, Seals.Shrink | Seals.Grow | Seals.Seal);
    private readonly GuestRam _ram = new();

    public void Dispose()
    {
        _ram.Dispose();
        _file.Dispose();
    }

    [Fact]
    public void A_range_may_lie_in_several_regions()
    {
        _ram.Add(new RegionDescription(0, 2 * Page, 0x10000000, 0), _file.Descriptor);
        _ram.Add(new RegionDescription(2 * Page, Page, 0x20000000, 8 * Page), _file.Descriptor);
        Assert.True(_ram.TryWrite((2 * Page) - 3, [1, 2, 3, 4, 5, 6]));
        var read = new byte[6];
        Assert.True(_ram.TryRead((2 * Page) - 3, read));
        Assert.Equal([1, 2, 3, 4, 5, 6], read);
        _file.ReadAt(8 * Page, read.AsSpan(0, 3));
        Assert.Equal([4, 5, 6], read[..3]);
        Assert.True(_ram.Contains(0, 3 * Page));
        Assert.False(_ram.Contains(1, 3 * Page));
        Assert.False(_ram.Contains(ulong.MaxValue - 1, 4));
        Assert.False(_ram.TryRead((3 * Page) - 1, read));
        Assert.False(_ram.TryWrite(3 * Page, read));
        Assert.True(_ram.TryFindUser(0x20000000 + 16, Page - 16, out _));
        Assert.False(_ram.TryFindUser(0x20000000 + 16, Page - 15, out _));
        Assert.False(_ram.TryFindUser(0x20000000 + Page, 1, out _));
    }

    [Theory]
    [InlineData(0ul, 0ul, 0x10000000ul, 0ul, "a memory region of 0 bytes is empty or too large")]
    [InlineData(0ul, 1ul << 60, 0x10000000ul, 0ul, "a memory region of 1152921504606846976 bytes is empty or too large")]
    [InlineData(0ul, 17ul * Page, 0x10000000ul, 0ul, "a memory region of 69632 bytes at 0 reaches beyond its file of 65536 bytes")]
    [InlineData(0ul, (ulong)Page, 0x10000000ul, 16ul * Page, "a memory region of 4096 bytes at 65536 reaches beyond its file of 65536 bytes")]
    [InlineData(0ul, (ulong)Page, 0x10000000ul, 0xffff_ffff_ffff_f000ul, "a memory region of 4096 bytes at 18446744073709547520 reaches beyond its file of 65536 bytes")]
    [InlineData(0ul, (ulong)Page, 0x10000000ul, 1ul, "a memory region does not begin at a page")]
    [InlineData(0xffff_ffff_ffff_f000ul, 2ul * Page, 0x10000000ul, 0ul, "a memory region reaches beyond the last address")]
    [InlineData(0ul, 2ul * Page, 0xffff_ffff_ffff_f000ul, 0ul, "a memory region reaches beyond the last address")]
    public void A_region_that_makes_no_sense_is_not_mapped(ulong guest, ulong bytes, ulong user, ulong offset, string reason)
    {
        var e = Assert.Throws<VhostUserException>(() => _ram.Add(new RegionDescription(guest, bytes, user, offset), _file.Descriptor));
        Assert.Equal(reason, e.Message);
        Assert.Equal((0, 0L), (_ram.Count, _ram.TotalBytes));
    }

    [Fact]
    public void Regions_may_not_overlap()
    {
        _ram.Add(new RegionDescription(4 * Page, 4 * Page, 0x10000000, 0), _file.Descriptor);
        Assert.Throws<VhostUserException>(() => _ram.Add(new RegionDescription(7 * Page, Page, 0x20000000, 0), _file.Descriptor));
        Assert.Throws<VhostUserException>(() => _ram.Add(new RegionDescription(0, 5 * Page, 0x20000000, 0), _file.Descriptor));
        Assert.Throws<VhostUserException>(() => _ram.Add(new RegionDescription(16 * Page, Page, 0x10000000, 0), _file.Descriptor));
        _ram.Add(new RegionDescription(8 * Page, Page, 0x20000000, 0), _file.Descriptor);
    }

    [Fact]
    public void Memory_that_its_owner_could_take_away_is_refused()
    {
        using var open = MemoryFile.Create("unsealed", Page, Seals.None);
        Assert.Throws<VhostUserException>(() => _ram.Add(new RegionDescription(0, Page, 0x10000000, 0), open.Descriptor));
        using var pipe = FileDescriptor.OpenRead("/dev/zero");
        Assert.Throws<VhostUserException>(() => _ram.Add(new RegionDescription(0, Page, 0x10000000, 0), pipe));
        Assert.Equal(0, _ram.Count);
    }

    [Fact]
    public void There_are_only_so_many_regions()
    {
        for (var i = 0; i < VhostUserLimits.Regions; i++)
            _ram.Add(new RegionDescription((ulong)i * 2 * Page, Page, 0x10000000 + ((ulong)i * 2 * Page), 0), _file.Descriptor);
        Assert.Throws<VhostUserException>(() => _ram.Add(new RegionDescription(0x1000_0000, Page, 0x60000000, 0), _file.Descriptor));
    }

    [Fact]
    public void Rings_and_pages_of_a_region_that_was_taken_away_are_not_touched()
    {
        using var rig = new GpuRig();
        var monitor = rig.Monitor(new FakeRegion(0, 1 << 20, 0), new FakeRegion(0x1000_0000, 1 << 20, 1 << 20));
        var driver = rig.Driver(monitor);
        driver.CreateImage(1, 8, 8, 0x1000_0000);
        monitor.RemoveRegion(monitor.Regions[1]);
        Assert.NotNull(rig.Gpu.Memory(1, 256));
        Assert.False(rig.Gpu.Memory(1, 256)!.TryReadRows(new PixelRows(0, 32, 32, 8), new byte[256], 32));
        monitor.RemoveRegion(monitor.Regions[0]);
        Assert.False(rig.Gpu.IsRunning);
        driver.Control.Offer(0);
        driver.Control.Kick.Signal();
        rig.Loop.UntilQuiet();
        Assert.Empty(rig.Warnings);
        monitor.AddRegion(monitor.Regions[0]);
        Assert.True(rig.Gpu.IsRunning);
    }
}
