// SPDX-License-Identifier: Apache-2.0
//! EGL_EXT_device_query: every display is the one GPU's that the server has. It says nothing of itself: it is no device of this machine's.

use super::{done, fail, with_display, EGLBoolean, EGLDisplay, BAD_ATTRIBUTE, BAD_PARAMETER};
use crate::types::{c_char, c_void};
use std::ptr::{null, without_provenance_mut};

const BAD_DEVICE: u32 = 0x322b;
const DEVICE: i32 = 0x322c;
const EXTENSIONS: i32 = 0x3055;

/// Its handle.
const ONE: usize = 1;

#[no_mangle]
pub unsafe extern "C" fn eglQueryDisplayAttribEXT(display: EGLDisplay, attribute: i32, value: *mut isize) -> EGLBoolean {
    match with_display(display, |_| Ok(())) {
        Err(error) => fail(error, 0),
        _ if value.is_null() => fail(BAD_PARAMETER, 0),
        _ if attribute != DEVICE => fail(BAD_ATTRIBUTE, 0),
        _ => {
            *value = ONE as isize;
            done(1)
        }
    }
}

#[no_mangle]
pub extern "C" fn eglQueryDeviceStringEXT(device: *mut c_void, name: i32) -> *const c_char {
    match name {
        _ if device != without_provenance_mut(ONE) => fail(BAD_DEVICE, null()),
        EXTENSIONS => done(c"".as_ptr()),
        _ => fail(BAD_PARAMETER, null()),
    }
}

#[no_mangle]
pub extern "C" fn eglQueryDeviceAttribEXT(device: *mut c_void, _attribute: i32, _value: *mut isize) -> EGLBoolean {
    fail(if device == without_provenance_mut(ONE) { BAD_ATTRIBUTE } else { BAD_DEVICE }, 0)
}
