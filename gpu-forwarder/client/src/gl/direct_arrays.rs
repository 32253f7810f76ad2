// SPDX-License-Identifier: Apache-2.0
//! EXT_direct_state_access: vertex array objects by name and texture coordinates by unit. What the client knows of arrays follows from the
//! commands for bound ones, so each of these is one of those while what it names is bound.

use super::*;
use crate::context::{current, Context};
use crate::generated::exports::{
    glBindVertexBuffer, glGetIntegeri_v, glIsVertexArray, glVertexAttribBinding, glVertexAttribFormat, glVertexAttribIFormat,
    glVertexAttribLFormat, glVertexBindingDivisor,
};
use crate::limits::{ATTRIBS, TEXCOORDS};
use crate::pixelstore::PixelStore;
use crate::state::ARRAY;
use std::ffi::c_void;

const ARRAY_BUFFER: u32 = 0x8892;
const TEXTURE0: u32 = 0x84c0;
const TEXTURE_COORD_ARRAY: u32 = 0x8078;

/// Does something while a vertex array object is bound.
unsafe fn with_array(array: u32, what: impl FnOnce(&mut Context)) {
    let Some(c) = current() else { return };
    if array == 0 {
        return c.error(0x502);
    }
    let before = c.arrays.bound;
    if array == before {
        return what(c);
    }
    let is_known = c.arrays.knows(array);
    glBindVertexArray(array);
    // A name that nobody has handed out is not bound now.
    let is_there = is_known || glIsVertexArray(array) != 0;
    if is_there {
        what(c);
    }
    glBindVertexArray(before);
    if !is_there {
        c.arrays.delete(array);
    }
}

/// Does something with an array that lies in a buffer object.
unsafe fn with_buffer(array: u32, buffer: u32, offset: isize, what: impl FnOnce(*const c_void)) {
    with_array(array, |c| {
        if offset < 0 {
            return c.error(0x501);
        }
        // A vertex array object has no arrays in the program's memory.
        if buffer == 0 && offset != 0 {
            return c.error(0x502);
        }
        let before = c.state.buffers[ARRAY];
        glBindBuffer(ARRAY_BUFFER, buffer);
        what(offset as *const c_void);
        glBindBuffer(ARRAY_BUFFER, before);
    });
}

/// Does something with the texture coordinates of a unit; `error` is that of one which is not there.
unsafe fn with_coordinates(unit: u32, error: u32, what: impl FnOnce()) {
    let Some(c) = current() else { return };
    if unit as usize >= TEXCOORDS {
        return c.error(error);
    }
    let before = c.arrays.client_active;
    glClientActiveTexture(TEXTURE0 + unit);
    what();
    glClientActiveTexture(TEXTURE0.wrapping_add(before as u32));
}

macro_rules! offsets {
    ($($function:ident $bound:ident($($name:ident: $value:ty),*);)*) => {$(
        #[no_mangle]
        pub unsafe extern "C" fn $function(array: u32, buffer: u32, $($name: $value,)* offset: isize) {
            with_buffer(array, buffer, offset, |pointer| $bound($($name,)* pointer));
        }
    )*};
}

offsets! {
    glVertexArrayVertexOffsetEXT glVertexPointer(size: i32, kind: u32, stride: i32);
    glVertexArrayColorOffsetEXT glColorPointer(size: i32, kind: u32, stride: i32);
    glVertexArrayEdgeFlagOffsetEXT glEdgeFlagPointer(stride: i32);
    glVertexArrayIndexOffsetEXT glIndexPointer(kind: u32, stride: i32);
    glVertexArrayNormalOffsetEXT glNormalPointer(kind: u32, stride: i32);
    glVertexArrayTexCoordOffsetEXT glTexCoordPointer(size: i32, kind: u32, stride: i32);
    glVertexArrayFogCoordOffsetEXT glFogCoordPointer(kind: u32, stride: i32);
    glVertexArraySecondaryColorOffsetEXT glSecondaryColorPointer(size: i32, kind: u32, stride: i32);
    glVertexArrayVertexAttribOffsetEXT glVertexAttribPointer(index: u32, size: i32, kind: u32, normalized: u8, stride: i32);
    glVertexArrayVertexAttribIOffsetEXT glVertexAttribIPointer(index: u32, size: i32, kind: u32, stride: i32);
    glVertexArrayVertexAttribLOffsetEXT glVertexAttribLPointer(index: u32, size: i32, kind: u32, stride: i32);
}

#[no_mangle]
pub unsafe extern "C" fn glVertexArrayMultiTexCoordOffsetEXT(
    array: u32, buffer: u32, unit: u32, size: i32, kind: u32, stride: i32, offset: isize,
) {
    with_buffer(array, buffer, offset, |pointer| {
        with_coordinates(unit.wrapping_sub(TEXTURE0), 0x500, || glTexCoordPointer(size, kind, stride, pointer));
    });
}

macro_rules! of_array {
    ($($function:ident $bound:ident($($name:ident: $value:ty),*);)*) => {$(
        #[no_mangle]
        pub unsafe extern "C" fn $function(array: u32, $($name: $value),*) {
            with_array(array, |_| $bound($($name),*));
        }
    )*};
}

of_array! {
    glVertexArrayBindVertexBufferEXT glBindVertexBuffer(index: u32, buffer: u32, offset: isize, stride: i32);
    glVertexArrayVertexAttribFormatEXT glVertexAttribFormat(index: u32, size: i32, kind: u32, normalized: u8, offset: u32);
    glVertexArrayVertexAttribIFormatEXT glVertexAttribIFormat(index: u32, size: i32, kind: u32, offset: u32);
    glVertexArrayVertexAttribLFormatEXT glVertexAttribLFormat(index: u32, size: i32, kind: u32, offset: u32);
    glVertexArrayVertexAttribBindingEXT glVertexAttribBinding(index: u32, binding: u32);
    glVertexArrayVertexBindingDivisorEXT glVertexBindingDivisor(index: u32, divisor: u32);
    glVertexArrayVertexAttribDivisorEXT glVertexAttribDivisor(index: u32, divisor: u32);
    glEnableVertexArrayAttribEXT glEnableVertexAttribArray(index: u32);
    glDisableVertexArrayAttribEXT glDisableVertexAttribArray(index: u32);
    glEnableVertexArrayEXT switch_on(state: u32);
    glDisableVertexArrayEXT switch_off(state: u32);
    glGetVertexArrayIntegervEXT integer(pname: u32, param: *mut i32);
    glGetVertexArrayPointervEXT glGetPointerv(pname: u32, param: *mut *mut c_void);
    glGetVertexArrayIntegeri_vEXT integer_of(index: u32, pname: u32, param: *mut i32);
    glGetVertexArrayPointeri_vEXT pointer_of(index: u32, pname: u32, param: *mut *mut c_void);
}

/// GL_TEXTUREn stands for the texture coordinates of that unit.
unsafe fn switch_on(state: u32) {
    match state.wrapping_sub(TEXTURE0) {
        unit if unit < 32 => with_coordinates(unit, 0x500, || glEnableClientState(TEXTURE_COORD_ARRAY)),
        _ => glEnableClientState(state),
    }
}

unsafe fn switch_off(state: u32) {
    match state.wrapping_sub(TEXTURE0) {
        unit if unit < 32 => with_coordinates(unit, 0x500, || glDisableClientState(TEXTURE_COORD_ARRAY)),
        _ => glDisableClientState(state),
    }
}

/// What glGet tells; of a pointer the lower half.
unsafe fn integer(pname: u32, param: *mut i32) {
    if !matches!(pname, 0x808e..=0x8093 | 0x8456 | 0x845d) {
        return glGetIntegerv(pname, param);
    }
    let mut pointer = std::ptr::null_mut();
    glGetPointerv(pname, &mut pointer);
    *param = pointer as usize as i32;
}

unsafe fn integer_of(index: u32, pname: u32, param: *mut i32) {
    match pname {
        // GL_VERTEX_ATTRIB_ARRAY_…, _BINDING and _RELATIVE_OFFSET
        0x8622..=0x8625 | 0x886a | 0x889f | 0x88fd | 0x88fe | 0x874e | 0x82d4 | 0x82d5 => glGetVertexAttribiv(index, pname, param),
        TEXTURE_COORD_ARRAY | 0x8088..=0x808a | 0x889a => with_coordinates(index, 0x501, || glGetIntegerv(pname, param)),
        _ => glGetIntegeri_v(pname, index, param),
    }
}

unsafe fn pointer_of(index: u32, pname: u32, param: *mut *mut c_void) {
    const VERTEX_ATTRIB_ARRAY_POINTER: u32 = 0x8645;
    match pname {
        VERTEX_ATTRIB_ARRAY_POINTER => glGetVertexAttribPointerv(index, pname, param),
        _ => with_coordinates(index, 0x501, || glGetPointerv(pname, param)),
    }
}

#[no_mangle]
pub unsafe extern "C" fn glMultiTexCoordPointerEXT(unit: u32, size: i32, kind: u32, stride: i32, pointer: *const c_void) {
    with_coordinates(unit.wrapping_sub(TEXTURE0), 0x500, || glTexCoordPointer(size, kind, stride, pointer));
}

/// Only texture coordinates are counted.
unsafe fn by_unit(array: u32, unit: u32, what: unsafe extern "C" fn(u32)) {
    match current() {
        Some(c) if array != TEXTURE_COORD_ARRAY => c.error(0x500),
        _ => with_coordinates(unit, 0x501, || what(array)),
    }
}

macro_rules! by_units {
    ($($function:ident $second:ident $of_active:ident;)*) => {$(
        #[no_mangle]
        pub unsafe extern "C" fn $function(array: u32, unit: u32) {
            by_unit(array, unit, $of_active);
        }

        #[no_mangle]
        pub unsafe extern "C" fn $second(array: u32, unit: u32) {
            by_unit(array, unit, $of_active);
        }
    )*};
}

by_units! {
    glEnableClientStateIndexedEXT glEnableClientStateiEXT glEnableClientState;
    glDisableClientStateIndexedEXT glDisableClientStateiEXT glDisableClientState;
}

#[no_mangle]
pub unsafe extern "C" fn glGetPointerIndexedvEXT(pname: u32, unit: u32, data: *mut *mut c_void) {
    const TEXTURE_COORD_ARRAY_POINTER: u32 = 0x8092;
    match current() {
        Some(c) if pname != TEXTURE_COORD_ARRAY_POINTER => c.error(0x500),
        _ => with_coordinates(unit, 0x501, || glGetPointerv(pname, data)),
    }
}

#[no_mangle]
pub unsafe extern "C" fn glGetPointeri_vEXT(pname: u32, unit: u32, data: *mut *mut c_void) {
    glGetPointerIndexedvEXT(pname, unit, data);
}

#[no_mangle]
pub unsafe extern "C" fn glClientAttribDefaultEXT(mask: u32) {
    const STATES: [u32; 7] = [0x8074, 0x8075, 0x8076, 0x8077, 0x8079, 0x8457, 0x845e];
    let Some(c) = current() else { return };
    if mask & CLIENT_PIXEL_STORE != 0 {
        (c.pack, c.unpack) = (PixelStore::default(), PixelStore::default());
    }
    if mask & CLIENT_VERTEX_ARRAY == 0 {
        return;
    }
    glBindBuffer(ARRAY_BUFFER, 0);
    glBindBuffer(ELEMENT_ARRAY_BUFFER, 0);
    STATES.into_iter().for_each(|state| glDisableClientState(state));
    for unit in 0..TEXCOORDS as u32 {
        with_coordinates(unit, 0x501, || {
            glDisableClientState(TEXTURE_COORD_ARRAY);
            glTexCoordPointer(4, 0x1406, 0, std::ptr::null());
        });
    }
    for index in 0..ATTRIBS as u32 {
        glDisableVertexAttribArray(index);
        glVertexAttribPointer(index, 4, 0x1406, 0, 0, std::ptr::null());
    }
    fixed_pointers();
    glClientActiveTexture(TEXTURE0);
}

unsafe fn fixed_pointers() {
    let none = std::ptr::null();
    glVertexPointer(4, 0x1406, 0, none);
    glNormalPointer(0x1406, 0, none);
    glColorPointer(4, 0x1406, 0, none);
    glSecondaryColorPointer(3, 0x1406, 0, none);
    glFogCoordPointer(0x1406, 0, none);
    glIndexPointer(0x1406, 0, none);
    glEdgeFlagPointer(0, none);
}

#[no_mangle]
pub unsafe extern "C" fn glPushClientAttribDefaultEXT(mask: u32) {
    let Some(c) = current() else { return };
    let depth = c.arrays.saved.len();
    glPushClientAttrib(mask);
    if c.arrays.saved.len() > depth {
        glClientAttribDefaultEXT(mask);
    }
}
