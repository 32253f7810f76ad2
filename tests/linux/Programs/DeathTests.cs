// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace Seamless.Tests.Linux.Programs;

/// <summary>Each program dies while a real app runs; what the app's user sees afterwards.</summary>
public sealed class DeathTests
{
    [Theory]
    [InlineData("seamless-bridge")]
    [InlineData("seamless-desktop-headless")]
    public void The_window_comes_back_with_its_content_and_takes_keys_after_the_death_of(string program)
    {
        using var seamless = new SeamlessCommand();
        var typed = seamless.PathOf("typed");
        seamless.Done("run", "--", "foot", "sh", "-c", $"head -n 1 > {typed}; cat");
        var app = Assert.Single(seamless.ProcessesOf("foot"));

        Process.GetProcessById(Assert.Single(seamless.ProcessesOf(program))).Kill();

        Until(() => seamless.Run("windows", "--json") is { ExitCode: 0 } outcome && Windows(outcome).Any(w => w.GetProperty("hasContent").GetBoolean() && !w.GetProperty("away").GetBoolean()),
            "the window came back");
        Assert.Equal(app, Assert.Single(seamless.ProcessesOf("foot")));
        seamless.Done("input", "text", "still here\n");
        Until(() => File.Exists(typed) && File.ReadAllText(typed) == "still here\n", "the app read the line");
    }

    [Fact]
    public void Stop_leaves_no_process_behind_not_even_one_that_forked_away()
    {
        using var seamless = new SeamlessCommand();
        seamless.Done("run", "--", "foot", "sh", "-c", "setsid sleep 1000 & sleep 1000");
        Until(() => seamless.AllProcesses().Length > 5, "the app's children run");

        seamless.Done("stop");

        Assert.Empty(seamless.AllProcesses());
    }

    [Fact]
    public void After_a_killed_daemon_the_next_command_starts_afresh_and_nothing_of_the_old_one_runs()
    {
        using var seamless = new SeamlessCommand();
        seamless.Done("run", "foot");
        var before = seamless.AllProcesses();

        foreach (var daemon in seamless.ProcessesOf("seamless"))
            Process.GetProcessById(daemon).Kill();

        seamless.Done("run", "foot");
        Assert.Single(Windows(seamless.Run("windows", "--json")));
        Until(() => !seamless.AllProcesses().Intersect(before).Any(), "the old programs are gone");
    }

    [Fact]
    public void An_app_that_dies_takes_its_windows_along()
    {
        using var seamless = new SeamlessCommand();
        seamless.Done("run", "foot");

        Process.GetProcessById(Assert.Single(seamless.ProcessesOf("foot"))).Kill();

        Until(() => !Windows(seamless.Run("windows", "--json")).Any(), "the window is gone");
    }

    private static JsonElement.ArrayEnumerator Windows(SeamlessCommand.Outcome outcome) =>
        JsonDocument.Parse(outcome.Output).RootElement.GetProperty("windows").EnumerateArray();

    /// <summary>Asks again and again; each question is a program run, so this is no busy loop, and it ends after 30 s.</summary>
    private static void Until(Func<bool> condition, string what)
    {
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(30);)
            if (condition())
                return;
        Assert.Fail($"30 s passed before {what}");
    }
}
