// SPDX-License-Identifier: Apache-2.0
//! Where the launcher finds an icon by its name (freedesktop-icons): theme Cosmic or hicolor, its parents, hicolor, then loose files.

use super::entry;
use super::Roots;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A theme's folder, and the index that says what is in it, which may be another folder's.
struct Theme {
    folder: PathBuf,
    index: PathBuf,
}

pub struct Icons {
    bases: Vec<PathBuf>,
    pixmaps: PathBuf,
    themes: BTreeMap<String, Vec<Theme>>,
}

impl Icons {
    pub fn read(roots: &Roots) -> Icons {
        let folders = roots.data_dirs.iter().chain([&roots.data_home]).flat_map(|dir| [dir.join("icons"), dir.join("pixmaps")]);
        let bases: Vec<PathBuf> = folders.chain([roots.home.join(".icons")]).filter(|base| base.exists()).collect();
        Icons { themes: themes(&bases), bases, pixmaps: roots.root.join("usr/share/pixmaps") }
    }

    /// Quirk: without any theme nothing is found, not even by its path.
    pub fn find(&self, name: &str, size: i32) -> Option<PathBuf> {
        let chosen = self.themes.get("Cosmic").or_else(|| self.themes.get("hicolor"))?;
        let parents = chosen.iter().flat_map(|theme| inherits(&theme.index)).filter_map(|parent| self.themes.get(&parent)).flatten();
        let hicolor = self.themes.get("hicolor").into_iter().flatten();
        let themed = chosen.iter().chain(parents).chain(hicolor).find_map(|theme| in_theme(theme, name, size));
        let loose = || self.bases.iter().chain([&self.pixmaps]).find_map(|folder| in_folder(folder, name));
        let by_path = || {
            let path = Path::new(name);
            in_folder(path.parent()?, path.file_stem()?.to_str()?)
        };
        themed.or_else(loose).or_else(by_path)
    }
}

/// Quirk: a folder without an index counts only if another base has one of that name; a person's hicolor therefore needs the
/// system's, or its own.
fn themes(bases: &[PathBuf]) -> BTreeMap<String, Vec<Theme>> {
    let mut themes: BTreeMap<String, Vec<Theme>> = BTreeMap::new();
    let mut later = Vec::new();
    for folder in bases.iter().filter_map(|base| fs::read_dir(base).ok()).flatten().flatten().map(|entry| entry.path()) {
        let Some(name) = folder.file_name().and_then(|name| name.to_str()).map(str::to_owned) else { continue };
        let known = themes.get(&name).and_then(|known| known.first()).map(|first| first.index.clone());
        let own = folder.join("index.theme");
        match known.or_else(|| own.exists().then_some(own)) {
            Some(index) if folder.is_dir() => themes.entry(name).or_default().push(Theme { folder, index }),
            _ if folder.is_dir() => later.push((name, folder)),
            _ => {}
        }
    }
    for (name, folder) in later {
        if let Some(known) = themes.get_mut(&name) {
            let index = known[0].index.clone();
            known.push(Theme { folder, index });
        }
    }
    themes
}

fn inherits(index: &Path) -> Vec<String> {
    let sections = entry::parse(&fs::read_to_string(index).unwrap_or_default()).unwrap_or_default();
    let parents = sections.get("Icon Theme").and_then(|theme| theme.get("Inherits")).cloned().unwrap_or_default();
    parents.split(',').map(str::to_owned).filter(|parent| parent != "hicolor").collect()
}

/// First folders whose size fits, then all, the nearest first.
fn in_theme(theme: &Theme, name: &str, size: i32) -> Option<PathBuf> {
    let mut folders = folders(&fs::read_to_string(&theme.index).ok()?);
    let exact = folders.iter().filter(|folder| folder.fits(size)).find_map(|folder| in_folder(&theme.folder.join(&folder.name), name));
    exact.or_else(|| {
        folders.sort_by_key(|folder| folder.distance(size));
        folders.iter().find_map(|folder| in_folder(&theme.folder.join(&folder.name), name))
    })
}

fn in_folder(folder: &Path, name: &str) -> Option<PathBuf> {
    ["png", "svg", "xmp"].iter().map(|kind| folder.join(format!("{name}.{kind}"))).find(|path| path.exists())
}

/// One folder of a theme's index, at scale 1: the displays of the tests have no other.
struct Folder {
    name: String,
    kind: String,
    size: i32,
    scale: i32,
    least: i32,
    most: i32,
    threshold: i32,
}

impl Folder {
    fn fits(&self, size: i32) -> bool {
        self.scale == 1
            && match self.kind.as_str() {
                "Fixed" => self.size == size,
                "Scalable" => (self.least..=self.most).contains(&size),
                _ => (self.size - self.threshold..=self.size + self.threshold).contains(&size),
            }
    }

    fn distance(&self, size: i32) -> i32 {
        (self.size * self.scale - size).abs()
    }
}

/// In the index's order: of what fits, the first is taken. A folder without a size ends the list.
fn folders(index: &str) -> Vec<Folder> {
    let mut all = Vec::new();
    for section in format!("\n{index}").split("\n[").skip(1) {
        let Some((name, keys)) = section.split_once(']').filter(|(name, _)| *name != "Icon Theme") else { continue };
        let key = |wanted: &str| keys.lines().filter_map(|line| line.split_once('=')).find(|(key, _)| key.trim() == wanted).map(|(_, v)| v.trim());
        let number = |wanted: &str| key(wanted).and_then(|value| value.parse().ok());
        let Some(size) = number("Size") else { break };
        all.push(Folder {
            name: name.to_owned(),
            kind: key("Type").unwrap_or("Threshold").to_owned(),
            size,
            scale: number("Scale").unwrap_or(1),
            least: number("MinSize").unwrap_or(size),
            most: number("MaxSize").unwrap_or(size),
            threshold: number("Threshold").unwrap_or(2),
        });
    }
    all
}
