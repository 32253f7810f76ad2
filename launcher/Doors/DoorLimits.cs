// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Launcher.Doors;

/// <summary>Every maximum of the door and why it is that number.</summary>
internal static class DoorLimits
{
    /// <summary>Desktops that are known: what one person sits at, several times over.</summary>
    public const int Desktops = 16;

    /// <summary>Connections that have not joined yet, over all listeners: strangers may not hold all our file descriptors.</summary>
    public const int Strangers = 16;

    /// <summary>How long a refusal that the person was told is not told again: programs that try without end would fill the log.</summary>
    public static readonly TimeSpan RefusalTold = TimeSpan.FromMinutes(1);

    /// <summary>Different refusals of one desktop, or of all strangers, that are told in that time: as many as somebody makes who tries what works.</summary>
    public const int RefusalsOfOne = 8;

    /// <summary>Connections that are passed on: control and bulk of every guest of a directory, and again while an older session ends.</summary>
    public const int Splices = 4 * ProtocolLimits.Guests;

    /// <summary>Programs that came in at the door and draw: as many as this machine's GPU server takes from one process, which we are.</summary>
    public const int GpuPlaces = 48;

    /// <summary>Of those, programs of one desktop: what more than one person has open, and half is left for other desktops.</summary>
    public const int GpuPlacesOfOne = 24;

    /// <summary>Programs elsewhere that draw on one guest's GPU: half of its terminal streams, so that there is always one left for a shell.</summary>
    public const int GuestGpuPlaces = ProtocolLimits.TerminalStreams / 2;

    /// <summary>Of those, programs of one desktop, so that there is always one left for another.</summary>
    public const int GuestGpuPlacesOfOne = GuestGpuPlaces - 2;

    /// <summary>Bytes of such a program in one message, of a possible 65,536: the next message of anybody else waits for no more than this.</summary>
    public const int GpuDataBytes = 32 * 1024;

    /// <summary>From the first attempt at a guest's bridge to the answer of its agent, which is there: less than whoever joins may take.</summary>
    public static readonly TimeSpan GpuAnswer = TimeSpan.FromSeconds(4);

    /// <summary>Bytes of a passed-on connection that wait here on their way to the guest: more than a desktop has under way. A reader that is slow holds up its sender.</summary>
    public const int SpliceBytes = 64 * 1024;

    /// <summary>The same on their way to the desktop: a part of a frame, so that each wakes us once and not four times.</summary>
    public const int SpliceBytesToDesktop = 256 * 1024;

    /// <summary>How long the last words of one side may take to reach the other, who perhaps does not read any more.</summary>
    public static readonly TimeSpan LastWords = TimeSpan.FromSeconds(5);

    /// <summary>A directory on a wire is asked so often whether its desktop is still there, and is over when so many were not answered: 15 s.</summary>
    public static readonly TimeSpan WirePing = TimeSpan.FromSeconds(5);

    public const int WirePings = 3;

    /// <summary>A file of a known desktop: two lines and a comment.</summary>
    public const int FileBytes = 4 * 1024;

    /// <summary>Files in a bundle for Redox: the sources are some hundred.</summary>
    public const int BundleFiles = 4096;

    /// <summary>This machine, as a virtual machine in QEMU's user network sees it.</summary>
    public const string FromVirtualMachine = "10.0.2.2";

    /// <summary>The first wire of a virtual machine's desktop, as that sees it: an address of QEMU's user network that is nobody's.</summary>
    public const string WireHost = "10.0.2.100";

    public const int FirstWirePort = 7654;

    /// <summary>Where the door is when nobody says otherwise: only this machine reaches it, and virtual machines through QEMU's user network, where this machine is 10.0.2.2.</summary>
    public const string Listen = "127.0.0.1:7654";
}
