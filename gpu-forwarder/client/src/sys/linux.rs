// SPDX-License-Identifier: Apache-2.0
//! Linux: one `memfd` of the server, and futexes in it.

use super::Shared;
use std::ffi::{c_int, c_long, c_void};
use std::io::{self, Read};
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::sync::atomic::AtomicU32;

const SOL_SOCKET: c_int = 1;
const SCM_RIGHTS: c_int = 1;
const MSG_CMSG_CLOEXEC: c_int = 0x4000_0000;
const PROT_READ_WRITE: c_int = 3;
const MAP_SHARED: c_int = 1;
const POLLIN: i16 = 1;
const POLLRDHUP: i16 = 0x2000;
#[cfg(target_arch = "x86_64")]
const SYS_FUTEX: c_long = 202;
#[cfg(target_arch = "aarch64")]
const SYS_FUTEX: c_long = 98;
const FUTEX_WAIT: c_int = 0;
const FUTEX_WAKE: c_int = 1;

#[repr(C)]
struct IoVec {
    base: *mut c_void,
    len: usize,
}

#[repr(C)]
struct MsgHdr {
    name: *mut c_void,
    name_len: u32,
    iov: *mut IoVec,
    iov_len: usize,
    control: *mut c_void,
    control_len: usize,
    flags: c_int,
}

/// A control message that carries one descriptor, with its padding.
#[repr(C, align(8))]
struct OneFd {
    len: usize,
    level: c_int,
    kind: c_int,
    fd: c_int,
    pad: c_int,
}

#[repr(C)]
struct PollFd {
    fd: c_int,
    events: i16,
    revents: i16,
}

#[repr(C)]
struct TimeSpec {
    seconds: c_long,
    nanoseconds: c_long,
}

unsafe extern "C" {
    fn recvmsg(fd: c_int, msg: *mut MsgHdr, flags: c_int) -> isize;
    fn mmap(at: *mut c_void, len: usize, prot: c_int, flags: c_int, fd: c_int, offset: i64) -> *mut c_void;
    fn syscall(number: c_long, ...) -> c_long;
    fn poll(fds: *mut PollFd, count: u64, ms: c_int) -> c_int;
}

/// Reads exactly `into.len()` bytes and the one descriptor that came with them, if any.
pub fn receive(socket: &UnixStream, into: &mut [u8]) -> io::Result<Option<OwnedFd>> {
    let mut iov = IoVec { base: into.as_mut_ptr().cast(), len: into.len() };
    let mut control = OneFd { len: 0, level: 0, kind: 0, fd: -1, pad: 0 };
    let mut msg = MsgHdr {
        name: std::ptr::null_mut(),
        name_len: 0,
        iov: &mut iov,
        iov_len: 1,
        control: (&mut control as *mut OneFd).cast(),
        control_len: size_of::<OneFd>(),
        flags: 0,
    };
    // SAFETY: everything that `msg` points to outlives the call and has the lengths given.
    let got = unsafe { recvmsg(socket.as_raw_fd(), &mut msg, MSG_CMSG_CLOEXEC) };
    if got < 0 {
        return Err(io::Error::last_os_error());
    }
    let fd = (msg.control_len >= size_of::<OneFd>() - 4 && control.level == SOL_SOCKET && control.kind == SCM_RIGHTS && control.fd >= 0)
        // SAFETY: the kernel has just made this descriptor for us.
        .then(|| unsafe { OwnedFd::from_raw_fd(control.fd) });
    if (got as usize) < into.len() {
        let mut rest = socket;
        rest.read_exact(&mut into[got as usize..])?;
    }
    Ok(fd)
}

/// Maps `len` bytes of the descriptor, readable and writable.
pub fn map(fd: &OwnedFd, len: usize) -> io::Result<Shared> {
    // SAFETY: a new mapping, which nothing else knows.
    let start = unsafe { mmap(std::ptr::null_mut(), len, PROT_READ_WRITE, MAP_SHARED, fd.as_raw_fd(), 0) };
    if start as isize == -1 {
        return Err(io::Error::last_os_error());
    }
    Ok(Shared { start: start.cast(), len })
}

/// Sleeps while `word` is `seen`, at most `ms` milliseconds. Returns early at any time.
pub fn sleep_on(word: &AtomicU32, seen: u32, ms: i32) {
    let time = TimeSpec { seconds: (ms / 1000).into(), nanoseconds: (ms % 1000) as c_long * 1_000_000 };
    // SAFETY: the word and the time outlive the call.
    unsafe { syscall(SYS_FUTEX, word.as_ptr(), FUTEX_WAIT, seen, &time as *const TimeSpec, 0usize, 0u32) };
}

/// Wakes everyone who sleeps on `word`.
pub fn wake(word: &AtomicU32) {
    // SAFETY: the word outlives the call.
    unsafe { syscall(SYS_FUTEX, word.as_ptr(), FUTEX_WAKE, i32::MAX, 0usize, 0usize, 0u32) };
}

/// Whether the other end has closed the socket.
pub fn hung_up(socket: &UnixStream) -> bool {
    let mut one = PollFd { fd: socket.as_raw_fd(), events: POLLIN | POLLRDHUP, revents: 0 };
    // SAFETY: one descriptor, in memory that outlives the call.
    let ready = unsafe { poll(&mut one, 1, 0) };
    ready > 0 && one.revents & !POLLIN != 0
}
