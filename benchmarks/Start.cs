// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Text.Json;

namespace Seamless.Benchmarks;

/// <summary>
/// How long a person waits for a terminal: <c>seamless run foot</c> with a warm daemon, until it answers (the window is there with content),
/// against foot straight on weston until it commits the first frame of its window.
/// </summary>
internal static class Start
{
    public static void Measure(Figures figures, int runs)
    {
        using var scratch = new Scratch();
        using var weston = new WestonWithSeat(scratch);
        weston.Start();
        var bin = Environment.GetEnvironmentVariable("SEAMLESS_BIN_DIR")!;
        try
        {
            Run(scratch, bin, "run", "foot");
            CloseAll(scratch, bin);
            for (var run = 0; run < runs; run++)
            {
                figures.Add("foot_on_weston_ms", FirstCommit(weston));
                var start = Stopwatch.GetTimestamp();
                Run(scratch, bin, "run", "foot");
                figures.Add("seamless_run_foot_ms", Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                CloseAll(scratch, bin);
            }
        }
        finally
        {
            Run(scratch, bin, "stop");
        }
        figures.Close("runs", runs);
        figures.Close("seamless_run_foot_ms", figures.Median("seamless_run_foot_ms"));
        figures.Close("foot_on_weston_ms", figures.Median("foot_on_weston_ms"));
        figures.Close("overhead_ms", figures.Median("seamless_run_foot_ms") - figures.Median("foot_on_weston_ms"));
        figures.Close("ratio", figures.Median("seamless_run_foot_ms") / figures.Median("foot_on_weston_ms"));
    }

    private static double FirstCommit(Contender display)
    {
        var info = display.Client("foot", "sleep", "100");
        info.Environment["WAYLAND_DEBUG"] = "1";
        info.RedirectStandardError = true;
        var start = Stopwatch.GetTimestamp();
        using var foot = Process.Start(info)!;
        var attached = false;
        // Its title bar's surfaces come first; the window is the one that becomes an xdg_surface.
        var window = "no surface yet";
        while (foot.StandardError.ReadLine() is { } line)
        {
            if (line.Contains(".get_xdg_surface(", StringComparison.Ordinal))
                window = line[line.LastIndexOf("wl_surface@", StringComparison.Ordinal)..].TrimEnd(')');
            attached |= line.Contains($"{window}.attach(wl_buffer@", StringComparison.Ordinal);
            if (!attached || !line.Contains($"{window}.commit()", StringComparison.Ordinal))
                continue;
            var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            foot.Kill(entireProcessTree: true);
            foot.WaitForExit();
            return elapsed;
        }
        throw new InvalidOperationException("foot ended before its first frame");
    }

    private static void CloseAll(Scratch scratch, string bin)
    {
        using var windows = JsonDocument.Parse(Run(scratch, bin, "windows", "--json"));
        foreach (var window in windows.RootElement.GetProperty("windows").EnumerateArray())
            Run(scratch, bin, "close", window.GetProperty("id").ToString());
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start).TotalSeconds < 10;)
        {
            using var left = JsonDocument.Parse(Run(scratch, bin, "windows", "--json"));
            if (left.RootElement.GetProperty("windows").GetArrayLength() == 0)
                return;
        }
    }

    private static string Run(Scratch scratch, string bin, params string[] arguments)
    {
        var info = new ProcessStartInfo(Path.Combine(bin, "seamless"), arguments) { RedirectStandardOutput = true };
        info.Environment["XDG_RUNTIME_DIR"] = scratch.Folder;
        info.Environment["XDG_STATE_HOME"] = scratch.PathOf("state");
        using var process = Process.Start(info)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"seamless {string.Join(' ', arguments)} failed");
    }
}
