// SPDX-License-Identifier: Apache-2.0
//! Drawing. Arrays of the program's memory are copied into the slab, as much of them as the draw uses, and announced by a
//! record before the draw's.

use super::buffers::{contents, ELEMENT_ARRAY_BUFFER};
use crate::arrays::{index_range, plan, Part, Piece, Used};
use crate::context::{current, Context};
use crate::generated::{encode, opcodes};
use crate::own::{self, ClientArray};
use crate::state::DRAW_INDIRECT;
use crate::stream::Input;
use std::ffi::c_void;

/// Lists that every draw uses again.
#[derive(Default)]
pub struct Scratch {
    pieces: Vec<Piece>,
    parts: Vec<Part>,
    offsets: Vec<usize>,
    arrays: Vec<ClientArray>,
}

/// Sends the used part of the program's arrays. False: there is no memory for it; the draw is left out.
unsafe fn send_arrays(c: &mut Context, used: &Used) -> bool {
    let mut scratch = std::mem::take(&mut c.state.scratch);
    plan(&c.arrays.vao, c.arrays.used(), used, &mut scratch.pieces, &mut scratch.parts);
    scratch.offsets.clear();
    scratch.arrays.clear();
    for piece in &scratch.pieces {
        let Some((to, offset)) = c.slab(piece.len) else { break };
        crate::sys::copy(piece.start as *const u8, to, piece.len);
        scratch.offsets.push(offset);
    }
    let is_whole = scratch.offsets.len() == scratch.pieces.len();
    if is_whole {
        for part in &scratch.parts {
            let array = &c.arrays.vao.arrays[part.slot];
            scratch.arrays.push(ClientArray {
                slot: part.slot as u32,
                size: array.size,
                kind: array.kind,
                flags: array.flags,
                stride: array.step() as u32,
                divisor: array.divisor,
                offset: (scratch.offsets[part.piece] + part.at) as u32,
                bytes: part.len as u32,
            });
        }
        own::client_arrays(c, &scratch.arrays, used.first as u32, used.count as u32);
    } else {
        c.error(0x505);
    }
    c.state.scratch = scratch;
    is_whole
}

/// What glDrawArrays and its relatives need before their record.
#[inline]
unsafe fn ready(c: &mut Context, first: i32, count: i32, base_instance: u32, instances: i32) -> bool {
    if c.arrays.used() == 0 {
        return true;
    }
    if first < 0 || count < 0 {
        c.error(0x501);
        return false;
    }
    if count == 0 || instances <= 0 {
        return true;
    }
    let used = Used { first: first as usize, count: count as usize, base_instance: base_instance as usize, instances: instances as usize };
    send_arrays(c, &used)
}

#[no_mangle]
pub unsafe extern "C" fn glDrawArrays(mode: u32, first: i32, count: i32) {
    let Some(c) = current() else { return };
    if ready(c, first, count, 0, 1) {
        encode::glDrawArrays(c, mode, first, count);
        c.wrote_for_last();
    }
}

#[no_mangle]
pub unsafe extern "C" fn glDrawArraysInstanced(mode: u32, first: i32, count: i32, instances: i32) {
    let Some(c) = current() else { return };
    if ready(c, first, count, 0, instances) {
        encode::glDrawArraysInstanced(c, mode, first, count, instances);
        c.wrote_for_last();
    }
}

#[no_mangle]
pub unsafe extern "C" fn glDrawArraysInstancedBaseInstance(mode: u32, first: i32, count: i32, instances: i32, base: u32) {
    let Some(c) = current() else { return };
    if ready(c, first, count, base, instances) {
        encode::glDrawArraysInstancedBaseInstance(c, mode, first, count, instances, base);
        c.wrote_for_last();
    }
}

#[no_mangle]
pub unsafe extern "C" fn glMultiDrawArrays(mode: u32, first: *const i32, count: *const i32, draws: i32) {
    let Some(c) = current() else { return };
    if draws < 0 {
        return c.error(0x501);
    }
    if c.arrays.used() == 0 {
        let (first, count) = (c.input(first.cast(), draws as usize * 4), c.input(count.cast(), draws as usize * 4));
        return encode::glMultiDrawArrays(c, mode, first, count, draws);
    }
    if has_negative(count, draws) {
        return c.error(0x501);
    }
    for n in 0..draws as usize {
        glDrawArrays(mode, *first.add(n), *count.add(n));
    }
}

/// Whether one of several draws has a negative count, with which nothing is drawn at all.
unsafe fn has_negative(count: *const i32, draws: i32) -> bool {
    draws < 0 || (0..draws as usize).any(|n| *count.add(n) < 0)
}

fn restart(c: &Context, kind: u32) -> Option<u32> {
    if c.state.restart_fixed {
        return Some(match kind {
            0x1401 => 0xff,
            0x1403 => 0xffff,
            _ => u32::MAX,
        });
    }
    c.state.restart.then_some(c.state.restart_index)
}

/// The indices of a draw as its record has them, and before them the program's arrays. None: the draw is left out.
unsafe fn indices(c: &mut Context, count: i32, kind: u32, pointer: *const c_void, base: i32, instances: (u32, i32)) -> Option<Input> {
    let len = count.max(0) as usize * crate::sizes::element(kind.into()) as usize;
    let in_buffer = c.arrays.vao.element_buffer != 0;
    if c.arrays.used() != 0 && len > 0 && instances.1 > 0 {
        let range = if in_buffer {
            let mut copy = vec![0u8; len];
            contents(c, pointer as isize, len as isize, copy.as_mut_ptr().cast(), opcodes::glGetBufferSubData, |c, at, len, reply| {
                encode::glGetBufferSubData(c, ELEMENT_ARRAY_BUFFER, at, len, reply);
            });
            index_range(&copy, kind, restart(c, kind))
        } else if pointer.is_null() {
            None
        } else {
            index_range(std::slice::from_raw_parts(pointer.cast(), len), kind, restart(c, kind))
        };
        let (low, high) = range?;
        let first = usize::try_from(i64::from(low) + i64::from(base)).ok()?;
        let used = Used { first, count: (high - low) as usize + 1, base_instance: instances.0 as usize, instances: instances.1 as usize };
        if !send_arrays(c, &used) {
            return None;
        }
    }
    Some(if in_buffer { Input::in_buffer(pointer) } else { c.input(pointer, len) })
}

macro_rules! element_draws {
    ($($function:ident($($before:ident: $before_type:ty),*; $($after:ident: $after_type:ty),*) $base:expr, $first:expr, $instances:expr;)*) => {$(
        #[no_mangle]
        pub unsafe extern "C" fn $function(mode: u32, $($before: $before_type,)* count: i32, kind: u32, pointer: *const c_void $(, $after: $after_type)*) {
            let Some(c) = current() else { return };
            if count < 0 {
                return c.error(0x501);
            }
            if !matches!(kind, 0x1401 | 0x1403 | 0x1405) {
                return c.error(0x500);
            }
            if let Some(input) = indices(c, count, kind, pointer, $base, ($first, $instances)) {
                encode::$function(c, mode, $($before,)* count, kind, input $(, $after)*);
            }
        }
    )*};
}

element_draws! {
    glDrawElements(;) 0, 0, 1;
    glDrawRangeElements(start: u32, end: u32;) 0, 0, 1;
    glDrawElementsBaseVertex(; base: i32) base, 0, 1;
    glDrawRangeElementsBaseVertex(start: u32, end: u32; base: i32) base, 0, 1;
    glDrawElementsInstanced(; instances: i32) 0, 0, instances;
    glDrawElementsInstancedBaseVertex(; instances: i32, base: i32) base, 0, instances;
    glDrawElementsInstancedBaseInstance(; instances: i32, first: u32) 0, first, instances;
    glDrawElementsInstancedBaseVertexBaseInstance(; instances: i32, base: i32, first: u32) base, first, instances;
}

#[no_mangle]
pub unsafe extern "C" fn glMultiDrawElements(mode: u32, count: *const i32, kind: u32, pointers: *const *const c_void, draws: i32) {
    let Some(c) = current() else { return };
    if draws < 0 {
        return c.error(0x501);
    }
    if c.arrays.used() == 0 && c.arrays.vao.element_buffer != 0 {
        let (count, offsets) = (c.input(count.cast(), draws as usize * 4), c.input(pointers.cast(), draws as usize * 8));
        return encode::glMultiDrawElements(c, mode, count, kind, offsets, draws);
    }
    if has_negative(count, draws) {
        return c.error(0x501);
    }
    for n in 0..draws as usize {
        glDrawElements(mode, *count.add(n), kind, *pointers.add(n));
    }
}

#[no_mangle]
pub unsafe extern "C" fn glMultiDrawElementsBaseVertex(
    mode: u32,
    count: *const i32,
    kind: u32,
    pointers: *const *const c_void,
    draws: i32,
    bases: *const i32,
) {
    let Some(c) = current() else { return };
    if has_negative(count, draws) {
        return c.error(0x501);
    }
    for n in 0..draws.max(0) as usize {
        glDrawElementsBaseVertex(mode, *count.add(n), kind, *pointers.add(n), *bases.add(n));
    }
}

#[no_mangle]
pub unsafe extern "C" fn glDrawArraysIndirect(mode: u32, indirect: *const c_void) {
    glMultiDrawArraysIndirect(mode, indirect, 1, 0);
}

#[no_mangle]
pub unsafe extern "C" fn glDrawElementsIndirect(mode: u32, kind: u32, indirect: *const c_void) {
    glMultiDrawElementsIndirect(mode, kind, indirect, 1, 0);
}

#[no_mangle]
pub unsafe extern "C" fn glMultiDrawArraysIndirect(mode: u32, indirect: *const c_void, draws: i32, stride: i32) {
    let Some(c) = current() else { return };
    if c.state.buffers[DRAW_INDIRECT] != 0 {
        return encode::glMultiDrawArraysIndirect(c, mode, Input::in_buffer(indirect), draws, stride);
    }
    if indirect.is_null() {
        return c.error(0x502);
    }
    let step = if stride == 0 { 16 } else { stride as usize };
    for n in 0..draws.max(0) as usize {
        let [count, instances, first, base] = *indirect.cast::<u8>().add(n * step).cast::<[u32; 4]>();
        glDrawArraysInstancedBaseInstance(mode, first as i32, count as i32, instances as i32, base);
    }
}

#[no_mangle]
pub unsafe extern "C" fn glMultiDrawElementsIndirect(mode: u32, kind: u32, indirect: *const c_void, draws: i32, stride: i32) {
    let Some(c) = current() else { return };
    if c.state.buffers[DRAW_INDIRECT] != 0 {
        return encode::glMultiDrawElementsIndirect(c, mode, kind, Input::in_buffer(indirect), draws, stride);
    }
    if indirect.is_null() || c.arrays.vao.element_buffer == 0 {
        return c.error(0x502);
    }
    let step = if stride == 0 { 20 } else { stride as usize };
    for n in 0..draws.max(0) as usize {
        let [count, instances, first, base_vertex, base] = *indirect.cast::<u8>().add(n * step).cast::<[u32; 5]>();
        let offset = first as usize * crate::sizes::element(kind.into()) as usize;
        let (count, instances, base_vertex) = (count as i32, instances as i32, base_vertex as i32);
        glDrawElementsInstancedBaseVertexBaseInstance(mode, count, kind, offset as *const c_void, instances, base_vertex, base);
    }
}

/// Only from buffer objects: how many draws there are is in another one.
#[no_mangle]
pub unsafe extern "C" fn glMultiDrawArraysIndirectCount(mode: u32, indirect: *const c_void, count: isize, most: i32, stride: i32) {
    let Some(c) = current() else { return };
    if c.state.buffers[DRAW_INDIRECT] == 0 {
        return c.error(0x502);
    }
    encode::glMultiDrawArraysIndirectCount(c, mode, Input::in_buffer(indirect), count, most, stride);
}

#[no_mangle]
pub unsafe extern "C" fn glMultiDrawElementsIndirectCount(mode: u32, kind: u32, indirect: *const c_void, count: isize, most: i32, stride: i32) {
    let Some(c) = current() else { return };
    if c.state.buffers[DRAW_INDIRECT] == 0 {
        return c.error(0x502);
    }
    encode::glMultiDrawElementsIndirectCount(c, mode, kind, Input::in_buffer(indirect), count, most, stride);
}
