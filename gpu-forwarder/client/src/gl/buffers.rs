// SPDX-License-Identifier: Apache-2.0
//! Buffer objects: bindings and contents.

use crate::context::{current, Context};
use crate::generated::{encode, opcodes};
use crate::limits::SLAB_RANGE;
use crate::names::Kind;
use super::mapping::end_persistent;
use crate::share::Map;
use crate::persistent::{COHERENT, PERSISTENT, READ, WRITE};
use crate::state::target as binding_of;
use crate::stream::Input;
use std::ffi::c_void;

pub const ELEMENT_ARRAY_BUFFER: u32 = 0x8893;

/// Targets whose buffers the server's side may write into, so that the client does not know their content any more.
const WRITTEN_BY_SERVER: [u32; 5] = [0x88eb, 0x8c8e, 0x90d2, 0x9192, 0x92c0];

/// The buffer bound at a target.
pub fn bound(c: &Context, target: u32) -> u32 {
    if target == ELEMENT_ARRAY_BUFFER {
        return c.arrays.vao.element_buffer;
    }
    binding_of(target).map_or(0, |at| c.state.buffers[at])
}

pub fn remember(c: &mut Context, target: u32, buffer: u32) {
    if target == ELEMENT_ARRAY_BUFFER {
        c.arrays.vao.element_buffer = buffer;
    } else if let Some(at) = binding_of(target) {
        c.state.buffers[at] = buffer;
    }
    if buffer != 0 {
        c.share.lock().names.bound(Kind::Buffer, buffer);
        written_by_server(c, target, buffer);
    }
}

fn written_by_server(c: &mut Context, target: u32, buffer: u32) {
    if buffer != 0 && WRITTEN_BY_SERVER.contains(&target) {
        c.share.lock().buffers.entry(buffer).or_default().is_foreign = true;
        c.share.maps.written_beside(buffer);
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
    (0..len).filter(|_| !buffers.is_null()).for_each(|n| written_by_server(c, target, *buffers.add(n)));
    let (buffers, offsets, sizes) = (c.input(buffers.cast(), len * 4), c.input(offsets.cast(), len * 8), c.input(sizes.cast(), len * 8));
    encode::glBindBuffersRange(c, target, first, count, buffers, offsets, sizes);
}

/// glBindBuffersBase leaves the general binding alone.
unsafe fn glBindBufferBaseUnbound(target: u32, index: u32, buffer: u32) {
    let Some(c) = current() else { return };
    c.changed();
    written_by_server(c, target, buffer);
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
        end_persistent(c, name, false);
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
    if !may_renew(c, bound(c, target)) {
        return;
    }
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
    if !update(c, bound(c, target), offset as usize, size as usize, data) {
        return;
    }
    parts(c, offset as usize, data, size as usize, |c, at, len, input| encode::glBufferSubData(c, target, at as isize, len as isize, input));
}

#[no_mangle]
pub unsafe extern "C" fn glNamedBufferData(buffer: u32, size: isize, data: *const c_void, usage: u32) {
    let Some(c) = current() else { return };
    if size < 0 {
        return c.error(0x501);
    }
    if !may_renew(c, buffer) {
        return;
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
    if !update(c, buffer, offset as usize, size as usize, data) {
        return;
    }
    parts(c, offset as usize, data, size as usize, |c, at, len, input| encode::glNamedBufferSubData(c, buffer, at as isize, len as isize, input));
}

/// Whether glBufferData may be; what glBufferStorage made stays. False: that is the program's error.
fn may_renew(c: &mut Context, buffer: u32) -> bool {
    let is_fixed = c.share.lock().buffers.get(&buffer).is_some_and(|state| state.storage.is_some());
    if is_fixed {
        c.error(0x502);
    }
    !is_fixed
}

/// glBufferSubData for what the client has of the buffer. False: the program has said that it would not do that, which is its error.
unsafe fn update(c: &mut Context, buffer: u32, offset: usize, len: usize, data: *const c_void) -> bool {
    let mut shared = c.share.lock();
    let state = shared.buffers.entry(buffer).or_default();
    let is_allowed = state.storage.is_none_or(|flags| flags & DYNAMIC_STORAGE != 0);
    let is_persistent = state.is_persistent();
    if is_allowed {
        state.update(offset, len, data);
    }
    drop(shared);
    if !is_allowed {
        c.error(0x502);
    } else if is_persistent && !data.is_null() {
        // What the program wrote itself before comes first.
        c.submit();
        c.share.maps.update(buffer, offset, std::slice::from_raw_parts(data.cast(), len));
    }
    is_allowed
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
    is_mapped_in(c, buffer, 0, usize::MAX)
}

/// As [`is_mapped`], of a part of it.
fn is_mapped_in(c: &mut Context, buffer: u32, offset: usize, len: usize) -> bool {
    let overlaps = |map: &Map| map.access & PERSISTENT == 0 && offset < map.offset + map.len && map.offset < offset.saturating_add(len);
    let mapped = c.share.lock().buffers.get(&buffer).and_then(|state| state.map.as_ref()).is_some_and(overlaps);
    if mapped {
        c.error(0x502);
    }
    mapped
}

/// The server has changed a buffer: the client does not know its content any more.
fn forget(c: &mut Context, buffer: u32) {
    let mut shared = c.share.lock();
    let state = shared.buffers.entry(buffer).or_default();
    if state.map.is_some() {
        // The program has it.
        state.is_foreign = true;
    } else {
        state.known = None;
    }
    drop(shared);
    c.share.maps.written_beside(buffer);
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
            let name: fn(&Context, u32) -> u32 = $buffer;
            let buffer = name(c, of);
            if is_mapped(c, buffer) {
                return;
            }
            forget(c, buffer);
            let input = c.input(data, crate::sizes::image(format.into(), kind.into(), 1, 1, 1) as usize);
            encode::$all(c, of, internal, format, kind, input);
        }

        #[no_mangle]
        pub unsafe extern "C" fn $part(of: u32, internal: u32, offset: isize, size: isize, format: u32, kind: u32, data: *const c_void) {
            let Some(c) = current() else { return };
            let name: fn(&Context, u32) -> u32 = $buffer;
            let buffer = name(c, of);
            if is_mapped_in(c, buffer, offset.max(0) as usize, size.max(0) as usize) {
                return;
            }
            forget(c, buffer);
            let input = c.input(data, crate::sizes::image(format.into(), kind.into(), 1, 1, 1) as usize);
            encode::$part(c, of, internal, offset, size, format, kind, input);
        }
    )*};
}

clears! {
    glClearBufferData glClearBufferSubData bound;
    glClearNamedBufferData glClearNamedBufferSubData |_, buffer| buffer;
}

/// What programs may say of a buffer's storage.
const DYNAMIC_STORAGE: u32 = 0x100;
const CLIENT_STORAGE: u32 = 0x200;
const STORAGE_FLAGS: u32 = READ | WRITE | PERSISTENT | COHERENT | DYNAMIC_STORAGE | CLIENT_STORAGE;

/// Whether the program may make such storage; what it may not is its error.
fn may_store(c: &mut Context, buffer: u32, size: isize, flags: u32) -> bool {
    let is_contradictory = flags & PERSISTENT != 0 && flags & (READ | WRITE) == 0 || flags & COHERENT != 0 && flags & PERSISTENT == 0;
    if size <= 0 || flags & !STORAGE_FLAGS != 0 || is_contradictory {
        c.error(0x501);
        return false;
    }
    if buffer == 0 {
        c.error(0x502);
        return false;
    }
    may_renew(c, buffer)
}

/// The flags of the server's buffer: it is never mapped there, and gets by an update what the program writes into its map.
fn flags_there(c: &Context, flags: u32) -> u32 {
    let written = if flags & WRITE != 0 { DYNAMIC_STORAGE } else { 0 };
    // OpenGL ES reads a buffer by mapping it.
    let read = if c.is_es() { READ } else { 0 };
    flags & !(PERSISTENT | COHERENT) | written | read
}

macro_rules! storages {
    ($($function:ident $update:ident $buffer:expr;)*) => {$(
        #[no_mangle]
        pub unsafe extern "C" fn $function(of: u32, size: isize, data: *const c_void, flags: u32) {
            let Some(c) = current() else { return };
            let name: fn(&Context, u32) -> u32 = $buffer;
            let buffer = name(c, of);
            if !may_store(c, buffer, size, flags) {
                return;
            }
            let len = size as usize;
            let mut shared = c.share.lock();
            let state = shared.buffers.entry(buffer).or_default();
            state.renew(len, 0, data);
            state.storage = Some(flags);
            drop(shared);
            let flags = flags_there(c, flags);
            if len <= SLAB_RANGE || data.is_null() {
                let input = c.input(data, len);
                return encode::$function(c, of, size, input, flags);
            }
            encode::$function(c, of, size, Input::NULL, flags | DYNAMIC_STORAGE);
            parts(c, 0, data, len, |c, at, len, input| encode::$update(c, of, at as isize, len as isize, input));
        }
    )*};
}

storages! {
    glBufferStorage glBufferSubData bound;
    glNamedBufferStorage glNamedBufferSubData |_, buffer| buffer;
}
