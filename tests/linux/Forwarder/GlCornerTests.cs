// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using Xunit;

namespace Seamless.Tests.Linux.Forwarder;

/// <summary>What is rarely used of OpenGL answers through our library what it answers without it.</summary>
public sealed class GlCornerTests : IDisposable
{
    private readonly GlPrograms _programs = new();

    public void Dispose() => _programs.Dispose();

    [Fact]
    public async Task Arrays_by_glEnable_feedback_selection_errors_and_messages_are_those_of_the_driver()
    {
        var program = await Compiled();

        var (nativeCode, native) = await _programs.Run(ours: false, null, program);
        // Strict: an error is told by the next glGetError, as the driver itself does.
        var (ourCode, ours) = await _programs.Run(ours: true, null, "env", "SEAMLESS_GL_STRICT=1", program);

        Assert.Equal((0, 0), (nativeCode, ourCode));
        Assert.Equal(native.Split('\n'), ours.Split('\n'));
    }

    private async Task<string> Compiled([CallerFilePath] string here = "")
    {
        var program = Path.Combine(_programs.Folder, "gl-corners");
        var source = Path.Combine(Path.GetDirectoryName(here)!, "gl-corners.c");
        var (code, printed) = await _programs.Run(ours: false, null, "gcc", "-O1", "-o", program, source, "-l:libOSMesa.so.8");
        Assert.True(code == 0, printed);
        return program;
    }
}
