// SPDX-License-Identifier: Apache-2.0
//! What a window reads (orbclient: src/event.rs), and what the hardware says.

/// One record: three little-endian 64-bit numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    pub code: i64,
    pub a: i64,
    pub b: i64,
}

/// Bytes of a record.
pub const EVENT_BYTES: usize = 24;

pub const KEY: i64 = 1;
pub const MOUSE: i64 = 2;
pub const BUTTON: i64 = 3;
pub const SCROLL: i64 = 4;
pub const QUIT: i64 = 5;
pub const FOCUS: i64 = 6;
pub const MOVE: i64 = 7;
pub const RESIZE: i64 = 8;
pub const SCREEN: i64 = 9;
pub const CLIPBOARD: i64 = 10;
pub const MOUSE_RELATIVE: i64 = 11;
pub const TEXT_INPUT: i64 = 13;
pub const HOVER: i64 = 15;
pub const SCALE: i64 = 16;
pub const CONTROLLER_AXIS: i64 = 20;
pub const CONTROLLER_BUTTON: i64 = 21;
/// Added to the code of a key that is pressed with Super and that Orbital has no use for.
pub const SUPER_OFFSET: i64 = 0x1000_0000;

pub const COPY: i64 = 1;
pub const CUT: i64 = 2;
pub const PASTE: i64 = 3;

impl Event {
    pub const fn new(code: i64, a: i64, b: i64) -> Event {
        Event { code, a, b }
    }

    pub fn at(code: i64, x: i32, y: i32) -> Event {
        Event::new(code, i64::from(x), i64::from(y))
    }

    /// The character is not in the record any more since June 2026; it comes as TEXT_INPUT.
    pub fn key(scancode: u8, pressed: bool) -> Event {
        Event::new(KEY, 0, i64::from(scancode) | i64::from(pressed) << 8)
    }

    pub fn to_bytes(self) -> [u8; EVENT_BYTES] {
        let mut bytes = [0; EVENT_BYTES];
        for (part, value) in bytes.chunks_exact_mut(8).zip([self.code, self.a, self.b]) {
            part.copy_from_slice(&value.to_le_bytes());
        }
        bytes
    }
}

/// What the input devices say, after the keyboard layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    Key {
        scancode: u8,
        pressed: bool,
        /// What the layout makes of it; NUL for nothing.
        character: char,
    },
    /// An absolute device, in screen coordinates.
    Pointer {
        x: i32,
        y: i32,
    },
    Relative {
        dx: i32,
        dy: i32,
    },
    /// The state of all buttons: 1 left, 2 middle, 4 right.
    Buttons(u8),
    Scroll {
        x: i32,
        y: i32,
    },
    Axis {
        id: u32,
        axis: u16,
        value: i32,
    },
    ControllerButton {
        id: u32,
        button: u16,
        pressed: bool,
    },
}
