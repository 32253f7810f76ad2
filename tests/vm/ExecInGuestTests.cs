// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Security.Cryptography;
using Seamless.Tests.Linux.Programs;
using Xunit;

namespace Seamless.Tests.Vm;

/// <summary>`seamless exec` and `revm` in a virtual machine: through the ports of QEMU rather than a socket.</summary>
[Collection(TinyGuest.OneByOne)]
public sealed class ExecInGuestTests
{
    [Fact]
    public async Task Programs_run_on_this_terminal_with_their_exit_codes_pipes_and_sizes()
    {
        const int megabytes = 64;
        using var guest = new TinyGuest();
        guest.Boot();
        Assert.Equal(new SeamlessCommand.Outcome(7, "tiny\n", "problem\n"), guest.Seamless.Run("exec", TinyGuest.Name, "--", "sh", "-c", "hostname; echo problem >&2; exit 7"));

        using (var person = new PersonAtTerminal(guest.Seamless, guest.Seamless.Program("revm"), "--user", "sh", "-c", "stty size; read line; echo got $line; exit 3"))
        {
            person.Await("30 100");
            person.Type("words\r");
            Assert.Equal(3, person.AwaitExit());
            Assert.Contains("got words", person.Seen);
        }

        // Busybox's head and wc go byte by byte; these do not.
        var (sum, outwards) = await ReadAsync(guest, "dd", "if=/dev/zero", "bs=65536", $"count={megabytes * 16}");
        Assert.Equal(SHA256.HashData(new byte[megabytes << 20]), sum);
        var inwards = await WriteAsync(guest, megabytes);
        TestContext.Current.TestOutputHelper?.WriteLine($"exec: {outwards:0} MB/s out of the guest, {inwards:0} MB/s into it");
    }

    [Fact]
    public async Task A_key_in_a_terminal_does_not_wait_for_a_stream_that_is_busy_or_stands_still()
    {
        using var guest = new TinyGuest();
        guest.Boot();
        using var still = guest.Seamless.Start("exec", TinyGuest.Name, "--", "yes");
        Assert.Equal('y', still.StandardOutput.Read());
        using var busy = guest.Seamless.Start("exec", TinyGuest.Name, "--", "cat", "/dev/zero");
        var drained = busy.StandardOutput.BaseStream.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken);
        using var cat = guest.Seamless.Start("exec", TinyGuest.Name, "--", "cat");
        var times = new List<double>();
        for (var i = 0; i < 50; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await cat.StandardInput.WriteAsync($"{i}\n");
            await cat.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
            Assert.Equal($"{i}", await cat.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        times.Sort();
        TestContext.Current.TestOutputHelper?.WriteLine($"key and its echo beside a busy stream: median {times[25]:0.0} ms, slowest {times[^1]:0.0} ms");
        Assert.True(times[25] < 250, $"median {times[25]:0} ms");
        busy.Kill();
        still.Kill();
        await drained;
    }

    private static async Task<(byte[] Sum, double MegabytesPerSecond)> ReadAsync(TinyGuest guest, params string[] command)
    {
        using var program = guest.Seamless.Start(["exec", TinyGuest.Name, "--", .. command]);
        var began = Stopwatch.GetTimestamp();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        long bytes = 0;
        while (await program.StandardOutput.BaseStream.ReadAsync(buffer, TestContext.Current.CancellationToken) is > 0 and var count)
        {
            hash.AppendData(buffer, 0, count);
            bytes += count;
        }
        await program.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, program.ExitCode);
        return (hash.GetHashAndReset(), bytes / 1e6 / Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    private static async Task<double> WriteAsync(TinyGuest guest, int megabytes)
    {
        using var program = guest.Seamless.Start("exec", TinyGuest.Name, "--", "sh", "-c", "cat >/tmp/input; stat -c %s /tmp/input");
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < megabytes; i++)
            await program.StandardInput.BaseStream.WriteAsync(new byte[1 << 20], TestContext.Current.CancellationToken);
        program.StandardInput.Close();
        Assert.Equal($"{megabytes << 20}", (await program.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Trim());
        return megabytes * 1.048576 / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
