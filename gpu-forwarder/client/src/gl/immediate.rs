// SPDX-License-Identifier: Apache-2.0
//! glArrayElement: the calls that the element stands for.

use crate::arrays::{Array, COLOR, EDGE, FOG, GENERIC, NORMAL, NORMALIZED, SECONDARY, TEXCOORD, VERTEX};
use crate::context::{current, Context};
use crate::generated::encode;
use super::mapping::content;
use std::ptr::null;

/// One component of an element as a number; colours and the like are scaled to 0…1.
unsafe fn component(array: &Array, element: *const u8, at: usize, normalized: bool) -> f32 {
    let scale = |value: f64, most: f64| if normalized { value / most } else { value };
    let value = match array.kind {
        0x1400 => scale((*element.cast::<i8>().add(at)).into(), 127.0),
        0x1401 => scale((*element.add(at)).into(), 255.0),
        0x1402 => scale(element.cast::<i16>().add(at).read_unaligned().into(), 32767.0),
        0x1403 => scale(element.cast::<u16>().add(at).read_unaligned().into(), 65535.0),
        0x1404 => scale(element.cast::<i32>().add(at).read_unaligned().into(), 2_147_483_647.0),
        0x1405 => scale(element.cast::<u32>().add(at).read_unaligned().into(), 4_294_967_295.0),
        0x140a => element.cast::<f64>().add(at).read_unaligned(),
        _ => element.cast::<f32>().add(at).read_unaligned().into(),
    };
    value as f32
}

/// Where an array has an element: in the program's memory, or in the client's copy of a buffer object. NULL: nowhere.
unsafe fn element(c: &mut Context, array: &Array, index: i32) -> *const u8 {
    let at = array.pointer.wrapping_add((index as isize * array.step() as isize) as usize);
    if array.buffer == 0 {
        return if array.pointer == 0 { null() } else { at as *const u8 };
    }
    let (content, len) = content(c, array.buffer);
    if content.is_null() || at.checked_add(array.element()).is_none_or(|end| end > len) { null() } else { content.add(at) }
}

unsafe fn value(c: &mut Context, slot: usize, index: i32) -> Option<[f32; 4]> {
    let array = &{ c.arrays.vao.arrays[slot] };
    let element = element(c, array, index);
    if element.is_null() {
        return None;
    }
    let normalized = [NORMAL, COLOR, SECONDARY].contains(&slot) || array.flags & NORMALIZED != 0;
    let mut all = [0.0, 0.0, 0.0, 1.0];
    for (at, one) in all.iter_mut().enumerate().take(if array.size > 4 { 4 } else { array.size as usize }) {
        *one = component(array, element, at, normalized);
    }
    if array.size > 4 {
        all.swap(0, 2);
    }
    Some(all)
}

#[no_mangle]
pub unsafe extern "C" fn glArrayElement(index: i32) {
    let Some(c) = current() else { return };
    let used = c.arrays.vao.enabled;
    let mut others = used & !(1 << VERTEX | 1 << GENERIC);
    while others != 0 {
        let slot = others.trailing_zeros() as usize;
        others &= others - 1;
        let Some([x, y, z, w]) = value(c, slot, index) else { continue };
        match slot {
            NORMAL => encode::glNormal3f(c, x, y, z),
            COLOR => encode::glColor4f(c, x, y, z, w),
            SECONDARY => encode::glSecondaryColor3f(c, x, y, z),
            FOG => encode::glFogCoordf(c, x),
            EDGE => encode::glEdgeFlag(c, u8::from(x != 0.0)),
            slot if slot > GENERIC => encode::glVertexAttrib4f(c, (slot - GENERIC) as u32, x, y, z, w),
            slot if slot >= TEXCOORD => encode::glMultiTexCoord4f(c, 0x84c0 + (slot - TEXCOORD) as u32, x, y, z, w),
            _ => (),
        }
    }
    let position = if used & 1 << GENERIC != 0 { GENERIC } else { VERTEX };
    if used & 1 << position == 0 {
        return;
    }
    match (value(c, position, index), position) {
        (Some([x, y, z, w]), GENERIC) => encode::glVertexAttrib4f(c, 0, x, y, z, w),
        (Some([x, y, z, w]), _) => encode::glVertex4f(c, x, y, z, w),
        (None, _) => (),
    }
}
