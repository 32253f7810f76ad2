// SPDX-License-Identifier: Apache-2.0
//! What the client needs from the system, and nothing else: the socket with a descriptor on it, the shared mapping, sleeping on
//! a word of it, and libraries that are looked for at run time.

use std::io;
use std::os::unix::net::UnixStream;

mod abi;
pub mod memory;
#[cfg(not(target_os = "redox"))]
mod linux;
#[cfg(not(target_os = "redox"))]
use linux as system;
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
pub use system::Library;

/// Shared memory, mapped until the process ends: threads of the program may be inside it at any time.
#[derive(Clone, Copy)]
pub struct Shared {
    pub start: *mut u8,
    pub len: usize,
}

/// Reads exactly `into.len()` bytes and the one descriptor that came with them, if any.
pub fn receive(socket: &UnixStream, into: &mut [u8]) -> io::Result<Option<std::os::fd::OwnedFd>> {
    system::receive(socket, into)
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

/// Maps `len` bytes of the descriptor, readable and writable.
pub fn map(fd: &std::os::fd::OwnedFd, len: usize) -> io::Result<Shared> {
    system::map(fd, len)
}

/// Sleeps while `word` is `seen`, at most `ms` milliseconds. Returns early at any time.
pub fn sleep_on(word: &std::sync::atomic::AtomicU32, seen: u32, ms: i32) {
    system::sleep_on(word, seen, ms);
}

/// Wakes everyone who sleeps on `word`.
pub fn wake(word: &std::sync::atomic::AtomicU32) {
    system::wake(word);
}

/// Whether the other end has closed the socket.
pub fn hung_up(socket: &UnixStream) -> bool {
    system::hung_up(socket)
}
