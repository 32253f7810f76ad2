// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Seamless.Linux;

namespace Seamless.Benchmarks;

/// <summary>
/// A key is pressed at one end, the client changes a block of its window, the changed pixel is read at the same end. The measuring
/// process is both ends for every contender, so its own cost is in every figure; "direct" has nothing in between.
/// </summary>
internal static class InputLatency
{
    private const int WarmUpKeys = 200, MeasuredKeys = 1000;
    private const uint KeyA = 30;

    public static void Measure(Figures figures, int runs)
    {
        string[] contenders = ["seamless", "waypipe", "direct"];
        for (var run = 0; run < runs; run++)
            foreach (var contender in contenders)
                MeasureOne(figures, contender);
        figures.Close("runs", runs);
        foreach (var contender in contenders)
        {
            figures.Close($"{contender}_p50_us", figures.Percentile(contender, 0.5));
            figures.Close($"{contender}_p99_us", figures.Percentile(contender, 0.99));
        }
        figures.Close("p50_ratio_to_waypipe", figures.Percentile("seamless", 0.5) / figures.Percentile("waypipe", 0.5));
        figures.Close("p99_ratio_to_waypipe", figures.Percentile("seamless", 0.99) / figures.Percentile("waypipe", 0.99));
    }

    private static void MeasureOne(Figures figures, string name)
    {
        using var scratch = new Scratch();
        using var loop = new EventLoop();
        using Contender contender = name switch
        {
            "seamless" => new Line(scratch, withDesktop: false),
            "waypipe" => new Waypipe(scratch, new InProcess(scratch), name),
            _ => new InProcess(scratch),
        };
        MeasuringDisplay? display = name == "seamless" ? null : new MeasuringDisplay(loop, scratch.PathOf("measuring-0"));
        contender.Start();
        using var desktop = display is null ? new MeasuringDesktop(loop, scratch.PathOf("desktop.sock")) : null;
        using var client = Process.Start(contender.Client(Environment.ProcessPath!, "client", "echo"))!;
        var pixel = 0u;
        var frames = 0L;
        void Shown(uint colour)
        {
            pixel = colour;
            frames++;
        }
        if (display is not null)
            display.Shown = Shown;
        else
            desktop!.Shown = Shown;
        while (frames == 0 || display is { Keyboard: null })
            loop.RunOnce(null);
        display?.Focus();
        for (var key = 1u; key <= WarmUpKeys + MeasuredKeys; key++)
        {
            var start = Stopwatch.GetTimestamp();
            if (display is not null)
                display.PressAndRelease(KeyA);
            else
                desktop!.PressAndRelease(KeyA);
            while (pixel != 0xff000000u + key)
                if (!loop.RunOnce(TimeSpan.FromSeconds(5)))
                    throw new InvalidOperationException($"{name}: key {key} changed nothing in 5 s (the last pixel was {pixel:x8})");
            if (key > WarmUpKeys)
                figures.Add(name, Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }
        client.Kill();
        client.WaitForExit();
        display?.Dispose();
    }
}

/// <summary>The measuring display in this very process: nothing to start.</summary>
internal sealed class InProcess(Scratch scratch) : Contender("in-process", scratch)
{
    public override string Display => Scratch.PathOf("measuring-0");

    public override void Start()
    {
    }
}
