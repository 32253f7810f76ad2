// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Tests.Fakes;

/// <summary>
/// What a hot path allocates. The runtime allocates now and then by itself on the thread that runs (a method is compiled again, a type
/// is loaded), once; what a path allocates, it allocates in every batch. So the least of three batches is the path's own.
/// </summary>
public static class Allocations
{
    private const int Batches = 3;

    /// <summary>Bytes on this thread; ends at the first batch that allocates nothing. <paramref name="between"/> is not counted.</summary>
    public static long Least(Action batch, Action? between = null)
    {
        var least = long.MaxValue;
        for (var i = 0; i < Batches && least > 0; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            batch();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            between?.Invoke();
        }
        return least;
    }
}
