// SPDX-License-Identifier: Apache-2.0
using SkiaSharp;
using Xunit;

namespace Seamless.Tests.Vm;

/// <summary>The desktop in a virtual machine of its own, which it leaves by wires of QEMU's network that no other machine has: PROTOCOL.md, "Wires".</summary>
[Collection(TinyGuest.OneByOne)]
public sealed class DesktopInGuestTests
{
    private const string Redox = "redox";

    [Fact]
    public void It_comes_by_its_wires_without_a_key_and_again_after_either_end_was_killed()
    {
        OrbitalInGuest.SkipUnlessBuilt();
        Assert.SkipUnless(File.Exists("/usr/bin/foot"), "foot is not installed");
        using var machine = new TinyGuest();
        machine.Define(Redox, cpus: 2, "devices = \"redox\"\nnetwork = \"user\"\n");
        machine.Seamless.Done("redox-bundle", machine.Seamless.PathOf("bundle"), "--name", Redox, "--wires", "--built-in");
        Assert.False(File.Exists(machine.Seamless.PathOf("bundle/config/key")));
        var words = File.ReadAllText(machine.Seamless.PathOf("bundle/config/arguments")).Trim();
        Assert.Matches("redox +its wires +away +all virtual machines, the built-in guest", machine.Seamless.Done("desktop", "list"));
        machine.Boot(Redox);
        using var orbital = new OrbitalInGuest(machine.Seamless, Redox);

        orbital.StartEndpoint(words);
        Show(machine, "Terminal", "336699", "read line; echo $line >typed; read line");
        orbital.Hand("wait window Terminal within 60000");
        orbital.Hand("type through wires");
        orbital.Hand("key ENTER tap");
        TinyGuest.Until(() => File.Exists(machine.Seamless.PathOf("typed")) && File.ReadAllText(machine.Seamless.PathOf("typed")) == "through wires\n", "the app read the line");
        AwaitColour(orbital, machine, 0xff336699);

        orbital.KillEndpoint();
        orbital.Hand("wait windows 0");
        orbital.StartEndpoint(words);
        orbital.Hand("wait window Terminal within 60000");
        AwaitColour(orbital, machine, 0xff336699);

        machine.KillDaemon();
        Show(machine, "Second", "228844", "read line");
        orbital.Hand("wait window Second within 60000");
        AwaitColour(orbital, machine, 0xff228844);
        Assert.Empty(orbital.Hand("faults"));
    }

    /// <summary>A terminal of the built-in guest.</summary>
    private static void Show(TinyGuest machine, string title, string colour, string script) => machine.Seamless.Done(
        "run", "--no-wait", "--", "foot", "--config=/dev/null", $"--title={title}", $"--override=colors.background={colour}", "sh", "-c", $"cd {machine.Seamless.PathOf("")}; {script}");

    /// <summary>A terminal of 80 by 24 has some hundred thousand pixels.</summary>
    private static void AwaitColour(OrbitalInGuest orbital, TinyGuest machine, uint colour) => TinyGuest.Until(() =>
    {
        using var screen = orbital.Screen(machine.Seamless.PathOf("screen.png"));
        return screen.Pixels.Count(pixel => (uint)pixel == colour) > 50_000;
    }, $"the screen had the terminal's colour {colour:x}");
}
