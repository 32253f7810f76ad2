// SPDX-License-Identifier: Apache-2.0
//! Windows: finished frames come from the server into the slab, and a thread of the window's own brings them onto the screen,
//! so that the program goes on with the next one. Two frames may be on their way.

use crate::connection::Connection;
use crate::context::{self, Context, Surface};
use crate::limits::FRAMES_AHEAD;
use crate::own::{self, Area, Config};
use crate::stream::Range;
use crate::sys::xcb::{Canvas, Geometry, X};
use std::ffi::CStr;
use std::sync::mpsc::{channel, Receiver, Sender};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::JoinHandle;

/// A frame that the server is told to bring.
struct Frame {
    serial: u64,
    pixels: &'static [u8],
    range: Range,
    width: u32,
    height: u32,
}

/// What the window's thread tells.
#[derive(Default)]
struct Progress {
    shown: u64,
    size: (u32, u32),
}

struct Shown {
    progress: Mutex<Progress>,
    changed: Condvar,
}

pub struct Window {
    pub surface: Arc<Surface>,
    frames: Option<Sender<Frame>>,
    thread: Option<JoinHandle<()>>,
    shown: Arc<Shown>,
    sent: u64,
}

impl Window {
    /// Of an X11 window. None: there is no such window, or the server cannot have a surface of its size.
    pub fn of_x11(display: Option<&CStr>, window: u32, config: Config) -> Option<Window> {
        let x = X::open(display)?;
        let geometry = x.geometry(window)?;
        let surface = context::create_surface(geometry.width, geometry.height, config)?;
        let shown = Arc::new(Shown {
            progress: Mutex::new(Progress { shown: 0, size: (geometry.width, geometry.height) }),
            changed: Condvar::new(),
        });
        let (sender, receiver) = channel();
        let (canvas, connection, theirs) = (Canvas::new(x, window), crate::connection::connection()?, shown.clone());
        let thread = std::thread::Builder::new().name("seamless-gl".into()).spawn(move || show(&receiver, canvas, connection, &theirs)).ok()?;
        Some(Window { surface, frames: Some(sender), thread: Some(thread), shown, sent: 0 })
    }

    /// The frame is done: it will be shown, and the next one has the size that the window has now.
    pub fn swap(&mut self, c: &mut Context) {
        c.state.frame += 1;
        crate::log::frame(c.state.frame);
        let (width, height) = self.surface.size();
        let len = width as usize * height as usize * 4;
        let Some((reply, range)) = c.reply_in_slab(len) else { return c.submit() };
        let area = Area { x: 0, y: 0, width, height };
        own::present(c, self.surface.id, &area, reply);
        c.submit();
        let frame = Frame { serial: c.last(), pixels: c.room(reply), range, width, height };
        self.sent += 1;
        if let Some(frames) = &self.frames {
            if frames.send(frame).is_err() {
                return;
            }
        }
        let size = self.wait(self.sent.saturating_sub(FRAMES_AHEAD - 1));
        if size != (width, height) && size.0 > 0 && size.1 > 0 {
            self.surface.resize(c, size.0, size.1);
        }
    }

    /// The program wants the window's size of now: what it draws next has it.
    pub fn refresh(&self, c: &mut Context, size: (u32, u32)) {
        if size == self.surface.size() || size.0 == 0 || size.1 == 0 {
            return;
        }
        self.shown.progress.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).size = size;
        self.surface.resize(c, size.0, size.1);
    }

    /// Waits until so many frames have been shown; returns the window's size.
    fn wait(&self, shown: u64) -> (u32, u32) {
        let mut progress = self.shown.progress.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        while progress.shown < shown {
            progress = self.shown.changed.wait(progress).unwrap_or_else(|poisoned| poisoned.into_inner());
        }
        progress.size
    }

    /// Waits until everything sent has been shown.
    pub fn settle(&self) {
        self.wait(self.sent);
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        self.frames = None;
        if let Some(thread) = self.thread.take() {
            // The thread ends when it has shown what is left.
            let _ = thread.join();
        }
    }
}

/// The window's thread.
fn show(frames: &Receiver<Frame>, mut canvas: Canvas, connection: &'static Connection, shown: &Shown) {
    for frame in frames {
        connection.wait(frame.serial);
        let geometry = if connection.is_dead() { None } else { put(&mut canvas, &frame) };
        connection.tables().slab.release(frame.range.first, frame.range.count, 0);
        let mut progress = shown.progress.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        progress.shown += 1;
        if let Some(geometry) = geometry {
            progress.size = (geometry.width, geometry.height);
        }
        drop(progress);
        shown.changed.notify_all();
    }
}

/// Turns the picture over (GL's lowest row comes first) and shows it.
fn put(canvas: &mut Canvas, frame: &Frame) -> Option<Geometry> {
    let row = frame.width as usize * 4;
    let memory = canvas.memory(row * frame.height as usize);
    for (to, from) in memory.chunks_exact_mut(row).zip(frame.pixels.chunks_exact(row).rev()) {
        to.copy_from_slice(from);
    }
    canvas.show(frame.width, frame.height)
}
