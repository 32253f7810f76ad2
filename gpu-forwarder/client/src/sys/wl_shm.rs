// SPDX-License-Identifier: Apache-2.0
//! Pictures in memory that a Wayland compositor maps: one file each, whose descriptor is closed as soon as the compositor has its own.

use super::wayland::{Argument, Proxy, Target};
use super::Shared;
use std::ffi::{c_char, c_int, c_void};
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::sync::atomic::{AtomicBool, Ordering};

unsafe extern "C" {
    fn memfd_create(name: *const c_char, flags: u32) -> c_int;
    fn ftruncate(fd: c_int, len: i64) -> c_int;
    fn fcntl(fd: c_int, command: c_int, value: c_int) -> c_int;
    fn munmap(at: *mut c_void, len: usize) -> c_int;
}

const CLOEXEC_AND_SEALS: u32 = 3;
const ADD_SEALS: c_int = 1033;
/// The file never gets smaller, and nobody may add a seal.
const SHRINK_AND_SEAL: c_int = 3;

/// A picture that the compositor may be reading.
pub struct Buffer {
    pub object: Proxy,
    memory: Shared,
    is_busy: Box<AtomicBool>,
}

// SAFETY: the mapping is this buffer's own, and libwayland may be called from every thread.
unsafe impl Send for Buffer {}

#[repr(C)]
struct BufferListener {
    release: unsafe extern "C" fn(*mut c_void, Proxy),
}

static LISTENER: BufferListener = BufferListener { release };

unsafe extern "C" fn release(is_busy: *mut c_void, _buffer: Proxy) {
    (*is_busy.cast::<AtomicBool>()).store(false, Ordering::Release);
}

fn file(len: usize) -> Option<OwnedFd> {
    // SAFETY: a new descriptor, which is ours.
    unsafe {
        let fd = memfd_create(c"seamless-gl-window".as_ptr(), CLOEXEC_AND_SEALS);
        let fd = (fd >= 0).then(|| OwnedFd::from_raw_fd(fd))?;
        let is_made = ftruncate(fd.as_raw_fd(), len as i64) == 0 && fcntl(fd.as_raw_fd(), ADD_SEALS, SHRINK_AND_SEAL) == 0;
        is_made.then_some(fd)
    }
}

impl Buffer {
    /// None: there is no memory for it.
    pub fn new(target: &Target, width: u32, height: u32, format: u32) -> Option<Buffer> {
        const CREATE_POOL: u32 = 0;
        const CREATE_BUFFER: u32 = 0;
        const DESTROY_POOL: u32 = 1;
        let len = width as usize * height as usize * 4;
        let fd = file(len).filter(|_| i32::try_from(len).is_ok())?;
        let memory = super::map(&fd, len).ok()?;
        let call = target.compositor.call;
        let shm = target.wrapped(target.compositor.shm);
        let [fd_argument, size] = Argument::of([fd.as_raw_fd(), len as i32]);
        let pool = target.construct(shm, CREATE_POOL, &mut [Argument::NEW, fd_argument, size], call.pool);
        target.unwrap(shm);
        let [offset, w, h, row, format] = Argument::of([0, width as i32, height as i32, width as i32 * 4, format as i32]);
        let object = target.construct(pool, CREATE_BUFFER, &mut [Argument::NEW, offset, w, h, row, format], call.buffer);
        target.request(pool, DESTROY_POOL, &mut []);
        target.destroy(pool);
        let is_busy = Box::new(AtomicBool::new(false));
        target.listen(object, (&raw const LISTENER).cast(), (&raw const *is_busy).cast_mut().cast());
        Some(Buffer { object, memory, is_busy })
    }

    pub fn is_busy(&self) -> bool {
        self.is_busy.load(Ordering::Acquire)
    }

    /// The compositor has it from now on, until it says otherwise.
    pub fn give(&self) {
        self.is_busy.store(true, Ordering::Release);
    }

    /// What is in it; the compositor only reads.
    pub fn pixels(&self) -> &[u8] {
        super::bytes(self.memory.start, self.memory.len)
    }

    /// To be written while the compositor does not have it.
    pub fn pixels_mut(&mut self) -> &mut [u8] {
        super::bytes_mut(self.memory.start, self.memory.len)
    }

    /// The surface keeps the last picture that it was given, whether or not it still has its buffer.
    pub fn destroy(self, target: &Target) {
        const DESTROY: u32 = 0;
        target.request(self.object, DESTROY, &mut []);
        target.destroy(self.object);
        // SAFETY: the mapping is this buffer's own.
        unsafe { munmap(self.memory.start.cast(), self.memory.len) };
    }
}
