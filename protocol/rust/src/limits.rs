// SPDX-License-Identifier: Apache-2.0
//! Every maximum and why it is that number. PROTOCOL.md, "Limits", lists those that both sides must know; a test compares them.

/// Largest payload on a control channel: a 256×256 cursor image (262,144 bytes) and its fields.
pub const CONTROL_MESSAGE_BYTES: usize = 264 * 1024;
/// Largest payload on a bulk channel: an icon, a part of a catalogue, or the rows of an inline frame.
pub const BULK_MESSAGE_BYTES: usize = 4 * 1024 * 1024;
/// Largest payload before the handshake is over: a stranger may not make us hold more.
pub const HANDSHAKE_MESSAGE_BYTES: usize = 4 * 1024;
/// Bytes that the rows of one InlineFrame have unpacked: two 1920×1080 frames.
pub const INLINE_PLAIN_BYTES: usize = 16 * 1024 * 1024;
/// Bytes waiting for a peer that does not read; two of the largest bulk messages.
pub const QUEUED_BYTES: usize = 8 * 1024 * 1024;
/// Seconds from connecting to a complete handshake.
pub const HANDSHAKE_SECONDS: u64 = 5;
/// Rectangles in one frame's damage; past a dozen, copying the bounds is cheaper than the bookkeeping.
pub const DAMAGE_RECTS: usize = 16;
/// Rectangles of an input region or a pointer constraint; shaped windows use a handful.
pub const REGION_RECTS: usize = 64;
/// Window title in bytes; nothing shows more.
pub const TITLE_BYTES: usize = 1024;
/// Application id in bytes: a D-Bus name or desktop file id, both at most 255.
pub const APP_ID_BYTES: usize = 256;
/// Reason, name and version texts in bytes: one line of a log.
pub const TEXT_BYTES: usize = 1024;
/// Side of a window or a frame in pixels: the texture limit of the graphics hardware in use.
pub const WINDOW_SIDE: i32 = 16_384;
/// Any coordinate's distance from zero: windows of the largest side, a few of them in a row, still far from overflow.
pub const COORDINATE: i32 = 1 << 20;
/// Windows of one guest, popups included; a busy desktop has about fifty.
pub const WINDOWS: usize = 256;
/// Bytes of all frame memories of one guest.
pub const FRAME_MEMORY_BYTES: u64 = 2 * 1024 * 1024 * 1024;
/// Screens of a desktop.
pub const OUTPUTS: usize = 16;
/// Keys held at once: a keyboard with every key of two hands down is far below.
pub const PRESSED_KEYS: usize = 64;
/// Highest evdev code (KEY_MAX of linux/input-event-codes.h).
pub const EVDEV_CODE: u32 = 0x2ff;
/// Where the right and the lower edge of a virtual machine's screen are in MachineInput: the scale of QEMU's absolute pointers.
pub const MACHINE_POSITION: i32 = 0x7fff;
/// Notches of a wheel in one MachineInput.
pub const MACHINE_NOTCHES: i32 = 32;
/// Bytes of text in one TextInput message; longer text is sent in several.
pub const TEXT_INPUT_BYTES: usize = 4096;
/// Side of a cursor image in pixels: what cursor planes and themes offer at most.
pub const CURSOR_SIDE: i32 = 256;
/// Bytes of one icon as PNG: a 512×512 photograph-like icon stays below.
pub const ICON_BYTES: usize = 1024 * 1024;
/// Side of an icon in pixels.
pub const ICON_SIDE: u16 = 1024;
/// Apps in one guest's catalogue; a full distribution installs some hundreds.
pub const APPS: usize = 4096;
/// Apps in one part of the catalogue.
pub const APPS_PER_PART: usize = 256;
/// Parts of a catalogue: Apps in parts of a few, when apps are wordy.
pub const CATALOGUE_PARTS: u16 = 1024;
/// Actions of one app.
pub const APP_ACTIONS: usize = 64;
/// Keywords, categories or MIME types of one app; office suites list some two hundred types.
pub const APP_WORDS: usize = 1024;
/// Arguments, URIs or environment entries of one StartApp.
pub const START_APP_ITEMS: usize = 256;
/// One argument, URI or environment entry in bytes: a longest path (4096) percent-encoded.
pub const START_APP_ITEM_BYTES: usize = 12_800;
/// Arguments or environment entries of one OpenTerminal.
pub const TERMINAL_ARGUMENTS: usize = 8192;
/// One argument or environment entry in bytes: what the count before a text can say.
pub const TERMINAL_ARGUMENT_BYTES: usize = 65_535;
/// Bytes of a terminal stream on their way in one direction.
pub const TERMINAL_WINDOW_BYTES: u32 = 262_144;
/// Bytes in one TerminalData: what a pipe holds.
pub const TERMINAL_DATA_BYTES: usize = 65_536;

/// MIME type in bytes: RFC 6838 allows 127 on each side of the slash.
pub const MIME_TYPE_BYTES: usize = 256;
/// Types in one offer; browsers offer a dozen.
pub const CLIPBOARD_TYPES: usize = 64;
/// Clipboard requests open in one direction.
pub const CLIPBOARD_REQUESTS: usize = 16;
/// Bytes of one content: a screenshot of an 8K screen, packed.
pub const CLIPBOARD_BYTES: usize = 64 * 1024 * 1024;
/// Bytes in one ClipboardData: what a pipe holds.
pub const CLIPBOARD_DATA_BYTES: usize = 65_536;
/// Bytes of one request on their way.
pub const CLIPBOARD_WINDOW_BYTES: u32 = 65_536;
/// Seconds after which an owner that gives nothing has failed.
pub const CLIPBOARD_SECONDS: u64 = 5;
/// Sounds of one guest at one time.
pub const AUDIO_STREAMS: usize = 16;
/// Highest rate of sound in frames a second: what sound cards offer at most.
pub const AUDIO_RATE: u32 = 192_000;
/// Lowest rate of sound in frames a second: that of telephones.
pub const AUDIO_LEAST_RATE: u32 = 8_000;
/// Channels of sound: 7.1.
pub const AUDIO_CHANNELS: u8 = 8;
/// Bytes in one AudioData; a key waits for no more than this.
pub const AUDIO_DATA_BYTES: usize = 16_384;
/// Milliseconds of sound on their way: what may be late before it is lost.
pub const AUDIO_WINDOW_MILLISECONDS: u32 = 60;
/// Files open in one guest.
pub const FILES: usize = 64;
/// Bytes of one file: a long video; more is for a shared folder.
pub const FILE_BYTES: u64 = 4 * 1024 * 1024 * 1024;
/// Name of a file in bytes: NAME_MAX.
pub const FILE_NAME_BYTES: usize = 255;
/// Bytes in one FileData.
pub const FILE_DATA_BYTES: usize = 65_536;
/// Bytes of one version of a file on their way.
pub const FILE_WINDOW_BYTES: u32 = 262_144;
/// Guests in a launcher's directory.
pub const GUESTS: usize = 64;
/// Name of a guest or a desktop.
pub const GUEST_NAME_BYTES: usize = 256;

/// Bytes that we have on their way to the launcher's machine on one connection and that nobody has acknowledged. Redox's network
/// stack drops the tail of a write that does not fit its 65,535 bytes and reports it as written; half of that is always safe.
pub const UNACKNOWLEDGED_BYTES: usize = 32 * 1024;
/// Bytes after which a Ping asks for an acknowledgement: a quarter of the above, so that writing hardly ever waits for one.
pub const PING_AFTER_BYTES: usize = 8 * 1024;
/// Bytes in one write, for the same reason.
pub const WRITE_BYTES: usize = 4096;
/// Bytes of file and clipboard data unacknowledged, over all that we send on bulk: seven messages of `BULK_DATA_BYTES`, which with
/// their headers and fields are below `UNACKNOWLEDGED_BYTES`.
pub const UNACKNOWLEDGED_DATA_BYTES: usize = 7 * BULK_DATA_BYTES;
/// Bytes of data in one FileData or ClipboardData that we send: one write.
pub const BULK_DATA_BYTES: usize = 4096;
/// Transfers that we send at one time: clipboard requests of a guest and files, each at most sixteen.
pub const TRANSFERS: usize = 32;
/// Bytes of one message that we send, with its header: with the Ping behind it, it fits into what may be unacknowledged.
pub const SENT_MESSAGE_BYTES: usize = 24 * 1024;
/// Bytes that wait to be written; a peer for which more waits does not read. Far more than input of a second.
pub const OUTBOX_BYTES: usize = 256 * 1024;
/// Memory that an inbox keeps between messages; a larger one is given back when it is empty. Frames come in parts of 256 KiB: with room for
/// four of them little has to be moved, and memory is neither made nor cleared anew for each.
pub const INBOX_KEPT_BYTES: usize = 1024 * 1024;
