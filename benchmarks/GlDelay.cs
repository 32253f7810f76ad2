// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Seamless.Benchmarks;

/// <summary>
/// OpenGL over TCP, where bytes take longer: the same programs without a delay, and with 1 and 10 ms more in each direction, one after
/// the other. Who draws on without waiting for an answer should hardly notice.
/// </summary>
internal static partial class GlDelay
{
    private static readonly double[] Delays = [0, 1, 10];

    private static readonly (string Name, bool IsPipelined, string[] Command)[] Programs =
    [
        .. GlScenes.Scenes.Select(scene => ($"window_{scene.Name}", true, (string[])["glmark2", "-s", "800x600", "-b", $"{scene.Options}:duration=4.0"])),
        .. GlScenes.Scenes.Select(scene => ($"offscreen_{scene.Name}", true, (string[])["glmark2", "-s", "800x600", "--off-screen", "--frame-end", "swap", "-b", $"{scene.Options}:duration=4.0"])),
        // Off-screen, glmark2 ends each frame with glFinish: a frame cannot take less than the way there and back.
        ("offscreen_finish_texture", false, ["glmark2", "-s", "800x600", "--off-screen", "-b", "texture:duration=4.0"]),
        ("glxgears", true, ["timeout", "-s", "INT", "6", "stdbuf", "-oL", "glxgears"]),
        ("es2gears", true, ["timeout", "-s", "INT", "6", "stdbuf", "-oL", "es2gears_x11"]),
    ];

    /// <summary>Programs whose names have this in them; null: all.</summary>
    public static string? Only { get; set; }

    public static void Measure(Figures figures, int runs)
    {
        using var scratch = new Scratch();
        using var screen = new BareScreen();
        using var door = new GlDoor(scratch);
        door.Start();
        Console.WriteLine($"the delay is {door.Line.Name}");
        for (var run = 0; run < runs; run++)
            foreach (var (name, _, command) in Programs.Where(p => Only is null || p.Name.Contains(Only, StringComparison.Ordinal)))
                Program(figures, screen, door, name, command);
        figures.Close("runs", runs);
        foreach (var delay in Delays.Skip(1))
        {
            double[] Ratios(string prefix) => [.. Programs.Where(p => p.IsPipelined && p.Name.StartsWith(prefix, StringComparison.Ordinal))
                .Select(p => figures.Ratio(Key(p.Name, delay), Key(p.Name, 0))).OfType<double>()];
            foreach (var prefix in (string[])["window", "offscreen", "glxgears", "es2gears"])
            {
                if (Ratios(prefix) is not { Length: > 0 } ratios)
                    continue;
                figures.Close(Key(prefix, delay), Figures.GeometricMean(ratios));
                if (ratios.Length > 1)
                    figures.Close(Key(prefix, delay) + "_least", ratios.Min());
            }
        }
    }

    private static void Program(Figures figures, BareScreen screen, GlDoor door, string name, string[] command)
    {
        Console.Write($"{name}:");
        foreach (var delay in Delays)
        {
            door.Line.Delay = TimeSpan.FromMilliseconds(delay);
            var before = door.Line.Bytes;
            var start = door.Program(command[0], command[1..]);
            start.Environment["DISPLAY"] = screen.Display;
            using var process = Process.Start(start) ?? throw new InvalidOperationException($"{command[0]} did not start");
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            var match = Rate().Match(output);
            if (!match.Success || door.Line.Bytes == before)
                throw new InvalidOperationException($"{string.Join(' ', command)} with {delay} ms says no frame rate, or has not come over the line: {output}");
            var rate = match.Groups[1].Success ? Number(match.Groups[1]) : Number(match.Groups[2]);
            figures.Add(Key(name, delay), rate);
            Console.Write(string.Create(CultureInfo.InvariantCulture, $" {delay} ms {rate:0} frames/s,"));
        }
        Console.WriteLine();
    }

    private static string Key(string name, double delay) => string.Create(CultureInfo.InvariantCulture, $"{name}_{delay}ms");

    private static double Number(Group text) => double.Parse(text.Value, CultureInfo.InvariantCulture);

    /// <summary>glmark2's words, and those of the gears.</summary>
    [GeneratedRegex(@"FPS: (\d+) FrameTime|= *([\d.]+) FPS")]
    private static partial Regex Rate();
}
