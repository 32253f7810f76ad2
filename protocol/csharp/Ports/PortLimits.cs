// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Protocol;

/// <summary>What a port is allowed to cost while its two ends look for each other.</summary>
internal static class PortLimits
{
    /// <summary>Bytes looked through at a time; what holds no mark is thrown away, so nothing ever piles up.</summary>
    public const int ScanBytes = 4096;

    /// <summary>Bytes looked through in one turn of the loop: a flood of garbage does not keep the other guests' business waiting.</summary>
    public const int ScanBytesPerTurn = 256 * 1024;

    /// <summary>Filler written in one go: what a port takes in one write.</summary>
    public const int FillerChunkBytes = 32 * 1024;

    /// <summary>Marks sent without hearing one before the filler goes out: a tenth and two tenths of a second, far more than a healthy answer takes.</summary>
    public const int MarksBeforeFiller = 2;

    /// <summary>Marks that the launcher's end of a wire says before it waits for one: seven seconds of them, and a desktop that is there looks for five.</summary>
    public const int MarksOnWire = 8;

    /// <summary>A mark is sent again after this, then after twice as long, and so on.</summary>
    public static readonly TimeSpan FirstRepeat = TimeSpan.FromMilliseconds(100);

    /// <summary>Nobody may be there for as long as a guest boots; then one wake-up in two seconds is enough.</summary>
    public static readonly TimeSpan LastRepeat = TimeSpan.FromSeconds(2);

    /// <summary>A port that is not there (or whose other side is closed) is tried again after this.</summary>
    public static readonly TimeSpan Reopen = TimeSpan.FromMilliseconds(200);

    /// <summary>Between two lives of a link.</summary>
    public static readonly TimeSpan FirstRest = TimeSpan.FromMilliseconds(20);

    /// <summary>Between two lives when one after the other ends at once: a peer that misbehaves for ever costs one line a second.</summary>
    public static readonly TimeSpan LastRest = TimeSpan.FromSeconds(1);

    /// <summary>A life this long was a good one.</summary>
    public static readonly TimeSpan GoodLife = TimeSpan.FromSeconds(5);
}
