// SPDX-License-Identifier: Apache-2.0
//! Orbital's keys for the guest. Redox applies its own keyboard layout, which no program can ask for; the guest is given a US
//! keyboard. Where both agree the guest gets the key, and where they do not, the character as text.
use super::{Desk, Notice, WindowKey};
use crate::keys;
use crate::turn::Turn;
use seamless_protocol::limits::PRESSED_KEYS;
use seamless_protocol::messages::{Key, LockState, TextInput};

#[derive(Default)]
pub struct Keyboard {
    /// What the guest knows to be down.
    pressed: Vec<u32>,
    /// Keys that went as text: their release means nothing to the guest.
    as_text: Vec<u32>,
    /// The character that Orbital said just before the key.
    text: Option<char>,
    caps: bool,
}

impl Keyboard {
    pub fn text_event(&mut self, scalar: i64) {
        self.text = u32::try_from(scalar).ok().and_then(char::from_u32);
    }

    pub fn pressed(&self) -> &[u32] {
        &self.pressed
    }

    pub fn release_all(&mut self) {
        self.pressed.clear();
        self.as_text.clear();
        self.text = None;
    }

    /// Redox' numeric pad always writes digits.
    pub fn locks(&self) -> LockState {
        LockState { caps: self.caps, num: true, scroll: false }
    }

    fn is_shifted(&self) -> bool {
        self.pressed.iter().any(|code| matches!(*code, keys::KEY_LEFT_SHIFT | keys::KEY_RIGHT_SHIFT))
    }

    /// Whether a US keyboard writes that with this key now. Caps lock is Redox' and is learned from what it writes.
    fn writes(&mut self, code: u32, letter: char) -> bool {
        // Enter, Tab, Escape and their like come as characters too.
        if letter.is_control() {
            return true;
        }
        let Some((plain, shifted)) = keys::us_characters(code) else { return false };
        let shift = self.is_shifted();
        if plain.is_ascii_lowercase() && letter.eq_ignore_ascii_case(&plain) {
            self.caps = letter.is_ascii_uppercase() != shift;
            return true;
        }
        letter == if shift { shifted } else { plain }
    }
}

impl Desk {
    /// Bits 0 to 7 are the scancode, bit 8 says that it is pressed.
    pub(super) fn key_event(&mut self, turn: &mut Turn<'_>, key: WindowKey, event: u64) {
        let letter = self.keyboard.text.take();
        if self.notices.iter().all(|notice| matches!(notice, Notice::Focused(_))) {
            self.take_key(turn, key, event, letter);
        } else {
            self.notices.push(Notice::Key(key, event, letter));
        }
    }

    pub fn take_key(&mut self, turn: &mut Turn<'_>, key: WindowKey, event: u64, letter: Option<char>) {
        let (scancode, pressed) = (event as u8, event & 0x100 != 0);
        // A key for a window that Orbital gave the focus to in this turn, or with a menu that opened in it.
        let wanted = self.root(key).map(|root| self.top_grab(root).unwrap_or(root));
        if self.focus.told != wanted {
            self.settle_focus(turn);
        }
        if !pressed && matches!(scancode, keys::ORBITAL_SUPER | keys::ORBITAL_RIGHT_SUPER) {
            self.super_released(turn, key);
            return;
        }
        let Some(target) = self.focus.told else { return };
        let Some(code) = keys::evdev(scancode) else {
            // No key that a guest knows, but it writes something.
            if let (true, Some(letter)) = (pressed, letter.filter(|letter| !letter.is_control())) {
                self.send_text(turn, target, letter);
            }
            return;
        };
        if !pressed {
            self.release_key(turn, target, code);
            return;
        }
        if code == keys::KEY_ESC && self.root(target) != Some(target) {
            // Not every app closes its menu by itself; the press is used up by that.
            self.dismiss(turn, target);
            self.keyboard.as_text.push(code);
            return;
        }
        let locks = self.keyboard.locks();
        if letter.is_some_and(|letter| !self.keyboard.writes(code, letter)) {
            if !self.keyboard.as_text.contains(&code) && self.keyboard.as_text.len() < PRESSED_KEYS {
                self.keyboard.as_text.push(code);
            }
            self.send_text(turn, target, letter.unwrap_or_default());
            return;
        }
        if self.keyboard.locks() != locks {
            turn.posts.send(target.guest, &self.keyboard.locks());
        }
        // Orbital repeats keys that are held; the guest does that itself. Caps lock is learned from letters, not told.
        if code != keys::KEY_CAPS_LOCK {
            self.press_key(turn, target, code);
        }
    }

    /// All that a window hears of Super is that it is let go of. Keys that were let go of meanwhile are never told, and those that
    /// are held come again. A hidden window that has the focus now was chosen with Super and Tab; that it gets the focus alone
    /// means nothing, for it does so whenever another window closes.
    fn super_released(&mut self, turn: &mut Turn<'_>, key: WindowKey) {
        if let Some(target) = self.focus.told {
            self.release_held(turn, target);
        }
        self.restore(turn, key);
    }

    fn release_held(&mut self, turn: &mut Turn<'_>, target: WindowKey) {
        for code in self.keyboard.pressed.clone() {
            self.release_key(turn, target, code);
        }
    }

    /// Keys that the person did not press, together: Super-C, Super-X and Super-V in the app's own language.
    pub fn type_chord(&mut self, turn: &mut Turn<'_>, key: WindowKey, chord: &[u32]) {
        if chord.is_empty() {
            return;
        }
        if self.focus.told.is_none_or(|told| self.root(told) != self.root(key)) {
            self.settle_focus(turn);
        }
        let Some(target) = self.focus.told.filter(|told| told.guest == key.guest) else { return };
        // Orbital does not tell of keys that are let go of while Super is down.
        self.release_held(turn, target);
        for code in chord {
            self.press_key(turn, target, *code);
        }
        for code in chord.iter().rev() {
            self.release_key(turn, target, *code);
        }
    }

    fn press_key(&mut self, turn: &mut Turn<'_>, target: WindowKey, code: u32) {
        if self.keyboard.pressed.contains(&code) || self.keyboard.pressed.len() == PRESSED_KEYS {
            return;
        }
        self.keyboard.pressed.push(code);
        self.send_key(turn, target, code, true);
    }

    fn release_key(&mut self, turn: &mut Turn<'_>, target: WindowKey, code: u32) {
        self.keyboard.as_text.retain(|down| *down != code);
        let before = self.keyboard.pressed.len();
        self.keyboard.pressed.retain(|down| *down != code);
        if self.keyboard.pressed.len() != before {
            self.send_key(turn, target, code, false);
        }
    }

    fn send_key(&mut self, turn: &mut Turn<'_>, target: WindowKey, code: u32, pressed: bool) {
        let serial = self.next_serial();
        let time_microseconds = turn.microseconds();
        turn.posts.send(target.guest, &Key { window: target.window, serial, time_microseconds, code, pressed });
    }

    fn send_text(&mut self, turn: &mut Turn<'_>, target: WindowKey, letter: char) {
        let mut bytes = [0; 4];
        turn.posts.send(target.guest, &TextInput { window: target.window, text: letter.encode_utf8(&mut bytes) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_us_keyboard_writes_is_a_key_and_everything_else_is_text() {
        let mut keyboard = Keyboard::default();
        assert!(keyboard.writes(30, 'a'));
        assert!(!keyboard.writes(16, 'a'), "a French keyboard's a is where q is");
        assert!(!keyboard.writes(26, 'ü'));
        assert!(keyboard.writes(28, '\n'));
        keyboard.pressed.push(keys::KEY_LEFT_SHIFT);
        assert!(keyboard.writes(3, '@'));
        assert!(!keyboard.writes(3, '"'));
    }

    #[test]
    fn caps_lock_is_learned_from_what_letters_write() {
        let mut keyboard = Keyboard::default();
        keyboard.writes(30, 'A');
        assert!(keyboard.locks().caps);
        keyboard.pressed.push(keys::KEY_LEFT_SHIFT);
        keyboard.writes(30, 'a');
        assert!(keyboard.locks().caps);
        keyboard.writes(30, 'A');
        assert!(!keyboard.locks().caps);
    }
}
