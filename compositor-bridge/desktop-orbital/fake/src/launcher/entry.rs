// SPDX-License-Identifier: Apache-2.0
//! A .desktop file as the launcher's parser (freedesktop_entry_parser 1) takes it apart, which is not quite the specification.

use std::collections::BTreeMap;

/// Section → key → value. A key with a language in brackets is another key.
pub type Sections = BTreeMap<String, BTreeMap<String, String>>;

/// `None`: the parser gives up, and the entry does not exist.
///
/// Quirks: a name reaches to the next `=`, over lines; spaces around `=` and a carriage return at the end belong to name and value;
/// a section without keys, or anything but keys in one, makes the whole file nothing; an empty file is an entry without a name.
pub fn parse(text: &str) -> Option<Sections> {
    let mut sections = Sections::new();
    let mut rest = text;
    while !rest.is_empty() {
        let start = rest.find('[')?;
        let (title, after) = rest[start + 1..].split_once(']')?;
        if title.is_empty() {
            return None;
        }
        let section = sections.entry(title.to_owned()).or_default();
        rest = next_line(after);
        let mut any = false;
        while !rest.starts_with('[') {
            let Some((name, after)) = rest.split_once('=') else { break };
            let (value, after) = after.split_once('\n').unwrap_or((after, ""));
            section.insert(name.to_owned(), value.to_owned());
            rest = next_line(after);
            any = true;
        }
        if !any {
            return None;
        }
    }
    Some(sections)
}

/// Without blank lines and comments.
fn next_line(text: &str) -> &str {
    let text = text.trim_start_matches(['\n', '\t', '\r', ' ']);
    match text.strip_prefix('#') {
        Some(comment) => comment.find('\n').map_or("", |end| next_line(&comment[end..])),
        None => text,
    }
}
