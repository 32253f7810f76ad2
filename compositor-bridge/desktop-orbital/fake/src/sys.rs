// SPDX-License-Identifier: Apache-2.0
//! What `std` has no words for: memory files, eventfds, and passing descriptors over a Unix socket.

use std::ffi::{c_char, c_void};
use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::os::unix::net::UnixStream;

const CLOEXEC: u32 = 1;
const EFD_CLOEXEC: i32 = 0x80000;
const EFD_NONBLOCK: i32 = 0x800;
const PROT_READ: i32 = 1;
const PROT_WRITE: i32 = 2;
const MAP_SHARED: i32 = 1;
const MSG_NOSIGNAL: i32 = 0x4000;
const SOL_SOCKET: u64 = 1;
const SCM_RIGHTS: u64 = 1;

#[repr(C)]
struct IoVec {
    base: *const c_void,
    len: usize,
}

#[repr(C)]
struct MsgHdr {
    name: *mut c_void,
    name_len: u32,
    parts: *mut IoVec,
    part_count: usize,
    control: *mut c_void,
    control_len: usize,
    flags: i32,
}

unsafe extern "C" {
    fn memfd_create(name: *const c_char, flags: u32) -> i32;
    fn ftruncate(fd: i32, len: i64) -> i32;
    fn eventfd(count: u32, flags: i32) -> i32;
    fn sendmsg(fd: i32, message: *const MsgHdr, flags: i32) -> isize;
    fn mmap(address: *mut c_void, len: usize, protection: i32, flags: i32, fd: i32, offset: i64) -> *mut c_void;
    fn munmap(address: *mut c_void, len: usize) -> i32;
}

fn owned(fd: RawFd) -> io::Result<OwnedFd> {
    if fd < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the kernel just made this descriptor for us, and nobody else has it.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

/// A counter whose every writing wakes who waits for it, edge-triggered.
pub fn event_file() -> io::Result<OwnedFd> {
    // SAFETY: no memory is passed.
    owned(unsafe { eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK) })
}

/// Shared memory, mapped here, that can be handed to another process.
pub struct Memory {
    file: OwnedFd,
    address: *mut u8,
    len: usize,
}

// SAFETY: the mapping belongs to this value, and no thread is special to it.
unsafe impl Send for Memory {}
// SAFETY: all access copies through raw pointers; other processes write to the memory anyway.
unsafe impl Sync for Memory {}

impl Memory {
    /// Zeros.
    pub fn new(len: usize) -> io::Result<Memory> {
        // SAFETY: the name is a C string.
        let file = owned(unsafe { memfd_create(c"orbital".as_ptr(), CLOEXEC) })?;
        if len == 0 {
            return Ok(Memory { file, address: std::ptr::NonNull::dangling().as_ptr(), len });
        }
        // SAFETY: no memory is passed.
        if unsafe { ftruncate(file.as_raw_fd(), len as i64) } < 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: a new mapping where the kernel likes it, of a file that has `len` bytes.
        let address = unsafe { mmap(std::ptr::null_mut(), len, PROT_READ | PROT_WRITE, MAP_SHARED, file.as_raw_fd(), 0) };
        if address as isize == -1 {
            return Err(io::Error::last_os_error());
        }
        Ok(Memory { file, address: address.cast(), len })
    }

    pub fn bytes(&self) -> usize {
        self.len
    }

    pub fn file(&self) -> &OwnedFd {
        &self.file
    }

    pub fn read(&self, at: usize, into: &mut [u32]) {
        assert!(at + into.len() * 4 <= self.len, "inside the memory");
        // SAFETY: inside the mapping (checked), and another memory than `into`. Who writes at the same time tears its own picture.
        unsafe { std::ptr::copy_nonoverlapping(self.address.add(at), into.as_mut_ptr().cast(), into.len() * 4) };
    }

    pub fn write(&self, at: usize, from: &[u32]) {
        assert!(at + from.len() * 4 <= self.len, "inside the memory");
        // SAFETY: inside the mapping (checked), and another memory than `from`.
        unsafe { std::ptr::copy_nonoverlapping(from.as_ptr().cast(), self.address.add(at), from.len() * 4) };
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        if self.len > 0 {
            // SAFETY: this mapping, whole, and nothing borrows from it.
            unsafe { munmap(self.address.cast(), self.len) };
        }
    }
}

/// Sends bytes, with up to two descriptors on the first of them; answers how many bytes went.
pub fn send(stream: &UnixStream, bytes: &[u8], descriptors: &[OwnedFd]) -> io::Result<usize> {
    let mut part = IoVec { base: bytes.as_ptr().cast(), len: bytes.len() };
    let count = descriptors.len().min(2);
    let numbers: u64 = descriptors.iter().take(2).enumerate().map(|(at, fd)| (fd.as_raw_fd() as u64 & 0xffff_ffff) << (32 * at)).sum();
    // A control header (its length, the level, the type), then the descriptors; aligned as control messages are.
    let mut control = [16 + 4 * count as u64, SOL_SOCKET | SCM_RIGHTS << 32, numbers];
    let message = MsgHdr {
        name: std::ptr::null_mut(),
        name_len: 0,
        parts: &mut part,
        part_count: 1,
        control: if count == 0 { std::ptr::null_mut() } else { control.as_mut_ptr().cast() },
        control_len: if count == 0 { 0 } else { 24 },
        flags: 0,
    };
    loop {
        // SAFETY: the header points at a part and a control buffer that live through the call and have the lengths it says.
        let sent = unsafe { sendmsg(stream.as_raw_fd(), &message, MSG_NOSIGNAL) };
        if sent >= 0 {
            return Ok(sent as usize);
        }
        let error = io::Error::last_os_error();
        if error.kind() != io::ErrorKind::Interrupted {
            return Err(error);
        }
    }
}
