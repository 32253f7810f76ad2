// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Launcher.Vms;

/// <summary>Every maximum of the virtual machine runner and why it is that number.</summary>
internal static class VmLimits
{
    /// <summary>What is looked at of an image before it is taken for a raw disk: its first sector.</summary>
    public const int ImageHeadBytes = 512;

    /// <summary>The path of each of a guest's sockets must fit into sockaddr_un (107 bytes), behind /run/user/UID/seamless/guests/.</summary>
    public const int NameLength = 32;

    /// <summary>A definition has a dozen keys; a megabyte in its place is another file.</summary>
    public const int DefinitionBytes = 64 * 1024;

    /// <summary>Definitions that are looked at; each costs a file read whenever somebody lists the guests.</summary>
    public const int Definitions = 64;

    /// <summary>Less, and a Debian kernel with its initrd does not reach its first program.</summary>
    public const long LeastMemory = 128L << 20;

    /// <summary>More than any machine that this runs on; it catches a unit that was meant otherwise.</summary>
    public const long MostMemory = 1L << 40;

    /// <summary>What the q35 machine takes without an interrupt remapping unit.</summary>
    public const int Cpus = 255;

    /// <summary>/dev/vda to /dev/vdg; the tools disk comes after them.</summary>
    public const int Disks = 7;

    /// <summary>Debian with a session takes 0.7 GB; less than this and its first package would not fit.</summary>
    public const long LeastDisk = 1L << 30;

    /// <summary>What ext4 takes with the blocks that the images have.</summary>
    public const long MostDisk = 16L << 40;

    /// <summary>Kept by default of what a guest writes to its serial console: some ten boots.</summary>
    public const long ConsoleLog = 1L << 20;

    public const long LeastConsoleLog = 16L << 10;

    public const long MostConsoleLog = 256L << 20;

    /// <summary>QEMU's longest honest answer that we ask for is some kilobytes (query-status and events are one line each).</summary>
    public const int QmpLineBytes = 1 << 20;

    /// <summary>Commands that wait for an answer; we send them one after the other.</summary>
    public const int QmpCommands = 16;

    /// <summary>Events of a machine's keyboard and pointer that wait for QEMU: five hundred letters typed at once, and every key let go of.</summary>
    public const int InputEvents = 1024;

    /// <summary>Reports that keyboard and pointer may make at once: the queue of a PS/2 keyboard has 16 bytes, and a key takes up to three.</summary>
    public const int InputBurst = 4;

    /// <summary>After that one in this time, a mouse's 125 a second: QEMU's devices drop what a busy guest has not fetched.</summary>
    public static readonly TimeSpan InputInterval = TimeSpan.FromMilliseconds(8);

    /// <summary>From QEMU's start to its greeting: it reads a kernel of 60 MB from a cold disk first.</summary>
    public static readonly TimeSpan QmpGreeting = TimeSpan.FromSeconds(20);

    /// <summary>An answer of QEMU's main loop, which may be busy for a moment.</summary>
    public static readonly TimeSpan QmpAnswer = TimeSpan.FromSeconds(10);

    /// <summary>From QEMU's start to the agent's catalogue: Debian with systemd takes 45 s without hardware virtualization, twice that under load.</summary>
    public static readonly TimeSpan AgentHello = TimeSpan.FromSeconds(180);

    /// <summary>The same while KVM is tried out: with virtualization that works the slowest of our images takes ten seconds.</summary>
    public static readonly TimeSpan KvmHello = TimeSpan.FromSeconds(45);

    /// <summary>From the power button to the end of QEMU: systemd gives services 90 s, but ours have nothing to lose.</summary>
    public static readonly TimeSpan PowerDown = TimeSpan.FromSeconds(20);

    /// <summary>From `quit` to the end of QEMU, before it is killed.</summary>
    public static readonly TimeSpan Quit = TimeSpan.FromSeconds(5);

    /// <summary>Connections of the desktop in a machine at one time: its directory, and two for each of seven guests. Each is a socket of QEMU's and a port of its network.</summary>
    public const int Wires = 16;

    /// <summary>A guest that crashed this often without running well in between stays down: somebody has to look at it.</summary>
    public const int CrashesInARow = 5;

    /// <summary>What QEMU itself needs beside the guest's memory, for the memory limit of its scope.</summary>
    public const long QemuOverhead = 768L << 20;

    /// <summary>The shared memory of the frames where QEMU cannot have our GPU device: eight 1080p frames.</summary>
    public const long Ivshmem = 64L << 20;
}
