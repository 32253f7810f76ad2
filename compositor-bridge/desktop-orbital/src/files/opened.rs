// SPDX-License-Identifier: Apache-2.0
//! One file that is open in a guest, as this endpoint knows it. What must outlive the endpoint stands in its record.
use super::disk;
use super::original::{self, Seen};
use super::record::{Journal, Record};
use super::sending::Sending;
use crate::limits;
use crate::log;
use crate::turn::{GuestId, Turn};
use seamless_protocol::messages::{FetchFile, FileCredit, FileData, FileFailed};
use seamless_protocol::Violation;
use std::fs::{self, File};
use std::io::{self, Write};
use std::time::Instant;

/// A question of a person's at that guest, by its number.
pub type Asker = (GuestId, u32);

pub struct OpenedFile {
    pub record: Record,
    /// The guest, while it is there.
    pub at: Option<GuestId>,
    /// Of the OpenFile that is under way; 0: none is.
    pub request: u32,
    /// The guest may have it: it was asked to open it, maybe by an endpoint before this one.
    pub was_asked: bool,
    pub sending: Option<Sending>,
    /// Whoever waits for it to be open.
    pub askers: Vec<Asker>,
    /// The version that comes, and where it is collected. None there: it cannot be kept, and what still comes is dropped.
    pub fetching: u32,
    collected: Option<File>,
    received: u64,
    uncredited: u32,
    /// The newest version that the guest has named.
    pub newest: u32,
    /// It has named the version that comes once more: there was an end to that of which we have not heard yet.
    pub is_said_again: bool,
    pub retry: Option<Instant>,
    /// Why the newest save is not stored; empty when nothing is wrong.
    pub problem: String,
    /// What the person is to be told.
    pub notice: Option<String>,
}

impl OpenedFile {
    pub fn new(record: Record) -> OpenedFile {
        OpenedFile {
            record,
            at: None,
            request: 0,
            was_asked: false,
            sending: None,
            askers: Vec::new(),
            fetching: 0,
            collected: None,
            received: 0,
            uncredited: 0,
            newest: 0,
            is_said_again: false,
            retry: None,
            problem: String::new(),
            notice: None,
        }
    }

    /// The session is over.
    pub fn interrupt(&mut self) {
        (self.at, self.request, self.sending) = (None, 0, None);
        (self.fetching, self.collected) = (0, None);
    }

    pub fn end_sending(&mut self, turn: &mut Turn<'_>, guest: GuestId) {
        (self.request, self.sending) = (0, None);
        turn.posts.of(guest).under_way.end(self.record.key);
    }

    /// Asks for the newest version, unless one comes already.
    pub fn fetch(&mut self, turn: &mut Turn<'_>, guest: GuestId) {
        if self.fetching != 0 || self.newest <= self.record.stored || self.retry.is_some() {
            return;
        }
        match disk::create(&original::beside(&self.record)) {
            Ok(file) => self.collected = Some(file),
            Err(error) => return self.trouble(turn.now, &error.to_string()),
        }
        (self.fetching, self.received, self.uncredited, self.is_said_again) = (self.newest, 0, 0, false);
        turn.posts.send(guest, &FetchFile { key: self.record.key, version: self.newest });
    }

    /// True when that was the end, and all of it is here.
    pub fn take(&mut self, turn: &mut Turn<'_>, guest: GuestId, data: &FileData<'_>) -> Result<bool, Violation> {
        if data.version == 0 || data.version != self.fetching {
            return Ok(false);
        }
        if data.offset != self.received {
            return Err(Violation::new("sent the bytes of a file out of order"));
        }
        if data.data.is_empty() {
            if self.collected.is_none() {
                // It is fetched again when it is tried again.
                self.fetching = 0;
            }
            return Ok(self.collected.is_some());
        }
        self.received += data.data.len() as u64;
        if let Some(Err(error)) = self.collected.as_mut().map(|file| file.write_all(data.data)) {
            // The rest of it comes all the same, and is dropped.
            self.drop_collected();
            self.trouble(turn.now, &error.to_string());
        }
        self.uncredited += data.data.len() as u32;
        if self.uncredited >= limits::FILE_CREDIT_BYTES {
            let bytes = std::mem::take(&mut self.uncredited);
            turn.posts.send(guest, &FileCredit { key: data.key, version: data.version, bytes });
        }
        Ok(false)
    }

    /// What was collected becomes the person's file, or lies beside it when somebody else has changed that; then there are words for the
    /// person. The record says first what is about to lie where, so that an endpoint that comes back knows its own work from somebody else's.
    pub fn put_in_place(&mut self, journal: &Journal) -> io::Result<Option<String>> {
        let version = std::mem::take(&mut self.fetching);
        let collected = self.collected.take().ok_or(io::ErrorKind::NotFound)?;
        original::finish(&self.record, &collected)?;
        drop(collected);
        let beside = original::beside(&self.record);
        let seen = Seen::of(&beside).ok_or_else(|| io::Error::other("it was taken away while it came"))?;
        let original = self.record.path.clone();
        let is_kept = original::has_changed(&self.record);
        let target = if is_kept { original::kept_name(&self.record)? } else { original.clone() };
        let storing = Record { path: target.clone(), storing: Some((version, seen)), ..self.record.clone() };
        journal.write(&storing)?;
        self.record = storing;
        disk::put_in_place(&beside, &target)?;
        let stored = Record { stored: version, seen, storing: None, ..self.record.clone() };
        // Without this the next endpoint finds out for itself.
        if let Err(error) = journal.write(&stored) {
            log::warning(&format!("{}: {error}", journal.folder.display()));
        }
        self.record = stored;
        let guest = &self.record.guest;
        log::note(&format!("guest {guest}: {} is saved, {} bytes", target.display(), seen.size));
        Ok(is_kept
            .then(|| format!("{} was changed meanwhile, so both are kept: what was saved in {guest} is {}", original.display(), target.display())))
    }

    /// That version does not come. A newer one was said, or the same again since; else the guest says it when it comes back, or it is
    /// tried later, so that a failure cannot turn in circles.
    pub fn not_fetched(&mut self, turn: &mut Turn<'_>, guest: GuestId, failed: &FileFailed<'_>) {
        if failed.version != self.fetching {
            return;
        }
        self.fetching = 0;
        self.drop_collected();
        log::warning(&format!("guest {}: {}: {}", self.record.guest, self.record.path.display(), failed.reason));
        if self.newest > failed.version || self.is_said_again {
            self.fetch(turn, guest);
        } else {
            self.retry = Some(turn.now + limits::FILE_RETRY);
        }
    }

    /// The newest save stays in the guest's folder, which keeps it until we have it; told once for each reason.
    pub fn trouble(&mut self, now: Instant, reason: &str) {
        if self.problem != reason {
            let Record { path, guest, key, .. } = &self.record;
            let words = format!(
                "{} cannot be written: {reason}; what was saved stays in {guest}, in the folder seamless/opened/{key:016x} of its data, and is tried again",
                path.display()
            );
            log::warning(&words);
            self.notice = Some(words);
        }
        reason.clone_into(&mut self.problem);
        self.retry = Some(now + limits::FILE_RETRY);
    }

    pub fn drop_collected(&mut self) {
        self.collected = None;
        let _ = fs::remove_file(original::beside(&self.record));
    }
}
