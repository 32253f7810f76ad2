// SPDX-License-Identifier: Apache-2.0
//! The memory that client and server share: where everything lies (STREAM.md), and the words that both look at.

use super::Shared;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// The session is over because the program broke a rule, or the server has ended.
pub const REFUSED: u32 = 1;

/// The session is over because its GPU hangs or was reset.
pub const LOST: u32 = 2;

/// The longest text of why, in bytes (STREAM.md).
const REASON: u32 = 1024;

/// Offsets and sizes that the server tells in its answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    pub ring: usize,
    pub entries: u64,
    pub chunks: usize,
    pub chunk: usize,
    pub chunk_count: usize,
    pub reply: usize,
    pub reply_len: usize,
    pub slab: usize,
    pub slab_len: usize,
}

impl Layout {
    /// How much is mapped: the end of the last part.
    pub fn len(&self) -> usize {
        let ends = [
            self.ring + self.entries as usize * 16,
            self.chunks + self.chunk * self.chunk_count,
            self.reply + self.reply_len,
            self.slab + self.slab_len,
        ];
        ends.into_iter().max().unwrap_or(0)
    }

    pub fn is_usable(&self) -> bool {
        use crate::limits::{MIN_CHUNKS, RECORD, REPLY_SLICE, RING_ENTRIES, SLAB_AREA};
        self.entries == RING_ENTRIES
            && self.chunk >= RECORD
            && self.chunk_count >= MIN_CHUNKS
            && self.reply_len >= REPLY_SLICE * MIN_CHUNKS
            && self.slab_len >= SLAB_AREA * MIN_CHUNKS
            && [self.ring, self.chunks, self.reply, self.slab].iter().all(|at| at % 64 == 0 && *at >= 4096)
    }
}

#[derive(Clone, Copy)]
pub struct Memory {
    pub shared: Shared,
    pub layout: Layout,
}

// SAFETY: plain addresses of a mapping that lives as long as the process; who may write where is the stream's matter.
unsafe impl Send for Memory {}
// SAFETY: as above.
unsafe impl Sync for Memory {}

impl Memory {
    fn at(&self, offset: usize) -> *mut u8 {
        debug_assert!(offset < self.shared.len);
        self.shared.start.wrapping_add(offset)
    }

    fn word64(&self, offset: usize) -> &AtomicU64 {
        // SAFETY: inside the header page, aligned, and mapped until the process ends.
        unsafe { &*self.at(offset).cast() }
    }

    fn word32(&self, offset: usize) -> &AtomicU32 {
        // SAFETY: as in `word64`.
        unsafe { &*self.at(offset).cast() }
    }

    /// Entries submitted so far; the client writes it.
    pub fn submitted(&self) -> &AtomicU64 {
        self.word64(0)
    }

    /// Entries that the server is done with.
    pub fn executed(&self) -> &AtomicU64 {
        self.word64(64)
    }

    /// The low half of a counter, which is what a futex can wait for.
    pub fn submitted_low(&self) -> &AtomicU32 {
        self.word32(0)
    }

    pub fn executed_low(&self) -> &AtomicU32 {
        self.word32(64)
    }

    pub fn server_sleeps(&self) -> &AtomicU32 {
        self.word32(128)
    }

    pub fn client_sleeps(&self) -> &AtomicU32 {
        self.word32(192)
    }

    /// The first GL error that the server has seen and the client has not taken.
    pub fn error(&self) -> &AtomicU32 {
        self.word32(256)
    }

    /// How the session is over: [`REFUSED`], [`LOST`]; 0: it is not.
    pub fn gone(&self) -> &AtomicU32 {
        self.word32(320)
    }

    /// Why it is over.
    pub fn reason(&self) -> String {
        let len = self.word32(324).load(Ordering::Acquire).min(REASON) as usize;
        String::from_utf8_lossy(super::bytes(self.at(1024), len)).into_owned()
    }

    /// The same, where a message has said it.
    pub fn end(&self, how: u32, reason: &str) {
        let len = reason.len().min(REASON as usize);
        super::bytes_mut(self.at(1024), len).copy_from_slice(&reason.as_bytes()[..len]);
        self.word32(324).store(len as u32, Ordering::Release);
        self.gone().store(how, Ordering::SeqCst);
    }

    /// Where the submission entry of this number lies.
    pub fn entry(&self, serial: u64) -> *mut u32 {
        self.at(self.layout.ring + (serial % self.layout.entries) as usize * 16).cast()
    }

    pub fn chunk(&self, index: usize) -> *mut u8 {
        self.at(self.layout.chunks + index * self.layout.chunk)
    }

    pub fn reply(&self, offset: usize) -> *mut u8 {
        self.at(self.layout.reply + offset)
    }

    pub fn slab(&self, offset: usize) -> *mut u8 {
        self.at(self.layout.slab + offset)
    }
}
