// SPDX-License-Identifier: Apache-2.0
//! The native windows that EGL draws to: X11's and Wayland's.

use super::surfaces::{add, EglSurface};
use super::{
    configs, fail, pairs, with_display, x_name, EGLConfig, EGLDisplay, EGLSurface, Platform, BAD_CONFIG, BAD_MATCH, BAD_NATIVE_WINDOW,
};
use crate::context::Context;
use crate::types::c_void;
use crate::wayland::WaylandWindow;
use crate::window::Window;
use std::ptr::null_mut;
use std::sync::Arc;

/// Where finished frames are shown.
pub enum Shown {
    X11(Window),
    Wayland(Box<WaylandWindow>),
}

impl Shown {
    /// The frame is done; `rects` are its damage, in EGL's order, or none. False: there is no window any more.
    pub fn swap(&mut self, c: &mut Context, rects: &[i32]) -> bool {
        match self {
            Shown::X11(window) => {
                window.swap(c);
                true
            }
            Shown::Wayland(window) => window.swap(c, rects),
        }
    }

    pub fn size(&self) -> (u32, u32) {
        match self {
            Shown::X11(window) => window.surface.size(),
            Shown::Wayland(window) => window.native_size(),
        }
    }

    pub fn age(&self) -> i32 {
        match self {
            Shown::X11(_) => 0,
            Shown::Wayland(window) => window.age(),
        }
    }

    pub fn set_interval(&mut self, interval: i32) {
        match self {
            Shown::X11(_) => (),
            Shown::Wayland(window) => window.set_interval(interval),
        }
    }
}

const PRESENT_OPAQUE: i32 = 0x31df;

fn window(display: EGLDisplay, config: EGLConfig, native: usize, opaque: bool) -> EGLSurface {
    let Some(at) = configs::index(config) else { return fail(BAD_CONFIG, null_mut()) };
    let Some(pixels) = configs::config(at) else { return fail(BAD_CONFIG, null_mut()) };
    let on = with_display(display, |one| match (one.platform, &one.compositor) {
        (Platform::X11, _) => Ok((one.native, None)),
        (Platform::Wayland, Some(compositor)) => Ok((0, Some(compositor.clone()))),
        _ => Err(BAD_MATCH),
    });
    let shown = match on {
        Ok((_, Some(compositor))) => on_wayland(&compositor, native, pixels, opaque),
        Ok((x, None)) => {
            crate::sys::x_sync(x as *mut c_void);
            Window::of_x11(x_name(x).as_deref(), native as u32, pixels).map(|window| (window.surface.clone(), Shown::X11(window)))
        }
        Err(error) => return fail(error, null_mut()),
    };
    match shown {
        Some((surface, shown)) => add(display, EglSurface { config: at as i32 + 1, surface, window: Some(shown) }),
        None => fail(BAD_NATIVE_WINDOW, null_mut()),
    }
}

fn on_wayland(
    compositor: &Arc<crate::sys::wayland::Compositor>, native: usize, pixels: crate::own::Config, opaque: bool,
) -> Option<(Arc<crate::context::Surface>, Shown)> {
    let window = WaylandWindow::new(compositor, native, pixels, opaque)?;
    Some((window.surface.clone(), Shown::Wayland(Box::new(window))))
}

/// Platforms differ in what `native` is: X11's is the address of a window's number, Wayland's the window itself.
unsafe fn platform_window(display: EGLDisplay, config: EGLConfig, native: *const usize, opaque: bool) -> EGLSurface {
    let is_x11 = with_display(display, |one| Ok(one.platform == Platform::X11)).unwrap_or(false);
    match native {
        _ if native.is_null() => fail(BAD_NATIVE_WINDOW, null_mut()),
        _ if is_x11 => window(display, config, *native, opaque),
        _ => window(display, config, native as usize, opaque),
    }
}

#[no_mangle]
pub extern "C" fn eglCreateWindowSurface(display: EGLDisplay, config: EGLConfig, native: usize, attribs: *const i32) -> EGLSurface {
    let opaque = pairs(attribs).contains(&(PRESENT_OPAQUE, 1));
    window(display, config, native, opaque)
}

#[no_mangle]
pub unsafe extern "C" fn eglCreatePlatformWindowSurface(display: EGLDisplay, config: EGLConfig, native: *const usize, attribs: *const isize) -> EGLSurface {
    let opaque = crate::sys::wide_pairs(attribs, super::NONE as isize).contains(&(PRESENT_OPAQUE as isize, 1));
    platform_window(display, config, native, opaque)
}

#[no_mangle]
pub unsafe extern "C" fn eglCreatePlatformWindowSurfaceEXT(display: EGLDisplay, config: EGLConfig, native: *const usize, attribs: *const i32) -> EGLSurface {
    let opaque = pairs(attribs).contains(&(PRESENT_OPAQUE, 1));
    platform_window(display, config, native, opaque)
}
