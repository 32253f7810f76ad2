// SPDX-License-Identifier: Apache-2.0
//! Vertex arrays as the client knows them: which of them lie in the program's memory, and what of that a draw uses.

use crate::limits::{ATTRIBS, CLIENT_ATTRIBS, TEXCOORDS};
use crate::state::Table;

/// The places of arrays, as the stream numbers them.
pub const VERTEX: usize = 0;
pub const NORMAL: usize = 1;
pub const COLOR: usize = 2;
pub const SECONDARY: usize = 3;
pub const FOG: usize = 4;
pub const EDGE: usize = 5;
pub const INDEX: usize = 6;
pub const TEXCOORD: usize = 8;
pub const GENERIC: usize = TEXCOORD + TEXCOORDS;
pub const SLOTS: usize = GENERIC + ATTRIBS;

pub const NORMALIZED: u32 = 1;
pub const INTEGER: u32 = 2;
pub const LONG: u32 = 4;

/// One array, as gl*Pointer left it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Array {
    pub size: u32,
    pub kind: u32,
    pub flags: u32,
    pub stride: u32,
    pub divisor: u32,
    pub pointer: usize,
    pub buffer: u32,
}

/// Bytes of one component of an array's type; packed types are one component.
fn component(kind: u32) -> usize {
    crate::sizes::element(kind.into()) as usize
}

impl Array {
    /// Bytes of one element.
    pub fn element(&self) -> usize {
        const BGRA: u32 = 0x80e1;
        match self.kind {
            0x8368 | 0x8d9f | 0x8c3b => 4,
            kind => component(kind) * if self.size == BGRA { 4 } else { self.size as usize },
        }
    }

    /// Bytes from one element to the next.
    pub fn step(&self) -> usize {
        if self.stride == 0 { self.element() } else { self.stride as usize }
    }
}

/// A vertex array object.
#[derive(Clone, Debug)]
pub struct Vao {
    pub arrays: [Array; SLOTS],
    pub enabled: u32,
    /// Arrays whose pointer is one into the program's memory.
    pub user: u32,
    pub element_buffer: u32,
}

impl Default for Vao {
    fn default() -> Vao {
        Vao { arrays: [Array { size: 4, kind: 0x1406, ..Array::default() }; SLOTS], enabled: 0, user: 0, element_buffer: 0 }
    }
}

/// What glPushClientAttrib keeps.
pub struct Saved {
    pub mask: u32,
    pub pack: crate::pixelstore::PixelStore,
    pub unpack: crate::pixelstore::PixelStore,
    pub vao: Vao,
    pub bound: u32,
    pub array_buffer: u32,
    pub client_active: usize,
}

#[derive(Default)]
pub struct Arrays {
    /// The bound vertex array object's number and content; the others wait in `others`.
    pub bound: u32,
    pub vao: Vao,
    others: Table<u32, Vao>,
    pub client_active: usize,
    pub saved: Vec<Saved>,
}

impl Arrays {
    pub fn bind(&mut self, name: u32) {
        if name != self.bound {
            let next = self.others.remove(&name).unwrap_or_default();
            let old = std::mem::replace(&mut self.vao, next);
            self.others.insert(std::mem::replace(&mut self.bound, name), old);
        }
    }

    /// Whether a vertex array object has been bound before.
    pub fn knows(&self, name: u32) -> bool {
        name == self.bound || self.others.contains_key(&name)
    }

    pub fn delete(&mut self, name: u32) {
        if name == self.bound && name != 0 {
            self.bind(0);
        }
        if name != 0 {
            self.others.remove(&name);
        }
    }

    /// A buffer object is gone: the bound vertex array lets go of it.
    pub fn delete_buffer(&mut self, name: u32) {
        if self.vao.element_buffer == name {
            self.vao.element_buffer = 0;
        }
    }

    /// Enabled arrays in the program's memory.
    #[inline]
    pub fn used(&self) -> u32 {
        self.vao.enabled & self.vao.user
    }

    pub fn has_room_to_save(&self) -> bool {
        self.saved.len() < CLIENT_ATTRIBS
    }
}

/// A run of the program's memory that one or more arrays share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    pub start: usize,
    pub len: usize,
}

/// What of an array a draw uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    pub slot: usize,
    /// Which piece it lies in, and where there.
    pub piece: usize,
    pub at: usize,
    pub len: usize,
}

/// The elements that a draw uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Used {
    pub first: usize,
    pub count: usize,
    pub base_instance: usize,
    pub instances: usize,
}

/// Which parts of the program's memory a draw needs. Interleaved arrays become one piece. Both lists are the caller's, so that
/// drawing does not allocate.
pub fn plan(vao: &Vao, mask: u32, used: &Used, pieces: &mut Vec<Piece>, parts: &mut Vec<Part>) {
    pieces.clear();
    parts.clear();
    let mut rest = mask;
    while rest != 0 {
        let slot = rest.trailing_zeros() as usize;
        rest &= rest - 1;
        let array = &vao.arrays[slot];
        let (first, count) = match array.divisor as usize {
            0 => (used.first, used.count),
            divisor => (used.base_instance, used.instances.div_ceil(divisor)),
        };
        if count == 0 {
            continue;
        }
        let start = array.pointer.wrapping_add(first.wrapping_mul(array.step()));
        let len = (count - 1) * array.step() + array.element();
        let neighbour = (parts.iter()).position(|part| {
            let other = &vao.arrays[part.slot];
            let piece = &pieces[part.piece];
            other.divisor == array.divisor && other.step() == array.step() && together(piece, start, len, array.step(), count)
        });
        match neighbour {
            Some(n) => {
                let index = parts[n].piece;
                let piece = &mut pieces[index];
                let new_start = piece.start.min(start);
                let moved = piece.start - new_start;
                piece.len = (piece.start + piece.len).max(start + len) - new_start;
                piece.start = new_start;
                parts.iter_mut().filter(|part| part.piece == index).for_each(|part| part.at += moved);
                parts.push(Part { slot, piece: index, at: start - new_start, len });
            }
            None => {
                parts.push(Part { slot, piece: pieces.len(), at: 0, len });
                pieces.push(Piece { start, len });
            }
        }
    }
}

/// Whether an array lies between the elements of a piece, so that both together are still one element wide.
fn together(piece: &Piece, start: usize, len: usize, step: usize, count: usize) -> bool {
    let low = piece.start.min(start);
    let high = (piece.start + piece.len).max(start + len);
    high - low <= (count - 1) * step + step
}

/// The smallest and largest of the indices, without the one that restarts a primitive. None: there are none.
pub fn index_range(indices: &[u8], kind: u32, restart: Option<u32>) -> Option<(u32, u32)> {
    let (low, high) = match (kind, restart) {
        (0x1401, None) => extent(indices.iter().map(|index| *index), u8::MAX, 0),
        (0x1403, None) => extent(indices.chunks_exact(2).map(|index| u16::from_le_bytes([index[0], index[1]])), u16::MAX, 0),
        (0x1405, None) => extent(words(indices), u32::MAX, 0),
        (0x1401, _) => extent(indices.iter().map(|index| u32::from(*index)).filter(|index| restart != Some(*index)), u32::MAX, 0),
        (0x1403, _) => {
            let all = indices.chunks_exact(2).map(|index| u32::from(u16::from_le_bytes([index[0], index[1]])));
            extent(all.filter(|index| restart != Some(*index)), u32::MAX, 0)
        }
        (0x1405, _) => extent(words(indices).filter(|index| restart != Some(*index)), u32::MAX, 0),
        _ => return None,
    };
    (low <= high).then_some((low, high))
}

fn words(indices: &[u8]) -> impl Iterator<Item = u32> + '_ {
    indices.chunks_exact(4).map(|index| u32::from_le_bytes([index[0], index[1], index[2], index[3]]))
}

/// Of each width on its own, so that the processor takes many indices at once.
fn extent<T: Copy + Ord + Into<u32>>(indices: impl Iterator<Item = T>, most: T, least: T) -> (u32, u32) {
    let (low, high) = indices.fold((most, least), |(low, high), index| (low.min(index), high.max(index)));
    (low.into(), high.into())
}

#[cfg(test)]
#[path = "arrays_tests.rs"]
mod tests;
