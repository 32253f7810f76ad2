// SPDX-License-Identifier: Apache-2.0
//! EGL 1.5: displays (surfaceless, X11), and what every call needs: errors by thread, handles that are looked up before use.

mod configs;
mod contexts;
mod fences;
mod strings;
mod surfaces;

pub use contexts::*;
pub use fences::*;
pub use strings::*;
pub use surfaces::*;

use crate::types::{c_char, c_void};
use std::cell::Cell;
use std::ffi::CString;
use std::ptr::null_mut;
use std::sync::{Mutex, MutexGuard};

pub type EGLBoolean = u32;
pub type EGLDisplay = *mut c_void;
pub type EGLConfig = *mut c_void;
pub type EGLSurface = *mut c_void;
pub type EGLContext = *mut c_void;

pub const SUCCESS: u32 = 0x3000;
pub const NOT_INITIALIZED: u32 = 0x3001;
pub const BAD_ALLOC: u32 = 0x3003;
pub const BAD_ATTRIBUTE: u32 = 0x3004;
pub const BAD_CONFIG: u32 = 0x3005;
pub const BAD_CONTEXT: u32 = 0x3006;
pub const BAD_DISPLAY: u32 = 0x3008;
pub const BAD_MATCH: u32 = 0x3009;
pub const BAD_NATIVE_WINDOW: u32 = 0x300b;
pub const BAD_PARAMETER: u32 = 0x300c;
pub const BAD_SURFACE: u32 = 0x300d;
pub const NONE: i32 = 0x3038;

const PLATFORM_X11: u32 = 0x31d5;
const PLATFORM_SURFACELESS: u32 = 0x31dd;

/// A display that the program has got.
pub struct Display {
    platform: u32,
    native: usize,
    is_initialized: bool,
    /// Of the X server's screen; zero elsewhere.
    visual: u32,
    /// Contexts and surfaces that the program has and EGL may name.
    contexts: Vec<usize>,
    surfaces: Vec<usize>,
}

static DISPLAYS: Mutex<Vec<Display>> = Mutex::new(Vec::new());

fn displays() -> MutexGuard<'static, Vec<Display>> {
    DISPLAYS.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

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

/// Handles of displays are their numbers from one on.
fn with_display<T>(display: EGLDisplay, what: impl FnOnce(&mut Display) -> Result<T, u32>) -> Result<T, u32> {
    let mut displays = displays();
    let one = (display as usize).checked_sub(1).and_then(|at| displays.get_mut(at)).ok_or(BAD_DISPLAY)?;
    if one.is_initialized { what(one) } else { Err(NOT_INITIALIZED) }
}

#[no_mangle]
pub extern "C" fn eglGetError() -> i32 {
    ERROR.replace(SUCCESS) as i32
}

fn display_of(platform: u32, native: *mut c_void) -> EGLDisplay {
    let mut displays = displays();
    let known = displays.iter().position(|one| one.platform == platform && one.native == native as usize);
    let at = known.unwrap_or_else(|| {
        displays.push(Display { platform, native: native as usize, is_initialized: false, visual: 0, contexts: Vec::new(), surfaces: Vec::new() });
        displays.len() - 1
    });
    done((at + 1) as EGLDisplay)
}

#[no_mangle]
pub extern "C" fn eglGetDisplay(native: *mut c_void) -> EGLDisplay {
    let named = std::env::var("EGL_PLATFORM").unwrap_or_default();
    let is_x11 = named == "x11" || named.is_empty() && (!native.is_null() || std::env::var_os("DISPLAY").is_some());
    display_of(if is_x11 { PLATFORM_X11 } else { PLATFORM_SURFACELESS }, native)
}

fn platform_display(platform: u32, native: *mut c_void) -> EGLDisplay {
    match platform {
        PLATFORM_X11 | PLATFORM_SURFACELESS => display_of(platform, native),
        _ => fail(BAD_PARAMETER, null_mut()),
    }
}

#[no_mangle]
pub extern "C" fn eglGetPlatformDisplay(platform: u32, native: *mut c_void, _attribs: *const isize) -> EGLDisplay {
    platform_display(platform, native)
}

#[no_mangle]
pub extern "C" fn eglGetPlatformDisplayEXT(platform: u32, native: *mut c_void, _attribs: *const i32) -> EGLDisplay {
    platform_display(platform, native)
}

/// The X server that a display is of, as libxcb wants to hear it.
fn x_name(native: usize) -> Option<CString> {
    crate::sys::x_display_name(native as *mut c_void)
}

#[no_mangle]
pub unsafe extern "C" fn eglInitialize(display: EGLDisplay, major: *mut i32, minor: *mut i32) -> EGLBoolean {
    let mut all = displays();
    let Some(one) = (display as usize).checked_sub(1).and_then(|at| all.get_mut(at)) else { return fail(BAD_DISPLAY, 0) };
    if crate::connection::connection().is_none() {
        return fail(NOT_INITIALIZED, 0);
    }
    if one.platform == PLATFORM_X11 && one.visual == 0 {
        let Some(x) = crate::sys::xcb::X::open(x_name(one.native).as_deref()) else { return fail(NOT_INITIALIZED, 0) };
        one.visual = x.screen.root_visual;
    }
    one.is_initialized = true;
    if !major.is_null() {
        *major = 1;
    }
    if !minor.is_null() {
        *minor = 5;
    }
    done(1)
}

#[no_mangle]
pub extern "C" fn eglTerminate(display: EGLDisplay) -> EGLBoolean {
    let mut all = displays();
    let Some(one) = (display as usize).checked_sub(1).and_then(|at| all.get_mut(at)) else { return fail(BAD_DISPLAY, 0) };
    one.is_initialized = false;
    let (contexts, surfaces) = (std::mem::take(&mut one.contexts), std::mem::take(&mut one.surfaces));
    drop(all);
    contexts.into_iter().for_each(contexts::drop_context);
    surfaces.into_iter().for_each(surfaces::drop_surface);
    done(1)
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
