// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using Seamless.Tests.Linux.Programs;
using SkiaSharp;
using Xunit;

namespace Seamless.Tests.Vm;

/// <summary>One life of a virtual machine as a person sees it: it boots, apps show windows, one types, something dies, it stops.</summary>
[Collection(TinyGuest.OneByOne)]
public sealed class GuestLifeTests
{
    private static readonly SKColor Blue = new(0x33, 0x66, 0x99);
    private static readonly SKColor Green = new(0x22, 0x88, 0x44);

    [Fact]
    public void It_boots_shows_windows_takes_keys_survives_its_bridge_and_stops_clean()
    {
        using var guest = new TinyGuest();
        var hello = guest.Boot();
        var limit = TimeSpan.FromSeconds(20) * Queue();
        TestContext.Current.TestOutputHelper?.WriteLine($"agent's hello after {hello.TotalSeconds:0.0} s; at most {limit.TotalSeconds:0} s");
        Assert.True(hello < limit, $"the agent said hello after {hello.TotalSeconds:0.0} s, at most {limit.TotalSeconds:0} s are right");

        var window = guest.Show("foot", "--override=colors.background=336699", "sh", "-c", "head -n 1 >/tmp/first; printf '\\033]11;rgb:22/88/44\\033\\\\'; head -n 1 >/tmp/second; cat");
        AwaitColour(guest, window, Blue);
        guest.Seamless.Done("input", "text", "through the keyboard\n");
        TinyGuest.Until(() => guest.Exec("cat /tmp/first 2>/dev/null || true") == "through the keyboard\n", "the app read the line");
        AwaitColour(guest, window, Green);

        Process.GetProcessById(guest.ProcessOf("seamless-bridge")).Kill();

        TinyGuest.Until(() => guest.Windows() is [var back] && !back.GetProperty("away").GetBoolean() && back.GetProperty("hasContent").GetBoolean(), "the window came back");
        window = guest.Windows()[0].GetProperty("id").GetInt64();
        AwaitColour(guest, window, Green);
        guest.Seamless.Done("input", "text", "still here\n");
        TinyGuest.Until(() => guest.Exec("cat /tmp/second 2>/dev/null || true") == "still here\n", "the app read a line after its bridge had died");

        guest.Seamless.Done("close", $"{window}");
        TinyGuest.Until(() => guest.Windows().Length == 0, "the window was closed");

        guest.Seamless.Done("guest", "stop", TinyGuest.Name);
        Assert.Empty(guest.Seamless.ProcessesOf("qemu-system-x86_64"));
        Assert.DoesNotContain(guest.Seamless.ProcessesOf("seamless-bridge"), pid => SeamlessCommand.ReadProc(pid, "cmdline").Contains(TinyGuest.Name, StringComparison.Ordinal));
    }

    [Fact]
    public void A_client_that_draws_by_itself_is_shown_as_it_draws()
    {
        using var guest = new TinyGuest();
        guest.Boot();
        var window = guest.Show("weston-simple-shm");
        var first = Pixels(guest, window);
        // It paints moving rings: many colours, and others a moment later.
        Assert.True(first.Distinct().Count() > 100, $"{first.Distinct().Count()} colours");
        TinyGuest.Until(() => !Pixels(guest, window).SequenceEqual(first), "the picture moved");
        var before = guest.Window(window)!.Value.GetProperty("frames").GetInt64();
        TinyGuest.Until(() => guest.Window(window)!.Value.GetProperty("frames").GetInt64() > before + 10, "ten more frames were shown");
    }

    /// <summary>How many times longer than alone something takes here: 1, unless more than twice as many processes want to run as there are processors.</summary>
    private static double Queue() =>
        Math.Max(1, double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture) / (2 * Environment.ProcessorCount));

    private static SKColor[] Pixels(TinyGuest guest, long window)
    {
        using var picture = guest.Picture(window);
        return picture.Pixels;
    }

    /// <summary>Nearly all of it: a terminal also shows its cursor.</summary>
    private static void AwaitColour(TinyGuest guest, long window, SKColor colour)
    {
        SKColor[] seen = [];
        TinyGuest.Until(() =>
        {
            seen = Pixels(guest, window);
            return seen.Count(pixel => pixel == colour) > seen.Length * 9 / 10;
        }, $"the window was {colour}; most of it is {seen.GroupBy(pixel => pixel).MaxBy(group => group.Count())?.Key}");
    }
}
