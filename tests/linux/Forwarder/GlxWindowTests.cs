// SPDX-License-Identifier: Apache-2.0
using Xunit;

namespace Seamless.Tests.Linux.Forwarder;

/// <summary>What programs make with GLX: windows with one buffer and with two, pbuffers.</summary>
public sealed class GlxWindowTests : IDisposable
{
    private readonly GlPrograms _programs = new();
    private readonly XScreen _screen = new();

    public void Dispose()
    {
        _screen.Dispose();
        _programs.Dispose();
    }

    [Fact]
    public async Task What_GL_tells_of_a_windows_buffers_is_what_the_driver_tells_however_often_a_program_asks()
    {
        var program = await _programs.Compiled("glx-windows", ["-l:libGL.so.1", "-l:libX11.so.6"]);

        var (nativeCode, native) = await _programs.Run(ours: false, _screen, "env", "--unset=vblank_mode", program, "answers");
        // Strict: an error is told by the next glGetError, as the driver itself does.
        var (ourCode, ours) = await _programs.Run(ours: true, _screen, "env", "SEAMLESS_GL_STRICT=1", program, "answers");

        Assert.Equal((0, 0), (nativeCode, ourCode));
        Assert.Equal(native.Split('\n'), ours.Split('\n'));
    }

    /// <summary>X servers number windows each for itself.</summary>
    [Fact]
    public async Task Windows_of_two_X_servers_that_have_one_number_are_two_windows()
    {
        using var other = new XScreen();
        var program = await _programs.Compiled("glx-windows", ["-l:libGL.so.1", "-l:libX11.so.6"]);

        var (nativeCode, native) = await _programs.Run(ours: false, _screen, "env", "--unset=vblank_mode", program, "apart", other.Display);
        var (ourCode, ours) = await _programs.Run(ours: true, _screen, program, "apart", other.Display);

        Assert.True(ourCode == 0, ours);
        Assert.Equal((0, native), (nativeCode, ours));
        Assert.StartsWith("one number: 1\n", ours, StringComparison.Ordinal);
    }

    /// <summary>As GLX allows: many toolkits never call glXDestroyWindow.</summary>
    [Fact]
    public async Task A_window_that_only_X_destroys_takes_its_thread_and_its_surface_with_it()
    {
        // All of them together have more at the server than the three quarters of it that they may have.
        using var programs = new GlPrograms("--memory-limit", "512");
        var program = await programs.Compiled("glx-windows", ["-l:libGL.so.1", "-l:libX11.so.6"]);
        var (code, printed) = await programs.Run(ours: true, _screen, program, "gone", "24", "1700");

        Assert.True(code == 0, printed);
        Assert.DoesNotContain(programs.Server.Lines, line => line.Contains("warning", StringComparison.Ordinal));
    }
}
