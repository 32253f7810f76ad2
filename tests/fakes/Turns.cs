// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Seamless.Linux;

namespace Seamless.Tests.Fakes;

/// <summary>Steps a loop by hand until something is so. It sleeps in the loop, on the event itself; the limit only ends a test that hangs.</summary>
public static class Turns
{
    /// <summary>Nothing is tried again later than after 15 s; the rest is for a machine that has much else to do.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(40);

    /// <summary>What is outside of the loop, a process or a file, brings no event: it is looked at again by then.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    public static void Until(this EventLoop loop, Func<bool> condition, Func<string>? seenInstead = null)
    {
        long begin = Stopwatch.GetTimestamp();
        while (!condition())
        {
            var left = Limit - Stopwatch.GetElapsedTime(begin);
            if (left <= TimeSpan.Zero) throw new TimeoutException($"it did not happen within {Limit.TotalSeconds} s. {seenInstead?.Invoke()}");
            loop.RunOnce(left < Look ? left : Look);
        }
    }

    /// <summary>Runs turns until one finds nothing to do: everything that parties of this loop had to say to each other is said.</summary>
    public static void UntilQuiet(this EventLoop loop)
    {
        for (int turn = 0; loop.RunOnce(TimeSpan.Zero); turn++)
        {
            if (turn > 100_000) throw new TimeoutException("the loop does not come to rest");
        }
    }
}
