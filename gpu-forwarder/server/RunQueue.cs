// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Seamless.Gpu.Server;

/// <summary>How long the threads of this process were ready to run and had no processor, as the kernel counts it (schedstat).</summary>
internal class RunQueue
{
    private readonly Dictionary<string, ulong> _before = new(StringComparer.Ordinal);

    /// <summary>Of the thread that waited most since the last call. A driver draws in threads of its own, and the slowest holds up the rest.</summary>
    public virtual TimeSpan LongestWait()
    {
        var longest = 0UL;
        foreach (var thread in Directory.EnumerateDirectories("/proc/self/task"))
        {
            var waited = Waited(thread);
            if (_before.TryGetValue(thread, out var before) && waited > before)
                longest = Math.Max(longest, waited - before);
            _before[thread] = waited;
        }
        return TimeSpan.FromMicroseconds(longest / 1000.0);
    }

    /// <summary>Nanoseconds; 0 where the kernel does not count, or the thread has just ended.</summary>
    private static ulong Waited(string thread)
    {
        try
        {
            return File.ReadAllText(thread + "/schedstat").Split(' ') is [_, var text, ..] && ulong.TryParse(text, CultureInfo.InvariantCulture, out var waited) ? waited : 0;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
