// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Launcher.Files;

/// <summary>What files that are open in guests may cost the launcher, over ProtocolLimits.</summary>
internal static class FilesLimits
{
    /// <summary>Files open in all guests together: each costs a journal of a kilobyte and no more while nothing is saved.</summary>
    public const int Files = 4 * ProtocolLimits.Files;

    /// <summary>A journal: two paths (4096 bytes each, escaped) and some numbers.</summary>
    public const int JournalBytes = 64 * 1024;

    /// <summary>Lines about one file that are kept for whoever asks; older ones are in the log.</summary>
    public const int Lines = 64;

    /// <summary>Files that were closed lately, whose last lines can still be asked for: whoever follows them asks within milliseconds.</summary>
    public const int Ended = 64;

    /// <summary>Data written is told at the latest when it is so much: a quarter, so the guest never runs dry while we write.</summary>
    public const int CreditBytes = ProtocolLimits.FileWindowBytes / 4;

    /// <summary>Names tried for a save that cannot take its original's: so many on one day, each minute with its own.</summary>
    public const int KeptNames = 100;

    /// <summary>A save that could not be stored (a full disk, a folder that may not be written) is tried again so often.</summary>
    public static readonly TimeSpan Retry = TimeSpan.FromSeconds(15);
}
