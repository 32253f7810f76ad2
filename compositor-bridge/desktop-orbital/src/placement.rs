// SPDX-License-Identifier: Apache-2.0
//! Where a popup goes: the positioner rules of xdg-shell as a pure function. The guest sends the rules and not a position,
//! because only the desktop knows where the parent stands and where the screen ends.
//!
//! Each axis is decided on its own, in the order that the specification lists the adjustments: flip, slide, resize. An
//! adjustment that cannot make the popup fit hands the position it got to the next one.

const SLIDE: u32 = 1;
const FLIP: u32 = 4;
const RESIZE: u32 = 16;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Area {
    pub x: i32,
    pub y: i32,
    pub width: i32,
    pub height: i32,
}

/// The positioner's fields that decide a place.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rules {
    pub anchor_area: Area,
    pub width: i32,
    pub height: i32,
    pub anchor: u8,
    pub gravity: u8,
    pub adjustment: u32,
    pub offset: (i32, i32),
}

/// Positions are relative to the parent's geometry; so are `space` and the answer.
pub fn place(rules: &Rules, space: Area) -> Area {
    let horizontal = Axis {
        anchor_start: rules.anchor_area.x,
        anchor_length: rules.anchor_area.width,
        length: rules.width,
        offset: rules.offset.0,
        anchor: horizontal_side(rules.anchor),
        gravity: horizontal_side(rules.gravity),
        adjustment: rules.adjustment,
    };
    let vertical = Axis {
        anchor_start: rules.anchor_area.y,
        anchor_length: rules.anchor_area.height,
        length: rules.height,
        offset: rules.offset.1,
        anchor: vertical_side(rules.anchor),
        gravity: vertical_side(rules.gravity),
        // The bits of y lie one to the left of those of x.
        adjustment: rules.adjustment >> 1,
    };
    let (x, width) = horizontal.place(space.x, space.x + space.width);
    let (y, height) = vertical.place(space.y, space.y + space.height);
    Area { x, y, width, height }
}

/// -1 left, 0 centre, 1 right.
fn horizontal_side(edge: u8) -> i32 {
    match edge {
        3 | 5 | 6 => -1,
        4 | 7 | 8 => 1,
        _ => 0,
    }
}

/// -1 top, 0 centre, 1 bottom.
fn vertical_side(edge: u8) -> i32 {
    match edge {
        1 | 5 | 7 => -1,
        2 | 6 | 8 => 1,
        _ => 0,
    }
}

#[derive(Clone, Copy)]
struct Axis {
    anchor_start: i32,
    anchor_length: i32,
    length: i32,
    offset: i32,
    anchor: i32,
    gravity: i32,
    adjustment: u32,
}

impl Axis {
    fn start(&self) -> i32 {
        let point = match self.anchor {
            -1 => self.anchor_start,
            1 => self.anchor_start + self.anchor_length,
            _ => self.anchor_start + self.anchor_length / 2,
        };
        self.offset
            + match self.gravity {
                -1 => point - self.length,
                1 => point,
                _ => point - self.length / 2,
            }
    }

    /// The specification turns anchor and gravity round and leaves the offset as it is.
    fn flipped(self) -> Axis {
        Axis { anchor: -self.anchor, gravity: -self.gravity, ..self }
    }

    fn place(&self, space_start: i32, space_end: i32) -> (i32, i32) {
        let fits = |start: i32| start >= space_start && start + self.length <= space_end;
        let mut start = self.start();
        if fits(start) {
            return (start, self.length);
        }
        if self.adjustment & FLIP != 0 {
            let flipped = self.flipped().start();
            if fits(flipped) {
                return (flipped, self.length);
            }
        }
        if self.adjustment & SLIDE != 0 {
            start = self.slide(start, space_start, space_end);
            if fits(start) {
                return (start, self.length);
            }
        }
        if self.adjustment & RESIZE != 0 {
            let cut_start = start.max(space_start);
            let cut_end = (start + self.length).min(space_end);
            // A popup that lies wholly outside has nothing left to show after the cut; it keeps its size.
            if cut_end > cut_start {
                return (cut_start, cut_end - cut_start);
            }
        }
        (start, self.length)
    }

    /// First with the gravity until the trailing edge is free or the leading edge touches, then against it in the same way.
    fn slide(&self, mut start: i32, space_start: i32, space_end: i32) -> i32 {
        let latest = space_end - self.length;
        let forward = |start: i32| if start < space_start { start.max(space_start.min(latest)) } else { start };
        let backward = |start: i32| if start > latest { start.min(space_start.max(latest)) } else { start };
        if self.gravity >= 0 {
            start = backward(forward(start));
        } else {
            start = forward(backward(start));
        }
        start
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPACE: Area = Area { x: 0, y: 0, width: 800, height: 600 };

    fn menu_below(x: i32, y: i32) -> Rules {
        Rules {
            anchor_area: Area { x, y, width: 50, height: 20 },
            width: 200,
            height: 100,
            anchor: 6,  // bottom left
            gravity: 8, // bottom right
            adjustment: 1 | 8,
            offset: (0, 0),
        }
    }

    #[test]
    fn a_menu_with_room_opens_below_its_button() {
        assert_eq!(place(&menu_below(10, 10), SPACE), Area { x: 10, y: 30, width: 200, height: 100 });
    }

    #[test]
    fn a_menu_at_the_bottom_flips_above_and_at_the_right_slides_left() {
        assert_eq!(place(&menu_below(700, 560), SPACE), Area { x: 600, y: 460, width: 200, height: 100 });
    }

    #[test]
    fn what_may_only_be_resized_is_cut_at_the_screen() {
        let rules = Rules { adjustment: 32, ..menu_below(10, 540) };
        assert_eq!(place(&rules, SPACE), Area { x: 10, y: 560, width: 200, height: 40 });
    }

    #[test]
    fn without_adjustment_the_place_is_kept_even_outside() {
        let rules = Rules { adjustment: 0, ..menu_below(700, 560) };
        assert_eq!(place(&rules, SPACE), Area { x: 700, y: 580, width: 200, height: 100 });
    }

    #[test]
    fn a_popup_larger_than_the_screen_shows_its_beginning() {
        let rules = Rules { width: 1000, ..menu_below(10, 10) };
        assert_eq!(place(&rules, SPACE).x, 0);
    }
}
