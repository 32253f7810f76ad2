// SPDX-License-Identifier: Apache-2.0
//! What the client needs from the system, and nothing else: the socket with a descriptor on it, the shared mapping, sleeping on
//! a word of it, and libraries that are looked for at run time.

use std::io;

mod abi;
pub mod library;
pub mod memory;
#[cfg(not(target_os = "redox"))]
mod linux;
#[cfg(target_os = "redox")]
mod redox;
pub mod orbital;
#[cfg(not(target_os = "redox"))]
use linux as system;
#[cfg(target_os = "redox")]
use redox as system;
#[cfg(not(target_os = "redox"))]
pub mod wayland;
#[cfg(not(target_os = "redox"))]
pub mod wl_egl;
#[cfg(not(target_os = "redox"))]
pub mod wl_shm;
#[cfg(not(target_os = "redox"))]
pub mod xcb;
#[cfg(not(target_os = "redox"))]
mod xlib;
#[cfg(not(target_os = "redox"))]
pub use xlib::*;

pub use abi::*;
#[cfg(not(target_os = "redox"))]
pub use system::{hung_up, map, receive};
pub use system::{sleep_on, wake};

/// Shared memory, mapped until the process ends: threads of the program may be inside it at any time.
#[derive(Clone, Copy)]
pub struct Shared {
    pub start: *mut u8,
    pub len: usize,
}

/// Memory of this process alone, zero, whose pages cost nothing until they are written.
pub fn private(len: usize) -> io::Result<Shared> {
    const PAGE: usize = 4096;
    let layout = std::alloc::Layout::from_size_align(len + PAGE, 16).map_err(io::Error::other)?;
    // SAFETY: the size is not zero. It is never given back, as a mapping is not.
    let start = unsafe { std::alloc::alloc_zeroed(layout) };
    if start.is_null() {
        return Err(io::ErrorKind::OutOfMemory.into());
    }
    Ok(Shared { start: start.wrapping_add(start.align_offset(PAGE)), len })
}
