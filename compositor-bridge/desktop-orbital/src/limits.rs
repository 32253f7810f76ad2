// SPDX-License-Identifier: Apache-2.0
//! What the endpoint holds at most, and why that much. The wire's own maxima are in the protocol crate.
use std::time::Duration;

/// Reads of one connection in a turn, before others have theirs: a frame of a full screen comes in a few hundred.
pub const READS_PER_CHANNEL: usize = 256;

/// A connection that has not finished its handshake by then is tried again.
pub const HANDSHAKE: Duration = Duration::from_secs(5);

/// First pause before connecting again; doubled each time.
pub const FIRST_BACK_OFF: Duration = Duration::from_millis(50);

/// Longest pause before connecting again: a person who restarts the launcher waits so long at most.
pub const LONGEST_BACK_OFF: Duration = Duration::from_secs(2);

/// How long connecting itself may take before that is a failure.
pub const CONNECT: Duration = Duration::from_secs(5);

/// Wires of a virtual machine to its launcher: as many as that has. One for the directory and two for each guest.
pub const WIRES: usize = 16;

/// A mark on a wire is said again after this, then after twice as long, up to the second.
pub const FIRST_MARK: Duration = Duration::from_millis(100);
pub const LAST_MARK: Duration = Duration::from_secs(2);

/// A launcher at the other end of a wire is gone when it says nothing for so long: it asks after us every five seconds.
pub const WIRE_SILENCE: Duration = Duration::from_secs(15);

/// How long windows of a guest that went away stay on the screen: a restart of the bridge takes about a second.
pub const GRACE: Duration = Duration::from_secs(10);

/// The same for a guest that another desktop has: it may be our own older connection that has not ended yet.
pub const GIVEN_AWAY: Duration = Duration::from_secs(1);

/// How long an app may leave a configure unanswered before a newer one is sent all the same.
pub const CONFIGURE_ANSWER: Duration = Duration::from_millis(250);

/// Frames that nobody sees are answered so late, so that an app neither spins nor starves.
pub const UNSEEN_FRAME: Duration = Duration::from_secs(1);

/// Popups in popups. Menus nest three or four deep; every event walks the chain.
pub const POPUP_DEPTH: usize = 32;

/// Events taken from one window in one read: a burst of the mouse between two turns.
pub const EVENTS_PER_READ: usize = 16;

/// Reads of one window in a turn; what is left makes the window readable again.
pub const READS_PER_TURN: usize = 16;

/// Characters of a title that are kept; no title bar is wider.
pub const TITLE_CHARACTERS: usize = 256;

/// A window smaller than this cannot be grabbed any more.
pub const LEAST_SIDE: i32 = 32;

/// Bytes of the pixels that we keep of one guest's windows: eight windows of a 4K screen. A guest that wants more is
/// cut off.
pub const CONTENT_BYTES: usize = 512 * 1024 * 1024;

/// Buttons of Orbital's mouse.
pub const BUTTONS: usize = 3;

/// Between one window of ours losing Orbital's focus or pointer and another getting it; both are said in one batch, but come
/// from two descriptors.
pub const FOCUS_CHANGE: Duration = Duration::from_millis(30);

/// After closing a window of ours Orbital tells its focus anew, to us or to a program of Redox'; so long we take it for that.
pub const FOCUS_TOLD_ANEW: Duration = Duration::from_millis(250);

/// Memory for unpacking that is kept between frames: a full screen of 1080p.
pub const PLAIN_BYTES_KEPT: usize = 8 * 1024 * 1024;

/// Writes of one connection in a turn; by then it waits for an acknowledgement.
pub const WRITES_PER_TURN: usize = 64;

/// Frames in one write of sound: a block of Redox' mixer. The scheme takes a larger write whole, however late that makes it.
pub const SOUND_WRITE_FRAMES: usize = 512;

/// Frames that the scheme has beside the one being played: two blocks of its mixer, 23 ms.
pub const SOUND_AHEAD_FRAMES: usize = 1024;

/// Frames that are given back at once: 4 ms, so what a step of ours found heard. Credit that comes late is sound that the guest
/// lets go of.
pub const SOUND_CREDIT_FRAMES: usize = 176;

/// Frames that a sound has before it begins, as many as the scheme gets ahead: a block for the mixer and 11 ms in which the
/// next piece may be late.
pub const SOUND_CUSHION_FRAMES: usize = SOUND_AHEAD_FRAMES;

/// The same as a time: a sound that is shorter begins after it.
pub const SOUND_CUSHION: Duration = Duration::from_millis(23);

/// Between two looks whether there is an audio scheme, while there is none.
pub const SOUND_LOOK: Duration = Duration::from_secs(2);

/// Between two looks at what has been heard; half a block of the mixer.
pub const SOUND_STEP: Duration = Duration::from_millis(5);

/// From the last frame that was heard by our reckoning to closing its stream: what Redox' mixer and its hardware have ahead.
pub const SOUND_LINGERS: Duration = Duration::from_millis(60);

/// Bytes of Orbital's clipboard that are read or written: text of a book, or a picture of a screen as a data URI.
pub const BUFFER_BYTES: usize = 4 * 1024 * 1024;

/// Bytes that it is read with first, each time that one of our windows gets the focus: more than nearly all that people copy.
pub const FIRST_READ_BYTES: usize = 64 * 1024;

/// A transfer of the clipboard that stands still for so long is given up: twice what who has the content may take.
pub const CLIPBOARD_STALL: Duration = Duration::from_secs(10);

/// Side of the icons in the menus: what the launcher shows on its bar.
pub const MENU_ICON_SIDE: u16 = 48;

/// Programs that ask at one time; a person starts a few apps in a row.
pub const CALLS: usize = 32;

/// Bytes of one question: two names of the wire's length and a path of 4096 bytes, escaped, and a word.
pub const CALL_BYTES: usize = 16 * 1024;

/// How long starting an app may take with its guest: a virtual machine without hardware support needs a minute or two.
pub const CALL: Duration = Duration::from_secs(300);

/// How long a guest that failed before may go on saying so when it is started again, before that is taken for an answer.
pub const RETRY: Duration = Duration::from_secs(5);

/// Between two looks whether an endpoint that was just started listens, and how many looks it is given: ten seconds.
pub const ENDPOINT_LOOK: Duration = Duration::from_millis(100);
pub const ENDPOINT_LOOKS: usize = 100;

/// Files open in all guests together: each costs a record of a kilobyte and no more while nothing is saved.
pub const FILES: usize = 4 * seamless_protocol::limits::FILES;

/// A record: two names and a path of 4096 bytes, all of them escaped, and some numbers.
pub const RECORD_BYTES: u64 = 64 * 1024;

/// Data written is told at the latest when it is so much: a quarter of the window, so that the guest never runs dry while we write.
pub const FILE_CREDIT_BYTES: u32 = seamless_protocol::limits::FILE_WINDOW_BYTES / 4;

/// Names tried for a save that cannot take its original's: so many within a minute, each of which has its own.
pub const KEPT_NAMES: usize = 100;

/// A save that could not be stored (a full disk, a folder that may not be written) is tried again so often.
pub const FILE_RETRY: Duration = Duration::from_secs(15);

/// Those who wait for one file to be open: a person who clicks again and again.
pub const FILE_ASKERS: usize = 16;

/// Between two looks whether Orbital is still there, while a window of `seamless-run` says something: it ends with the session.
pub const NOTICE_LOOK: Duration = Duration::from_secs(5);

/// Windows that say something; what comes while so many are open is in the log only.
pub const NOTICES: usize = 8;

/// Apps that open files, of all guests: an installation with everything has some hundreds.
pub const ASSOCIATED_APPS: usize = 2048;

/// What an endpoint knows of one guest's apps, escaped: a kilobyte for each of a catalogue's.
pub const OPENERS_BYTES: u64 = 4 * 1024 * 1024;

/// A script that names a guest and an app: two names of the wire's length, escaped.
pub const WRAPPER_BYTES: u64 = 4096;
