// SPDX-License-Identifier: Apache-2.0
//! Orbital's scancodes as Linux key codes, and what a US keyboard writes with them.
//!
//! Orbital's numbers are those of an XT keyboard with tables of their own for the numeric pad, the cursor block and media
//! keys. The first table is equal to evdev's, the second is not.

/// The highest scancode that has the same number in evdev.
const LAST_COMMON: u8 = 0x58;

/// Orbital's numbers that mean something else in evdev, or nothing.
const DIFFERENT: [(u8, u32); 42] = [
    (0x37, 99),  // Print screen; 0x37 is the pad's asterisk in evdev
    (0x47, 102), // Home
    (0x48, 103), // Up
    (0x49, 104), // Page up
    (0x4b, 105), // Left
    (0x4d, 106), // Right
    (0x4f, 107), // End
    (0x50, 108), // Down
    (0x51, 109), // Page down
    (0x52, 110), // Insert
    (0x53, 111), // Delete
    (0x5b, 125), // Left super
    (0x5c, 126), // Right super
    (0x5d, 127), // Menu
    (0x5e, 116), // Power
    (0x5f, 142), // Sleep
    (0x64, 100), // Alt Gr; the right control key has the same number in Orbital and cannot be told from it
    (0x70, 82),  // The numeric pad: 0
    (0x71, 79),
    (0x72, 80),
    (0x73, 81),
    (0x74, 75),
    (0x75, 76),
    (0x76, 77),
    (0x77, 71),
    (0x78, 72),
    (0x79, 73),
    (0x7a, 83),  // .
    (0x7b, 74),  // -
    (0x7c, 78),  // +
    (0x7d, 55),  // *
    (0x7e, 98),  // /
    (0x7f, 96),  // Enter
    (0x90, 165), // Previous song
    (0x99, 163), // Next song
    (0xa0, 113), // Mute
    (0xa2, 164), // Play and pause
    (0xa4, 166), // Stop
    (0xae, 114), // Volume down
    (0xb0, 115), // Volume up
    (0x4a, 74),  // The pad's minus and plus of keyboards that send them in the first table
    (0x4e, 78),
];

/// Orbital's own numbers for its own key.
pub const ORBITAL_SUPER: u8 = 0x5b;
pub const ORBITAL_RIGHT_SUPER: u8 = 0x5c;

pub const KEY_ESC: u32 = 1;
pub const KEY_LEFT_CONTROL: u32 = 29;
pub const KEY_LEFT_SHIFT: u32 = 42;
pub const KEY_RIGHT_SHIFT: u32 = 54;
pub const KEY_CAPS_LOCK: u32 = 58;
pub const KEY_X: u32 = 45;
pub const KEY_C: u32 = 46;
pub const KEY_V: u32 = 47;
pub const KEY_INSERT: u32 = 110;

/// The evdev code, or None for a key that evdev has no number for.
pub fn evdev(scancode: u8) -> Option<u32> {
    if let Some(&(_, code)) = DIFFERENT.iter().find(|&&(orbital, _)| orbital == scancode) {
        return Some(code);
    }
    (1..=LAST_COMMON).contains(&scancode).then_some(u32::from(scancode))
}

/// The character that the key writes on a US keyboard, without and with shift.
pub fn us_characters(evdev: u32) -> Option<(char, char)> {
    const ROWS: [(u32, &str, &str); 4] = [
        (2, "1234567890-=", "!@#$%^&*()_+"),
        (16, "qwertyuiop[]", "QWERTYUIOP{}"),
        (30, "asdfghjkl;'`", "ASDFGHJKL:\"~"),
        (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    ];
    // In evdev's order; the pad writes digits because its lock is always said to be on.
    const PAD: &str = "789-456+1230.";
    for (first, plain, shifted) in ROWS {
        let index = evdev.wrapping_sub(first) as usize;
        if index < plain.len() {
            return Some((plain.as_bytes()[index] as char, shifted.as_bytes()[index] as char));
        }
    }
    match evdev {
        57 => Some((' ', ' ')),
        55 => Some(('*', '*')),
        98 => Some(('/', '/')),
        71..=83 => PAD.chars().nth((evdev - 71) as usize).map(|letter| (letter, letter)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_digits_have_one_number_in_both_tables() {
        assert_eq!(evdev(0x1e), Some(30)); // A
        assert_eq!(evdev(0x0b), Some(11)); // 0
        assert_eq!(evdev(0x57), Some(87)); // F11
    }

    #[test]
    fn the_cursor_block_is_not_the_numeric_pad() {
        assert_eq!(evdev(0x48), Some(103)); // Up, and not KP8 (72)
        assert_eq!(evdev(0x53), Some(111)); // Delete
        assert_eq!(evdev(0x37), Some(99)); // Print screen, and not KP* (55)
    }

    #[test]
    fn the_numeric_pad_and_media_keys_have_numbers_of_their_own() {
        assert_eq!(evdev(0x70), Some(82));
        assert_eq!(evdev(0x78), Some(72));
        assert_eq!(evdev(0x7f), Some(96));
        assert_eq!(evdev(0xae), Some(114));
        assert_eq!(evdev(0x5b), Some(125));
    }

    #[test]
    fn a_number_without_a_key_is_none() {
        for code in [0u8, 0x59, 0x60, 0xff] {
            assert_eq!(evdev(code), None);
        }
    }

    #[test]
    fn no_two_rows_of_the_table_name_one_scancode() {
        for (index, (code, _)) in DIFFERENT.iter().enumerate() {
            assert!(DIFFERENT.iter().skip(index + 1).all(|(other, _)| other != code), "{code:#x}");
        }
    }

    #[test]
    fn a_us_keyboard_writes_what_is_printed_on_it() {
        assert_eq!(us_characters(30), Some(('a', 'A')));
        assert_eq!(us_characters(3), Some(('2', '@')));
        assert_eq!(us_characters(43), Some(('\\', '|')));
        assert_eq!(us_characters(53), Some(('/', '?')));
        assert_eq!(us_characters(41), Some(('`', '~')));
        assert_eq!(us_characters(82), Some(('0', '0')));
        assert_eq!(us_characters(28), None);
    }
}
