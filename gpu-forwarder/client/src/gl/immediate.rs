// SPDX-License-Identifier: Apache-2.0
//! glArrayElement: the calls that the element stands for.

use crate::arrays::{Array, COLOR, EDGE, FOG, GENERIC, NORMAL, NORMALIZED, SECONDARY, TEXCOORD, VERTEX};
use crate::context::{current, Context};
use crate::generated::encode;

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

unsafe fn value(c: &Context, slot: usize, index: i32) -> [f32; 4] {
    let array = &c.arrays.vao.arrays[slot];
    let element = (array.pointer as *const u8).wrapping_offset(index as isize * array.step() as isize);
    let normalized = [NORMAL, COLOR, SECONDARY].contains(&slot) || array.flags & NORMALIZED != 0;
    let mut all = [0.0, 0.0, 0.0, 1.0];
    for (at, one) in all.iter_mut().enumerate().take(if array.size > 4 { 4 } else { array.size as usize }) {
        *one = component(array, element, at, normalized);
    }
    if array.size > 4 {
        all.swap(0, 2);
    }
    all
}

#[no_mangle]
pub unsafe extern "C" fn glArrayElement(index: i32) {
    let Some(c) = current() else { return };
    let vao = &c.arrays.vao;
    if vao.enabled & !vao.user != 0 {
        return crate::unsupported("glArrayElement with arrays in buffer objects");
    }
    let used = c.arrays.used();
    let mut others = used & !(1 << VERTEX | 1 << GENERIC);
    while others != 0 {
        let slot = others.trailing_zeros() as usize;
        others &= others - 1;
        let [x, y, z, w] = value(c, slot, index);
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
    if used & 1 << GENERIC != 0 {
        let [x, y, z, w] = value(c, GENERIC, index);
        encode::glVertexAttrib4f(c, 0, x, y, z, w);
    } else if used & 1 << VERTEX != 0 {
        let [x, y, z, w] = value(c, VERTEX, index);
        encode::glVertex4f(c, x, y, z, w);
    }
}
