// SPDX-License-Identifier: Apache-2.0
//! Windows on Wayland. A frame is committed within the program's own call of eglSwapBuffers: what else the program has asked of its
//! surface (the answer to a new size, say) belongs to exactly that commit, so no thread of ours may commit it later.

use crate::context::{self, Context, Surface};
use crate::damage::{Damage, Rect};
use crate::limits::WINDOW_BUFFERS;
use crate::own::{self, Area, Config};
use crate::stream::{Range, Reply};
use crate::sys::wayland::{Compositor, Target};
use crate::sys::wl_egl::{self, NativeWindow};
use crate::sys::wl_shm::Buffer;
use std::sync::Arc;

const ARGB8888: u32 = 0;
const XRGB8888: u32 = 1;

/// A picture, and what of it is older than the newest frame.
struct Picture {
    buffer: Buffer,
    stale: Damage,
}

pub struct WaylandWindow {
    pub surface: Arc<Surface>,
    native: NativeWindow,
    target: Target,
    pictures: Vec<Picture>,
    /// Which of them was shown last.
    latest: Option<usize>,
    /// Of earlier sizes, which the compositor has not given back.
    retired: Vec<Buffer>,
    size: (u32, u32),
    format: u32,
    /// 0: frames are shown as fast as the program makes them.
    interval: i32,
    /// Where the program draws in this frame, if it has said so before.
    region: Option<Vec<i32>>,
}

impl WaylandWindow {
    /// Of a `wl_egl_window *`. None: it is none, somebody draws to it already, or the server cannot have a surface of its size.
    pub fn new(compositor: &Arc<Compositor>, native: usize, config: Config, opaque: bool) -> Option<WaylandWindow> {
        let (surface, size) = wl_egl::read(native)?;
        let drawn = context::create_surface(size.0, size.1, config)?;
        Some(WaylandWindow {
            native: NativeWindow::claim(native, drawn.id),
            surface: drawn,
            target: Target::new(compositor.clone(), surface),
            pictures: Vec::new(),
            latest: None,
            retired: Vec::new(),
            size,
            format: if config.alpha == 0 || opaque { XRGB8888 } else { ARGB8888 },
            interval: 1,
            region: None,
        })
    }

    /// The size of what the program draws next.
    pub fn native_size(&self) -> (u32, u32) {
        self.native.size().unwrap_or_else(|| self.surface.size())
    }

    pub fn set_interval(&mut self, interval: i32) {
        self.interval = interval.clamp(0, 1);
    }

    /// How many frames old the contents are that the program draws over: the server keeps the last frame, until the size changes.
    pub fn age(&self) -> i32 {
        (self.latest.is_some() && self.size == self.surface.size() && self.size == self.native_size()).into()
    }

    /// The program changes nothing outside of these rectangles (EGL's) until the next swap.
    pub fn set_region(&mut self, rects: &[i32]) {
        self.region = Some(rects.to_vec());
    }

    pub fn has_region(&self) -> bool {
        self.region.is_some()
    }

    /// Another thread, or nobody, had the surface when the program changed the window's size.
    pub fn adjust(&self, c: &mut Context) {
        if let Some(size) = self.native.size().filter(|size| *size != self.surface.size()) {
            self.surface.resize(c, size.0, size.1);
        }
    }

    /// The frame is done. `rects`: what of it differs from the last one; none: all. False: the window or its compositor is gone.
    pub fn swap(&mut self, c: &mut Context, rects: &[i32]) -> bool {
        c.state.frame += 1;
        crate::log::frame(c.state.frame);
        let region = self.region.take().unwrap_or_default();
        if self.native.is_gone() {
            c.submit();
            return false;
        }
        let (width, height) = self.surface.size();
        self.forget_other_sizes((width, height));
        let rects = if rects.is_empty() { &region[..] } else { rects };
        let damage = if self.latest.is_some() { Damage::of_egl(rects, width, height) } else { Damage::All };
        let area = damage.bounds(width, height);
        let Some((reply, range)) = self.ask(c, area) else { return false };
        // The server works while the compositor says that it is time for a frame.
        let shown = self.target.throttle() && self.show(c, &damage, (area, reply));
        c.connection.wait(c.last());
        c.connection.tables().slab.release(range.first, range.count, 0);
        self.adjust(c);
        shown
    }

    fn ask(&self, c: &mut Context, area: Rect) -> Option<(Reply, Range)> {
        let asked = c.reply_in_slab(area.bytes().max(4));
        if let Some((reply, _)) = asked {
            own::present(c, self.surface.id, &Area::of(area, self.size.1), reply);
        }
        c.submit();
        asked
    }

    fn show(&mut self, c: &mut Context, damage: &Damage, (area, reply): (Rect, Reply)) -> bool {
        let Some(at) = self.free_picture() else { return false };
        c.connection.wait(c.last());
        if c.connection.is_dead() {
            return false;
        }
        self.fill(at, area, &c.room(reply)[..area.bytes()]);
        let offset = self.native.take_offset();
        let buffer = &self.pictures[at].buffer;
        self.target.attach(buffer.object, offset);
        match damage {
            Damage::All => self.target.damage(None),
            Damage::Parts(parts) => {
                parts.iter().for_each(|part| self.target.damage(Some([part.x as i32, part.y as i32, part.width as i32, part.height as i32])));
            }
        }
        self.target.expect(self.interval > 0);
        buffer.give();
        self.target.commit();
        self.target.flush();
        self.native.attached(self.size.0, self.size.1);
        self.latest = Some(at);
        true
    }

    /// Brings a picture up to date: what it has missed comes from the newest one, what is new from the server (the lowest row first).
    fn fill(&mut self, at: usize, area: Rect, pixels: &[u8]) {
        let width = self.size.0;
        let stale = std::mem::replace(&mut self.pictures[at].stale, Damage::Parts(Vec::new()));
        if let Some(latest) = self.latest.filter(|latest| *latest != at && !area.contains(&stale.bounds(self.size.0, self.size.1))) {
            let parts = match stale {
                Damage::All => vec![Rect { x: 0, y: 0, width: self.size.0, height: self.size.1 }],
                Damage::Parts(parts) => parts,
            };
            let (lower, upper) = self.pictures.split_at_mut(at.max(latest));
            let (to, from) = if at < latest { (&mut lower[at], &upper[0]) } else { (&mut upper[0], &lower[latest]) };
            let (to, from) = (to.buffer.pixels_mut(), from.buffer.pixels());
            for row in parts.into_iter().flat_map(|part| part.rows(width)) {
                to[row.clone()].copy_from_slice(&from[row]);
            }
        }
        let to = self.pictures[at].buffer.pixels_mut();
        let row_bytes = (area.width as usize * 4).max(1);
        for (row, from) in area.rows(width).zip(pixels.chunks_exact(row_bytes).rev()) {
            to[row].copy_from_slice(from);
        }
        for (n, other) in self.pictures.iter_mut().enumerate() {
            if n != at && area.bytes() > 0 {
                other.stale.add(area);
            }
        }
    }

    /// A picture that the compositor does not have; made, if there are few.
    fn free_picture(&mut self) -> Option<usize> {
        if !self.target.look() {
            return None;
        }
        self.destroy_retired(WINDOW_BUFFERS);
        loop {
            if let Some(free) = self.pictures.iter().position(|one| !one.buffer.is_busy()) {
                return Some(free);
            }
            if self.pictures.len() < WINDOW_BUFFERS {
                let buffer = Buffer::new(&self.target, self.size.0, self.size.1, self.format)?;
                self.pictures.push(Picture { buffer, stale: Damage::All });
                return Some(self.pictures.len() - 1);
            }
            if !self.target.dispatch() {
                return None;
            }
        }
    }

    fn forget_other_sizes(&mut self, size: (u32, u32)) {
        if self.size != size {
            self.forget_pictures();
            self.size = size;
        }
    }

    fn forget_pictures(&mut self) {
        self.retired.extend(self.pictures.drain(..).map(|picture| picture.buffer));
        self.latest = None;
        self.destroy_retired(WINDOW_BUFFERS);
    }

    /// Destroys what the compositor has given back, and more so that no more than so many are left.
    fn destroy_retired(&mut self, most: usize) {
        let mut n = 0;
        while n < self.retired.len() {
            if !self.retired[n].is_busy() || self.retired.len() - n > most {
                self.retired.remove(n).destroy(&self.target);
            } else {
                n += 1;
            }
        }
    }
}

impl Drop for WaylandWindow {
    fn drop(&mut self) {
        self.forget_pictures();
        self.destroy_retired(0);
        self.target.flush();
    }
}

/// The program changes a window's size in this thread: if it draws to it here, the next command is for the new size.
pub fn resized(surface: u32, width: u32, height: u32) {
    let Some(c) = context::current() else { return };
    if let Some(drawn) = c.draw.clone().filter(|drawn| drawn.id == surface && drawn.size() != (width, height)) {
        drawn.resize(c, width, height);
    }
}
