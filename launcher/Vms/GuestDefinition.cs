// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Seamless.Launcher.Guests;

namespace Seamless.Launcher.Vms;

/// <summary>What the definition asks for; Auto is decided by a live probe (<see cref="AcceleratorChoice"/>).</summary>
internal enum AcceleratorWish
{
    Auto,
    Kvm,
    Tcg,
}

internal enum NetworkWish
{
    /// <summary>Out to the network as the user's own programs, nothing in: passt or QEMU's slirp.</summary>
    User,
    None,
}

internal enum DeviceSet
{
    /// <summary>What Linux has the quickest drivers for.</summary>
    Virtio,

    /// <summary>What Redox has drivers for: NVMe, e1000, HDA, USB, and our GPU with a VGA side for its boot loader.</summary>
    Redox,
}

internal enum Autostart
{
    /// <summary>When an app of it is wanted.</summary>
    FirstUse,
    /// <summary>With the daemon.</summary>
    Login,
    /// <summary>Only by `seamless guest start`.</summary>
    Never,
}

internal enum RestartPolicy
{
    OnCrash,
    Always,
    Never,
}

/// <summary>A virtual machine as its file describes it (docs/guest-definition.md). Paths are absolute; defaults are in.</summary>
internal sealed record GuestDefinition
{
    public required string Name { get; init; }
    /// <summary>The file that it was read from, for messages.</summary>
    public required string File { get; init; }
    public long MemoryBytes { get; init; } = 2L << 30;
    public int Cpus { get; init; } = 2;
    /// <summary>Null: the first disk is booted by its own firmware and boot loader.</summary>
    public string? Kernel { get; init; }
    public string? Initrd { get; init; }
    /// <summary>Appended to the kernel command line.</summary>
    public string KernelArguments { get; init; } = "";
    /// <summary>Raw images, /dev/vda first.</summary>
    public ImmutableArray<string> Disks { get; init; } = [];
    public AcceleratorWish Accelerator { get; init; }
    public NetworkWish Network { get; init; }
    public DeviceSet Devices { get; init; }
    public Autostart Autostart { get; init; }
    /// <summary>Without apps and requests for so long the guest is paused; null: never.</summary>
    public TimeSpan? SuspendAfter { get; init; }
    /// <summary>The one folder of this machine that the guest sees; null: none.</summary>
    public string? Share { get; init; }
    /// <summary>Our own display device, whose memory the windows' pixels are read from.</summary>
    public bool HasGpu { get; init; } = true;
    /// <summary>A card of this machine that the guest gets for itself, such as 0000:01:00.0.</summary>
    public string? Passthrough { get; init; }
    public long ConsoleLogBytes { get; init; } = VmLimits.ConsoleLog;
    public RestartPolicy Restart { get; init; }

    /// <summary>Names become folder names, words of QEMU's arguments and of the kernel's command line.</summary>
    public static string? ProblemOfName(string name)
    {
        if (name == LocalGuest.GuestName)
            return $"'{name}' is the built-in guest's name";
        if (name.Length is 0 or > VmLimits.NameLength)
            return $"a guest's name has 1 to {VmLimits.NameLength} characters";
        return char.IsAsciiLetterLower(name[0]) && name.All(each => char.IsAsciiLetterLower(each) || char.IsAsciiDigit(each) || each == '-') ? null
            : $"'{name}' is no guest's name: small letters, digits and hyphens, a letter first";
    }
}
