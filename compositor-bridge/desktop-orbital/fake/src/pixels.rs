// SPDX-License-Identifier: Apache-2.0

use crate::limits;
use crate::rect::Rect;
use crate::sys::Memory;
use std::io;
use std::os::fd::OwnedFd;

pub const PAGE: usize = 4096;

/// What freed memory is filled with: no client paints this.
const POISON: u32 = 0x5aba_d5ab;

/// A window's picture: 0xAARRGGBB, rows without padding, page-aligned and padded to whole pages, zeros at first.
pub struct Pixels {
    width: u32,
    height: u32,
    memory: Memory,
}

impl Pixels {
    pub fn new(width: u32, height: u32) -> io::Result<Pixels> {
        let count = u64::from(width) * u64::from(height);
        if count > limits::WINDOW_PIXELS || width > i32::MAX as u32 || height > i32::MAX as u32 {
            return Err(io::Error::from(io::ErrorKind::OutOfMemory));
        }
        Ok(Pixels { width, height, memory: Memory::new((count as usize * 4).next_multiple_of(PAGE))? })
    }

    pub fn width(&self) -> u32 {
        self.width
    }

    pub fn height(&self) -> u32 {
        self.height
    }

    /// With the padding.
    pub fn bytes(&self) -> usize {
        self.memory.bytes()
    }

    pub fn file(&self) -> io::Result<OwnedFd> {
        self.memory.file().try_clone()
    }

    /// Part of a row.
    pub fn read(&self, x: usize, y: usize, into: &mut [u32]) {
        self.memory.read((y * self.width as usize + x) * 4, into);
    }

    pub fn copy_from(&self, other: &Pixels) {
        let (w, h) = (self.width.min(other.width) as usize, self.height.min(other.height) as usize);
        let mut row = vec![0; w];
        for y in 0..h {
            other.read(0, y, &mut row);
            self.memory.write(y * self.width as usize * 4, &row);
        }
    }

    /// The picture as bytes: for tests, and for looking at one window.
    pub fn copy(&self, rect: &Rect) -> Vec<u32> {
        let rect = rect.intersection(&Rect::new(0, 0, self.width as i32, self.height as i32));
        let mut all = vec![0; rect.area() as usize];
        for (row, y) in all.chunks_exact_mut(rect.w.max(1) as usize).zip(rect.y..) {
            self.read(rect.x as usize, y as usize, row);
        }
        all
    }

    pub fn poison(&self) {
        self.memory.write(0, &vec![POISON; self.memory.bytes() / 4]);
    }

    pub fn is_poisoned(&self) -> bool {
        let mut all = vec![0; self.memory.bytes() / 4];
        self.memory.read(0, &mut all);
        all.iter().all(|&pixel| pixel == POISON)
    }
}
