// SPDX-License-Identifier: Apache-2.0
//! EXT_direct_state_access: buffer objects by name. They are as the core has them by now, but that a name alone is enough: the object is
//! made when it is named first.

use super::*;
use crate::context::current;
use crate::generated::encode;
use crate::names::Kind;
use crate::state::ARRAY;
use std::ffi::c_void;

const ARRAY_BUFFER: u32 = 0x8892;

/// A buffer object of this name is there from here on.
fn exist(buffer: u32) {
    let Some(c) = current() else { return };
    if buffer == 0 || c.share.lock().buffers.contains_key(&buffer) {
        return;
    }
    c.named(Kind::Buffer, buffer);
    let bound = c.state.buffers[ARRAY];
    encode::glBindBuffer(c, ARRAY_BUFFER, buffer);
    encode::glBindBuffer(c, ARRAY_BUFFER, bound);
}

macro_rules! of_named {
    ($($function:ident $core:ident(buffer: u32 $(, $name:ident: $value:ty)*) $(-> $result:ty)?;)*) => {$(
        #[no_mangle]
        pub unsafe extern "C" fn $function(buffer: u32 $(, $name: $value)*) $(-> $result)? {
            exist(buffer);
            $core(buffer $(, $name)*)
        }
    )*};
}

of_named! {
    glNamedBufferDataEXT glNamedBufferData(buffer: u32, size: isize, data: *const c_void, usage: u32);
    glNamedBufferSubDataEXT glNamedBufferSubData(buffer: u32, offset: isize, size: isize, data: *const c_void);
    glNamedBufferStorageEXT glNamedBufferStorage(buffer: u32, size: isize, data: *const c_void, flags: u32);
    glMapNamedBufferEXT glMapNamedBuffer(buffer: u32, access: u32) -> *mut c_void;
    glMapNamedBufferRangeEXT glMapNamedBufferRange(buffer: u32, offset: isize, length: isize, access: u32) -> *mut c_void;
    glUnmapNamedBufferEXT glUnmapNamedBuffer(buffer: u32) -> u8;
    glFlushMappedNamedBufferRangeEXT glFlushMappedNamedBufferRange(buffer: u32, offset: isize, length: isize);
    glGetNamedBufferParameterivEXT glGetNamedBufferParameteriv(buffer: u32, pname: u32, params: *mut i32);
    glGetNamedBufferPointervEXT glGetNamedBufferPointerv(buffer: u32, pname: u32, params: *mut *mut c_void);
    glGetNamedBufferSubDataEXT glGetNamedBufferSubData(buffer: u32, offset: isize, size: isize, data: *mut c_void);
    glClearNamedBufferDataEXT glClearNamedBufferData(buffer: u32, internal: u32, format: u32, kind: u32, data: *const c_void);
    glClearNamedBufferSubDataEXT glClearNamedBufferSubData(
        buffer: u32, internal: u32, offset: isize, size: isize, format: u32, kind: u32, data: *const c_void);
}

#[no_mangle]
pub unsafe extern "C" fn glNamedCopyBufferSubDataEXT(from: u32, to: u32, from_offset: isize, to_offset: isize, size: isize) {
    exist(from);
    exist(to);
    glCopyNamedBufferSubData(from, to, from_offset, to_offset, size);
}
