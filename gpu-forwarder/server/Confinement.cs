// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Seamless.Linux;

namespace Seamless.Gpu.Server;

/// <summary>
/// What the processes of clients, in which a driver works for strangers, have not: more rights than this user, by any program that they start; the
/// capabilities of root, if that is the user; a dump of their memory on a disk. The listening process gives it up, and they inherit that. The files of
/// the user each gives up for itself, so that none reaches another's memory: the kernel lets only those do so that are confined together.
/// </summary>
internal static unsafe partial class Confinement
{
    private const int SetNoNewPrivileges = 38, Core = 4; // PR_SET_NO_NEW_PRIVS, RLIMIT_CORE
    private const string Variable = "SEAMLESS_GL_CONFINE";
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

    /// <summary>A driver that needs files of which <see cref="DriverPaths"/> knows nothing works without them being given up, for clients that one trusts.</summary>
    public static bool IsWanted => Environment.GetEnvironmentVariable(Variable) != "no";

    /// <summary>
    /// The process of a client, before it has read a byte of it or loaded a driver: gives up all files but a driver's. The runtime has threads already, and
    /// only what a confined thread starts is confined, so the program starts anew on this one. Returns where the kernel cannot do it.
    /// </summary>
    /// <param name="options">Of this client.</param>
    /// <param name="words">What makes the program serve it.</param>
    public static void GiveUpFiles(ServerOptions options, IReadOnlyList<string> words)
    {
        if (Landlock.Version == 0 || !IsWanted)
            return;
        var environment = ProcessImage.Environment();
        DriverPaths.NameCaches(environment);
        // Drivers name their threads by these files. Open until the end: the rule is for this folder as the kernel has it in memory now, and only while it is.
        using var threads = FileDescriptor.OpenRead("/proc/self/task");
        using (var rules = Landlock.Create())
        {
            DriverPaths.Allow(rules, environment);
            rules.Allow("/proc/self/task", LandlockRights.Read | LandlockRights.Write);
            if (options.Trace is { } trace)
                rules.Allow(trace, LandlockRights.Write);
            rules.Enforce();
        }
        ProcessImage.Replace(Environment.ProcessPath!, words, environment, threads);
    }
}
