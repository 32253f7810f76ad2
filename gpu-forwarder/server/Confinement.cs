// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Seamless.Gpu.Server;

/// <summary>
/// What the processes of clients, in which a driver works for strangers, have not: more rights than this user, by any program that they start; the
/// capabilities of root, if that is the user; a dump of their memory on a disk. The listening process gives it up, and they inherit that.
/// </summary>
internal static unsafe partial class Confinement
{
    private const int SetNoNewPrivileges = 38, Core = 4; // PR_SET_NO_NEW_PRIVS, RLIMIT_CORE
    private const uint Version = 0x20080522; // _LINUX_CAPABILITY_VERSION_3

    [LibraryImport("libc")] private static partial int prctl(int operation, nint second, nint third, nint fourth, nint fifth);

    [LibraryImport("libc")] private static partial int capset(uint* header, uint* data);

    [LibraryImport("libc")] private static partial int setrlimit(int resource, ulong* limits);

    /// <summary>To be called on the thread that starts clients' processes, before the first.</summary>
    public static void Enter()
    {
        var none = stackalloc ulong[] { 0, 0 };
        var header = stackalloc uint[] { Version, 0 };
        var capabilities = stackalloc uint[6];
        new Span<uint>(capabilities, 6).Clear();
        // SAFETY: numbers on this stack, of the kernel's sizes (a header of two words, two sets of three). Giving up is always allowed.
        _ = setrlimit(Core, none);
        _ = prctl(SetNoNewPrivileges, 1, 0, 0, 0);
        _ = capset(header, capabilities);
    }
}
