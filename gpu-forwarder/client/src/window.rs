// SPDX-License-Identifier: Apache-2.0
//! Windows: finished frames come from the server into the slab, and a thread of the window's own brings them onto the screen,
//! so that the program goes on with the next one. Two frames may be on their way, and where the way to the server is long as many
//! more as are shown in the time that it takes: they wait for nobody, they only have not arrived.

use crate::blocks::SHOWN;
use crate::connection::Connection;
use crate::context::{self, Context, Surface};
use crate::damage::{Damage, Rect};
use crate::limits::{FRAMES_AHEAD, FRAMES_LOOK, FRAMES_SHARE, FRAMES_UNDER_WAY};
use crate::own::{self, Area, Config};
use crate::stream::Range;
use crate::sys::xcb::{Canvas, Geometry, X};
use std::ffi::CStr;
use std::sync::mpsc::{channel, Receiver, Sender};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// A frame that the server is told to bring.
struct Frame {
    serial: u64,
    pixels: &'static [u8],
    range: Range,
    /// Where it is in the window; the rest is there from the last frame.
    area: Rect,
}

/// What the window's thread tells.
struct Progress {
    shown: u64,
    size: (u32, u32),
    /// Frames that the program may be ahead.
    ahead: u64,
}

/// How many frames the line to the server holds.
struct Line {
    since: Instant,
    frames: u64,
}

impl Line {
    /// A frame was shown. Every now and then: how many frames the program may be ahead, when the line is `round_trip` long and no more
    /// than `most` are to be on it.
    fn shown(&mut self, now: Instant, round_trip: Duration, most: u64) -> Option<u64> {
        self.frames += 1;
        let passed = now.duration_since(self.since);
        if passed < round_trip.max(FRAMES_LOOK) {
            return None;
        }
        // A quarter more than there are now: else a line that is never full would never be filled. Part of a frame is one.
        let under_way = (self.frames as u128 * round_trip.as_nanos() * 5).div_ceil(passed.as_nanos().max(1) * 4);
        *self = Line { since: now, frames: 0 };
        Some(FRAMES_AHEAD + (under_way as u64).min(FRAMES_UNDER_WAY).min(most))
    }
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
    /// The size of the last frame.
    latest: Option<(u32, u32)>,
}

impl Window {
    /// Of an X11 window. None: there is no such window, or the server cannot have a surface of its size.
    pub fn of_x11(display: Option<&CStr>, window: u32, config: Config) -> Option<Window> {
        let x = X::open(display)?;
        let geometry = x.geometry(window)?;
        let surface = context::create_surface(geometry.width, geometry.height, config)?;
        let shown = Arc::new(Shown {
            progress: Mutex::new(Progress { shown: 0, size: (geometry.width, geometry.height), ahead: FRAMES_AHEAD }),
            changed: Condvar::new(),
        });
        let (sender, receiver) = channel();
        let (canvas, connection, theirs) = (Canvas::new(x, window), crate::connection::connection()?, shown.clone());
        let thread = std::thread::Builder::new().name("seamless-gl".into()).spawn(move || show(&receiver, canvas, connection, &theirs)).ok()?;
        Some(Window { surface, frames: Some(sender), thread: Some(thread), shown, sent: 0, latest: None })
    }

    /// The frame is done: it will be shown, and the next one has the size that the window has now. `rects`: what of it differs from the
    /// last one, in EGL's order; none: all.
    pub fn swap(&mut self, c: &mut Context, rects: &[i32]) {
        c.state.frame += 1;
        crate::log::frame(c.state.frame);
        let (width, height) = self.surface.size();
        let damage = if self.latest == Some((width, height)) { Damage::of_egl(rects, width, height) } else { Damage::All };
        let area = damage.bounds(width, height);
        let Some((reply, range)) = c.reply_in_slab(area.bytes().max(4)) else { return c.submit() };
        self.latest = Some((width, height));
        c.connection.tables().slab.release(range.first, range.count, SHOWN);
        own::present(c, self.surface.id, &Area::of(area, height), reply);
        c.submit();
        let frame = Frame { serial: c.last(), pixels: &c.room(reply)[..area.bytes()], range, area };
        self.sent += 1;
        if let Some(frames) = &self.frames {
            if frames.send(frame).is_err() {
                return;
            }
        }
        let sent = self.sent;
        let size = self.wait(|progress| progress.shown + progress.ahead > sent);
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

    /// Waits until enough has been shown; returns the window's size.
    fn wait(&self, is_enough: impl Fn(&Progress) -> bool) -> (u32, u32) {
        let mut progress = self.shown.progress.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        while !is_enough(&progress) {
            progress = self.shown.changed.wait(progress).unwrap_or_else(|poisoned| poisoned.into_inner());
        }
        progress.size
    }

    /// Waits until everything sent has been shown.
    pub fn settle(&self) {
        self.wait(|progress| progress.shown >= self.sent);
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
    let mut line = Line { since: Instant::now(), frames: 0 };
    for frame in frames {
        connection.wait(frame.serial);
        let geometry = if connection.is_dead() { None } else { put(&mut canvas, &frame) };
        connection.shown(&frame.range);
        let most = connection.memory.layout.slab_len / FRAMES_SHARE / frame.pixels.len().max(1);
        let ahead = line.shown(Instant::now(), connection.round_trip(), most as u64);
        let mut progress = shown.progress.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        progress.shown += 1;
        progress.ahead = ahead.unwrap_or(progress.ahead);
        if let Some(geometry) = geometry {
            progress.size = (geometry.width, geometry.height);
        }
        drop(progress);
        shown.changed.notify_all();
    }
}

/// Turns the picture over (GL's lowest row comes first) and shows it.
fn put(canvas: &mut Canvas, frame: &Frame) -> Option<Geometry> {
    let row = (frame.area.width as usize * 4).max(1);
    let memory = canvas.memory(frame.area.bytes());
    for (to, from) in memory.chunks_exact_mut(row).zip(frame.pixels.chunks_exact(row).rev()) {
        to.copy_from_slice(from);
    }
    canvas.show(frame.area)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_frames_may_be_under_way_as_are_shown_meanwhile() {
        let start = Instant::now();
        let ahead = |frames: u64, milliseconds: u64, round_trip: u64, most: u64| {
            let mut line = Line { since: start, frames: frames - 1 };
            line.shown(start + Duration::from_millis(milliseconds), Duration::from_millis(round_trip), most)
        };
        assert_eq!(ahead(10, 5, 0, 100), Some(FRAMES_AHEAD), "memory is shared");
        assert_eq!(ahead(2, 20, 20, 100), Some(FRAMES_AHEAD + 3));
        assert_eq!(ahead(8, 40, 20, 100), Some(FRAMES_AHEAD + 5));
        assert_eq!(ahead(80, 20, 20, 16), Some(FRAMES_AHEAD + 16), "large frames");
        assert_eq!(ahead(1000, 20, 20, 1000), Some(FRAMES_AHEAD + FRAMES_UNDER_WAY));
        assert_eq!(ahead(1, 19, 20, 100), None, "too soon to say");
    }
}
