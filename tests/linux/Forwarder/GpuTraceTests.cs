// SPDX-License-Identifier: Apache-2.0
using Seamless.Tests.Linux.Programs;
using Xunit;

namespace Seamless.Tests.Linux.Forwarder;

/// <summary>`seamless gpu trace`: what a program sent is kept, told by name, and gives the same picture again.</summary>
public sealed class GpuTraceTests : IDisposable
{
    private readonly SeamlessCommand _seamless = new();
    private readonly GlPrograms _programs = new();

    public void Dispose()
    {
        _programs.Dispose();
        _seamless.Dispose();
    }

    [Fact]
    public async Task A_trace_is_told_by_name_and_replayed_with_the_same_picture()
    {
        var demo = await _programs.OsMesaDemo();
        var (trace, drawn, again) = (_seamless.PathOf("demo.trace"), _seamless.PathOf("drawn.ppm"), _seamless.PathOf("again.ppm"));
        _seamless.Variables["LIBGL_ALWAYS_SOFTWARE"] = "1";
        _seamless.Done("gpu", "trace", "record", trace, "--", demo, drawn);

        var told = _seamless.Done("gpu", "trace", "print", trace);
        foreach (var words in (string[])["CreateContext(1, ", "glFrustum(left=-1, right=1,", "glBegin(mode=GL_QUAD_STRIP)", "glClear(mask=GL_DEPTH_BUFFER_BIT|GL_COLOR_BUFFER_BIT)", ", mode=GL_COMPILE)", "glShaderSource(shader=", ", count=2, string=\"", "waits for ReadSurface", "data "])
            Assert.Contains(words, told, StringComparison.Ordinal);

        Assert.Contains("1 frames", _seamless.Done("gpu", "trace", "replay", trace, "--picture", again), StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(drawn), File.ReadAllBytes(again));
    }

    [Fact]
    public void What_is_no_trace_and_what_draws_nothing_is_told()
    {
        var file = _seamless.PathOf("no.trace");
        Assert.Contains("has sent nothing", _seamless.Run("gpu", "trace", "record", file, "--", "true").Error, StringComparison.Ordinal);
        File.WriteAllText(file, new string('x', 100));
        foreach (var words in (string[][])[["print", file], ["replay", file]])
        {
            var outcome = _seamless.Run(["gpu", "trace", .. words]);
            Assert.Equal(1, outcome.ExitCode);
            Assert.Contains("is no trace", outcome.Error, StringComparison.Ordinal);
        }
    }
}
