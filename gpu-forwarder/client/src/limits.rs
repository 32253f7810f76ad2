// SPDX-License-Identifier: Apache-2.0
//! Every maximum of the client, with its reason.

/// Entries of the submission ring (STREAM.md).
pub const RING_ENTRIES: u64 = 1024;

/// Chunks that the server must offer at least: one for each context that is current in some thread, and some to go on with.
pub const MIN_CHUNKS: usize = 8;

/// Inputs up to here travel in the record; a copy is a copy, but a slab range costs an allocation.
pub const INLINE_INPUT: usize = 4096;

/// A record with its inline inputs. Eight inputs of [`INLINE_INPUT`] and the arguments fit.
pub const RECORD: usize = 48 * 1024;

/// Bytes of waiting records at which an idle server is given them. Less would wake it for a few calls, more would let it sleep
/// while the program prepares the frame.
pub const SUBMIT_STEP: usize = 2048;

/// Slab memory that a context may fill without submitting: an idle thread must not hold memory that others wait for.
pub const UNSUBMITTED_SLAB: usize = 4 << 20;

/// What a context takes from the slab at once for small inputs.
pub const SLAB_AREA: usize = 256 << 10;

/// The granularity of slab ranges.
pub const SLAB_BLOCK: usize = 16 << 10;

/// One slab range; larger uploads go in parts, so that the server can work on one while the next is copied.
pub const SLAB_RANGE: usize = 8 << 20;

/// The part of the reply area that each current context has. Larger results go through the slab.
pub const REPLY_SLICE: usize = 64 << 10;

/// Names of shaders that a share group remembers; of another one the server is asked.
pub const SHADER_NAMES: usize = 65536;

/// Display lists of which a share group remembers what they do; another one may do anything.
pub const LISTS: usize = 65536;

/// Names of display lists asked for at once: programs make hundreds when they start, one by one; what is left over is a few bytes each.
pub const LIST_NAMES_AT_ONCE: u32 = 256;

/// The program's names asked for at once.
pub const NAMES_AT_ONCE: usize = 128;

/// Programs and shaders, which the server makes in advance, too.
pub const PROGRAMS_AT_ONCE: usize = 16;

/// The answer that tells all of a program; the few that are larger are asked thing by thing.
pub const PROGRAM_ANSWER: usize = 256 << 10;

/// A log, or a name of a variable; logs of drivers are some kilobytes.
pub const PROGRAM_TEXT: i32 = 1 << 20;

/// A program as the driver has it: as much as the slab surely has in one piece.
pub const PROGRAM_BINARY: i32 = 32 << 20;

/// Reads of `executed` at once: about the time that a server which is awake needs for a short call.
pub const SPINS: u32 = 2000;

/// Waits up to here are cheaper to watch than to sleep through: a processor that sleeps takes some 50 µs to wake.
pub const SHORT_WAIT: std::time::Duration = std::time::Duration::from_micros(250);

/// The least that is watched then.
pub const WATCH: std::time::Duration = std::time::Duration::from_micros(50);

/// When giving way took so long somebody else needs the processor, and whoever sleeps is preferred when it is woken.
pub const OTHERS_RAN: std::time::Duration = std::time::Duration::from_micros(20);

/// Milliseconds of sleep after which a waiting thread looks whether the server still lives.
pub const ALIVE_MS: i32 = 200;

/// Depth of the client attribute stack; GL asks for at least 16.
pub const CLIENT_ATTRIBS: usize = 16;

/// Generic attributes that client arrays can have; every driver has 16.
pub const ATTRIBS: usize = 16;

/// Texture coordinate sets of the fixed function that client arrays can have.
pub const TEXCOORDS: usize = 8;

/// Messages of the driver's debug log fetched at once; Mesa keeps ten.
pub const DEBUG_MESSAGES: u32 = 16;

/// A label of a fence with its zero; drivers say 256.
pub const LABEL: usize = 256;

/// Bytes of their texts; a message of Mesa's has 4 KiB at most.
pub const DEBUG_TEXT: i32 = 32 << 10;

/// Frames of one window that may be on their way (drawn by the program, not yet shown), beside those that are between the machines.
pub const FRAMES_AHEAD: u64 = 2;

/// Frames of one window that may be between the machines: those of a tenth of a second at 1000 frames a second.
pub const FRAMES_UNDER_WAY: u64 = 100;

/// Of the slab, the part that such frames of one window may take. Whoever needs memory meanwhile waits for a frame to be shown.
pub const FRAMES_SHARE: usize = 2;

/// How often at most it is looked how many frames a second are shown; fewer looks would be slow to notice, more would see chance.
pub const FRAMES_LOOK: std::time::Duration = std::time::Duration::from_millis(5);

/// Pictures of one Wayland window: one that the compositor shows, one that it may be given meanwhile, one to write, and one more
/// for compositors that give back late. The program waits for the first that is free.
pub const WINDOW_BUFFERS: usize = 4;

/// Parts of a window's picture that are told apart; more are the whole picture.
pub const DAMAGE_RECTS: usize = 16;

/// The payload of one message where memory is not shared (STREAM.md).
pub const WIRE_BYTES: usize = 256 << 10;

/// Small messages that go out in one write: more would wait for each other, fewer cost a call each.
pub const WIRE_WRITE: usize = 32 << 10;

/// Bytes on a TCP connection of Redox' that the other end has not acknowledged: what its network stack can surely hold. It says
/// nothing when it holds no more, and loses the rest.
pub const UNACKNOWLEDGED: usize = 32 << 10;

/// One write on such a connection.
pub const UNACKNOWLEDGED_WRITE: usize = 8 << 10;

/// How long a machine that does not answer is waited for.
pub const CONNECT: std::time::Duration = std::time::Duration::from_secs(5);

/// The file that says where the server is, and one with a key.
pub const FILE_BYTES: u64 = 4096;

/// Persistent maps of one share group, each of which is looked at when somebody submits.
pub const PERSISTENT_MAPS: usize = 1024;

/// Their bytes, of which the client has two copies.
pub const PERSISTENT_BYTES: usize = 1 << 30;

/// Bytes of coherent maps that every submission may compare: some 20 µs. With more, only those submissions are made that must be.
pub const COMPARED_AT_EASE: usize = 256 << 10;

/// Equal bytes between two parts that the program wrote, sent along: a record of its own has as many.
pub const PERSISTENT_GAP: usize = 64;

/// Values of uniforms that are kept for programs that ask for them again: those of a few large programs.
pub const UNIFORM_ANSWERS: usize = 1024;

/// What is known of the attachments of a window: buffers of which there are twelve at most, and some ten questions, of which programs ask few.
pub const SURFACE_ANSWERS: usize = 64;
