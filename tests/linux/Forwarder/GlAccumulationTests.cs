// SPDX-License-Identifier: Apache-2.0
using Xunit;

namespace Seamless.Tests.Linux.Forwarder;

/// <summary>Accumulation buffers, which EGL's surfaces lack: the server has them for programs of OSMesa's and GLX's.</summary>
public sealed class GlAccumulationTests : IDisposable
{
    private const int PictureBytes = 200 * 150 * 4;

    private readonly GlPrograms _programs = new();

    public void Dispose() => _programs.Dispose();

    [Fact]
    public async Task An_OSMesa_program_accumulates_what_it_accumulates_natively()
    {
        var program = await _programs.Compiled("osmesa-accumulation");

        await Compare(null, program, tolerance: 0);
    }

    /// <summary>There Mesa accumulates light, and its way back to sRGB is not always the nearest one.</summary>
    [Fact]
    public async Task A_window_of_X11_accumulates_what_it_accumulates_natively()
    {
        using var screen = new XScreen();
        var program = await _programs.Compiled("glx-accumulation", ["-l:libGL.so.1", "-l:libX11.so.6"]);

        await Compare(screen, program, tolerance: 1);
    }

    private async Task Compare(XScreen? screen, string program, int tolerance)
    {
        var (nativePath, ourPath) = (Path.Combine(_programs.Folder, "native"), Path.Combine(_programs.Folder, "ours"));

        var (nativeCode, native) = await _programs.Run(ours: false, screen, "env", "--unset=vblank_mode", program, nativePath);
        // Strict: an error is told by the next glGetError, as the driver itself does.
        var (ourCode, ours) = await _programs.Run(ours: true, screen, "env", "SEAMLESS_GL_STRICT=1", program, ourPath);

        Assert.Equal((0, 0), (nativeCode, ourCode));
        Assert.Equal(native.Split('\n'), ours.Split('\n'));
        var (pictures, ourPictures) = (File.ReadAllBytes(nativePath), File.ReadAllBytes(ourPath));
        Assert.Equal(pictures.Length, ourPictures.Length);
        Assert.True(pictures.Length > 10 * PictureBytes, $"{pictures.Length} bytes of pictures");
        foreach (var (index, (expected, picture)) in pictures.Chunk(PictureBytes).Zip(ourPictures.Chunk(PictureBytes)).Index())
            Assert.True(Difference(expected, picture) <= tolerance, $"picture {index} differs by {Difference(expected, picture)}");
    }

    private static int Difference(byte[] one, byte[] other) => one.Zip(other, (a, b) => Math.Abs(a - b)).Max();
}
