// SPDX-License-Identifier: Apache-2.0
//! The keyboard: Super is Orbital's, everything else goes to the focused window, text before its key.

use crate::event::{self, Event};
use crate::orbital::Orbital;
use crate::scancode as k;
use crate::window::{Tile, WindowId};

/// Super and an arrow move a window by so much.
const GRID: i32 = 16;
const VOLUME_STEP: i32 = 5;
const MOUSE_SPEED: i32 = 32;

#[derive(Default)]
pub struct Keyboard {
    left_shift: bool,
    right_shift: bool,
    control: bool,
    alt: bool,
    super_key: bool,
    /// While Super is held after Tab, a list of the windows with a title is shown.
    pub tab_list: bool,
    /// Super and numpad 0: the numpad is a mouse.
    numpad_mouse: Option<i32>,
    volume_before_mute: i32,
}

impl Keyboard {
    pub fn super_held(&self) -> bool {
        self.super_key
    }

    pub fn shift_held(&self) -> bool {
        self.left_shift || self.right_shift
    }

    /// Quirk: Alt Gr is not looked at, and neither is the right Control, which has its code.
    fn follow(&mut self, scancode: u8, pressed: bool) {
        match scancode {
            k::LEFT_SHIFT => self.left_shift = pressed,
            k::RIGHT_SHIFT => self.right_shift = pressed,
            k::CONTROL => self.control = pressed,
            k::ALT => self.alt = pressed,
            k::SUPER => self.super_key = pressed,
            _ => {}
        }
    }
}

impl Orbital {
    pub fn key(&mut self, scancode: u8, pressed: bool, character: char) {
        self.keyboard.follow(scancode, pressed);
        match scancode {
            k::SUPER if !pressed => self.keyboard.tab_list = false,
            k::VOLUME_TOGGLE if pressed => self.mute(),
            k::VOLUME_DOWN if pressed => self.change_volume(-VOLUME_STEP),
            k::VOLUME_UP if pressed => self.change_volume(VOLUME_STEP),
            _ => {}
        }
        if self.keyboard.super_key && pressed && scancode != k::SUPER {
            self.keyboard.tab_list = false;
            self.super_and(scancode);
        }
        if self.numpad_moves_pointer(scancode, pressed) || self.keyboard.super_key {
            return;
        }
        if let Some(id) = self.order.focused() {
            if pressed && character != '\0' && !self.keyboard.control && !self.keyboard.alt {
                self.send(id, Event::new(event::TEXT_INPUT, i64::from(u32::from(character)), 0));
            }
            self.send(id, Event::key(scancode, pressed));
        }
    }

    fn super_and(&mut self, scancode: u8) {
        let shift = self.keyboard.shift_held();
        match scancode {
            k::Q => self.to_focused(Event::new(event::QUIT, 0, 0)),
            k::TAB => self.next_window(),
            k::NUM_0 => self.keyboard.numpad_mouse = if self.keyboard.numpad_mouse.is_none() { Some(MOUSE_SPEED) } else { None },
            k::BRACE_OPEN => self.change_volume(-VOLUME_STEP),
            k::BRACE_CLOSE => self.change_volume(VOLUME_STEP),
            k::BACKSLASH => self.mute(),
            k::M | k::ENTER => self.tile_focused(Tile::Maximised),
            k::UP if shift => self.tile_focused(Tile::TopHalf),
            k::DOWN if shift => self.tile_focused(Tile::BottomHalf),
            k::LEFT if shift => self.tile_focused(Tile::LeftHalf),
            k::RIGHT if shift => self.tile_focused(Tile::RightHalf),
            k::UP => self.move_focused(0, -GRID),
            k::DOWN => self.move_focused(0, GRID),
            k::LEFT => self.move_focused(-GRID, 0),
            k::RIGHT => self.move_focused(GRID, 0),
            k::C => self.to_focused(Event::new(event::CLIPBOARD, event::COPY, 0)),
            k::X => self.to_focused(Event::new(event::CLIPBOARD, event::CUT, 0)),
            // Without the byte that says what kind it is.
            k::V => self.to_focused(Event::new(event::CLIPBOARD, event::PASTE, self.clipboard.len().saturating_sub(1) as i64)),
            // Pictures for who develops Orbital.
            k::F10 | k::F12 => {}
            other => {
                // The oldest window is taken for the launcher.
                if let Some(id) = self.windows.keys().next().copied() {
                    let key = Event::key(other, true);
                    self.send(id, Event { code: key.code + event::SUPER_OFFSET, ..key });
                }
            }
        }
    }

    fn to_focused(&mut self, event: Event) {
        if let Some(id) = self.order.focused() {
            self.send(id, event);
        }
    }

    fn tile_focused(&mut self, tile: Tile) {
        if let Some(id) = self.order.focused() {
            self.tile(id, tile);
        }
    }

    /// To the grid, a step on, and never quite off the screen.
    fn move_focused(&mut self, dx: i32, dy: i32) {
        let Some(id) = self.order.focused() else { return };
        let screen = self.screen.first();
        let moved = self.change(id, |window, _| {
            let x = window.x - window.x % GRID + dx;
            let y = window.y - window.y % GRID + dy;
            window.x = x.min(screen.w - GRID).max(GRID - window.width());
            window.y = y.min(screen.h - GRID).max(GRID - window.height());
            (window.x, window.y)
        });
        if let Ok((x, y)) = moved {
            self.send(id, Event::at(event::MOVE, x, y));
        }
    }

    /// Windows with a title, in the focus order: what Super and Tab lists.
    pub fn titled(&self) -> Vec<WindowId> {
        self.order.focus_order().filter(|id| self.windows.get(id).is_some_and(|window| !window.title.is_empty())).collect()
    }

    fn next_window(&mut self) {
        self.keyboard.tab_list = true;
        let titled = self.titled();
        if let Some(&last) = titled.last().filter(|_| titled.len() > 1) {
            self.end_drag();
            // Quirk: it is the focused window that goes behind the last titled one, whether it has a title or not.
            self.refocus(|order| order.send_behind(last));
        }
    }

    fn change_volume(&mut self, by: i32) {
        self.volume = (self.volume + by).clamp(0, 100);
    }

    fn mute(&mut self) {
        if self.volume == 0 {
            self.volume = self.keyboard.volume_before_mute;
        } else {
            self.keyboard.volume_before_mute = std::mem::take(&mut self.volume);
        }
    }

    fn numpad_moves_pointer(&mut self, scancode: u8, pressed: bool) -> bool {
        let Some(speed) = self.keyboard.numpad_mouse else { return false };
        let (x, y) = (self.pointer.x, self.pointer.y);
        match (scancode, pressed) {
            (k::NUM_4, true) => self.pointer_moved(x - speed, y),
            (k::NUM_2, true) => self.pointer_moved(x, y + speed),
            (k::NUM_8, true) => self.pointer_moved(x, y - speed),
            (k::NUM_6, true) => self.pointer_moved(x + speed, y),
            (k::NUM_3, true) => self.keyboard.numpad_mouse = Some(if speed > 2 { speed / 2 } else { speed }),
            (k::NUM_9, true) => self.keyboard.numpad_mouse = Some(if speed <= 128 { speed * 2 } else { speed }),
            (k::NUM_5, _) => self.buttons(u8::from(pressed)),
            (k::NUM_7, _) => self.buttons(u8::from(pressed) << 1),
            (k::NUM_1, _) => self.buttons(u8::from(pressed) << 2),
            _ => return false,
        }
        true
    }
}
