// SPDX-License-Identifier: Apache-2.0
//! Guests' apps in the menus of Redox' launcher, which reads them at the next login. They stay while a guest is off, for
//! starting one starts it, and go when the guest is no longer in the directory.
pub mod entry;

use crate::associations::{catalogue, manifest};
use crate::limits;
use crate::log;
use crate::turn::{GuestId, Turn};
use entry::App;
use seamless_protocol::messages::{app_flags, AppCatalogue, Icon, IconRequest};
use seamless_protocol::{Any, Violation};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// The apps of one guest.
#[derive(Default)]
struct Shelf {
    coming: Vec<App>,
    /// Apps by id and by the name that their windows have: whether each is a terminal.
    known: BTreeMap<String, bool>,
    revision: u32,
    next_part: u16,
    /// Icons that are still to be asked for, one after the other, and the file that each goes to.
    icons: VecDeque<(String, PathBuf)>,
}

pub struct Menus {
    /// The user's data folder; None: there is no home, and no menus.
    data: Option<PathBuf>,
    program: String,
    shelves: Vec<Shelf>,
}

impl Menus {
    pub fn new() -> Menus {
        let program = std::env::current_exe().ok().map(|path| path.with_file_name("seamless-run"));
        let program = program.and_then(|path| path.to_str().map(str::to_owned)).unwrap_or_else(|| "seamless-run".into());
        let menus = Menus { data: crate::options::data(), program, shelves: Vec::new() };
        // Before the launcher reads them, which starts together with us.
        menus.remove(|_, stem| manifest::is_installed(stem), &BTreeSet::new());
        menus
    }

    /// True when that made the guest's catalogue whole.
    pub fn received(&mut self, turn: &mut Turn<'_>, guest: GuestId, (name, label): (&str, &str), message: &Any<'_>) -> Result<bool, Violation> {
        match message {
            Any::AppCatalogue(part) if self.take(guest, part)? => {
                let apps = std::mem::take(&mut self.shelf(guest).coming);
                self.install(guest, (name, label), &apps);
                self.ask(turn, guest);
                return Ok(true);
            }
            Any::Icon(icon) => self.keep(turn, guest, icon),
            _ => {}
        }
        Ok(false)
    }

    /// None: the guest's catalogue has no such app.
    pub fn is_terminal(&self, guest: GuestId, app: &str) -> Option<bool> {
        self.shelves.get(guest)?.known.get(app).copied().filter(|_| !app.is_empty())
    }

    /// Entries of guests that are none of these go.
    pub fn follow(&self, guests: &[&str]) {
        self.remove(|of, _| !guests.contains(&of), &BTreeSet::new());
        if let Some(data) = &self.data {
            catalogue::keep_only(data, guests);
        }
    }

    /// True when the catalogue is whole.
    fn take(&mut self, guest: GuestId, part: &AppCatalogue<'_>) -> Result<bool, Violation> {
        let shelf = self.shelf(guest);
        if part.part == 0 {
            (shelf.revision, shelf.next_part) = (part.revision, 0);
            shelf.coming.clear();
            shelf.known.clear();
        }
        if (part.revision, part.part) != (shelf.revision, shelf.next_part) {
            return Err(Violation::new("sent the parts of its catalogue out of order"));
        }
        shelf.next_part += 1;
        for app in part.apps.iter().take(seamless_protocol::limits::APPS.saturating_sub(shelf.known.len() / 2)) {
            let is_terminal = app.categories.contains(&"TerminalEmulator");
            for name in [app.id, app.startup_window_class] {
                shelf.known.insert(name.to_owned(), is_terminal);
            }
        }
        for app in part.apps.iter().filter(|app| app.flags & app_flags::NO_DISPLAY == 0) {
            if shelf.coming.len() == seamless_protocol::limits::APPS {
                return Err(Violation::new("has more apps than a catalogue holds"));
            }
            shelf.coming.push(App {
                id: app.id.to_owned(),
                name: app.name.to_owned(),
                categories: app.categories.iter().map(|name| (*name).to_owned()).collect(),
                icon_key: app.icon_key.to_owned(),
                mime_types: app.mime_types.iter().map(|name| (*name).to_owned()).collect(),
            });
        }
        Ok(part.part + 1 == part.parts)
    }

    fn install(&mut self, guest: GuestId, (name, label): (&str, &str), apps: &[App]) {
        let Some(data) = self.data.clone() else { return };
        let (entries, icons) = folders(&data);
        let mut kept = BTreeSet::new();
        let mut wanted = VecDeque::new();
        for app in apps {
            let stem = entry::stem(name, &app.id);
            let icon = icons.join(format!("{stem}.png"));
            if !app.icon_key.is_empty() {
                wanted.push_back((app.icon_key.clone(), icon.clone()));
            }
            if manifest::is_installed(&stem) {
                // The launcher shows that in the menu already.
                continue;
            }
            let Some(text) = entry::text(app, name, label, &self.program, &icon.to_string_lossy()) else { continue };
            let file = entries.join(format!("{stem}.desktop"));
            if let Err(error) = write_if_new(&file, text.as_bytes()) {
                log::warning(&format!("{}: {error}; the menus lack apps of guest {name}", file.display()));
                return;
            }
            kept.insert(stem);
        }
        self.shelf(guest).icons = wanted;
        self.remove(|of, _| of == name, &kept);
        let known = catalogue::text(name, label, apps, |app| icons.join(format!("{}.png", entry::stem(name, &app.id))));
        if let Err(error) = write_if_new(&catalogue::file(&data, name), known.as_bytes()) {
            log::warning(&format!("seamless-associate will not know of the apps of guest {name}: {error}"));
        }
        log::note(&format!("guest {name}: {} apps are in the menus from the next login on", kept.len()));
    }

    fn ask(&mut self, turn: &mut Turn<'_>, guest: GuestId) {
        if let Some((icon_key, _)) = self.shelf(guest).icons.front() {
            turn.posts.send(guest, &IconRequest { icon_key, size: limits::MENU_ICON_SIDE });
        }
    }

    fn keep(&mut self, turn: &mut Turn<'_>, guest: GuestId, icon: &Icon<'_>) {
        let shelf = self.shelf(guest);
        if shelf.icons.front().is_none_or(|(key, _)| key != icon.icon_key) {
            return;
        }
        let Some((_, file)) = shelf.icons.pop_front() else { return };
        if !icon.png.is_empty() {
            if let Err(error) = write_if_new(&file, icon.png).and_then(|()| self.index()) {
                log::warning(&format!("{}: {error}", file.display()));
            }
        }
        self.ask(turn, guest);
    }

    /// The launcher finds no icon at all, not even by its path, where no theme has an index. The system's comes before this one.
    fn index(&self) -> io::Result<()> {
        let Some(file) = self.data.as_ref().map(|data| data.join("icons/hicolor/index.theme")) else { return Ok(()) };
        if file.exists() {
            return Ok(());
        }
        let side = limits::MENU_ICON_SIDE;
        let folder = format!("{side}x{side}/apps");
        write_if_new(&file, format!("[Icon Theme]\nName=Hicolor\nDirectories={folder}\n\n[{folder}]\nSize={side}\nType=Fixed\n").as_bytes())
    }

    /// Removes entries of ours whose guest and name are meant, except those that are kept, and their icons.
    fn remove(&self, is_meant: impl Fn(&str, &str) -> bool, kept: &BTreeSet<String>) {
        let Some(data) = &self.data else { return };
        let (entries, icons) = folders(data);
        let Ok(list) = fs::read_dir(&entries) else { return };
        for file in list.flatten().map(|found| found.path()) {
            let Some(stem) = file.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_suffix(".desktop")) else { continue };
            if !stem.starts_with(entry::PREFIX) || kept.contains(stem) {
                continue;
            }
            let text = fs::read_to_string(&file).unwrap_or_default();
            if entry::guest_of(&text).is_some_and(|guest| is_meant(guest, stem)) {
                let _ = fs::remove_file(icons.join(format!("{stem}.png")));
                let _ = fs::remove_file(&file);
            }
        }
    }

    fn shelf(&mut self, guest: GuestId) -> &mut Shelf {
        while self.shelves.len() <= guest {
            self.shelves.push(Shelf::default());
        }
        &mut self.shelves[guest]
    }
}

impl Default for Menus {
    fn default() -> Menus {
        Menus::new()
    }
}

fn folders(data: &Path) -> (PathBuf, PathBuf) {
    let side = limits::MENU_ICON_SIDE;
    (data.join("applications"), data.join(format!("icons/hicolor/{side}x{side}/apps")))
}

/// Whole or not at all, for the launcher may read at any moment.
fn write_if_new(file: &Path, bytes: &[u8]) -> io::Result<()> {
    if fs::read(file).is_ok_and(|before| before == bytes) {
        return Ok(());
    }
    let folder = file.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let part = file.with_extension("part");
    fs::write(&part, bytes)?;
    fs::rename(&part, file)
}
