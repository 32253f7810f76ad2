// SPDX-License-Identifier: Apache-2.0
using CsCheck;
using Seamless.Agent.Linux;
using Xunit;

namespace Seamless.Tests.Linux;

public sealed class BarAllocatorTests
{
    private const long Size = 1024 * 1024;

    [Fact]
    public void What_is_taken_in_any_order_never_overlaps_and_comes_back_whole() =>
        Gen.Select(Gen.Bool, Gen.Int[1, 200_000], Gen.Int[0, 1000]).Array[1, 200].Sample(operations =>
        {
            var allocator = new BarAllocator(Size);
            var taken = new List<(long Offset, long Bytes)>();
            foreach (var (takes, bytes, which) in operations)
            {
                if (takes && allocator.Take(bytes) is { } offset)
                {
                    Assert.InRange(offset, 0, Size - bytes);
                    Assert.Equal(0, offset % BarAllocator.Granule);
                    Assert.DoesNotContain(taken, other => offset < other.Offset + other.Bytes && other.Offset < offset + bytes);
                    taken.Add((offset, bytes));
                }
                else if (taken.Count > 0)
                {
                    var (at, length) = taken[which % taken.Count];
                    taken.RemoveAt(which % taken.Count);
                    allocator.GiveBack(at, length);
                }
                allocator.CheckInvariants();
                Assert.Equal(Size - taken.Sum(part => (part.Bytes + BarAllocator.Granule - 1) / BarAllocator.Granule * BarAllocator.Granule), allocator.FreeBytes);
            }
            foreach (var (offset, bytes) in taken) allocator.GiveBack(offset, bytes);
            Assert.Equal(0, allocator.Take(Size));
        });

    [Fact]
    public void A_bar_that_is_too_small_has_no_room() => Assert.Null(new BarAllocator(BarAllocator.Granule - 1).Take(1));
}
