// SPDX-License-Identifier: Apache-2.0
use crate::limits::DAMAGE_RECTS;

/// Both sides are above zero on the wire, but for the anchor rectangle of a positioner.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rect {
    pub x: i32,
    pub y: i32,
    pub width: i32,
    pub height: i32,
}

impl Rect {
    pub const fn new(x: i32, y: i32, width: i32, height: i32) -> Rect {
        Rect { x, y, width, height }
    }

    /// Coordinates and sides on the wire are at most 2^20, so the sums cannot overflow.
    pub fn contains(&self, other: &Rect) -> bool {
        other.x >= self.x
            && other.y >= self.y
            && i64::from(other.x) + i64::from(other.width) <= i64::from(self.x) + i64::from(self.width)
            && i64::from(other.y) + i64::from(other.height) <= i64::from(self.y) + i64::from(self.height)
    }

    pub fn intersection(&self, other: &Rect) -> Option<Rect> {
        let (x, y) = (self.x.max(other.x), self.y.max(other.y));
        let right = (self.x + self.width).min(other.x + other.width);
        let bottom = (self.y + self.height).min(other.y + other.height);
        (right > x && bottom > y).then(|| Rect::new(x, y, right - x, bottom - y))
    }

    pub fn area(&self) -> u64 {
        self.width as u64 * self.height as u64
    }
}

/// The rectangles of one frame's damage, without an allocation.
#[derive(Clone, Copy, Default)]
pub struct Damage {
    rects: [Rect; DAMAGE_RECTS],
    count: usize,
}

impl Damage {
    pub fn of(rects: &[Rect]) -> Option<Damage> {
        let mut damage = Damage::default();
        rects.iter().all(|rect| damage.push(*rect)).then_some(damage)
    }

    /// False when it is full.
    pub fn push(&mut self, rect: Rect) -> bool {
        if self.count == DAMAGE_RECTS {
            return false;
        }
        self.rects[self.count] = rect;
        self.count += 1;
        true
    }

    pub fn as_slice(&self) -> &[Rect] {
        &self.rects[..self.count]
    }

    /// Bytes of its pixels, four each; a pixel that lies in two rectangles counts twice, as it travels twice.
    pub fn plain_bytes(&self) -> u64 {
        self.as_slice().iter().map(|rect| rect.area() * 4).sum()
    }
}

impl PartialEq for Damage {
    fn eq(&self, other: &Damage) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl std::fmt::Debug for Damage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.as_slice()).finish()
    }
}
