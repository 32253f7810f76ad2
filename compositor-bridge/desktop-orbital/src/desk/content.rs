// SPDX-License-Identifier: Apache-2.0
//! The newest pixels of one window, kept by us: Orbital forgets a window's pixels when it is resized, and we paint over them
//! (the strip, the cursor).
use seamless_protocol::messages::{Compression, InlineFrame, PixelFormat};
use seamless_protocol::{lz4, Rect, Violation};

/// Bytes B G R A as on the wire and in Orbital's windows.
pub struct Content {
    bytes: Vec<u8>,
    pub width: i32,
    pub height: i32,
    pub format: PixelFormat,
    /// Pixels for 120 logical units.
    pub scale: u32,
    /// The window's geometry inside the frame, in logical units.
    pub geometry: Rect,
    pub serial: u32,
    pub configure_serial: u32,
}

impl Content {
    pub fn empty() -> Content {
        Content {
            bytes: Vec::new(),
            width: 0,
            height: 0,
            format: PixelFormat::Argb8888,
            scale: 120,
            geometry: Rect::default(),
            serial: 0,
            configure_serial: 0,
        }
    }

    /// Takes what is new in the frame. `plain` is memory to unpack into, the same for all windows.
    pub fn take(&mut self, frame: &InlineFrame<'_>, plain: &mut Vec<u8>) -> Result<(), Violation> {
        if (frame.width, frame.height) != (self.width, self.height) {
            (self.width, self.height) = (frame.width, frame.height);
            self.bytes.clear();
            self.bytes.resize(frame.width as usize * frame.height as usize * 4, 0);
        }
        (self.format, self.scale) = (frame.format, frame.scale);
        // No geometry is larger than the frame it lies in, so no window is either.
        let logical = |pixels: i32| (i64::from(pixels) * 120 + i64::from(frame.scale) - 1).div_euclid(i64::from(frame.scale)) as i32;
        let whole = Rect::new(0, 0, logical(frame.width), logical(frame.height));
        self.geometry = frame.geometry.intersection(&whole).unwrap_or(whole);
        (self.serial, self.configure_serial) = (frame.serial, frame.configure_serial);
        let size = frame.damage.plain_bytes() as usize;
        let rows = match (frame.compression, frame.damage.as_slice()) {
            (Compression::None, _) => frame.rows,
            // Whole rows follow each other here as they do in the block.
            (Compression::Lz4, [rect]) if rect.width == self.width => {
                let to = self.offset(0, rect.y);
                return if lz4::decode(frame.rows, &mut self.bytes[to..to + size]) { Ok(()) } else { Err(damaged_block()) };
            }
            (Compression::Lz4, _) => {
                if plain.len() < size {
                    plain.resize(size, 0);
                }
                if !lz4::decode(frame.rows, &mut plain[..size]) {
                    return Err(damaged_block());
                }
                &plain[..size]
            }
        };
        let mut at = 0;
        for rect in frame.damage.as_slice() {
            let length = rect.width as usize * 4;
            for row in rect.y..rect.y + rect.height {
                let to = self.offset(rect.x, row);
                self.bytes[to..to + length].copy_from_slice(&rows[at..at + length]);
                at += length;
            }
        }
        Ok(())
    }

    pub fn size_in_bytes(&self) -> usize {
        self.bytes.len()
    }

    pub fn row(&self, x: i32, y: i32, width: i32) -> &[u8] {
        let from = self.offset(x, y);
        &self.bytes[from..from + width as usize * 4]
    }

    fn offset(&self, x: i32, y: i32) -> usize {
        (y as usize * self.width as usize + x as usize) * 4
    }
}

fn damaged_block() -> Violation {
    Violation::new("sent a frame whose LZ4 block is damaged")
}
