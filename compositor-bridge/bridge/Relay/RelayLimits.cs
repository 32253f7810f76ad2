// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Bridge;

/// <summary>
/// What one guest may ask of the bridge and the desktop, over the limits that the protocol itself sets. The rates are far above what
/// any set of apps produces (an agent sends one state per window and turn), and far below what would keep the desktop busy.
/// </summary>
internal static class RelayLimits
{
    /// <summary>Pixels of the newest frames of all windows: sixteen 4K windows. A desktop may keep a copy of each, half a gigabyte.</summary>
    public const long TotalPixels = 128L * 1024 * 1024;

    /// <summary>Ids of closed windows (or memories) remembered one by one; see <see cref="ClosedIds"/>. 64 KiB.</summary>
    public const int ClosedIds = 16 * 1024;

    /// <summary>Frame memory ids from here on are the bridge's own; a guest's counter does not get here in its life.</summary>
    public const uint FirstBridgeMemory = 0x8000_0000;

    /// <summary>Memories of the console's frames; the bridge's other ones do not get here either.</summary>
    public const uint FirstConsoleMemory = 0xc000_0000;

    /// <summary>Window ids, and app instances, from here on are the bridge's own.</summary>
    public const uint FirstBridgeWindow = 0x8000_0000;

    /// <summary>The app id that shows the guest's screen, and the one of its window. No desktop file has a name without three parts.</summary>
    public const string ConsoleApp = "seamless.console";

    /// <summary>How often a frame is answered that no desktop shows: an app that animates into the void costs one frame a second.</summary>
    public static readonly TimeSpan HiddenFrameInterval = TimeSpan.FromSeconds(1);

    /// <summary>Frames of one window whose pixels a desktop holds at once: shown, next, and some to spare. Older ones are forgotten; a Resync frees them.</summary>
    public const int HeldFrames = 8;

    /// <summary>Copies of the content of a window whose pixels the bridge copies: one shown, one being drawn, one between.</summary>
    public const int CopyBuffers = 3;

    /// <summary>Messages that one inline frame may come in: the largest frame in parts of the largest plain size, and room for smaller parts.</summary>
    public const int InlineParts = 1024;

    /// <summary>Plain bytes in one part of a frame that goes to a desktop as bytes: packed in a fraction of a millisecond, and four times the widest row.</summary>
    public const int InlinePartBytes = 256 * 1024;

    /// <summary>Bytes queued for such a desktop before the next part waits: they keep a connection of 10 Gbit/s busy for a turn of the loop.</summary>
    public const int InlineQueuedBytes = 512 * 1024;

    /// <summary>Parts that are sent plain before packing is tried again, for pixels where it has not paid; sixteen megabytes.</summary>
    public const int PartsNotPacked = 64;

    /// <summary>Large frames of a window before it is tried whether they are quicker the other way, packed or plain; twice as many each time that they are not.</summary>
    public const int FramesBeforeTrial = 8;

    /// <summary>At last so many: a few seconds of video, and what a trial costs is one in a hundred.</summary>
    public const int FramesBetweenTrials = 256;

    /// <summary>Frames that go the other way in a trial; one alone may have met a busy moment.</summary>
    public const int FramesOfTrial = 4;

    /// <summary>Where packing leaves an eighth of the bytes or less, plain ones are not tried: they are hardly quicker anywhere.</summary>
    public const double SavedBeyondDoubt = 0.875;

    /// <summary>A plain frame is tried where it takes no longer than this at the worst: three frames of a 60 Hz screen.</summary>
    public static readonly TimeSpan LongestTrialFrame = TimeSpan.FromMilliseconds(50);

    /// <summary>Plain frames have to be quicker by a tenth.</summary>
    public const double QuickerEnough = 0.9;

    /// <summary>StartApp requests that wait for an answer; starting is a person's doing.</summary>
    public const int PendingStarts = 256;

    /// <summary>How long a StartApp waits for an agent that has not connected (yet): longer than a slow machine's session start.</summary>
    public static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(10);

    /// <summary>Icons asked for and not yet come: every app of a large menu at two sizes.</summary>
    public const int PendingIcons = 2 * Protocol.ProtocolLimits.Apps;

    /// <summary>WindowState, WindowClosed and wishes: 250 busy windows at 40 changes a second.</summary>
    public static readonly Rate Windows = new(PerSecond: 10_000, Burst: 20_000);

    /// <summary>Frame memories come with new sizes: 20 windows dragged larger at 60 Hz with two buffers each, and their release.</summary>
    public static readonly Rate FrameMemories = new(PerSecond: 5_000, Burst: 4 * Protocol.ProtocolLimits.FrameMemories);

    /// <summary>Cursors: an animated one at 60 Hz several times over. Each may be 256 KiB.</summary>
    public static readonly Rate Cursors = new(PerSecond: 500, Burst: 500);

    /// <summary>The machine's own cursor over its console: once in a refresh of the screen, whatever the guest does.</summary>
    public static readonly TimeSpan CursorInterval = TimeSpan.FromMilliseconds(16);

    /// <summary>Pointer constraints and drags follow a person's doing; games toggle them per click.</summary>
    public static readonly Rate Input = new(PerSecond: 1_000, Burst: 1_000);

    /// <summary>Catalogue parts, icons and answers: a whole catalogue and its icons at once, then seldom.</summary>
    public static readonly Rate Apps = new(PerSecond: 2_000, Burst: 2 * PendingIcons);

    /// <summary>Sound: every stream in parts of 5 ms, and what was held up by a slow machine at once.</summary>
    public static readonly Rate Audio = new(PerSecond: 200 * Protocol.ProtocolLimits.AudioStreams, Burst: 400 * Protocol.ProtocolLimits.AudioStreams);

    /// <summary>Offers and requests of the clipboard: a person copies and pastes, and what apps mark while the pointer is dragged comes at 20 a second.</summary>
    public static readonly Rate Clipboard = new(PerSecond: 200, Burst: 1_000);

    /// <summary>Saves of all files, and the windows of transfers that were given up: an app that saves ten times a second in each.</summary>
    public static readonly Rate Files = new(PerSecond: 1_000, Burst: 2_000);
}

/// <summary>So many messages in the long run, and so many at once.</summary>
internal readonly record struct Rate(int PerSecond, int Burst);
