// SPDX-License-Identifier: Apache-2.0
//! Both schemes and their open descriptors: what Redox's kernel asks of them, one request at a time.

use crate::audio::Audio;
use crate::errno::{Errno, EBADF, EINVAL, EMFILE, ENODEV, ENOENT, ENOMEM, EOPNOTSUPP};
use crate::event::Input;
use crate::limits;
use crate::orbital::Orbital;
use crate::sys;
use crate::window::WindowId;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::fs::File;
use std::io::Write;
use std::os::fd::OwnedFd;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    Orbital,
    Audio,
}

pub type HandleId = u64;

/// What a descriptor is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Handle {
    Display(usize),
    Window(WindowId),
    /// The kernel keeps its position.
    Clipboard {
        window: WindowId,
        position: usize,
    },
    Stream {
        stream: u64,
        nonblocking: bool,
    },
    Volume {
        position: usize,
    },
}

struct Open {
    handle: Handle,
    /// Written when Redox's kernel would be told of an event.
    events: File,
}

/// A read that waits, and how it ended.
struct Delayed {
    ticket: u64,
    id: HandleId,
    len: usize,
}

/// A mapping: its number, and its memory.
pub struct Mapped {
    pub number: u32,
    pub memory: OwnedFd,
}

pub enum Read {
    Now(Vec<u8>),
    /// Ask [`World::delayed`] for it.
    Later(u64),
}

pub struct World {
    pub orbital: Orbital,
    pub audio: Audio,
    /// Rises with everything that happens, so that who waits for something knows when to look.
    pub generation: u64,
    handles: BTreeMap<HandleId, Open>,
    next: u64,
    delayed: VecDeque<Delayed>,
    finished: HashMap<u64, Result<Vec<u8>, Errno>>,
}

/// Of open: 1 read, 2 write, 4 do not wait.
const NONBLOCK: u32 = 4;

impl World {
    pub fn new(displays: &[(u32, u32)]) -> World {
        World {
            orbital: Orbital::new(displays),
            audio: Audio::default(),
            generation: 0,
            handles: BTreeMap::new(),
            next: 1,
            delayed: VecDeque::new(),
            finished: HashMap::new(),
        }
    }

    pub fn handle_count(&self) -> usize {
        self.handles.len()
    }

    /// Opens a descriptor and its event file.
    pub fn open(&mut self, scheme: Scheme, path: &str, flags: u32) -> Result<(HandleId, OwnedFd), Errno> {
        if self.handles.len() == limits::HANDLES {
            return Err(EMFILE);
        }
        let handle = match (scheme, path) {
            (Scheme::Audio, _) if self.audio.is_gone => return Err(ENODEV),
            (Scheme::Audio, "") => Handle::Stream { stream: self.audio.open(), nonblocking: flags & NONBLOCK != 0 },
            (Scheme::Audio, "volume") => Handle::Volume { position: 0 },
            (Scheme::Audio, _) => return Err(ENOENT),
            (Scheme::Orbital, path) => self.open_window(path)?,
        };
        let opened = self.insert(handle)?;
        self.after();
        Ok(opened)
    }

    fn open_window(&mut self, path: &str) -> Result<Handle, Errno> {
        if let Some(number) = path.strip_prefix("99.") {
            let display: usize = number.parse().map_err(|_| EINVAL)?;
            return if display < self.orbital.screen.displays().len() { Ok(Handle::Display(display)) } else { Err(EINVAL) };
        }
        let mut parts = path.split('/');
        // Quirk: without flags the path's two slashes have become one, and it begins with a number.
        let flags = if path.starts_with(|c: char| c.is_ascii_digit() || c == '-') { "" } else { parts.next().unwrap_or("") };
        let mut part = || parts.next().unwrap_or("");
        let at = (part().parse().unwrap_or(0), part().parse().unwrap_or(0));
        let size = (part().parse().unwrap_or(0), part().parse().unwrap_or(0));
        let title = parts.collect::<Vec<_>>().join("/");
        self.orbital.open(flags, at, size, title).map(Handle::Window)
    }

    fn insert(&mut self, handle: Handle) -> Result<(HandleId, OwnedFd), Errno> {
        let events = sys::event_file().map_err(|_| EMFILE)?;
        let theirs = events.try_clone().map_err(|_| EMFILE)?;
        let id = self.next;
        self.next += 1;
        self.handles.insert(id, Open { handle, events: File::from(events) });
        Ok((id, theirs))
    }

    fn handle(&self, id: HandleId) -> Result<Handle, Errno> {
        self.handles.get(&id).map(|open| open.handle).ok_or(EBADF)
    }

    /// The window that a descriptor is of, or came from.
    fn window_of(&self, id: HandleId) -> Result<WindowId, Errno> {
        match self.handle(id)? {
            Handle::Window(window) | Handle::Clipboard { window, .. } => Ok(window),
            _ => Err(EBADF),
        }
    }

    pub fn dup(&mut self, id: HandleId, name: &[u8]) -> Result<(HandleId, OwnedFd), Errno> {
        if let Handle::Stream { .. } | Handle::Volume { .. } = self.handle(id)? {
            return Err(EOPNOTSUPP);
        }
        let window = self.window_of(id)?;
        // Drag and drop (`dnd`) is not answered by this Orbital.
        if name != b"clipboard" {
            return Err(EINVAL);
        }
        let opened = self.insert(Handle::Clipboard { window, position: 0 });
        self.after();
        opened
    }

    pub fn read(&mut self, id: HandleId, len: usize) -> Result<Read, Errno> {
        let read = self.read_now(id, len)?;
        let result = if read.is_empty() && self.waits(id) {
            let ticket = self.next;
            self.next += 1;
            self.delayed.push_back(Delayed { ticket, id, len });
            Read::Later(ticket)
        } else {
            Read::Now(read)
        };
        self.after();
        Ok(result)
    }

    fn read_now(&mut self, id: HandleId, len: usize) -> Result<Vec<u8>, Errno> {
        match &mut self.handles.get_mut(&id).ok_or(EBADF)?.handle {
            Handle::Window(window) => Ok(self.orbital.window(*window)?.read(len)),
            // Quirk: every read begins at the start, so the end is never reached; the kernel moves on all the same.
            Handle::Clipboard { position, .. } => {
                let part = &self.orbital.clipboard[..self.orbital.clipboard.len().min(len)];
                *position += part.len();
                Ok(part.to_vec())
            }
            Handle::Volume { position } => {
                let text = self.orbital.volume.to_string().into_bytes();
                let part = text.get(*position..).unwrap_or_default();
                let part = part[..part.len().min(len)].to_vec();
                *position += part.len();
                Ok(part)
            }
            Handle::Display(_) | Handle::Stream { .. } => Err(EBADF),
        }
    }

    /// Quirk: of a synchronous window an empty clipboard waits too, and of a window that is gone everything.
    fn waits(&self, id: HandleId) -> bool {
        self.window_of(id).is_ok_and(|window| self.orbital.windows.get(&window).is_none_or(|window| !window.asynchronous))
    }

    /// Reads that wait.
    pub fn delayed_count(&self) -> usize {
        self.delayed.len()
    }

    /// How a read that waited ended, if it did.
    pub fn delayed(&mut self, ticket: u64) -> Option<Result<Vec<u8>, Errno>> {
        self.finished.remove(&ticket)
    }

    pub fn write(&mut self, id: HandleId, bytes: &[u8]) -> Result<usize, Errno> {
        let result = match &mut self.handles.get_mut(&id).ok_or(EBADF)?.handle {
            Handle::Window(window) => self.orbital.command(*window, bytes),
            Handle::Clipboard { position, .. } if *position + bytes.len() > limits::WRITE_BYTES => Err(ENOMEM),
            Handle::Clipboard { position, .. } => {
                self.orbital.clipboard.truncate(*position);
                self.orbital.clipboard.extend(bytes);
                *position += bytes.len();
                Ok(bytes.len())
            }
            Handle::Stream { stream, .. } => self.audio.write(*stream, bytes),
            Handle::Volume { .. } => match std::str::from_utf8(bytes).ok().and_then(|text| text.trim().parse().ok()) {
                Some(volume @ 0..=100) => {
                    self.orbital.volume = volume;
                    Ok(bytes.len())
                }
                _ => Err(EINVAL),
            },
            Handle::Display(_) => Err(EBADF),
        };
        self.after();
        result
    }

    /// Whether a call that could not be done now is tried again until it can.
    pub fn blocks(&self, id: HandleId) -> bool {
        matches!(self.handle(id), Ok(Handle::Stream { nonblocking: false, .. }))
    }

    pub fn fsync(&mut self, id: HandleId) -> Result<(), Errno> {
        // The audio device has no way to wait until it is heard.
        if let Handle::Stream { .. } | Handle::Volume { .. } = self.handle(id)? {
            return Err(EOPNOTSUPP);
        }
        let window = self.window_of(id)?;
        self.orbital.all_damaged(window)?;
        self.after();
        Ok(())
    }

    pub fn fpath(&self, id: HandleId) -> Result<String, Errno> {
        match self.handle(id)? {
            Handle::Display(display) => Ok(self.orbital.display_path(display)),
            Handle::Window(window) | Handle::Clipboard { window, .. } => self.orbital.windows.get(&window).map(|w| w.path()).ok_or(EBADF),
            Handle::Stream { .. } => Ok("audio:".to_owned()),
            Handle::Volume { .. } => Ok("audio:volume".to_owned()),
        }
    }

    /// Not more than the pixels, rounded up to pages; the offset does not matter.
    pub fn mmap(&mut self, id: HandleId, len: usize) -> Result<Mapped, Errno> {
        let window = self.window_of(id)?;
        let number = self.next as u32;
        self.next += 1;
        let window = self.orbital.window(window)?;
        if len == 0 || len > window.pixels.bytes() {
            return Err(EINVAL);
        }
        let memory = window.pixels.file().map_err(|_| ENOMEM)?;
        window.mappings.insert(number, window.pixels.clone());
        self.after();
        Ok(Mapped { number, memory })
    }

    pub fn munmap(&mut self, id: HandleId, number: u32) -> Result<(), Errno> {
        let window = self.window_of(id)?;
        self.orbital.note_stale(window);
        if self.orbital.window(window)?.mappings.remove(&number).is_none() {
            self.orbital.fault(format!("window {window}: there is no mapping to give back"));
        }
        self.after();
        Ok(())
    }

    /// The kernel asks when a descriptor is put into an event queue; what waits is told with the next batch, which is this one.
    pub fn fevent(&mut self, id: HandleId) -> Result<(), Errno> {
        if let Handle::Stream { .. } | Handle::Volume { .. } = self.handle(id)? {
            return Err(EOPNOTSUPP);
        }
        let window = self.window_of(id)?;
        self.orbital.window(window)?.notified = false;
        self.after();
        Ok(())
    }

    pub fn close(&mut self, id: HandleId) {
        match self.handles.remove(&id).map(|open| open.handle) {
            Some(Handle::Window(window)) => self.orbital.close(window),
            Some(Handle::Stream { stream, .. }) => self.audio.close(stream),
            _ => {}
        }
        self.delayed.retain(|delayed| delayed.id != id);
        self.after();
    }

    /// One batch from the hardware. Quirk: reads that wait are looked at first, so they end with what came before this batch, and
    /// nothing else ends them.
    pub fn input(&mut self, batch: &[Input]) {
        for _ in 0..self.delayed.len() {
            let Some(delayed) = self.delayed.pop_front() else { break };
            match self.read_now(delayed.id, delayed.len) {
                Ok(read) if read.is_empty() && self.waits(delayed.id) => self.delayed.push_back(delayed),
                result => drop(self.finished.insert(delayed.ticket, result)),
            }
        }
        for &input in batch {
            self.orbital.restack();
            self.one_input(input);
        }
        self.after();
    }

    fn one_input(&mut self, input: Input) {
        use crate::event::{Event, CONTROLLER_AXIS, CONTROLLER_BUTTON, SCROLL};
        let controller = |id: u32, part: u16| i64::from(id) | i64::from(part) << 32;
        let to_front = match input {
            Input::Key { scancode, pressed, character } => return self.orbital.key(scancode, pressed, character),
            Input::Pointer { x, y } => return self.orbital.pointer_moved(x, y),
            Input::Relative { dx, dy } => return self.orbital.pointer_moved_by(dx, dy),
            Input::Buttons(buttons) => return self.orbital.buttons(buttons),
            Input::Scroll { x, y } => Event::at(SCROLL, x, y),
            Input::Axis { id, axis, value } => Event::new(CONTROLLER_AXIS, controller(id, axis), i64::from(value)),
            Input::ControllerButton { id, button, pressed } => Event::new(CONTROLLER_BUTTON, controller(id, button), i64::from(pressed)),
        };
        // Quirk: whoever is in front, not who is under the pointer or focused.
        if let Some(id) = self.orbital.order.front_to_back(0) {
            self.orbital.send(id, to_front);
        }
    }

    /// After each request and each batch: events are posted, damage is painted.
    pub fn after(&mut self) {
        self.generation += 1;
        for open in self.handles.values_mut() {
            let Handle::Window(id) = open.handle else { continue };
            let Some(window) = self.orbital.windows.get_mut(&id) else { continue };
            if window.events.is_empty() {
                window.notified = false;
            } else if window.asynchronous || !window.notified {
                window.notified = true;
                // It only fails when nobody listened two thousand million million times.
                let _ = open.events.write(&1u64.to_ne_bytes());
            }
        }
        self.orbital.redraw();
    }
}
