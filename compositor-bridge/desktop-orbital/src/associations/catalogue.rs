// SPDX-License-Identifier: Apache-2.0
//! What a person's endpoint knows of the apps of one guest, in `seamless/apps` of the person's data: `seamless-associate`, which root runs
//! and which knows no guest, reads it there.
use crate::escape::{escaped, unescaped};
use crate::label;
use crate::limits;
use crate::menus::entry::{self, App};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

const FIRST_LINE: &str = "seamless-apps 1";

/// An app that opens files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opener {
    pub guest: String,
    pub app: String,
    /// With the guest's label.
    pub name: String,
    /// As its entry in the menu has it.
    pub category: String,
    /// None when it has no icon, or that has not come yet.
    pub icon: PathBuf,
    pub mime_types: Vec<String>,
}

impl Opener {
    /// The name of everything of it.
    pub fn stem(&self) -> String {
        entry::stem(&self.guest, &self.app)
    }
}

/// The file's name for a guest, in a person's data folder.
pub fn file(data: &Path, guest: &str) -> PathBuf {
    data.join("seamless/apps").join(entry::stem(guest, ""))
}

/// Apps that open no files are not in it; `icon` gives where an app's icon is.
pub fn text(guest: &str, label: &str, apps: &[App], icon: impl Fn(&App) -> PathBuf) -> String {
    let mut text = format!("{FIRST_LINE}\nguest {}\n", escaped(guest));
    for app in apps.iter().filter(|app| !app.mime_types.is_empty()) {
        let (name, icon, types) = (entry::name(app, label), icon(app), app.mime_types.join(";"));
        let words = [&app.id, &name, entry::category(app), &icon.to_string_lossy(), &types];
        text.push_str(&format!("app {}\n", words.map(escaped).join("\t")));
    }
    text
}

/// Strangers may have written it: nothing but whole lines that make sense is taken, and nothing of them that a line cannot hold.
pub fn read(path: &Path) -> Vec<Opener> {
    let mut text = String::new();
    let opened = File::open(path).and_then(|file| file.take(limits::OPENERS_BYTES).read_to_string(&mut text));
    if opened.is_err() {
        return Vec::new();
    }
    parse(&text)
}

/// Removes what is known of other guests than these.
pub fn keep_only(data: &Path, guests: &[&str]) {
    let kept: Vec<PathBuf> = guests.iter().map(|guest| file(data, guest)).collect();
    let Ok(list) = std::fs::read_dir(data.join("seamless/apps")) else { return };
    for path in list.flatten().map(|entry| entry.path()).filter(|path| !kept.contains(path)) {
        let _ = std::fs::remove_file(path);
    }
}

fn parse(text: &str) -> Vec<Opener> {
    let mut lines = text.lines();
    let guest = lines.next().filter(|line| *line == FIRST_LINE).and_then(|_| unescaped(lines.next()?.strip_prefix("guest ")?));
    let Some(guest) = guest.filter(|guest| !guest.is_empty()) else { return Vec::new() };
    lines.take(seamless_protocol::limits::APPS).filter_map(|line| opener(&guest, line)).collect()
}

fn opener(guest: &str, line: &str) -> Option<Opener> {
    let words: Vec<String> = line.strip_prefix("app ")?.split('\t').map(unescaped).collect::<Option<_>>()?;
    let [app, name, category, icon, types] = words.as_slice() else { return None };
    if app.is_empty() || !category.chars().all(|letter| letter.is_ascii_alphabetic()) {
        return None;
    }
    Some(Opener {
        guest: guest.to_owned(),
        app: app.clone(),
        name: label::drawable(name),
        category: category.clone(),
        icon: icon.into(),
        mime_types: types.split(';').map(str::to_owned).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn app(id: &str, types: &[&str]) -> App {
        App {
            id: id.into(),
            name: format!("The\n{id}"),
            categories: vec!["Graphics".into()],
            icon_key: String::new(),
            mime_types: types.iter().map(|name| (*name).into()).collect(),
        }
    }

    #[test]
    fn apps_that_open_files_come_back_and_nobody_can_write_a_line_into_a_name() {
        let text = text("dev\nbox", "Dev", &[app("gimp", &["image/png", "image/gif"]), app("clock", &[])], |_| "/i.png".into());
        let openers = parse(&text);
        assert_eq!(openers.len(), 1);
        assert_eq!((openers[0].guest.as_str(), openers[0].app.as_str(), openers[0].name.as_str()), ("dev\nbox", "gimp", "Thegimp (Dev)"));
        assert_eq!((openers[0].category.as_str(), openers[0].mime_types.join(" ").as_str()), ("Graphics", "image/png image/gif"));
        assert!(parse("anything").is_empty());
        assert!(parse(&text.replace("guest dev", "gast dev")).is_empty());
        assert!(parse(&text.replace("Graphics", "Graphics%0aaccept=*")).is_empty());
    }
}
