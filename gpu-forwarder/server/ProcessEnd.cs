// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Seamless.Gpu.Server;

/// <summary>
/// The end of a client's process. A driver in the middle of a draw that never ends may also wait for it when the process says goodbye;
/// nobody would be left to notice.
/// </summary>
internal static partial class ProcessEnd
{
    /// <summary>What a process dies of that does nothing any more.</summary>
    public const int TooLate = 14; // SIGALRM

    [LibraryImport("libc")] private static partial uint alarm(uint seconds);

    [LibraryImport("libc")] private static partial void _exit(int status);

    /// <summary>From now on whatever ends this process in order has so long for it.</summary>
    public static void Limit() => AppDomain.CurrentDomain.ProcessExit += (_, _) => _ = alarm((uint)ServerLimits.Goodbye.TotalSeconds);

    /// <summary>
    /// The kernel ends this process unless it is told again within this time: one that has no memory left may stand still altogether, with all
    /// that could notice.
    /// </summary>
    public static void Unless(TimeSpan toldAgain) => _ = alarm((uint)Math.Ceiling(toldAgain.TotalSeconds));

    /// <summary>
    /// Without a word to the driver, in which another thread may be: it would take away beneath it what that one works with. The kernel takes
    /// everything back.
    /// </summary>
    public static void AtOnce(int status) => _exit(status);
}
