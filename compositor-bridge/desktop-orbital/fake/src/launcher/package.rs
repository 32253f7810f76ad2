// SPDX-License-Identifier: Apache-2.0

use super::entry;
use crate::words;
use std::collections::BTreeSet;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Icon {
    None,
    Name(String),
    Path(String),
}

/// One thing to start, from a .desktop entry or from a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// The file's name.
    pub id: String,
    pub name: String,
    /// None: it is on the bar.
    pub categories: BTreeSet<String>,
    pub exec: String,
    pub icon: Icon,
    /// Only manifests have any.
    pub accepts: Vec<String>,
}

impl Package {
    fn named(id: &str) -> Package {
        Package { id: id.to_owned(), name: String::new(), categories: BTreeSet::new(), exec: String::new(), icon: Icon::None, accepts: Vec::new() }
    }

    /// `/usr/share/ui/apps/ID`: lines `key=value`. Answers what the launcher logs as unknown, too.
    pub fn from_manifest(id: &str, text: &str) -> (Package, Vec<String>) {
        let mut package = Package::named(id);
        let mut unknown = Vec::new();
        for line in text.lines() {
            match line.split_once('=') {
                Some(("name", value)) => package.name = value.to_owned(),
                Some(("category", "")) => {}
                Some(("category", value)) => drop(package.categories.insert(value.to_owned())),
                // Quirk: all of it is the program, so there are no arguments.
                Some(("binary", value)) => package.exec = format!("{} %f", words::quote(value)),
                Some(("icon", value)) => package.icon = Icon::Path(value.to_owned()),
                Some(("accept", value)) => package.accepts.push(value.to_owned()),
                Some(("author" | "description", _)) => {}
                _ => unknown.push(format!("unknown package info: {line}")),
            }
        }
        (package, unknown)
    }

    /// Quirk: four keys are looked at. NoDisplay, Hidden, OnlyShowIn, TryExec, Terminal, MimeType and translations are not, and a
    /// file that is no entry at all is one without a name, on the bar.
    pub fn from_entry(id: &str, text: &str) -> Option<Package> {
        let sections = entry::parse(text)?;
        let key = |name: &str| sections.get("Desktop Entry").and_then(|section| section.get(name)).map(String::as_str);
        let mut package = Package::named(id);
        package.name = key("Name").unwrap_or_default().to_owned();
        package.exec = key("Exec").unwrap_or_default().to_owned();
        package.icon = key("Icon").map_or(Icon::None, |name| Icon::Name(name.to_owned()));
        package.categories = key("Categories").unwrap_or_default().split(';').filter_map(main_category).map(str::to_owned).collect();
        Some(package)
    }

    /// A pattern ends or begins with `*`; letters count as they are.
    pub fn accepts(&self, path: &str) -> bool {
        self.accepts.iter().any(|pattern| {
            pattern.strip_prefix('*').is_some_and(|end| path.ends_with(end)) || pattern.strip_suffix('*').is_some_and(|start| path.starts_with(start))
        })
    }
}

/// Only main categories count; some have another name in the menu.
fn main_category(category: &str) -> Option<&str> {
    match category {
        "AudioVideo" | "Audio" | "Video" => Some("Multimedia"),
        "Game" => Some("Games"),
        "Development" | "Education" | "Graphics" | "Network" | "Office" | "Science" | "Settings" | "System" | "Utility" => Some(category),
        _ => None,
    }
}
