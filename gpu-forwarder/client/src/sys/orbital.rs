// SPDX-License-Identifier: Apache-2.0
//! Orbital's windows as C programs on Redox have them: pointers that liborbital gave the program. Its functions are looked for in what the
//! program has loaded, since it is the program's copy that knows the window.

use super::library::Library;
use std::ffi::c_void;

/// Of orbital.h.
#[derive(Clone, Copy)]
struct Functions {
    width: unsafe extern "C" fn(*mut c_void) -> u32,
    height: unsafe extern "C" fn(*mut c_void) -> u32,
    data: unsafe extern "C" fn(*mut c_void) -> *mut u32,
    sync: unsafe extern "C" fn(*mut c_void),
}

fn functions() -> Option<Functions> {
    let library = Library::PROGRAM;
    Some(Functions {
        width: library.function(c"orb_window_width")?,
        height: library.function(c"orb_window_height")?,
        data: library.function(c"orb_window_data")?,
        sync: library.function(c"orb_window_sync")?,
    })
}

/// Whether the program has liborbital.
pub fn is_there() -> bool {
    functions().is_some()
}

/// A window of the program's. Only its own threads may use it, one at a time: liborbital maps the memory anew where the program reads an event.
pub struct Target {
    call: Functions,
    window: *mut c_void,
}

impl Target {
    /// Of what orb_window_new returned. None: it is no window, or liborbital is not there.
    pub fn new(window: usize) -> Option<Target> {
        Some(Target { call: functions().filter(|_| window != 0)?, window: window as *mut c_void })
    }

    pub fn size(&self) -> (u32, u32) {
        // SAFETY: the program's window, which it keeps for as long as it has an EGLSurface of it.
        unsafe { ((self.call.width)(self.window), (self.call.height)(self.window)) }
    }

    /// What it shows after the next [`Target::sync`]: four bytes a pixel (BGRA), the highest row first, as many as its size says.
    pub fn pixels(&mut self) -> &mut [u8] {
        let (width, height) = self.size();
        // SAFETY: as above; liborbital maps as much as the window's size says, and nobody maps it anew while this call lasts.
        unsafe {
            let data = (self.call.data)(self.window);
            let len = if data.is_null() { 0 } else { width as usize * height as usize * 4 };
            std::slice::from_raw_parts_mut(if len == 0 { std::ptr::NonNull::dangling().as_ptr() } else { data.cast() }, len)
        }
    }

    pub fn sync(&self) {
        // SAFETY: as above.
        unsafe { (self.call.sync)(self.window) };
    }
}
