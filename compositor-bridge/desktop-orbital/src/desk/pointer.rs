// SPDX-License-Identifier: Apache-2.0
//! Orbital's mouse for the guest. Orbital has no grab: with a button down, events go to whatever is under the pointer, and a
//! release elsewhere is never told. So a press is kept with its window here as long as the pointer is over windows of ours,
//! and let go of when it leaves them.
use super::shell::report;
use super::{Desk, WindowKey};
use crate::limits;
use crate::turn::Turn;
use seamless_protocol::messages::*;
use std::time::Instant;

/// Left, middle, right: Orbital's bits as evdev's codes.
const BUTTONS: [u32; limits::BUTTONS] = [0x110, 0x112, 0x111];

/// Logical units that one line is scrolled by, in 256ths; what a wheel's notch is on Linux desktops.
const LINE: i32 = 15 * 256;

#[derive(Default)]
pub struct Pointer {
    /// The Orbital window under the pointer, and where in its pixels.
    pub over: Option<WindowKey>,
    pub x: i32,
    pub y: i32,
    /// The window whose guest was told that it has the pointer, and where that was said to be, in 256ths.
    pub entered: Option<WindowKey>,
    at: (i32, i32),
    /// The window that got the press.
    grab: Option<WindowKey>,
    pub buttons: u8,
    pub press_serial: u32,
    /// An app drags something: the press keeps nothing.
    pub is_dragging: bool,
    /// The window whose lock holds.
    pub locked: Option<WindowKey>,
    /// It left one of ours; another of ours may have it in the next event.
    left: Option<Instant>,
}

impl Pointer {
    pub fn deadline(&self) -> Option<Instant> {
        self.left
    }

    pub fn is_over(&self) -> bool {
        self.over.is_some() && self.left.is_none()
    }
}

impl Desk {
    pub(super) fn mouse_event(&mut self, turn: &mut Turn<'_>, key: WindowKey, x: i32, y: i32) {
        let before = self.pointer.over.replace(key);
        self.pointer.left = None;
        (self.pointer.x, self.pointer.y) = (x, y);
        if before != self.pointer.over {
            before.into_iter().for_each(|before| self.update_cursor(before));
        }
        self.point(turn);
    }

    pub(super) fn relative_event(&mut self, turn: &mut Turn<'_>, key: WindowKey, dx: i32, dy: i32) {
        let Some(entered) = self.pointer.entered.filter(|entered| *entered == key) else { return };
        let scale = self.display.scale;
        let delta = (dx * 256 / scale, dy * 256 / scale);
        self.send_motion(turn, entered, self.pointer.at, delta);
    }

    pub(super) fn hover_event(&mut self, turn: &mut Turn<'_>, key: WindowKey, is_over: bool) {
        if is_over {
            self.pointer.left = None;
            self.pointer.over = Some(key);
        } else if self.pointer.over == Some(key) {
            self.pointer.left = Some(turn.now + limits::FOCUS_CHANGE);
        }
    }

    /// The state of all buttons; what has changed goes to the guest.
    pub(super) fn button_event(&mut self, turn: &mut Turn<'_>, key: WindowKey, state: u8) {
        self.pointer.over = Some(key);
        self.point(turn);
        for (index, code) in BUTTONS.into_iter().enumerate() {
            let bit = 1 << index;
            if (self.pointer.buttons ^ state) & bit == 0 {
                continue;
            }
            if state & bit != 0 {
                self.press(turn, key, bit, code);
            } else if self.pointer.buttons & bit != 0 {
                self.pointer.buttons &= !bit;
                self.send_button(turn, code, false);
            }
        }
        if self.pointer.buttons == 0 {
            self.pointer.grab = None;
            self.point(turn);
        }
    }

    /// Orbital gives it to the front-most window; what is meant is what is under the pointer.
    pub(super) fn scroll_event(&mut self, turn: &mut Turn<'_>, x: i32, y: i32) {
        let Some(key) = self.pointer.entered else { return };
        // A wild number of lines is as good as many.
        let (x, y) = (x.clamp(-100, 100), y.clamp(-100, 100));
        let axis = PointerAxis {
            window: key.window,
            time_microseconds: turn.microseconds(),
            source: AxisSource::Wheel,
            dx: -x * LINE,
            dy: -y * LINE,
            wheel_x: -x * 120,
            wheel_y: -y * 120,
            stop_x: false,
            stop_y: false,
        };
        turn.posts.send(key.guest, &axis);
    }

    pub(super) fn tick_pointer(&mut self, turn: &mut Turn<'_>) {
        if self.pointer.left.is_none_or(|due| due > turn.now) {
            return;
        }
        self.pointer.left = None;
        // Whether the buttons are let go of elsewhere is never told.
        self.release_buttons(turn);
        let over = self.pointer.over.take();
        self.enter(turn, None, (0, 0));
        over.into_iter().for_each(|key| self.update_cursor(key));
    }

    /// The window takes no pointer any more: it went, or its guest did.
    pub(super) fn forget_pointer(&mut self, key: WindowKey) {
        let pointer = &mut self.pointer;
        for of in [&mut pointer.over, &mut pointer.entered, &mut pointer.locked] {
            *of = of.filter(|other| *other != key);
        }
        if pointer.grab == Some(key) {
            pointer.grab = None;
            pointer.buttons = 0;
        }
    }

    pub(super) fn release_buttons(&mut self, turn: &mut Turn<'_>) {
        for (index, code) in BUTTONS.into_iter().enumerate() {
            let bit = 1 << index;
            if self.pointer.buttons & bit != 0 {
                self.pointer.buttons &= !bit;
                self.send_button(turn, code, false);
            }
        }
        self.pointer.grab = None;
    }

    pub(super) fn constrain(&mut self, turn: &mut Turn<'_>, key: WindowKey, kind: ConstraintKind) {
        let Some(window) = self.windows.get_mut(&key) else { return };
        // Orbital can hold the pointer in place, but not inside of a region: that wish is not granted.
        window.wants_lock = kind == ConstraintKind::Lock;
        self.settle_focus(turn);
    }

    fn press(&mut self, turn: &mut Turn<'_>, key: WindowKey, bit: u8, code: u32) {
        let is_strip = self.windows.get(&key).and_then(|window| window.on_screen.as_ref()).is_some_and(|shown| self.pointer.y < shown.view.strip);
        if is_strip && self.pointer.grab.is_none() {
            if bit == 1 {
                if let Some(on_screen) = self.windows.get_mut(&key).and_then(|window| window.on_screen.as_mut()) {
                    report(on_screen.orbital.drag('M'));
                }
            }
            return;
        }
        if self.pointer.entered.is_none() {
            return;
        }
        self.pointer.buttons |= bit;
        if self.pointer.grab.is_none() {
            self.pointer.grab = self.pointer.entered;
        }
        self.pointer.press_serial = self.send_button(turn, code, true);
    }

    fn send_button(&mut self, turn: &mut Turn<'_>, code: u32, pressed: bool) -> u32 {
        let Some(key) = self.pointer.entered else { return 0 };
        let serial = self.next_serial();
        let time_microseconds = turn.microseconds();
        turn.posts.send(key.guest, &PointerButton { window: key.window, serial, time_microseconds, code, pressed });
        serial
    }

    /// Tells the guest where the pointer is: in the window that has the press, else in the one below it.
    fn point(&mut self, turn: &mut Turn<'_>) {
        let Some(over) = self.pointer.over else { return };
        let grab = self.pointer.grab.filter(|_| !self.pointer.is_dragging);
        let target = grab.unwrap_or(over);
        let Some(at) = self.position_in(target, over) else { return };
        let takes = grab.is_some()
            || self.windows.get(&target).is_some_and(|window| window.is_present && self.is_inside(target) && window.takes_input_at(at.0, at.1));
        self.enter(turn, takes.then_some(target), at);
        self.update_cursor(over);
    }

    fn enter(&mut self, turn: &mut Turn<'_>, target: Option<WindowKey>, at: (i32, i32)) {
        let before = self.pointer.entered;
        if before != target {
            if let Some(left) = before.filter(|left| target.is_none_or(|target| target.guest != left.guest)) {
                turn.posts.send(left.guest, &PointerLeave { window: left.window });
            }
            self.pointer.entered = target;
            self.pointer.at = at;
            if let Some(key) = target {
                turn.posts.send(key.guest, &PointerEnter { window: key.window, x: at.0, y: at.1 });
            }
        } else if let Some(key) = target.filter(|_| at != self.pointer.at) {
            let delta = (at.0 - self.pointer.at.0, at.1 - self.pointer.at.1);
            self.pointer.at = at;
            self.send_motion(turn, key, at, delta);
        }
    }

    fn send_motion(&self, turn: &mut Turn<'_>, key: WindowKey, at: (i32, i32), delta: (i32, i32)) {
        let motion = PointerMotion {
            window: key.window,
            x: at.0,
            y: at.1,
            time_microseconds: turn.microseconds(),
            dx: delta.0,
            dy: delta.1,
            raw_dx: delta.0,
            raw_dy: delta.1,
        };
        turn.posts.send(key.guest, &motion);
    }

    /// The strip is ours.
    fn is_inside(&self, key: WindowKey) -> bool {
        let shown = self.windows.get(&key).and_then(|window| window.on_screen.as_ref());
        shown.is_some_and(|shown| self.pointer.over != Some(key) || self.pointer.y >= shown.view.strip)
    }

    /// Where the pointer is in a window's geometry, in 256ths, when Orbital says it is over another one.
    fn position_in(&self, target: WindowKey, over: WindowKey) -> Option<(i32, i32)> {
        let shown = self.windows.get(&target)?.on_screen.as_ref()?;
        let (mut x, mut y) = (self.pointer.x, self.pointer.y);
        if target != over {
            let over = self.windows.get(&over)?.on_screen.as_ref()?;
            x += over.orbital.x - shown.orbital.x;
            y += over.orbital.y - shown.orbital.y;
        }
        Some(shown.view.to_geometry(x, y))
    }
}
