// SPDX-License-Identifier: Apache-2.0
//! EGL's surfaces: pbuffers, and windows of X11.

use super::contexts::current_egl;
use super::{
    configs, done, fail, pairs, with_display, x_name, EGLBoolean, EGLConfig, EGLDisplay, EGLSurface, BAD_ALLOC, BAD_ATTRIBUTE, BAD_CONFIG,
    BAD_MATCH, BAD_NATIVE_WINDOW, BAD_PARAMETER, BAD_SURFACE, PLATFORM_X11,
};
use crate::context::{self, Surface};
use crate::types::c_void;
use crate::window::Window;
use std::ptr::null_mut;
use std::sync::Arc;

/// What EGLSurface points to.
pub struct EglSurface {
    config: i32,
    surface: Arc<Surface>,
    window: Option<Window>,
    swaps: u64,
}

/// The server's surface of a handle that was looked up.
pub fn of(handle: EGLSurface) -> Option<Arc<Surface>> {
    crate::sys::exclusive(handle.cast::<EglSurface>()).map(|one| one.surface.clone())
}

pub fn drop_surface(handle: usize) {
    if let Some(one) = crate::sys::exclusive(handle as *mut EglSurface) {
        drop(crate::sys::reclaim(one));
    }
}

fn add(display: EGLDisplay, one: EglSurface) -> EGLSurface {
    let handle = Box::into_raw(Box::new(one));
    let added = with_display(display, |display| {
        display.surfaces.push(handle as usize);
        Ok(())
    });
    match added {
        Ok(()) => done(handle.cast()),
        Err(error) => fail(error, null_mut()),
    }
}

#[no_mangle]
pub extern "C" fn eglCreatePbufferSurface(display: EGLDisplay, config: EGLConfig, attribs: *const i32) -> EGLSurface {
    let (mut width, mut height) = (0, 0);
    for (attribute, value) in pairs(attribs) {
        match attribute {
            0x3057 => width = value,
            0x3056 => height = value,
            0x3058 | 0x3080 | 0x3081 | 0x3082 | 0x309d => (),
            _ => return fail(BAD_ATTRIBUTE, null_mut()),
        }
    }
    let Some(at) = configs::index(config) else { return fail(BAD_CONFIG, null_mut()) };
    let Some(pixels) = configs::config(at) else { return fail(BAD_CONFIG, null_mut()) };
    if width < 0 || height < 0 {
        return fail(BAD_PARAMETER, null_mut());
    }
    match context::create_surface(width.max(1) as u32, height.max(1) as u32, pixels) {
        Some(surface) => add(display, EglSurface { config: at as i32 + 1, surface, window: None, swaps: 0 }),
        None => fail(BAD_ALLOC, null_mut()),
    }
}

fn window(display: EGLDisplay, config: EGLConfig, window: usize) -> EGLSurface {
    let native = match with_display(display, |one| if one.platform == PLATFORM_X11 { Ok(one.native) } else { Err(BAD_NATIVE_WINDOW) }) {
        Ok(native) => native,
        Err(error) => return fail(error, null_mut()),
    };
    let Some(at) = configs::index(config) else { return fail(BAD_CONFIG, null_mut()) };
    let Some(pixels) = configs::config(at) else { return fail(BAD_CONFIG, null_mut()) };
    crate::sys::x_sync(native as *mut c_void);
    match Window::of_x11(x_name(native).as_deref(), window as u32, pixels) {
        Some(window) => add(display, EglSurface { config: at as i32 + 1, surface: window.surface.clone(), window: Some(window), swaps: 0 }),
        None => fail(BAD_NATIVE_WINDOW, null_mut()),
    }
}

#[no_mangle]
pub extern "C" fn eglCreateWindowSurface(display: EGLDisplay, config: EGLConfig, native: usize, _attribs: *const i32) -> EGLSurface {
    window(display, config, native)
}

#[no_mangle]
pub unsafe extern "C" fn eglCreatePlatformWindowSurface(display: EGLDisplay, config: EGLConfig, native: *const usize, _attribs: *const isize) -> EGLSurface {
    if native.is_null() { fail(BAD_NATIVE_WINDOW, null_mut()) } else { window(display, config, *native) }
}

#[no_mangle]
pub unsafe extern "C" fn eglCreatePlatformWindowSurfaceEXT(display: EGLDisplay, config: EGLConfig, native: *const usize, _attribs: *const i32) -> EGLSurface {
    if native.is_null() { fail(BAD_NATIVE_WINDOW, null_mut()) } else { window(display, config, *native) }
}

#[no_mangle]
pub extern "C" fn eglCreatePixmapSurface(_display: EGLDisplay, _config: EGLConfig, _pixmap: usize, _attribs: *const i32) -> EGLSurface {
    fail(BAD_MATCH, null_mut())
}

#[no_mangle]
pub extern "C" fn eglCreatePlatformPixmapSurface(_display: EGLDisplay, _config: EGLConfig, _pixmap: *mut c_void, _attribs: *const isize) -> EGLSurface {
    fail(BAD_MATCH, null_mut())
}

#[no_mangle]
pub extern "C" fn eglCreatePbufferFromClientBuffer(
    _display: EGLDisplay, _kind: u32, _buffer: *mut c_void, _config: EGLConfig, _attribs: *const i32,
) -> EGLSurface {
    fail(BAD_PARAMETER, null_mut())
}

#[no_mangle]
pub extern "C" fn eglDestroySurface(display: EGLDisplay, surface: EGLSurface) -> EGLBoolean {
    let known = with_display(display, |one| {
        let at = one.surfaces.iter().position(|known| *known == surface as usize).ok_or(BAD_SURFACE)?;
        one.surfaces.swap_remove(at);
        Ok(())
    });
    match known {
        Ok(()) => {
            if let Some(one) = current_egl() {
                one.draw = if one.draw == surface { null_mut() } else { one.draw };
                one.read = if one.read == surface { null_mut() } else { one.read };
            }
            drop_surface(surface as usize);
            done(1)
        }
        Err(error) => fail(error, 0),
    }
}

fn known(display: EGLDisplay, surface: EGLSurface) -> Result<&'static mut EglSurface, u32> {
    with_display(display, |one| {
        let is_known = one.surfaces.contains(&(surface as usize));
        crate::sys::exclusive(surface.cast::<EglSurface>()).filter(|_| is_known).ok_or(BAD_SURFACE)
    })
}

#[no_mangle]
pub unsafe extern "C" fn eglQuerySurface(display: EGLDisplay, surface: EGLSurface, attribute: i32, value: *mut i32) -> EGLBoolean {
    let one = match known(display, surface) {
        Ok(one) => one,
        Err(error) => return fail(error, 0),
    };
    let (width, height) = one.surface.size();
    *value = match attribute {
        0x3057 => width as i32,
        0x3056 => height as i32,
        0x3028 => one.config,
        0x3086 => 0x3084,
        0x3093 => 0x3095,
        0x3099 => 0x309a,
        0x3087 => 0x308a,
        0x3088 => 0x308b,
        0x309d => 0x308a,
        0x3080 | 0x3081 => 0x305c,
        0x3082 | 0x3083 | 0x3058 => 0,
        0x3090..=0x3092 => -1,
        0x313d => 0,
        _ => return fail(BAD_ATTRIBUTE, 0),
    };
    done(1)
}

#[no_mangle]
pub extern "C" fn eglSurfaceAttrib(display: EGLDisplay, surface: EGLSurface, _attribute: i32, _value: i32) -> EGLBoolean {
    match known(display, surface) {
        Ok(_) => done(1),
        Err(error) => fail(error, 0),
    }
}

#[no_mangle]
pub extern "C" fn eglBindTexImage(_display: EGLDisplay, _surface: EGLSurface, _buffer: i32) -> EGLBoolean {
    fail(BAD_MATCH, 0)
}

#[no_mangle]
pub extern "C" fn eglReleaseTexImage(_display: EGLDisplay, _surface: EGLSurface, _buffer: i32) -> EGLBoolean {
    fail(BAD_MATCH, 0)
}

/// Frames are shown as they come; there is no display's rhythm to wait for.
#[no_mangle]
pub extern "C" fn eglSwapInterval(display: EGLDisplay, _interval: i32) -> EGLBoolean {
    match with_display(display, |_| Ok(())) {
        Ok(()) => done(1),
        Err(error) => fail(error, 0),
    }
}

#[no_mangle]
pub extern "C" fn eglSwapBuffers(display: EGLDisplay, surface: EGLSurface) -> EGLBoolean {
    let one = match known(display, surface) {
        Ok(one) => one,
        Err(error) => return fail(error, 0),
    };
    let Some(c) = context::current() else { return fail(super::BAD_CONTEXT, 0) };
    one.swaps += 1;
    match &mut one.window {
        Some(window) => window.swap(c),
        None => c.submit(),
    }
    done(1)
}

/// Damage only says what may be left out.
#[no_mangle]
pub extern "C" fn eglSwapBuffersWithDamageKHR(display: EGLDisplay, surface: EGLSurface, _rects: *const i32, _count: i32) -> EGLBoolean {
    eglSwapBuffers(display, surface)
}

#[no_mangle]
pub extern "C" fn eglCopyBuffers(_display: EGLDisplay, _surface: EGLSurface, _target: usize) -> EGLBoolean {
    fail(BAD_MATCH, 0)
}
