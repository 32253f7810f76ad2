// SPDX-License-Identifier: Apache-2.0
//! A server that does not see this process's memory: one thread sends what was submitted, another writes what comes back where the
//! server would have written it. Nobody waits for either; what waits to be sent lies in the chunks and the slab, which are not
//! used again before the server has executed it, so it is bounded by them.

use crate::limits::{UNACKNOWLEDGED_WRITE, WIRE_BYTES, WIRE_WRITE};
use crate::record::IN_SLAB;
use crate::sys::{self, memory::{Memory, REFUSED}};
use seamless_protocol::lz4;
use std::collections::VecDeque;
use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::os::unix::net::UnixStream;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

const DATA: u32 = 1;
const SUBMIT: u32 = 2;
const PLAIN: u32 = 16;
const PACKED: u32 = 17;
const EXECUTED: u32 = 18;
const RECEIVED: u32 = 19;
const GONE: u32 = 20;

const HEADER: usize = 16;
const ENTRY: usize = 16;

/// Bytes in both directions.
pub enum Socket {
    Unix(UnixStream),
    Tcp(TcpStream),
}

impl Socket {
    pub fn try_clone(&self) -> io::Result<Socket> {
        Ok(match self {
            Socket::Unix(socket) => Socket::Unix(socket.try_clone()?),
            Socket::Tcp(socket) => Socket::Tcp(socket.try_clone()?),
        })
    }
}

impl Read for Socket {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        match self {
            Socket::Unix(socket) => socket.read(buf),
            Socket::Tcp(socket) => socket.read(buf),
        }
    }
}

impl Write for Socket {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        match self {
            Socket::Unix(socket) => socket.write(buf),
            Socket::Tcp(socket) => socket.write(buf),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// An entry of the ring, and what of the slab it needs.
pub struct Submission {
    pub entry: [u32; 4],
    pub data: Vec<(u32, u32)>,
}

#[derive(Default)]
struct Waiting {
    submissions: VecDeque<Submission>,
    /// Bytes that the server says have arrived.
    received: u64,
    over: bool,
}

#[derive(Default)]
struct Shared {
    waiting: Mutex<Waiting>,
    changed: Condvar,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sleeps until `ready` gives something; None: the connection is over.
    fn wait<T>(&self, mut ready: impl FnMut(&mut Waiting) -> Option<T>) -> Option<T> {
        let mut waiting = self.lock();
        loop {
            if waiting.over {
                return None;
            }
            if let Some(found) = ready(&mut waiting) {
                return Some(found);
            }
            waiting = self.changed.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn change(&self, change: impl FnOnce(&mut Waiting)) {
        change(&mut self.lock());
        self.changed.notify_all();
    }
}

pub struct Wire {
    shared: Arc<Shared>,
}

impl Wire {
    /// `window`: how many bytes may be under way that the server has not acknowledged; None: as many as the system takes.
    pub fn start(socket: Socket, window: Option<u32>, memory: Memory) -> io::Result<Wire> {
        let shared = Arc::new(Shared::default());
        let name = |what: &str| std::thread::Builder::new().name(format!("seamless-gl {what}"));
        let (reading, theirs) = (socket.try_clone()?, shared.clone());
        name("reads").spawn(move || {
            let (how, reason) = Reader { socket: reading, memory, shared: &theirs, sequence: 0, block: Vec::new() }.run();
            end(memory, &theirs, how, &reason);
        })?;
        let mine = shared.clone();
        name("writes").spawn(move || {
            let mut writer = Writer { socket, memory, shared: &mine, window: window.map(u64::from), sent: 0, sequence: 0, buffer: Vec::new() };
            if let Err(e) = writer.run() {
                end(memory, &mine, REFUSED, &words(&e));
            }
        })?;
        Ok(Wire { shared })
    }

    /// To be sent, in this order.
    pub fn submit(&self, submission: Submission) {
        self.shared.change(|waiting| {
            if !waiting.over {
                waiting.submissions.push_back(submission);
            }
        });
    }
}

/// A server that is gone says nothing, however that is noticed.
fn words(error: &io::Error) -> String {
    let is_silent = matches!(error.kind(), ErrorKind::UnexpectedEof | ErrorKind::ConnectionReset | ErrorKind::BrokenPipe);
    if is_silent { String::new() } else { error.to_string() }
}

/// Nothing is executed any more; whoever waits is woken.
fn end(memory: Memory, shared: &Shared, how: u32, reason: &str) {
    let mut waiting = shared.lock();
    if !std::mem::replace(&mut waiting.over, true) {
        memory.end(how, reason);
    }
    waiting.submissions.clear();
    drop(waiting);
    shared.changed.notify_all();
    sys::wake(memory.executed_low());
}

struct Writer<'a> {
    socket: Socket,
    memory: Memory,
    shared: &'a Shared,
    window: Option<u64>,
    sent: u64,
    sequence: u32,
    buffer: Vec<u8>,
}

impl Writer<'_> {
    fn run(&mut self) -> io::Result<()> {
        loop {
            let next = self.shared.lock().submissions.pop_front();
            let next = match next {
                Some(next) => next,
                None => {
                    self.flush()?;
                    match self.shared.wait(|waiting| waiting.submissions.pop_front()) {
                        Some(next) => next,
                        None => return Ok(()),
                    }
                }
            };
            self.send(&next)?;
        }
    }

    fn send(&mut self, submission: &Submission) -> io::Result<()> {
        for &(offset, len) in &submission.data {
            for part in (0..len as usize).step_by(WIRE_BYTES) {
                let at = offset as usize + part;
                let bytes = sys::bytes(self.memory.slab(at), (len as usize - part).min(WIRE_BYTES));
                self.message(DATA, at as u32, &[], bytes)?;
            }
        }
        let [chunk, from, to, _] = submission.entry;
        let mut entry = [0u8; ENTRY];
        for (to, word) in entry.chunks_exact_mut(4).zip(submission.entry) {
            to.copy_from_slice(&word.to_le_bytes());
        }
        let records = sys::bytes(self.memory.chunk((chunk & 0xffff) as usize).wrapping_add(from as usize), (to - from) as usize);
        self.message(SUBMIT, 0, &entry, records)
    }

    fn message(&mut self, kind: u32, argument: u32, head: &[u8], bytes: &[u8]) -> io::Result<()> {
        self.sequence = self.sequence.wrapping_add(1);
        for word in [kind, (head.len() + bytes.len()) as u32, self.sequence, argument] {
            self.buffer.extend_from_slice(&word.to_le_bytes());
        }
        self.buffer.extend_from_slice(head);
        if bytes.len() >= WIRE_WRITE {
            self.flush()?;
            return self.write(bytes);
        }
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= WIRE_WRITE { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        let buffer = std::mem::take(&mut self.buffer);
        self.write(&buffer)?;
        self.buffer = buffer;
        self.buffer.clear();
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let Some(window) = self.window else { return self.socket.write_all(bytes) };
        let mut rest = bytes;
        while !rest.is_empty() {
            let sent = self.sent;
            let room = self.shared.wait(|waiting| Some((window + waiting.received).saturating_sub(sent)).filter(|room| *room > 0));
            let room = room.ok_or(ErrorKind::BrokenPipe)? as usize;
            let (now, later) = rest.split_at(rest.len().min(room).min(UNACKNOWLEDGED_WRITE));
            self.socket.write_all(now)?;
            self.sent += now.len() as u64;
            rest = later;
        }
        Ok(())
    }
}

struct Reader<'a> {
    socket: Socket,
    memory: Memory,
    shared: &'a Shared,
    sequence: u32,
    block: Vec<u8>,
}

impl Reader<'_> {
    /// Until the server ends; how, and what it said, if anything went wrong.
    fn run(&mut self) -> (u32, String) {
        loop {
            match self.next() {
                Ok(None) => {}
                Ok(Some(end)) => return end,
                Err(e) => return (REFUSED, words(&e)),
            }
        }
    }

    /// One message; how it ends and why when it is the last.
    fn next(&mut self) -> io::Result<Option<(u32, String)>> {
        let mut header = [0u8; HEADER];
        self.socket.read_exact(&mut header)?;
        let [kind, len, sequence, argument] = [0, 4, 8, 12].map(|at| u32::from_le_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]));
        self.sequence = self.sequence.wrapping_add(1);
        if sequence != self.sequence || len as usize > WIRE_BYTES {
            return Err(wrong("bytes were lost on the way"));
        }
        let len = len as usize;
        match kind {
            PLAIN => {
                let into = self.place(argument, len)?;
                self.socket.read_exact(into)?;
            }
            PACKED => {
                self.take(len)?;
                let (size, block) = self.block.split_first_chunk::<4>().ok_or_else(|| wrong("a block without its size"))?;
                let size = u32::from_le_bytes(*size) as usize;
                let into = self.place(argument, size)?;
                if size > WIRE_BYTES || !lz4::decode(block, into) {
                    return Err(wrong("a broken LZ4 block"));
                }
            }
            EXECUTED => {
                let executed = self.number(len)?;
                self.memory.executed().store(executed, Ordering::SeqCst);
                if self.memory.client_sleeps().swap(0, Ordering::SeqCst) != 0 {
                    sys::wake(self.memory.executed_low());
                }
            }
            RECEIVED => {
                let received = self.number(len)?;
                self.shared.change(|waiting| waiting.received = received);
            }
            GONE => {
                self.take(len)?;
                return Ok(Some((argument.max(REFUSED), String::from_utf8_lossy(&self.block).into_owned())));
            }
            _ => return Err(wrong("a message that is none of a GPU server's")),
        }
        Ok(None)
    }

    fn take(&mut self, len: usize) -> io::Result<()> {
        self.block.resize(len, 0);
        self.socket.read_exact(&mut self.block)
    }

    fn number(&mut self, len: usize) -> io::Result<u64> {
        self.take(len)?;
        self.block.first_chunk::<8>().map(|bytes| u64::from_le_bytes(*bytes)).ok_or_else(|| wrong("half a number"))
    }

    /// Where a result goes, as reply references say it.
    fn place(&self, argument: u32, len: usize) -> io::Result<&'static mut [u8]> {
        let (at, layout) = ((argument & !IN_SLAB) as usize, &self.memory.layout);
        let (area, start) = if argument & IN_SLAB != 0 { (layout.slab_len, self.memory.slab(0)) } else { (layout.reply_len, self.memory.reply(0)) };
        if at > area || len > area - at {
            return Err(wrong("a result that lies nowhere"));
        }
        Ok(sys::bytes_mut(start.wrapping_add(at), len))
    }
}

fn wrong(text: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, text.to_owned())
}

#[cfg(test)]
#[path = "wire_tests.rs"]
mod tests;
