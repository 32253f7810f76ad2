// SPDX-License-Identifier: Apache-2.0

/// A rectangle as orbclient has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rect {
    pub x: i32,
    pub y: i32,
    pub w: i32,
    pub h: i32,
}

impl Rect {
    pub const fn new(x: i32, y: i32, w: i32, h: i32) -> Rect {
        Rect { x, y, w, h }
    }

    pub fn right(&self) -> i32 {
        self.x.saturating_add(self.w)
    }

    pub fn bottom(&self) -> i32 {
        self.y.saturating_add(self.h)
    }

    pub fn is_empty(&self) -> bool {
        self.w <= 0 || self.h <= 0
    }

    pub fn area(&self) -> i64 {
        if self.is_empty() {
            0
        } else {
            i64::from(self.w) * i64::from(self.h)
        }
    }

    /// Quirk: the right and the bottom edge belong to it, so a pointer one pixel outside still hits, and a window hears of
    /// x = width and y = height.
    pub fn contains(&self, x: i32, y: i32) -> bool {
        !self.is_empty() && self.x <= x && x <= self.right() && self.y <= y && y <= self.bottom()
    }

    pub fn intersection(&self, other: &Rect) -> Rect {
        let (x, y) = (self.x.max(other.x), self.y.max(other.y));
        let w = self.right().min(other.right()).saturating_sub(x).max(0);
        let h = self.bottom().min(other.bottom()).saturating_sub(y).max(0);
        Rect { x, y, w, h }
    }

    pub fn covers(&self, other: &Rect) -> bool {
        self.x <= other.x && self.y <= other.y && self.right() >= other.right() && self.bottom() >= other.bottom()
    }
}
