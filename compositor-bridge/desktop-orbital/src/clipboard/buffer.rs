// SPDX-License-Identifier: Apache-2.0
//! Orbital's clipboard: one buffer of bytes for the whole desktop, a letter for its kind first. It tells nobody that it has
//! changed, and each read begins at its start.
use crate::limits::BUFFER_BYTES;
use crate::sys::{self, Fd};
use std::io;

/// All of it, in one read; None when there is more than we take.
pub fn read(window: &Fd) -> io::Result<Option<Vec<u8>>> {
    let fd = sys::dup(window, b"clipboard")?;
    let mut bytes = vec![0; BUFFER_BYTES + 1];
    let count = sys::read(&fd, &mut bytes)?;
    bytes.truncate(count);
    Ok((count <= BUFFER_BYTES).then_some(bytes))
}

pub fn write(window: &Fd, bytes: &[u8]) -> io::Result<()> {
    let fd = sys::dup(window, b"clipboard")?;
    sys::write(&fd, bytes).map(drop)
}

/// As Orbital's programs have written it since June 2026; older ones wrote text without a kind.
pub fn text_of(bytes: &[u8]) -> (&[u8], bool) {
    match bytes {
        [b't' | b'f' | b'd' | b' ', rest @ ..] => (rest, false),
        [b'u', rest @ ..] if std::str::from_utf8(rest).is_ok_and(|uri| uri.contains(':')) => (rest, true),
        all => (all, false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_is_no_part_of_the_text_and_text_of_old_programs_has_none() {
        assert_eq!(text_of(b"tHello"), (&b"Hello"[..], false));
        assert_eq!(text_of(b"uhttps://redox"), (&b"https://redox"[..], true));
        assert_eq!(text_of(b"under"), (&b"under"[..], false));
        assert_eq!(text_of(b"Hello"), (&b"Hello"[..], false));
        assert_eq!(text_of(b""), (&b""[..], false));
    }
}
