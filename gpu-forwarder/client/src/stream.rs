// SPDX-License-Identifier: Apache-2.0
//! One context's way into the stream: records are written into a chunk of its own without a lock, and submitted when the chunk
//! is full, somebody waits, or the server has nothing to do.

use crate::connection::Connection;
use crate::persistent::Maps;
pub use crate::record::{Input, Range, Record, Reply};
use crate::record::{IN_BUFFER, IN_SLAB, REPLY_HEADER};
use crate::sys;
use crate::limits::{INLINE_INPUT, REPLY_SLICE, SLAB_AREA, SLAB_BLOCK, SUBMIT_STEP, UNSUBMITTED_SLAB};
use std::ffi::c_void;
use std::ptr::null_mut;
use std::sync::Arc;

/// One context's records.
pub struct Stream {
    at: *mut u8,
    soft_end: *mut u8,
    end: *mut u8,
    /// Where the records that have not been submitted start.
    from: *mut u8,
    base: *mut u8,
    chunk: Option<usize>,
    pub connection: &'static Connection,
    pub id: u32,
    last: u64,
    area: Option<Range>,
    area_at: usize,
    area_end: usize,
    /// Ranges whose record is still to be written, and those whose record is: the next submission lets go of them.
    fresh: Vec<Range>,
    written: Vec<Range>,
    unsubmitted_slab: usize,
    /// What was written into the slab since the last submission: offset and bytes. Only filled where the server does not see it.
    data: Vec<(u32, u32)>,
    slice: Option<usize>,
    reply_at: usize,
    replies_read: bool,
    /// Results for which the slice has no room.
    pub(crate) large: Vec<Range>,
    /// Where records go when there is no memory to be had: nowhere.
    nowhere: Vec<u64>,
    /// What is written into these goes before each entry, by a stream of its own.
    pub(crate) maps: Option<Arc<Maps>>,
    pub(crate) before: Option<Box<Stream>>,
    /// The records so far end between glBegin and glEnd, and those that are submitted did.
    pub(crate) is_open: bool,
    pub(crate) was_open: bool,
}

impl Stream {
    pub fn new(connection: &'static Connection, id: u32) -> Stream {
        Stream {
            at: null_mut(),
            soft_end: null_mut(),
            end: null_mut(),
            from: null_mut(),
            base: null_mut(),
            chunk: None,
            connection,
            id,
            last: 0,
            area: None,
            area_at: 0,
            area_end: 0,
            fresh: Vec::new(),
            written: Vec::new(),
            unsubmitted_slab: 0,
            data: Vec::new(),
            slice: None,
            reply_at: 0,
            replies_read: false,
            large: Vec::new(),
            nowhere: Vec::new(),
            maps: None,
            before: None,
            is_open: false,
            was_open: false,
        }
    }

    /// Starts a record without inputs, of a size that is known.
    #[inline]
    pub fn record0<const WORDS: usize>(&mut self, opcode: u16) -> Record {
        Record { start: self.start(opcode, WORDS * 8), inline: WORDS * 8 }
    }

    /// Starts a record of `fixed` bytes that is followed by what its inputs have inline.
    #[inline]
    pub fn record(&mut self, opcode: u16, fixed: usize, inputs: &[&Input]) -> Record {
        let inline: usize = inputs.iter().map(|input| input.inline_len()).sum();
        let start = self.start(opcode, fixed + inline);
        self.wrote_for_last();
        Record { start, inline: fixed }
    }

    /// As [`Stream::record`], of a record whose slab ranges the next record needs too.
    pub fn record_for_next(&mut self, opcode: u16, fixed: usize) -> Record {
        Record { start: self.start(opcode, fixed), inline: fixed }
    }

    /// The record is written that needed the ranges of the one before it.
    #[inline]
    pub fn wrote_for_last(&mut self) {
        if !self.fresh.is_empty() {
            self.written.append(&mut self.fresh);
        }
    }

    #[inline]
    fn start(&mut self, opcode: u16, bytes: usize) -> *mut u8 {
        let mut start = self.at;
        if (self.soft_end as usize) - (start as usize) < bytes {
            self.roll(bytes);
            start = self.at;
        }
        self.at = start.wrapping_add(bytes);
        sys::write(start.cast(), u32::from(opcode) | ((bytes / 8) as u32) << 16);
        start
    }

    /// Data that the program passed: small ones travel in the record, the others are copied into the slab now.
    ///
    /// # Safety
    /// `bytes` bytes can be read at `from` until the record is written.
    pub unsafe fn input(&mut self, from: *const c_void, bytes: usize) -> Input {
        if from.is_null() {
            return Input::NULL;
        }
        if bytes <= INLINE_INPUT {
            return Input { kind: Input::INLINE, bytes: bytes as u32, offset: 0, from: from.cast() };
        }
        let Some((at, offset)) = self.slab(bytes) else { return Input::NULL };
        at.copy_from_nonoverlapping(from.cast(), bytes);
        Input::in_slab(offset, bytes)
    }

    #[cold]
    fn roll(&mut self, bytes: usize) {
        if (self.end as usize) - (self.at as usize) < bytes {
            self.let_go_of_chunk();
            self.take_chunk();
        } else if self.is_light() && self.connection.is_idle() {
            self.submit();
        }
        let step = bytes.max(SUBMIT_STEP).min(self.end as usize - self.at as usize);
        self.soft_end = self.at.wrapping_add(step);
    }

    fn take_chunk(&mut self) {
        let memory = &self.connection.memory;
        let len = memory.layout.chunk;
        loop {
            if self.connection.is_dead() {
                self.nowhere.resize(len / 8, 0);
                self.base = self.nowhere.as_mut_ptr().cast();
                break;
            }
            let mut tables = self.connection.tables();
            let executed = self.connection.executed();
            if let Some(chunk) = tables.chunks.take(1, executed) {
                self.chunk = Some(chunk);
                self.base = memory.chunk(chunk);
                break;
            }
            let next = tables.chunks.next_free(executed).unwrap_or(executed + 1);
            drop(tables);
            self.connection.wait(next);
        }
        self.from = self.base;
        self.at = self.base;
        self.soft_end = self.base;
        self.end = self.base.wrapping_add(len);
    }

    /// Gives the server everything written so far.
    pub fn submit(&mut self) {
        self.submit_for(0);
    }

    /// As [`Stream::submit`]; `awaited` is the record that somebody waits for, 0 when nobody does.
    fn submit_for(&mut self, awaited: u16) {
        let connection = self.connection;
        if self.at == self.from {
            return;
        }
        self.bring_coherent();
        if let Some(chunk) = self.chunk {
            let mut tables = connection.tables();
            let (from, to) = (self.from as usize - self.base as usize, self.at as usize - self.base as usize);
            let entry = [chunk as u32 | u32::from(awaited) << 16, from as u32, to as u32, self.id];
            self.last = connection.submit(&mut tables, entry, &mut self.data);
            for range in self.written.drain(..) {
                tables.slab.release(range.first, range.count, self.last);
            }
            self.from = self.at;
        } else {
            self.at = self.from;
            self.data.clear();
        }
        self.unsubmitted_slab = 0;
    }

    fn let_go_of_chunk(&mut self) {
        self.submit();
        if let Some(chunk) = self.chunk.take() {
            self.connection.tables().chunks.release(chunk, 1, self.last);
        }
        self.at = null_mut();
        self.from = null_mut();
        self.soft_end = null_mut();
        self.end = null_mut();
    }

    /// Submits, and gives back everything that another context could use; the thread has no context any more.
    pub fn rest(&mut self) {
        self.written.append(&mut self.fresh);
        self.let_go_of_chunk();
        self.release_large();
        if let Some(before) = self.before.as_mut() {
            before.rest();
        }
        let mut tables = self.connection.tables();
        for range in self.written.drain(..).chain(self.area.take()) {
            tables.slab.release(range.first, range.count, self.last);
        }
        if let Some(slice) = self.slice.take() {
            tables.replies.release(slice, 1, self.last);
        }
        self.area_at = 0;
        self.area_end = 0;
    }

    /// How many entries must have been executed when everything submitted so far is.
    pub fn last(&self) -> u64 {
        self.last
    }

    /// Submits and waits until the server has executed everything; `opcode` is what the program waits for.
    pub fn finish(&mut self, opcode: u16) {
        crate::log::waited(opcode);
        let before = self.last;
        self.submit_for(opcode);
        if self.last != before && self.connection.is_wire() {
            self.connection.wait_for_new(self.last);
        } else {
            self.connection.wait(self.last);
        }
        self.replies_read = true;
    }

    /// Data that the caller writes itself: `fill` has `bytes` bytes to write.
    pub fn input_with(&mut self, bytes: usize, fill: impl FnOnce(&mut [u8])) -> Input {
        let Some((at, offset)) = self.slab(bytes.max(1)) else { return Input::NULL };
        fill(sys::bytes_mut(at, bytes));
        Input::in_slab(offset, bytes)
    }

    /// Room in the slab for the next record. None: larger than the slab has in one piece, or the server is dead.
    pub fn slab(&mut self, bytes: usize) -> Option<(*mut u8, usize)> {
        if self.unsubmitted_slab > UNSUBMITTED_SLAB {
            self.submit();
        }
        self.unsubmitted_slab += bytes;
        if bytes <= SLAB_AREA / 4 {
            if self.area_end - self.area_at < bytes {
                if let Some(old) = self.area.take() {
                    self.fresh.push(old);
                }
                let range = self.take_slab(SLAB_AREA)?;
                self.area = Some(range);
                self.area_at = range.first * SLAB_BLOCK;
                self.area_end = self.area_at + SLAB_AREA;
            }
            let offset = self.area_at;
            self.area_at += bytes.next_multiple_of(64).min(self.area_end - offset);
            self.dirty(offset, bytes);
            return Some((self.connection.memory.slab(offset), offset));
        }
        let range = self.take_slab(bytes)?;
        self.fresh.push(range);
        self.dirty(range.offset(), bytes);
        Some((self.connection.memory.slab(range.first * SLAB_BLOCK), range.first * SLAB_BLOCK))
    }

    /// The server is to see these bytes of the slab with the next submission, before which they are written.
    #[inline]
    pub fn dirty(&mut self, offset: usize, bytes: usize) {
        if self.connection.is_wire() {
            self.data.push((offset as u32, bytes as u32));
        }
    }

    /// Blocks of the slab that are this context's until it says otherwise.
    pub fn take_slab(&mut self, bytes: usize) -> Option<Range> {
        let count = bytes.div_ceil(SLAB_BLOCK);
        loop {
            if self.connection.is_dead() {
                return None;
            }
            let executed = self.connection.executed();
            let mut tables = self.connection.tables();
            if count > tables.slab.len() {
                return None;
            }
            if let Some(first) = tables.slab.take(count, executed) {
                return Some(Range { first, count });
            }
            if self.at != self.from && !self.written.is_empty() && tables.slab.next_free(executed).is_none() {
                drop(tables);
                self.submit();
            } else if !self.connection.wait_for_slab(tables, executed) {
                return None;
            }
        }
    }

    /// Blocks that [`Stream::take_slab`] gave are free when everything submitted so far has been executed.
    pub fn release_slab(&mut self, range: Range) {
        self.connection.tables().slab.release(range.first, range.count, self.last);
    }

    /// Room for a result of at most `capacity` bytes, until the next result after [`Stream::wait`].
    pub fn reply(&mut self, capacity: usize) -> Reply {
        if self.replies_read {
            self.replies_read = false;
            self.reply_at = 0;
            self.release_large();
        }
        let len = REPLY_HEADER + capacity.next_multiple_of(8);
        if self.slice.is_none() {
            self.take_slice();
        }
        let Some(slice) = self.slice.filter(|_| capacity > 0 && self.reply_at + len <= REPLY_SLICE) else { return self.large_reply(capacity) };
        let offset = slice * REPLY_SLICE + self.reply_at;
        self.reply_at += len;
        sys::write(self.connection.memory.reply(offset).cast(), 0u64);
        Reply { offset: offset as u32, capacity: capacity as u32 }
    }

    /// Room for a large result; the range is given back with [`Stream::release_slab`] when it has been read.
    pub fn reply_in_slab(&mut self, capacity: usize) -> Option<(Reply, Range)> {
        let range = self.take_slab(REPLY_HEADER + capacity)?;
        sys::write(self.connection.memory.slab(range.offset()).cast(), 0u64);
        Some((Reply { offset: range.offset() as u32 | IN_SLAB, capacity: capacity as u32 }, range))
    }

    /// Where the server will have written a result of the slab when it is asked for; all of its capacity.
    pub fn room(&self, reply: Reply) -> &'static [u8] {
        let at = self.connection.memory.slab((reply.offset & !IN_SLAB) as usize + REPLY_HEADER);
        sys::bytes(at, reply.capacity as usize)
    }

    /// What the server wrote.
    pub fn answer(&self, reply: Reply) -> &'static [u8] {
        if reply.capacity == 0 || reply.capacity == IN_BUFFER || self.connection.is_dead() {
            return &[];
        }
        let memory = &self.connection.memory;
        let at = if reply.offset & IN_SLAB != 0 { memory.slab((reply.offset & !IN_SLAB) as usize) } else { memory.reply(reply.offset as usize) };
        let written = sys::read(at.cast::<u32>()).min(reply.capacity);
        sys::bytes(at.wrapping_add(REPLY_HEADER), written as usize)
    }

    /// Copies what the server wrote to where the program wants it, `most` bytes at most.
    ///
    /// # Safety
    /// There is room for the reply's capacity or `most`, or `to` is NULL.
    pub unsafe fn take(&self, reply: Reply, to: *mut u8, most: usize) {
        let bytes = self.answer(reply);
        if !to.is_null() {
            to.copy_from_nonoverlapping(bytes.as_ptr(), bytes.len().min(most));
        }
    }

    fn take_slice(&mut self) {
        while !self.connection.is_dead() {
            let executed = self.connection.executed();
            let mut tables = self.connection.tables();
            self.slice = tables.replies.take(1, executed);
            let next = tables.replies.next_free(executed).unwrap_or(executed + 1);
            drop(tables);
            if self.slice.is_some() {
                return;
            }
            self.connection.wait(next);
        }
    }
}
