// SPDX-License-Identifier: Apache-2.0
//! The libredox v1 C ABI (relibc: src/platform/redox/libredox.rs, event.rs), declared here because the crate has no dependencies.
//! Every function returns a value or the negated errno as `usize`.

use super::{Flags, Ready, Watch};
use std::ffi::c_void;
use std::io;
use std::os::fd::AsRawFd;
use std::time::Duration;

#[repr(C)]
struct RawEvent {
    fd: usize,
    flags: u32,
    user_data: usize,
}

unsafe extern "C" {
    fn redox_open_v1(path: *const u8, len: usize, flags: u32, mode: u16) -> usize;
    fn redox_dup_v1(fd: usize, name: *const u8, len: usize) -> usize;
    fn redox_read_v1(fd: usize, buf: *mut u8, len: usize) -> usize;
    fn redox_write_v1(fd: usize, buf: *const u8, len: usize) -> usize;
    fn redox_fsync_v1(fd: usize) -> usize;
    fn redox_fpath_v1(fd: usize, buf: *mut u8, len: usize) -> usize;
    fn redox_mmap_v1(address: *mut c_void, len: usize, prot: u32, flags: u32, fd: usize, offset: u64) -> usize;
    fn redox_munmap_v1(address: *mut c_void, len: usize) -> usize;
    fn redox_close_v1(fd: usize) -> usize;
    fn redox_event_queue_create_v1(flags: u32) -> usize;
    fn redox_event_queue_ctl_v1(queue: usize, fd: usize, flags: u32, user_data: usize) -> usize;
    fn redox_event_queue_get_events_v1(
        queue: usize,
        events: *mut RawEvent,
        count: usize,
        flags: u32,
        timeout: *const c_void,
        signals: *const c_void,
    ) -> usize;
    fn redox_event_queue_destroy_v1(queue: usize) -> usize;
}

const O_RDONLY: u32 = 0x0001_0000;
const O_WRONLY: u32 = 0x0002_0000;
const O_NONBLOCK: u32 = 0x0004_0000;
const O_CLOEXEC: u32 = 0x0100_0000;
const PROT_READ: u32 = 4;
const PROT_WRITE: u32 = 2;
const MAP_SHARED: u32 = 1;
const EVENT_READ: u32 = 1;
const EVENT_WRITE: u32 = 2;
/// Not a descriptor: an event registered under it is the queue's next time-out, in milliseconds (kernel: src/event.rs).
const EVENT_TIMEOUT_ID: usize = usize::MAX - 2;

/// The highest errno; above it is a value.
const ERRNO_MAX: usize = 4095;

fn result(raw: usize) -> io::Result<usize> {
    if raw > usize::MAX - ERRNO_MAX {
        Err(io::Error::from_raw_os_error(raw.wrapping_neg() as i32))
    } else {
        Ok(raw)
    }
}

pub struct Handle(usize);

pub fn open(path: &str, flags: Flags) -> io::Result<Handle> {
    let mut raw = O_CLOEXEC;
    for (flag, bit) in [(Flags::READ, O_RDONLY), (Flags::WRITE, O_WRONLY), (Flags::NONBLOCK, O_NONBLOCK)] {
        if flags.has(flag) {
            raw |= bit;
        }
    }
    // SAFETY: the path is readable for its length.
    result(unsafe { redox_open_v1(path.as_ptr(), path.len(), raw, 0) }).map(Handle)
}

impl Handle {
    pub fn dup(&self, name: &[u8]) -> io::Result<Handle> {
        // SAFETY: the name is readable for its length.
        result(unsafe { redox_dup_v1(self.0, name.as_ptr(), name.len()) }).map(Handle)
    }

    pub fn read(&self, buf: &mut [u8]) -> io::Result<usize> {
        // SAFETY: the buffer is writable for its length.
        result(unsafe { redox_read_v1(self.0, buf.as_mut_ptr(), buf.len()) })
    }

    pub fn write(&self, buf: &[u8]) -> io::Result<usize> {
        // SAFETY: the buffer is readable for its length.
        result(unsafe { redox_write_v1(self.0, buf.as_ptr(), buf.len()) })
    }

    pub fn fsync(&self) -> io::Result<()> {
        // SAFETY: no memory is passed.
        result(unsafe { redox_fsync_v1(self.0) }).map(drop)
    }

    pub fn fpath(&self, buf: &mut [u8]) -> io::Result<usize> {
        // SAFETY: the buffer is writable for its length.
        result(unsafe { redox_fpath_v1(self.0, buf.as_mut_ptr(), buf.len()) })
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        // SAFETY: nobody else has the descriptor; no memory is passed.
        unsafe { redox_close_v1(self.0) };
    }
}

pub struct Map {
    address: *mut u8,
    len: usize,
    whole: usize,
}

// SAFETY: the mapping belongs to whoever has this, and no thread is special to it.
unsafe impl Send for Map {}

impl Map {
    pub fn new(handle: &Handle, len: usize, whole: usize) -> io::Result<Map> {
        // SAFETY: a new mapping where the kernel likes it; it takes no address of ours.
        let address = result(unsafe { redox_mmap_v1(std::ptr::null_mut(), whole, PROT_READ | PROT_WRITE, MAP_SHARED, handle.0, 0) })?;
        Ok(Map { address: address as *mut u8, len, whole })
    }

    pub fn bytes(&mut self) -> &mut [u8] {
        // SAFETY: mapped readable and writable for `whole` ≥ `len` bytes until the drop. Orbital only reads it.
        unsafe { std::slice::from_raw_parts_mut(self.address, self.len) }
    }
}

impl Drop for Map {
    fn drop(&mut self) {
        // SAFETY: this mapping, whole, and nothing borrows from it any more.
        unsafe { redox_munmap_v1(self.address.cast(), self.whole) };
    }
}

pub struct Queue(usize);

impl Queue {
    pub fn new() -> io::Result<Queue> {
        // SAFETY: no memory is passed.
        result(unsafe { redox_event_queue_create_v1(0) }).map(Queue)
    }

    pub fn set(&self, watch: Watch<'_>, token: usize, read: bool, write: bool) -> io::Result<()> {
        let flags = if read { EVENT_READ } else { 0 } | if write { EVENT_WRITE } else { 0 };
        self.ctl(number(&watch), flags, token)
    }

    pub fn unset(&self, watch: Watch<'_>) -> io::Result<()> {
        self.ctl(number(&watch), 0, 0)
    }

    pub fn wait(&mut self, timeout: Option<Duration>, ready: &mut Vec<Ready>) -> io::Result<()> {
        if let Some(timeout) = timeout {
            // Rounded up: a wait that ends early by a part of a millisecond would be taken up again at once, over and over.
            let milliseconds = usize::try_from(timeout.as_nanos().div_ceil(1_000_000)).unwrap_or(i32::MAX as usize);
            self.ctl(EVENT_TIMEOUT_ID, EVENT_READ, milliseconds)?;
        }
        let mut event = RawEvent { fd: 0, flags: 0, user_data: 0 };
        // SAFETY: room for the one event that is asked for; no time-out (it is not looked at) and no signals.
        result(unsafe { redox_event_queue_get_events_v1(self.0, &mut event, 1, 0, std::ptr::null(), std::ptr::null()) })?;
        if event.fd != EVENT_TIMEOUT_ID {
            ready.push(Ready { token: event.user_data, readable: event.flags & EVENT_READ != 0, writable: event.flags & EVENT_WRITE != 0 });
        }
        Ok(())
    }

    fn ctl(&self, fd: usize, flags: u32, data: usize) -> io::Result<()> {
        // SAFETY: no memory is passed.
        result(unsafe { redox_event_queue_ctl_v1(self.0, fd, flags, data) }).map(drop)
    }
}

impl Drop for Queue {
    fn drop(&mut self) {
        // SAFETY: nobody else has the queue; no memory is passed.
        unsafe { redox_event_queue_destroy_v1(self.0) };
    }
}

fn number(watch: &Watch<'_>) -> usize {
    match watch {
        Watch::Scheme(fd) => fd.0 .0,
        Watch::Socket(socket) => socket.as_raw_fd() as usize,
    }
}
