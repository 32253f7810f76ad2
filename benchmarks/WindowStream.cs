// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;

namespace Seamless.Benchmarks;

/// <summary>
/// A 1920×1080 window that redraws in full, and one that changes 64×64, as fast as they are allowed: frames per second, and CPU time per
/// frame of every process between the client and the end of the line. Contenders take turns in each round.
/// </summary>
internal static class WindowStream
{
    private const double Seconds = 3;

    public static void Measure(Figures figures, int runs)
    {
        var floor = new MemcpyFloor();
        for (var run = 0; run < runs; run++)
            foreach (var block in (string[])["full", "64"])
                foreach (var contender in (string[])["seamless", "waypipe", "waypipe_unpaced", "weston"])
                {
                    figures.Add("memcpy_ms", floor.Measure());
                    MeasureOne(figures, contender, block);
                }

        figures.Close("runs", runs);
        figures.Close("memcpy_1080p_ms", figures.Median("memcpy_ms"));
        foreach (var block in (string[])["full", "64"])
            foreach (var contender in (string[])["seamless", "waypipe", "waypipe_unpaced", "weston"])
            {
                figures.Close($"{contender}_{block}_fps", figures.Median($"{contender}_{block}_fps"));
                figures.Close($"{contender}_{block}_cpu_ms", figures.Median($"{contender}_{block}_cpu_ms"));
            }
        // What the CPU of a full frame costs beyond one and a half copies; at most 0.3 ms is wanted.
        figures.Close("full_cpu_ms_over_1.5_memcpy", figures.Median("seamless_full_cpu_ms") - 1.5 * figures.Median("memcpy_ms"));
        figures.Close("full_fps_ratio_to_waypipe", figures.Median("seamless_full_fps") / figures.Median("waypipe_full_fps"));
        figures.Close("full_fps_ratio_to_waypipe_unpaced", figures.Median("seamless_full_fps") / figures.Median("waypipe_unpaced_full_fps"));
        figures.Close("64_fps_ratio_to_waypipe_unpaced", figures.Median("seamless_64_fps") / figures.Median("waypipe_unpaced_64_fps"));
    }

    private static void MeasureOne(Figures figures, string name, string block)
    {
        using var scratch = new Scratch();
        using Contender contender = name switch
        {
            "seamless" => new Line(scratch),
            "weston" => new Weston(scratch),
            "waypipe" => new Waypipe(scratch, new Weston(scratch), name),
            // Weston's headless output ticks at 60 Hz, which hides how fast waypipe could be; in front of a display without a clock it shows.
            _ => new Waypipe(scratch, new MeasuringProcess(scratch), name),
        };
        contender.Start();
        using var client = Process.Start(contender.Client(Environment.ProcessPath!, "client", "stream", block, Seconds.ToString(CultureInfo.InvariantCulture)))!;
        Expect(client, "begin");
        var before = ProcessCpu.Nanoseconds(contender.Processes.ToArray());
        var end = Expect(client, "end").Split(' ');
        var cpu = ProcessCpu.Nanoseconds(contender.Processes.ToArray()) - before;
        client.WaitForExit();
        var frames = long.Parse(end[1], CultureInfo.InvariantCulture);
        figures.Add($"{name}_{block}_fps", frames / double.Parse(end[2], CultureInfo.InvariantCulture));
        figures.Add($"{name}_{block}_cpu_ms", cpu / 1e6 / frames);
        Console.Error.WriteLine($"{name} {block}: {figures.Last($"{name}_{block}_fps"):0.0} fps, {figures.Last($"{name}_{block}_cpu_ms"):0.000} ms CPU a frame");
    }

    public static string Expect(Process client, string word)
    {
        while (client.StandardOutput.ReadLine() is { } line)
            if (line.StartsWith(word, StringComparison.Ordinal))
                return line;
        throw new InvalidOperationException($"the client ended before it said '{word}'");
    }
}

/// <summary>The measuring display as a process of its own, for contenders whose parts are processes.</summary>
internal sealed class MeasuringProcess(Scratch scratch) : Contender("measuring", scratch)
{
    public override string Display => Scratch.PathOf("measuring-0");

    /// <summary>The end of the line is not the contender: only what stands before it counts.</summary>
    public override IEnumerable<int> Processes => [];

    public override void Start()
    {
        Run(Environment.ProcessPath!, "display", Display);
        Scratch.WaitForListener("measuring-0");
    }
}
