// SPDX-License-Identifier: Apache-2.0
//! orbclient's scancodes by name, and what Redox's US layout makes of them.

macro_rules! codes {
    ($($name:ident = $code:literal $(, $plain:literal, $shifted:literal)?;)*) => {
        $(pub const $name: u8 = $code;)*

        const TABLE: &[(&str, u8, [char; 2])] = &[$((stringify!($name), $code, characters(&[$($plain, $shifted)?]))),*];
    };
}

const fn characters(given: &[char]) -> [char; 2] {
    match given {
        [plain, shifted] => [*plain, *shifted],
        _ => ['\0', '\0'],
    }
}

codes! {
    A = 0x1e, 'a', 'A'; B = 0x30, 'b', 'B'; C = 0x2e, 'c', 'C'; D = 0x20, 'd', 'D'; E = 0x12, 'e', 'E'; F = 0x21, 'f', 'F';
    G = 0x22, 'g', 'G'; H = 0x23, 'h', 'H'; I = 0x17, 'i', 'I'; J = 0x24, 'j', 'J'; K = 0x25, 'k', 'K'; L = 0x26, 'l', 'L';
    M = 0x32, 'm', 'M'; N = 0x31, 'n', 'N'; O = 0x18, 'o', 'O'; P = 0x19, 'p', 'P'; Q = 0x10, 'q', 'Q'; R = 0x13, 'r', 'R';
    S = 0x1f, 's', 'S'; T = 0x14, 't', 'T'; U = 0x16, 'u', 'U'; V = 0x2f, 'v', 'V'; W = 0x11, 'w', 'W'; X = 0x2d, 'x', 'X';
    Y = 0x15, 'y', 'Y'; Z = 0x2c, 'z', 'Z';
    DIGIT_0 = 0x0b, '0', ')'; DIGIT_1 = 0x02, '1', '!'; DIGIT_2 = 0x03, '2', '@'; DIGIT_3 = 0x04, '3', '#'; DIGIT_4 = 0x05, '4', '$';
    DIGIT_5 = 0x06, '5', '%'; DIGIT_6 = 0x07, '6', '^'; DIGIT_7 = 0x08, '7', '&'; DIGIT_8 = 0x09, '8', '*'; DIGIT_9 = 0x0a, '9', '(';
    TICK = 0x29, '`', '~'; MINUS = 0x0c, '-', '_'; EQUALS = 0x0d, '=', '+'; BACKSLASH = 0x2b, '\\', '|';
    BRACE_OPEN = 0x1a, '[', '{'; BRACE_CLOSE = 0x1b, ']', '}'; SEMICOLON = 0x27, ';', ':'; QUOTE = 0x28, '\'', '"';
    COMMA = 0x33, ',', '<'; PERIOD = 0x34, '.', '>'; SLASH = 0x35, '/', '?'; SPACE = 0x39, ' ', ' ';
    BACKSPACE = 0x0e, '\x7f', '\x7f'; TAB = 0x0f, '\t', '\t'; ENTER = 0x1c, '\n', '\n'; ESCAPE = 0x01, '\x1b', '\x1b';
    CAPS_LOCK = 0x3a; LEFT_SHIFT = 0x2a; RIGHT_SHIFT = 0x36; CONTROL = 0x1d; ALT = 0x38; ALT_GR = 0x64; SUPER = 0x5b; RIGHT_SUPER = 0x5c;
    APP = 0x5d; PRINT = 0x37; NUM_LOCK = 0x45; SCROLL_LOCK = 0x46;
    F1 = 0x3b; F2 = 0x3c; F3 = 0x3d; F4 = 0x3e; F5 = 0x3f; F6 = 0x40; F7 = 0x41; F8 = 0x42; F9 = 0x43; F10 = 0x44; F11 = 0x57; F12 = 0x58;
    HOME = 0x47; UP = 0x48; PAGE_UP = 0x49; LEFT = 0x4b; RIGHT = 0x4d; END = 0x4f; DOWN = 0x50; PAGE_DOWN = 0x51; INSERT = 0x52; DELETE = 0x53;
    NUM_0 = 0x70, '0', '0'; NUM_1 = 0x71, '1', '1'; NUM_2 = 0x72, '2', '2'; NUM_3 = 0x73, '3', '3'; NUM_4 = 0x74, '4', '4';
    NUM_5 = 0x75, '5', '5'; NUM_6 = 0x76, '6', '6'; NUM_7 = 0x77, '7', '7'; NUM_8 = 0x78, '8', '8'; NUM_9 = 0x79, '9', '9';
    NUM_PERIOD = 0x7a, '.', '.'; NUM_MINUS = 0x7b, '-', '-'; NUM_PLUS = 0x7c, '+', '+'; NUM_ASTERISK = 0x7d, '*', '*';
    NUM_SLASH = 0x7e, '/', '/'; NUM_ENTER = 0x7f, '\n', '\n';
    VOLUME_TOGGLE = 0xa0; VOLUME_DOWN = 0xae; VOLUME_UP = 0xb0; PLAY_PAUSE = 0xa2; STOP = 0xa4; FORWARD = 0x99; REWIND = 0x90;
}

/// By name (`A`, `DIGIT_1`, `LEFT_SHIFT`), by what it types (`a`, `1`, `;`), or by number (`0x1e`).
pub fn named(name: &str) -> Option<u8> {
    if let Some(number) = name.strip_prefix("0x") {
        return u8::from_str_radix(number, 16).ok();
    }
    let mut letters = name.chars();
    if let (Some(letter), None) = (letters.next(), letters.next()) {
        return typing(letter.to_ascii_lowercase()).map(|(code, _)| code);
    }
    TABLE.iter().find(|(known, ..)| known.eq_ignore_ascii_case(name)).map(|&(_, code, _)| code)
}

/// The key that types a character, and whether with Shift.
pub fn typing(character: char) -> Option<(u8, bool)> {
    TABLE.iter().find_map(|&(_, code, characters)| characters.iter().position(|&c| c == character && c != '\0').map(|at| (code, at == 1)))
}

pub fn character(scancode: u8, shift: bool) -> char {
    TABLE.iter().find(|&&(_, code, _)| code == scancode).map_or('\0', |&(.., characters)| characters[usize::from(shift)])
}
