// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Seamless.Benchmarks;

/// <summary>Single calls of OpenGL, by gl/microbench.c: how many a second, or how long one takes.</summary>
internal static class GlCalls
{
    private const string Seconds = "0.4";

    /// <summary>More is better.</summary>
    private static readonly string[] Rates =
    [
        "draws_uniforms", "draws_uniforms_discard", "draws_only", "draws_state", "client_arrays", "client_elements", "immediate",
        "buffer_sub_64k", "buffer_orphan_1m", "map_invalidate_1m", "map_unsync_4k", "map_read_1m",
        "tex_sub_4m_rgba", "tex_sub_4m_bgra", "tex_sub_64", "tex_new_4m", "read_1080p_bgra", "read_1080p_rgba", "read_1080p_2pbo", "compile_link",
    ];

    /// <summary>Less is better.</summary>
    private static readonly (string Name, string Unit)[] Times =
    [
        ("get_integer", "ns"), ("get_matrix", "ns"), ("get_error", "ns"), ("is_enabled", "ns"), ("uniform_location", "ns"), ("get_uniform", "ns"), ("uniform4f", "ns"),
        ("enable_then_get", "ns"), ("bind_then_get", "ns"), ("translate_then_get", "ns"),
        ("read_1x1", "us"), ("finish_idle", "us"), ("draw_finish", "us"), ("fence", "us"), ("occlusion", "us"),
    ];

    public static string Compile(Scratch scratch, [CallerFilePath] string here = "")
    {
        var program = scratch.PathOf("microbench");
        using var gcc = Process.Start("gcc", ["-O2", "-Wall", "-o", program, Path.Combine(Path.GetDirectoryName(here)!, "gl", "microbench.c"), "-lEGL", "-lGL"]);
        gcc.WaitForExit();
        return gcc.ExitCode == 0 ? program : throw new InvalidOperationException("gl/microbench.c does not compile");
    }

    public static void Measure(Figures figures, List<GlRoute> routes, string program)
    {
        foreach (var name in (string[])[.. Rates, .. Times.Select(t => t.Name)])
        {
            Console.Write($"{name}:");
            foreach (var route in routes)
            {
                if (GlScenes.Try(route, null, program, [.. route.Display, Seconds, name]) is not var (output, _))
                    continue;
                var words = GlScenes.LastLine(output).Split(' ');
                figures.Add($"{name}_{route.Name}", double.Parse(words[1], CultureInfo.InvariantCulture));
                Console.Write(string.Create(CultureInfo.InvariantCulture, $" {route.Name} {figures.Last($"{name}_{route.Name}"):0.##} {words[2]},"));
            }
            Console.WriteLine();
        }
    }

    public static void Close(Figures figures)
    {
        foreach (var name in Rates)
        {
            foreach (var other in (string[])["virpipe", "native"])
            {
                if (figures.Ratio($"{name}_seamless", $"{name}_{other}") is { } ratio)
                    figures.Close($"{name}_to_{other}", ratio);
            }
        }
        foreach (var (name, unit) in Times)
        {
            if (figures.Has($"{name}_seamless"))
                figures.Close($"{name}_{unit}", figures.Median($"{name}_seamless"));
        }
    }
}
