// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Desktop.Headless;

/// <summary>What the desktop holds at most, and why that much. The wire's own maxima are in ProtocolLimits.</summary>
internal static class DesktopLimits
{
    /// <summary>Guests attached at once: more virtual machines than one computer runs.</summary>
    public const int Guests = 32;

    /// <summary>Popups in popups. Menus nest three or four deep; every event walks the chain.</summary>
    public const int PopupDepth = 32;

    /// <summary>Parents above a toplevel: a dialog of a dialog of a dialog is deep already.</summary>
    public const int ParentDepth = 64;

    /// <summary>
    /// How long the windows of a guest that went away stay where they are, waiting for it to come back: a restart of the bridge
    /// and its first connection take about a second, a machine under load several.
    /// </summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    /// <summary>First pause before connecting again; doubled each time.</summary>
    public static readonly TimeSpan FirstBackOff = TimeSpan.FromMilliseconds(50);

    /// <summary>Longest pause before connecting again: a person who restarts the guest waits this long at most.</summary>
    public static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(2);

    /// <summary>How long an app may leave a configure unanswered before a newer one is sent all the same: a mute app must not freeze resizing.</summary>
    public static readonly TimeSpan ConfigureAnswer = TimeSpan.FromMilliseconds(250);

    /// <summary>Buttons down at once; a mouse has at most a dozen.</summary>
    public const int Buttons = 16;

    /// <summary>Fingers down at once: two hands.</summary>
    public const int Fingers = 10;

    /// <summary>Side of the virtual screen: that of the largest window.</summary>
    public const int ScreenSide = 16384;

    /// <summary>Pixels of the virtual screen: 8K twice over; a screenshot needs four bytes for each.</summary>
    public const long ScreenPixels = 64L * 1024 * 1024;

    /// <summary>Highest refresh: above it the time of a frame is shorter than a turn of the loop.</summary>
    public const double RefreshHertz = 1000;

    /// <summary>Windows whose edges are tried for a free place; with more on the screen there is none.</summary>
    public const int PlacementNeighbours = 24;

    /// <summary>Longest wait that a control request may ask for: a day-long script holds its connection that long.</summary>
    public const int WaitMilliseconds = 24 * 60 * 60 * 1000;

    /// <summary>How long a guest may leave a paste without a byte: twice what its agent allows its apps, so that the agent can say what is wrong.</summary>
    public static readonly TimeSpan SilentGuest = TimeSpan.FromSeconds(2 * Protocol.ProtocolLimits.ClipboardSeconds);

    /// <summary>
    /// How long a reader may take nothing of what a guest gives, before its place among that guest's pastes is free for others. An agent gives up
    /// on an app after half of it.
    /// </summary>
    public static readonly TimeSpan IdleReader = TimeSpan.FromSeconds(60);

    /// <summary>Fonts looked at before going without: a desktop's font folder has hundreds.</summary>
    public const int FontFiles = 4096;

    /// <summary>Characters of a title that are drawn; no title bar is wider.</summary>
    public const int DrawnCharacters = 256;

    /// <summary>Bytes of one recorded stream: three hours; the format ends at twice as much.</summary>
    public const long RecordedBytes = 2L * 1024 * 1024 * 1024;

    /// <summary>Files of one recording: an app that beeps makes one each time.</summary>
    public const int RecordedFiles = 4096;

    /// <summary>Pieces of sound waiting for the disk: two seconds of several apps. Then sound is lost.</summary>
    public const int RecordedBlocks = 1024;

    /// <summary>Bytes of a recording that are written at once.</summary>
    public const int RecordingBuffer = 64 * 1024;

    /// <summary>Characters of an app's name in the name of a file.</summary>
    public const int FileNameCharacters = 40;
}
