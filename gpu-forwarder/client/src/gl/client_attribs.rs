// SPDX-License-Identifier: Apache-2.0
//! What the client alone keeps: glPushClientAttrib's stack, and glInterleavedArrays, which is many calls in one.

use super::*;
use crate::arrays::{Array, Saved, COLOR, EDGE, FOG, GENERIC, INDEX, INTEGER, LONG, NORMAL, NORMALIZED, SECONDARY, SLOTS, TEXCOORD, VERTEX};
use crate::context::{current, Context};
use crate::state::ARRAY;
use std::ffi::c_void;

pub const CLIENT_PIXEL_STORE: u32 = 1;
pub const CLIENT_VERTEX_ARRAY: u32 = 2;

#[no_mangle]
pub unsafe extern "C" fn glPushClientAttrib(mask: u32) {
    let Some(c) = current() else { return };
    if !c.arrays.has_room_to_save() {
        return c.error(0x503);
    }
    let saved = Saved {
        mask,
        pack: c.pack,
        unpack: c.unpack,
        vao: c.arrays.vao.clone(),
        bound: c.arrays.bound,
        array_buffer: c.state.buffers[ARRAY],
        client_active: c.arrays.client_active,
    };
    c.arrays.saved.push(saved);
}

#[no_mangle]
pub unsafe extern "C" fn glPopClientAttrib() {
    let Some(c) = current() else { return };
    let Some(saved) = c.arrays.saved.pop() else { return c.error(0x504) };
    if saved.mask & CLIENT_PIXEL_STORE != 0 {
        c.pack = saved.pack;
        c.unpack = saved.unpack;
    }
    if saved.mask & CLIENT_VERTEX_ARRAY != 0 {
        if c.arrays.bound != saved.bound {
            glBindVertexArray(saved.bound);
        }
        restore(c, &saved);
    }
}

/// Brings the arrays, which the server only knows as far as they lie in buffer objects, back to what they were.
unsafe fn restore(c: &mut Context, saved: &Saved) {
    for slot in (0..SLOTS).filter(|slot| ![7].contains(slot)) {
        let (old, now) = (saved.vao.arrays[slot], c.arrays.vao.arrays[slot]);
        if old != now && old.buffer != 0 {
            super::glBindBuffer(0x8892, old.buffer);
            again(slot, &old);
        }
        c.arrays.vao.arrays[slot] = old;
        let bit = 1 << slot;
        if (saved.vao.enabled ^ c.arrays.vao.enabled) & bit != 0 {
            switch(slot, saved.vao.enabled & bit != 0);
        }
    }
    c.arrays.vao.user = saved.vao.user;
    super::glBindBuffer(0x8893, saved.vao.element_buffer);
    super::glBindBuffer(0x8892, saved.array_buffer);
    glClientActiveTexture(0x84c0 + saved.client_active as u32);
}

/// Gives the server an array in the bound buffer object again.
unsafe fn again(slot: usize, a: &Array) {
    let (size, kind, stride, pointer) = (a.size as i32, a.kind, a.stride as i32, a.pointer as *const c_void);
    match slot {
        VERTEX => glVertexPointer(size, kind, stride, pointer),
        NORMAL => glNormalPointer(kind, stride, pointer),
        COLOR => glColorPointer(size, kind, stride, pointer),
        SECONDARY => glSecondaryColorPointer(size, kind, stride, pointer),
        FOG => glFogCoordPointer(kind, stride, pointer),
        EDGE => glEdgeFlagPointer(stride, pointer),
        INDEX => glIndexPointer(kind, stride, pointer),
        slot if slot >= GENERIC => {
            let index = (slot - GENERIC) as u32;
            match a.flags {
                INTEGER => glVertexAttribIPointer(index, size, kind, stride, pointer),
                LONG => glVertexAttribLPointer(index, size, kind, stride, pointer),
                flags => glVertexAttribPointer(index, size, kind, (flags & NORMALIZED) as u8, stride, pointer),
            }
        }
        slot => {
            glClientActiveTexture(0x84c0 + (slot - TEXCOORD) as u32);
            glTexCoordPointer(size, kind, stride, pointer);
        }
    }
}

unsafe fn switch(slot: usize, on: bool) {
    const STATES: [u32; 7] = [0x8074, 0x8075, 0x8076, 0x845e, 0x8457, 0x8079, 0x8077];
    let (state, attrib) = match slot {
        slot if slot >= GENERIC => (0, (slot - GENERIC) as u32),
        slot if slot >= TEXCOORD => {
            glClientActiveTexture(0x84c0 + (slot - TEXCOORD) as u32);
            (0x8078, 0)
        }
        slot => (STATES[slot], 0),
    };
    match (state, on) {
        (0, true) => glEnableVertexAttribArray(attrib),
        (0, false) => glDisableVertexAttribArray(attrib),
        (state, true) => glEnableClientState(state),
        (state, false) => glDisableClientState(state),
    }
}

/// glInterleavedArrays' formats: bytes and sizes of texture coordinates, colours (size, type), normals, and vertices.
const INTERLEAVED: [(i32, i32, u32, bool, i32); 14] = [
    (0, 0, 0, false, 2),
    (0, 0, 0, false, 3),
    (0, 4, 0x1401, false, 2),
    (0, 4, 0x1401, false, 3),
    (0, 3, 0x1406, false, 3),
    (0, 0, 0, true, 3),
    (0, 4, 0x1406, true, 3),
    (2, 0, 0, false, 3),
    (4, 0, 0, false, 4),
    (2, 4, 0x1401, false, 3),
    (2, 3, 0x1406, false, 3),
    (2, 0, 0, true, 3),
    (2, 4, 0x1406, true, 3),
    (4, 4, 0x1406, true, 4),
];

#[no_mangle]
pub unsafe extern "C" fn glInterleavedArrays(format: u32, stride: i32, pointer: *const c_void) {
    let Some(c) = current() else { return };
    let Some(&(texture, color, color_kind, normal, vertex)) = INTERLEAVED.get(format.wrapping_sub(0x2a20) as usize) else {
        return c.error(0x500);
    };
    if stride < 0 {
        return c.error(0x501);
    }
    let color_bytes = if color_kind == 0x1401 { 4 } else { color * 4 };
    let len = texture * 4 + color_bytes + if normal { 12 } else { 0 } + vertex * 4;
    let stride = if stride == 0 { len } else { stride };
    let mut at = pointer.cast::<u8>();
    let mut next = |bytes: i32| {
        let start = at;
        at = at.wrapping_add(bytes as usize);
        start.cast::<c_void>()
    };
    glDisableClientState(0x8079);
    glDisableClientState(0x8077);
    glDisableClientState(0x845e);
    glDisableClientState(0x8457);
    if texture > 0 {
        glEnableClientState(0x8078);
        glTexCoordPointer(texture, 0x1406, stride, next(texture * 4));
    } else {
        glDisableClientState(0x8078);
    }
    if color > 0 {
        glEnableClientState(0x8076);
        glColorPointer(color, color_kind, stride, next(color_bytes));
    } else {
        glDisableClientState(0x8076);
    }
    if normal {
        glEnableClientState(0x8075);
        glNormalPointer(0x1406, stride, next(12));
    } else {
        glDisableClientState(0x8075);
    }
    glEnableClientState(0x8074);
    glVertexPointer(vertex, 0x1406, stride, next(vertex * 4));
}
