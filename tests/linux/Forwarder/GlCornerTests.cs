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
        await Compare(await Compiled("gl-corners", "libOSMesa.so.8"));
    }

    [Fact]
    public async Task Objects_by_name_and_what_belongs_to_other_units_arrays_and_matrices_are_those_of_the_driver()
    {
        await Compare(await Compiled("gl-direct", "libEGL.so.1"));
    }

    private async Task Compare(string program)
    {
        var (nativeCode, native) = await _programs.Run(ours: false, null, "env", "--unset=vblank_mode", program); // of which Mesa tells
        // Strict: an error is told by the next glGetError, as the driver itself does.
        var (ourCode, ours) = await _programs.Run(ours: true, null, "env", "SEAMLESS_GL_STRICT=1", program);

        Assert.Equal((0, 0), (nativeCode, ourCode));
        Assert.Equal(native.Split('\n'), ours.Split('\n'));
    }

    private async Task<string> Compiled(string name, string library, [CallerFilePath] string here = "")
    {
        var program = Path.Combine(_programs.Folder, name);
        var source = Path.Combine(Path.GetDirectoryName(here)!, name + ".c");
        var (code, printed) = await _programs.Run(ours: false, null, "gcc", "-O1", "-o", program, source, "-l:" + library);
        Assert.True(code == 0, printed);
        return program;
    }
}
