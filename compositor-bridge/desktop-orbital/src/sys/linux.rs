// SPDX-License-Identifier: Apache-2.0
//! The same calls as on Redox, answered by the fake Orbital (`fake/`) over Unix sockets.
//!
//! The first part of a path that is a Unix socket is the scheme; each descriptor is one connection to it, and each call one request
//! and one answer, so a call that blocks on Redox blocks here. The layout, little-endian, is the fake's too (its `wire.rs`):
//! request `u32 op · u32 argument · u32 length · bytes`; answer `i64 result (below zero: an errno) · u32 length · bytes`, where an
//! open carries an eventfd that the fake writes when Redox would post an event, a dup a connection and an eventfd, and a mapping
//! (whose result is its number) a memory file, all as SCM_RIGHTS of the answer's first byte.

use super::{Flags, Ready, Watch};
use std::ffi::c_void;
use std::io::{self, Read, Write};
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};
use std::os::unix::fs::FileTypeExt;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

const OPEN: u32 = 1;
const DUP: u32 = 2;
const READ: u32 = 3;
const WRITE: u32 = 4;
const FSYNC: u32 = 5;
const FPATH: u32 = 6;
const MMAP: u32 = 7;
const MUNMAP: u32 = 8;
const FEVENT: u32 = 9;

const EPIPE: i32 = 32;
const ENODEV: i32 = 19;

/// One descriptor's connection; a mapping keeps it open, as a mapping on Redox keeps the file open.
struct Connection(Mutex<UnixStream>);

pub struct Handle {
    connection: Arc<Connection>,
    /// Written by the fake for each event that Redox would post; never read, so edge-triggered.
    events: OwnedFd,
}

pub fn open(path: &str, flags: Flags) -> io::Result<Handle> {
    let path = canonical(path);
    let (socket, rest) = split(&path).ok_or_else(|| io::Error::from_raw_os_error(ENODEV))?;
    let connection = Connection(Mutex::new(UnixStream::connect(socket)?));
    let mut argument = 0;
    for (flag, bit) in [(Flags::READ, 1), (Flags::WRITE, 2), (Flags::NONBLOCK, 4)] {
        if flags.has(flag) {
            argument |= bit;
        }
    }
    let mut passed = Passed::default();
    connection.call((OPEN, argument), rest.as_bytes(), &mut [], &mut passed)?;
    Ok(Handle { connection: Arc::new(connection), events: passed.next()? })
}

/// What relibc does to a path before a scheme sees it.
fn canonical(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    format!("/{}", parts.join("/"))
}

fn split(path: &str) -> Option<(&Path, &str)> {
    path.char_indices()
        .filter(|&(at, c)| c == '/' && at > 0)
        .map(|(at, _)| (&path[..at], &path[at + 1..]))
        .chain(std::iter::once((path, "")))
        .map(|(socket, rest)| (Path::new(socket), rest))
        .find(|(socket, _)| std::fs::metadata(socket).is_ok_and(|m| m.file_type().is_socket()))
}

impl Handle {
    pub fn dup(&self, name: &[u8]) -> io::Result<Handle> {
        let mut passed = Passed::default();
        self.connection.call((DUP, 0), name, &mut [], &mut passed)?;
        let stream = UnixStream::from(passed.next()?);
        Ok(Handle { connection: Arc::new(Connection(Mutex::new(stream))), events: passed.next()? })
    }

    pub fn read(&self, buf: &mut [u8]) -> io::Result<usize> {
        let len = u32::try_from(buf.len()).unwrap_or(u32::MAX);
        self.connection.call((READ, len), &[], buf, &mut Passed::default())
    }

    pub fn write(&self, buf: &[u8]) -> io::Result<usize> {
        self.connection.call((WRITE, 0), buf, &mut [], &mut Passed::default())
    }

    pub fn fsync(&self) -> io::Result<()> {
        self.connection.call((FSYNC, 0), &[], &mut [], &mut Passed::default()).map(drop)
    }

    pub fn fpath(&self, buf: &mut [u8]) -> io::Result<usize> {
        self.connection.call((FPATH, buf.len() as u32), &[], buf, &mut Passed::default())
    }
}

impl Connection {
    /// One request and its answer; the answer's bytes go to `into`.
    fn call(&self, (op, argument): (u32, u32), bytes: &[u8], into: &mut [u8], passed: &mut Passed) -> io::Result<usize> {
        let stream = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut stream = &*stream;
        let len = u32::try_from(bytes.len()).map_err(|_| io::Error::from(io::ErrorKind::InvalidInput))?;
        let mut head = [0; 12];
        head[..4].copy_from_slice(&op.to_le_bytes());
        head[4..8].copy_from_slice(&argument.to_le_bytes());
        head[8..].copy_from_slice(&len.to_le_bytes());
        stream.write_all(&head)?;
        stream.write_all(bytes)?;

        let mut answer = [0; 12];
        let first = receive(stream, &mut answer, passed)?;
        stream.read_exact(&mut answer[first..])?;
        let result = i64::from_le_bytes([answer[0], answer[1], answer[2], answer[3], answer[4], answer[5], answer[6], answer[7]]);
        let len = u32::from_le_bytes([answer[8], answer[9], answer[10], answer[11]]) as usize;
        let into = into.get_mut(..len).ok_or_else(|| io::Error::from(io::ErrorKind::InvalidData))?;
        stream.read_exact(into)?;
        if result < 0 {
            return Err(io::Error::from_raw_os_error(-result as i32));
        }
        Ok(result as usize)
    }
}

/// Descriptors that came with an answer, in their order.
#[derive(Default)]
struct Passed {
    descriptors: [Option<OwnedFd>; 2],
}

impl Passed {
    fn next(&mut self) -> io::Result<OwnedFd> {
        self.descriptors.iter_mut().find_map(Option::take).ok_or_else(|| io::Error::from(io::ErrorKind::InvalidData))
    }
}

pub struct Map {
    connection: Arc<Connection>,
    /// What the fake calls it.
    number: u32,
    address: *mut u8,
    len: usize,
    whole: usize,
}

// SAFETY: the mapping belongs to whoever has this, and no thread is special to it.
unsafe impl Send for Map {}

impl Map {
    pub fn new(handle: &Handle, len: usize, whole: usize) -> io::Result<Map> {
        let mut passed = Passed::default();
        let argument = u32::try_from(whole).map_err(|_| io::Error::from(io::ErrorKind::InvalidInput))?;
        let number = handle.connection.call((MMAP, argument), &[], &mut [], &mut passed)? as u32;
        let memory = passed.next()?;
        // SAFETY: a new mapping where the kernel likes it; the fake's memory file has `whole` bytes.
        let address = unsafe { mmap(std::ptr::null_mut(), whole, PROT_READ | PROT_WRITE, MAP_SHARED, memory.as_raw_fd(), 0) };
        if address as isize == -1 {
            return Err(io::Error::last_os_error());
        }
        Ok(Map { connection: handle.connection.clone(), number, address: address.cast(), len, whole })
    }

    pub fn bytes(&mut self) -> &mut [u8] {
        // SAFETY: mapped readable and writable for `whole` ≥ `len` bytes until the drop. The fake only reads it.
        unsafe { std::slice::from_raw_parts_mut(self.address, self.len) }
    }
}

impl Drop for Map {
    fn drop(&mut self) {
        // SAFETY: this mapping, whole, and nothing borrows from it any more.
        unsafe { munmap(self.address.cast(), self.whole) };
        // A fake that is gone has no mappings to count.
        let _ = self.connection.call((MUNMAP, self.number), &[], &mut [], &mut Passed::default());
    }
}

pub struct Queue(OwnedFd);

impl Queue {
    pub fn new() -> io::Result<Queue> {
        // SAFETY: no memory is passed; the descriptor is new and ours.
        unsafe {
            let queue = check(epoll_create1(EPOLL_CLOEXEC))?;
            Ok(Queue(OwnedFd::from_raw_fd(queue)))
        }
    }

    pub fn set(&self, watch: Watch<'_>, token: usize, read: bool, write: bool) -> io::Result<()> {
        let mut flags = EPOLLET;
        if read {
            flags |= EPOLLIN | EPOLLRDHUP;
        }
        // An eventfd always has room to write; a scheme's event means reading.
        if write && !matches!(watch, Watch::Scheme(_)) {
            flags |= EPOLLOUT;
        }
        let mut event = EpollEvent { events: flags, data: token as u64 };
        let fd = number(&watch);
        // SAFETY: the event is readable for the call; the descriptors are open while borrowed.
        let mut done = check(unsafe { epoll_ctl(self.0.as_raw_fd(), EPOLL_CTL_MOD, fd, &mut event) });
        if done.as_ref().is_err_and(|e| e.kind() == io::ErrorKind::NotFound) {
            // SAFETY: as above.
            done = check(unsafe { epoll_ctl(self.0.as_raw_fd(), EPOLL_CTL_ADD, fd, &mut event) });
        }
        if let Watch::Scheme(fd) = watch {
            // The kernel asks the scheme whenever a descriptor is registered. A scheme without events never posts any.
            let _ = fd.0.connection.call((FEVENT, 0), &[], &mut [], &mut Passed::default());
        }
        done.map(drop)
    }

    pub fn unset(&self, watch: Watch<'_>) -> io::Result<()> {
        let mut event = EpollEvent { events: 0, data: 0 };
        // SAFETY: the event is readable for the call; the descriptors are open while borrowed.
        check(unsafe { epoll_ctl(self.0.as_raw_fd(), EPOLL_CTL_DEL, number(&watch), &mut event) }).map(drop)
    }

    pub fn wait(&mut self, timeout: Option<Duration>, ready: &mut Vec<Ready>) -> io::Result<()> {
        let milliseconds = timeout.map_or(-1, |t| i32::try_from(t.as_nanos().div_ceil(1_000_000)).unwrap_or(i32::MAX));
        let mut events = [EpollEvent { events: 0, data: 0 }; 16];
        // SAFETY: room for as many events as are asked for.
        let count = check(unsafe { epoll_wait(self.0.as_raw_fd(), events.as_mut_ptr(), events.len() as i32, milliseconds) })?;
        ready.extend(events[..count as usize].iter().map(|event| {
            let flags = event.events;
            let over = flags & (EPOLLERR | EPOLLHUP) != 0;
            Ready { token: event.data as usize, readable: over || flags & (EPOLLIN | EPOLLRDHUP) != 0, writable: over || flags & EPOLLOUT != 0 }
        }));
        Ok(())
    }
}

fn number(watch: &Watch<'_>) -> RawFd {
    match watch {
        Watch::Scheme(fd) => fd.0.events.as_raw_fd(),
        Watch::Socket(socket) => BorrowedFd::as_raw_fd(socket),
    }
}

fn check(result: i32) -> io::Result<i32> {
    if result < 0 {
        Err(io::Error::last_os_error())
    } else {
        Ok(result)
    }
}

/// Reads the first bytes of an answer, and what descriptors came with them.
fn receive(stream: &UnixStream, into: &mut [u8], passed: &mut Passed) -> io::Result<usize> {
    let mut part = IoVec { base: into.as_mut_ptr().cast(), len: into.len() };
    // Aligned as control messages are; room for a header and two descriptors.
    let mut control = [0u64; 3];
    let mut message = MsgHdr {
        name: std::ptr::null_mut(),
        name_len: 0,
        parts: &mut part,
        part_count: 1,
        control: control.as_mut_ptr().cast(),
        control_len: std::mem::size_of_val(&control),
        flags: 0,
    };
    let count = loop {
        // SAFETY: the header points at a part and a control buffer that live through the call and have the lengths it says.
        let count = unsafe { recvmsg(stream.as_raw_fd(), &mut message, MSG_CMSG_CLOEXEC) };
        if count >= 0 {
            break count as usize;
        }
        let error = io::Error::last_os_error();
        if error.kind() != io::ErrorKind::Interrupted {
            return Err(error);
        }
    };
    // A control header: its own length (16 with the header), the level, the type; then the descriptors.
    if message.control_len >= 16 && control[1] == SOL_SOCKET | SCM_RIGHTS << 32 {
        let descriptors = [control[2] as u32, (control[2] >> 32) as u32];
        let count = (control[0] as usize).saturating_sub(16) / 4;
        for (slot, raw) in passed.descriptors.iter_mut().zip(&descriptors[..count.min(2)]) {
            // SAFETY: the kernel just made this descriptor for us, and nobody else has it.
            *slot = Some(unsafe { OwnedFd::from_raw_fd(*raw as RawFd) });
        }
    }
    if count == 0 {
        Err(io::Error::from_raw_os_error(EPIPE))
    } else {
        Ok(count)
    }
}

const PROT_READ: i32 = 1;
const PROT_WRITE: i32 = 2;
const MAP_SHARED: i32 = 1;
const EPOLL_CLOEXEC: i32 = 0x80000;
const EPOLL_CTL_ADD: i32 = 1;
const EPOLL_CTL_DEL: i32 = 2;
const EPOLL_CTL_MOD: i32 = 3;
const EPOLLIN: u32 = 1;
const EPOLLOUT: u32 = 4;
const EPOLLERR: u32 = 8;
const EPOLLHUP: u32 = 16;
const EPOLLRDHUP: u32 = 0x2000;
const EPOLLET: u32 = 1 << 31;
const MSG_CMSG_CLOEXEC: i32 = 0x4000_0000;
const SOL_SOCKET: u64 = 1;
const SCM_RIGHTS: u64 = 1;

#[cfg_attr(target_arch = "x86_64", repr(C, packed))]
#[cfg_attr(not(target_arch = "x86_64"), repr(C))]
#[derive(Clone, Copy)]
struct EpollEvent {
    events: u32,
    data: u64,
}

#[repr(C)]
struct IoVec {
    base: *mut c_void,
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
    fn epoll_create1(flags: i32) -> i32;
    fn epoll_ctl(queue: i32, operation: i32, fd: i32, event: *mut EpollEvent) -> i32;
    fn epoll_wait(queue: i32, events: *mut EpollEvent, count: i32, timeout: i32) -> i32;
    fn recvmsg(fd: i32, message: *mut MsgHdr, flags: i32) -> isize;
    fn mmap(address: *mut c_void, len: usize, protection: i32, flags: i32, fd: i32, offset: i64) -> *mut c_void;
    fn munmap(address: *mut c_void, len: usize) -> i32;
}
