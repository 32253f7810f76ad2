// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Xunit;

namespace Seamless.Tests.Linux.Forwarder;

/// <summary>
/// Programs as Redox has them, in the fake Orbital: what an OSMesa program copies into an Orbital window, and what an EGL surface of the window
/// shows, is the same when another machine's GPU has drawn it, over a socket with the window of Redox' network.
/// </summary>
public sealed class OrbitalProgramTests : IDisposable
{
    private readonly GlPrograms _programs = new();

    public void Dispose() => _programs.Dispose();

    [Fact]
    public async Task Gears_in_a_window_of_Orbital_look_the_same_when_they_are_drawn_elsewhere()
    {
        var gears = await _programs.Compiled("orbital-gears");
        await SameAs([gears], [gears]);
    }

    [Fact]
    public async Task Frames_of_an_EGL_surface_of_an_Orbital_window_are_those_of_a_pbuffer_also_with_another_size_and_changed_in_part()
    {
        var program = await _programs.Compiled("orbital-egl", ["-rdynamic", "-l:libEGL.so.1", "-l:libGLESv2.so.2"]);
        await SameAs([program, "pbuffer"], [program]);
    }

    /// <summary>What Mesa draws with the one command line in the window is what we draw with the other.</summary>
    private async Task SameAs(string[] natively, string[] withUs)
    {
        Assert.SkipUnless(File.Exists(Orbital), "the Rust programs are not built: run ./check rust");
        var native = await Picture("native", natively);
        var ours = await Picture("ours",
        [
            $"LD_LIBRARY_PATH={_programs.Library}", $"SEAMLESS_GL=stream:{_programs.Server.Socket}", "SEAMLESS_GL_WINDOW=32768", .. withUs,
        ]);
        Assert.True(native.Length > 1000);
        Assert.Equal(native, ours);
    }

    /// <summary>What the window shows when the program has drawn all of its frames.</summary>
    private async Task<byte[]> Picture(string name, string[] command)
    {
        var folder = Path.Combine(_programs.Folder, name);
        using var orbital = Start(Orbital, folder, "--audio", "none", "--leash");
        Assert.Equal("ready", await orbital.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        using var program = Start("env", [$"ORBITAL_DISPLAY={folder}/orbital", "LIBGL_ALWAYS_SOFTWARE=1", .. command]);
        Assert.Equal("drawn", await program.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        var picture = Path.Combine(_programs.Folder, name + ".png");
        await orbital.StandardInput.WriteLineAsync($"window-screenshot OpenGL {picture}");
        Assert.Equal("ok", await orbital.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        foreach (var process in new[] { program, orbital })
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, process.ExitCode);
        }
        return File.ReadAllBytes(picture);
    }

    private static Process Start(string program, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;

    private static string Orbital => Path.Combine(Environment.GetEnvironmentVariable("SEAMLESS_RUST_DIR") ?? Path.Combine(Root(), "artifacts/rust/debug"), "fake-orbital");

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../.."));
}
