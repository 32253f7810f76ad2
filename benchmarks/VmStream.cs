// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;

namespace Seamless.Benchmarks;

/// <summary>
/// The client of window-stream inside a virtual machine under TCG: through our bridge, and through the reference compositor on QEMU's
/// own virtio-gpu with a VNC viewer. CPU time is what this machine spends beside the guest's own processors: the bridge and QEMU's other
/// threads. Contenders take turns in each round.
/// </summary>
internal static class VmStream
{
    public static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2), Measured = TimeSpan.FromSeconds(5);

    private const int FullPixels = ClientProgram.Width * ClientProgram.Height, BlockPixels = 64 * 64;

    public static void Measure(Figures figures, int runs)
    {
        var floor = new MemcpyFloor();
        for (var run = 0; run < runs; run++)
        {
            MeasureFloors(figures, floor);
            MeasureOurs(figures);
            MeasureFloors(figures, floor);
            MeasureVnc(figures, "full", FullPixels);
            MeasureVnc(figures, "64", BlockPixels);
        }
        var (memcpy, shared) = (figures.Median("memcpy_ms"), figures.Median("memcpy_shared_ms"));
        figures.Close("runs", runs);
        figures.Close("memcpy_1080p_ms", memcpy);
        figures.Close("memcpy_shared_1080p_ms", shared);
        figures.Close("memcpy_beside_1080p_ms", figures.Median("memcpy_beside_ms"));
        foreach (var series in (string[])["seamless_full", "seamless_64", "seamless_64_in_640x480", "vnc_full", "vnc_64"])
        {
            figures.Close($"{series}_fps", figures.Median($"{series}_fps"));
            figures.Close($"{series}_host_cpu_ms", figures.Median($"{series}_host_cpu_ms"));
        }
        figures.Close("bridge_full_cpu_ms", figures.Median("seamless_full_bridge_cpu_ms"));
        figures.Close("bridge_full_cpu_over_memcpy", figures.Median("seamless_full_bridge_cpu_ms") / memcpy);
        figures.Close("bridge_full_cpu_over_memcpy_shared", figures.Median("seamless_full_bridge_cpu_ms") / shared);
        // A copy in the same circumstances: the guest draws meanwhile.
        figures.Close("bridge_full_cpu_over_memcpy_beside", figures.Median("seamless_full_bridge_cpu_ms") / figures.Median("memcpy_beside_ms"));
        // At most 1.3 is wanted. QEMU's threads count with what they need beyond a guest that computes and shows nothing.
        var background = figures.Median("qemu_background_ms_per_s");
        var frame = figures.Median("seamless_full_host_cpu_ms") - (background / figures.Median("seamless_full_fps"));
        figures.Close("qemu_background_ms_per_s", background);
        figures.Close("full_frame_host_cpu_ms", frame);
        figures.Close("full_frame_host_cpu_over_memcpy", frame / memcpy);
        figures.Close("full_frame_host_cpu_over_memcpy_beside", frame / figures.Median("memcpy_beside_ms"));
        // At least 2 is wanted.
        figures.Close("full_pixels_ratio_to_vnc", figures.Median("seamless_full_fps") / figures.Median("vnc_full_fps"));
        figures.Close("64_host_cpu_ratio_of_window_sizes", figures.Median("seamless_64_host_cpu_ms") / figures.Median("seamless_64_in_640x480_host_cpu_ms"));
    }

    private static void MeasureFloors(Figures figures, MemcpyFloor floor)
    {
        figures.Add("memcpy_ms", floor.Measure());
        figures.Add("memcpy_shared_ms", floor.MeasureShared());
    }

    private static void MeasureOurs(Figures figures)
    {
        using var scratch = new Scratch();
        using var machine = new BridgedVm(scratch);
        machine.Start();
        figures.Add("qemu_background_ms_per_s", machine.MeasureBackground(Measured));
        foreach (var (series, block, size) in (ReadOnlySpan<(string, string, string)>)[
            ("seamless_full", "full", "1920x1080"), ("seamless_64", "64", "1920x1080"), ("seamless_64_in_640x480", "64", "640x480")])
        {
            machine.Begin(block, size);
            machine.Watch(WarmUp);
            var before = machine.Cpu();
            var start = Stopwatch.GetTimestamp();
            var frames = machine.Watch(Measured);
            Add(figures, series, frames, Stopwatch.GetElapsedTime(start), machine.Cpu() - before);
            if (block == "full")
                figures.Add("memcpy_beside_ms", machine.MeasureCopy(WarmUp));
            machine.End();
        }
    }

    private static void MeasureVnc(Figures figures, string block, int pixels)
    {
        using var scratch = new Scratch();
        using var machine = new VncVm(scratch, block);
        machine.Start();
        machine.Watch(WarmUp);
        var before = machine.Cpu();
        var start = Stopwatch.GetTimestamp();
        var seen = machine.Watch(Measured);
        Add(figures, $"vnc_{block}", (double)seen / pixels, Stopwatch.GetElapsedTime(start), machine.Cpu() - before);
    }

    private static void Add(Figures figures, string series, double frames, TimeSpan time, VmCpu cpu)
    {
        figures.Add($"{series}_fps", frames / time.TotalSeconds);
        figures.Add($"{series}_host_cpu_ms", (cpu.Bridge + cpu.Qemu) / 1e6 / frames);
        figures.Add($"{series}_bridge_cpu_ms", cpu.Bridge / 1e6 / frames);
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{series}: {frames / time.TotalSeconds:0.0} fps; a frame costs {cpu.Bridge / 1e6 / frames:0.000} ms in the bridge, {cpu.Qemu / 1e6 / frames:0.000} ms in QEMU and {cpu.Guest / 1e6 / frames:0.00} ms of the guest's processors"));
    }
}
