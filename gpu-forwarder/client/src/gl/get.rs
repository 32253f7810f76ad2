// SPDX-License-Identifier: Apache-2.0
//! glGet and its relatives: from what the client knows, from an answer that still holds, else from the server.

use super::{framebuffers::accumulation_bits, uploads::store_value};
use crate::context::{current, Context};
use crate::generated::{encode, opcodes};
use crate::own::Api;
use crate::matrix::{self, TEXTURE_MATRIX};
use crate::shadow::{Shadow, TEXTURE_BINDING_2D};
use crate::state::{Get, ARRAY, DRAW_INDIRECT, PACK, QUERY, UNPACK};
use crate::stream::Reply;
use std::ffi::c_char;
use std::ptr::null;

/// Values that the client has itself, because the server's differ or are not asked for.
fn known(c: &Context, pname: u32) -> Option<i64> {
    let buffer = |at: usize| Some(i64::from(c.state.buffers[at]));
    match pname {
        0x8894 => buffer(ARRAY),
        0x88ed => buffer(PACK),
        0x88ef => buffer(UNPACK),
        0x8f43 => buffer(DRAW_INDIRECT),
        0x9193 => buffer(QUERY),
        0x8895 => Some(c.arrays.vao.element_buffer.into()),
        0x85b5 => Some(c.arrays.bound.into()),
        0x8b8d => Some(c.state.program.into()),
        0x84e1 => Some(0x84c0 + c.arrays.client_active as i64),
        0x821d => Some(c.caps.extension.len() as i64),
        0x0bb1 => Some(c.arrays.saved.len() as i64),
        0x0d3b => Some(crate::limits::CLIENT_ATTRIBS as i64),
        0x0c32 => Some(c.has_back.into()),
        0x0b30 if has_lists(c) => Some(c.state.shadow.list.1.into()),
        0x0b33 if has_lists(c) => Some(c.state.shadow.list.0.into()),
        0x8ca6 | 0x8caa => c.state.default_framebuffer.name(pname).filter(|_| !c.state.shadow.in_begin),
        0x0d58..=0x0d5b => accumulation_bits(c),
        _ => store_value(c, pname).map(i64::from).or_else(|| array_value(c, pname)),
    }
}

fn has_lists(c: &Context) -> bool {
    c.api == Api::Compatibility && !c.state.shadow.in_begin
}

/// glGet of the fixed function's arrays.
fn array_value(c: &Context, pname: u32) -> Option<i64> {
    use crate::arrays::{COLOR, EDGE, FOG, INDEX, NORMAL, SECONDARY, TEXCOORD, VERTEX};
    let (slot, what) = match pname {
        0x807a..=0x807c => (VERTEX, pname - 0x807a),
        0x807e | 0x807f => (NORMAL, pname - 0x807e + 1),
        0x8081..=0x8083 => (COLOR, pname - 0x8081),
        0x8085 | 0x8086 => (INDEX, pname - 0x8085 + 1),
        0x8088..=0x808a => (TEXCOORD + c.arrays.client_active.min(7), pname - 0x8088),
        0x808c => (EDGE, 2),
        0x8454 | 0x8455 => (FOG, pname - 0x8454 + 1),
        0x845a..=0x845c => (SECONDARY, pname - 0x845a),
        0x8896 => (VERTEX, 3),
        0x8897 => (NORMAL, 3),
        0x8898 => (COLOR, 3),
        0x8899 => (INDEX, 3),
        0x889a => (TEXCOORD + c.arrays.client_active.min(7), 3),
        0x889b => (EDGE, 3),
        0x889c => (SECONDARY, 3),
        0x889d => (FOG, 3),
        _ => return None,
    };
    let array = &c.arrays.vao.arrays[slot];
    Some(match what {
        0 => array.size.into(),
        1 => array.kind.into(),
        2 => array.stride.into(),
        _ => array.buffer.into(),
    })
}

/// Values that other calls than those which touch the state change.
fn is_volatile(pname: u32) -> bool {
    matches!(pname, 0x0b00..=0x0b09 | 0x0ba3..=0x0ba5 | 0x0ba8 | 0x80b1 | 0x80b2 | 0x84e3..=0x84e6 | 0x8640 | 0x8641 | 0x88b7 | 0x8453 | 0x8459 | 0x0b0d | 0x8e28 | 0x9047..=0x9049 | 0x0bb0 | 0x8243 | 0x8b5a..=0x8b5c | 0x9145)
}

/// The values of what the client follows, from the server where they are not known; none if GL has no such state now. None: it is not followed.
fn followed(c: &mut Context, pname: u32, opcode: u16) -> Option<Values> {
    if (matrix::MODELVIEW_MATRIX..=TEXTURE_MATRIX).contains(&pname) {
        return Some(matrix(c, pname, opcode));
    }
    if !Shadow::has(pname) {
        return None;
    }
    if Shadow::is_of_unit(pname) {
        find_unit(c, opcode);
    }
    if let Some(value) = c.state.shadow.is_on(pname) {
        return Some(Values::of([f64::from(u8::from(value))]));
    }
    if let Some(name) = c.state.shadow.bound_texture().filter(|_| pname == TEXTURE_BINDING_2D) {
        return Some(Values::of([name.into()]));
    }
    Some(ask(c, pname, opcode))
}

/// From here on the client knows which texture unit is the active one.
pub fn find_unit(c: &mut Context, opcode: u16) {
    if c.state.shadow.get(ACTIVE_TEXTURE).is_none() {
        ask(c, ACTIVE_TEXTURE, opcode);
    }
}

fn ask(c: &mut Context, pname: u32, opcode: u16) -> Values {
    let reply = c.reply(64);
    encode::glGetIntegerv(c, pname, reply);
    c.finish(opcode);
    let bytes = c.answer(reply);
    let mut values = [0; 4];
    let count = (bytes.len() / 4).min(4);
    for (value, bytes) in values.iter_mut().zip(bytes.chunks_exact(4)) {
        *value = i32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    }
    if count > 0 {
        c.state.shadow.answered(pname, &values[..count]);
    }
    Values { count, values: std::array::from_fn(|at| values.get(at).map_or(0.0, |value| f64::from(*value))) }
}

fn matrix(c: &mut Context, pname: u32, opcode: u16) -> Values {
    if pname == TEXTURE_MATRIX {
        find_unit(c, opcode);
    }
    let stack = matrix::of_name(pname, c.state.shadow.unit());
    if let Some(matrix) = c.state.shadow.matrices.get(stack) {
        return Values { count: 16, values: matrix.map(f64::from) };
    }
    if c.state.shadow.get(MATRIX_MODE).is_none() {
        ask(c, MATRIX_MODE, opcode);
    }
    let reply = c.reply(64);
    encode::glGetFloatv(c, pname, reply);
    c.finish(opcode);
    let bytes = c.answer(reply);
    if bytes.len() < 64 {
        return Values { count: 0, values: [0.0; 16] };
    }
    let matrix = std::array::from_fn(|at| f32::from_le_bytes([bytes[at * 4], bytes[at * 4 + 1], bytes[at * 4 + 2], bytes[at * 4 + 3]]));
    c.state.shadow.matrices.load(stack, matrix);
    Values { count: 16, values: matrix.map(f64::from) }
}

/// What glGet tells of one name.
struct Values {
    count: usize,
    values: [f64; 16],
}

impl Values {
    fn of(one: [f64; 1]) -> Values {
        Values { count: 1, values: std::array::from_fn(|_| one[0]) }
    }

    fn iter(&self) -> std::slice::Iter<'_, f64> {
        self.values[..self.count].iter()
    }
}

const ACTIVE_TEXTURE: u32 = 0x84e0;
const MATRIX_MODE: u32 = 0x0ba0;

macro_rules! getters {
    ($($function:ident $get:ident $value:ty, $from:expr;)*) => {$(
        #[no_mangle]
        pub unsafe extern "C" fn $function(pname: u32, data: *mut $value) {
            let Some(c) = current() else { return };
            let from: fn(f64) -> $value = $from;
            if let Some(values) = c.state.shadow.get(pname) {
                for (n, value) in values.iter().enumerate() {
                    *data.add(n) = from((*value).into());
                }
                return;
            }
            if let Some(value) = known(c, pname) {
                return *data = from(value as f64);
            }
            if let Some(values) = c.caps.limits.get(&pname) {
                for (n, value) in values.iter().enumerate() {
                    *data.add(n) = from(*value);
                }
                return;
            }
            if let Some(values) = followed(c, pname, opcodes::$function) {
                for (n, value) in values.iter().enumerate() {
                    *data.add(n) = from(*value);
                }
                return;
            }
            let kept = c.state.answer(Get::$get, pname, c.epoch);
            if let Some(bytes) = kept {
                return data.cast::<u8>().copy_from_nonoverlapping(bytes.as_ptr(), bytes.len());
            }
            let reply = c.reply(4096);
            encode::$function(c, pname, reply);
            c.finish(opcodes::$function);
            c.take(reply, data.cast(), usize::MAX);
            let (seen, other) = if c.has_back { (BACK, FRONT) } else { (FRONT, BACK) };
            if matches!(pname, 0x0c01 | 0x0c02) && *data == from(other) {
                return *data = from(seen);
            }
            keep(c, Get::$get, pname, reply);
        }
    )*};
}

/// What the program is told of the buffers that its window is drawn to and read from.
pub fn of_surface(c: &Context, pname: u32, value: i32) -> i32 {
    let is_buffer = matches!(pname, 0x0c01 | 0x0c02 | 0x8825);
    let (seen, other) = if c.has_back { (BACK, FRONT) } else { (FRONT, BACK) };
    if is_buffer && value == other as i32 { seen as i32 } else { value }
}

/// GL_FRONT and GL_BACK: the server draws whichever the program has into the only one that its surface has, and drivers differ in which that is.
const FRONT: f64 = 0x404 as f64;
const BACK: f64 = 0x405 as f64;

getters! {
    glGetBooleanv Boolean u8, |value| u8::from(value != 0.0);
    glGetIntegerv Integer i32, |value| value.round().clamp(i32::MIN.into(), u32::MAX.into()) as i64 as i32;
    glGetInteger64v Integer64 i64, |value| value.round() as i64;
    glGetFloatv Float f32, |value| value as f32;
    glGetDoublev Double f64, |value| value;
}

fn keep(c: &mut Context, get: Get, pname: u32, reply: Reply) {
    let bytes = c.answer(reply);
    if !bytes.is_empty() && get != Get::Enabled {
        c.state.default_framebuffer.told(pname);
    }
    if !bytes.is_empty() && !is_volatile(pname) {
        c.state.keep(get, pname, c.epoch, bytes);
    }
}

#[no_mangle]
pub unsafe extern "C" fn glIsEnabled(cap: u32) -> u8 {
    let Some(c) = current() else { return 0 };
    if let Some(on) = c.state.shadow.is_on(cap) {
        return on.into();
    }
    if let Some(bytes) = c.state.answer(Get::Enabled, cap, c.epoch) {
        return bytes.first().copied().unwrap_or(0);
    }
    if Shadow::is_of_unit(cap) {
        find_unit(c, opcodes::glIsEnabled);
    }
    let reply = c.reply(8);
    encode::glIsEnabled(c, cap, reply);
    c.finish(opcodes::glIsEnabled);
    if !Shadow::has(cap) {
        keep(c, Get::Enabled, cap, reply);
    } else if !c.answer(reply).is_empty() {
        let on = c.value(reply) as u8 != 0;
        c.state.shadow.answered_switch(cap, on);
    }
    c.value(reply) as u8
}

/// Whether glEnable means what glEnableClientState does: compatible OpenGL takes the fixed function's arrays there too.
fn is_client_state(c: &Context, cap: u32) -> bool {
    matches!(c.api, Api::Compatibility | Api::Es1) && matches!(cap, 0x8074..=0x8079 | 0x8457 | 0x845e)
}

/// What the client itself must know of glEnable.
fn switch(c: &mut Context, cap: u32, on: bool) {
    if !c.state.shadow.turn(cap, on) {
        c.changed();
    }
    match cap {
        0x8f9d => c.state.restart = on,
        0x8d69 => c.state.restart_fixed = on,
        0x92e0 => c.state.debug.is_on = Some(on),
        _ => (),
    }
}

#[no_mangle]
pub unsafe extern "C" fn glEnable(cap: u32) {
    let Some(c) = current() else { return };
    if is_client_state(c, cap) {
        return super::glEnableClientState(cap);
    }
    switch(c, cap, true);
    encode::glEnable(c, cap);
}

#[no_mangle]
pub unsafe extern "C" fn glDisable(cap: u32) {
    let Some(c) = current() else { return };
    if is_client_state(c, cap) {
        return super::glDisableClientState(cap);
    }
    switch(c, cap, false);
    encode::glDisable(c, cap);
}

#[no_mangle]
pub unsafe extern "C" fn glPrimitiveRestartIndex(index: u32) {
    let Some(c) = current() else { return };
    c.touch();
    c.state.restart_index = index;
    encode::glPrimitiveRestartIndex(c, index);
}

#[no_mangle]
pub unsafe extern "C" fn glPrimitiveRestartIndexNV(index: u32) {
    let Some(c) = current() else { return };
    c.touch();
    c.state.restart_index = index;
    encode::glPrimitiveRestartIndexNV(c, index);
}

#[no_mangle]
pub unsafe extern "C" fn glFlush() {
    let Some(c) = current() else { return };
    encode::glFlush(c);
    c.submit();
    if let Some(after) = c.after_flush {
        after(c);
    }
}

#[no_mangle]
pub unsafe extern "C" fn glFinish() {
    let Some(c) = current() else { return };
    encode::glFinish(c);
    c.finish(opcodes::glFinish);
    super::mapping::bring_back(c);
    super::debug::deliver(c);
    if let Some(after) = c.after_flush {
        after(c);
    }
}

#[no_mangle]
pub unsafe extern "C" fn glGetString(name: u32) -> *const u8 {
    let Some(c) = current() else { return null() };
    if c.state.shadow.is_inside() {
        c.error(0x502);
        return null();
    }
    let text = match name {
        0x1f00 => &c.caps.vendor,
        0x1f01 => &c.caps.renderer,
        0x1f02 => &c.caps.version,
        0x1f03 => &c.caps.extensions,
        0x8b8c => &c.caps.glsl,
        _ => {
            c.error(0x500);
            return null();
        }
    };
    text.as_ptr().cast()
}

#[no_mangle]
pub unsafe extern "C" fn glGetStringi(name: u32, index: u32) -> *const u8 {
    let Some(c) = current() else { return null() };
    let list = match name {
        0x1f03 => &c.caps.extension,
        _ => {
            c.error(0x500);
            return null();
        }
    };
    match list.get(index as usize) {
        Some(text) => text.as_ptr().cast(),
        None => {
            c.error(0x501);
            null()
        }
    }
}

/// The address of a function of GL, or null.
pub fn address(name: *const c_char) -> *const std::ffi::c_void {
    let Some(name) = crate::sys::text(name) else { return null() };
    let procs = crate::generated::procs::PROCS;
    procs.binary_search_by(|(known, _)| known.as_bytes().cmp(name)).map_or(null(), |at| procs[at].1 as *const std::ffi::c_void)
}
