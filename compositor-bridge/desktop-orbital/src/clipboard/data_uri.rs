// SPDX-License-Identifier: Apache-2.0
//! What Orbital's programs put in the clipboard when it is neither text nor a file: `data:TYPE;base64,…` (RFC 2397).
const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The MIME type and the content; None when it is no data URI.
pub fn parse(uri: &[u8]) -> Option<(String, Vec<u8>)> {
    let rest = uri.strip_prefix(b"data:")?;
    let comma = rest.iter().position(|byte| *byte == b',')?;
    let (head, data) = (std::str::from_utf8(&rest[..comma]).ok()?, &rest[comma + 1..]);
    let (mime_type, is_base64) = head.strip_suffix(";base64").map_or((head, false), |head| (head, true));
    let mime_type = if mime_type.is_empty() { "text/plain" } else { mime_type };
    if mime_type.len() > seamless_protocol::limits::MIME_TYPE_BYTES || mime_type.chars().any(char::is_control) {
        return None;
    }
    let plain = percent_decoded(data);
    Some((mime_type.to_owned(), if is_base64 { base64_decoded(&plain)? } else { plain }))
}

pub fn of(mime_type: &str, data: &[u8]) -> Vec<u8> {
    let mut uri = format!("data:{mime_type};base64,").into_bytes();
    uri.reserve(data.len().div_ceil(3) * 4);
    for three in data.chunks(3) {
        let bits = three.iter().enumerate().fold(0u32, |bits, (at, byte)| bits | u32::from(*byte) << (16 - 8 * at));
        for digit in 0..4 {
            let is_there = digit <= three.len();
            uri.push(if is_there { DIGITS[(bits >> (18 - 6 * digit)) as usize & 63] } else { b'=' });
        }
    }
    uri
}

fn percent_decoded(data: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(data.len());
    let mut at = 0;
    while at < data.len() {
        let digits = data.get(at + 1..at + 3).and_then(|two| std::str::from_utf8(two).ok());
        match digits.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(byte) if data[at] == b'%' => {
                plain.push(byte);
                at += 3;
            }
            _ => {
                plain.push(data[at]);
                at += 1;
            }
        }
    }
    plain
}

fn base64_decoded(text: &[u8]) -> Option<Vec<u8>> {
    let mut data = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0u32, 0);
    for byte in text.iter().filter(|byte| !byte.is_ascii_whitespace()) {
        if *byte == b'=' {
            break;
        }
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(digit);
        count += 1;
        if count == 4 {
            data.extend([(bits >> 16) as u8, (bits >> 8) as u8, bits as u8]);
            (bits, count) = (0, 0);
        }
    }
    match count {
        0 => {}
        2 => data.push((bits >> 4) as u8),
        3 => data.extend([(bits >> 10) as u8, (bits >> 2) as u8]),
        _ => return None,
    }
    Some(data)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_comes_back_as_it_was() {
        let all: Vec<u8> = (0..=255).collect();
        for length in 0..all.len() {
            assert_eq!(parse(&of("image/png", &all[..length])), Some(("image/png".to_owned(), all[..length].to_vec())));
        }
    }

    #[test]
    fn a_known_one_is_as_others_write_it() {
        assert_eq!(of("text/html", b"<b>hi</b>"), b"data:text/html;base64,PGI+aGk8L2I+");
        assert_eq!(parse(b"data:,a%20b"), Some(("text/plain".to_owned(), b"a b".to_vec())));
        assert_eq!(parse(b"data:text/plain;charset=utf-8;base64,aA%3D%3D"), Some(("text/plain;charset=utf-8".to_owned(), b"h".to_vec())));
        assert_eq!(parse(b"data:x/y,100%"), Some(("x/y".to_owned(), b"100%".to_vec())));
    }

    #[test]
    fn what_is_none_is_none() {
        for text in [&b"data:"[..], b"data:image/png;base64,!", b"data:image/png;base64,A", b"date:x,", b"data:a\nb,x"] {
            assert_eq!(parse(text), None);
        }
    }
}
