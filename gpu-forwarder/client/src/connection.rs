// SPDX-License-Identifier: Apache-2.0
//! The one connection of this process: the handshake, and what all contexts share of the memory (entries, chunks, slab, slices
//! for replies). Threads meet here only when they submit or need more memory.

use crate::blocks::{Blocks, SHOWN};
use crate::generated::opcodes::HASH;
use crate::limits::{ALIVE_MS, OTHERS_RAN, REPLY_SLICE, SHORT_WAIT, SLAB_BLOCK, SPINS, WATCH};
use crate::record::Range;
use crate::server::Server;
use crate::sys::memory::{Layout, Memory, REFUSED};
use crate::sys;
use crate::wire::{Submission, Wire};
use std::io::{self, ErrorKind, Read, Write};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, OnceLock};
use std::time::{Duration, Instant};

const MAGIC: &[u8; 4] = b"SMGL";
const VERSION: u32 = 1;
#[cfg(not(target_os = "redox"))]
const SHARED: u32 = 1;
const WIRE: u32 = 2;

pub struct Connection {
    pub memory: Memory,
    link: Link,
    tables: Mutex<Tables>,
    /// A frame has been shown, and its part of the slab is free.
    shown: Condvar,
    dead: AtomicBool,
    /// glGetError has said so.
    told: AtomicBool,
    /// Nanoseconds that waits take, on average.
    usual_wait: AtomicU64,
    /// Nanoseconds from a submission to the word that it is executed, where that was quickest: the way to the server and back.
    round_trip: AtomicU64,
    /// What it means when the server ends without a word.
    silence: &'static str,
}

/// How the server comes to what is in the memory.
enum Link {
    /// It sees it, too; the socket only says that it lives.
    #[cfg(not(target_os = "redox"))]
    Shared(std::os::unix::net::UnixStream),
    /// It is told.
    Wire(Wire),
}

/// What is used, and until when.
pub struct Tables {
    pub chunks: Blocks,
    pub slab: Blocks,
    pub replies: Blocks,
    submitted: u64,
}

static CONNECTION: OnceLock<Option<Connection>> = OnceLock::new();

/// The connection, made at the first call. None: there is no server; that has been said once.
pub fn connection() -> Option<&'static Connection> {
    CONNECTION.get_or_init(|| open().map_err(|e| crate::log::say(&format!("{e}; OpenGL cannot be used"))).ok()).as_ref()
}

fn open() -> io::Result<Connection> {
    let server = Server::find()?;
    let named = |e: io::Error| io::Error::new(e.kind(), format!("the GPU server's socket {server}: {e}"));
    #[cfg(not(target_os = "redox"))]
    if let Server::Shared(path) = &server {
        let mut socket = std::os::unix::net::UnixStream::connect(path).map_err(named)?;
        greet(&mut socket, &hello(SHARED, 0)).map_err(named)?;
        let mut answer = [0u8; 64];
        let fd = sys::receive(&socket, &mut answer).map_err(named)?;
        let layout = understood(&answer, &mut socket)?;
        let fd = fd.ok_or_else(|| io::Error::new(ErrorKind::InvalidData, "the GPU server sent no memory"))?;
        let shared = sys::map(&fd, layout.len()).map_err(named)?;
        return Ok(Connection::new(Memory { shared, layout }, Link::Shared(socket)));
    }
    let mut socket = server.connect().map_err(named)?;
    let window = server.window();
    greet(&mut socket, &hello(WIRE, window.map_or(0, |bytes| bytes / 4))).map_err(named)?;
    let mut answer = [0u8; 64];
    socket.read_exact(&mut answer).map_err(named)?;
    let layout = understood(&answer, &mut socket)?;
    let memory = Memory { shared: sys::private(layout.len())?, layout };
    let connection = Connection::new(memory, Link::Wire(Wire::start(socket, window, memory)?));
    Ok(Connection { silence: server.silence(), ..connection })
}

/// Whoever turns this program away may have hung up before its greeting: then the reason waits to be read.
fn greet(socket: &mut impl Write, hello: &[u8]) -> io::Result<()> {
    match socket.write_all(hello) {
        Err(e) if e.kind() != ErrorKind::BrokenPipe => Err(e),
        _ => Ok(()),
    }
}

fn hello(transport: u32, acknowledge_after: u32) -> [u8; 32] {
    let mut hello = [0u8; 32];
    hello[..4].copy_from_slice(MAGIC);
    hello[4..8].copy_from_slice(&VERSION.to_le_bytes());
    hello[8..12].copy_from_slice(&transport.to_le_bytes());
    hello[12..16].copy_from_slice(&acknowledge_after.to_le_bytes());
    hello[16..24].copy_from_slice(&HASH.to_le_bytes());
    hello
}

/// The server's answer: where the memory's parts lie, or why there is none.
fn understood(answer: &[u8; 64], socket: &mut impl Read) -> io::Result<Layout> {
    let word = |at: usize| u32::from_le_bytes([answer[at], answer[at + 1], answer[at + 2], answer[at + 3]]);
    let bad = |text: &str| Err(io::Error::new(ErrorKind::InvalidData, text.to_owned()));
    if &answer[..4] != MAGIC {
        return bad("what answers is no seamless-gl-server");
    }
    if word(8) != 0 {
        let mut reason = vec![0; word(12).min(1024) as usize];
        socket.read_exact(&mut reason)?;
        return bad(&format!("the GPU server refuses: {}", String::from_utf8_lossy(&reason)));
    }
    if word(4) != VERSION || u64::from(word(16)) | u64::from(word(20)) << 32 != HASH {
        return bad("the GPU server is of another version than this library; install both from one release");
    }
    let part = |at: usize| word(at) as usize;
    let layout = Layout {
        ring: part(24),
        entries: word(28).into(),
        chunks: part(32),
        chunk: part(36),
        chunk_count: part(40),
        reply: part(44),
        reply_len: part(48),
        slab: part(52),
        slab_len: part(56),
    };
    if layout.is_usable() { Ok(layout) } else { bad("the GPU server offers memory of sizes that this library cannot use") }
}

impl Connection {
    fn new(memory: Memory, link: Link) -> Connection {
        let tables = Tables {
            chunks: Blocks::new(memory.layout.chunk_count),
            slab: Blocks::new(memory.layout.slab_len / SLAB_BLOCK),
            replies: Blocks::new(memory.layout.reply_len / REPLY_SLICE),
            submitted: 0,
        };
        let (dead, told) = (AtomicBool::new(false), AtomicBool::new(false));
        Connection { memory, link, tables: Mutex::new(tables), shown: Condvar::new(), dead, told, usual_wait: AtomicU64::new(0), round_trip: AtomicU64::new(u64::MAX), silence: "" }
    }

    /// The server does not see the memory: what is written into the slab is to be sent.
    #[inline]
    pub fn is_wire(&self) -> bool {
        matches!(self.link, Link::Wire(_))
    }

    pub fn tables(&self) -> MutexGuard<'_, Tables> {
        self.tables.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// A window's thread has shown the frame that was here.
    pub fn shown(&self, range: &Range) {
        self.tables().slab.release(range.first, range.count, 0);
        self.shown.notify_all();
    }

    /// Waits until more of the slab is free: an entry has been executed, or a frame shown. False: neither will be.
    pub fn wait_for_slab(&self, tables: MutexGuard<'_, Tables>, executed: u64) -> bool {
        match tables.slab.next_free(executed) {
            Some(next) => {
                drop(tables);
                self.wait(next);
                true
            }
            None if tables.slab.has_frames() => {
                drop(self.shown.wait(tables));
                true
            }
            None => false,
        }
    }

    /// Whether the server has ended. Then nothing is drawn any more, and nothing waits.
    pub fn is_dead(&self) -> bool {
        self.dead.load(Ordering::Relaxed)
    }

    /// How the session is over, without waiting: REFUSED, LOST, or 0 while it is not.
    pub fn over(&self) -> u32 {
        let how = self.memory.gone().load(Ordering::Acquire);
        if how != 0 {
            self.look_alive();
        }
        if self.is_dead() { how.max(REFUSED) } else { 0 }
    }

    /// Whether the program is to be told now that its contexts are lost: once, as GL does.
    pub fn tells_loss(&self) -> bool {
        self.over() != 0 && !self.told.swap(true, Ordering::SeqCst)
    }

    /// Gives the server an entry, and over a wire these ranges of the slab before it; returns how many entries must have been
    /// executed when it is.
    pub fn submit(&self, tables: &mut Tables, entry: [u32; 4], data: &mut Vec<(u32, u32)>) -> u64 {
        let serial = tables.submitted;
        self.wait((serial + 1).saturating_sub(self.memory.layout.entries));
        tables.submitted = serial + 1;
        match &self.link {
            Link::Wire(wire) => {
                self.memory.submitted().store(serial + 1, Ordering::SeqCst);
                wire.submit(Submission { entry, data: std::mem::take(data) });
            }
            #[cfg(not(target_os = "redox"))]
            Link::Shared(_) => self.announce(serial, entry),
        }
        serial + 1
    }

    #[cfg(not(target_os = "redox"))]
    fn announce(&self, serial: u64, entry: [u32; 4]) {
        let at = self.memory.entry(serial);
        for (n, word) in entry.into_iter().enumerate() {
            sys::write(at.wrapping_add(n), word);
        }
        self.memory.submitted().store(serial + 1, Ordering::SeqCst);
        std::sync::atomic::fence(Ordering::SeqCst);
        if self.memory.server_sleeps().load(Ordering::Relaxed) != 0 && self.memory.server_sleeps().swap(0, Ordering::SeqCst) != 0 {
            sys::wake(self.memory.submitted_low());
        }
    }

    /// The first GL error that the server has met since the last call.
    pub fn take_error(&self) -> u32 {
        let error = self.memory.error();
        if error.load(Ordering::Relaxed) == 0 { 0 } else { error.swap(0, Ordering::SeqCst) }
    }

    pub fn executed(&self) -> u64 {
        if self.is_dead() { SHOWN - 1 } else { self.memory.executed().load(Ordering::Acquire) }
    }

    /// Whether the server has nothing to do.
    pub fn is_idle(&self) -> bool {
        self.executed() >= self.memory.submitted().load(Ordering::Relaxed)
    }

    /// As [`Connection::wait`], of what was submitted just now; tells how far the server is.
    pub fn wait_for_new(&self, serial: u64) {
        let start = Instant::now();
        self.wait(serial);
        self.round_trip.fetch_min(start.elapsed().as_nanos() as u64, Ordering::Relaxed);
    }

    /// How long the way to the server and back takes at least. Nothing that anybody would notice where memory is shared.
    pub fn round_trip(&self) -> Duration {
        match self.round_trip.load(Ordering::Relaxed) {
            known if self.is_wire() && known != u64::MAX => Duration::from_nanos(known),
            _ => Duration::ZERO,
        }
    }

    /// Waits until `serial` entries have been executed, or the server is dead.
    pub fn wait(&self, serial: u64) {
        for _ in 0..SPINS {
            if self.executed() >= serial {
                return;
            }
            std::hint::spin_loop();
        }
        let start = Instant::now();
        if !self.watch(serial, start) {
            self.sleep(serial);
        }
        // Of the last waits, the more recent the more.
        let took = start.elapsed().as_nanos() as u64;
        let usual = self.usual_wait.load(Ordering::Relaxed);
        self.usual_wait.store((usual * 7 + took) / 8, Ordering::Relaxed);
    }

    /// Looks again and again for a while, if waits have been short lately: being woken takes longer than a short one. False: not yet.
    fn watch(&self, serial: u64, start: Instant) -> bool {
        let usual = Duration::from_nanos(self.usual_wait.load(Ordering::Relaxed));
        let patience = if usual <= SHORT_WAIT { (usual * 2).max(WATCH) } else { Duration::ZERO };
        let mut now = Duration::ZERO;
        while now < patience {
            if self.executed() >= serial {
                return true;
            }
            std::thread::yield_now();
            let after = start.elapsed();
            if after - now > OTHERS_RAN {
                break;
            }
            now = after;
        }
        self.executed() >= serial
    }

    fn sleep(&self, serial: u64) {
        loop {
            let low = self.memory.executed_low().load(Ordering::SeqCst);
            self.memory.client_sleeps().store(1, Ordering::SeqCst);
            if self.executed() >= serial {
                return;
            }
            sys::sleep_on(self.memory.executed_low(), low, ALIVE_MS);
            if self.executed() >= serial {
                return;
            }
            self.look_alive();
        }
    }

    fn look_alive(&self) {
        let hung_up = match &self.link {
            #[cfg(not(target_os = "redox"))]
            Link::Shared(socket) => sys::hung_up(socket),
            Link::Wire(_) => false,
        };
        if (self.memory.gone().load(Ordering::Acquire) != 0 || hung_up) && !self.dead.swap(true, Ordering::SeqCst) {
            let why = self.memory.reason();
            let why = if why.is_empty() { self.silence.to_owned() } else { format!(": {why}") };
            crate::log::say(&format!("the GPU server has ended this program's session, and from here on nothing is drawn{why}"));
            if crate::log::is_strict() {
                // As if the driver had crashed in the program.
                std::process::abort();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_turned_away_before_it_has_greeted_reads_why() {
        let (mut ours, mut theirs) = std::os::unix::net::UnixStream::pair().unwrap();
        let mut refusal = [0u8; 64];
        refusal[..4].copy_from_slice(MAGIC);
        (refusal[8], refusal[12]) = (1, 4);
        theirs.write_all(&[&refusal[..], b"full"].concat()).unwrap();
        drop(theirs);
        greet(&mut ours, &hello(1, 0)).unwrap();
        let mut answer = [0u8; 64];
        ours.read_exact(&mut answer).unwrap();
        let reason = understood(&answer, &mut ours).map(|_| ()).unwrap_err();
        assert!(reason.to_string().ends_with("refuses: full"), "{reason}");
    }
}
