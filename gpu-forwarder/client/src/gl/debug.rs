// SPDX-License-Identifier: Apache-2.0
//! KHR_debug as far as programs that are finished need it: labels and groups reach the driver, messages do not come back.

use crate::context::{current, Context};
use crate::generated::encode;
use crate::stream::Input;
use crate::types::GLDEBUGPROC;
use std::ffi::{c_char, c_void, CStr};

/// Text of a length, or with a zero where that is negative. The record has its true length.
unsafe fn text(c: &mut Context, length: i32, text: *const c_char) -> (i32, Input) {
    if text.is_null() {
        return (0, Input::NULL);
    }
    let len = if length < 0 { CStr::from_ptr(text).count_bytes() } else { length as usize };
    (len as i32, c.input(text.cast(), len))
}

#[no_mangle]
pub unsafe extern "C" fn glObjectLabel(identifier: u32, name: u32, length: i32, label: *const c_char) {
    let Some(c) = current() else { return };
    let (len, input) = text(c, length, label);
    encode::glObjectLabel(c, identifier, name, len, input);
}

#[no_mangle]
pub unsafe extern "C" fn glLabelObjectEXT(kind: u32, object: u32, length: i32, label: *const c_char) {
    let Some(c) = current() else { return };
    let (len, input) = text(c, if length == 0 { -1 } else { length }, label);
    encode::glLabelObjectEXT(c, kind, object, len, input);
}

#[no_mangle]
pub unsafe extern "C" fn glDebugMessageInsert(source: u32, kind: u32, id: u32, severity: u32, length: i32, message: *const c_char) {
    let Some(c) = current() else { return };
    let (len, input) = text(c, length, message);
    encode::glDebugMessageInsert(c, source, kind, id, severity, len, input);
}

#[no_mangle]
pub unsafe extern "C" fn glPushDebugGroup(source: u32, id: u32, length: i32, message: *const c_char) {
    let Some(c) = current() else { return };
    let (len, input) = text(c, length, message);
    encode::glPushDebugGroup(c, source, id, len, input);
}

#[no_mangle]
pub unsafe extern "C" fn glInsertEventMarkerEXT(length: i32, marker: *const c_char) {
    let Some(c) = current() else { return };
    let (len, input) = text(c, if length == 0 { -1 } else { length }, marker);
    encode::glInsertEventMarkerEXT(c, len, input);
}

#[no_mangle]
pub unsafe extern "C" fn glPushGroupMarkerEXT(length: i32, marker: *const c_char) {
    let Some(c) = current() else { return };
    let (len, input) = text(c, if length == 0 { -1 } else { length }, marker);
    encode::glPushGroupMarkerEXT(c, len, input);
}

#[no_mangle]
pub unsafe extern "C" fn glDebugMessageCallback(callback: GLDEBUGPROC, user: *const c_void) {
    let Some(c) = current() else { return };
    c.state.debug = (callback as usize, user as usize);
}

#[no_mangle]
pub unsafe extern "C" fn glGetDebugMessageLog(
    _count: u32, _size: i32, _sources: *mut u32, _types: *mut u32, _ids: *mut u32, _severities: *mut u32, _lengths: *mut i32, _log: *mut c_char,
) -> u32 {
    0
}

#[no_mangle]
pub unsafe extern "C" fn glObjectPtrLabel(_sync: *const c_void, _length: i32, _label: *const c_char) {}

#[no_mangle]
pub unsafe extern "C" fn glGetObjectPtrLabel(_sync: *const c_void, size: i32, length: *mut i32, label: *mut c_char) {
    if !length.is_null() {
        *length = 0;
    }
    if size > 0 && !label.is_null() {
        *label = 0;
    }
}
