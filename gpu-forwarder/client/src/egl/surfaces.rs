// SPDX-License-Identifier: Apache-2.0
//! EGL's surfaces: pbuffers, and windows (of [`super::windows`]).

use super::contexts::current_egl;
use super::windows::Shown;
use super::{
    configs, done, fail, pairs, with_display, EGLBoolean, EGLConfig, EGLDisplay, EGLSurface, BAD_ALLOC, BAD_ATTRIBUTE, BAD_CONFIG,
    BAD_CONTEXT, BAD_MATCH, BAD_NATIVE_WINDOW, BAD_PARAMETER, BAD_SURFACE, CONTEXT_LOST,
};
use crate::context::{self, Context, Surface};
use crate::types::c_void;
use std::ptr::null_mut;
use std::sync::Arc;

/// What EGLSurface points to.
pub struct EglSurface {
    pub config: i32,
    pub surface: Arc<Surface>,
    pub window: Option<Shown>,
}

/// The server's surface of a handle that was looked up.
pub fn of(handle: EGLSurface) -> Option<Arc<Surface>> {
    crate::sys::exclusive(handle.cast::<EglSurface>()).map(|one| one.surface.clone())
}

/// The surface has been made current: a window's size may have changed before.
pub fn adjust(handle: EGLSurface, c: &mut Context) {
    if let Some(window) = crate::sys::exclusive(handle.cast::<EglSurface>()).and_then(|one| one.window.as_ref()) {
        window.adjust(c);
    }
}

pub fn drop_surface(handle: usize) {
    if let Some(one) = crate::sys::exclusive(handle as *mut EglSurface) {
        drop(crate::sys::reclaim(one));
    }
}

pub fn add(display: EGLDisplay, one: EglSurface) -> EGLSurface {
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
        Some(surface) => add(display, EglSurface { config: at as i32 + 1, surface, window: None }),
        None => fail(BAD_ALLOC, null_mut()),
    }
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

const BUFFER_AGE: i32 = 0x313d;

#[no_mangle]
pub unsafe extern "C" fn eglQuerySurface(display: EGLDisplay, surface: EGLSurface, attribute: i32, value: *mut i32) -> EGLBoolean {
    let one = match known(display, surface) {
        Ok(one) => one,
        Err(error) => return fail(error, 0),
    };
    let (width, height) = one.window.as_ref().map_or_else(|| one.surface.size(), Shown::size);
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
        BUFFER_AGE => one.window.as_ref().map_or(0, Shown::age),
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

/// The surface that this thread draws to, if the program names it.
fn drawn(display: EGLDisplay, surface: EGLSurface) -> Result<(&'static mut EglSurface, &'static mut Context), u32> {
    let one = known(display, surface)?;
    let c = context::current().ok_or(BAD_CONTEXT)?;
    Ok((one, c))
}

/// Of the surface that this thread draws to. X11's windows show frames as they come.
#[no_mangle]
pub extern "C" fn eglSwapInterval(display: EGLDisplay, interval: i32) -> EGLBoolean {
    if let Err(error) = with_display(display, |_| Ok(())) {
        return fail(error, 0);
    }
    let Some(draw) = current_egl().map(|one| one.draw) else { return fail(BAD_CONTEXT, 0) };
    match known(display, draw) {
        Ok(EglSurface { window: Some(window), .. }) => window.set_interval(interval),
        Ok(_) => (),
        Err(error) => return fail(error, 0),
    }
    done(1)
}

fn swap(display: EGLDisplay, surface: EGLSurface, rects: &[i32]) -> EGLBoolean {
    let (one, c) = match drawn(display, surface) {
        Ok(both) => both,
        Err(error) => return fail(error, 0),
    };
    let is_shown = match &mut one.window {
        Some(window) => window.swap(c, rects),
        None => {
            c.submit();
            true
        }
    };
    match is_shown {
        _ if c.connection.over() != 0 => fail(CONTEXT_LOST, 0),
        true => done(1),
        false => fail(BAD_NATIVE_WINDOW, 0),
    }
}

#[no_mangle]
pub extern "C" fn eglSwapBuffers(display: EGLDisplay, surface: EGLSurface) -> EGLBoolean {
    swap(display, surface, &[])
}

#[no_mangle]
pub unsafe extern "C" fn eglSwapBuffersWithDamageKHR(display: EGLDisplay, surface: EGLSurface, rects: *const i32, count: i32) -> EGLBoolean {
    if count < 0 || count > 0 && rects.is_null() {
        return fail(BAD_PARAMETER, 0);
    }
    swap(display, surface, crate::sys::rects(rects, count as usize))
}

#[no_mangle]
pub unsafe extern "C" fn eglSwapBuffersWithDamageEXT(display: EGLDisplay, surface: EGLSurface, rects: *const i32, count: i32) -> EGLBoolean {
    eglSwapBuffersWithDamageKHR(display, surface, rects, count)
}

/// Where the program will draw in this frame; once a frame.
#[no_mangle]
pub unsafe extern "C" fn eglSetDamageRegionKHR(display: EGLDisplay, surface: EGLSurface, rects: *const i32, count: i32) -> EGLBoolean {
    let (one, _) = match drawn(display, surface) {
        Ok(both) => both,
        Err(error) => return fail(error, 0),
    };
    if count < 0 || count > 0 && rects.is_null() {
        return fail(BAD_PARAMETER, 0);
    }
    match &mut one.window {
        _ if current_egl().is_none_or(|current| current.draw != surface) => fail(BAD_MATCH, 0),
        Some(window) => window.set_region(crate::sys::rects(rects, count as usize)).map_or_else(|error| fail(error, 0), |()| done(1)),
        None => done(1),
    }
}

#[no_mangle]
pub extern "C" fn eglCopyBuffers(_display: EGLDisplay, _surface: EGLSurface, _target: usize) -> EGLBoolean {
    fail(BAD_MATCH, 0)
}
