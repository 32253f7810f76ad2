// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace Seamless.Tests.Linux.Programs;

/// <summary>
/// Virtual machines as the launcher looks after them, with the real QEMU and the real bridge but nobody inside: an empty disk, at
/// which the firmware waits. What a guest does is tests/vm's business.
/// </summary>
public sealed class MachineLifeTests
{
    private const string Qemu = "qemu-system-x86_64", Bridge = "seamless-bridge";

    [Fact]
    public void A_machine_outlives_a_killed_daemon_and_the_next_one_looks_after_it_again()
    {
        using var seamless = Defined();
        seamless.Done("guest", "start", "empty");
        var before = (Qemu: ProcessOf(seamless, Qemu), Bridge: ProcessOf(seamless, Bridge));

        KillDaemon(seamless);

        Until(() => Status(seamless).GetProperty("state").GetString() == "booting", "it is adopted");
        Assert.Equal(before, (ProcessOf(seamless, Qemu), ProcessOf(seamless, Bridge)));
        seamless.Done("guest", "pause", "empty");
        Assert.Equal("paused", Status(seamless).GetProperty("state").GetString());
        seamless.Done("guest", "resume", "empty");
        seamless.Done("guest", "stop", "empty");
        Assert.Empty(seamless.ProcessesOf(Qemu));
        Assert.Equal("stopped", Status(seamless).GetProperty("state").GetString());
    }

    [Fact]
    public void Stop_leaves_nothing_behind_even_when_the_daemon_was_killed()
    {
        using var seamless = Defined();
        seamless.Done("guest", "start", "empty");
        KillDaemon(seamless);

        seamless.Done("stop");

        Assert.Empty(seamless.AllProcesses());
        Assert.False(Directory.Exists(Path.Combine(seamless.RuntimeFolder, "seamless", "guests", "empty")));
    }

    [Fact]
    public void The_death_of_qemu_starts_it_again_and_the_death_of_the_bridge_leaves_it_running()
    {
        using var seamless = Defined();
        seamless.Done("guest", "start", "empty");
        var qemu = ProcessOf(seamless, Qemu);

        Process.GetProcessById(ProcessOf(seamless, Bridge)).Kill();
        Until(() => ProcessOf(seamless, Bridge) > 0, "the bridge is there again");
        Assert.Equal(qemu, ProcessOf(seamless, Qemu));

        Process.GetProcessById(qemu).Kill();
        Until(() => ProcessOf(seamless, Qemu) is > 0 and var again && again != qemu, "QEMU is there again");
        seamless.Done("stop");
        Assert.Empty(seamless.AllProcesses());
    }

    [Fact]
    public void A_wrong_definition_is_listed_with_its_reason_and_not_started()
    {
        using var seamless = Defined("cpus = \"two\"");

        var problem = $"{Definition(seamless)}:1: cpus is a number from 1 to 255, not 'two'";
        Assert.Contains(problem, seamless.Json("guest", "list").GetProperty("guests").EnumerateArray().Select(guest => guest.TryGetProperty("reason", out var reason) ? reason.GetString() : null));
        var start = seamless.Run("guest", "start", "empty");
        Assert.Equal((1, $"seamless: {problem}\n"), (start.ExitCode, start.Error));
    }

    [Fact]
    public void What_is_missing_is_named_and_the_guest_stays_down()
    {
        using var seamless = Defined("kernel = \"vmlinux\"\naccelerator = \"tcg\"");

        var start = seamless.Run("guest", "start", "empty");

        Assert.Equal(1, start.ExitCode);
        Assert.Contains("vmlinux, which is not there; make it with: seamless guest create empty", start.Error, StringComparison.Ordinal);
        Assert.Equal("stopped", Status(seamless).GetProperty("state").GetString());
    }

    [Fact]
    public void Two_machines_start_and_stop_beside_each_other()
    {
        using var seamless = Defined();
        File.WriteAllText(Definition(seamless, "other"), File.ReadAllText(Definition(seamless)).Replace("disk.img", "other.img", StringComparison.Ordinal));
        File.Copy(seamless.PathOf("disk.img"), seamless.PathOf("other.img"));
        seamless.Done("guest", "start", "empty");
        seamless.Done("guest", "start", "other");
        Assert.Equal(2, seamless.ProcessesOf(Qemu).Length);

        seamless.Done("guest", "stop", "empty");

        Assert.Single(seamless.ProcessesOf(Qemu));
        Assert.Equal("booting", Status(seamless, "other").GetProperty("state").GetString());
    }

    [Fact]
    public void A_disk_that_another_machine_uses_is_refused_in_qemu_s_words()
    {
        using var seamless = Defined();
        File.Copy(Definition(seamless), Definition(seamless, "other"));
        seamless.Done("guest", "start", "empty");

        var start = seamless.Run("guest", "start", "other");

        Assert.Equal(1, start.ExitCode);
        Assert.Contains("Failed to get \"write\" lock", start.Error, StringComparison.Ordinal);
        Assert.Single(seamless.ProcessesOf(Qemu));
    }

    /// <summary>A guest called "empty"; by default one that has only an empty disk and so is up when its QEMU is.</summary>
    private static SeamlessCommand Defined(string? text = null)
    {
        Assert.SkipWhen(!File.Exists($"/usr/bin/{Qemu}"), $"{Qemu} is not installed: installers/linux/setup vm");
        var seamless = new SeamlessCommand();
        var disk = seamless.PathOf("disk.img");
        using (var file = File.Create(disk))
            file.SetLength(1 << 20);
        Directory.CreateDirectory(Path.GetDirectoryName(Definition(seamless))!);
        File.WriteAllText(Definition(seamless), text ?? $"disk = \"{disk}\"\naccelerator = \"tcg\"\nmemory = \"128M\"\ncpus = 1\nshare = \"none\"\n");
        return seamless;
    }

    private static string Definition(SeamlessCommand seamless, string name = "empty") => seamless.PathOf($"config/seamless/guests/{name}.toml");

    private static JsonElement Status(SeamlessCommand seamless, string name = "empty") => seamless.Json("guest", "status", name);

    /// <summary>By what the daemon says; 0 while it does not run.</summary>
    private static int ProcessOf(SeamlessCommand seamless, string program) => Status(seamless).GetProperty("processes").EnumerateArray()
        .FirstOrDefault(each => each.GetProperty("program").GetString() == program) is { ValueKind: JsonValueKind.Object } found ? found.GetProperty("processId").GetInt32() : 0;

    private static void KillDaemon(SeamlessCommand seamless)
    {
        foreach (var pid in seamless.ProcessesOf("seamless"))
        {
            using var daemon = Process.GetProcessById(pid);
            daemon.Kill();
            // Not only its program: until the process is gone its sockets still take connections.
            daemon.WaitForExit();
        }
    }

    private static void Until(Func<bool> isSo, string what)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!isSo())
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(30), $"not within 30 s: {what}");
    }
}
