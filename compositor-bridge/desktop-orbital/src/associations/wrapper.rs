// SPDX-License-Identifier: Apache-2.0
//! The program that a manifest of Redox' launcher names for one app of a guest. A manifest's program has no arguments, so each app has a
//! script of its own, and `seamless-run` is what interprets it: it gets the script's path and the file's, and reads whom to ask for.
use crate::escape::{escaped, unescaped};
use crate::limits;
use std::fs::File;
use std::io::Read;
use std::path::Path;

pub fn text(program: &str, guest: &str, app: &str) -> String {
    format!("#!{program}\nguest {}\napp {}\n", escaped(guest), escaped(app))
}

fn parse(text: &str) -> Option<(String, String)> {
    let mut lines = text.lines().skip_while(|line| line.starts_with('#'));
    let guest = unescaped(lines.next()?.strip_prefix("guest ")?)?;
    let app = unescaped(lines.next()?.strip_prefix("app ")?)?;
    (!guest.is_empty() && !app.is_empty()).then_some((guest, app))
}

/// Guest and app; the error is for a person.
pub fn read(path: &Path) -> Result<(String, String), String> {
    let mut text = String::new();
    let read = File::open(path).and_then(|file| file.take(limits::WRAPPER_BYTES).read_to_string(&mut text));
    read.map_err(|error| format!("{}: {error}", path.display()))?;
    parse(&text).ok_or_else(|| format!("{} does not name a guest and its app", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_names_guest_and_app_whatever_they_are_called() {
        assert_eq!(parse(&text("/usr/bin/seamless-run", "dev box", "a\nb%")), Some(("dev box".into(), "a\nb%".into())));
        assert_eq!(parse("#!/bin/sh\n"), None);
        assert_eq!(parse("guest \napp a\n"), None);
    }
}
