// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Seamless.Launcher.Vms;

/// <summary>QEMU in a scope of the user's systemd, which keeps it to its memory and processors. systemd-run becomes QEMU: same process.</summary>
internal static class VmScope
{
    public static (string Program, IReadOnlyList<string> Arguments) Wrap(string? systemdRun, GuestDefinition guest, string path, IReadOnlyList<string> arguments)
    {
        if (systemdRun is null)
            return (path, arguments);
        var memory = string.Create(CultureInfo.InvariantCulture, $"MemoryMax={guest.MemoryBytes + VmLimits.QemuOverhead}");
        // One processor more than the guest has, for QEMU's own threads.
        var processors = string.Create(CultureInfo.InvariantCulture, $"CPUQuota={(guest.Cpus + 1) * 100}%");
        return (systemdRun, ["--user", "--scope", "--quiet", "--collect", "--property", memory, "--property", processors, "--", path, .. arguments]);
    }
}
