// SPDX-License-Identifier: Apache-2.0
//! Files of Redox' that are open in guests (PROTOCOL.md, "Opened files"): each guest gets a copy, every save comes back. What is under
//! way ends with a session; each time that a guest comes it is asked after every file that is open there.
mod disk;
mod opened;
mod original;
mod record;
mod sending;

use crate::limits;
use crate::log;
use crate::turn::{GuestId, Turn};
use opened::{Asker, OpenedFile};
use original::Seen;
use record::{Journal, Record};
use seamless_protocol::messages::{capability, open_flags, FileOpened, FileReleased, FileSaved, FileStored, OpenFile};
use seamless_protocol::{Any, Violation};
use sending::Sending;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

#[derive(Default)]
pub struct Files {
    /// None: there is no home, and nothing can be opened.
    journal: Option<Journal>,
    all: BTreeMap<u64, OpenedFile>,
    /// Guests whose agents are there.
    here: BTreeMap<String, GuestId>,
    last_request: u32,
    /// What becomes of whoever asked: its number, and a line for it.
    pub answers: Vec<(Asker, String)>,
    /// What the person is to be told.
    pub notices: Vec<String>,
}

impl Files {
    /// Goes on with what earlier endpoints opened.
    pub fn new(data: Option<PathBuf>) -> Files {
        let mut files = Files { journal: data.map(|data| Journal { folder: data.join("seamless/files") }), ..Files::default() };
        let left = files.journal.as_ref().map(Journal::left).unwrap_or_default();
        for record in left {
            files.restore(record);
        }
        files
    }

    /// A person's file is to be opened. Whoever asked hears by its number what becomes of it; the error is for a person.
    pub fn open(&mut self, turn: &mut Turn<'_>, guest: &str, (path, app): (&Path, &str), asker: Asker) -> Result<(), String> {
        let path = original::resolve(path)?;
        let seen = Seen::of(&path).ok_or("it is no ordinary file")?;
        // The same file in the same guest once more: its app is asked again, and one copy has all the saves.
        let known = self.all.values().find(|file| file.record.guest == guest && file.record.path == path && file.record.seen == seen);
        let key = match known.map(|file| file.record.key) {
            Some(key) => key,
            None if self.all.len() == limits::FILES => return Err(format!("{} files are open in guests already", limits::FILES)),
            None => self.new_key(),
        };
        let is_read_only = original::is_read_only(&path);
        let new =
            || Record { key, guest: guest.to_owned(), path, seen, app: String::new(), is_read_only, is_opened: false, stored: 0, storing: None };
        let record = Record { app: app.to_owned(), ..self.all.get(&key).map_or_else(new, |file| file.record.clone()) };
        self.keep(&record)?;
        let file = self.all.entry(key).or_insert_with(|| OpenedFile::new(record.clone()));
        file.record = record;
        if file.askers.len() == limits::FILE_ASKERS {
            return Err("it is being opened".into());
        }
        file.askers.push(asker);
        if let Some(guest) = self.here.get(guest) {
            self.ask(turn, *guest, key);
        }
        Ok(())
    }

    /// The guest's agent is there, for its apps are known: before, it could open nothing.
    pub fn came(&mut self, turn: &mut Turn<'_>, guest: GuestId, name: &str) {
        self.here.insert(name.to_owned(), guest);
        for key in self.keys(name) {
            let Some(file) = self.all.get_mut(&key) else { continue };
            file.at = Some(guest);
            let (is_opened, stored) = (file.record.is_opened, file.record.stored);
            if !is_opened || !file.askers.is_empty() {
                self.ask(turn, guest, key);
            }
            if is_opened && self.all.get(&key).is_some_and(|file| file.fetching == 0) {
                turn.posts.send(guest, &FileStored { key, version: stored });
            }
        }
    }

    /// What was under way is not any more.
    pub fn left(&mut self, name: &str) {
        self.here.remove(name);
        for file in self.all.values_mut().filter(|file| file.record.guest == name) {
            file.interrupt();
        }
    }

    pub fn received(&mut self, turn: &mut Turn<'_>, guest: (GuestId, &str), message: &Any<'_>) -> Result<(), Violation> {
        let key = match message {
            Any::FileData(data) => data.key,
            Any::FileCredit(credit) => {
                if credit.version == 0 {
                    turn.posts.of(guest.0).under_way.credit(credit.key, credit.bytes as usize)?;
                }
                return Ok(());
            }
            Any::FileOpened(opened) => opened.key,
            Any::FileSaved(saved) => saved.key,
            Any::FileClosed(closed) => closed.key,
            Any::FileFailed(failed) => failed.key,
            _ => return Ok(()),
        };
        // Only what is in our journal is ours, and only the guest that has it may speak of it.
        let Some(file) = self.all.get_mut(&key).filter(|file| file.record.guest == guest.1) else { return Ok(()) };
        match message {
            Any::FileData(data) => {
                if file.take(turn, guest.0, data)? {
                    self.put_in_place(turn, guest.0, key);
                }
            }
            Any::FileOpened(opened) => self.has_opened(turn, guest.0, opened),
            Any::FileSaved(saved) => Files::saved(file, turn, guest.0, saved),
            Any::FileClosed(_) if file.sending.is_none() => {
                let is_wanted = !file.askers.is_empty();
                self.gone(turn, guest.0, (key, is_wanted), "it was closed");
            }
            Any::FileFailed(failed) if failed.version != 0 => file.not_fetched(turn, guest.0, failed),
            Any::FileFailed(failed) if failed.request != 0 && failed.request == file.request => {
                self.not_opened(turn, guest.0, key, failed.reason);
            }
            Any::FileFailed(failed) if failed.request == 0 && file.sending.is_some() => self.not_opened(turn, guest.0, key, failed.reason),
            Any::FileFailed(failed) if failed.request == 0 => {
                let is_wanted = !file.askers.is_empty() || !file.record.is_opened;
                self.gone(turn, guest.0, (key, is_wanted), failed.reason);
            }
            _ => {}
        }
        Ok(())
    }

    pub fn deadline(&self) -> Option<Instant> {
        self.all.values().filter(|file| file.at.is_some()).filter_map(|file| file.retry).min()
    }

    /// Sends what there is room for, and tries again what is due.
    pub fn settle(&mut self, turn: &mut Turn<'_>) {
        let mut broken = Vec::new();
        for file in self.all.values_mut() {
            let Some(guest) = file.at else { continue };
            if let Some(Err(error)) = file.sending.as_mut().map(|sending| sending.pump(turn, guest, file.record.key)) {
                broken.push((guest, file.record.key, error.to_string()));
            }
            if file.retry.is_some_and(|due| due <= turn.now) {
                file.retry = None;
                file.fetch(turn, guest);
            }
        }
        for (guest, key, reason) in broken {
            self.not_opened(turn, guest, key, &reason);
        }
        for file in self.all.values_mut() {
            self.notices.extend(file.notice.take());
        }
    }

    fn saved(file: &mut OpenedFile, turn: &mut Turn<'_>, guest: GuestId, saved: &FileSaved) {
        file.newest = file.newest.max(saved.version);
        // The journal says so with the first save that is stored; before, nothing comes of it that it does not.
        file.record.is_opened = true;
        file.is_said_again = file.fetching == saved.version;
        if saved.version <= file.record.stored {
            turn.posts.send(guest, &FileStored { key: saved.key, version: file.record.stored });
            return;
        }
        file.retry = None;
        file.fetch(turn, guest);
    }

    /// OpenFile, and the bytes behind it as there is room for them: once for a key and never again. A copy that were made anew would count
    /// its saves anew, and those that others had before it would be taken for stored.
    fn ask(&mut self, turn: &mut Turn<'_>, guest: GuestId, key: u64) {
        let Some(file) = self.all.get_mut(&key).filter(|file| file.request == 0) else { return };
        if !turn.posts.can(guest, capability::FILES) {
            self.not_opened(turn, guest, key, "the guest does not open files");
            return;
        }
        let sending = match (!file.was_asked).then(|| Sending::open(&file.record)).transpose() {
            Ok(sending) => sending,
            Err(error) => return self.not_opened(turn, guest, key, &error.to_string()),
        };
        let again = if sending.is_none() { open_flags::AGAIN } else { 0 };
        let read_only = if file.record.is_read_only { open_flags::READ_ONLY } else { 0 };
        self.last_request += 1;
        (file.request, file.was_asked) = (self.last_request, true);
        file.at = Some(guest);
        let open = OpenFile {
            key,
            name: file.record.name(),
            size: sending.as_ref().map_or(0, |sending| sending.size),
            mime_type: "",
            app_id: &file.record.app,
            flags: again | read_only,
            request: file.request,
        };
        turn.posts.send(guest, &open);
        file.sending = sending;
    }

    fn has_opened(&mut self, turn: &mut Turn<'_>, guest: GuestId, opened: &FileOpened) {
        let Some(file) = self.all.get_mut(&opened.key).filter(|file| file.request == opened.request) else { return };
        file.end_sending(turn, guest);
        let askers = std::mem::take(&mut file.askers);
        let record = Record { is_opened: true, ..file.record.clone() };
        log::note(&format!("guest {}: {} is open", record.guest, record.path.display()));
        // One that does not know that it is open asks for it to be opened again, which the guest answers in the same way.
        if let Err(problem) = self.keep(&record) {
            log::warning(&problem);
        }
        self.answers.extend(askers.into_iter().map(|asker| (asker, "started".to_owned())));
        if let Some(file) = self.all.get_mut(&opened.key) {
            file.record = record;
            // A save of before may wait for us.
            file.fetch(turn, guest);
        }
    }

    fn not_opened(&mut self, turn: &mut Turn<'_>, guest: GuestId, key: u64, reason: &str) {
        let Some(file) = self.all.get_mut(&key) else { return };
        file.end_sending(turn, guest);
        let askers = std::mem::take(&mut file.askers);
        let Record { is_opened, stored, guest: guest_name, path, .. } = file.record.clone();
        let words = format!("{} is not opened in {guest_name}: {reason}", path.display());
        log::warning(&words);
        if askers.is_empty() {
            self.notices.push(words);
        }
        self.answers.extend(askers.into_iter().map(|asker| (asker, format!("failed {reason}"))));
        if !is_opened {
            self.release(turn, guest, key);
        } else if turn.posts.can(guest, capability::FILES) {
            // It may have ended as it was asked for; then the guest says that it is gone.
            turn.posts.send(guest, &FileStored { key, version: stored });
        }
    }

    /// The guest has no such file any more, and never again under this key. Where it is to be open it gets another copy.
    fn gone(&mut self, turn: &mut Turn<'_>, guest: GuestId, (key, is_wanted): (u64, bool), reason: &str) {
        let Some(file) = self.all.get_mut(&key) else { return };
        if file.newest > file.record.stored {
            let Record { path, guest, .. } = &file.record;
            self.notices.push(format!("what was saved last in {} did not come back from {guest}: {reason}", path.display()));
        }
        let (record, askers) = (file.record.clone(), std::mem::take(&mut file.askers));
        self.release(turn, guest, key);
        if is_wanted {
            self.renew(turn, record, askers);
        }
    }

    fn renew(&mut self, turn: &mut Turn<'_>, before: Record, askers: Vec<Asker>) {
        let key = self.new_key();
        let seen = Seen::of(&before.path).unwrap_or(before.seen);
        let record = Record { key, seen, is_opened: false, stored: 0, storing: None, ..before };
        if let Err(problem) = self.keep(&record) {
            self.answers.extend(askers.into_iter().map(|asker| (asker, format!("failed {problem}"))));
            return;
        }
        let guest = self.here.get(&record.guest).copied();
        let mut file = OpenedFile::new(record);
        file.askers = askers;
        self.all.insert(key, file);
        if let Some(guest) = guest {
            self.ask(turn, guest, key);
        }
    }

    fn put_in_place(&mut self, turn: &mut Turn<'_>, guest: GuestId, key: u64) {
        let Some(file) = self.all.get_mut(&key) else { return };
        let Some(journal) = &self.journal else { return };
        match file.put_in_place(journal) {
            Ok(words) => self.notices.extend(words),
            Err(error) => return file.trouble(turn.now, &error.to_string()),
        }
        file.problem.clear();
        turn.posts.send(guest, &FileStored { key, version: file.record.stored });
        file.fetch(turn, guest);
    }

    /// It is nobody's any more.
    fn release(&mut self, turn: &mut Turn<'_>, guest: GuestId, key: u64) {
        turn.posts.send(guest, &FileReleased { key });
        if let Some(mut file) = self.all.remove(&key) {
            file.end_sending(turn, guest);
            file.drop_collected();
            log::note(&format!("guest {}: {} is closed", file.record.guest, file.record.path.display()));
        }
        if let Some(journal) = &self.journal {
            journal.remove(key);
        }
    }

    /// The error is for a person.
    fn keep(&self, record: &Record) -> Result<(), String> {
        let journal = self.journal.as_ref().ok_or("there is no home folder to remember it in")?;
        journal.write(record).map_err(|error| format!("{}: {error}", journal.folder.display()))
    }

    /// A save that an earlier endpoint was about to put in place: either it lies there, or it comes again.
    fn restore(&mut self, mut record: Record) {
        let _ = std::fs::remove_file(original::beside(&record));
        if let Some((version, there)) = record.storing.filter(|(_, there)| Seen::of(&record.path) == Some(*there)) {
            (record.stored, record.seen, record.storing) = (version, there, None);
            if let Err(problem) = self.keep(&record) {
                log::warning(&problem);
            }
        }
        log::note(&format!("guest {}: {} was open", record.guest, record.path.display()));
        let mut file = OpenedFile::new(record);
        file.was_asked = true;
        self.all.insert(file.record.key, file);
    }

    fn keys(&self, guest: &str) -> Vec<u64> {
        self.all.values().filter(|file| file.record.guest == guest).map(|file| file.record.key).collect()
    }

    /// Large, so that it is never a request of the clipboard's, which shares a window with it.
    fn new_key(&self) -> u64 {
        loop {
            // What the standard library has of chance; a key only has to be another one than all others.
            let chance = std::hash::BuildHasher::hash_one(&std::collections::hash_map::RandomState::new(), self.last_request);
            let key = chance | 1 << 63;
            if !self.all.contains_key(&key) {
                return key;
            }
        }
    }
}
