// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Launcher;

/// <summary>Every maximum of the launcher and why it is that number. The control sockets' own are in ControlLimits.</summary>
internal static class LauncherLimits
{
    /// <summary>One log file; with <see cref="LogFiles"/> of them a guest that never stops talking costs 8 MiB of disk.</summary>
    public const long LogFileBytes = 2 * 1024 * 1024;

    public const int LogFiles = 4;

    /// <summary>A line that a program prints; the rest of a longer one is cut off.</summary>
    public const int OutputLineBytes = 4 * 1024;

    /// <summary>A program's last lines, kept to explain its end: a stack trace's worth.</summary>
    public const int RememberedLines = 20;

    /// <summary>Apps running in one guest, started by us; far more than fit on a desktop.</summary>
    public const int RunningApps = 1024;

    /// <summary>Requests that wait for a guest's answer at the same time: those of all connections together.</summary>
    public const int PendingRequests = 1024;

    /// <summary>From the start of a guest's programs to its catalogue: reading some hundred desktop files from a cold disk.</summary>
    public static readonly TimeSpan GuestStart = TimeSpan.FromSeconds(20);

    /// <summary>From StartApp to AppStarted: a fork and an exec, with room for a loaded machine.</summary>
    public static readonly TimeSpan AppStart = TimeSpan.FromSeconds(10);

    /// <summary>A desktop that takes longer for an answer that needs no waiting has hung.</summary>
    public static readonly TimeSpan DesktopAnswer = TimeSpan.FromSeconds(20);

    /// <summary>What is pasted comes through a guest's ports at some megabytes a second when they are emulated; a guest that gives nothing is given up much earlier.</summary>
    public static readonly TimeSpan ClipboardAnswer = TimeSpan.FromSeconds(60);

    /// <summary>From SIGTERM to SIGKILL: what an agent needs to end its apps, which get their own SIGTERM first.</summary>
    public static readonly TimeSpan ProcessEnd = TimeSpan.FromSeconds(5);

    /// <summary>Without apps, windows and requests the daemon ends itself: nobody looks for it after a lunch break.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(30);
}
