// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;

namespace Seamless.Benchmarks;

/// <summary>
/// A 1920×1080 window of the built-in guest on Redox' desktop, over loopback TCP: what typing, scrolling and video cost, with the rows sent as
/// they are, always packed where that makes them smaller, and as the bridge chooses. Frames are those that reach the fake Orbital's screen.
/// </summary>
internal static class OrbitalStream
{
    private const int WarmUpKeys = 50, MeasuredKeys = 300;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1), Measured = TimeSpan.FromSeconds(3);
    private static readonly string[] Cases = ["typing", "scroll", "full", "half", "noise"];
    private static readonly (string Name, string Packing)[] Ways = [("raw", "never"), ("lz4", "always"), ("chosen", "")];
    private static readonly string[] Peers = ["waypipe", "waypipe_lz4"];

    public static void Measure(Figures figures, int runs)
    {
        var floor = new MemcpyFloor();
        for (var run = 0; run < runs; run++)
        {
            foreach (var (name, packing) in Ways)
            {
                figures.Add("memcpy_ms", floor.Measure());
                figures.Add("tcp_ms", TcpFloor.Measure());
                MeasureLine(figures, name, packing);
            }
            foreach (var peer in Peers)
                foreach (var block in (string[])["full", "half", "noise"])
                    MeasurePeer(figures, peer, block);
        }
        Close(figures, runs);
    }

    private static void MeasureLine(Figures figures, string way, string packing)
    {
        using var scratch = new Scratch();
        using var line = new OrbitalLine(scratch, packing);
        line.Start();
        Typing(figures, line, way);
        var text = scratch.PathOf("text");
        File.WriteAllLines(text, Enumerable.Range(0, 20_000).Select(at => $"{at,6}  {string.Concat(Enumerable.Repeat($"word{at * 7919 % 1000} ", 1 + (at * 31 % 20)))}"));
        Watch(figures, line, $"scroll_{way}", line.Open("Scroll", Foot("Scroll", $"while :; do cat {text}; done")).Id);
        line.KillClients("foot");
        foreach (var block in (string[])["full", "half", "noise"])
        {
            Watch(figures, line, $"{block}_{way}", line.Open("benchmark", Environment.ProcessPath!, "client", "stream", block, "1000").Id);
            line.KillClients(Path.GetFileName(Environment.ProcessPath!));
        }
    }

    /// <summary>A terminal of a full screen in which the cursor is a block of one colour, so that a pixel tells where it stands.</summary>
    private static string[] Foot(string title, string script) =>
        ["foot", "--config=/dev/null", $"--title={title}", "--window-size-pixels=1920x1080", "--override=cursor.color=000000 00ff00", "--override=colors.background=000000",
            "--override=pad=0x0", "sh", "-c", script];

    /// <summary>A letter moves the cursor on by a cell, Backspace takes it back: each is a key whose pixel is known.</summary>
    private static void Typing(Figures figures, OrbitalLine line, string way)
    {
        var hand = line.Hand;
        var (window, x, y) = line.Open("Typing", Foot("Typing", "cat"));
        (x, y) = Cursor(hand, x, y);
        var cell = 0;
        while (hand.Pixel(x + cell, y) == "00ff00")
            cell++;
        x += cell + (cell / 2);
        var before = default(Sample);
        for (var key = 0; key < WarmUpKeys + MeasuredKeys; key++)
        {
            if (key == WarmUpKeys)
                before = new Sample(line, window);
            var (name, colour) = key % 2 == 0 ? ("a", "00ff00") : ("BACKSPACE", "000000");
            var start = Stopwatch.GetTimestamp();
            hand.DoTogether($"key {name} down", $"wait pixel {x} {y} {colour} within 5000");
            if (key >= WarmUpKeys)
                figures.Add($"key_{way}_ms", Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            hand.Do($"key {name} up");
        }
        before.Until(new Sample(line, window), figures, $"typing_{way}");
        line.KillClients("foot");
    }

    /// <summary>The first pixel of the cursor, as soon as it is there.</summary>
    private static (int X, int Y) Cursor(OrbitalHand hand, int x, int y)
    {
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start).TotalSeconds < 20;)
            for (var down = 0; down < 60; down++)
                if (hand.Pixel(x, y + down) == "00ff00")
                    return (x, y + down + 4);
        throw new InvalidOperationException("the terminal shows no cursor");
    }

    private static void Watch(Figures figures, OrbitalLine line, string series, string window)
    {
        line.Hand.Watch(window, WarmUp);
        var before = new Sample(line, window);
        line.Hand.Watch(window, Measured);
        before.Until(new Sample(line, window), figures, series);
    }

    private static void MeasurePeer(Figures figures, string name, string block)
    {
        using var scratch = new Scratch();
        using var contender = new WaypipeOverTcp(scratch, name, name == "waypipe" ? "none" : "lz4");
        contender.Start();
        using var client = Process.Start(contender.Client(Environment.ProcessPath!, "client", "stream", block, Measured.TotalSeconds.ToString(CultureInfo.InvariantCulture), "stay"))!;
        WindowStream.Expect(client, "begin");
        var (cpu, bytes) = (ProcessCpu.Nanoseconds(contender.Processes.ToArray()), WireBytes.Sent("dport", contender.Port));
        var end = WindowStream.Expect(client, "end").Split(' ');
        var frames = long.Parse(end[1], CultureInfo.InvariantCulture);
        var series = $"{block}_{name}";
        figures.Add($"{series}_bytes", (WireBytes.Sent("dport", contender.Port) - bytes) / (double)frames);
        figures.Add($"{series}_cpu_ms", (ProcessCpu.Nanoseconds(contender.Processes.ToArray()) - cpu) / 1e6 / frames);
        figures.Add($"{series}_fps", frames / double.Parse(end[2], CultureInfo.InvariantCulture));
        client.StandardInput.Close();
        client.WaitForExit();
        Console.Error.WriteLine($"{series}: {figures.Last($"{series}_fps"):0.0} fps, {figures.Last($"{series}_bytes"):0} bytes and {figures.Last($"{series}_cpu_ms"):0.00} ms CPU a frame");
    }

    private static void Close(Figures figures, int runs)
    {
        figures.Close("runs", runs);
        foreach (var limit in (string[])["memcpy_ms", "tcp_ms"])
            figures.Close(limit, figures.Median(limit));
        foreach (var (way, _) in Ways)
        {
            figures.Close($"key_{way}_p50_ms", figures.Percentile($"key_{way}_ms", 0.5));
            figures.Close($"key_{way}_p95_ms", figures.Percentile($"key_{way}_ms", 0.95));
        }
        foreach (var each in Cases)
            foreach (var (way, _) in Ways)
                foreach (var what in (string[])["fps", "bytes", "cpu_ms", "agent_ms", "bridge_ms", "launcher_ms", "endpoint_ms", "orbital_ms"])
                    figures.Close($"{each}_{way}_{what}", figures.Median($"{each}_{way}_{what}"));
        foreach (var peer in Peers)
            foreach (var block in (string[])["full", "half", "noise"])
                foreach (var what in (string[])["fps", "bytes", "cpu_ms"])
                    figures.Close($"{block}_{peer}_{what}", figures.Median($"{block}_{peer}_{what}"));
    }

    /// <summary>All counters at one moment.</summary>
    private readonly struct Sample(OrbitalLine line, string window)
    {
        private readonly long frames = line.Hand.Number($"updates {window}");
        private readonly long bytes = WireBytes.Sent("sport", line.Port);
        private readonly OrbitalCpu cpu = line.Cpu();
        private readonly long time = Stopwatch.GetTimestamp();

        public void Until(Sample end, Figures figures, string series)
        {
            var count = (double)(end.frames - frames);
            var spent = end.cpu - cpu;
            figures.Add($"{series}_fps", count / Stopwatch.GetElapsedTime(time, end.time).TotalSeconds);
            figures.Add($"{series}_bytes", (end.bytes - bytes) / count);
            foreach (var (what, nanoseconds) in (ReadOnlySpan<(string, long)>)[("cpu", spent.Sum), ("agent", spent.Agent), ("bridge", spent.Bridge),
                ("launcher", spent.Launcher), ("endpoint", spent.Endpoint), ("orbital", spent.Orbital)])
                figures.Add($"{series}_{what}_ms", nanoseconds / 1e6 / count);
            double Last(string what) => figures.Last($"{series}_{what}");
            Console.Error.WriteLine($"{series}: {Last("fps"):0.0} fps, {Last("bytes"):0} bytes and {Last("cpu_ms"):0.00} ms CPU a frame: agent {Last("agent_ms"):0.00}, "
                + $"bridge {Last("bridge_ms"):0.00}, launcher {Last("launcher_ms"):0.00}, endpoint {Last("endpoint_ms"):0.00}, Orbital {Last("orbital_ms"):0.00}");
        }
    }
}
