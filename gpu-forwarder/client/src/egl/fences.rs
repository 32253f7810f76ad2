// SPDX-License-Identifier: Apache-2.0
//! EGL's fences are GL's.

use super::{done, fail, EGLBoolean, EGLDisplay, BAD_ATTRIBUTE, BAD_MATCH, BAD_PARAMETER};
use crate::gl::{glClientWaitSync, glDeleteSync, glFenceSync};
use crate::types::c_void;
use std::ptr::null_mut;

type EGLSync = *mut c_void;
const FENCE: u32 = 0x30f9;
const TIMEOUT_EXPIRED: i32 = 0x30f5;
const CONDITION_SATISFIED: i32 = 0x30f6;

unsafe fn create(kind: u32) -> EGLSync {
    if kind != FENCE {
        return fail(BAD_ATTRIBUTE, null_mut());
    }
    let sync = glFenceSync(0x9117, 0);
    if sync.is_null() { fail(BAD_MATCH, sync) } else { done(sync) }
}

#[no_mangle]
pub unsafe extern "C" fn eglCreateSync(_display: EGLDisplay, kind: u32, _attribs: *const isize) -> EGLSync {
    create(kind)
}

#[no_mangle]
pub unsafe extern "C" fn eglCreateSyncKHR(_display: EGLDisplay, kind: u32, _attribs: *const i32) -> EGLSync {
    create(kind)
}

#[no_mangle]
pub unsafe extern "C" fn eglDestroySync(_display: EGLDisplay, sync: EGLSync) -> EGLBoolean {
    glDeleteSync(sync);
    done(1)
}

#[no_mangle]
pub unsafe extern "C" fn eglDestroySyncKHR(display: EGLDisplay, sync: EGLSync) -> EGLBoolean {
    eglDestroySync(display, sync)
}

#[no_mangle]
pub unsafe extern "C" fn eglClientWaitSync(_display: EGLDisplay, sync: EGLSync, flags: i32, timeout: u64) -> i32 {
    match glClientWaitSync(sync, (flags & 1) as u32, timeout) {
        0x911a | 0x911c => done(CONDITION_SATISFIED),
        0x911b => done(TIMEOUT_EXPIRED),
        _ => fail(BAD_PARAMETER, 0),
    }
}

#[no_mangle]
pub unsafe extern "C" fn eglClientWaitSyncKHR(display: EGLDisplay, sync: EGLSync, flags: i32, timeout: u64) -> i32 {
    eglClientWaitSync(display, sync, flags, timeout)
}

/// One stream of commands: what comes later waits anyway.
#[no_mangle]
pub extern "C" fn eglWaitSync(_display: EGLDisplay, _sync: EGLSync, _flags: i32) -> EGLBoolean {
    done(1)
}

#[no_mangle]
pub extern "C" fn eglWaitSyncKHR(display: EGLDisplay, sync: EGLSync, flags: i32) -> i32 {
    eglWaitSync(display, sync, flags) as i32
}

unsafe fn attribute(sync: EGLSync, attribute: i32) -> Option<i32> {
    Some(match attribute {
        0x30f7 => FENCE as i32,
        0x30f8 => 0x30f0,
        0x30f1 => match glClientWaitSync(sync, 0, 0) {
            0x911a | 0x911c => 0x30f2,
            _ => 0x30f3,
        },
        _ => return None,
    })
}

#[no_mangle]
pub unsafe extern "C" fn eglGetSyncAttrib(_display: EGLDisplay, sync: EGLSync, name: i32, value: *mut isize) -> EGLBoolean {
    match attribute(sync, name) {
        Some(found) => {
            *value = found as isize;
            done(1)
        }
        None => fail(BAD_ATTRIBUTE, 0),
    }
}

#[no_mangle]
pub unsafe extern "C" fn eglGetSyncAttribKHR(_display: EGLDisplay, sync: EGLSync, name: i32, value: *mut i32) -> EGLBoolean {
    match attribute(sync, name) {
        Some(found) => {
            *value = found;
            done(1)
        }
        None => fail(BAD_ATTRIBUTE, 0),
    }
}

/// There are no images that another API could give.
#[no_mangle]
pub extern "C" fn eglCreateImage(
    _display: EGLDisplay, _context: *mut c_void, _kind: u32, _buffer: *mut c_void, _attribs: *const isize,
) -> *mut c_void {
    fail(BAD_PARAMETER, null_mut())
}

#[no_mangle]
pub extern "C" fn eglDestroyImage(_display: EGLDisplay, _image: *mut c_void) -> EGLBoolean {
    fail(BAD_PARAMETER, 0)
}
