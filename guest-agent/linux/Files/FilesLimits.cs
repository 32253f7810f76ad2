// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Agent.Linux.Files;

/// <summary>What opened files may cost the agent, over ProtocolLimits.</summary>
internal static class FilesLimits
{
    /// <summary>
    /// Data written is told at the latest when it is so much: a quarter of what a desktop behind a door has under way, so that the other side never
    /// runs dry while we write.
    /// </summary>
    public const int CreditBytes = ProtocolLimits.UnacknowledgedBytes / 4;

    /// <summary>A journal: a name, a type and an app id with all their bytes escaped, and some numbers.</summary>
    public const int JournalBytes = 4096;

    /// <summary>Journals read when an agent starts; others beyond these lie there untouched.</summary>
    public const int Journals = ProtocolLimits.Files;

    /// <summary>From a change of the copy to setting its bytes aside: what an app does in several steps is one save, and its last step is over.</summary>
    public static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(50);

    /// <summary>A file that was changed less than this ago may be changed again without another time stamp: the kernel's clock ticks each 4 ms, on some machines 10.</summary>
    public const long FreshNanoseconds = 20_000_000;

    /// <summary>The stamp of a new file may lie behind that of one just written (the kernel has a coarse clock and a fine one); one further in the future was set by hand.</summary>
    public const long FutureNanoseconds = 1_000_000_000;

    /// <summary>So often a file that changes all the time is let settle; then it is taken as it is.</summary>
    public const int SettleRounds = 20;

    /// <summary>After the disk was full, or failed: how soon it is tried again.</summary>
    public static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);
}
