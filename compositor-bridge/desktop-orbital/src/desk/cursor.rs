// SPDX-License-Identifier: Apache-2.0
//! The guest's cursor. Orbital's can only be shown or hidden, so an image is painted by us over the window's content.
use super::shell::report;
use super::{Desk, WindowKey};
use crate::turn::GuestId;
use seamless_protocol::messages::CursorImage;
use seamless_protocol::Rect;

pub enum Cursor {
    /// Orbital's own.
    Arrow,
    Hidden,
    Image(Image),
}

pub struct Image {
    width: i32,
    height: i32,
    hotspot: (i32, i32),
    scale: u32,
    pixels: Vec<u8>,
}

impl Cursor {
    pub fn image(image: &CursorImage<'_>) -> Cursor {
        Cursor::Image(Image {
            width: image.width,
            height: image.height,
            hotspot: (image.hotspot_x, image.hotspot_y),
            scale: image.scale,
            pixels: image.pixels.to_vec(),
        })
    }
}

impl Image {
    /// Where it lies in the window when the pointer is there.
    fn area(&self, x: i32, y: i32, screen_scale: i32) -> Rect {
        let on_screen = |pixels: i32| self.on_screen(pixels, screen_scale);
        Rect::new(x - on_screen(self.hotspot.0), y - on_screen(self.hotspot.1), on_screen(self.width).max(1), on_screen(self.height).max(1))
    }

    fn on_screen(&self, pixels: i32, screen_scale: i32) -> i32 {
        (i64::from(pixels) * i64::from(screen_scale) * 120 / i64::from(self.scale)) as i32
    }

    /// Over what is there, inside of `clip`; both in pixels of the window.
    fn draw(&self, pixels: &mut [u8], width: i32, area: Rect, clip: Rect) {
        let Some(shown) = area.intersection(&clip) else { return };
        for y in shown.y..shown.y + shown.height {
            let row = (y - area.y) * self.height / area.height;
            for x in shown.x..shown.x + shown.width {
                let column = (x - area.x) * self.width / area.width;
                let from = (row * self.width + column) as usize * 4;
                let to = (y as usize * width as usize + x as usize) * 4;
                blend(&mut pixels[to..to + 4], &self.pixels[from..from + 4]);
            }
        }
    }
}

/// A premultiplied pixel over one of the window.
fn blend(target: &mut [u8], source: &[u8]) {
    let rest = 255 - u32::from(source[3]);
    for (below, above) in target.iter_mut().zip(source) {
        *below = (u32::from(*above) + u32::from(*below) * rest / 255).min(255) as u8;
    }
}

impl Desk {
    pub(super) fn set_cursor(&mut self, guest: GuestId, cursor: Cursor) {
        self.faces[guest].cursor = cursor;
        if let Some(key) = self.pointer.entered.filter(|key| key.guest == guest) {
            self.update_cursor(key);
        }
    }

    /// The pointer moved over the window, came to it or left it, or the cursor is another one.
    pub(super) fn update_cursor(&mut self, key: WindowKey) {
        let before = self.erase_cursor(key);
        let after = self.draw_cursor(key);
        let is_over = self.pointer.entered == Some(key);
        let wants_arrow = !is_over || matches!(self.faces[key.guest].cursor, Cursor::Arrow);
        let Some(on_screen) = self.windows.get_mut(&key).and_then(|window| window.on_screen.as_mut()) else { return };
        if on_screen.is_arrow_shown != wants_arrow {
            on_screen.is_arrow_shown = wants_arrow;
            report(on_screen.orbital.show_cursor(wants_arrow));
        }
        match (before, after) {
            (Some(before), Some(after)) => report(on_screen.orbital.damage(&[before, after])),
            (Some(one), None) | (None, Some(one)) => report(on_screen.orbital.damage(&[one])),
            (None, None) => {}
        }
    }

    /// Paints the cursor where it belongs now; what is to be shown of it.
    pub(super) fn draw_cursor(&mut self, key: WindowKey) -> Option<Rect> {
        let Cursor::Image(image) = &self.faces.get(key.guest)?.cursor else { return None };
        if self.pointer.entered != Some(key) || self.pointer.over != Some(key) || self.pointer.locked.is_some() {
            return None;
        }
        let on_screen = self.windows.get_mut(&key)?.on_screen.as_mut()?;
        let view = on_screen.view;
        let content = view.content_area();
        let area = image.area(self.pointer.x, self.pointer.y, view.screen_scale);
        let shown = area.intersection(&content)?;
        image.draw(on_screen.orbital.pixels(), view.width, area, shown);
        on_screen.cursor = Some(shown);
        Some(shown)
    }

    fn erase_cursor(&mut self, key: WindowKey) -> Option<Rect> {
        let window = self.windows.get_mut(&key)?;
        let on_screen = window.on_screen.as_mut()?;
        let area = on_screen.cursor.take()?;
        on_screen.view.repaint(&window.content, on_screen.orbital.pixels(), area);
        Some(area)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_at_the_edge_is_cut_and_what_is_transparent_shows_what_is_below() {
        let pixels = [[0, 0, 0, 0], [9, 9, 9, 255], [0, 0, 64, 128], [9, 9, 9, 255]].concat();
        let image = Image { width: 2, height: 2, hotspot: (1, 0), scale: 120, pixels };
        let area = image.area(0, 0, 1);
        assert_eq!(area, Rect::new(-1, 0, 2, 2));
        let mut window = vec![100; 2 * 2 * 4];
        image.draw(&mut window, 2, area, Rect::new(0, 0, 2, 2));
        assert_eq!(window[..4], [9, 9, 9, 255]);
        assert_eq!(window[4..8], [100; 4]);
        image.draw(&mut window, 2, Rect::new(0, 0, 2, 2), Rect::new(0, 0, 2, 2));
        assert_eq!(window[8..12], [4, 4, 68, 255]); // Half of what the first drawing left there, and the image's own.
    }
}
