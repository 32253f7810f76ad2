// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

namespace Seamless.Linux;

/// <summary>
/// CLOCK_MONOTONIC in nanoseconds, the clock of presentation times. The system's <see cref="TimeProvider"/> counts the same
/// clock on Linux, so both ways agree; with a provider stepped by hand the second one follows it.
/// </summary>
public static class Clock
{
    public static long MonotonicNanoseconds => ToNanoseconds(Stopwatch.GetTimestamp(), Stopwatch.Frequency);

    public static long Nanoseconds(TimeProvider time) => ToNanoseconds(time.GetTimestamp(), time.TimestampFrequency);

    internal static long ToNanoseconds(long timestamp, long frequency) => frequency == 1_000_000_000
        ? timestamp
        : (long)((Int128)timestamp * 1_000_000_000 / frequency);
}
