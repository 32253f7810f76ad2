// SPDX-License-Identifier: Apache-2.0
//! Which guest a window comes from, as the person sees it: words before the title, and a strip in the guest's colour above
//! the content. The strip is painted by us into rows that no pixel of the guest ever reaches.
use crate::limits;

/// Height of the strip in pixels at scale 1: the letters and two rows above and below them.
pub const STRIP_HEIGHT: i32 = GLYPH_HEIGHT as i32 + 4;

const GLYPH_WIDTH: usize = 5;
const GLYPH_HEIGHT: usize = 7;
const WHITE: u32 = 0xffff_ffff;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    pub text: String,
    /// 0xRRGGBB, as the launcher chose it.
    pub colour: u32,
}

impl Label {
    /// What stands in Orbital's title bar and in Super-Tab. The label comes first, so no title can hide or imitate it.
    pub fn title(&self, of_guest: &str) -> String {
        let title = drawable(of_guest);
        let label = drawable(&self.text);
        if title.is_empty() {
            return label;
        }
        format!("[{label}] {title}")
    }

    /// Paints the strip over the first rows of a window's pixels, four bytes each.
    pub fn paint(&self, pixels: &mut [u8], width: usize, scale: usize) {
        let rows = STRIP_HEIGHT as usize * scale;
        let end = (rows * width * 4).min(pixels.len());
        for pixel in pixels[..end].chunks_exact_mut(4) {
            pixel.copy_from_slice(&self.pixel());
        }
        paint_text(&mut pixels[..end], width, (4 * scale, 2 * scale, scale), &self.text);
    }

    /// Paints the outermost pixels of a popup.
    pub fn paint_edge(&self, pixels: &mut [u8], width: usize, edge: usize) {
        let height = pixels.len() / 4 / width.max(1);
        for (at, pixel) in pixels.chunks_exact_mut(4).enumerate() {
            let (x, y) = (at % width, at / width);
            if x < edge || y < edge || x + edge >= width || y + edge >= height {
                pixel.copy_from_slice(&self.pixel());
            }
        }
    }

    fn pixel(&self) -> [u8; 4] {
        (0xff00_0000 | (self.colour & 0x00ff_ffff)).to_le_bytes()
    }
}

/// White letters, as far as they fit; what has no glyph is left out.
pub fn paint_text(pixels: &mut [u8], width: usize, (left, top, scale): (usize, usize, usize), text: &str) {
    let mut at = left;
    for letter in text.chars().take(limits::TITLE_CHARACTERS) {
        let Some(glyph) = glyph(letter) else { continue };
        if at + (GLYPH_WIDTH + 1) * scale > width {
            break;
        }
        paint_glyph(pixels, width, (at, top, scale), glyph);
        at += (GLYPH_WIDTH + 1) * scale;
    }
}

/// A title comes from the guest: what could reorder or hide text is left out, and so is what no title bar can show.
pub fn drawable(text: &str) -> String {
    text.chars().filter(|&letter| !is_hidden(letter)).take(limits::TITLE_CHARACTERS).collect()
}

fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(letter, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

fn paint_glyph(pixels: &mut [u8], width: usize, (left, top, scale): (usize, usize, usize), glyph: &[u8; GLYPH_HEIGHT]) {
    for row in 0..GLYPH_HEIGHT * scale {
        for column in 0..GLYPH_WIDTH * scale {
            if glyph[row / scale] & (0x10 >> (column / scale)) == 0 {
                continue;
            }
            let at = ((top + row) * width + left + column) * 4;
            if let Some(pixel) = pixels.get_mut(at..at + 4) {
                pixel.copy_from_slice(&WHITE.to_le_bytes());
            }
        }
    }
}

/// Capital letters, digits and what stands in names of guests; five columns, the left one is 0x10.
pub fn has_glyph(letter: char) -> bool {
    glyph(letter).is_some()
}

fn glyph(letter: char) -> Option<&'static [u8; GLYPH_HEIGHT]> {
    const ORDER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -_.:()/,;'?";
    let index = ORDER.find(letter.to_ascii_uppercase())?;
    GLYPHS.get(index)
}

const GLYPHS: [[u8; GLYPH_HEIGHT]; 48] = [
    [0x0e, 0x11, 0x11, 0x1f, 0x11, 0x11, 0x11],
    [0x1e, 0x11, 0x11, 0x1e, 0x11, 0x11, 0x1e],
    [0x0e, 0x11, 0x10, 0x10, 0x10, 0x11, 0x0e],
    [0x1c, 0x12, 0x11, 0x11, 0x11, 0x12, 0x1c],
    [0x1f, 0x10, 0x10, 0x1e, 0x10, 0x10, 0x1f],
    [0x1f, 0x10, 0x10, 0x1e, 0x10, 0x10, 0x10],
    [0x0e, 0x11, 0x10, 0x17, 0x11, 0x11, 0x0f],
    [0x11, 0x11, 0x11, 0x1f, 0x11, 0x11, 0x11],
    [0x0e, 0x04, 0x04, 0x04, 0x04, 0x04, 0x0e],
    [0x07, 0x02, 0x02, 0x02, 0x02, 0x12, 0x0c],
    [0x11, 0x12, 0x14, 0x18, 0x14, 0x12, 0x11],
    [0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x1f],
    [0x11, 0x1b, 0x15, 0x15, 0x11, 0x11, 0x11],
    [0x11, 0x19, 0x15, 0x15, 0x13, 0x11, 0x11],
    [0x0e, 0x11, 0x11, 0x11, 0x11, 0x11, 0x0e],
    [0x1e, 0x11, 0x11, 0x1e, 0x10, 0x10, 0x10],
    [0x0e, 0x11, 0x11, 0x11, 0x15, 0x12, 0x0d],
    [0x1e, 0x11, 0x11, 0x1e, 0x14, 0x12, 0x11],
    [0x0f, 0x10, 0x10, 0x0e, 0x01, 0x01, 0x1e],
    [0x1f, 0x04, 0x04, 0x04, 0x04, 0x04, 0x04],
    [0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x0e],
    [0x11, 0x11, 0x11, 0x11, 0x11, 0x0a, 0x04],
    [0x11, 0x11, 0x11, 0x15, 0x15, 0x1b, 0x11],
    [0x11, 0x11, 0x0a, 0x04, 0x0a, 0x11, 0x11],
    [0x11, 0x11, 0x0a, 0x04, 0x04, 0x04, 0x04],
    [0x1f, 0x01, 0x02, 0x04, 0x08, 0x10, 0x1f],
    [0x0e, 0x11, 0x13, 0x15, 0x19, 0x11, 0x0e],
    [0x04, 0x0c, 0x04, 0x04, 0x04, 0x04, 0x0e],
    [0x0e, 0x11, 0x01, 0x06, 0x08, 0x10, 0x1f],
    [0x1f, 0x02, 0x04, 0x06, 0x01, 0x11, 0x0e],
    [0x02, 0x06, 0x0a, 0x12, 0x1f, 0x02, 0x02],
    [0x1f, 0x10, 0x1e, 0x01, 0x01, 0x11, 0x0e],
    [0x06, 0x08, 0x10, 0x1e, 0x11, 0x11, 0x0e],
    [0x1f, 0x01, 0x02, 0x04, 0x08, 0x08, 0x08],
    [0x0e, 0x11, 0x11, 0x0e, 0x11, 0x11, 0x0e],
    [0x0e, 0x11, 0x11, 0x0f, 0x01, 0x02, 0x0c],
    [0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00],
    [0x00, 0x00, 0x00, 0x0e, 0x00, 0x00, 0x00],
    [0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x1f],
    [0x00, 0x00, 0x00, 0x00, 0x00, 0x0c, 0x0c],
    [0x00, 0x0c, 0x0c, 0x00, 0x0c, 0x0c, 0x00],
    [0x02, 0x04, 0x08, 0x08, 0x08, 0x04, 0x02],
    [0x08, 0x04, 0x02, 0x02, 0x02, 0x04, 0x08],
    [0x01, 0x01, 0x02, 0x04, 0x08, 0x10, 0x10],
    [0x00, 0x00, 0x00, 0x00, 0x0c, 0x04, 0x08],
    [0x00, 0x0c, 0x0c, 0x00, 0x0c, 0x04, 0x08],
    [0x04, 0x04, 0x08, 0x00, 0x00, 0x00, 0x00],
    [0x0e, 0x11, 0x01, 0x02, 0x04, 0x00, 0x04],
];

#[cfg(test)]
mod tests {
    use super::*;

    fn label() -> Label {
        Label { text: "dev".into(), colour: 0x2f6fb5 }
    }

    fn painted(width: usize, height: usize, scale: usize) -> Vec<u32> {
        let mut bytes = vec![0; width * height * 4];
        label().paint(&mut bytes, width, scale);
        bytes.chunks_exact(4).map(|pixel| u32::from_le_bytes(pixel.try_into().unwrap())).collect()
    }

    #[test]
    fn the_label_stands_before_the_title_and_marks_that_reorder_text_are_left_out() {
        assert_eq!(label().title("notes.txt"), "[dev] notes.txt");
        assert_eq!(label().title("\u{202e}txt.\u{200b}exe\n"), "[dev] txt.exe");
        assert_eq!(label().title(""), "dev");
    }

    #[test]
    fn a_title_is_cut_at_its_most() {
        assert_eq!(drawable(&"x".repeat(1000)).len(), limits::TITLE_CHARACTERS);
    }

    #[test]
    fn the_strip_covers_its_rows_and_no_others() {
        let width = 40;
        let pixels = painted(width, 20, 1);
        let end = STRIP_HEIGHT as usize * width;
        assert!(pixels[..end].iter().all(|&pixel| pixel == 0xff2f_6fb5 || pixel == WHITE));
        assert!(pixels[..end].contains(&WHITE));
        assert!(pixels[end..].iter().all(|&pixel| pixel == 0));
    }

    #[test]
    fn a_strip_wider_or_higher_than_the_window_is_cut() {
        let pixels = painted(3, 2, 2);
        assert!(pixels.iter().all(|&pixel| pixel == 0xff2f_6fb5));
    }

    #[test]
    fn every_glyph_has_five_columns() {
        assert!(GLYPHS.iter().flatten().all(|row| row & !0x1f == 0));
    }
}
