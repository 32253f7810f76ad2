// SPDX-License-Identifier: Apache-2.0
using Xunit;

namespace Seamless.Tests.Linux.Forwarder;

/// <summary>Memory that both sides see.</summary>
public sealed class GlProgramTestsWithSharedMemory() : GlProgramTests("");

/// <summary>Everything goes over the socket.</summary>
public sealed class GlProgramTestsOverAStream() : GlProgramTests("stream:");

/// <summary>Programs that know nothing of us draw through our library what they draw without it.</summary>
public abstract class GlProgramTests(string way) : IDisposable
{
    /// <summary>How far a colour may be from the native one.</summary>
    private const int Tolerance = 1;

    private readonly GlPrograms _programs = new() { Way = way };

    public void Dispose()
    {
        _programs.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task An_OSMesa_program_draws_the_same_picture()
    {
        var demo = await _programs.OsMesaDemo();
        var (native, ours) = (Path.Combine(_programs.Folder, "native.ppm"), Path.Combine(_programs.Folder, "ours.ppm"));

        var (code, printed) = await _programs.Run(ours: false, null, demo, native);
        Assert.True(code == 0, printed);
        (code, printed) = await _programs.Run(ours: true, null, demo, ours);
        Assert.True(code == 0, printed);

        AssertSame(File.ReadAllBytes(native), File.ReadAllBytes(ours));
    }

    [Theory]
    [InlineData("es2tri")]
    [InlineData("glxdemo")]
    [InlineData("gtk4-demo", 100)]
    public async Task A_window_of_X11_shows_the_same_picture(string program, int colours = 2)
    {
        using var screen = new XScreen();
        byte[] picture;
        using (var native = _programs.Start(ours: false, screen, program))
        {
            picture = await screen.Steady(pixels => Colours(pixels) >= colours, $"{program} has drawn natively");
            native.Kill();
            await native.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        await screen.Until(pixels => Colours(pixels) == 1, "the native window is gone");

        using var ours = _programs.Start(ours: true, screen, program);
        await screen.Until(pixels => Difference(picture, pixels) <= Tolerance, $"{program} shows the same through us");
        Assert.Contains(_programs.Server.Lines, line => line.Contains($"client {ours.Id} draws", StringComparison.Ordinal));
        ours.Kill();
        await ours.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("glmark2")]
    [InlineData("glmark2-es2")]
    public async Task Glmark2_finds_its_pictures_right(string program)
    {
        using var screen = new XScreen();
        string[] scenes = ["build:use-vbo=false", "build:use-vbo=true", "texture:texture-filter=mipmap", "shading:shading=phong", "effect2d:kernel=0,1,0;1,-4,1;0,1,0;",
            "buffer:update-fraction=0.5:update-dispersion=0.9:columns=200:update-method=map:interleave=false"];

        var (code, printed) = await _programs.Run(ours: true, screen, program, ["--validate", .. scenes.SelectMany(scene => new[] { "-b", scene })]);

        Assert.True(code == 0, printed);
        Assert.Equal(scenes.Length, printed.Split("Validation: Success").Length - 1);
    }

    [Fact]
    public async Task Without_a_server_the_person_reads_what_is_missing()
    {
        var demo = await _programs.OsMesaDemo();

        var (code, printed) = await _programs.Run(ours: true, null, "env", "SEAMLESS_GL=/nowhere/sock", demo, Path.Combine(_programs.Folder, "nothing.ppm"));

        Assert.Equal(1, code);
        Assert.Contains("the GPU server's socket /nowhere/sock", printed, StringComparison.Ordinal);
    }

    internal static void AssertSame(byte[] native, byte[] ours)
    {
        Assert.Equal(native.Length, ours.Length);
        Assert.InRange(Difference(native, ours), 0, Tolerance);
    }

    private static int Difference(byte[] one, byte[] other) => one.Zip(other, (a, b) => Math.Abs(a - b)).Max();

    /// <summary>How many colours a screen has; more than one when something is drawn.</summary>
    private static int Colours(byte[] pixels) => pixels.Chunk(4).Select(p => (p[0], p[1], p[2])).Distinct().Count();
}
