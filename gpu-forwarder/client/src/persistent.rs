// SPDX-License-Identifier: Apache-2.0
//! Buffers that the program keeps mapped while the server draws from them or into them. It has memory of the client's; a second
//! copy tells what it wrote since the server was told last. That goes out as an entry of its own before the next one: a program
//! must not write over what commands that are under way still read, so whatever it has written by then may be seen by all of them.

use crate::limits::{COMPARED_AT_EASE, INLINE_INPUT, PERSISTENT_BYTES, PERSISTENT_GAP, PERSISTENT_MAPS, SLAB_RANGE};
use crate::own;
use crate::share::Memory;
use crate::stream::{Input, Stream};
use crate::sys;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard};

pub const READ: u32 = 1;
pub const WRITE: u32 = 2;
pub const FLUSH_EXPLICIT: u32 = 0x10;
pub const PERSISTENT: u32 = 0x40;
pub const COHERENT: u32 = 0x80;

/// One of the share group's persistent maps.
struct Mapping {
    buffer: u32,
    /// Where in the buffer the map begins.
    offset: usize,
    len: usize,
    access: u32,
    memory: Memory,
    /// What the server's side has, as far as the client knows.
    shadow: Memory,
    /// The server's side writes into it, too, and the program reads that, some although they have not said so.
    is_shared: bool,
    /// Where the program's memory begins in `memory` (as aligned as the offset is).
    lead: usize,
}

impl Mapping {
    fn memory(&mut self) -> &'static mut [u8] {
        sys::bytes_mut(self.memory.pointer().wrapping_add(self.lead), self.len)
    }

    fn shadow(&mut self) -> &'static mut [u8] {
        sys::bytes_mut(self.shadow.pointer(), self.len)
    }

    /// Whether what the program writes is to be found without its saying so.
    fn is_coherent(&self) -> bool {
        self.access & WRITE != 0 && self.access & COHERENT != 0
    }
}

#[derive(Default)]
struct List {
    maps: Vec<Mapping>,
    runs: Vec<(usize, usize)>,
    bytes: usize,
}

/// The persistent maps of a share group. Whoever submits finds what any thread has written.
#[derive(Default)]
pub struct Maps {
    list: Mutex<List>,
    /// Bytes that are compared at each submission.
    coherent: AtomicUsize,
    readable: AtomicUsize,
    all: AtomicUsize,
}

/// Which maps are looked through.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Which {
    Coherent,
    /// All but those of which the program says itself what it wrote.
    Written,
    /// One, and with a range only that, whether it differs or not.
    Of(u32, Option<(usize, usize)>),
}

/// Where `memory` differs from `shadow`. Runs with no more than `gap` equal bytes between them are one; with 0 no byte is in a run that
/// does not differ, as another may have written beside it.
fn differences(memory: &[u8], shadow: &[u8], gap: usize, runs: &mut Vec<(usize, usize)>) {
    const PAGE: usize = 4096;
    runs.clear();
    let unit = if gap == 0 { 1 } else { 8 };
    for (page, (new, old)) in memory.chunks(PAGE).zip(shadow.chunks(PAGE)).enumerate() {
        if new == old {
            continue;
        }
        for (n, (new, old)) in new.chunks(unit).zip(old.chunks(unit)).enumerate() {
            if new == old {
                continue;
            }
            let at = page * PAGE + n * unit;
            match runs.last_mut() {
                Some((from, to)) if at - *to <= gap && at + new.len() - *from <= SLAB_RANGE => *to = at + new.len(),
                _ => runs.push((at, at + new.len())),
            }
        }
    }
}

impl Maps {
    fn list(&self) -> MutexGuard<'_, List> {
        self.list.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// Maps a part of a buffer whose content there is `content`. None: more than the client keeps.
    pub fn add(&self, buffer: u32, offset: usize, content: &[u8], access: u32, is_shared: bool) -> Option<*mut u8> {
        let (len, lead) = (content.len(), offset % 64);
        let mut list = self.list();
        if list.maps.len() >= PERSISTENT_MAPS || len > PERSISTENT_BYTES - list.bytes {
            return None;
        }
        let mut map = Mapping { buffer, offset, len, access, memory: Memory::new(lead + len), shadow: Memory::new(len), is_shared, lead };
        map.memory().copy_from_slice(content);
        map.shadow().copy_from_slice(content);
        let pointer = map.memory().as_mut_ptr();
        list.bytes += len;
        self.count(&map, usize::wrapping_add);
        list.maps.push(map);
        Some(pointer)
    }

    fn count(&self, map: &Mapping, change: fn(usize, usize) -> usize) {
        let (coherent, readable) = (usize::from(map.is_coherent()) * map.len, usize::from(map.is_shared));
        self.coherent.store(change(self.coherent.load(Ordering::Relaxed), coherent), Ordering::Release);
        self.readable.store(change(self.readable.load(Ordering::Relaxed), readable), Ordering::Release);
        self.all.store(change(self.all.load(Ordering::Relaxed), 1), Ordering::Release);
    }

    pub fn remove(&self, buffer: u32) {
        let mut list = self.list();
        if let Some(at) = list.maps.iter().position(|map| map.buffer == buffer) {
            let map = list.maps.swap_remove(at);
            list.bytes -= map.len;
            self.count(&map, usize::wrapping_sub);
        }
    }

    /// Bytes that each submission compares.
    #[inline]
    pub fn coherent(&self) -> usize {
        self.coherent.load(Ordering::Acquire)
    }

    /// Whether there may be something to bring back when the program has waited.
    pub fn has_readable(&self) -> bool {
        self.readable.load(Ordering::Acquire) != 0
    }

    pub fn is_empty(&self) -> bool {
        self.all.load(Ordering::Acquire) == 0
    }

    /// The server's side may write into the buffer now.
    pub fn written_beside(&self, buffer: u32) {
        if !self.is_empty() {
            for map in self.list().maps.iter_mut().filter(|map| map.buffer == buffer && !map.is_shared) {
                map.is_shared = true;
                self.readable.fetch_add(1, Ordering::AcqRel);
            }
        }
    }

    /// Maps that what the server wrote comes into: buffer, offset, bytes.
    pub fn readable(&self) -> Vec<(u32, usize, usize)> {
        self.list().maps.iter().filter(|map| map.is_shared).map(|map| (map.buffer, map.offset, map.len)).collect()
    }

    /// The buffer's content where it is mapped, from the server. What the program has written meanwhile stays.
    pub fn arrived(&self, buffer: u32, content: &[u8]) {
        let mut list = self.list();
        let List { maps, runs, .. } = &mut *list;
        if let Some(map) = maps.iter_mut().find(|map| map.buffer == buffer && map.len == content.len()) {
            let (memory, shadow) = (map.memory(), map.shadow());
            differences(content, shadow, 0, runs);
            for (from, to) in runs.drain(..) {
                memory[from..to].copy_from_slice(&content[from..to]);
                shadow[from..to].copy_from_slice(&content[from..to]);
            }
        }
    }

    /// The program writes into a mapped buffer by a command, of which the server is told.
    pub fn update(&self, buffer: u32, offset: usize, data: &[u8]) {
        let mut list = self.list();
        if let Some(map) = list.maps.iter_mut().find(|map| map.buffer == buffer) {
            let from = offset.max(map.offset);
            let to = (offset + data.len()).min(map.offset + map.len);
            if from < to {
                let (new, at) = (&data[from - offset..to - offset], from - map.offset);
                map.memory()[at..at + new.len()].copy_from_slice(new);
                map.shadow()[at..at + new.len()].copy_from_slice(new);
            }
        }
    }

    /// Writes what the program wrote into `stream`, and submits that while no other thread can look.
    pub fn bring(&self, stream: &mut Stream, which: Which) {
        let mut list = self.list();
        let List { maps, runs, .. } = &mut *list;
        for map in maps.iter_mut() {
            let range = match which {
                Which::Coherent if !map.is_coherent() => continue,
                Which::Written if map.access & WRITE == 0 || map.access & FLUSH_EXPLICIT != 0 => continue,
                Which::Of(buffer, _) if map.buffer != buffer => continue,
                Which::Of(_, range) => range,
                _ => None,
            };
            match range {
                Some((from, len)) => {
                    runs.clear();
                    runs.push((from, from + len));
                }
                // What the server's side may have written beside must stay.
                None => differences(map.memory(), map.shadow(), if map.is_shared { 0 } else { PERSISTENT_GAP }, runs),
            }
            for (from, to) in runs.drain(..) {
                let (memory, shadow) = (map.memory(), map.shadow());
                shadow[from..to].copy_from_slice(&memory[from..to]);
                send(stream, map.buffer, map.offset + from, &shadow[from..to]);
            }
        }
        stream.submit();
    }
}

fn send(stream: &mut Stream, buffer: u32, offset: usize, mut data: &[u8]) {
    let mut at = offset;
    while !data.is_empty() {
        let mut part = data.len().min(SLAB_RANGE);
        if !own::update_buffer(stream, buffer, at, &data[..part]) {
            // No room in the slab: in pieces that need none.
            part = part.min(INLINE_INPUT);
            own::update_buffer(stream, buffer, at, &data[..part]);
        }
        data = &data[part..];
        at += part;
    }
}

impl Stream {
    /// As [`Stream::input`], of the client's own.
    pub fn input_of(&mut self, data: &[u8]) -> Input {
        if data.len() <= INLINE_INPUT {
            return Input { kind: Input::INLINE, bytes: data.len() as u32, offset: 0, from: data.as_ptr() };
        }
        self.slab(data.len()).map_or(Input::NULL, |(at, offset)| {
            sys::copy(data.as_ptr(), at, data.len());
            Input::in_slab(offset, data.len())
        })
    }

    /// Before an entry: what the program has written into coherent maps.
    #[inline]
    pub(crate) fn bring_coherent(&mut self) {
        let was_open = std::mem::replace(&mut self.was_open, self.is_open);
        if !was_open && self.maps.as_ref().is_some_and(|maps| maps.coherent() != 0) {
            self.bring_before(Which::Coherent);
        }
    }

    /// Submits everything so far, and then what the program wrote.
    pub fn bring(&mut self, which: Which) {
        self.submit();
        self.bring_before(which);
    }

    #[cold]
    fn bring_before(&mut self, which: Which) {
        let Some(maps) = self.maps.clone() else { return };
        let mut before = self.before.take().unwrap_or_else(|| Box::new(Stream::new(self.connection, self.id)));
        maps.bring(&mut before, which);
        self.before = Some(before);
    }

    /// Whether a submission costs no more than usual.
    pub(crate) fn is_light(&self) -> bool {
        self.maps.as_ref().is_none_or(|maps| maps.coherent() <= COMPARED_AT_EASE)
    }

    /// glBegin and glEnd: between them the server takes no update of a buffer.
    #[inline]
    pub fn open(&mut self, is_open: bool) {
        self.is_open = is_open;
        if !is_open && self.was_open {
            self.submit();
        }
    }
}

#[cfg(test)]
#[path = "persistent_tests.rs"]
mod tests;
