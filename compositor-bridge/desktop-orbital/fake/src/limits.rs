// SPDX-License-Identifier: Apache-2.0
//! Maxima, each with its reason. Orbital itself has none of these.

/// Bytes of one write: what a person copies, at most (64 MiB in the protocol), and the byte that names its kind.
pub const WRITE_BYTES: usize = 64 * 1024 * 1024 + 1;

/// Bytes of one read's answer: a client asks for what it has room for.
pub const READ_BYTES: usize = WRITE_BYTES;

/// Pixels of one window: 16,384 × 4,096, more than any screen; an overflowing size is refused instead of tried.
pub const WINDOW_PIXELS: u64 = 16_384 * 4_096;

/// Descriptors open at once, each a connection with a thread: a test of many windows, and a leak is noticed.
pub const HANDLES: usize = 4_096;

/// Events waiting in one window: a client that never reads is a fault that is told, not memory that grows.
pub const QUEUED_EVENTS: usize = 65_536;

/// Faults remembered: the first ones say what is wrong.
pub const FAULTS: usize = 256;

/// Rectangles of one damage command: beyond, a client would do better to damage the window.
pub const DAMAGE_RECTANGLES: usize = 4_096;

/// One line to the hand: a command with a path and a title.
pub const HAND_LINE_BYTES: usize = 1024 * 1024;

/// Frames that `audio.raw` keeps: ten minutes, 106 MB.
pub const COLLECTED_FRAMES: u64 = 44_100 * 600;

/// Frames waiting in one stream of sound: a huge write is taken whole, but not without end (ten minutes).
pub const QUEUED_FRAMES: usize = 44_100 * 600;

/// A file of the launcher: entries and manifests are a few hundred bytes.
pub const ENTRY_BYTES: u64 = 1024 * 1024;

/// Entries and manifests together.
pub const PACKAGES: usize = 10_000;

/// Messages of one connection that no test has asked for yet: a second of motion is a thousand.
pub const HEARD_MESSAGES: usize = 65_536;

/// Connections that no test has asked for yet: an endpoint has two a guest and one directory.
pub const KEPT_CONNECTIONS: usize = 64;
