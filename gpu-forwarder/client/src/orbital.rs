// SPDX-License-Identifier: Apache-2.0
//! Windows of Redox' Orbital. A frame is brought within the program's own call of eglSwapBuffers: its other calls of liborbital map the window's
//! memory anew, so no thread of ours may write there meanwhile.

use crate::context::{self, Context, Surface};
use crate::damage::{Damage, Rect};
use crate::own::{self, Area, Config};
use crate::sys::orbital::Target;
use std::sync::Arc;

pub struct OrbitalWindow {
    pub surface: Arc<Surface>,
    target: Target,
    /// The size of the frame that the window has; what a frame does not change is there already.
    latest: Option<(u32, u32)>,
}

impl OrbitalWindow {
    /// Of what orb_window_new returned. None: it is no window, or the server cannot have a surface of its size.
    pub fn new(native: usize, config: Config) -> Option<OrbitalWindow> {
        let target = Target::new(native)?;
        let (width, height) = target.size();
        Some(OrbitalWindow { surface: context::create_surface(width.max(1), height.max(1), config)?, target, latest: None })
    }

    /// The size of what the program draws next.
    pub fn size(&self) -> (u32, u32) {
        self.target.size()
    }

    /// The program has read that its window has another size.
    pub fn adjust(&self, c: &mut Context) {
        let (width, height) = self.target.size();
        if (width, height) != self.surface.size() && width > 0 && height > 0 {
            self.surface.resize(c, width, height);
        }
    }

    /// The frame is done. `rects`: what of it differs from the last one; none: all. False: the server cannot bring it.
    pub fn swap(&mut self, c: &mut Context, rects: &[i32]) -> bool {
        c.state.frame += 1;
        crate::log::frame(c.state.frame);
        let (width, height) = self.surface.size();
        let damage = if self.latest == Some((width, height)) { Damage::of_egl(rects, width, height) } else { Damage::All };
        let area = damage.bounds(width, height);
        let Some((reply, range)) = c.reply_in_slab(area.bytes().max(4)) else {
            c.submit();
            return false;
        };
        own::present(c, self.surface.id, &Area::of(area, height), reply);
        c.submit();
        c.connection.wait(c.last());
        if !c.connection.is_dead() {
            self.fill(area, &c.room(reply)[..area.bytes()]);
            self.target.sync();
        }
        c.connection.tables().slab.release(range.first, range.count, 0);
        self.adjust(c);
        true
    }

    /// Brings what is new (the lowest row first) into the window, or as much as fits when that has become smaller.
    fn fill(&mut self, area: Rect, pixels: &[u8]) {
        let size = self.target.size();
        let (right, bottom) = ((area.x + area.width).min(size.0), (area.y + area.height).min(size.1));
        let fits = Rect { width: right.saturating_sub(area.x), height: bottom.saturating_sub(area.y), ..area };
        let row_bytes = (area.width as usize * 4).max(1);
        let to = self.target.pixels();
        for (row, from) in fits.rows(size.0).zip(pixels.chunks_exact(row_bytes).rev()) {
            if let Some(to) = to.get_mut(row) {
                to.copy_from_slice(&from[..to.len()]);
            }
        }
        self.latest = Some(self.surface.size()).filter(|shown| *shown == size);
    }
}
