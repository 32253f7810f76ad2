// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Xunit;

namespace Seamless.Tests.Anywhere.Linux;

public sealed class SharedFileTests
{
    private const int Page = 4096;

    private static string TemporaryFolder => Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    [Fact]
    public void A_memory_file_is_mapped_and_can_never_shrink_again()
    {
        using var pool = MemoryFile.Create("pool", 16 * Page, Seals.None);
        using var shared = SharedFile.Open(pool.Descriptor.Duplicate(), 16 * Page);
        Assert.True(shared.IsMapped);
        Assert.Equal(Seals.Shrink, pool.Seals & Seals.Shrink);
        using var peer = new FileStream($"/proc/self/fd/{pool.Descriptor.Number}", FileMode.Open, FileAccess.Write);
        Assert.ThrowsAny<Exception>(() => peer.SetLength(0));
    }

    [Fact]
    public void A_file_that_takes_no_seal_is_read_without_mapping_and_may_shrink_while_we_read()
    {
        // Sealed against further seals but not against shrinking: the worst a peer can hand us.
        using var pool = MemoryFile.Create("pool", 1024 * Page, Seals.Seal);
        using var shared = SharedFile.Open(pool.Descriptor.Duplicate(), 1024 * Page);
        Assert.False(shared.IsMapped);
        using var peer = new FileStream($"/proc/self/fd/{pool.Descriptor.Number}", FileMode.Open, FileAccess.Write);
        var stop = false;
        var shrinker = new Thread(() =>
        {
            while (!Volatile.Read(ref stop))
            {
                peer.SetLength(Page);
                peer.SetLength(1024 * Page);
            }
        });
        shrinker.Start();
        var into = new byte[256 * Page];
        int whole = 0, cut = 0;
        for (var i = 0; i < 400; i++)
        {
            if (shared.TryReadRows(0, 4 * Page, Page, 256, into, Page) && shared.TryRead(512 * Page, into.AsSpan(0, Page)))
                whole++;
            else
                cut++;
        }
        Volatile.Write(ref stop, true);
        shrinker.Join();
        Assert.Equal(400, whole + cut);
        peer.SetLength(Page);
        Assert.False(shared.TryRead(Page, into.AsSpan(0, 1)));
        Assert.True(shared.TryRead(0, into.AsSpan(0, Page)));
    }

    [Fact]
    public void A_file_shorter_than_announced_is_not_mapped_until_it_has_grown()
    {
        using var pool = MemoryFile.Create("pool", Page, Seals.None);
        using var shared = SharedFile.Open(pool.Descriptor.Duplicate(), 4 * Page);
        Assert.False(shared.IsMapped);
        var bytes = new byte[Page];
        Assert.True(shared.TryRead(0, bytes));
        Assert.False(shared.TryRead(Page, bytes));
        using var peer = new FileStream($"/proc/self/fd/{pool.Descriptor.Number}", FileMode.Open, FileAccess.Write);
        peer.SetLength(8 * Page);
        shared.Resize(8 * Page);
        Assert.True(shared.IsMapped);
        Assert.True(shared.TryRead(7 * Page, bytes));
    }

    [Fact]
    public void Reads_outside_of_the_announced_size_are_refused_even_when_the_file_is_longer()
    {
        using var pool = MemoryFile.Create("pool", 4 * Page, Seals.None);
        using var shared = SharedFile.Open(pool.Descriptor.Duplicate(), Page);
        var bytes = new byte[Page];
        Assert.False(shared.TryRead(1, bytes));
        Assert.False(shared.TryRead(-1, bytes));
        Assert.False(shared.TryRead(long.MaxValue, bytes));
        Assert.False(shared.TryReadRows(0, int.MaxValue, 4, 2, bytes, 4));
        Assert.False(shared.TryReadRows(0, 4, 8, 2, bytes, 8));
        Assert.False(shared.TryReadRows(0, Page / 2, Page / 2, 2, bytes.AsSpan(1), Page / 2));
        Assert.False(shared.TryReadRows(long.MaxValue, 4, 4, 2, bytes, 4));
        Assert.True(shared.TryReadRows(0, Page / 2, Page / 2, 2, bytes, Page / 2));
    }

    [Theory]
    [InlineData(true, 64, 64, 64)]
    [InlineData(true, 96, 64, 80)]
    [InlineData(true, 64, 64, 80)]
    [InlineData(false, 64, 64, 64)]
    [InlineData(false, 96, 64, 80)]
    [InlineData(false, 64, 64, 80)]
    public void Rows_come_over_the_same_mapped_or_read(bool mapped, int stride, int rowBytes, int intoStride)
    {
        const int rows = 150;
        using var pool = MemoryFile.Create("pool", 16 * Page, mapped ? Seals.None : Seals.Seal);
        var content = new byte[16 * Page];
        new Random(1).NextBytes(content);
        pool.WriteAt(0, content);
        using var shared = SharedFile.Open(pool.Descriptor.Duplicate(), content.Length);
        Assert.Equal(mapped, shared.IsMapped);
        var into = new byte[rows * intoStride];
        Assert.True(shared.TryReadRows(33, stride, rowBytes, rows, into, intoStride));
        for (var row = 0; row < rows; row++)
        {
            Assert.Equal(content[(33 + (row * stride))..][..rowBytes], into[(row * intoStride)..][..rowBytes]);
            Assert.All(into[((row * intoStride) + rowBytes)..((row + 1) * intoStride)], gap => Assert.Equal(0, gap));
        }
    }

    [Fact]
    public void An_ordinary_file_of_the_disk_works_too()
    {
        var path = Path.Combine(TemporaryFolder, Path.GetRandomFileName());
        File.WriteAllBytes(path, new byte[Page]);
        try
        {
            using var shared = SharedFile.Open(FileDescriptor.OpenRead(path), Page);
            Assert.False(shared.IsMapped);
            Assert.True(shared.TryRead(0, new byte[Page]));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_pipe_or_a_device_is_no_shared_file_and_is_closed()
    {
        var pipe = Pipe.Create();
        Assert.Equal(Errno.EINVAL, Assert.Throws<LinuxException>(() => SharedFile.Open(pipe.Read, Page)).Errno);
        Assert.True(pipe.Read.IsClosed);
        pipe.Write.Dispose();
        Assert.Throws<LinuxException>(() => SharedFile.Open(FileDescriptor.OpenRead("/dev/zero"), Page));
        Assert.Throws<LinuxException>(() => MemoryFile.Adopt(FileDescriptor.OpenRead("/dev/zero")));
    }

    [Fact]
    public void A_memory_file_without_the_seal_is_not_mapped()
    {
        using var file = MemoryFile.Create("unsealed", Page, Seals.None);
        Assert.Throws<InvalidOperationException>(() => file.Map(MapAccess.Read));
        Assert.True(file.TryAddSeals(Seals.Shrink | Seals.Grow | Seals.Seal));
        Assert.False(file.TryAddSeals(Seals.Write));
        Assert.Equal(Seals.Shrink | Seals.Grow | Seals.Seal, file.Seals);
        using var memory = file.Map(MapAccess.ReadWrite);
        memory.Bytes[Page - 1] = 9;
        var last = new byte[1];
        file.ReadAt(Page - 1, last);
        Assert.Equal(9, last[0]);
        Assert.False(file.TryReadAt(Page, last));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Slice(Page - 1, 2).Clear());
    }

    [Fact]
    public void A_memory_file_says_which_operation_failed()
    {
        var refused = Assert.Throws<LinuxException>(() => MemoryFile.Create("wrong", -1, Seals.None));
        Assert.Contains("give memory file 'wrong' -1 bytes", refused.Message, StringComparison.Ordinal);
        Assert.Contains("(EINVAL)", refused.Message, StringComparison.Ordinal);
    }
}
