// SPDX-License-Identifier: Apache-2.0
//! X11 windows, by libxcb looked for at run time: a connection of our own, whose errors are ours and end nobody's program.

use super::library::Library;
use super::Shared;
use crate::damage::Rect;
use std::ffi::{c_char, c_int, c_void, CStr};
use std::os::fd::{AsRawFd, FromRawFd, IntoRawFd, OwnedFd};

/// What of an X server's screen a config has to say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Screen {
    pub root_visual: u32,
    pub root_depth: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geometry {
    pub width: u32,
    pub height: u32,
    pub depth: u8,
}

type Connection = *mut c_void;

#[repr(C)]
struct ScreenIterator {
    data: *const u8,
    rem: c_int,
    index: c_int,
}

#[repr(C)]
#[derive(Clone, Copy)]
struct Cookie(u32);

#[derive(Clone, Copy)]
struct Functions {
    connect: unsafe extern "C" fn(*const c_char, *mut c_int) -> Connection,
    disconnect: unsafe extern "C" fn(Connection),
    has_error: unsafe extern "C" fn(Connection) -> c_int,
    setup: unsafe extern "C" fn(Connection) -> *const c_void,
    roots: unsafe extern "C" fn(*const c_void) -> ScreenIterator,
    new_id: unsafe extern "C" fn(Connection) -> u32,
    flush: unsafe extern "C" fn(Connection) -> c_int,
    create_gc: unsafe extern "C" fn(Connection, u32, u32, u32, *const c_void) -> Cookie,
    geometry: unsafe extern "C" fn(Connection, u32) -> Cookie,
    geometry_reply: unsafe extern "C" fn(Connection, Cookie, *mut *mut c_void) -> *mut u8,
    put_image: unsafe extern "C" fn(Connection, u8, u32, u32, u16, u16, i16, i16, u8, u8, u32, *const u8) -> Cookie,
    poll: unsafe extern "C" fn(Connection) -> *mut c_void,
    wait: unsafe extern "C" fn(Connection) -> *mut u8,
    change_attributes: unsafe extern "C" fn(Connection, u32, u32, *const u32) -> Cookie,
    shm: Option<ShmFunctions>,
}

#[derive(Clone, Copy)]
struct ShmFunctions {
    attach: unsafe extern "C" fn(Connection, u32, i32, u8) -> Cookie,
    detach: unsafe extern "C" fn(Connection, u32) -> Cookie,
    #[allow(clippy::type_complexity)]
    put: unsafe extern "C" fn(Connection, u32, u32, u16, u16, u16, u16, u16, u16, i16, i16, u8, u8, u8, u32, u32) -> Cookie,
    version: unsafe extern "C" fn(Connection) -> Cookie,
    version_reply: unsafe extern "C" fn(Connection, Cookie, *mut *mut c_void) -> *mut u8,
}

unsafe extern "C" {
    fn free(memory: *mut c_void);
    fn memfd_create(name: *const c_char, flags: u32) -> c_int;
    fn ftruncate(fd: c_int, len: i64) -> c_int;
    fn munmap(at: *mut c_void, len: usize) -> c_int;
    fn dup(fd: c_int) -> c_int;
}

fn functions() -> Option<Functions> {
    let xcb = Library::open(c"libxcb.so.1")?;
    let shm = Library::open(c"libxcb-shm.so.0").and_then(|shm| {
        Some(ShmFunctions {
            attach: shm.function(c"xcb_shm_attach_fd")?,
            detach: shm.function(c"xcb_shm_detach")?,
            put: shm.function(c"xcb_shm_put_image")?,
            version: shm.function(c"xcb_shm_query_version")?,
            version_reply: shm.function(c"xcb_shm_query_version_reply")?,
        })
    });
    Some(Functions {
        connect: xcb.function(c"xcb_connect")?,
        disconnect: xcb.function(c"xcb_disconnect")?,
        has_error: xcb.function(c"xcb_connection_has_error")?,
        setup: xcb.function(c"xcb_get_setup")?,
        roots: xcb.function(c"xcb_setup_roots_iterator")?,
        new_id: xcb.function(c"xcb_generate_id")?,
        flush: xcb.function(c"xcb_flush")?,
        create_gc: xcb.function(c"xcb_create_gc")?,
        geometry: xcb.function(c"xcb_get_geometry")?,
        geometry_reply: xcb.function(c"xcb_get_geometry_reply")?,
        put_image: xcb.function(c"xcb_put_image")?,
        poll: xcb.function(c"xcb_poll_for_event")?,
        wait: xcb.function(c"xcb_wait_for_event")?,
        change_attributes: xcb.function(c"xcb_change_window_attributes")?,
        shm,
    })
}

/// A connection to an X server.
pub struct X {
    call: Functions,
    connection: Connection,
    pub screen: Screen,
}

// SAFETY: libxcb may be called from every thread.
unsafe impl Send for X {}
// SAFETY: as above, at once, too.
unsafe impl Sync for X {}

impl X {
    /// None: no libxcb, or no such server. Without a name it is DISPLAY's.
    pub fn open(display: Option<&CStr>) -> Option<X> {
        let call = functions()?;
        let mut number = 0;
        // SAFETY: a name that ends with a zero, or NULL; the structure that the iterator points to lives with the connection
        // and has the layout of xcb_screen_t (root at 0, root_visual at 32, root_depth at 38).
        unsafe {
            let connection = (call.connect)(display.map_or(std::ptr::null(), CStr::as_ptr), &mut number);
            if (call.has_error)(connection) != 0 {
                (call.disconnect)(connection);
                return None;
            }
            let root = (call.roots)((call.setup)(connection)).data;
            let screen = Screen { root_visual: root.add(32).cast::<u32>().read(), root_depth: root.add(38).read() };
            Some(X { call, connection, screen })
        }
    }

    pub fn geometry(&self, window: u32) -> Option<Geometry> {
        // SAFETY: a live connection; the reply is xcb_get_geometry_reply_t (depth at 1, width at 16, height at 18), and ours to free.
        unsafe {
            let mut error = std::ptr::null_mut();
            let reply = (self.call.geometry_reply)(self.connection, (self.call.geometry)(self.connection, window), &mut error);
            free(error);
            if reply.is_null() {
                return None;
            }
            let size = |at: usize| u32::from(reply.add(at).cast::<u16>().read());
            let geometry = Geometry { width: size(16), height: size(18), depth: reply.add(1).read() };
            free(reply.cast());
            Some(geometry)
        }
    }

    /// [`X::wait_for_end`] tells of this window's end from now on, also when it is gone already.
    pub fn watch(&self, window: u32) {
        const EVENT_MASK: u32 = 1 << 11;
        const STRUCTURE_NOTIFY: u32 = 1 << 17;
        // SAFETY: a live connection; one value for one bit of the mask.
        unsafe {
            (self.call.change_attributes)(self.connection, window, EVENT_MASK, &STRUCTURE_NOTIFY);
            (self.call.flush)(self.connection);
        }
    }

    /// The next window that there is no more. None: there is no X server any more.
    pub fn wait_for_end(&self) -> Option<u32> {
        const ERROR: u8 = 0;
        const BAD_WINDOW: u8 = 3;
        const DESTROY_NOTIFY: u8 = 17;
        loop {
            // SAFETY: a live connection; what comes is ours to free and has 32 bytes at least: an error (its code at 1, the window at 4), or an
            // event (of DestroyNotify the window is at 8).
            let gone = unsafe {
                let event = (self.call.wait)(self.connection);
                if event.is_null() {
                    return None;
                }
                let gone = match (event.read() & 0x7f, event.add(1).read()) {
                    (ERROR, BAD_WINDOW) => Some(event.add(4).cast::<u32>().read()),
                    (DESTROY_NOTIFY, _) => Some(event.add(8).cast::<u32>().read()),
                    _ => None,
                };
                free(event.cast());
                gone
            };
            // Another window may have the number meanwhile.
            if let Some(window) = gone.filter(|window| self.geometry(*window).is_none()) {
                return Some(window);
            }
        }
    }

    fn has_shm(&self) -> Option<ShmFunctions> {
        let shm = self.call.shm?;
        // SAFETY: as in `geometry`; only whether there is a reply is of interest.
        unsafe {
            let mut error = std::ptr::null_mut();
            let reply = (shm.version_reply)(self.connection, (shm.version)(self.connection), &mut error);
            free(error);
            free(reply.cast());
            (!reply.is_null()).then_some(shm)
        }
    }

    fn new_id(&self) -> u32 {
        // SAFETY: a live connection.
        unsafe { (self.call.new_id)(self.connection) }
    }
}

impl Drop for X {
    fn drop(&mut self) {
        // SAFETY: nobody else has the connection.
        unsafe { (self.call.disconnect)(self.connection) };
    }
}

/// Pixels on their way into one window: four bytes each, the highest row first.
pub struct Canvas {
    x: X,
    window: u32,
    gc: u32,
    shm: Option<ShmFunctions>,
    /// Shared with the X server: its number there, and the memory.
    segment: Option<(u32, Shared)>,
    plain: Vec<u8>,
}

// SAFETY: the memory is this canvas's own.
unsafe impl Send for Canvas {}

/// Bytes of pixels in one request without shared memory; every X server takes 256 KiB.
const REQUEST: usize = 200 << 10;

impl Canvas {
    pub fn new(x: X, window: u32) -> Canvas {
        let gc = x.new_id();
        // SAFETY: a live connection, and no values follow an empty mask.
        unsafe { (x.call.create_gc)(x.connection, gc, window, 0, std::ptr::null()) };
        let shm = x.has_shm();
        Canvas { x, window, gc, shm, segment: None, plain: Vec::new() }
    }

    /// Memory for a frame of `len` bytes.
    pub fn memory(&mut self, len: usize) -> &mut [u8] {
        if self.shm.is_some() && self.segment.as_ref().is_none_or(|(_, memory)| memory.len < len) {
            self.renew(len);
        }
        match &self.segment {
            // SAFETY: the mapping is at least so long and this canvas's own; the X server only reads it, and is waited for.
            Some((_, memory)) => unsafe { std::slice::from_raw_parts_mut(memory.start, len) },
            None => {
                self.plain.resize(len, 0);
                &mut self.plain
            }
        }
    }

    fn renew(&mut self, len: usize) {
        let Some(shm) = self.shm else { return };
        self.let_go();
        // SAFETY: a new descriptor, of which the X server gets one copy and the mapping the other.
        let made = unsafe {
            let fd = memfd_create(c"seamless-gl-frame".as_ptr(), 1);
            (fd >= 0 && ftruncate(fd, len as i64) == 0).then(|| OwnedFd::from_raw_fd(fd))
        };
        let Some((fd, memory)) = made.and_then(|fd| super::map(&fd, len).ok().map(|memory| (fd, memory))) else {
            self.shm = None;
            return;
        };
        let id = self.x.new_id();
        // SAFETY: libxcb closes the copy that it sends.
        unsafe { (shm.attach)(self.x.connection, id, OwnedFd::from_raw_fd(dup(fd.as_raw_fd())).into_raw_fd(), 1) };
        self.segment = Some((id, memory));
    }

    fn let_go(&mut self) {
        if let (Some((id, memory)), Some(shm)) = (self.segment.take(), self.shm) {
            // SAFETY: nobody uses the mapping any more: `show` waited for the X server.
            unsafe {
                (shm.detach)(self.x.connection, id);
                munmap(memory.start.cast(), memory.len);
            }
        }
    }

    /// Shows what is in [`Canvas::memory`] in that part of the window, and returns how large the window is now. None: it is gone.
    pub fn show(&mut self, part: Rect) -> Option<Geometry> {
        let geometry = self.x.geometry(self.window)?;
        if part.bytes() == 0 {
            return Some(geometry);
        }
        let (x, y, w, h, depth) = (part.x as i16, part.y as i16, part.width as u16, part.height as u16, geometry.depth);
        let (connection, call) = (self.x.connection, &self.x.call);
        // SAFETY: a live connection; the images lie in memory of the length that the sizes say.
        unsafe {
            match (&self.segment, self.shm) {
                (Some((id, _)), Some(shm)) => {
                    (shm.put)(connection, self.window, self.gc, w, h, 0, 0, w, h, x, y, depth, 2, 0, *id, 0);
                }
                _ => {
                    let row = part.width as usize * 4;
                    let rows = (REQUEST / row.max(1)).max(1);
                    for (n, some) in self.plain[..part.bytes()].chunks(row * rows).enumerate() {
                        let (count, top) = ((some.len() / row) as u16, y + (n * rows) as i16);
                        (call.put_image)(connection, 2, self.window, self.gc, w, count, x, top, 0, depth, some.len() as u32, some.as_ptr());
                    }
                }
            }
            (call.flush)(connection);
        }
        let now = self.x.geometry(self.window);
        self.forget_events();
        now
    }

    /// Errors of requests to a window that went away come as events; nobody wants them.
    fn forget_events(&mut self) {
        loop {
            // SAFETY: a live connection; what comes is ours to free.
            let event = unsafe { (self.x.call.poll)(self.x.connection) };
            if event.is_null() {
                return;
            }
            // SAFETY: as above.
            unsafe { free(event) };
        }
    }
}

impl Drop for Canvas {
    fn drop(&mut self) {
        self.let_go();
    }
}
