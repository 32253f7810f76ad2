// SPDX-License-Identifier: Apache-2.0
//! gl*Pointer and what enables arrays. Pointers into the program's memory stay here until something is drawn; offsets into
//! buffer objects go to the server.

use crate::arrays::{Array, COLOR, EDGE, FOG, GENERIC, INDEX, INTEGER, LONG, NORMAL, NORMALIZED, SECONDARY, TEXCOORD, VERTEX};
use crate::context::{current, Context};
use crate::generated::{encode, opcodes};
use crate::limits::{ATTRIBS, TEXCOORDS};
use crate::state::ARRAY;
use crate::stream::Input;
use std::ffi::c_void;

/// Remembers an array. True: it lies in a buffer object, so the server must know.
fn remember(c: &mut Context, slot: usize, array: Array) -> bool {
    let buffer = c.state.buffers[ARRAY];
    let divisor = c.arrays.vao.arrays[slot].divisor;
    c.arrays.vao.arrays[slot] = Array { buffer, divisor, ..array };
    let bit = 1 << slot;
    let is_user = buffer == 0 && array.pointer != 0;
    c.arrays.vao.user = if is_user { c.arrays.vao.user | bit } else { c.arrays.vao.user & !bit };
    c.changed();
    !is_user
}

fn array(size: i32, kind: u32, stride: i32, pointer: *const c_void, flags: u32) -> Array {
    Array { size: size as u32, kind, stride: stride as u32, pointer: pointer as usize, flags, ..Array::default() }
}

/// What the server hears of an array that does not lie in the program's memory.
fn offset(c: &Context, pointer: *const c_void) -> Input {
    if c.state.buffers[ARRAY] == 0 { Input::NULL } else { Input::in_buffer(pointer) }
}

/// The slot of texture coordinates that glTexCoordPointer means.
fn texcoord(c: &Context) -> usize {
    TEXCOORD + c.arrays.client_active.min(TEXCOORDS - 1)
}

macro_rules! check {
    ($c:ident, $stride:ident) => {
        if $c.state.shadow.is_inside() {
            return $c.error(0x502);
        }
        if $stride < 0 {
            return $c.error(0x501);
        }
    };
}

macro_rules! sized_pointers {
    ($($function:ident $slot:expr;)*) => {$(
        #[no_mangle]
        pub unsafe extern "C" fn $function(size: i32, kind: u32, stride: i32, pointer: *const c_void) {
            let Some(c) = current() else { return };
            check!(c, stride);
            let slot: fn(&Context) -> usize = $slot;
            if remember(c, slot(c), array(size, kind, stride, pointer, 0)) {
                let at = offset(c, pointer);
                encode::$function(c, size, kind, stride, at);
            }
        }
    )*};
}

sized_pointers! {
    glVertexPointer |_| VERTEX;
    glColorPointer |_| COLOR;
    glSecondaryColorPointer |_| SECONDARY;
    glTexCoordPointer texcoord;
}

macro_rules! typed_pointers {
    ($($function:ident $slot:expr, $size:expr;)*) => {$(
        #[no_mangle]
        pub unsafe extern "C" fn $function(kind: u32, stride: i32, pointer: *const c_void) {
            let Some(c) = current() else { return };
            check!(c, stride);
            if remember(c, $slot, array($size, kind, stride, pointer, 0)) {
                let at = offset(c, pointer);
                encode::$function(c, kind, stride, at);
            }
        }
    )*};
}

typed_pointers! {
    glNormalPointer NORMAL, 3;
    glFogCoordPointer FOG, 1;
    glIndexPointer INDEX, 1;
}

#[no_mangle]
pub unsafe extern "C" fn glEdgeFlagPointer(stride: i32, pointer: *const c_void) {
    let Some(c) = current() else { return };
    check!(c, stride);
    if remember(c, EDGE, array(1, 0x1401, stride, pointer, 0)) {
        let at = offset(c, pointer);
                encode::glEdgeFlagPointer(c, stride, at);
    }
}

#[no_mangle]
pub unsafe extern "C" fn glVertexAttribPointer(index: u32, size: i32, kind: u32, normalized: u8, stride: i32, pointer: *const c_void) {
    let Some(c) = current() else { return };
    check!(c, stride);
    let flags = if normalized != 0 { NORMALIZED } else { 0 };
    if index as usize >= ATTRIBS {
        c.error(0x501);
    } else if remember(c, GENERIC + index as usize, array(size, kind, stride, pointer, flags)) {
        let at = offset(c, pointer);
                encode::glVertexAttribPointer(c, index, size, kind, normalized, stride, at);
    }
}

macro_rules! other_attribs {
    ($($function:ident $flags:expr;)*) => {$(
        #[no_mangle]
        pub unsafe extern "C" fn $function(index: u32, size: i32, kind: u32, stride: i32, pointer: *const c_void) {
            let Some(c) = current() else { return };
            check!(c, stride);
            if index as usize >= ATTRIBS {
                c.error(0x501);
            } else if remember(c, GENERIC + index as usize, array(size, kind, stride, pointer, $flags)) {
                let at = offset(c, pointer);
                encode::$function(c, index, size, kind, stride, at);
            }
        }
    )*};
}

other_attribs! {
    glVertexAttribIPointer INTEGER;
    glVertexAttribLPointer LONG;
}

fn enable(c: &mut Context, slot: usize, on: bool) {
    c.changed();
    let bit = 1 << slot;
    c.arrays.vao.enabled = if on { c.arrays.vao.enabled | bit } else { c.arrays.vao.enabled & !bit };
}

/// The slot of glEnableClientState's arrays.
fn client_state(c: &Context, array: u32) -> Option<usize> {
    Some(match array {
        0x8074 => VERTEX,
        0x8075 => NORMAL,
        0x8076 => COLOR,
        0x8077 => INDEX,
        0x8078 => texcoord(c),
        0x8079 => EDGE,
        0x8457 => FOG,
        0x845e => SECONDARY,
        _ => return None,
    })
}

const PRIMITIVE_RESTART_NV: u32 = 0x8558;

#[no_mangle]
pub unsafe extern "C" fn glEnableClientState(array: u32) {
    let Some(c) = current() else { return };
    if let Some(slot) = client_state(c, array) {
        enable(c, slot, true);
    } else if array == PRIMITIVE_RESTART_NV {
        c.state.restart = true;
    }
    encode::glEnableClientState(c, array);
}

#[no_mangle]
pub unsafe extern "C" fn glDisableClientState(array: u32) {
    let Some(c) = current() else { return };
    if let Some(slot) = client_state(c, array) {
        enable(c, slot, false);
    } else if array == PRIMITIVE_RESTART_NV {
        c.state.restart = false;
    }
    encode::glDisableClientState(c, array);
}

#[no_mangle]
pub unsafe extern "C" fn glClientActiveTexture(texture: u32) {
    let Some(c) = current() else { return };
    c.changed();
    c.arrays.client_active = texture.wrapping_sub(0x84c0) as usize;
    encode::glClientActiveTexture(c, texture);
}

#[no_mangle]
pub unsafe extern "C" fn glEnableVertexAttribArray(index: u32) {
    let Some(c) = current() else { return };
    if (index as usize) < ATTRIBS {
        enable(c, GENERIC + index as usize, true);
    }
    encode::glEnableVertexAttribArray(c, index);
}

#[no_mangle]
pub unsafe extern "C" fn glDisableVertexAttribArray(index: u32) {
    let Some(c) = current() else { return };
    if (index as usize) < ATTRIBS {
        enable(c, GENERIC + index as usize, false);
    }
    encode::glDisableVertexAttribArray(c, index);
}

#[no_mangle]
pub unsafe extern "C" fn glVertexAttribDivisor(index: u32, divisor: u32) {
    let Some(c) = current() else { return };
    c.changed();
    if let Some(array) = c.arrays.vao.arrays.get_mut(GENERIC..).and_then(|arrays| arrays.get_mut(index as usize)) {
        array.divisor = divisor;
    }
    encode::glVertexAttribDivisor(c, index, divisor);
}

#[no_mangle]
pub unsafe extern "C" fn glBindVertexArray(array: u32) {
    let Some(c) = current() else { return };
    c.changed();
    c.arrays.bind(array);
    encode::glBindVertexArray(c, array);
}

#[no_mangle]
pub unsafe extern "C" fn glDeleteVertexArrays(n: i32, arrays: *const u32) {
    let Some(c) = current() else { return };
    if n < 0 {
        return c.error(0x501);
    }
    c.changed();
    for at in 0..n as usize {
        c.arrays.delete(*arrays.add(at));
    }
    let input = c.input(arrays.cast(), n as usize * 4);
    encode::glDeleteVertexArrays(c, n, input);
}

#[no_mangle]
pub unsafe extern "C" fn glGetPointerv(pname: u32, params: *mut *mut c_void) {
    let Some(c) = current() else { return };
    if c.state.shadow.is_inside() {
        return c.error(0x502);
    }
    let slot = match pname {
        0x808e => VERTEX,
        0x808f => NORMAL,
        0x8090 => COLOR,
        0x8091 => INDEX,
        0x8092 => texcoord(c),
        0x8093 => EDGE,
        0x8456 => FOG,
        0x845d => SECONDARY,
        0x8244 => return *params = c.state.debug.callback as *mut c_void,
        0x8245 => return *params = c.state.debug.user as *mut c_void,
        0x0df0 => return *params = c.state.feedback.pointers()[0],
        0x0df3 => return *params = c.state.feedback.pointers()[1],
        _ => return c.error(0x500),
    };
    *params = c.arrays.vao.arrays[slot].pointer as *mut c_void;
}

#[no_mangle]
pub unsafe extern "C" fn glGetVertexAttribPointerv(index: u32, _pname: u32, pointer: *mut *mut c_void) {
    let Some(c) = current() else { return };
    if index as usize >= ATTRIBS {
        return c.error(0x501);
    }
    *pointer = c.arrays.vao.arrays[GENERIC + index as usize].pointer as *mut c_void;
}

/// What the server does not know of an attribute: an array in the program's memory.
fn of_user(c: &Context, index: u32, pname: u32) -> Option<u32> {
    let slot = GENERIC + (index as usize).min(ATTRIBS);
    let array = c.arrays.vao.arrays.get(slot).filter(|_| c.arrays.vao.user & 1 << slot != 0)?;
    Some(match pname {
        0x8623 => array.size,
        0x8624 => array.stride,
        0x8625 => array.kind,
        0x886a => u32::from(array.flags & NORMALIZED != 0),
        0x88fd => u32::from(array.flags & INTEGER != 0),
        0x874e => u32::from(array.flags & LONG != 0),
        0x889f => 0,
        _ => return None,
    })
}

macro_rules! attrib_values {
    ($($function:ident $value:ty;)*) => {$(
        #[no_mangle]
        pub unsafe extern "C" fn $function(index: u32, pname: u32, params: *mut $value) {
            let Some(c) = current() else { return };
            if let Some(value) = of_user(c, index, pname) {
                return *params = value as $value;
            }
            let reply = c.reply(64);
            encode::$function(c, index, pname, reply);
            c.finish(opcodes::$function);
            c.take(reply, params.cast(), usize::MAX);
        }
    )*};
}

attrib_values! {
    glGetVertexAttribdv f64;
    glGetVertexAttribfv f32;
    glGetVertexAttribiv i32;
    glGetVertexAttribIiv i32;
    glGetVertexAttribIuiv u32;
}

macro_rules! counted_pointers {
    ($($function:ident $base:ident($($name:ident: $value:ty),*);)*) => {$(
        /// EXT_vertex_array's: how many elements there are is the program's own business.
        #[no_mangle]
        pub unsafe extern "C" fn $function($($name: $value,)* _count: i32, pointer: *const c_void) {
            $base($($name,)* pointer);
        }
    )*};
}

counted_pointers! {
    glVertexPointerEXT glVertexPointer(size: i32, kind: u32, stride: i32);
    glColorPointerEXT glColorPointer(size: i32, kind: u32, stride: i32);
    glTexCoordPointerEXT glTexCoordPointer(size: i32, kind: u32, stride: i32);
    glNormalPointerEXT glNormalPointer(kind: u32, stride: i32);
    glIndexPointerEXT glIndexPointer(kind: u32, stride: i32);
    glEdgeFlagPointerEXT glEdgeFlagPointer(stride: i32);
}

/// A promise that the elements stay as they are, which the client has no use for: it copies what a draw needs.
#[no_mangle]
pub unsafe extern "C" fn glLockArraysEXT(first: i32, count: i32) {
    if let Some(c) = current().filter(|_| first < 0 || count <= 0) {
        c.error(0x501);
    }
}

#[no_mangle]
pub unsafe extern "C" fn glUnlockArraysEXT() {}
