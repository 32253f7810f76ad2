// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Xunit;

namespace Seamless.Tests.Linux.Programs;

/// <summary>An idle window costs nothing: five quiet windows, ten seconds, and no thread of ours is scheduled.</summary>
public sealed class IdleTests
{
    private static readonly string[] Programs = ["seamless-agent", "seamless-bridge", "seamless-desktop-headless"];

    [Fact]
    public async Task Five_quiet_windows_wake_nobody_for_ten_seconds_and_the_agent_stays_within_30_MiB()
    {
        using var seamless = new SeamlessCommand();
        for (var i = 0; i < 5; i++)
            // Without a blinking cursor a terminal that nobody types into draws nothing.
            seamless.Done("run", "--", "foot", "--override=cursor.blink=no", "sh", "-c", "echo quiet; cat");
        Assert.Equal(5, seamless.Json("windows").GetProperty("windows").GetArrayLength());
        var processes = Programs.SelectMany(seamless.ProcessesOf).ToArray();
        Assert.Equal(Programs.Length, processes.Length);

        var before = await QuietSnapshot(processes);
        await Pause(TimeSpan.FromSeconds(10));
        var after = Switches(processes);

        Assert.Equal(before, after);
        var agent = Assert.Single(seamless.ProcessesOf("seamless-agent"));
        Assert.InRange(ResidentKiB(agent), 1, 30 * 1024);
    }

    /// <summary>What follows the last key or frame (a shell's prompt, a released buffer) is over when one second passes without a switch.</summary>
    private static async Task<string> QuietSnapshot(int[] processes)
    {
        for (var attempt = 0; attempt < 30; attempt++)
        {
            var before = Switches(processes);
            await Pause(TimeSpan.FromSeconds(1));
            if (Switches(processes) == before)
                return before;
        }
        return Switches(processes);
    }

    /// <summary>This test's subject is time passing, so it is the one place where a test waits for the clock.</summary>
    private static async Task Pause(TimeSpan length)
    {
        using var timer = new PeriodicTimer(length);
        await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Voluntary context switches of each thread, by program and thread: a thread that never woke up has the same number.</summary>
    private static string Switches(int[] processes) =>
        string.Join('\n', processes.SelectMany(p => Directory.GetDirectories($"/proc/{p}/task").Order(StringComparer.Ordinal).Select(task =>
            $"{SeamlessCommand.ReadProc(p, "comm").Trim()} {File.ReadAllText(Path.Combine(task, "comm")).Trim()} {Field(Path.Combine(task, "status"), "voluntary_ctxt_switches")}")));

    private static long ResidentKiB(int process) => long.Parse(Field($"/proc/{process}/status", "VmRSS").Split(' ')[0], CultureInfo.InvariantCulture);

    private static string Field(string file, string name) =>
        File.ReadLines(file).First(l => l.StartsWith(name + ":", StringComparison.Ordinal))[(name.Length + 1)..].Trim();
}
