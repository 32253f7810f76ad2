// SPDX-License-Identifier: Apache-2.0
using Xunit;

namespace Seamless.Tests.Linux.Forwarder;

/// <summary>EGL's surfaces of X11 windows.</summary>
public sealed class EglWindowTests : IDisposable
{
    private readonly XScreen _screen = new();

    public void Dispose() => _screen.Dispose();

    /// <summary>The part has its lower left corner at 30, 20 of the window and is 200×90 large; the window is at 50, 40 and 300×200 large.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("stream:")]
    public async Task Of_a_frame_that_differs_in_a_part_only_that_part_is_brought(string way)
    {
        using var programs = new GlPrograms { Way = way };
        var program = await programs.Compiled("egl-x11", ["-l:libX11.so.6", "-l:libEGL.so.1", "-l:libGLESv2.so.2"]);
        using var running = programs.Start(ours: true, _screen, program);
        Assert.Equal("drawn", await running.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        await _screen.Until(pixels =>
        {
            for (var y = 0; y < 200; y++)
                for (var x = 0; x < 300; x++)
                {
                    var isPart = x is >= 30 and < 230 && y is >= 90 and < 180;
                    var pixel = pixels.AsSpan((((y + 40) * 900) + x + 50) * 4, 3);
                    if (!pixel.SequenceEqual(isPart ? [0, 255, 0] : [(byte)0, 0, 255]))
                        return false;
                }
            return true;
        }, "the window was red, and green in the part");
        running.Kill(entireProcessTree: true);
    }
}
