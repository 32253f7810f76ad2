// SPDX-License-Identifier: Apache-2.0
//! glPixelStore resolved on the client: where the program's rows lie, and copies between them and tight rows. The server's
//! pixel store stays at its tight setting (alignment 1, no row length, no skips).

/// glPixelStore of one direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PixelStore {
    pub swap_bytes: bool,
    pub lsb_first: bool,
    pub row_length: usize,
    pub image_height: usize,
    pub skip_rows: usize,
    pub skip_pixels: usize,
    pub skip_images: usize,
    pub alignment: usize,
}

impl Default for PixelStore {
    fn default() -> PixelStore {
        PixelStore { swap_bytes: false, lsb_first: false, row_length: 0, image_height: 0, skip_rows: 0, skip_pixels: 0, skip_images: 0, alignment: 4 }
    }
}

/// What a pixel takes: `bits` of it, in elements of `element` bytes (which alignment and byte swapping go by).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PixelSize {
    pub bits: usize,
    pub element: usize,
}

/// Where an image of the program lies behind the pointer that it passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Image {
    pub start: usize,
    /// Bytes of a row's pixels, and from one row to the next.
    pub row: usize,
    pub row_step: usize,
    pub rows: usize,
    pub image_step: usize,
    pub images: usize,
    /// Bits that a bitmap's rows start behind `start`.
    pub skip_bits: usize,
    /// Pixels of a row.
    pub width: usize,
}

impl Image {
    /// Of what glTexImage and the like of `[width, height, depth]` read or write. None: larger than memory.
    pub fn of(store: &PixelStore, pixel: PixelSize, [width, height, depth]: [usize; 3]) -> Option<Image> {
        let length = if store.row_length > 0 { store.row_length } else { width };
        let lines = if store.image_height > 0 { store.image_height } else { height };
        let row_bytes = length.checked_mul(pixel.bits)?.div_ceil(8);
        let row_step = if pixel.bits < 8 || pixel.element < store.alignment { row_bytes.next_multiple_of(store.alignment) } else { row_bytes };
        let image_step = row_step.checked_mul(lines)?;
        let skip_bits = store.skip_pixels.checked_mul(pixel.bits)?;
        let start = skip_bits / 8 + store.skip_rows.checked_mul(row_step)? + store.skip_images.checked_mul(image_step)?;
        let image = Image {
            start,
            row: width.checked_mul(pixel.bits)?.div_ceil(8),
            row_step,
            rows: height,
            image_step,
            images: depth,
            skip_bits: skip_bits % 8,
            width,
        };
        image.start.checked_add(image.image_step.checked_mul(depth)?)?;
        Some(image)
    }

    /// Bytes of the same image in tight rows.
    pub fn tight(&self) -> usize {
        self.row * self.rows * self.images
    }

    /// Whether the program's rows are tight already, so that one copy does.
    pub fn is_tight(&self) -> bool {
        self.skip_bits == 0 && (self.rows <= 1 || self.row == self.row_step) && (self.images <= 1 || self.image_step == self.row * self.rows)
    }

    /// How many bytes behind the program's pointer are touched at most.
    pub fn reach(&self) -> usize {
        if self.tight() == 0 {
            return 0;
        }
        let row = self.row + usize::from(self.skip_bits > 0);
        self.start + (self.images - 1) * self.image_step + (self.rows - 1) * self.row_step + row
    }

    /// Rows `[from, to)` of all images, counted through, from the program's bytes into tight rows.
    pub fn gather(&self, store: &PixelStore, pixel: PixelSize, program: &[u8], tight: &mut [u8], from: usize) {
        if self.row == 0 {
            return;
        }
        for (at, row) in tight.chunks_exact_mut(self.row).enumerate() {
            let start = self.row_start(from + at);
            if pixel.bits < 8 {
                let bits = &program[start..];
                for (pixel, byte) in row.iter_mut().enumerate().map(|(at, byte)| (at * 8, byte)) {
                    *byte = self.bitmap_byte(store, bits, pixel);
                }
            } else {
                row.copy_from_slice(&program[start..start + self.row]);
                if store.swap_bytes {
                    swap(row, pixel.element);
                }
            }
        }
    }

    /// Tight rows from `from` on into the program's rows; what lies between them is left alone.
    pub fn scatter(&self, store: &PixelStore, pixel: PixelSize, tight: &[u8], program: &mut [u8], from: usize) {
        if self.row == 0 {
            return;
        }
        for (at, row) in tight.chunks_exact(self.row).enumerate() {
            let start = self.row_start(from + at);
            if pixel.bits < 8 {
                for bit in 0..self.width {
                    let to = self.skip_bits + bit;
                    let mask = if store.lsb_first { 1 << (to % 8) } else { 0x80 >> (to % 8) };
                    let set = row[bit / 8] & (0x80 >> (bit % 8)) != 0;
                    let byte = &mut program[start + to / 8];
                    *byte = if set { *byte | mask } else { *byte & !mask };
                }
            } else {
                let into = &mut program[start..start + self.row];
                into.copy_from_slice(row);
                if store.swap_bytes {
                    swap(into, pixel.element);
                }
            }
        }
    }

    fn row_start(&self, row: usize) -> usize {
        let rows = self.rows.max(1);
        self.start + row / rows * self.image_step + row % rows * self.row_step
    }

    /// Eight pixels of a bitmap from pixel `first` on, the first one in the highest bit.
    fn bitmap_byte(&self, store: &PixelStore, bits: &[u8], first: usize) -> u8 {
        let mut byte = 0;
        for bit in 0..8.min(self.width - first) {
            let from = self.skip_bits + first + bit;
            let value = bits[from / 8];
            let set = if store.lsb_first { value >> (from % 8) & 1 } else { value >> (7 - from % 8) & 1 };
            byte |= set << (7 - bit);
        }
        byte
    }
}

fn swap(row: &mut [u8], element: usize) {
    if element > 1 {
        row.chunks_exact_mut(element).for_each(<[u8]>::reverse);
    }
}

/// The size of a pixel of glTexImage's `format` and `type`; None: no such pair.
pub fn pixel_size(format: u32, kind: u32) -> Option<PixelSize> {
    let packed = |bytes: usize| Some(PixelSize { bits: bytes * 8, element: bytes });
    let element = match kind {
        0x1a00 => return Some(PixelSize { bits: 1, element: 1 }),
        0x1400 | 0x1401 => 1,
        0x1402 | 0x1403 | 0x140b | 0x8d61 => 2,
        0x1404..=0x1406 => 4,
        0x8032 | 0x8362 => return packed(1),
        0x8033 | 0x8034 | 0x8363..=0x8366 => return packed(2),
        0x8035 | 0x8036 | 0x8367 | 0x8368 | 0x84fa | 0x8c3b | 0x8c3e => return packed(4),
        0x85ba | 0x85bb => return packed(2),
        0x8dad => return Some(PixelSize { bits: 64, element: 4 }),
        _ => return None,
    };
    let components = match format {
        0x1900..=0x1906 | 0x1909 | 0x80e5 | 0x8d94..=0x8d97 | 0x8d9c => 1,
        0x190a | 0x8227 | 0x8228 | 0x84f9 | 0x8d9d => 2,
        0x1907 | 0x80e0 | 0x8d98 | 0x8d9a => 3,
        0x1908 | 0x8000 | 0x80e1 | 0x8d99 | 0x8d9b => 4,
        _ => return None,
    };
    Some(PixelSize { bits: components * element * 8, element })
}

#[cfg(test)]
#[path = "pixelstore_tests.rs"]
mod tests;
