// SPDX-License-Identifier: Apache-2.0
//! Buffer objects: bindings and contents.

use crate::context::{current, Context};
use crate::generated::{encode, opcodes};
use crate::limits::SLAB_RANGE;
use crate::names::Kind;
use crate::state::target as binding_of;
use crate::stream::Input;
use std::ffi::c_void;

pub const ELEMENT_ARRAY_BUFFER: u32 = 0x8893;

/// Targets whose buffers the server's side may write into, so that the client does not know their content any more.
const WRITTEN_BY_SERVER: [u32; 4] = [0x88eb, 0x8c8e, 0x90d2, 0x92c0];

/// The buffer bound at a target.
pub fn bound(c: &Context, target: u32) -> u32 {
    if target == ELEMENT_ARRAY_BUFFER {
        return c.arrays.vao.element_buffer;
    }
    binding_of(target).map_or(0, |at| c.state.buffers[at])
}

fn remember(c: &mut Context, target: u32, buffer: u32) {
    if target == ELEMENT_ARRAY_BUFFER {
        c.arrays.vao.element_buffer = buffer;
    } else if let Some(at) = binding_of(target) {
        c.state.buffers[at] = buffer;
    }
    if buffer != 0 {
        c.share.bound(Kind::Buffer, buffer);
        if WRITTEN_BY_SERVER.contains(&target) {
            c.share.lock().buffers.entry(buffer).or_default().is_foreign = true;
        }
    }
}

#[no_mangle]
pub unsafe extern "C" fn glBindBuffer(target: u32, buffer: u32) {
    let Some(c) = current() else { return };
    c.changed();
    remember(c, target, buffer);
    encode::glBindBuffer(c, target, buffer);
}

#[no_mangle]
pub unsafe extern "C" fn glBindBufferBase(target: u32, index: u32, buffer: u32) {
    let Some(c) = current() else { return };
    c.changed();
    remember(c, target, buffer);
    encode::glBindBufferBase(c, target, index, buffer);
}

#[no_mangle]
pub unsafe extern "C" fn glBindBufferRange(target: u32, index: u32, buffer: u32, offset: isize, size: isize) {
    let Some(c) = current() else { return };
    c.changed();
    remember(c, target, buffer);
    encode::glBindBufferRange(c, target, index, buffer, offset, size);
}

#[no_mangle]
pub unsafe extern "C" fn glBindBuffersBase(target: u32, first: u32, count: i32, buffers: *const u32) {
    for n in 0..count.max(0) {
        glBindBufferBaseUnbound(target, first + n as u32, if buffers.is_null() { 0 } else { *buffers.add(n as usize) });
    }
}

#[no_mangle]
pub unsafe extern "C" fn glBindBuffersRange(target: u32, first: u32, count: i32, buffers: *const u32, offsets: *const isize, sizes: *const isize) {
    let Some(c) = current() else { return };
    c.changed();
    let len = count.max(0) as usize;
    let (buffers, offsets, sizes) = (c.input(buffers.cast(), len * 4), c.input(offsets.cast(), len * 8), c.input(sizes.cast(), len * 8));
    encode::glBindBuffersRange(c, target, first, count, buffers, offsets, sizes);
}

/// glBindBuffersBase leaves the general binding alone.
unsafe fn glBindBufferBaseUnbound(target: u32, index: u32, buffer: u32) {
    let Some(c) = current() else { return };
    c.changed();
    let one = [buffer];
    let input = c.input(one.as_ptr().cast(), 4);
    encode::glBindBuffersBase(c, target, index, 1, input);
}

#[no_mangle]
pub unsafe extern "C" fn glDeleteBuffers(n: i32, buffers: *const u32) {
    let Some(c) = current() else { return };
    if n < 0 {
        return c.error(0x501);
    }
    c.changed();
    for at in 0..n as usize {
        let name = *buffers.add(at);
        c.share.lock().buffers.remove(&name);
        c.state.buffers.iter_mut().filter(|bound| **bound == name).for_each(|bound| *bound = 0);
        c.arrays.delete_buffer(name);
    }
    let input = c.input(buffers.cast(), n as usize * 4);
    encode::glDeleteBuffers(c, n, input);
}

#[no_mangle]
pub unsafe extern "C" fn glBufferData(target: u32, size: isize, data: *const c_void, usage: u32) {
    let Some(c) = current() else { return };
    if size < 0 {
        return c.error(0x501);
    }
    let len = size as usize;
    c.share.lock().buffers.entry(bound(c, target)).or_default().renew(len, usage, data);
    if len <= SLAB_RANGE || data.is_null() {
        let input = c.input(data, len);
        return encode::glBufferData(c, target, size, input, usage);
    }
    encode::glBufferData(c, target, size, Input::NULL, usage);
    parts(c, 0, data, len, |c, at, len, input| encode::glBufferSubData(c, target, at as isize, len as isize, input));
}

#[no_mangle]
pub unsafe extern "C" fn glBufferSubData(target: u32, offset: isize, size: isize, data: *const c_void) {
    let Some(c) = current() else { return };
    if size < 0 || offset < 0 {
        return c.error(0x501);
    }
    c.share.lock().buffers.entry(bound(c, target)).or_default().update(offset as usize, size as usize, data);
    parts(c, offset as usize, data, size as usize, |c, at, len, input| encode::glBufferSubData(c, target, at as isize, len as isize, input));
}

#[no_mangle]
pub unsafe extern "C" fn glNamedBufferData(buffer: u32, size: isize, data: *const c_void, usage: u32) {
    let Some(c) = current() else { return };
    if size < 0 {
        return c.error(0x501);
    }
    c.share.lock().buffers.entry(buffer).or_default().renew(size as usize, usage, data);
    encode::glNamedBufferData(c, buffer, size, Input::NULL, usage);
    if !data.is_null() {
        parts(c, 0, data, size as usize, |c, at, len, input| encode::glNamedBufferSubData(c, buffer, at as isize, len as isize, input));
    }
}

#[no_mangle]
pub unsafe extern "C" fn glNamedBufferSubData(buffer: u32, offset: isize, size: isize, data: *const c_void) {
    let Some(c) = current() else { return };
    if size < 0 || offset < 0 {
        return c.error(0x501);
    }
    c.share.lock().buffers.entry(buffer).or_default().update(offset as usize, size as usize, data);
    parts(c, offset as usize, data, size as usize, |c, at, len, input| encode::glNamedBufferSubData(c, buffer, at as isize, len as isize, input));
}

/// Sends data in parts that the slab has room for, so that the server works on one while the next is copied.
pub unsafe fn parts(c: &mut Context, offset: usize, data: *const c_void, len: usize, mut send: impl FnMut(&mut Context, usize, usize, Input)) {
    if data.is_null() {
        return;
    }
    let mut done = 0;
    while done < len {
        let part = SLAB_RANGE.min(len - done);
        let input = c.input(data.add(done), part);
        send(c, offset + done, part, input);
        done += part;
    }
}

#[no_mangle]
pub unsafe extern "C" fn glGetBufferSubData(target: u32, offset: isize, size: isize, data: *mut c_void) {
    let Some(c) = current() else { return };
    contents(c, offset, size, data, opcodes::glGetBufferSubData, |c, at, len, reply| encode::glGetBufferSubData(c, target, at, len, reply));
}

#[no_mangle]
pub unsafe extern "C" fn glGetNamedBufferSubData(buffer: u32, offset: isize, size: isize, data: *mut c_void) {
    let Some(c) = current() else { return };
    contents(c, offset, size, data, opcodes::glGetNamedBufferSubData, |c, at, len, reply| encode::glGetNamedBufferSubData(c, buffer, at, len, reply));
}

/// Reads a buffer's content part by part.
pub unsafe fn contents(
    c: &mut Context,
    offset: isize,
    size: isize,
    data: *mut c_void,
    opcode: u16,
    ask: impl Fn(&mut Context, isize, isize, crate::stream::Reply),
) {
    if size < 0 || offset < 0 {
        return c.error(0x501);
    }
    let mut done = 0;
    while done < size {
        let part = (size - done).min(SLAB_RANGE as isize);
        let Some((reply, range)) = c.reply_in_slab(part as usize) else { return c.error(0x505) };
        ask(c, offset + done, part, reply);
        c.finish(opcode);
        c.take(reply, data.cast::<u8>().add(done as usize), part as usize);
        c.release_slab(range);
        done += part;
    }
}

/// Whether the program has the buffer mapped, so that GL must leave it alone; that is the program's error.
fn is_mapped(c: &mut Context, buffer: u32) -> bool {
    let mapped = c.share.lock().buffers.get(&buffer).is_some_and(|state| state.map.is_some());
    if mapped {
        c.error(0x502);
    }
    mapped
}

/// The server has changed a buffer: the client does not know its content any more.
fn forget(c: &mut Context, buffer: u32) {
    c.share.lock().buffers.entry(buffer).or_default().known = None;
}

#[no_mangle]
pub unsafe extern "C" fn glCopyBufferSubData(from: u32, to: u32, from_offset: isize, to_offset: isize, size: isize) {
    let Some(c) = current() else { return };
    if is_mapped(c, bound(c, from)) || is_mapped(c, bound(c, to)) {
        return;
    }
    forget(c, bound(c, to));
    encode::glCopyBufferSubData(c, from, to, from_offset, to_offset, size);
}

#[no_mangle]
pub unsafe extern "C" fn glCopyNamedBufferSubData(from: u32, to: u32, from_offset: isize, to_offset: isize, size: isize) {
    let Some(c) = current() else { return };
    if is_mapped(c, from) || is_mapped(c, to) {
        return;
    }
    forget(c, to);
    encode::glCopyNamedBufferSubData(c, from, to, from_offset, to_offset, size);
}

macro_rules! clears {
    ($($all:ident $part:ident $buffer:expr;)*) => {$(
        #[no_mangle]
        pub unsafe extern "C" fn $all(of: u32, internal: u32, format: u32, kind: u32, data: *const c_void) {
            let Some(c) = current() else { return };
            let buffer: fn(&Context, u32) -> u32 = $buffer;
            forget(c, buffer(c, of));
            let input = c.input(data, crate::sizes::image(format.into(), kind.into(), 1, 1, 1) as usize);
            encode::$all(c, of, internal, format, kind, input);
        }

        #[no_mangle]
        pub unsafe extern "C" fn $part(of: u32, internal: u32, offset: isize, size: isize, format: u32, kind: u32, data: *const c_void) {
            let Some(c) = current() else { return };
            let buffer: fn(&Context, u32) -> u32 = $buffer;
            forget(c, buffer(c, of));
            let input = c.input(data, crate::sizes::image(format.into(), kind.into(), 1, 1, 1) as usize);
            encode::$part(c, of, internal, offset, size, format, kind, input);
        }
    )*};
}

clears! {
    glClearBufferData glClearBufferSubData bound;
    glClearNamedBufferData glClearNamedBufferSubData |_, buffer| buffer;
}

macro_rules! storages {
    ($($function:ident $buffer:expr;)*) => {$(
        #[no_mangle]
        pub unsafe extern "C" fn $function(of: u32, size: isize, data: *const c_void, flags: u32) {
            let Some(c) = current() else { return };
            if size <= 0 {
                return c.error(0x501);
            }
            let buffer: fn(&Context, u32) -> u32 = $buffer;
            c.share.lock().buffers.entry(buffer(c, of)).or_default().renew(size as usize, 0, data);
            let input = c.input(data, size as usize);
            encode::$function(c, of, size, input, flags);
        }
    )*};
}

storages! {
    glBufferStorage bound;
    glNamedBufferStorage |_, buffer| buffer;
}
