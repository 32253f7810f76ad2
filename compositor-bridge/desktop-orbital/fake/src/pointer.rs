// SPDX-License-Identifier: Apache-2.0
//! The pointer: who hears of it, dragging, and clicks that change the focus.

use crate::errno::{Errno, EINVAL};
use crate::event::{self, Event};
use crate::orbital::Orbital;
use crate::order::Level;
use crate::window::{Tile, WindowId, SCALE_BASELINE};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shape {
    #[default]
    Arrow,
    Hidden,
    LeftSide,
    RightSide,
    BottomSide,
    BottomLeft,
    BottomRight,
}

/// What moves with the pointer, with the distances that stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Drag {
    Title { x: i32, y: i32 },
    Top { offset: i32, bottom: i32 },
    Sides { left: Option<(i32, i32)>, right: Option<i32>, bottom: Option<i32> },
}

#[derive(Default)]
pub struct Pointer {
    pub x: i32,
    pub y: i32,
    pub shape: Shape,
    /// The buttons as they were said last: 1 left, 2 middle, 4 right.
    pub buttons: u8,
    pub hover: Option<WindowId>,
    drag: Option<(WindowId, Drag)>,
}

const LEFT: u8 = 1;

impl Orbital {
    /// As after every change of the windows: who is under the pointer now?
    pub fn pointer_again(&mut self) {
        self.pointer_moved(self.pointer.x, self.pointer.y);
    }

    pub fn pointer_moved(&mut self, x: i32, y: i32) {
        let mut hover = None;
        let shape = match self.pointer.drag {
            None => {
                let (over, shape) = self.pointer_over(x, y);
                hover = over;
                shape
            }
            Some((id, drag)) if self.windows.contains_key(&id) => self.dragged(id, drag, x, y),
            Some(_) => {
                self.pointer.drag = None;
                Shape::Arrow
            }
        };
        if hover != self.pointer.hover {
            if let Some(id) = self.pointer.hover {
                self.send(id, Event::new(event::HOVER, 0, 0));
            }
            self.pointer.hover = hover;
        }
        (self.pointer.x, self.pointer.y, self.pointer.shape) = (x, y, shape);
    }

    /// Tells the front-most window whose content is there. Titles and borders hide what is behind them.
    fn pointer_over(&mut self, x: i32, y: i32) -> (Option<WindowId>, Shape) {
        for at in 0..self.order.len() {
            let Some((id, window)) = self.order.front_to_back(at).and_then(|id| Some((id, self.windows.get(&id)?))) else {
                continue;
            };
            if window.rect().contains(x, y) {
                let shape = if window.mouse_cursor { Shape::Arrow } else { Shape::Hidden };
                let divide = |v: i32| if window.scalable { v * SCALE_BASELINE as i32 / window.factored_scale as i32 } else { v };
                let moved = Event::at(event::MOUSE, divide(x - window.x), divide(y - window.y));
                if self.pointer.hover != Some(id) {
                    self.send(id, Event::new(event::HOVER, 1, 0));
                }
                if !self.keyboard.super_held() {
                    self.send(id, moved);
                }
                return (Some(id), shape);
            }
            if window.title_rect().contains(x, y) {
                return (None, Shape::Arrow);
            }
            // Quirk: where the pointer was, not where it is.
            if let Some(shape) = border_shape(window.border_at(self.pointer.x, self.pointer.y)) {
                return (None, shape);
            }
        }
        (None, Shape::Arrow)
    }

    fn dragged(&mut self, id: WindowId, drag: Drag, x: i32, y: i32) -> Shape {
        let Some(window) = self.windows.get(&id) else { return Shape::Arrow };
        let (left, top, width, height) = (window.x, window.y, window.width(), window.height());
        match drag {
            Drag::Title { x: from_x, y: from_y } => {
                if (from_x, from_y) != (x, y) {
                    self.user_moves(id, left + x - from_x, top + y - from_y);
                    self.pointer.drag = Some((id, Drag::Title { x, y }));
                }
                Shape::Arrow
            }
            Drag::Top { offset, bottom } => {
                let to = y - offset;
                if bottom - to > 0 {
                    self.user_sizes(id, (left, to), (width, bottom - to));
                }
                Shape::BottomSide
            }
            Drag::Sides { left: left_side, right, bottom } => {
                let to = left_side.map_or(left, |(offset, _)| x - offset);
                let w = match (left_side, right) {
                    (Some((_, right_edge)), _) => right_edge - to,
                    (None, Some(offset)) => x - offset - left,
                    (None, None) => width,
                };
                let h = bottom.map_or(height, |offset| y - offset - top);
                if w > 0 && h > 0 {
                    self.user_sizes(id, (to, top), (w, h));
                }
                border_shape((left_side.is_some(), right.is_some(), bottom.is_some())).unwrap_or_default()
            }
        }
    }

    fn user_moves(&mut self, id: WindowId, x: i32, y: i32) {
        let _ = self.change(id, |window, _| (window.x, window.y) = (x, y));
        self.send(id, Event::at(event::MOVE, x, y));
    }

    /// The place changes at once; the size is only asked for, and is what the client makes of it.
    fn user_sizes(&mut self, id: WindowId, (x, y): (i32, i32), (w, h): (i32, i32)) {
        let Some(window) = self.windows.get(&id) else { return };
        let (moves, sizes) = ((window.x, window.y) != (x, y), (window.width(), window.height()) != (w, h));
        if moves {
            self.user_moves(id, x, y);
        }
        if sizes {
            self.send(id, Event::at(event::RESIZE, w, h));
        }
    }

    pub fn pointer_moved_by(&mut self, dx: i32, dy: i32) {
        if let Some((id, window)) = self.order.focused().and_then(|id| Some((id, self.windows.get(&id)?))) {
            if window.mouse_relative {
                let middle = (window.x + window.width() / 2, window.y + window.height() / 2);
                self.send(id, Event::at(event::MOUSE_RELATIVE, dx, dy));
                (self.pointer.x, self.pointer.y, self.pointer.shape) = (middle.0, middle.1, Shape::Hidden);
                return;
            }
        }
        let displays = self.screen.displays();
        let right = displays.iter().map(|d| d.rect.right() - 1).max().unwrap_or(0);
        let bottom = displays.iter().map(|d| d.rect.bottom() - 1).max().unwrap_or(0);
        let x = (self.pointer.x + dx).clamp(0, right);
        let mut y = (self.pointer.y + dy).clamp(0, bottom);
        if let Some(display) = displays.iter().find(|d| (d.rect.x..d.rect.right()).contains(&x)) {
            y = y.clamp(display.rect.y, display.rect.bottom() - 1);
        }
        self.pointer_moved(x, y);
    }

    pub fn buttons(&mut self, buttons: u8) {
        if self.pointer.drag.is_some() {
            if buttons & LEFT == 0 {
                self.pointer.drag = None;
            }
        } else if let Some(id) = self.pressed_on(buttons) {
            self.refocus_on(id);
        }
        self.pointer.buttons = buttons;
    }

    /// A click focuses, except in the background; either way the focused window is told that it lost and got the focus.
    fn refocus_on(&mut self, id: WindowId) {
        let background = self.windows.get(&id).is_none_or(|window| window.level == Level::Back);
        self.refocus(|order| {
            if !background {
                order.make_focused(id);
            }
        });
    }

    /// Who gets the buttons: the window under the pointer, whoever had them before. Answers who was clicked.
    fn pressed_on(&mut self, buttons: u8) -> Option<WindowId> {
        let (x, y) = (self.pointer.x, self.pointer.y);
        let new = buttons & !self.pointer.buttons;
        for at in 0..self.order.len() {
            let Some((id, window)) = self.order.front_to_back(at).and_then(|id| Some((id, self.windows.get(&id)?))) else {
                continue;
            };
            let border = window.border_at(x, y);
            if window.rect().contains(x, y) {
                if self.keyboard.super_held() {
                    return (new & LEFT != 0).then(|| self.begin(id, Drag::Title { x, y }));
                }
                self.send(id, Event::new(event::BUTTON, i64::from(buttons), 0));
                return (new != 0).then_some(id);
            }
            if window.title_rect().contains(x, y) {
                return (new & LEFT != 0).then(|| self.title_clicked(id, x, y));
            }
            if border_shape(border).is_some() {
                let (left, top, right, bottom) = (window.x, window.y, window.x + window.width(), window.height());
                let sides = Drag::Sides {
                    left: border.0.then_some((x - left, right)),
                    right: border.1.then_some(x - right),
                    bottom: border.2.then_some(y - (top + bottom)),
                };
                return (new & LEFT != 0).then(|| self.begin(id, sides));
            }
        }
        None
    }

    fn title_clicked(&mut self, id: WindowId, x: i32, y: i32) -> WindowId {
        let Some(window) = self.windows.get(&id) else { return id };
        // A button does not have its right and bottom edge.
        let on = |rect: crate::rect::Rect| rect.contains(x, y) && x < rect.right() && y < rect.bottom();
        if on(window.maximise_rect()) && window.resizable {
            self.tile(id, Tile::Maximised);
        } else if on(window.close_rect()) && !window.unclosable {
            self.send(id, Event::new(event::QUIT, 0, 0));
        } else {
            self.begin(id, Drag::Title { x, y });
        }
        id
    }

    fn begin(&mut self, id: WindowId, drag: Drag) -> WindowId {
        self.pointer.drag = Some((id, drag));
        id
    }

    pub fn end_drag(&mut self) {
        self.pointer.drag = None;
    }

    /// `D,…`: a client asks that its user drags it, which works while the pointer is over it.
    pub fn client_drags(&mut self, id: WindowId, how: &str) -> Result<(), Errno> {
        if !matches!(how, "" | "M" | "L" | "R" | "B" | "T") {
            return Err(EINVAL);
        }
        if self.pointer.hover != Some(id) {
            return Ok(());
        }
        let (x, y) = (self.pointer.x, self.pointer.y);
        let window = self.window(id)?;
        let (right, bottom) = (window.x + window.width(), window.y + window.height());
        let sides = |left, right, bottom| Drag::Sides { left, right, bottom };
        let drag = match how {
            "L" => sides(Some((x - window.x, right)), None, None),
            "R" => sides(None, Some(x - right), None),
            "B" => sides(None, None, Some(y - bottom)),
            "T" => Drag::Top { offset: y - window.y, bottom },
            _ => Drag::Title { x, y },
        };
        self.begin(id, drag);
        Ok(())
    }
}

/// Left and right at once, and neither, are no border.
fn border_shape(border: (bool, bool, bool)) -> Option<Shape> {
    match border {
        (true, false, false) => Some(Shape::LeftSide),
        (false, true, false) => Some(Shape::RightSide),
        (false, false, true) => Some(Shape::BottomSide),
        (true, false, true) => Some(Shape::BottomLeft),
        (false, true, true) => Some(Shape::BottomRight),
        _ => None,
    }
}
