// SPDX-License-Identifier: Apache-2.0
//! What records are made of: data references, references for results, and the words themselves.

use crate::limits::SLAB_BLOCK;
use crate::sys;
use std::ffi::c_void;

/// Data that the program passed by pointer, as records have it.
#[derive(Clone, Copy)]
pub struct Input {
    pub(crate) kind: u32,
    pub(crate) bytes: u32,
    pub(crate) offset: u64,
    pub(crate) from: *const u8,
}

impl Input {
    pub(crate) const INLINE: u32 = 1;
    pub(crate) const SLAB: u32 = 2;
    pub(crate) const BUFFER: u32 = 3;

    pub const NULL: Input = Input { kind: 0, bytes: 0, offset: 0, from: std::ptr::null() };

    /// An offset into the buffer object that is bound.
    pub fn in_buffer(pointer: *const c_void) -> Input {
        Input { kind: Input::BUFFER, bytes: 0, offset: pointer as u64, from: std::ptr::null() }
    }

    /// A range of the slab.
    pub fn in_slab(offset: usize, len: usize) -> Input {
        Input { kind: Input::SLAB, bytes: len as u32, offset: offset as u64, from: std::ptr::null() }
    }

    pub fn is_null(&self) -> bool {
        self.kind == 0
    }

    pub(crate) fn inline_len(&self) -> usize {
        if self.kind == Input::INLINE { (self.bytes as usize).next_multiple_of(8) } else { 0 }
    }
}

/// Where the server writes a result, as records have it.
#[derive(Clone, Copy)]
pub struct Reply {
    pub(crate) offset: u32,
    pub(crate) capacity: u32,
}

/// The offset of a reply that lies in the slab.
pub(crate) const IN_SLAB: u32 = 1 << 31;
/// The capacity of a reply that goes into the bound buffer object.
pub(crate) const IN_BUFFER: u32 = u32::MAX;
/// The words before a reply's data.
pub(crate) const REPLY_HEADER: usize = 8;

impl Reply {
    /// Nobody listens.
    pub const NONE: Reply = Reply { offset: 0, capacity: 0 };

    /// An offset into the buffer object that is bound.
    pub fn in_buffer(pointer: *const c_void) -> Reply {
        Reply { offset: pointer as usize as u32, capacity: IN_BUFFER }
    }
}

/// A record that is being written.
pub struct Record {
    pub(crate) start: *mut u8,
    /// Where the next inline data lie.
    pub(crate) inline: usize,
}

/// Blocks of the slab.
#[derive(Clone, Copy)]
pub struct Range {
    pub first: usize,
    pub count: usize,
}

impl Range {
    pub fn offset(self) -> usize {
        self.first * SLAB_BLOCK
    }
}

impl Record {
    #[inline]
    fn put<T: Copy>(&self, at: usize, value: T) {
        sys::write(self.start.wrapping_add(at).cast(), value);
    }

    #[inline]
    pub fn u32(&self, at: usize, value: u32) {
        self.put(at, value);
    }

    #[inline]
    pub fn i32(&self, at: usize, value: i32) {
        self.put(at, value);
    }

    #[inline]
    pub fn f32(&self, at: usize, value: f32) {
        self.put(at, value);
    }

    #[inline]
    pub fn u64(&self, at: usize, value: u64) {
        self.put(at, value);
    }

    #[inline]
    pub fn i64(&self, at: usize, value: i64) {
        self.put(at, value);
    }

    #[inline]
    pub fn f64(&self, at: usize, value: f64) {
        self.put(at, value);
    }

    /// Words one after the other.
    pub fn words(&self, at: usize, words: &[u32]) {
        words.iter().enumerate().for_each(|(n, word)| self.put(at + n * 4, *word));
    }

    /// A data reference of 16 bytes, in the order in which [`Stream::record`] had the inputs; inline data go behind the rest.
    #[inline]
    pub fn input(&mut self, at: usize, input: &Input) {
        self.put(at, input.kind);
        self.put(at + 4, input.bytes);
        self.put(at + 8, if input.kind == Input::INLINE { self.inline as u64 } else { input.offset });
        if input.kind == Input::INLINE {
            sys::copy(input.from, self.start.wrapping_add(self.inline), input.bytes as usize);
            self.inline += input.inline_len();
        }
    }

    #[inline]
    pub fn reply(&self, at: usize, reply: Reply) {
        self.put(at, reply.offset);
        self.put(at + 4, reply.capacity);
    }
}

impl crate::stream::Stream {
    /// A returned value; zero when the server wrote none.
    pub fn value(&self, reply: Reply) -> u64 {
        let mut value = [0; 8];
        let bytes = self.answer(reply);
        let len = bytes.len().min(8);
        value[..len].copy_from_slice(&bytes[..len]);
        u64::from_le_bytes(value)
    }
}
