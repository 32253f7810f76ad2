// SPDX-License-Identifier: Apache-2.0
//! Parts of a window's picture, from its upper left corner: what a frame changes, and what a buffer of an earlier frame lacks.

use crate::limits::DAMAGE_RECTS;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rect {
    pub x: u32,
    pub y: u32,
    pub width: u32,
    pub height: u32,
}

/// Some parts, or everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Damage {
    All,
    Parts(Vec<Rect>),
}

impl Damage {
    /// EGL's rectangles (x, y of the lower left corner, width, height), as far as they are in the picture. None: everything.
    pub fn of_egl(rects: &[i32], width: u32, height: u32) -> Damage {
        let mut parts = Damage::Parts(Vec::new());
        if rects.is_empty() {
            return Damage::All;
        }
        for rect in rects.chunks_exact(4) {
            let clip = |from: i32, len: i32, most: u32| {
                let (from, to) = (i64::from(from), i64::from(from) + i64::from(len.max(0)));
                (from.clamp(0, most.into()) as u32, to.clamp(0, most.into()) as u32)
            };
            let ((left, right), (bottom, top)) = (clip(rect[0], rect[2], width), clip(rect[1], rect[3], height));
            parts.add(Rect { x: left, y: height - top, width: right - left, height: top - bottom });
        }
        parts
    }

    pub fn add(&mut self, rect: Rect) {
        let Damage::Parts(parts) = self else { return };
        if rect.width == 0 || rect.height == 0 || parts.iter().any(|part| part.contains(&rect)) {
            return;
        }
        parts.retain(|part| !rect.contains(part));
        parts.push(rect);
        if parts.len() > DAMAGE_RECTS {
            *self = Damage::All;
        }
    }

    pub fn join(&mut self, other: &Damage) {
        match other {
            Damage::All => *self = Damage::All,
            Damage::Parts(parts) => parts.iter().for_each(|part| self.add(*part)),
        }
    }

    /// The smallest rectangle that has all of it.
    pub fn bounds(&self, width: u32, height: u32) -> Rect {
        let Damage::Parts(parts) = self else { return Rect { x: 0, y: 0, width, height } };
        let x = parts.iter().map(|part| part.x).min().unwrap_or(0);
        let y = parts.iter().map(|part| part.y).min().unwrap_or(0);
        let right = parts.iter().map(|part| part.x + part.width).max().unwrap_or(0);
        let bottom = parts.iter().map(|part| part.y + part.height).max().unwrap_or(0);
        Rect { x, y, width: right - x, height: bottom - y }
    }
}

impl Rect {
    pub fn contains(&self, other: &Rect) -> bool {
        self.x <= other.x
            && self.y <= other.y
            && self.x + self.width >= other.x + other.width
            && self.y + self.height >= other.y + other.height
    }

    pub fn bytes(&self) -> usize {
        self.width as usize * self.height as usize * 4
    }

    /// The bytes of each of its rows in a picture that is so wide, the highest row first.
    pub fn rows(self, width: u32) -> impl Iterator<Item = std::ops::Range<usize>> {
        (self.y..self.y + self.height).map(move |y| {
            let start = (y as usize * width as usize + self.x as usize) * 4;
            start..start + self.width as usize * 4
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rect(x: u32, y: u32, width: u32, height: u32) -> Rect {
        Rect { x, y, width, height }
    }

    #[test]
    fn egls_rectangles_are_turned_over_and_cut_to_the_picture() {
        assert_eq!(Damage::of_egl(&[10, 20, 30, 40], 100, 100), Damage::Parts(vec![rect(10, 40, 30, 40)]));
        assert_eq!(Damage::of_egl(&[-10, 90, 30, i32::MAX], 100, 100), Damage::Parts(vec![rect(0, 0, 20, 10)]));
        assert_eq!(Damage::of_egl(&[200, 0, 10, 10, 5, 5, -3, 4], 100, 100), Damage::Parts(Vec::new()));
        assert_eq!(Damage::of_egl(&[], 100, 100), Damage::All);
    }

    #[test]
    fn what_is_inside_of_another_part_is_not_kept_and_many_parts_are_everything() {
        let mut damage = Damage::Parts(vec![rect(10, 10, 10, 10)]);
        damage.add(rect(12, 12, 2, 2));
        assert_eq!(damage, Damage::Parts(vec![rect(10, 10, 10, 10)]));
        damage.add(rect(0, 0, 50, 50));
        assert_eq!(damage, Damage::Parts(vec![rect(0, 0, 50, 50)]));
        for n in 0..DAMAGE_RECTS as u32 {
            damage.add(rect(60, n * 2, 1, 1));
        }
        assert_eq!(damage, Damage::All);
    }

    #[test]
    fn bounds_have_every_part() {
        let damage = Damage::Parts(vec![rect(10, 10, 5, 5), rect(2, 40, 3, 3)]);
        assert_eq!(damage.bounds(100, 100), rect(2, 10, 13, 33));
        assert_eq!(Damage::All.bounds(7, 8), rect(0, 0, 7, 8));
        assert_eq!(rect(1, 1, 2, 2).rows(4).collect::<Vec<_>>(), [20..28, 36..44]);
    }
}
