// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Seamless.Tests.Vm;

/// <summary>Two virtual machines and the built-in guest at once: what is one's never appears as another's, and one that stands still stops nobody.</summary>
[Collection(TinyGuest.OneByOne)]
public sealed class SeveralGuestsTests
{
    private const string Second = "second";

    [Fact]
    public void Twenty_windows_of_three_guests_stay_apart_and_a_machine_that_stands_still_stops_no_other()
    {
        using var guest = new TinyGuest(cpus: 1);
        guest.Define(Second, cpus: 1);
        guest.Boot();
        guest.Seamless.Done("guest", "start", Second);
        var shown = new Dictionary<long, (string Guest, string Title, uint Colour)>();
        for (var i = 0; i < 20; i++)
        {
            var name = (string[])[TinyGuest.Name, Second, "local"] is var names ? names[i % names.Length] : "";
            // No two windows share a colour, and none has one that the desktop paints.
            var (title, colour) = ($"{name} {i}", 0x103050u + ((uint)i * 0x0a0806));
            var window = guest.ShowIn(name, "foot", $"--title={title}",
                $"--override=colors.background={colour.ToString("x6", CultureInfo.InvariantCulture)}", "sh", "-c", "sleep 1000");
            shown.Add(window, (name, title, colour));
        }
        Assert.Equal(shown.Values.Select(window => (window.Guest, window.Title)).Order(), AllWindows(guest).Select(window =>
            (window.GetProperty("guest").GetString()!, window.GetProperty("title").GetString()!)).Order());
        foreach (var (window, (_, title, colour)) in shown)
            TinyGuest.Until(() => Share(guest, window, colour) > 0.9, $"'{title}' had its own colour");

        var moving = guest.ShowIn(Second, "weston-simple-shm");
        guest.Seamless.Done("guest", "pause", TinyGuest.Name);
        var before = guest.Window(moving)!.Value.GetProperty("frames").GetInt64();
        TinyGuest.Until(() => guest.Window(moving)!.Value.GetProperty("frames").GetInt64() > before + 30, "the other machine drew thirty frames");
        Assert.Equal(21, AllWindows(guest).Length);
        guest.Seamless.Done("guest", "resume", TinyGuest.Name);
        Assert.Equal("here\n", guest.Exec("echo here"));
    }

    private static JsonElement[] AllWindows(TinyGuest guest) => [.. guest.Seamless.Json("windows").GetProperty("windows").EnumerateArray()];

    private static double Share(TinyGuest guest, long window, uint colour)
    {
        using var picture = guest.Picture(window);
        var pixels = picture.Pixels;
        return pixels.Count(pixel => (uint)pixel == (0xff000000 | colour)) / (double)pixels.Length;
    }
}
