// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Protocol;

/// <summary>Every maximum of the protocol and why it is that number. PROTOCOL.md, "Limits", lists the same table.</summary>
public static class ProtocolLimits
{
    /// <summary>Largest payload on a control channel: a 256×256 cursor image (262,144 bytes) and its fields.</summary>
    public const int ControlMessageBytes = 264 * 1024;

    /// <summary>Largest payload on a bulk channel: an icon, a part of a catalogue, or the rows of an inline frame, sent in several messages when larger.</summary>
    public const int BulkMessageBytes = 4 * 1024 * 1024;

    /// <summary>Largest payload before the handshake is over: a stranger may not make us hold more.</summary>
    public const int HandshakeMessageBytes = 4 * 1024;

    /// <summary>Bytes that the rows of one InlineFrame have unpacked: two 1920×1080 frames. What is larger is sent in several, so a few bytes cannot become gigabytes.</summary>
    public const int InlinePlainBytes = 16 * 1024 * 1024;

    /// <summary>Bytes waiting for a peer that does not read; two of the largest bulk messages. Then the session is closed.</summary>
    public const int QueuedBytes = 8 * 1024 * 1024;

    /// <summary>Handles beside one message: a frame memory needs one, nothing needs more.</summary>
    public const int HandlesPerMessage = 1;

    /// <summary>Handles waiting to be sent: one for every frame memory a guest may have.</summary>
    public const int QueuedHandles = FrameMemories;

    /// <summary>Seconds from accepting a connection to its complete handshake; a healthy peer on the same machine needs milliseconds.</summary>
    public const int HandshakeSeconds = 5;

    /// <summary>Connections that have not said Hello yet, for each listener: strangers may not hold all our file descriptors.</summary>
    public const int PendingConnections = 16;

    /// <summary>Rectangles in one frame's damage; more are merged by the sender. Past a dozen, copying the bounds is cheaper than the bookkeeping.</summary>
    public const int DamageRects = 16;

    /// <summary>Rectangles of an input region or a pointer constraint; shaped windows use a handful, a window with more is given its bounds.</summary>
    public const int RegionRects = 64;

    /// <summary>Window title in bytes; nothing shows more.</summary>
    public const int TitleBytes = 1024;

    /// <summary>Application id in bytes: a D-Bus name or desktop file id, both at most 255.</summary>
    public const int AppIdBytes = 256;

    /// <summary>Reason, name and version texts in bytes: one line of a log.</summary>
    public const int TextBytes = 1024;

    /// <summary>Side of a window or a frame in pixels: the texture limit of the graphics hardware in use.</summary>
    public const int WindowSide = 16384;

    /// <summary>Any coordinate's distance from zero: windows of the largest side, a few of them in a row, still far from overflow.</summary>
    public const int Coordinate = 1 << 20;

    /// <summary>Windows of one guest, popups included; a busy desktop has about fifty.</summary>
    public const int Windows = 256;

    /// <summary>Frame memories of one guest: up to four buffers for each window.</summary>
    public const int FrameMemories = 1024;

    /// <summary>Bytes of all frame memories of one guest: sixty 4K frames; each costs address space in bridge and desktop.</summary>
    public const long FrameMemoryBytes = 2L * 1024 * 1024 * 1024;

    /// <summary>Screens of a desktop.</summary>
    public const int Outputs = 16;

    /// <summary>Keys held at once: a keyboard with every key of two hands down is far below.</summary>
    public const int PressedKeys = 64;

    /// <summary>Highest evdev code (KEY_MAX of linux/input-event-codes.h).</summary>
    public const uint EvdevCode = 0x2ff;

    /// <summary>Where the right and the lower edge of a virtual machine's screen are in MachineInput: the scale of QEMU's absolute pointers.</summary>
    public const int MachinePosition = 0x7fff;

    /// <summary>Notches of a wheel in one MachineInput: a free-spinning wheel makes some ten in a sixtieth of a second.</summary>
    public const int MachineNotches = 32;

    /// <summary>Bytes of text in one TextInput message; longer text is sent in several.</summary>
    public const int TextInputBytes = 4096;

    /// <summary>Side of a cursor image in pixels: what cursor planes and themes offer at most.</summary>
    public const int CursorSide = 256;

    /// <summary>Bytes of one icon as PNG: a 512×512 photograph-like icon stays below.</summary>
    public const int IconBytes = 1024 * 1024;

    /// <summary>Side of an icon in pixels.</summary>
    public const int IconSide = 1024;

    /// <summary>Apps in one guest's catalogue; a full distribution installs some hundreds.</summary>
    public const int Apps = 4096;

    /// <summary>Apps in one part of the catalogue.</summary>
    public const int AppsPerPart = 256;

    /// <summary>Parts of a catalogue: <see cref="Apps"/> in parts of a few, when apps are wordy.</summary>
    public const int CatalogueParts = 1024;

    /// <summary>Actions of one app.</summary>
    public const int AppActions = 64;

    /// <summary>Keywords, categories or MIME types of one app; office suites list some two hundred types.</summary>
    public const int AppWords = 1024;

    /// <summary>Arguments, URIs or environment entries of one StartApp.</summary>
    public const int StartAppItems = 256;

    /// <summary>One argument, URI or environment entry in bytes: a longest path (4096) percent-encoded.</summary>
    public const int StartAppItemBytes = 12 * 1024 + 512;

    /// <summary>Launchers on one bridge: the daemon, and spare ones for diagnosis.</summary>
    public const int Launchers = 4;

    /// <summary>Terminal streams of one guest, and connections that have one: as many shells as a person keeps open. Their windows together are half of QueuedBytes.</summary>
    public const int TerminalStreams = 16;

    /// <summary>Arguments or environment entries of one OpenTerminal: what a shell makes of a name pattern; all must fit ControlMessageBytes.</summary>
    public const int TerminalArguments = 8192;

    /// <summary>One argument or environment entry in bytes: what the count before a text can say; scripts are passed as one.</summary>
    public const int TerminalArgumentBytes = 65_535;

    /// <summary>Bytes of a terminal stream on their way in one direction; at 3 ms from end to end that is 80 MB a second.</summary>
    public const int TerminalWindowBytes = 256 * 1024;

    /// <summary>Bytes in one TerminalData: what a pipe holds. The next message of another stream waits for no more than this.</summary>
    public const int TerminalDataBytes = 64 * 1024;

    /// <summary>MIME types of one offer: browsers and office suites give some dozens.</summary>
    public const int ClipboardTypes = 64;

    /// <summary>Clipboard requests open at once, each way: one paste asks for a few types.</summary>
    public const int ClipboardRequests = 16;

    /// <summary>Bytes of one request's answer: an uncompressed 4K picture is half of it. More is a file, and not for the clipboard.</summary>
    public const int ClipboardBytes = 64 * 1024 * 1024;

    /// <summary>Bytes of one request's answer on their way: all requests together are an eighth of QueuedBytes.</summary>
    public const int ClipboardWindowBytes = 64 * 1024;

    /// <summary>Bytes in one ClipboardData: what a pipe holds, and a whole window.</summary>
    public const int ClipboardDataBytes = 64 * 1024;

    /// <summary>Seconds in which who has the content must give something, where there is a window; a person who pastes does not wait longer.</summary>
    public const int ClipboardSeconds = 5;

    /// <summary>Files open in one guest at once, those included that wait to be stored: as many documents as anybody keeps open.</summary>
    public const int Files = 64;

    /// <summary>Bytes of one file: what file systems of memory sticks hold; more takes minutes to pass through.</summary>
    public const long FileBytes = 4L * 1024 * 1024 * 1024;

    /// <summary>Name of a file in bytes: NAME_MAX of Linux.</summary>
    public const int FileNameBytes = 255;

    /// <summary>MIME type in bytes: two names of at most 127 characters each (RFC 6838, section 4.2) and a slash.</summary>
    public const int MimeTypeBytes = 256;

    /// <summary>Bytes of one file on their way in one direction; at 3 ms from end to end that is 80 MB a second.</summary>
    public const int FileWindowBytes = 256 * 1024;

    /// <summary>Bytes in one FileData. The next message of anybody else on bulk waits for no more than this.</summary>
    public const int FileDataBytes = 64 * 1024;
    /// <summary>Audio streams of one guest: as many apps as anybody can tell apart, several times over.</summary>
    public const int AudioStreams = 16;

    /// <summary>Highest rate of sound in frames a second: what sound cards offer at most.</summary>
    public const int AudioRate = 192_000;

    /// <summary>Lowest rate of sound in frames a second: that of telephones.</summary>
    public const int AudioLeastRate = 8_000;

    /// <summary>Channels of sound: 7.1.</summary>
    public const int AudioChannels = 8;

    /// <summary>Milliseconds of a stream that may be sent and not yet played: later than that, lips and sound are apart.</summary>
    public const int AudioWindowMilliseconds = 60;

    /// <summary>Bytes in one AudioData: 10 ms of the widest form is 30,720, of a usual one 1,920; a key waits for no more than this.</summary>
    public const int AudioDataBytes = 16 * 1024;

    /// <summary>Guests in a launcher's directory: more virtual machines than a machine can run.</summary>
    public const int Guests = 64;

    /// <summary>Name of a guest or a desktop in bytes: one word, with room to spare.</summary>
    public const int GuestNameBytes = 256;

    /// <summary>Bytes that a desktop behind a door has under way on a connection before they are acknowledged: what the smallest network stack in use can lose no byte of.</summary>
    public const int UnacknowledgedBytes = 32 * 1024;
}
