// SPDX-License-Identifier: Apache-2.0
use crate::limits;
use crate::message::Choice;
use crate::{Damage, Rect};

/// Reads one payload. The first thing that is not as it should be (too few bytes, a number out of range, text that is not UTF-8)
/// makes it fail for good: everything after it is zero or empty, and `finish` is false. It never panics.
pub struct Reader<'a> {
    rest: &'a [u8],
    failed: bool,
}

impl<'a> Reader<'a> {
    pub fn new(payload: &'a [u8]) -> Reader<'a> {
        Reader { rest: payload, failed: false }
    }

    /// True when nothing failed and every byte was read.
    pub fn finish(&self) -> bool {
        !self.failed && self.rest.is_empty()
    }

    pub fn failed(&self) -> bool {
        self.failed
    }

    /// Fails unless the condition holds: for rules between fields.
    pub fn require(&mut self, condition: bool) {
        self.failed |= !condition;
    }

    fn take(&mut self, count: usize) -> &'a [u8] {
        if self.failed || count > self.rest.len() {
            self.failed = true;
            return &[];
        }
        let (taken, rest) = self.rest.split_at(count);
        self.rest = rest;
        taken
    }

    fn array<const N: usize>(&mut self) -> [u8; N] {
        self.take(N).try_into().unwrap_or([0; N])
    }

    pub fn u8(&mut self) -> u8 {
        self.array::<1>()[0]
    }

    pub fn u16(&mut self) -> u16 {
        u16::from_le_bytes(self.array())
    }

    pub fn u32(&mut self) -> u32 {
        u32::from_le_bytes(self.array())
    }

    pub fn u64(&mut self) -> u64 {
        u64::from_le_bytes(self.array())
    }

    pub fn i32(&mut self) -> i32 {
        i32::from_le_bytes(self.array())
    }

    pub fn raw32(&mut self) -> [u8; 32] {
        self.array()
    }

    fn checked<T: Default>(&mut self, value: T, good: bool) -> T {
        self.require(good);
        if self.failed {
            T::default()
        } else {
            value
        }
    }

    pub fn u8_to(&mut self, most: u8) -> u8 {
        let value = self.u8();
        self.checked(value, value <= most)
    }

    pub fn u16_in(&mut self, least: u16, most: u16) -> u16 {
        let value = self.u16();
        self.checked(value, value >= least && value <= most)
    }

    pub fn u32_to(&mut self, most: u32) -> u32 {
        self.u32_in(0, most)
    }

    pub fn u32_in(&mut self, least: u32, most: u32) -> u32 {
        let value = self.u32();
        self.checked(value, value >= least && value <= most)
    }

    pub fn u64_to(&mut self, most: u64) -> u64 {
        let value = self.u64();
        self.checked(value, value <= most)
    }

    pub fn u64_not_0(&mut self) -> u64 {
        let value = self.u64();
        self.checked(value, value != 0)
    }

    pub fn i32_in(&mut self, least: i32, most: i32) -> i32 {
        let value = self.i32();
        self.checked(value, value >= least && value <= most)
    }

    /// A u32 of flags; bits that this version does not know fail.
    pub fn flags(&mut self, known: u32) -> u32 {
        let value = self.u32();
        self.checked(value, value & !known == 0)
    }

    /// A u32 that names something: not zero.
    pub fn id(&mut self) -> u32 {
        self.u32_in(1, u32::MAX)
    }

    pub fn bool(&mut self) -> bool {
        self.u8_to(1) == 1
    }

    pub fn choice<T: Choice>(&mut self) -> T {
        let number = self.u8();
        let value = T::of(number);
        self.require(value.is_some());
        value.unwrap_or_default()
    }

    pub fn coord(&mut self) -> i32 {
        self.i32_in(-limits::COORDINATE, limits::COORDINATE)
    }

    pub fn side(&mut self, least: i32) -> i32 {
        self.i32_in(least, limits::WINDOW_SIDE)
    }

    /// Pixels for 120 logical units: from one eighth to sixteen.
    pub fn scale(&mut self) -> u32 {
        self.u32_in(15, 1920)
    }

    pub fn evdev(&mut self) -> u32 {
        self.u32_to(limits::EVDEV_CODE)
    }

    pub fn rect(&mut self) -> Rect {
        Rect::new(self.coord(), self.coord(), self.i32_in(1, limits::COORDINATE), self.i32_in(1, limits::COORDINATE))
    }

    /// As a positioner has it: the sides may be zero.
    pub fn anchor_rect(&mut self) -> Rect {
        Rect::new(self.coord(), self.coord(), self.side(0), self.side(0))
    }

    pub fn damage(&mut self) -> Damage {
        let mut damage = Damage::default();
        for _ in 0..self.count(limits::DAMAGE_RECTS, 16) {
            let rect = self.rect();
            if self.failed {
                return Damage::default();
            }
            damage.push(rect);
        }
        damage
    }

    pub fn region(&mut self) -> Vec<Rect> {
        self.list(limits::REGION_RECTS, 16, Reader::rect)
    }

    /// u16 byte count, then UTF-8; a NUL inside fails, because some receivers hand texts to C.
    pub fn text(&mut self, most: usize) -> &'a str {
        let count = usize::from(self.u16());
        self.require(count <= most);
        let bytes = self.take(count);
        let text = std::str::from_utf8(bytes);
        self.require(text.is_ok() && !bytes.contains(&0));
        match text {
            Ok(text) if !self.failed => text,
            _ => "",
        }
    }

    pub fn texts(&mut self, most: usize, most_bytes: usize) -> Vec<&'a str> {
        self.list(most, 2, |reader| reader.text(most_bytes))
    }

    /// u32 byte count, then the bytes.
    pub fn bytes(&mut self, most: usize) -> &'a [u8] {
        let count = self.u32_to(most as u32);
        self.take(count as usize)
    }

    /// Reserves for no more than the bytes that are left can hold.
    pub fn list<T>(&mut self, most: usize, least_bytes: usize, mut item: impl FnMut(&mut Reader<'a>) -> T) -> Vec<T> {
        let count = self.count(most, least_bytes);
        let mut list = Vec::with_capacity(count);
        for _ in 0..count {
            list.push(item(self));
            if self.failed {
                return Vec::new();
            }
        }
        list
    }

    /// A bool that says whether the item follows.
    pub fn optional<T>(&mut self, item: impl FnOnce(&mut Reader<'a>) -> T) -> Option<T> {
        self.bool().then(|| item(self))
    }

    fn count(&mut self, most: usize, least_bytes: usize) -> usize {
        let count = usize::from(self.u16());
        self.checked(count, count <= most && count * least_bytes <= self.rest.len())
    }
}
