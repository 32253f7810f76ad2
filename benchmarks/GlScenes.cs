// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Seamless.Benchmarks;

/// <summary>
/// OpenGL through us, beside the driver itself and beside virgl: scenes of glmark2, and single calls (gl/microbench.c). One after the other
/// for each scene and each call, so that whatever else the machine does falls on all of them.
/// </summary>
internal static partial class GlScenes
{
    public static readonly (string Name, string Options)[] Scenes =
    [
        ("build", "build:use-vbo=false"),
        ("build_vbo", "build:use-vbo=true"),
        ("texture", "texture:texture-filter=linear"),
        ("phong", "shading:shading=phong"),
        ("bump", "bump:bump-render=normals"),
        ("map", "buffer:columns=200:interleave=false:update-dispersion=0.9:update-fraction=0.5:update-method=map"),
        ("subdata", "buffer:columns=200:interleave=false:update-dispersion=0.9:update-fraction=0.5:update-method=subdata"),
        ("ideas", "ideas:speed=duration"),
        ("jellyfish", "jellyfish"),
    ];

    private static readonly (string Name, string[] Arguments)[] Settings =
    [
        ("offscreen", ["-s", "800x600", "--off-screen"]),
        ("window", ["-s", "800x600"]),
        ("small", ["-s", "128x96", "--off-screen"]),
    ];

    private const double SceneSeconds = 2;

    private static int failed;

    /// <summary>On NVIDIA's driver and nothing else: native and ours.</summary>
    public static bool IsForNvidia { get; set; }

    /// <summary>One of the parts alone: scenes, calls, traces or waits; null: all.</summary>
    public static string? Only { get; set; }

    public static void Measure(Figures figures, int runs)
    {
        if (IsForNvidia && !GlNvidia.IsThere)
        {
            Console.WriteLine("skipped: no NVIDIA GPU: there is neither /proc/driver/nvidia/version nor /dev/nvidiactl");
            figures.Close("skipped", 1);
            return;
        }
        using var scratch = new Scratch();
        if (IsForNvidia && GlNvidia.Missing is { } missing)
        {
            Fail(missing);
            figures.Close("failed", failed);
            return;
        }
        using var screen = new BareScreen();
        var program = GlCalls.Compile(scratch);
        List<GlRoute> routes;
        try
        {
            routes = Routes(scratch, screen, program);
        }
        catch (InvalidOperationException e) when (IsForNvidia)
        {
            Fail(e.Message);
            figures.Close("failed", failed);
            return;
        }
        try
        {
            var traces = IsWanted("traces") ? GlTraces.Record(routes[0], screen, scratch) : [];
            for (var run = 0; run < runs; run++)
            {
                if (IsWanted("scenes"))
                    All(figures, screen, routes);
                if (IsWanted("calls"))
                    GlCalls.Measure(figures, routes, program);
                GlTraces.Measure(figures, screen, routes, traces);
                if (IsWanted("waits"))
                    GlTraces.Waits(figures, screen, routes.OfType<SeamlessRoute>().Single(), scratch);
            }
        }
        finally
        {
            routes.ForEach(route => route.Dispose());
        }
        figures.Close("runs", runs);
        figures.Close("failed", failed);
        foreach (var (setting, _) in Settings)
            Close(figures, setting);
        GlCalls.Close(figures);
        GlTraces.Close(figures);
    }

    private static bool IsWanted(string part) => Only is null || Only == part;

    private static void All(Figures figures, BareScreen screen, List<GlRoute> routes)
    {
        foreach (var (setting, arguments) in Settings)
        {
            var those = setting == "window" ? routes.FindAll(route => route.ShowsWindows) : routes;
            foreach (var route in routes.Except(those))
                Console.WriteLine($"skipped: {route.Name} windows: a GPU without a screen shows none");
            foreach (var (scene, options) in Scenes)
                Scene(figures, screen, those, $"{setting}_{scene}", [.. arguments, "-b", string.Create(CultureInfo.InvariantCulture, $"{options}:duration={SceneSeconds:0.0}")]);
        }
    }

    /// <summary>Those ways that there are on this machine; what is missing is said by name.</summary>
    private static List<GlRoute> Routes(Scratch scratch, BareScreen screen, string program)
    {
        var routes = new List<GlRoute>();
        foreach (GlRoute route in (GlRoute[])[new NativeRoute(scratch), .. IsForNvidia ? (GlRoute[])[] : [new VirglRoute(scratch)], new SeamlessRoute(scratch)])
        {
            try
            {
                route.Start();
                var driver = LastLine(Run(route, screen, program, [.. route.Display, "0", "driver"]).Output);
                Console.WriteLine($"{route.Name}: {driver}");
                if (IsForNvidia && !driver.Contains("NVIDIA", StringComparison.Ordinal))
                    throw new InvalidOperationException($"{route.Name} ends at another driver than NVIDIA's: {driver}");
                routes.Add(route);
            }
            catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                route.Dispose();
                if (route is not VirglRoute)
                    throw;
                Console.WriteLine($"skipped: {route.Name}: {e.Message}");
            }
        }
        return routes;
    }

    private static void Scene(Figures figures, BareScreen screen, List<GlRoute> routes, string name, string[] arguments)
    {
        Console.Write($"{name}:");
        foreach (var route in routes)
        {
            if (Try(route, screen, "glmark2", arguments) is not var (output, milliseconds))
                continue;
            var match = Result().Match(output);
            if (IsForNvidia && !output.Contains("NVIDIA", StringComparison.Ordinal))
            {
                Fail($"glmark2 through {route.Name} has drawn {name} with another driver than NVIDIA's: {output}");
                continue;
            }
            if (!match.Success)
            {
                Fail($"glmark2 through {route.Name} says no frame rate for {name}: {output}");
                continue;
            }
            // Whole frames a second are exact enough where they are many, milliseconds in three digits where they are few.
            var rate = double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
            if (rate < 1000)
                rate = 1000 / double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture);
            figures.Add($"{name}_{route.Name}_fps", rate);
            figures.Add($"{name}_{route.Name}_cpu_ms", milliseconds / (rate * SceneSeconds));
            Console.Write(string.Create(CultureInfo.InvariantCulture, $" {route.Name} {rate:0} frames/s {figures.Last($"{name}_{route.Name}_cpu_ms"):0.00} ms,"));
        }
        Console.WriteLine();
    }

    /// <summary>As <see cref="Run"/>; null where the program fails, which is said and counted: the rest is measured all the same.</summary>
    public static (string Output, double Milliseconds)? Try(GlRoute route, BareScreen? screen, string file, IEnumerable<string> arguments)
    {
        try
        {
            return Run(route, screen, file, arguments);
        }
        catch (InvalidOperationException e)
        {
            Fail(e.Message);
            return null;
        }
    }

    public static void Fail(string reason)
    {
        failed++;
        Console.WriteLine($"\nfailed: {reason}");
    }

    /// <summary>A program's output, and the CPU time of everybody who had to do with it, from its start to its end.</summary>
    private static (string Output, double Milliseconds) Run(GlRoute route, BareScreen? screen, string file, IEnumerable<string> arguments)
    {
        var start = route.Program(file, arguments);
        if (screen is not null)
            start.Environment["DISPLAY"] = screen.Display;
        double Milliseconds() => ProcessCpu.MillisecondsOfChildren(Environment.ProcessId) + route.ServerMilliseconds() + (screen?.Milliseconds() ?? 0);
        route.Settle();
        var (before, server) = (Milliseconds(), route.ServerMilliseconds());
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{file} did not start");
        var output = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        route.Settle();
        // A program that found another library than it was to would be measured as something else.
        if (process.ExitCode == 0 && route.HasServer && route.ServerMilliseconds() <= server)
            throw new InvalidOperationException($"{file} {string.Join(' ', arguments)} has not come to the server of {route.Name}");
        return process.ExitCode == 0
            ? (output, Milliseconds() - before)
            : throw new InvalidOperationException($"{file} {string.Join(' ', arguments)} through {route.Name} ended with {process.ExitCode}: {output}");
    }

    /// <summary>Drivers and libraries have things to say before it.</summary>
    public static string LastLine(string output) => output[(output.LastIndexOf('\n') + 1)..];

    private static void Close(Figures figures, string setting)
    {
        double[] Ratios(string one, string other, string what) =>
            [.. Scenes.Select(scene => figures.Ratio($"{setting}_{scene.Name}_{one}_{what}", $"{setting}_{scene.Name}_{other}_{what}")).OfType<double>()];
        foreach (var (key, one, other, what) in ((string, string, string, string)[])
            [("to_native", "seamless", "native", "fps"), ("cpu_to_native", "seamless", "native", "cpu_ms"),
                ("virpipe_to_native", "virpipe", "native", "fps"), ("virpipe_cpu_to_native", "virpipe", "native", "cpu_ms")])
        {
            if (Ratios(one, other, what) is { Length: > 0 } ratios)
                figures.Close($"{setting}_{key}", Figures.GeometricMean(ratios));
        }
        if (Ratios("seamless", "native", "fps") is { Length: > 0 } toNative)
            figures.Close($"{setting}_least_to_native", toNative.Min());
        if (Ratios("seamless", "virpipe", "fps") is { Length: > 0 } beside)
            figures.Close($"{setting}_least_to_virpipe", beside.Min());
    }

    [GeneratedRegex(@"FPS: (\d+) FrameTime: ([\d.]+) ms")]
    private static partial Regex Result();
}
