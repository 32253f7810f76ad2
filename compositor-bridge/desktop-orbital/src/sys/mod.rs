// SPDX-License-Identifier: Apache-2.0
//! What the endpoint needs from the system, and nothing else: descriptors of Redox schemes (Orbital's windows, its clipboard, the
//! audio device), shared mappings, and one queue of readiness events. On Redox (`redox.rs`) these are calls of the libredox v1 C
//! ABI; elsewhere (`linux.rs`) the same calls go to the fake over Unix sockets, so that the real program runs unchanged against it.
//!
//! Ordinary files, sockets and processes are `std`'s; its sockets can be watched by [`Events`] beside an [`Fd`].

use std::io;
use std::time::Duration;

#[cfg(not(target_os = "redox"))]
mod linux;
#[cfg(target_os = "redox")]
mod redox;

#[cfg(not(target_os = "redox"))]
use linux as system;
#[cfg(target_os = "redox")]
use redox as system;

/// How a descriptor is opened. It never outlives an exec.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags(u32);

impl Flags {
    pub const READ: Flags = Flags(1);
    pub const WRITE: Flags = Flags(2);
    /// Instead of waiting, calls fail with [`io::ErrorKind::WouldBlock`]. Orbital's windows do not look at it (a window is
    /// asynchronous by its flag `a`); the audio device does.
    pub const NONBLOCK: Flags = Flags(4);

    pub const fn has(self, other: Flags) -> bool {
        self.0 & other.0 == other.0
    }
}

impl std::ops::BitOr for Flags {
    type Output = Flags;

    fn bitor(self, other: Flags) -> Flags {
        Flags(self.0 | other.0)
    }
}

/// A descriptor of a scheme. Closes on drop; a window that still has a [`Mapping`] stays open until that is gone too, as on Redox.
pub struct Fd(system::Handle);

/// A window's pixels: a shared mapping of an [`Fd`], unmapped on drop.
///
/// Orbital frees the old pixels the moment it reads `S,w,h`, mapped or not, so drop the mapping *before* writing `S` and map anew.
pub struct Mapping(system::Map);

/// What became ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ready {
    /// The token that the source was added with.
    pub token: usize,
    pub readable: bool,
    pub writable: bool,
}

/// The event queue. All sources are edge-triggered: after an event, read until nothing comes (0 bytes from a window,
/// `WouldBlock` from a socket) or it is not told again. An event can be late: its source may have nothing left to read by then,
/// or be removed or closed, so a token is not given to another source while events of the old one can still come.
pub struct Events(system::Queue);

/// Something that [`Events`] can watch: an [`Fd`] or one of `std`'s sockets.
pub trait Source {
    fn watch(&self) -> Watch<'_>;
}

/// How [`Events`] sees a source.
pub enum Watch<'a> {
    Scheme(&'a Fd),
    Socket(std::os::fd::BorrowedFd<'a>),
}

impl Source for Fd {
    fn watch(&self) -> Watch<'_> {
        Watch::Scheme(self)
    }
}

macro_rules! sockets {
    ($($socket:ty),*) => { $(
        impl Source for $socket {
            fn watch(&self) -> Watch<'_> {
                Watch::Socket(std::os::fd::AsFd::as_fd(self))
            }
        }
    )* };
}

sockets!(std::net::TcpStream, std::net::TcpListener, std::os::unix::net::UnixStream, std::os::unix::net::UnixListener);

/// Where Orbital is: `$ORBITAL_DISPLAY`, which Orbital sets for all its children, else its scheme.
pub fn orbital_path() -> String {
    std::env::var("ORBITAL_DISPLAY").unwrap_or_else(|_| "/scheme/orbital".to_owned())
}

/// Where sound goes: `$SEAMLESS_AUDIO`, else the scheme.
pub fn audio_path() -> String {
    std::env::var("SEAMLESS_AUDIO").unwrap_or_else(|_| "/scheme/audio".to_owned())
}

/// Opens a path of a scheme (`orbital_path() + "/ar/100/100/640/480/Title"`). The path is made canonical on its way, as relibc
/// does: `//` becomes `/`, `.` and `..` vanish; so flags must not be empty and a title with slashes or dots is set by `T` later.
pub fn open(path: &str, flags: Flags) -> io::Result<Fd> {
    system::open(path, flags).map(Fd)
}

/// Redox's dup with a name: `dup(&window, b"clipboard")`.
pub fn dup(fd: &Fd, name: &[u8]) -> io::Result<Fd> {
    fd.0.dup(name).map(Fd)
}

pub fn read(fd: &Fd, buf: &mut [u8]) -> io::Result<usize> {
    fd.0.read(buf)
}

pub fn write(fd: &Fd, buf: &[u8]) -> io::Result<usize> {
    fd.0.write(buf)
}

/// For a window: all of it is damaged.
pub fn fsync(fd: &Fd) -> io::Result<()> {
    fd.0.fsync()
}

/// For a window: `flags/x/y/w/h/title`; for a display: `orbital:99.N/width/height/scale`.
pub fn fpath(fd: &Fd) -> io::Result<String> {
    let mut buf = [0; FPATH_BYTES];
    let len = fd.0.fpath(&mut buf)?;
    // What the buffer cut off may end inside a character.
    Ok(String::from_utf8_lossy(&buf[..len.min(buf.len())]).into_owned())
}

/// Flags, four numbers and a title: what does not fit is cut from the title, which nobody reads back.
const FPATH_BYTES: usize = 4096;

const PAGE: usize = 4096;

impl Mapping {
    /// Maps `len` bytes from the start. Orbital refuses (EINVAL) more than its pixels rounded up to pages, and nothing.
    pub fn map(fd: &Fd, len: usize) -> io::Result<Mapping> {
        if len == 0 {
            return Err(io::Error::from(io::ErrorKind::InvalidInput));
        }
        // Whole pages: the kernel warns when a mapping is taken back with another size than it was given.
        system::Map::new(&fd.0, len, len.next_multiple_of(PAGE)).map(Mapping)
    }

    pub fn as_mut(&mut self) -> &mut [u8] {
        self.0.bytes()
    }
}

impl Events {
    pub fn new() -> io::Result<Events> {
        system::Queue::new().map(Events)
    }

    /// Tells `token` whenever there is something to read. A source keeps its first token until it is removed (the kernel does not
    /// look at a second one); adding it again with the same token changes what is told. The audio device tells nothing.
    pub fn add_read(&self, source: &impl Source, token: usize) -> io::Result<()> {
        self.0.set(source.watch(), token, true, false)
    }

    /// Tells `token` when there is room to write, and when there is something to read.
    pub fn add_write(&self, source: &impl Source, token: usize) -> io::Result<()> {
        self.0.set(source.watch(), token, true, true)
    }

    /// Forgets a source; closing it does too.
    pub fn remove(&self, source: &impl Source) -> io::Result<()> {
        self.0.unset(source.watch())
    }

    /// Waits until something is ready or the time is over (`None`: for ever) and replaces what `ready` holds. May come back early
    /// with nothing.
    pub fn wait(&mut self, timeout: Option<Duration>, ready: &mut Vec<Ready>) -> io::Result<()> {
        ready.clear();
        match self.0.wait(timeout, ready) {
            Err(e) if e.kind() == io::ErrorKind::Interrupted => Ok(()),
            other => other,
        }
    }
}
