// SPDX-License-Identifier: Apache-2.0
using Seamless.Tests.Linux.Programs;
using SkiaSharp;
using Xunit;

namespace Seamless.Tests.Vm;

/// <summary>The whole line for an app of a virtual machine: its bridge, the launcher's door over TCP, the Redox endpoint, and a person at Orbital.</summary>
[Collection(TinyGuest.OneByOne)]
public sealed class GuestInOrbitalTests
{
    [Fact]
    public void An_app_of_a_virtual_machine_is_seen_in_its_colours_and_typed_into_also_after_the_endpoint_was_killed()
    {
        using var guest = new TinyGuest();
        using var orbital = new OrbitalStage(guest.Seamless, audio: "none");
        guest.Boot();
        guest.Seamless.Done("run", "--guest", TinyGuest.Name, "--no-wait", "--", "foot", "--config=/dev/null", "--title=Terminal", "--override=colors.background=336699",
            "sh", "-c", "head -n 1 >/tmp/first; printf '\\033]11;rgb:22/88/44\\033\\\\'; head -n 1 >/tmp/second; cat");
        orbital.Hand("wait window Terminal within 60000");
        Assert.Contains(TinyGuest.Name, orbital.Windows()[0][9], StringComparison.Ordinal);
        AwaitColour(guest, orbital, 0xff336699);

        orbital.Hand("type through the keyboard");
        orbital.Hand("key ENTER tap");
        TinyGuest.Until(() => guest.Exec("cat /tmp/first 2>/dev/null || true") == "through the keyboard\n", "the app read the line");
        AwaitColour(guest, orbital, 0xff228844);

        orbital.KillEndpoint();
        orbital.Hand("wait windows 0");
        orbital.StartEndpoint();
        orbital.Hand("wait window Terminal within 60000");
        AwaitColour(guest, orbital, 0xff228844);
        orbital.Hand("focus Terminal");
        orbital.Hand("type still here");
        orbital.Hand("key ENTER tap");
        TinyGuest.Until(() => guest.Exec("cat /tmp/second 2>/dev/null || true") == "still here\n", "the app read a line after the endpoint had died");
        orbital.Hand("close Terminal");
        orbital.Hand("wait windows 0 within 30000");
        Assert.Empty(orbital.Hand("faults"));
    }

    /// <summary>A terminal of 80 by 24 has some hundred thousand pixels, of which its cursor is one's.</summary>
    private static void AwaitColour(TinyGuest guest, OrbitalStage orbital, uint colour) => TinyGuest.Until(() =>
    {
        var file = guest.Seamless.PathOf("orbital.png");
        orbital.Hand($"screenshot {file}");
        using var screen = SKBitmap.Decode(file);
        return screen.Pixels.Count(pixel => (uint)pixel == colour) > 50_000;
    }, $"the screen had the terminal's colour {colour:x}");
}
