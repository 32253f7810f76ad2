// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Seamless.Launcher.Cli;

/// <summary>What a client of the GPU server did between two looks. Without a finished frame between them it is told per second.</summary>
internal sealed class GpuRates(GpuClient before, GpuClient now)
{
    private double Seconds => Math.Max(now.Milliseconds - before.Milliseconds, 1) / 1000;

    private double Frames => now.Frames - before.Frames;

    public string Program => $"{now.Program} ({now.Process})";

    public string Memory => now.SharesMemory ? "shared" : "stream";

    public string FramesPerSecond => Number(Frames / Seconds);

    public string Calls => Per(now.Records - before.Records);

    /// <summary>Records and data; over a stream also what went back.</summary>
    public string Bytes => Per(now.RecordBytes + now.DataBytes - before.RecordBytes - before.DataBytes);

    public string SentBack => now.SharesMemory ? "-" : Per(now.Sent - before.Sent);

    public string Waits => Per(now.Waits - before.Waits);

    /// <summary>What was waited for, the most frequent first.</summary>
    public string Causes => string.Join(", ", now.Causes.Select(each => (each.Key, Count: each.Value - before.Causes.GetValueOrDefault(each.Key))).Where(each => each.Count > 0)
        .OrderByDescending(each => each.Count).Select(each => $"{each.Key} {Per(each.Count)}")) is { Length: > 0 } some ? some : "-";

    private string Per(double count) => Frames > 0 ? Number(count / Frames) : $"{Number(count / Seconds)}/s";

    private static string Number(double value) => value.ToString(value >= 100 ? "0" : "0.##", CultureInfo.InvariantCulture);
}
