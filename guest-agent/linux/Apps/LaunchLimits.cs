// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Agent.Linux.Apps;

public static class LaunchLimits
{
    /// <summary>Apps that run at once. A desktop shows 256 windows of a guest; an app without any still counts.</summary>
    public const int Instances = 256;

    /// <summary>Starts waiting for the session bus, which takes milliseconds.</summary>
    public const int WaitingStarts = 64;

    /// <summary>One line of an app's output in our log; the rest of a longer one is left out.</summary>
    public const int OutputLineBytes = 2048;

    /// <summary>Lines of one app that go to the log at once, and how many more a second. Toolkits warn in dozens when they start.</summary>
    public const int OutputLines = 100;
    public const int OutputLinesPerSecond = 10;

    /// <summary>
    /// Output read in one turn of the loop. Then the app's pipe rests, and an app that writes without end waits in write(2)
    /// and does not slow down the frames of others.
    /// </summary>
    public const int OutputBytesPerTurn = 64 << 10;
    public static readonly TimeSpan OutputRest = TimeSpan.FromMilliseconds(50);

    /// <summary>From SIGTERM to SIGKILL. Editors save within a second; a person who waits longer thinks that nothing happens.</summary>
    public static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(3);

    /// <summary>After SIGKILL the process table is looked at again, because a process may have forked in between; so often, so far apart.</summary>
    public const int KillRounds = 100;
    public static readonly TimeSpan KillInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>For dbus-daemon to say its address. Apps then start without a bus rather than not at all.</summary>
    public static readonly TimeSpan BusStart = TimeSpan.FromSeconds(3);

    /// <summary>How soon the send queue is looked at again while icons wait for it.</summary>
    public static readonly TimeSpan IconQueueCheck = TimeSpan.FromMilliseconds(20);

    /// <summary>For one icon; a drawing takes some ten milliseconds.</summary>
    public static readonly TimeSpan IconDeadline = TimeSpan.FromSeconds(10);

    /// <summary>The worker stays for the next request of a menu that is being filled, and no longer: it holds 20 MiB.</summary>
    public static readonly TimeSpan IconWorkerLinger = TimeSpan.FromSeconds(2);

    /// <summary>Workers that die one after the other without a single icon: then it is not the images.</summary>
    public const int IconWorkerDeaths = 3;

    /// <summary>Steps from a process to an ancestor; deeper trees are no app's.</summary>
    public const int Ancestors = 256;
}
