// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Seamless.Benchmarks;

/// <summary>
/// What real programs send, recorded natively by apitrace and replayed as fast as it goes; and what those programs wait for when they run
/// through ours.
/// </summary>
internal static partial class GlTraces
{
    private static readonly (string Name, string Api, string Command)[] Recorded =
    [
        ("glxgears", "gl", "timeout 3 glxgears"),
        ("es2gears", "egl", "timeout 3 es2gears_x11"),
        ("glmark2", "gl", "glmark2 -s 400x300 -b build:duration=1.0 -b shading:shading=phong:duration=1.0 -b ideas:duration=1.0 -b buffer:update-method=map:duration=1.0"),
        ("extremetuxracer", "gl", "timeout 12 /usr/games/etr"),
        ("neverball", "gl", "timeout 15 /usr/games/neverball"),
    ];

    private static readonly (string Name, string Command)[] Waiting =
    [
        .. GlScenes.Scenes.Select(scene => ($"glmark2_{scene.Name}", $"exec glmark2 -s 400x300 -b '{scene.Options}:duration=60.0'")),
        ("extremetuxracer", "exec /usr/games/etr"),
        ("neverball", "exec /usr/games/neverball"),
    ];

    /// <summary>A program has begun when it waits for nothing any more; until then it is looked at so often.</summary>
    private const int Looks = 40;

    /// <summary>The files; one that cannot be made is left out, by name.</summary>
    public static string[] Record(GlRoute native, BareScreen screen, Scratch scratch)
    {
        Directory.CreateDirectory(scratch.PathOf(".neverball"));
        // The driver's slow anisotropic filter, which virgl leaves out, would be all that is seen of Neverball's time.
        File.WriteAllText(scratch.PathOf(".neverball/neverballrc"), "fullscreen 0\nwidth 800\nheight 600\naniso 0\nvsync 0\n");
        var traces = new List<string>();
        foreach (var (name, api, command) in Recorded)
        {
            if (api == "egl" && !native.ShowsWindows)
            {
                Console.WriteLine($"skipped: the trace of {name}: a GPU without a screen has no windows for EGL");
                continue;
            }
            var trace = scratch.PathOf($"{name}.trace");
            var start = Started(native, screen, scratch, $"exec apitrace trace --api {api} -o '{trace}' {command}");
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            // Those that go on for ever were told to end, which is no failure.
            if (File.Exists(trace))
                traces.Add(trace);
            else
                Console.WriteLine($"skipped: the trace of {name}: {GlScenes.LastLine(output.Trim())}");
        }
        return [.. traces];
    }

    public static void Measure(Figures figures, BareScreen screen, List<GlRoute> routes, string[] traces)
    {
        foreach (var trace in traces)
        {
            var (name, api, _) = Recorded.Single(r => r.Name == Path.GetFileNameWithoutExtension(trace));
            Console.Write($"trace_{name}:");
            foreach (var route in routes)
            {
                if (GlScenes.Try(route, screen, api == "egl" ? "eglretrace" : "glretrace", ["-b", "--headless", trace]) is not var (output, milliseconds))
                    continue;
                if (Rendered().Match(output) is not { Success: true } match)
                {
                    GlScenes.Fail($"the replay of {name} through {route.Name} says no frame rate: {output}");
                    continue;
                }
                figures.Add($"trace_{name}_{route.Name}_fps", double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture));
                figures.Add($"trace_{name}_{route.Name}_cpu_ms", milliseconds / double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
                Console.Write(string.Create(CultureInfo.InvariantCulture, $" {route.Name} {figures.Last($"trace_{name}_{route.Name}_fps"):0.#} frames/s {figures.Last($"trace_{name}_{route.Name}_cpu_ms"):0.00} ms,"));
            }
            Console.WriteLine();
        }
    }

    /// <summary>Waits in a frame of each program, once it has begun, as the status verb says them.</summary>
    public static void Waits(Figures figures, BareScreen screen, SeamlessRoute route, Scratch scratch)
    {
        foreach (var (name, command) in Waiting)
        {
            using var process = Process.Start(Started(route, screen, scratch, command))!;
            process.OutputDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            var program = Path.GetFileName(command.Split(' ')[1]);
            string[]? words = null;
            for (var look = 0; look < Looks && !process.HasExited && words is not [_, _, _, _, _, _, "0", ..]; look++)
            {
                var line = route.Status().Split('\n').FirstOrDefault(l => l.StartsWith(program, StringComparison.Ordinal));
                words = line?.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { } found && found[2] != "0" ? found : words;
            }
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            if (words is not [_, _, var rate, var calls, _, _, var waits, var causes, ..] || !double.TryParse(waits, CultureInfo.InvariantCulture, out var number))
            {
                GlScenes.Fail($"{name} draws no frames that the status tells of");
                continue;
            }
            figures.Add($"waits_{name}", number);
            Console.WriteLine($"waits_{name}: {waits} in a frame ({causes}), {calls} calls, {rate} frames/s");
        }
    }

    public static void Close(Figures figures)
    {
        foreach (var (name, _, _) in Recorded)
        {
            foreach (var other in (string[])["native", "virpipe"])
            {
                if (figures.Ratio($"trace_{name}_seamless_fps", $"trace_{name}_{other}_fps") is { } ratio)
                    figures.Close($"trace_{name}_to_{other}", ratio);
            }
        }
        var waits = Waiting.Select(w => $"waits_{w.Name}").Where(figures.Has).Select(figures.Median).ToArray();
        if (waits.Length > 0)
            figures.Close("waits_most", waits.Max());
    }

    /// <summary>A shell's words, with a home of their own.</summary>
    private static ProcessStartInfo Started(GlRoute route, BareScreen screen, Scratch scratch, string command)
    {
        var start = route.Program("sh", ["-c", command]);
        start.FileName = "timeout";
        start.ArgumentList.Clear();
        foreach (var word in (string[])["--foreground", "-k", "5", "120", "sh", "-c", $"{{ {command}; }} 2>&1"])
            start.ArgumentList.Add(word);
        start.Environment["DISPLAY"] = screen.Display;
        start.Environment["HOME"] = scratch.Folder;
        start.Environment["SDL_AUDIODRIVER"] = "dummy";
        return start;
    }

    [GeneratedRegex(@"Rendered (\d+) frames in [\d.]+ secs, average of ([\d.]+) fps")]
    private static partial Regex Rendered();
}
