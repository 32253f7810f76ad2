// SPDX-License-Identifier: Apache-2.0
//! Texts as one word of a line: a name or a path may hold anything, line ends too.

/// Without control characters; read back by [`unescaped`].
pub fn escaped(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter == '%' || letter.is_control() {
            letter.to_string().bytes().for_each(|byte| line.push_str(&format!("%{byte:02x}")));
        } else {
            line.push(letter);
        }
    }
    line
}

/// None when nothing of ours wrote that.
pub fn unescaped(line: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(line.len());
    let mut rest = line.as_bytes();
    while let [first, after @ ..] = rest {
        (rest, _) = if *first == b'%' {
            let digits = std::str::from_utf8(after.get(..2)?).ok()?;
            (&after[2..], bytes.push(u8::from_str_radix(digits, 16).ok()?))
        } else {
            (after, bytes.push(*first))
        };
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_is_one_line_and_comes_back() {
        for text in ["", "/home/user/a b", "100%\n\t\u{85}ü", "%41"] {
            assert!(!escaped(text).chars().any(char::is_control));
            assert_eq!(unescaped(&escaped(text)).as_deref(), Some(text));
        }
        assert_eq!(unescaped("%4"), None);
        assert_eq!(unescaped("%zz"), None);
        assert_eq!(unescaped("%ff"), None);
    }
}
