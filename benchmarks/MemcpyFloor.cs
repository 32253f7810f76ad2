// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Seamless.Linux;

namespace Seamless.Benchmarks;

/// <summary>The limit that no copy can beat: one 1920×1080×4 copy, rotating over several buffers as a client and its compositor do.</summary>
internal sealed class MemcpyFloor
{
    private const int FrameBytes = 1920 * 1080 * 4;
    private const int Buffers = 3;
    private readonly byte[][] from = [.. Enumerable.Range(0, Buffers).Select(_ => new byte[FrameBytes])];
    private readonly byte[][] to = [.. Enumerable.Range(0, Buffers).Select(_ => new byte[FrameBytes])];

    public MemcpyFloor()
    {
        // Touched once, so that no sample pays for the first fault of a page.
        foreach (var buffer in from.Concat(to))
            buffer.AsSpan().Fill(1);
    }

    /// <summary>Milliseconds of one copy, median of <paramref name="copies"/>.</summary>
    public double Measure(int copies = 60)
    {
        var samples = new double[copies];
        for (var i = 0; i < copies; i++)
        {
            // The source was written a moment ago in the real case too.
            from[i % Buffers].AsSpan().Fill((byte)i);
            var start = Stopwatch.GetTimestamp();
            from[i % Buffers].CopyTo(to[i % Buffers], 0);
            samples[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        Array.Sort(samples);
        return samples[copies / 2];
    }

    /// <summary>
    /// The same when another processor has written the source, in memory that both share: what a bridge copies out of a guest.
    /// </summary>
    public double MeasureShared(int copies = 60)
    {
        using var file = MemoryFile.Create("memcpy-floor", (long)FrameBytes * Buffers, Seals.Shrink);
        using var shared = file.Map(MapAccess.ReadWrite);
        using SemaphoreSlim wanted = new(0), written = new(0);
        var writer = new Thread(() =>
        {
            for (var i = 0; i < copies + Buffers; i++)
            {
                wanted.Wait();
                shared.Slice((long)(i % Buffers) * FrameBytes, FrameBytes).Fill((byte)i);
                written.Release();
            }
        });
        writer.Start();
        var samples = new double[copies];
        for (var i = 0; i < copies + Buffers; i++)
        {
            wanted.Release();
            written.Wait();
            var start = Stopwatch.GetTimestamp();
            shared.Slice((long)(i % Buffers) * FrameBytes, FrameBytes).CopyTo(to[i % Buffers]);
            // The first of each buffer pays for its pages.
            if (i >= Buffers)
                samples[i - Buffers] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        writer.Join();
        Array.Sort(samples);
        return samples[copies / 2];
    }
}
