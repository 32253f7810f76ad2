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

    public GpuStatusTests() =>
        Assert.SkipUnless(File.Exists(_seamless.Program("gl/libGL.so.1")), "the OpenGL client library was not built: there was no cargo of 1.85 or newer");

    public void Dispose()
    {
        GpuServers.End(_seamless);
        _seamless.Dispose();
    }

    [Fact]
    public async Task Each_program_has_its_frames_calls_and_bytes_and_what_it_waits_for()
    {
        Assert.Contains("does not run", _seamless.Done("gpu", "status", "--seconds", "0.1"), StringComparison.Ordinal);
        using var screen = new XScreen();
        using var gears = Start(screen, "glxgears");
        using var asking = Start(screen, "glxinfo");
        await asking.WaitForExitAsync(TestContext.Current.CancellationToken);
        // It draws from display lists and, once it has begun, asks for nothing.
        var words = await Until(words => double.Parse(words[2], CultureInfo.InvariantCulture) > 0 && words[6] == "0");
        Assert.StartsWith("glxgears", words[0], StringComparison.Ordinal);
        Assert.Equal("shared", words[1]);
        Assert.InRange(double.Parse(words[3], CultureInfo.InvariantCulture), 10, 1000);
        Assert.InRange(double.Parse(words[4], CultureInfo.InvariantCulture), 100, 100_000);
        gears.Kill(entireProcessTree: true);
        await gears.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private async Task<string[]> Until(Func<string[], bool> isSo)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        for (var start = Stopwatch.GetTimestamp(); ; await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken))
        {
            var told = _seamless.Done("gpu", "status", "--seconds", "0.5");
            var line = told.Split('\n').FirstOrDefault(each => each.StartsWith("glxgears", StringComparison.Ordinal));
            if (line?.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { } words && !words[3].Contains('/', StringComparison.Ordinal) && isSo(words))
                return words;
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(60), $"{told}{string.Join('\n', _said)}");
        }
    }

    private Process Start(XScreen screen, string program)
    {
        _seamless.Variables["LIBGL_ALWAYS_SOFTWARE"] = "1";
        var process = _seamless.Start("gpu", "run", "--", "env", $"DISPLAY={screen.Display}", program);
        process.BeginOutputReadLine();
        process.ErrorDataReceived += (_, line) => _said.Enqueue(line.Data ?? "");
        process.BeginErrorReadLine();
        return process;
    }
}
