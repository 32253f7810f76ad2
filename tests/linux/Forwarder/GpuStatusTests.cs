// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Seamless.Tests.Linux.Programs;
using Xunit;

namespace Seamless.Tests.Linux.Forwarder;

/// <summary>`seamless gpu status` of programs that draw.</summary>
public sealed class GpuStatusTests : IDisposable
{
    private readonly SeamlessCommand _seamless = new();
    private readonly ConcurrentQueue<string> _said = [];

    public GpuStatusTests() => _seamless.NeedOpenGl();

    public void Dispose() => _seamless.Dispose();

    [Fact]
    public async Task Each_program_has_its_frames_calls_and_bytes_and_what_it_waits_for()
    {
        Assert.Contains("does not run", _seamless.Done("gpu", "status", "--seconds", "0.1"), StringComparison.Ordinal);
        using var screen = new XScreen();
        using var gears = Start(screen, "glxgears");
        using var asking = Start(screen, "glxinfo");
        await asking.WaitForExitAsync(TestContext.Current.CancellationToken);
        // It draws from display lists and, once it has begun, asks for nothing.
        var words = await UntilItWaitsForNothing("glxgears");
        Assert.Equal("shared", words[1]);
        Assert.InRange(double.Parse(words[3], CultureInfo.InvariantCulture), 10, 1000);
        Assert.InRange(double.Parse(words[4], CultureInfo.InvariantCulture), 100, 100_000);
        await End(gears);
    }

    /// <summary>Arrays of the program and buffers, a mapped buffer, programs that are linked while it draws, textures that it draws into.</summary>
    [Theory]
    [InlineData("build:use-vbo=false")]
    [InlineData("buffer:columns=200:update-fraction=0.5:update-method=map")]
    [InlineData("ideas:speed=duration")]
    [InlineData("shadow")]
    public async Task A_program_that_draws_waits_for_nothing(string scene)
    {
        using var screen = new XScreen();
        using var glmark2 = Start(screen, "glmark2", "-s", "128x96", "-b", $"{scene}:duration=120.0");
        await UntilItWaitsForNothing("glmark2");
        await End(glmark2);
    }

    /// <summary>A toolkit that looks in each frame what it draws to.</summary>
    [Fact]
    public async Task GTK_waits_for_nothing()
    {
        using var screen = new XScreen();
        foreach (var (name, value) in new[] { ("GSK_RENDERER", "gl"), ("GDK_BACKEND", "x11"), ("GTK_A11Y", "none"), ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere") })
            _seamless.Variables[name] = value;
        using var fishes = Start(screen, "gtk4-demo", "--run=fishbowl");
        await UntilItWaitsForNothing("gtk4-demo");
        await End(fishes);
    }

    private static async Task End(Process process)
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>What is told of it then.</summary>
    private async Task<string[]> UntilItWaitsForNothing(string program)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        for (var start = Stopwatch.GetTimestamp(); ; await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken))
        {
            var told = _seamless.Done("gpu", "status", "--seconds", "0.5");
            var line = told.Split('\n').FirstOrDefault(each => each.StartsWith(program, StringComparison.Ordinal));
            if (line?.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { } words && !words[3].Contains('/', StringComparison.Ordinal)
                && double.Parse(words[2], CultureInfo.InvariantCulture) > 0 && words[6] == "0")
                return words;
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(60), $"{told}{string.Join('\n', _said)}");
        }
    }

    private Process Start(XScreen screen, string program, params string[] arguments)
    {
        _seamless.Variables["LIBGL_ALWAYS_SOFTWARE"] = "1";
        var process = _seamless.Start(["gpu", "run", "--", "env", $"DISPLAY={screen.Display}", program, .. arguments]);
        process.BeginOutputReadLine();
        process.ErrorDataReceived += (_, line) => _said.Enqueue(line.Data ?? "");
        process.BeginErrorReadLine();
        return process;
    }
}
