// SPDX-License-Identifier: Apache-2.0
//! Mapped buffers. The program gets memory of the client's with the buffer's content, and what it wrote becomes an update when
//! it unmaps. The copy stays, so that only the first map of a buffer waits for the server. What stays mapped while the server
//! draws is in [`crate::persistent`].

use super::buffers::{bound, contents, parts};
use crate::context::{current, Context};
use crate::generated::{encode, opcodes};
use crate::persistent::{Which, COHERENT, FLUSH_EXPLICIT, PERSISTENT, READ, WRITE};
use crate::share::{BufferState, Map, Memory};
use crate::state::ARRAY;
use std::ffi::c_void;
use std::ptr::null_mut;

const ARRAY_BUFFER: u32 = 0x8892;
const INVALIDATE_RANGE: u32 = 4;
const INVALIDATE_BUFFER: u32 = 8;
const UNSYNCHRONIZED: u32 = 0x20;
const KNOWN_ACCESS: u32 = READ | WRITE | INVALIDATE_RANGE | INVALIDATE_BUFFER | FLUSH_EXPLICIT | UNSYNCHRONIZED | PERSISTENT | COHERENT;

/// How a buffer is named in the records: by what it is bound at, or itself.
#[derive(Clone, Copy)]
enum Named {
    Target(u32),
    Buffer(u32),
}

impl Named {
    fn name(self, c: &Context) -> u32 {
        match self {
            Named::Target(target) => bound(c, target),
            Named::Buffer(buffer) => buffer,
        }
    }
}

fn with<T>(c: &Context, buffer: u32, what: impl FnOnce(&mut BufferState) -> T) -> T {
    what(c.share.lock().buffers.entry(buffer).or_default())
}

/// The client's copy of a buffer object's content; only the first who asks waits for the server. NULL: there is none.
pub unsafe fn content(c: &mut Context, buffer: u32) -> (*const u8, usize) {
    let (size, known) = with(c, buffer, |state| (state.size, state.is_known()));
    if !known && size > 0 {
        with(c, buffer, |state| state.known = Some(Memory::new(size)));
        let memory = with(c, buffer, |state| state.known.as_mut().map_or(null_mut(), Memory::pointer));
        let before = c.state.buffers[ARRAY];
        encode::glBindBuffer(c, ARRAY_BUFFER, buffer);
        contents(c, 0, size as isize, memory.cast(), opcodes::glGetBufferSubData, |c, at, len, reply| {
            encode::glGetBufferSubData(c, ARRAY_BUFFER, at, len, reply);
        });
        encode::glBindBuffer(c, ARRAY_BUFFER, before);
    }
    let memory = with(c, buffer, |state| state.known.as_mut().map_or(null_mut(), Memory::pointer));
    (memory, size)
}

unsafe fn map(c: &mut Context, named: Named, range: Option<(isize, isize)>, access: u32) -> *mut c_void {
    let buffer = named.name(c);
    let (size, mapped, known, storage) = with(c, buffer, |state| (state.size, state.map.is_some(), state.is_known(), state.storage));
    let (offset, len) = range.unwrap_or((0, size as isize));
    if access & !KNOWN_ACCESS != 0 || offset < 0 || len < 0 {
        c.error(0x501);
        return null_mut();
    }
    let is_silent = access & (INVALIDATE_RANGE | INVALIDATE_BUFFER | UNSYNCHRONIZED) != 0;
    let is_contradictory = access & READ != 0 && is_silent || access & FLUSH_EXPLICIT != 0 && access & WRITE == 0;
    // A buffer without storage may not be mapped at all.
    let allowed = storage.unwrap_or(if size > 0 { READ | WRITE } else { 0 });
    let is_forbidden = access & (READ | WRITE | PERSISTENT | COHERENT) & !allowed != 0;
    if buffer == 0 || mapped || len == 0 || access & (READ | WRITE) == 0 || is_contradictory || is_forbidden {
        c.error(0x502);
        return null_mut();
    }
    if (offset as usize).saturating_add(len as usize) > size {
        c.error(0x501);
        return null_mut();
    }
    if access & PERSISTENT != 0 {
        return persist(c, buffer, offset as usize, len as usize, access);
    }
    if !known {
        with(c, buffer, |state| state.known = state.known.take().or_else(|| Some(Memory::new(size))));
        if access & INVALIDATE_BUFFER == 0 {
            let memory = with(c, buffer, |state| state.known.as_mut().map_or(null_mut(), Memory::pointer));
            match named {
                Named::Target(target) => contents(c, 0, size as isize, memory.cast(), opcodes::glGetBufferSubData, |c, at, len, reply| {
                    encode::glGetBufferSubData(c, target, at, len, reply);
                }),
                Named::Buffer(buffer) => contents(c, 0, size as isize, memory.cast(), opcodes::glGetNamedBufferSubData, |c, at, len, reply| {
                    encode::glGetNamedBufferSubData(c, buffer, at, len, reply);
                }),
            }
        }
    }
    with(c, buffer, |state| {
        let at = state.known.as_mut().map_or(null_mut(), |known| known.pointer().add(offset as usize).cast());
        state.map = Some(Map { offset: offset as usize, len: len as usize, access, at: at as usize });
        at
    })
}

/// Maps a part of a buffer until the program unmaps it, whatever is drawn meanwhile. The content is asked for even where the
/// program will not look at it: what it writes is told by what differs.
unsafe fn persist(c: &mut Context, buffer: u32, offset: usize, len: usize, access: u32) -> *mut c_void {
    let content = part(c, buffer, offset, len);
    let is_shared = access & READ != 0 || with(c, buffer, |state| state.is_foreign);
    let Some(at) = content.and_then(|content| c.share.maps.add(buffer, offset, &content, access, is_shared)) else {
        c.error(0x505);
        return null_mut();
    };
    with(c, buffer, |state| state.map = Some(Map { offset, len, access, at: at as usize }));
    at.cast()
}

/// A part of a buffer's content from the server. None: there is no such room.
unsafe fn part(c: &mut Context, buffer: u32, offset: usize, len: usize) -> Option<Vec<u8>> {
    let mut content = Vec::new();
    content.try_reserve_exact(len).ok()?;
    content.resize(len, 0u8);
    let before = c.state.buffers[ARRAY];
    encode::glBindBuffer(c, ARRAY_BUFFER, buffer);
    contents(c, offset as isize, len as isize, content.as_mut_ptr().cast(), opcodes::glGetBufferSubData, |c, at, len, reply| {
        encode::glGetBufferSubData(c, ARRAY_BUFFER, at, len, reply);
    });
    encode::glBindBuffer(c, ARRAY_BUFFER, before);
    Some(content)
}

/// The program has waited for the server: what that wrote into buffers that stay mapped comes into the program's memory.
pub unsafe fn bring_back(c: &mut Context) {
    if !c.share.maps.has_readable() || c.state.shadow.in_begin {
        return;
    }
    for (buffer, offset, len) in c.share.maps.readable() {
        if let Some(content) = part(c, buffer, offset, len) {
            c.share.maps.arrived(buffer, &content);
        }
    }
}

/// The buffer is unmapped, deleted or made anew: what was written into a persistent map goes out, and the map is no more.
pub fn end_persistent(c: &mut Context, buffer: u32, is_unmapped: bool) {
    let access = with(c, buffer, |state| if state.is_persistent() { state.map.take().map_or(0, |map| map.access) } else { 0 });
    if access == 0 {
        return;
    }
    if is_unmapped && access & WRITE != 0 && access & FLUSH_EXPLICIT == 0 {
        c.bring(Which::Of(buffer, None));
    } else {
        c.submit();
    }
    c.share.maps.remove(buffer);
}

/// Sends a part of what the program wrote.
unsafe fn send(c: &mut Context, named: Named, offset: usize, len: usize) {
    let buffer = named.name(c);
    let memory = with(c, buffer, |state| state.known.as_mut().map_or(null_mut(), Memory::pointer));
    if memory.is_null() {
        return;
    }
    let from = memory.add(offset).cast();
    parts(c, offset, from, len, |c, at, len, input| match named {
        Named::Target(target) => encode::glBufferSubData(c, target, at as isize, len as isize, input),
        Named::Buffer(buffer) => encode::glNamedBufferSubData(c, buffer, at as isize, len as isize, input),
    });
}

unsafe fn unmap(named: Named) -> u8 {
    let Some(c) = current() else { return 0 };
    let buffer = named.name(c);
    if with(c, buffer, |state| state.is_persistent()) {
        end_persistent(c, buffer, true);
        return 1;
    }
    let Some(map) = with(c, buffer, |state| state.map.take()) else {
        c.error(0x502);
        return 0;
    };
    if map.access & WRITE != 0 && map.access & FLUSH_EXPLICIT == 0 {
        send(c, named, map.offset, map.len);
    }
    1
}

unsafe fn flush(named: Named, offset: isize, len: isize) {
    let Some(c) = current() else { return };
    let buffer = named.name(c);
    let place = with(c, buffer, |state| state.map.as_ref().filter(|map| map.access & FLUSH_EXPLICIT != 0).map(|map| (map.offset, map.len, map.access)));
    let Some((start, size, access)) = place else { return c.error(0x502) };
    if offset < 0 || len < 0 || (offset as usize).saturating_add(len as usize) > size {
        return c.error(0x501);
    }
    if access & PERSISTENT != 0 {
        return c.bring(Which::Of(buffer, Some((offset as usize, len as usize))));
    }
    send(c, named, start + offset as usize, len as usize);
}

/// glMapBuffer's access as glMapBufferRange has it.
fn access_bits(access: u32) -> u32 {
    match access {
        0x88b8 => READ,
        0x88b9 => WRITE,
        0x88ba => READ | WRITE,
        _ => 0,
    }
}

#[no_mangle]
pub unsafe extern "C" fn glMapBuffer(target: u32, access: u32) -> *mut c_void {
    let Some(c) = current() else { return null_mut() };
    map(c, Named::Target(target), None, access_bits(access))
}

#[no_mangle]
pub unsafe extern "C" fn glMapNamedBuffer(buffer: u32, access: u32) -> *mut c_void {
    let Some(c) = current() else { return null_mut() };
    map(c, Named::Buffer(buffer), None, access_bits(access))
}

#[no_mangle]
pub unsafe extern "C" fn glMapBufferRange(target: u32, offset: isize, length: isize, access: u32) -> *mut c_void {
    let Some(c) = current() else { return null_mut() };
    map(c, Named::Target(target), Some((offset, length)), access)
}

#[no_mangle]
pub unsafe extern "C" fn glMapNamedBufferRange(buffer: u32, offset: isize, length: isize, access: u32) -> *mut c_void {
    let Some(c) = current() else { return null_mut() };
    map(c, Named::Buffer(buffer), Some((offset, length)), access)
}

#[no_mangle]
pub unsafe extern "C" fn glUnmapBuffer(target: u32) -> u8 {
    unmap(Named::Target(target))
}

#[no_mangle]
pub unsafe extern "C" fn glUnmapNamedBuffer(buffer: u32) -> u8 {
    unmap(Named::Buffer(buffer))
}

#[no_mangle]
pub unsafe extern "C" fn glFlushMappedBufferRange(target: u32, offset: isize, length: isize) {
    flush(Named::Target(target), offset, length);
}

#[no_mangle]
pub unsafe extern "C" fn glFlushMappedNamedBufferRange(buffer: u32, offset: isize, length: isize) {
    flush(Named::Buffer(buffer), offset, length);
}

unsafe fn pointer(c: &mut Context, buffer: u32, into: *mut *mut c_void) {
    *into = with(c, buffer, |state| state.map.as_ref().map_or(null_mut(), |map| map.at as *mut c_void));
}

#[no_mangle]
pub unsafe extern "C" fn glGetBufferPointerv(target: u32, _pname: u32, params: *mut *mut c_void) {
    let Some(c) = current() else { return };
    pointer(c, bound(c, target), params);
}

#[no_mangle]
pub unsafe extern "C" fn glGetNamedBufferPointerv(buffer: u32, _pname: u32, params: *mut *mut c_void) {
    let Some(c) = current() else { return };
    pointer(c, buffer, params);
}

/// What the client knows of a mapping, which the server never sees.
pub fn parameter(c: &Context, buffer: u32, pname: u32) -> Option<i64> {
    let shared = c.share.lock();
    let state = shared.buffers.get(&buffer)?;
    let map = state.map.as_ref();
    Some(match pname {
        0x8764 => state.size as i64,
        0x88bb => match map.map_or(READ | WRITE, |map| map.access & (READ | WRITE)) {
            READ => 0x88b8,
            WRITE => 0x88b9,
            _ => 0x88ba,
        },
        0x88bc => map.is_some().into(),
        0x911f => map.map_or(0, |map| map.access.into()),
        0x9120 => map.map_or(0, |map| map.len as i64),
        0x9121 => map.map_or(0, |map| map.offset as i64),
        0x8220 => state.storage?.into(),
        _ => return None,
    })
}

macro_rules! parameters {
    ($($function:ident $value:ty, $name_of:expr;)*) => {$(
        #[no_mangle]
        pub unsafe extern "C" fn $function(of: u32, pname: u32, params: *mut $value) {
            let Some(c) = current() else { return };
            let name: fn(&Context, u32) -> u32 = $name_of;
            if let Some(value) = parameter(c, name(c, of), pname) {
                *params = value as $value;
                return;
            }
            let reply = c.reply(64);
            encode::$function(c, of, pname, reply);
            c.finish(opcodes::$function);
            c.take(reply, params.cast(), usize::MAX);
        }
    )*};
}

parameters! {
    glGetBufferParameteriv i32, bound;
    glGetBufferParameteri64v i64, bound;
    glGetNamedBufferParameteriv i32, |_, buffer| buffer;
    glGetNamedBufferParameteri64v i64, |_, buffer| buffer;
}
