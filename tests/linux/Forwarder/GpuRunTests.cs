// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Seamless.Tests.Linux.Programs;
using Xunit;

namespace Seamless.Tests.Linux.Forwarder;

/// <summary>`seamless gpu run`: what the program gets, and the server that is there for it.</summary>
public sealed class GpuRunTests : IDisposable
{
    private readonly SeamlessCommand _seamless = new();

    public GpuRunTests() => _seamless.NeedOpenGl();

    public void Dispose() => _seamless.Dispose();

    [Fact]
    public void A_program_finds_the_library_and_the_server_and_its_exit_code_is_passed_on()
    {
        var outcome = _seamless.Run("gpu", "run", "--", "sh", "-c", "echo $LD_LIBRARY_PATH; test -S $SEAMLESS_GL && exit 7");
        Assert.True(outcome.ExitCode == 7, outcome.ToString());
        Assert.Contains("/gl", outcome.Output, StringComparison.Ordinal);
        var server = Assert.Single(_seamless.ProcessesOf("seamless-gl-server"));
        Assert.Equal(0, _seamless.Run("gpu", "run", "--", "true").ExitCode);
        Assert.Contains(server, _seamless.ProcessesOf("seamless-gl-server"));
    }

    [Fact]
    public async Task A_server_that_dies_before_the_program_is_told_and_leaves_nothing_behind()
    {
        using var program = _seamless.Start("gpu", "run", "--", "sh", "-c", "echo begun; read line; exit 5");
        Assert.Equal("begun", await program.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        var server = Assert.Single(_seamless.ProcessesOf("seamless-gl-server"));
        using (var killed = Process.GetProcessById(server))
            killed.Kill();
        Assert.Contains("the GPU server has ended by signal 9", await program.StandardError.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.True(SpinWait.SpinUntil(() => !Directory.Exists($"/proc/{server}"), TimeSpan.FromSeconds(30)), "it is not reaped");
        program.StandardInput.Close();
        await program.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(5, program.ExitCode);
    }

    [Fact]
    public async Task The_server_ends_when_the_person_stops_everything_but_not_under_a_program_that_draws()
    {
        using var screen = new XScreen();
        using var gears = _seamless.Start("gpu", "run", "--", "env", $"DISPLAY={screen.Display}", "LIBGL_ALWAYS_SOFTWARE=1", "glxgears");
        await screen.Until(pixels => pixels.Chunk(4).Any(pixel => pixel[0] != pixel[1]), "the gears are drawn");

        var kept = _seamless.Run("stop");
        Assert.Matches(@"^seamless: the GPU server goes on for programs that draw on it: glxgears \(process \d+\); once they have ended, seamless stop ends it\n$", kept.Error);
        Assert.Contains("glxgears", _seamless.Done("gpu", "status", "--seconds", "0.1"), StringComparison.Ordinal);

        using (var program = Process.GetProcessById(Assert.Single(_seamless.ProcessesOf("glxgears"))))
            program.Kill();
        await gears.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(new SeamlessCommand.Outcome(0, "", ""), _seamless.Run("stop"));
        // What served the program ends with it, and tells nobody when.
        Assert.True(SpinWait.SpinUntil(() => _seamless.ProcessesOf("seamless-gl-server").Length == 0, TimeSpan.FromSeconds(30)), "a server goes on");
        Assert.Contains("does not run", _seamless.Done("gpu", "status", "--seconds", "0.1"), StringComparison.Ordinal);
        Assert.Contains("nothing is running", _seamless.Run("stop").Error, StringComparison.Ordinal);
        Assert.Equal(0, _seamless.Run("gpu", "run", "--", "true").ExitCode);
    }

    [Fact]
    public void A_program_that_is_not_there_and_words_before_the_dashes_are_told()
    {
        Assert.Contains("no-such-program", _seamless.Run("gpu", "run", "--", "no-such-program").Error, StringComparison.Ordinal);
        Assert.Equal(2, _seamless.Run("gpu", "run", "glxgears").ExitCode);
    }
}
