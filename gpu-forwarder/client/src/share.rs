// SPDX-License-Identifier: Apache-2.0
//! What contexts of one share group have together: names, and what the client knows of buffer objects and programs.

use crate::effects::Effects;
use crate::names::{Pools, Run};
use crate::persistent::{Maps, PERSISTENT};
use crate::programs::{ProgramState, ShaderState};
use crate::state::Table;
use std::ffi::c_void;
use std::sync::{Arc, Mutex, MutexGuard};

/// A buffer object as far as mapping it needs.
#[derive(Default)]
pub struct BufferState {
    pub size: usize,
    pub usage: u32,
    pub map: Option<Map>,
    /// Its content, once the program has mapped it and as long as nobody else writes into it: the next map need not wait.
    pub known: Option<Memory>,
    /// The server's side writes into it (packed pixels, transform feedback, shaders): each map has to ask.
    pub is_foreign: bool,
    /// glBufferStorage's flags: its size stays, and what may be done with it is said.
    pub storage: Option<u32>,
}

impl BufferState {
    /// Whether the client's copy is what the server has.
    pub fn is_known(&self) -> bool {
        self.known.is_some() && !self.is_foreign && !self.is_persistent()
    }

    pub fn is_persistent(&self) -> bool {
        self.map.as_ref().is_some_and(|map| map.access & PERSISTENT != 0)
    }

    /// glBufferData: new content, of which the client keeps a copy where it had one.
    ///
    /// # Safety
    /// `data` is NULL or has `size` bytes.
    pub unsafe fn renew(&mut self, size: usize, usage: u32, data: *const c_void) {
        self.map = None;
        self.usage = usage;
        if self.size != size {
            self.known = None;
        }
        self.size = size;
        self.update(0, size, data);
    }

    /// # Safety
    /// `data` is NULL or has `len` bytes.
    pub unsafe fn update(&mut self, offset: usize, len: usize, data: *const c_void) {
        if let Some(known) = self.known.as_mut().filter(|_| !data.is_null() && offset.checked_add(len).is_some_and(|end| end <= self.size)) {
            known.pointer().add(offset).copy_from_nonoverlapping(data.cast(), len);
        }
    }
}

/// A mapped buffer: the program has memory of the client's, which becomes one update at unmap, or several when it is persistent.
pub struct Map {
    pub offset: usize,
    pub len: usize,
    pub access: u32,
    /// The address that the program has.
    pub at: usize,
}

/// Memory that the program sees as a mapped buffer, aligned as GL promises.
pub struct Memory {
    words: Vec<u64>,
    start: usize,
}

impl Memory {
    pub fn new(len: usize) -> Memory {
        let words = vec![0u64; len.div_ceil(8) + 8];
        let at = words.as_ptr() as usize;
        Memory { start: at.next_multiple_of(64) - at, words }
    }

    pub fn pointer(&mut self) -> *mut u8 {
        self.words.as_mut_ptr().cast::<u8>().wrapping_add(self.start)
    }
}

#[derive(Default)]
pub struct Shared {
    pub names: Pools,
    pub buffers: Table<u32, BufferState>,
    pub programs: Table<u32, ProgramState>,
    pub shaders: Table<u32, ShaderState>,
    pub next_sync: u64,
    /// Fences, and whether they are known to be signaled, which they stay.
    pub syncs: Table<u64, bool>,
    pub list_names: Run,
    /// What display lists do when they are called.
    pub lists: Table<u32, Effects>,
    /// What the program calls its fences.
    pub labels: Table<u64, Vec<u8>>,
}

#[derive(Default)]
pub struct Share {
    shared: Mutex<Shared>,
    pub maps: Arc<Maps>,
}

impl Share {
    pub fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}
