// SPDX-License-Identifier: Apache-2.0
using Xunit;

namespace Seamless.Tests.Linux.Forwarder;

public sealed class GlPersistentTestsInSharedMemory() : GlPersistentTests("");

public sealed class GlPersistentTestsOverAStream() : GlPersistentTests("stream:");

/// <summary>Buffers that stay mapped while the server draws from them and into them are what they are natively.</summary>
public abstract class GlPersistentTests(string way) : IDisposable
{
    private readonly GlPrograms _programs = new() { Way = way };

    public void Dispose()
    {
        _programs.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task What_program_and_driver_write_into_a_buffer_that_stays_mapped_comes_to_the_other()
    {
        var program = await _programs.Compiled("gl-persistent");

        var (nativeCode, native) = await _programs.Run(ours: false, null, program);
        // Strict: an error is told by the next glGetError, as the driver itself does.
        var (ourCode, ours) = await _programs.Run(ours: true, null, "env", "SEAMLESS_GL_STRICT=1", program);

        Assert.Equal((0, 0), (nativeCode, ourCode));
        Assert.Equal(native.Split('\n'), ours.Split('\n'));
    }
}
