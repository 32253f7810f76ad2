// SPDX-License-Identifier: Apache-2.0
//! EGL's displays: which window system they are of.

use super::{done, fail, surfaces, contexts, EGLBoolean, EGLDisplay, BAD_DISPLAY, BAD_PARAMETER, NOT_INITIALIZED};
use crate::sys::orbital;
#[cfg(not(target_os = "redox"))]
use crate::sys::wayland::Compositor;
use crate::types::c_void;
use std::ptr::null_mut;
use std::sync::{Mutex, MutexGuard};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Platform {
    X11,
    Wayland,
    Surfaceless,
    /// Orbital, with the number that Mesa on Redox has for it.
    Redox,
}

impl Platform {
    fn of_number(number: u32) -> Option<Platform> {
        match number {
            0x31d5 => Some(Platform::X11),
            0x31d8 => Some(Platform::Wayland),
            0x31d9 => Some(Platform::Redox),
            0x31dd => Some(Platform::Surfaceless),
            _ => None,
        }
    }

    pub fn has_windows(self) -> bool {
        self != Platform::Surfaceless
    }
}

/// A display that the program has got.
pub struct Display {
    pub platform: Platform,
    pub native: usize,
    is_initialized: bool,
    /// Of the X server's screen; zero elsewhere.
    pub visual: u32,
    /// Of Wayland, while the display is initialized.
    #[cfg(not(target_os = "redox"))]
    pub compositor: Option<std::sync::Arc<Compositor>>,
    /// Contexts and surfaces that the program has and EGL may name.
    pub contexts: Vec<usize>,
    pub surfaces: Vec<usize>,
}

static DISPLAYS: Mutex<Vec<Display>> = Mutex::new(Vec::new());

fn displays() -> MutexGuard<'static, Vec<Display>> {
    DISPLAYS.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// Handles of displays are their numbers from one on.
pub fn with_display<T>(display: EGLDisplay, what: impl FnOnce(&mut Display) -> Result<T, u32>) -> Result<T, u32> {
    let mut displays = displays();
    let one = (display as usize).checked_sub(1).and_then(|at| displays.get_mut(at)).ok_or(BAD_DISPLAY)?;
    if one.is_initialized { what(one) } else { Err(NOT_INITIALIZED) }
}

fn display_of(platform: Platform, native: *mut c_void) -> EGLDisplay {
    let mut displays = displays();
    let known = displays.iter().position(|one| one.platform == platform && one.native == native as usize);
    let at = known.unwrap_or_else(|| {
        displays.push(Display {
            platform,
            native: native as usize,
            is_initialized: false,
            visual: 0,
            #[cfg(not(target_os = "redox"))]
            compositor: None,
            contexts: Vec::new(),
            surfaces: Vec::new(),
        });
        displays.len() - 1
    });
    done((at + 1) as EGLDisplay)
}

/// The program names no platform: EGL_PLATFORM does, or what it gave as its display is looked at, or what the session has is taken.
fn guess(native: *mut c_void) -> Platform {
    match std::env::var("EGL_PLATFORM").as_deref() {
        Ok("x11") => Platform::X11,
        Ok("wayland") => Platform::Wayland,
        Ok("surfaceless") => Platform::Surfaceless,
        Ok("redox") => Platform::Redox,
        _ => of_session(native),
    }
}

#[cfg(not(target_os = "redox"))]
fn of_session(native: *mut c_void) -> Platform {
    let has = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    match native.is_null() {
        false if crate::sys::wayland::is_display(native as usize) => Platform::Wayland,
        false => Platform::X11,
        true if has("ORBITAL_DISPLAY") && orbital::is_there() => Platform::Redox,
        true if has("DISPLAY") => Platform::X11,
        true if has("WAYLAND_DISPLAY") => Platform::Wayland,
        true => Platform::Surfaceless,
    }
}

#[cfg(target_os = "redox")]
fn of_session(_native: *mut c_void) -> Platform {
    if orbital::is_there() { Platform::Redox } else { Platform::Surfaceless }
}

#[no_mangle]
pub extern "C" fn eglGetDisplay(native: *mut c_void) -> EGLDisplay {
    display_of(guess(native), native)
}

#[no_mangle]
pub extern "C" fn eglGetPlatformDisplay(platform: u32, native: *mut c_void, _attribs: *const isize) -> EGLDisplay {
    match Platform::of_number(platform) {
        Some(platform) => display_of(platform, native),
        None => fail(BAD_PARAMETER, null_mut()),
    }
}

#[no_mangle]
pub extern "C" fn eglGetPlatformDisplayEXT(platform: u32, native: *mut c_void, _attribs: *const i32) -> EGLDisplay {
    eglGetPlatformDisplay(platform, native, std::ptr::null())
}

/// The X server that a display is of, as libxcb wants to hear it.
#[cfg(not(target_os = "redox"))]
pub fn x_name(native: usize) -> Option<std::ffi::CString> {
    crate::sys::x_display_name(native as *mut c_void)
}

/// Looks whether the window system is there. None: it is not.
fn meet(one: &mut Display) -> Option<()> {
    match one.platform {
        Platform::Surfaceless => Some(()),
        Platform::Redox => orbital::is_there().then_some(()),
        #[cfg(not(target_os = "redox"))]
        Platform::X11 if one.visual == 0 => {
            one.visual = crate::sys::xcb::X::open(x_name(one.native).as_deref())?.screen.root_visual;
            Some(())
        }
        #[cfg(not(target_os = "redox"))]
        Platform::Wayland if one.compositor.is_none() => {
            one.compositor = Some(Compositor::open(one.native)?);
            Some(())
        }
        // Met before; Redox has none of them.
        Platform::X11 | Platform::Wayland => (!cfg!(target_os = "redox")).then_some(()),
    }
}

#[no_mangle]
pub unsafe extern "C" fn eglInitialize(display: EGLDisplay, major: *mut i32, minor: *mut i32) -> EGLBoolean {
    let mut all = displays();
    let Some(one) = (display as usize).checked_sub(1).and_then(|at| all.get_mut(at)) else { return fail(BAD_DISPLAY, 0) };
    if crate::connection::connection().is_none() || meet(one).is_none() {
        return fail(NOT_INITIALIZED, 0);
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
    #[cfg(not(target_os = "redox"))]
    let compositor = one.compositor.take();
    drop(all);
    contexts.into_iter().for_each(contexts::drop_context);
    surfaces.into_iter().for_each(surfaces::drop_surface);
    #[cfg(not(target_os = "redox"))]
    drop(compositor);
    done(1)
}
