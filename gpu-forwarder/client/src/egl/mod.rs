// SPDX-License-Identifier: Apache-2.0
//! EGL 1.5 for surfaceless displays, X11 and Wayland, and what every call needs: errors by thread, handles that are looked up
//! before use.

mod configs;
mod contexts;
mod devices;
mod displays;
mod fences;
mod strings;
mod surfaces;
mod windows;

pub use contexts::*;
pub use devices::*;
pub use displays::*;
pub use fences::*;
pub use strings::*;
pub use surfaces::*;
pub use windows::*;

use crate::types::{c_char, c_void};
use std::cell::Cell;

pub type EGLBoolean = u32;
pub type EGLDisplay = *mut c_void;
pub type EGLConfig = *mut c_void;
pub type EGLSurface = *mut c_void;
pub type EGLContext = *mut c_void;

pub const SUCCESS: u32 = 0x3000;
pub const NOT_INITIALIZED: u32 = 0x3001;
pub const BAD_ACCESS: u32 = 0x3002;
pub const BAD_ALLOC: u32 = 0x3003;
pub const BAD_ATTRIBUTE: u32 = 0x3004;
pub const BAD_CONFIG: u32 = 0x3005;
pub const BAD_CONTEXT: u32 = 0x3006;
pub const BAD_DISPLAY: u32 = 0x3008;
pub const BAD_MATCH: u32 = 0x3009;
pub const BAD_NATIVE_WINDOW: u32 = 0x300b;
pub const BAD_PARAMETER: u32 = 0x300c;
pub const BAD_SURFACE: u32 = 0x300d;
pub const CONTEXT_LOST: u32 = 0x300e;
pub const NONE: i32 = 0x3038;

thread_local! {
    static ERROR: Cell<u32> = const { Cell::new(SUCCESS) };
}

/// Sets the thread's error; `result` is what the call returns.
fn fail<T>(error: u32, result: T) -> T {
    ERROR.set(error);
    result
}

fn done<T>(result: T) -> T {
    fail(SUCCESS, result)
}

#[no_mangle]
pub extern "C" fn eglGetError() -> i32 {
    ERROR.replace(SUCCESS) as i32
}

/// The attribute list's pairs.
fn pairs(attribs: *const i32) -> Vec<(i32, i32)> {
    crate::sys::pairs(attribs, NONE)
}

/// The address of a function of EGL or GL, or null.
fn address(name: *const c_char) -> *const c_void {
    match crate::sys::text(name) {
        Some(name) => strings::own_address(name),
        None => std::ptr::null(),
    }
}
