// SPDX-License-Identifier: Apache-2.0
//! Guests' apps among the programs that Redox opens files with: for each app a manifest of the launcher's, a script that the manifest names,
//! and an icon. Only root may put them there; what each person's endpoint knows of its guests is where they come from.
pub mod catalogue;
pub mod manifest;
pub mod types;
pub mod wrapper;

use crate::limits;
use catalogue::Opener;
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Below `/`: the scripts, and what is about to be put in place. Nothing else may be written to the launcher's folder, which reads all of it.
const SCRIPTS: &str = "usr/lib/seamless/open";
const ICONS: &str = "usr/share/ui/icons/seamless";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// What was done.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    pub apps: usize,
    pub guests: usize,
    pub removed: usize,
}

/// The folders below which all is installed.
pub struct Associations {
    root: PathBuf,
    /// What the scripts are interpreted by.
    program: String,
}

impl Associations {
    pub fn new(root: PathBuf, program: String) -> Associations {
        Associations { root, program }
    }

    /// Installs what the people with these homes can open, and removes what of ours is no longer wanted. Doing it again changes nothing, and
    /// what dies in the middle is finished by the next one.
    pub fn install(&self, homes: &[PathBuf]) -> Result<Outcome, String> {
        let mut openers = BTreeMap::new();
        for opener in homes.iter().flat_map(|home| openers_of(home)) {
            openers.entry(opener.stem()).or_insert(opener);
        }
        openers.retain(|_, opener| types::patterns(opener.mime_types.iter().map(String::as_str)).first().is_some());
        for (stem, opener) in openers.iter().take(limits::ASSOCIATED_APPS) {
            self.add(stem, opener)?;
        }
        let guests: std::collections::BTreeSet<&str> = openers.values().map(|opener| opener.guest.as_str()).collect();
        let removed = self.remove(|stem| !openers.contains_key(stem))?;
        Ok(Outcome { apps: openers.len().min(limits::ASSOCIATED_APPS), guests: guests.len(), removed })
    }

    /// What the launcher finds comes last, and goes first.
    fn add(&self, stem: &str, opener: &Opener) -> Result<(), String> {
        let script = Path::new(SCRIPTS).join(stem);
        self.put(&script, wrapper::text(&self.program, &opener.guest, &opener.app).as_bytes(), 0o755)?;
        let icon = Path::new(ICONS).join(format!("{stem}.png"));
        let has_icon = match read_icon(&opener.icon) {
            Some(png) => self.put(&icon, &png, 0o644).map(|()| true)?,
            None => self.root.join(&icon).is_file(),
        };
        let at_root = |path: &Path| format!("/{}", path.display());
        let icon = has_icon.then(|| at_root(&icon));
        let Some(text) = manifest::text(opener, &at_root(&script), icon.as_deref()) else { return Ok(()) };
        let place = Path::new(manifest::FOLDER).join(stem);
        match fs::read_to_string(self.root.join(&place)) {
            Ok(there) if !manifest::is_ours(&there) => Ok(()),
            _ => self.put(&place, text.as_bytes(), 0o644),
        }
    }

    /// Of manifests that are ours; the number of them.
    pub fn remove(&self, is_meant: impl Fn(&str) -> bool) -> Result<usize, String> {
        let mut removed = 0;
        for (stem, path) in files(&self.root.join(manifest::FOLDER)) {
            let text = read_start(&path);
            if stem.starts_with(crate::menus::entry::PREFIX) && manifest::is_ours(&text) && is_meant(&stem) {
                fs::remove_file(&path).map_err(|error| format!("{}: {error}", path.display()))?;
                removed += 1;
            }
        }
        for (name, path) in files(&self.root.join(SCRIPTS)).into_iter().chain(files(&self.root.join(ICONS))) {
            if is_meant(name.strip_suffix(".png").unwrap_or(&name)) {
                fs::remove_file(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            }
        }
        Ok(removed)
    }

    /// Whole or not at all, in one step; what is there already in that form is left alone.
    fn put(&self, place: &Path, bytes: &[u8], mode: u32) -> Result<(), String> {
        let path = self.root.join(place);
        if fs::read(&path).is_ok_and(|there| there == bytes) {
            return Ok(());
        }
        let beside = self.root.join(SCRIPTS).join(".new");
        let write = || -> io::Result<()> {
            fs::create_dir_all(beside.parent().unwrap_or(&self.root))?;
            fs::create_dir_all(path.parent().unwrap_or(&self.root))?;
            let _ = fs::remove_file(&beside);
            let mut file = OpenOptions::new().write(true).create_new(true).mode(mode).open(&beside)?;
            file.write_all(bytes)?;
            file.sync_all()?;
            fs::rename(&beside, &path)
        };
        write().map_err(|error| match error.kind() {
            io::ErrorKind::PermissionDenied => format!("{}: {error}; run it as root", path.display()),
            _ => format!("{}: {error}", path.display()),
        })
    }
}

fn openers_of(home: &Path) -> Vec<Opener> {
    let list = files(&home.join(".local/share/seamless/apps"));
    // What is being written is not whole yet.
    let whole = list.iter().filter(|(name, _)| !name.ends_with(".part"));
    whole.take(seamless_protocol::limits::GUESTS).flat_map(|(_, path)| catalogue::read(path)).collect()
}

/// In the order of their names, so that the same is done each time.
fn files(folder: &Path) -> Vec<(String, PathBuf)> {
    let list = fs::read_dir(folder).map(|list| list.flatten().collect()).unwrap_or(Vec::new());
    let mut files: Vec<(String, PathBuf)> =
        list.iter().filter_map(|entry| Some((entry.file_name().into_string().ok()?, entry.path()))).filter(|(_, path)| path.is_file()).collect();
    files.sort();
    files
}

fn read_start(path: &Path) -> String {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(256).read_to_end(&mut bytes));
    read.map_or_else(|_| String::new(), |_| String::from_utf8_lossy(&bytes).into_owned())
}

/// Strangers may have written it: a picture by its first bytes, and of a picture's size.
fn read_icon(path: &Path) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let most = seamless_protocol::limits::ICON_BYTES as u64;
    let file = path.is_file().then(|| File::open(path).ok())??;
    file.take(most + 1).read_to_end(&mut bytes).ok()?;
    (bytes.starts_with(PNG) && bytes.len() as u64 <= most).then_some(bytes)
}
