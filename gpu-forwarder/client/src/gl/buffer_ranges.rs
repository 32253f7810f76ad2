// SPDX-License-Identifier: Apache-2.0
//! Parts of buffer objects: those whose contents nobody needs, and those that transform feedback writes into.

use super::buffers::remember;
use crate::context::{current, Context};
use crate::generated::encode;

/// Whether the program has mapped a part of this one, which must not lose its contents then; that is the program's error.
fn is_mapped(c: &mut Context, buffer: u32, offset: isize, len: isize) -> bool {
    const PERSISTENT: u32 = 0x40;
    let (from, to) = (offset.max(0) as usize, offset.saturating_add(len).max(0) as usize);
    let overlaps = c.share.lock().buffers.get(&buffer).and_then(|state| state.map.as_ref()).is_some_and(|map| {
        map.access & PERSISTENT == 0 && from < map.offset + map.len && map.offset < to
    });
    if overlaps {
        c.error(0x502);
    }
    overlaps
}

#[no_mangle]
pub unsafe extern "C" fn glInvalidateBufferData(buffer: u32) {
    let Some(c) = current() else { return };
    if !is_mapped(c, buffer, 0, isize::MAX) {
        encode::glInvalidateBufferData(c, buffer);
    }
}

#[no_mangle]
pub unsafe extern "C" fn glInvalidateBufferSubData(buffer: u32, offset: isize, length: isize) {
    let Some(c) = current() else { return };
    if !is_mapped(c, buffer, offset, length) {
        encode::glInvalidateBufferSubData(c, buffer, offset, length);
    }
}

/// From the offset on to the buffer's end.
#[no_mangle]
pub unsafe extern "C" fn glBindBufferOffsetEXT(target: u32, index: u32, buffer: u32, offset: isize) {
    let Some(c) = current() else { return };
    c.changed();
    remember(c, target, buffer);
    encode::glBindBufferOffsetEXT(c, target, index, buffer, offset);
}
