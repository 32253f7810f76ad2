// SPDX-License-Identifier: Apache-2.0
//! Which part of a window's content is seen where: pixels of a frame to pixels of an Orbital window.
//!
//! Only the geometry is shown: Orbital draws the shadows that there are, and a shadow of the guest's would be a window of
//! Orbital's that takes clicks. A toplevel is below the strip. A popup has no room for one; an edge in the guest's colour, which
//! no pixel of the guest ever reaches, says whose it is. It is blended, for its round corners.
use super::content::Content;
use crate::label::STRIP_HEIGHT;
use seamless_protocol::messages::PixelFormat;
use seamless_protocol::Rect;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct View {
    /// Pixels of the screen for one logical unit.
    pub screen_scale: i32,
    pub strip: i32,
    /// Pixels of a popup's edge.
    pub edge: i32,
    /// The Orbital window's content.
    pub width: i32,
    pub height: i32,
    /// Where the frame's top left pixel is, without the strip; zero or negative.
    left: i32,
    top: i32,
    pub is_blended: bool,
}

impl View {
    pub fn of(content: &Content, screen_scale: i32, is_popup: bool) -> View {
        let geometry = content.geometry;
        let strip = if is_popup { 0 } else { STRIP_HEIGHT * screen_scale };
        View {
            screen_scale,
            strip,
            edge: if is_popup { screen_scale } else { 0 },
            width: geometry.width * screen_scale,
            height: geometry.height * screen_scale + strip,
            left: -geometry.x * screen_scale,
            top: -geometry.y * screen_scale,
            is_blended: is_popup && content.format == PixelFormat::Argb8888,
        }
    }

    /// Where pixels of the guest are.
    pub fn content_area(&self) -> Rect {
        Rect::new(self.edge, self.strip + self.edge, (self.width - 2 * self.edge).max(0), (self.height - self.strip - 2 * self.edge).max(0))
    }

    /// Logical position, relative to the window's geometry, of a pixel of the Orbital window; in 256ths.
    pub fn to_geometry(&self, x: i32, y: i32) -> (i32, i32) {
        (x * 256 / self.screen_scale, (y - self.strip) * 256 / self.screen_scale)
    }

    /// Paints what lies in `area`, pixels of the frame, and returns where that is in the Orbital window.
    pub fn paint(&self, content: &Content, pixels: &mut [u8], area: Rect) -> Option<Rect> {
        let shown = self.to_window(content, area)?;
        self.draw(content, pixels, shown);
        Some(shown)
    }

    /// Paints again what is in `shown`, pixels of the Orbital window.
    pub fn repaint(&self, content: &Content, pixels: &mut [u8], shown: Rect) {
        let all = self.to_window(content, Rect::new(0, 0, content.width, content.height));
        if let Some(shown) = all.and_then(|all| all.intersection(&shown)) {
            self.draw(content, pixels, shown);
        }
    }

    fn draw(&self, content: &Content, pixels: &mut [u8], shown: Rect) {
        if content.scale as i32 == self.screen_scale * 120 {
            self.copy(content, pixels, shown);
        } else {
            self.resample(content, pixels, shown);
        }
    }

    fn to_window(&self, content: &Content, area: Rect) -> Option<Rect> {
        let factor = i64::from(self.screen_scale) * 120;
        let scale = i64::from(content.scale);
        let down = |value: i32| (i64::from(value) * factor).div_euclid(scale) as i32;
        let up = |value: i32| (i64::from(value) * factor + scale - 1).div_euclid(scale) as i32;
        let (x, y) = (down(area.x) + self.left, down(area.y) + self.top + self.strip);
        let right = up(area.x + area.width) + self.left;
        let bottom = up(area.y + area.height) + self.top + self.strip;
        Rect::new(x, y, right - x, bottom - y).intersection(&self.content_area())
    }

    fn copy(&self, content: &Content, pixels: &mut [u8], shown: Rect) {
        for y in shown.y..shown.y + shown.height {
            let row = content.row(shown.x - self.left, y - self.strip - self.top, shown.width);
            let to = (y as usize * self.width as usize + shown.x as usize) * 4;
            let target = &mut pixels[to..to + row.len()];
            if self.is_blended {
                for (pixel, source) in target.chunks_exact_mut(4).zip(row.chunks_exact(4)) {
                    pixel.copy_from_slice(&straight(source));
                }
            } else {
                target.copy_from_slice(row);
            }
        }
    }

    /// An app that draws for another scale than the screen's: the nearest pixel.
    fn resample(&self, content: &Content, pixels: &mut [u8], shown: Rect) {
        let factor = i64::from(self.screen_scale) * 120;
        let source = |at: i32, most: i32| ((i64::from(at) * i64::from(content.scale) / factor) as i32).clamp(0, most - 1);
        for y in shown.y..shown.y + shown.height {
            let row = content.row(0, source(y - self.strip - self.top, content.height), content.width);
            for x in shown.x..shown.x + shown.width {
                let from = source(x - self.left, content.width) as usize * 4;
                let to = (y as usize * self.width as usize + x as usize) * 4;
                let pixel = &row[from..from + 4];
                pixels[to..to + 4].copy_from_slice(&if self.is_blended { straight(pixel) } else { [pixel[0], pixel[1], pixel[2], 255] });
            }
        }
    }
}

/// Orbital blends colours that are not multiplied by their alpha.
fn straight(pixel: &[u8]) -> [u8; 4] {
    let alpha = u32::from(pixel[3]);
    if alpha == 0 || alpha == 255 {
        return [pixel[0], pixel[1], pixel[2], pixel[3]];
    }
    let divide = |value: u8| (u32::from(value) * 255 / alpha).min(255) as u8;
    [divide(pixel[0]), divide(pixel[1]), divide(pixel[2]), pixel[3]]
}

#[cfg(test)]
mod tests {
    use super::*;
    use seamless_protocol::messages::{Compression, InlineFrame};
    use seamless_protocol::Damage;

    fn content(width: i32, height: i32, scale: u32, geometry: Rect) -> Content {
        let rows: Vec<u8> = (0..width * height).flat_map(|at| [at as u8, 0, 0, 255]).collect();
        let frame = InlineFrame {
            window: 1,
            serial: 1,
            width,
            height,
            format: PixelFormat::Argb8888,
            scale,
            geometry,
            configure_serial: 0,
            last: true,
            damage: Damage::of(&[Rect::new(0, 0, width, height)]).unwrap(),
            compression: Compression::None,
            rows: &rows,
        };
        let mut content = Content::empty();
        content.take(&frame, &mut Vec::new()).unwrap();
        content
    }

    #[test]
    fn of_a_toplevel_only_the_geometry_is_shown_and_below_the_strip() {
        let content = content(6, 5, 120, Rect::new(1, 2, 4, 2));
        let view = View::of(&content, 1, false);
        assert_eq!((view.width, view.height), (4, 2 + STRIP_HEIGHT));
        let mut pixels = vec![7; (view.width * view.height * 4) as usize];
        let shown = view.paint(&content, &mut pixels, Rect::new(0, 0, 6, 5)).unwrap();
        assert_eq!(shown, Rect::new(0, STRIP_HEIGHT, 4, 2));
        let strip = (STRIP_HEIGHT * 4 * 4) as usize;
        assert!(pixels[..strip].iter().all(|&byte| byte == 7));
        assert_eq!(pixels[strip], 13); // Row 2, column 1 of six columns.
    }

    #[test]
    fn damage_outside_of_what_is_shown_paints_nothing() {
        let content = content(6, 5, 120, Rect::new(1, 2, 4, 2));
        let view = View::of(&content, 1, false);
        let mut pixels = vec![7; (view.width * view.height * 4) as usize];
        assert_eq!(view.paint(&content, &mut pixels, Rect::new(0, 0, 6, 2)), None);
    }

    #[test]
    fn a_frame_of_twice_the_scale_is_shown_at_the_screens() {
        let content = content(8, 4, 240, Rect::new(0, 0, 4, 2));
        let view = View::of(&content, 1, false);
        let mut pixels = vec![0; (view.width * view.height * 4) as usize];
        let shown = view.paint(&content, &mut pixels, Rect::new(0, 0, 8, 4)).unwrap();
        assert_eq!(shown, Rect::new(0, STRIP_HEIGHT, 4, 2));
        let second_row = ((STRIP_HEIGHT + 1) * 4 * 4) as usize;
        assert_eq!(pixels[second_row + 4], 18); // Row 2, column 2 of eight columns.
    }

    #[test]
    fn of_a_popup_the_geometry_is_shown_inside_of_an_edge_that_the_guest_never_reaches() {
        let content = content(6, 5, 120, Rect::new(1, 1, 4, 3));
        let view = View::of(&content, 1, true);
        assert_eq!((view.width, view.height), (4, 3));
        let mut pixels = vec![7; (view.width * view.height * 4) as usize];
        let shown = view.paint(&content, &mut pixels, Rect::new(0, 0, 6, 5)).unwrap();
        assert_eq!(shown, Rect::new(1, 1, 2, 1));
        assert_eq!(pixels[(4 + 1) * 4], 14); // Row 2, column 2 of six columns.
        let edges = [0..5, 7..12].into_iter().flatten();
        assert!(edges.flat_map(|at| &pixels[at * 4..at * 4 + 4]).all(|&byte| byte == 7));
        assert_eq!(view.to_geometry(1, 2), (256, 512));
        assert_eq!(View::of(&content, 1, false).to_geometry(3, STRIP_HEIGHT), (768, 0));
    }

    #[test]
    fn a_popup_smaller_than_its_edges_shows_nothing_of_the_guest() {
        let content = content(6, 5, 120, Rect::new(1, 1, 2, 1));
        let view = View::of(&content, 2, true);
        let mut pixels = vec![7; (view.width * view.height * 4) as usize];
        assert_eq!(view.paint(&content, &mut pixels, Rect::new(0, 0, 6, 5)), None);
    }

    #[test]
    fn colours_are_divided_by_their_alpha() {
        assert_eq!(straight(&[64, 32, 0, 128]), [127, 63, 0, 128]);
        assert_eq!(straight(&[64, 32, 0, 255]), [64, 32, 0, 255]);
    }
}
