// SPDX-License-Identifier: Apache-2.0
//! The native windows that EGL draws to: those of X11, Wayland and Orbital.

use super::surfaces::{add, EglSurface};
use super::{configs, fail, pairs, with_display, EGLConfig, EGLDisplay, EGLSurface, Platform, BAD_CONFIG, BAD_MATCH, BAD_NATIVE_WINDOW};
use crate::context::Context;
use crate::orbital::OrbitalWindow;
use crate::own::Config;
#[cfg(not(target_os = "redox"))]
use crate::{types::c_void, wayland::WaylandWindow, window::Window};
use std::ptr::null_mut;

/// Where finished frames are shown.
pub enum Shown {
    #[cfg(not(target_os = "redox"))]
    X11(Window),
    #[cfg(not(target_os = "redox"))]
    Wayland(Box<WaylandWindow>),
    Orbital(OrbitalWindow),
}

impl Shown {
    /// The frame is done; `rects` are its damage, in EGL's order, or none. False: there is no window any more.
    pub fn swap(&mut self, c: &mut Context, rects: &[i32]) -> bool {
        match self {
            #[cfg(not(target_os = "redox"))]
            Shown::X11(window) => {
                window.swap(c, rects);
                true
            }
            #[cfg(not(target_os = "redox"))]
            Shown::Wayland(window) => window.swap(c, rects),
            Shown::Orbital(window) => window.swap(c, rects),
        }
    }

    /// The surface has been made current: its window's size may have changed before.
    pub fn adjust(&self, c: &mut Context) {
        match self {
            #[cfg(not(target_os = "redox"))]
            Shown::X11(_) => (),
            #[cfg(not(target_os = "redox"))]
            Shown::Wayland(window) => window.adjust(c),
            Shown::Orbital(window) => window.adjust(c),
        }
    }

    pub fn size(&self) -> (u32, u32) {
        match self {
            #[cfg(not(target_os = "redox"))]
            Shown::X11(window) => window.surface.size(),
            #[cfg(not(target_os = "redox"))]
            Shown::Wayland(window) => window.native_size(),
            Shown::Orbital(window) => window.size(),
        }
    }

    pub fn age(&self) -> i32 {
        match self {
            #[cfg(not(target_os = "redox"))]
            Shown::Wayland(window) => window.age(),
            _ => 0,
        }
    }

    pub fn set_interval(&mut self, _interval: i32) {
        #[cfg(not(target_os = "redox"))]
        if let Shown::Wayland(window) = self {
            window.set_interval(_interval);
        }
    }

    /// Where the program will draw in this frame; once a frame.
    pub fn set_region(&mut self, _rects: &[i32]) -> Result<(), u32> {
        match self {
            #[cfg(not(target_os = "redox"))]
            Shown::Wayland(window) if window.has_region() => Err(super::BAD_ACCESS),
            #[cfg(not(target_os = "redox"))]
            Shown::Wayland(window) => {
                window.set_region(_rects);
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

const PRESENT_OPAQUE: i32 = 0x31df;

fn window(display: EGLDisplay, config: EGLConfig, native: usize, opaque: bool) -> EGLSurface {
    let Some(at) = configs::index(config) else { return fail(BAD_CONFIG, null_mut()) };
    let Some(pixels) = configs::config(at) else { return fail(BAD_CONFIG, null_mut()) };
    let shown = match with_display(display, |one| Ok(one.platform)) {
        Ok(Platform::Redox) => OrbitalWindow::new(native, pixels).map(|window| (window.surface.clone(), Shown::Orbital(window))),
        Ok(platform) => match session_window(display, platform, (native, opaque), pixels) {
            Ok(shown) => shown,
            Err(error) => return fail(error, null_mut()),
        },
        Err(error) => return fail(error, null_mut()),
    };
    match shown {
        Some((surface, shown)) => add(display, EglSurface { config: at as i32 + 1, surface, window: Some(shown) }),
        None => fail(BAD_NATIVE_WINDOW, null_mut()),
    }
}

type Made = Option<(std::sync::Arc<crate::context::Surface>, Shown)>;

/// A window of X11's or Wayland's. Ok(None): it is none, or the server cannot have a surface of its size.
#[cfg(not(target_os = "redox"))]
fn session_window(display: EGLDisplay, platform: Platform, (native, opaque): (usize, bool), pixels: Config) -> Result<Made, u32> {
    let (x, compositor) = with_display(display, |one| Ok((one.native, one.compositor.clone())))?;
    match (platform, compositor) {
        (Platform::X11, _) => {
            crate::sys::x_sync(x as *mut c_void);
            Ok(Window::of_x11(super::x_name(x).as_deref(), native as u32, pixels).map(|window| (window.surface.clone(), Shown::X11(window))))
        }
        (Platform::Wayland, Some(compositor)) => {
            Ok(WaylandWindow::new(&compositor, native, pixels, opaque).map(|window| (window.surface.clone(), Shown::Wayland(Box::new(window)))))
        }
        _ => Err(BAD_MATCH),
    }
}

#[cfg(target_os = "redox")]
fn session_window(_display: EGLDisplay, _platform: Platform, _native: (usize, bool), _pixels: Config) -> Result<Made, u32> {
    Err(BAD_MATCH)
}

/// Platforms differ in what `native` is: X11's is the address of a window's number, others' the window itself.
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
