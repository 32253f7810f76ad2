// SPDX-License-Identifier: Apache-2.0
//! `struct wl_egl_window`, which a program makes with libwayland-egl and hands to EGL: a surface, a size, and who is told of changes.

use std::ffi::{c_int, c_void};
use std::sync::atomic::{AtomicBool, Ordering};

/// libwayland-egl's backend interface, version 3. Before version 3 the first word was the surface.
#[repr(C)]
struct Window {
    version: isize,
    width: c_int,
    height: c_int,
    dx: c_int,
    dy: c_int,
    attached_width: c_int,
    attached_height: c_int,
    driver_private: *mut c_void,
    resize_callback: Option<unsafe extern "C" fn(*mut Window, *mut c_void)>,
    destroy_window_callback: Option<unsafe extern "C" fn(*mut c_void)>,
    surface: *mut c_void,
}

/// Versions are small numbers; anything else in their place is an address.
const VERSIONS: isize = 256;

/// What the program's calls tell us, in whatever thread it makes them.
struct Link {
    is_gone: AtomicBool,
    /// Of the server's surface: who draws to it in this thread is given the new size at once.
    surface: u32,
}

/// A window of the program that presents what EGL draws; nobody else may have it meanwhile.
pub struct NativeWindow {
    window: *mut Window,
    link: Box<Link>,
}

// SAFETY: the program may use a window in every thread, one at a time, as EGL says of its surfaces.
unsafe impl Send for NativeWindow {}

/// The `wl_surface *` of a window, and its size. None: there is nothing to draw to, or somebody draws already.
pub fn read(native: usize) -> Option<(usize, (u32, u32))> {
    let window = native as *mut Window;
    // SAFETY: NULL, or what wl_egl_window_create returned; that the callback is not ours yet is seen by its private word.
    let window = unsafe { window.as_ref() }?;
    if !window.driver_private.is_null() || window.width <= 0 || window.height <= 0 {
        return None;
    }
    let surface = if (0..VERSIONS).contains(&window.version) { window.surface as usize } else { window.version as usize };
    (surface != 0).then_some((surface, (window.width as u32, window.height as u32)))
}

impl NativeWindow {
    /// From here on `resized` is called in this thread or another when the program changes the size, with the number of the surface.
    pub fn claim(native: usize, surface: u32) -> NativeWindow {
        let one = NativeWindow { window: native as *mut Window, link: Box::new(Link { is_gone: AtomicBool::new(false), surface }) };
        // SAFETY: `read` has looked at it; the link stays where it is until Drop takes it out of the window again.
        unsafe {
            (*one.window).driver_private = (&*one.link as *const Link).cast_mut().cast();
            (*one.window).resize_callback = Some(resized);
            (*one.window).destroy_window_callback = Some(gone);
        }
        one
    }

    pub fn is_gone(&self) -> bool {
        self.link.is_gone.load(Ordering::Acquire)
    }

    /// The size that the program wants now. None: the window is gone.
    pub fn size(&self) -> Option<(u32, u32)> {
        if self.is_gone() {
            return None;
        }
        // SAFETY: it is there; libwayland-egl says before it goes.
        let (width, height) = unsafe { ((*self.window).width, (*self.window).height) };
        Some((width.max(1) as u32, height.max(1) as u32))
    }

    /// Where the next buffer's corner is to go, as seen from the last one's; asked for once.
    pub fn take_offset(&mut self) -> (i32, i32) {
        if self.is_gone() {
            return (0, 0);
        }
        // SAFETY: as in `size`.
        unsafe {
            let offset = ((*self.window).dx, (*self.window).dy);
            (*self.window).dx = 0;
            (*self.window).dy = 0;
            offset
        }
    }

    /// A buffer of this size has been attached, which the program may ask for.
    pub fn attached(&mut self, width: u32, height: u32) {
        if !self.is_gone() {
            // SAFETY: as in `size`.
            unsafe {
                (*self.window).attached_width = width as c_int;
                (*self.window).attached_height = height as c_int;
            }
        }
    }
}

impl Drop for NativeWindow {
    fn drop(&mut self) {
        if !self.is_gone() {
            // SAFETY: as in `size`; from here on the window knows nothing of us.
            unsafe {
                (*self.window).driver_private = std::ptr::null_mut();
                (*self.window).resize_callback = None;
                (*self.window).destroy_window_callback = None;
            }
        }
    }
}

unsafe extern "C" fn resized(window: *mut Window, data: *mut c_void) {
    let (link, window) = (&*data.cast::<Link>(), &*window);
    crate::wayland::resized(link.surface, window.width.max(1) as u32, window.height.max(1) as u32);
}

unsafe extern "C" fn gone(data: *mut c_void) {
    (*data.cast::<Link>()).is_gone.store(true, Ordering::Release);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(version: isize, surface: usize) -> Window {
        Window {
            version,
            width: 300,
            height: 200,
            dx: 4,
            dy: 0,
            attached_width: 0,
            attached_height: 0,
            driver_private: std::ptr::null_mut(),
            resize_callback: None,
            destroy_window_callback: None,
            surface: surface as *mut c_void,
        }
    }

    #[test]
    fn the_surface_is_found_in_windows_of_old_and_new_libraries() {
        let new = window(3, 0x1000);
        let old = window(0x7fff_0000, 0);
        assert_eq!(read(&new as *const Window as usize), Some((0x1000, (300, 200))));
        assert_eq!(read(&old as *const Window as usize), Some((0x7fff_0000, (300, 200))));
        assert_eq!(read(0), None);
    }

    #[test]
    fn a_window_has_one_user_and_is_as_before_when_that_goes() {
        let mut native = window(3, 0x1000);
        let at = &mut native as *mut Window as usize;
        let mut one = NativeWindow::claim(at, 7);
        assert_eq!(read(at), None);
        assert_eq!((one.take_offset(), one.take_offset()), ((4, 0), (0, 0)));
        one.attached(300, 200);
        drop(one);
        assert!(read(at).is_some());
        assert_eq!((native.attached_width, native.resize_callback.is_none()), (300, true));
    }

    #[test]
    fn a_window_that_the_program_destroys_is_not_looked_at_any_more() {
        let mut native = window(3, 0x1000);
        let one = NativeWindow::claim(&mut native as *mut Window as usize, 7);
        // SAFETY: what wl_egl_window_destroy does.
        unsafe { (native.destroy_window_callback.expect("claimed"))(native.driver_private) };
        assert_eq!(one.size(), None);
    }
}
