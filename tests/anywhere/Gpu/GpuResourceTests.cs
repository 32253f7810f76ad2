// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using CsCheck;
using Seamless.Bridge;
using Seamless.Linux;
using Xunit;

namespace Seamless.Tests.Anywhere.Gpu;

/// <summary>Pages in any order and number hold the image that a single piece of memory would, and the table counts them.</summary>
public sealed class GpuResourceTests : IDisposable
{
    private const int Page = 4096, Pages = 64;

    private readonly MemoryFile _file = MemoryFile.Create("ram", Pages * Page, Seals.Shrink | Seals.Grow | Seals.Seal);
    private readonly GuestRam _ram = new();

    public GpuResourceTests()
    {
        // In two regions that touch, so that runs of pages cross from one into the other.
        _ram.Add(new RegionDescription(0, Pages / 2 * Page, 0x10000000, 0), _file.Descriptor);
        _ram.Add(new RegionDescription(Pages / 2 * Page, Pages / 2 * Page, 0x20000000, Pages / 2 * Page), _file.Descriptor);
    }

    public void Dispose()
    {
        _ram.Dispose();
        _file.Dispose();
    }

    [Fact]
    public void Any_list_of_pages_reads_as_one_image() =>
        Gen.Select(Gen.Int[0, Pages - 1].Array[1, 40], Gen.Int[1, 200], Gen.Int[0, 3000], Gen.Int[0, 64], Gen.UInt).Sample((pages, width, offset, gap, seed) =>
        {
            var content = new byte[Pages * Page];
            new Random((int)seed).NextBytes(content);
            _file.WriteAt(0, content);
            var image = pages.SelectMany(page => content[(page * Page)..((page + 1) * Page)]).ToArray();
            var resource = new GpuResource(1, 16, 16, GpuFormat.B8G8R8X8);
            Assert.True(resource.TryAttach(Entries(pages.Select(page => ((ulong)page * Page, (uint)Page))), _ram));
            Assert.Equal(image.Length, resource.BackingBytes);
            Assert.Equal(1 + pages.Skip(1).Zip(pages).Count(pair => pair.First != pair.Second + 1), resource.Runs);
            var (rowBytes, stride) = (width * 4, (width + gap) * 4);
            var rows = Math.Max(0, (image.Length - offset - rowBytes) / stride) + 1;
            var into = new byte[rows * rowBytes];
            var fits = offset + ((rows - 1) * stride) + rowBytes <= image.Length;
            Assert.Equal(fits, resource.TryReadRows(_ram, new PixelRows(offset, stride, rowBytes, rows), into, rowBytes));
            for (var row = 0; fits && row < rows; row++)
                Assert.True(image.AsSpan(offset + (row * stride), rowBytes).SequenceEqual(into.AsSpan(row * rowBytes, rowBytes)));
            Assert.False(resource.TryReadRows(_ram, new PixelRows(image.Length - 4, 8, 8, 1), new byte[8], 8));
        }, iter: 300, threads: 1); // One file for all of them.

    [Fact]
    public void A_large_image_in_scattered_pages_is_copied_whole() =>
        Gen.Select(Gen.Int[0, Page], Gen.Int[0, 100_000], Gen.Int[0, 70], Gen.UInt).Sample((offset, more, skew, seed) =>
        {
            var random = new Random((int)seed);
            var content = new byte[Pages * Page];
            random.NextBytes(content);
            _file.WriteAt(0, content);
            var bytes = GpuLimits.StreamedBytes + more;
            var pages = Enumerable.Range(0, ((offset + bytes) / Page) + 1).Select(_ => random.Next(Pages)).ToArray();
            var image = pages.SelectMany(page => content[(page * Page)..((page + 1) * Page)]).ToArray();
            var resource = new GpuResource(1, 16, 16, GpuFormat.B8G8R8X8);
            Assert.True(resource.TryAttach(Entries(pages.Select(page => ((ulong)page * Page, (uint)Page))), _ram));
            // The target lies anywhere, and nothing beside it is touched.
            var into = new byte[skew + bytes + 64];
            Assert.True(resource.TryReadRows(_ram, new PixelRows(offset, bytes, bytes, 1), into.AsSpan(skew, bytes), bytes));
            Assert.True(image.AsSpan(offset, bytes).SequenceEqual(into.AsSpan(skew, bytes)));
            Assert.False(into.AsSpan(0, skew).ContainsAnyExcept((byte)0) || into.AsSpan(skew + bytes).ContainsAnyExcept((byte)0));
            Assert.False(resource.TryReadRows(_ram, new PixelRows(image.Length - bytes + 1, bytes, bytes, 1), into.AsSpan(0, bytes), bytes));
        }, iter: 20, threads: 1);

    [Fact]
    public void Any_sequence_of_commands_keeps_the_table_in_order() =>
        Gen.Select(Gen.Int[0, 4], Gen.UInt[0, 6], Gen.Int[1, 30]).Array[1, 80].Sample(operations =>
        {
            var table = new GpuResourceTable();
            var model = new Dictionary<uint, int>();
            foreach (var (what, id, pages) in operations)
            {
                var resource = table.Find(id);
                Assert.Equal(model.ContainsKey(id), resource != null);
                switch (what)
                {
                    case 0:
                        Assert.Equal(id != 0 && model.TryAdd(id, 0), table.Create(id, GpuFormat.B8G8R8A8, 8, 8) == GpuResponse.OkNoData);
                        break;
                    case 1 when resource != null:
                        table.Remove(resource);
                        model.Remove(id);
                        Assert.False(resource.IsAlive);
                        break;
                    case 2 or 3 when resource != null:
                        // Every other page, so that none join.
                        var entries = Entries(Enumerable.Range(0, pages).Select(page => ((ulong)page * 2 * Page, (uint)Page)));
                        Assert.Equal(model[id] == 0, table.Attach(resource, entries, _ram) == GpuResponse.OkNoData);
                        model[id] = model[id] == 0 ? pages : model[id];
                        break;
                    case 4 when resource != null:
                        table.Detach(resource);
                        model[id] = 0;
                        break;
                }
                table.CheckInvariants();
                Assert.Equal(model.Values.Sum(), table.Runs);
            }
        }, iter: 500);

    [Fact]
    public void Runs_of_pages_are_counted_over_all_images()
    {
        var table = new GpuResourceTable();
        var most = Entries(Enumerable.Range(0, GpuLimits.BackingEntries).Select(page => ((ulong)(page % 2 * 2 * Page), (uint)Page)));
        for (var id = 1u; id <= GpuLimits.BackingRuns / GpuLimits.BackingEntries; id++)
        {
            table.Create(id, GpuFormat.B8G8R8A8, 16384, 4096);
            Assert.Equal(GpuResponse.OkNoData, table.Attach(table.Find(id)!, most, _ram));
        }
        Assert.Equal(GpuLimits.BackingRuns, table.Runs);
        table.Create(100, GpuFormat.B8G8R8A8, 1, 1);
        Assert.Equal(GpuResponse.ErrOutOfMemory, table.Attach(table.Find(100)!, Entries([(0, Page)]), _ram));
        table.Detach(table.Find(1)!);
        Assert.Equal(GpuResponse.OkNoData, table.Attach(table.Find(100)!, Entries([(0, Page)]), _ram));
        Assert.Equal(GpuResponse.ErrOutOfMemory, table.Attach(table.Find(1)!, most, _ram));
        table.CheckInvariants();
    }

    private static byte[] Entries(IEnumerable<(ulong Address, uint Bytes)> pages)
    {
        var list = pages.ToArray();
        var bytes = new byte[list.Length * GpuResource.EntryBytes];
        for (var i = 0; i < list.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * GpuResource.EntryBytes), list[i].Address);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan((i * GpuResource.EntryBytes) + 8), list[i].Bytes);
        }
        return bytes;
    }
}
