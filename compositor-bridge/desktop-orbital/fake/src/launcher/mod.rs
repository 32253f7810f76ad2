// SPDX-License-Identifier: Apache-2.0
//! Redox's launcher (orbutils: launcher), as far as files decide: what is on the bar, what is in the menu, what opens a file, and
//! what each would run.

mod entry;
mod exec;
mod icon;
mod package;

use crate::limits;
use crate::words;
use icon::Icons;
use package::{Icon, Package};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

const BAR_ICON: i32 = 48;
const MENU_ICON: i32 = 32;

/// Where the launcher looks.
#[derive(Clone, Debug)]
pub struct Roots {
    pub root: PathBuf,
    pub home: PathBuf,
    /// `$XDG_DATA_HOME`.
    pub data_home: PathBuf,
    /// `$XDG_DATA_DIRS`.
    pub data_dirs: Vec<PathBuf>,
}

impl Roots {
    /// The defaults below a folder that stands for `/`.
    pub fn below(root: &Path, home: &Path) -> Roots {
        Roots {
            root: root.to_owned(),
            home: home.to_owned(),
            data_home: home.join(".local/share"),
            data_dirs: vec![root.join("usr/local/share"), root.join("usr/share")],
        }
    }
}

pub struct Launcher {
    roots: Roots,
    /// As they were at login. Quirk: nothing new shows before the next one.
    packages: Vec<Package>,
    log: Vec<String>,
    /// What runs, or has ended since.
    started: Vec<Child>,
}

impl Drop for Launcher {
    fn drop(&mut self) {
        self.end();
    }
}

impl Launcher {
    pub fn new(roots: Roots) -> Launcher {
        let mut launcher = Launcher { roots, packages: Vec::new(), log: Vec::new(), started: Vec::new() };
        launcher.login();
        launcher
    }

    /// The person logs in: the bar starts, and reads everything.
    pub fn login(&mut self) {
        (self.packages, self.log) = self.read();
    }

    /// What the launcher wrote to its log at login.
    pub fn log(&self) -> &[String] {
        &self.log
    }

    /// Id, name and icon of what is on the bar, in its order. Quirk: without an icon it has no width there, and cannot be clicked.
    pub fn bar(&self) -> Vec<String> {
        let icons = Icons::read(&self.roots);
        let mut packages: Vec<&Package> = self.packages.iter().filter(|package| package.categories.is_empty()).collect();
        packages.sort_by(|a, b| a.id.cmp(&b.id));
        packages.iter().map(|package| self.line(package, &icons, BAR_ICON)).collect()
    }

    /// Category, id, name and icon of what is in the start menu, in its order; what is in several categories is in each.
    pub fn menu(&self) -> Vec<String> {
        let icons = Icons::read(&self.roots);
        let mut all: Vec<(&String, &Package)> =
            self.packages.iter().flat_map(|package| package.categories.iter().map(move |category| (category, package))).collect();
        all.sort_by_key(|(category, _)| *category);
        all.iter().map(|(category, package)| format!("{category}\t{}", self.line(package, &icons, MENU_ICON))).collect()
    }

    /// What a click on it would run.
    pub fn command(&self, id: &str) -> Result<String, String> {
        let package = self.packages.iter().find(|package| package.id == id).ok_or_else(|| format!("{id} is neither on the bar nor in the menu"))?;
        exec::command(&package.exec, None).map(|command| quoted(&command))
    }

    /// `launcher PATH`: what opens a file, one a line with its command; several are a window to choose in.
    pub fn open(&self, path: &str) -> Result<Vec<String>, String> {
        self.openers(path)?
            .iter()
            .map(|package| {
                let command = exec::command(&package.exec, Some(path))?;
                Ok(format!("{}\t{}\t{}", package.id, package.name, quoted(&command)))
            })
            .collect()
    }

    /// The same, and it is run: the only one, or the one that the person chooses. A program of the folder that stands for `/` is run there;
    /// what it finds is what a session on Redox has, in the folder above.
    pub fn start(&mut self, prefix: &Path, path: &str, id: Option<&str>) -> Result<(), String> {
        self.started.retain_mut(|child| !matches!(child.try_wait(), Ok(Some(_))));
        let openers = self.openers(path)?;
        let chosen = match (id, openers.as_slice()) {
            (None, [only]) => only,
            (None, several) => return Err(format!("{} open '{path}', and nobody chooses", several.len())),
            (Some(id), all) => all.iter().find(|package| package.id == id).ok_or_else(|| format!("{id} does not open '{path}'"))?,
        };
        let command = exec::command(&chosen.exec, Some(path))?;
        let below = self.roots.root.join(command[0].trim_start_matches('/'));
        let program = if below.exists() { below } else { PathBuf::from(&command[0]) };
        let mut child = Command::new(&program);
        child.args(&command[1..]).stdin(Stdio::null()).env("HOME", &self.roots.home).env("ORBITAL_DISPLAY", prefix.join("orbital"));
        for name in ["XDG_RUNTIME_DIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "SEAMLESS_ORBITAL_SOCKET"] {
            child.env_remove(name);
        }
        self.started.push(child.spawn().map_err(|error| format!("{}: {error}", program.display()))?);
        Ok(())
    }

    /// What a person started ends with the session.
    pub fn end(&mut self) {
        for mut child in self.started.drain(..) {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// Reads everything anew.
    fn openers(&self, path: &str) -> Result<Vec<Package>, String> {
        let (mut packages, _) = self.read();
        packages.retain(|package| package.accepts(path));
        if packages.is_empty() {
            return Err(format!("no application found for '{path}'"));
        }
        Ok(packages)
    }

    fn line(&self, package: &Package, icons: &Icons, size: i32) -> String {
        let path = match &package.icon {
            Icon::None => None,
            Icon::Name(name) => icons.find(name, size),
            // Below the folder that stands for `/`, if it is there.
            Icon::Path(path) => {
                let below = self.roots.root.join(path.trim_start_matches('/'));
                [below, PathBuf::from(path)].into_iter().find(|path| path.exists())
            }
        };
        // Other kinds are found and then not loaded.
        let path = path.filter(|path| path.extension().is_some_and(|kind| kind == "png" || kind == "svg"));
        format!("{}\t{}\t{}", package.id, package.name, path.map_or_else(|| "-".to_owned(), |path| path.display().to_string()))
    }

    /// Manifests, then entries; all files, whatever they are called; sorted by name, and nobody minds two of the same.
    fn read(&self) -> (Vec<Package>, Vec<String>) {
        let (mut packages, mut log) = (Vec::new(), Vec::new());
        for (id, text) in files(&self.roots.root.join("usr/share/ui/apps")) {
            let (package, unknown) = Package::from_manifest(&id, &text);
            log.extend(unknown);
            packages.push(package);
        }
        // From the least preferred to the person's own.
        for dir in self.roots.data_dirs.iter().rev().chain([&self.roots.data_home]) {
            packages.extend(files(&dir.join("applications")).iter().filter_map(|(id, text)| Package::from_entry(id, text)));
        }
        packages.truncate(limits::PACKAGES);
        packages.sort_by(|a, b| a.name.cmp(&b.name));
        (packages, log)
    }
}

fn quoted(command: &[String]) -> String {
    command.iter().map(|word| words::quote(word)).collect::<Vec<_>>().join(" ")
}

/// Names and texts of a folder's files.
fn files(folder: &Path) -> Vec<(String, String)> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let texts = entries.flatten().filter_map(|entry| {
        let mut text = String::new();
        let file = fs::File::open(entry.path()).ok().filter(|file| file.metadata().is_ok_and(|m| m.is_file()))?;
        file.take(limits::ENTRY_BYTES).read_to_string(&mut text).ok()?;
        Some((entry.file_name().into_string().ok()?, text))
    });
    texts.collect()
}
