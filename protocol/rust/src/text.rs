// SPDX-License-Identifier: Apache-2.0

/// The longest beginning of the text that fits, cut between characters; it ends before a NUL, which the wire does not carry.
pub fn shorten(text: &str, most_bytes: usize) -> &str {
    let text = text.split('\0').next().unwrap_or("");
    if text.len() <= most_bytes {
        return text;
    }
    let mut end = most_bytes;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
