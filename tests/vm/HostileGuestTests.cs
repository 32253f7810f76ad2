// SPDX-License-Identifier: Apache-2.0
using Seamless.Tests.Linux.Programs;
using Xunit;

namespace Seamless.Tests.Vm;

/// <summary>A guest that has turned against us costs itself its session, and nobody else anything.</summary>
[Collection(TinyGuest.OneByOne)]
public sealed class HostileGuestTests
{
    // Of no environment that an agent would recognise: it ends what an earlier one left behind. Each port is somebody's until its agent is
    // killed, and init brings the next agent at once.
    private const string Nonsense = """
        cat >/tmp/nonsense <<'END'
        for wanted in org.seamless.control org.seamless.bulk; do
            for port in /sys/class/virtio-ports/*; do
                [ "$(cat $port/name)" = $wanted ] || continue
                until head -c 3000000 /dev/urandom >/dev/${port##*/}; do killall -9 seamless-agent; done
            done
        done 2>/dev/null
        echo said >/tmp/said
        END
        env -i PATH=/usr/bin setsid sh /tmp/nonsense >/dev/null 2>&1 &
        """;

    [Fact]
    public void Nonsense_on_its_ports_ends_its_session_with_one_line_and_nobody_else_notices()
    {
        using var guest = new TinyGuest(cpus: 1);
        guest.Boot();
        var bystander = guest.ShowIn("local", "foot", "sh", "-c", "head -n 1; exec cat");
        guest.Show("foot", "sh", "-c", "exec cat");
        var (bridge, machine) = (guest.ProcessOf("seamless-bridge"), guest.ProcessOf("qemu-system-x86_64"));
        var warnings = Warnings(guest).Length;

        guest.Exec(Nonsense);
        TinyGuest.Until(() => Warnings(guest).Length > warnings, "the bridge said something");
        guest.Seamless.Done("close", $"{bystander}");
        TinyGuest.Until(() => guest.Window(bystander) == null, "the other guest's window was closed as ever");
        TinyGuest.Until(() => guest.Seamless.Run("exec", TinyGuest.Name, "--", "cat", "/tmp/said") is (0, "said\n", _), "the guest's next agent was let in", 60);

        Assert.Equal((bridge, machine), (guest.ProcessOf("seamless-bridge"), guest.ProcessOf("qemu-system-x86_64")));
        // A session may have begun and ended in between as well: one line each, however many millions of bytes came.
        Assert.InRange(Warnings(guest).Length - warnings, 1, 4);
    }

    /// <summary>The ends of sessions that the bridge told.</summary>
    private static string[] Warnings(TinyGuest guest) => [.. guest.Seamless.Done("logs", TinyGuest.Name, "--lines", "10000").Split('\n')
        .Where(line => line.Contains(" WRN ", StringComparison.Ordinal) && line.Contains($"guest '{TinyGuest.Name}': session closed", StringComparison.Ordinal))];
}
