// SPDX-License-Identifier: Apache-2.0
//! A guest's side of opened files, as the agent does it: the copy and the newest save outlive sessions.
use fake_orbital::peer::FakeGuest;
use seamless_protocol::limits::{FILE_WINDOW_BYTES, UNACKNOWLEDGED_BYTES};
use seamless_protocol::messages::*;
use seamless_protocol::Any;

/// What the agent has written when it gives credit.
const CREDIT: usize = UNACKNOWLEDGED_BYTES / 4;

#[derive(Default)]
pub struct GuestDisk {
    pub key: u64,
    pub name: String,
    pub is_read_only: bool,
    /// It was asked for again.
    pub is_again: bool,
    /// As it came.
    pub copy: Vec<u8>,
    /// All bytes of the copy came.
    pub is_whole: bool,
    pub newest: u32,
    pub saved: Vec<u8>,
    pub stored: u32,
    pub is_closed: bool,
    request: u32,
}

impl GuestDisk {
    /// What a guest says when a session begins.
    pub fn tell(&self, guest: &mut FakeGuest) {
        if !self.is_whole {
            return;
        }
        if self.newest > self.stored {
            guest.say(&FileSaved { key: self.key, version: self.newest, size: self.saved.len() as u64 }).expect("said");
        }
        if self.is_closed {
            guest.say(&FileClosed { key: self.key }).expect("said");
        }
    }

    pub fn hear_open(&mut self, guest: &mut FakeGuest) {
        let heard = guest.wait("OpenFile", |said| match said {
            Any::OpenFile(open) => Some((open.key, open.name.to_owned(), open.flags, open.request, open.app_id.to_owned())),
            _ => None,
        });
        let app;
        let flags;
        (self.key, self.name, flags, self.request, app) = heard.expect("an OpenFile");
        (self.is_read_only, self.is_again) = (flags & open_flags::READ_ONLY != 0, flags & open_flags::AGAIN != 0);
        assert_eq!(app, "org.editor");
    }

    /// What is asked for again, and is here no more.
    pub fn say_gone(&self, guest: &mut FakeGuest) {
        let reason = "the guest does not have this file any more";
        guest.say_on_bulk(&FileFailed { key: self.key, version: 0, request: 0, reason }).expect("said");
    }

    /// One piece of what comes; true at the end. Credit as the agent gives it.
    pub fn take_piece(&mut self, guest: &mut FakeGuest, owed: &mut usize) -> bool {
        let key = self.key;
        let (offset, bytes) = guest
            .wait("FileData", |said| match said {
                Any::FileData(data) if data.key == key && data.version == 0 => Some((data.offset, data.data.to_vec())),
                _ => None,
            })
            .expect("data");
        assert_eq!(offset, self.copy.len() as u64);
        assert!(bytes.len() <= 4096);
        *owed += bytes.len();
        assert!(*owed <= UNACKNOWLEDGED_BYTES, "more than Redox' network carries safely");
        self.copy.extend_from_slice(&bytes);
        if bytes.is_empty() {
            self.is_whole = true;
        }
        if *owed >= CREDIT || (bytes.is_empty() && *owed > 0) {
            guest.say(&FileCredit { key, version: 0, bytes: *owed as u32 }).expect("said");
            *owed = 0;
        }
        self.is_whole
    }

    /// Everything that comes, to its end.
    pub fn take_copy(&mut self, guest: &mut FakeGuest) {
        self.copy.clear();
        let mut owed = 0;
        while !self.take_piece(guest, &mut owed) {}
    }

    pub fn say_opened(&self, guest: &mut FakeGuest) {
        guest.say(&FileOpened { key: self.key, request: self.request, app_instance: 1 }).expect("said");
    }

    pub fn say_not_opened(&self, guest: &mut FakeGuest, reason: &str) {
        guest.say_on_bulk(&FileFailed { key: self.key, version: 0, request: self.request, reason }).expect("said");
    }

    pub fn open(&mut self, guest: &mut FakeGuest) {
        self.hear_open(guest);
        self.take_copy(guest);
        self.say_opened(guest);
    }

    /// The app saves; nobody hears of it yet.
    pub fn save(&mut self, content: &[u8]) {
        self.newest += 1;
        self.saved = content.to_vec();
    }

    pub fn hear_fetch(&self, guest: &mut FakeGuest) -> u32 {
        let key = self.key;
        let heard = guest.wait("FetchFile", |said| match said {
            Any::FetchFile(fetch) if fetch.key == key => Some(fetch.version),
            _ => None,
        });
        heard.expect("a FetchFile")
    }

    /// The newest save, or only so much of it and no end.
    pub fn send(&self, guest: &mut FakeGuest, most: usize) {
        let (key, version) = (self.key, self.newest);
        let mut window = FILE_WINDOW_BYTES as usize;
        let mut offset = 0;
        for piece in self.saved[..most.min(self.saved.len())].chunks(65_536) {
            while window < piece.len() {
                let credit = guest.wait("FileCredit", |said| match said {
                    Any::FileCredit(credit) if (credit.key, credit.version) == (key, version) => Some(credit.bytes),
                    _ => None,
                });
                window += credit.expect("credit") as usize;
            }
            guest.say_on_bulk(&FileData { key, version, offset, data: piece }).expect("said");
            offset += piece.len() as u64;
            window -= piece.len();
        }
        if most >= self.saved.len() {
            guest.say_on_bulk(&FileData { key, version, offset, data: &[] }).expect("said");
        }
    }

    pub fn hear_stored(&mut self, guest: &mut FakeGuest, version: u32) {
        let key = self.key;
        let heard =
            guest.wait("FileStored", |said| matches!(said, Any::FileStored(stored) if stored.key == key && stored.version == version).then_some(()));
        heard.expect("a FileStored");
        self.stored = version;
    }

    pub fn hear_released(&self, guest: &mut FakeGuest) {
        let key = self.key;
        guest.wait("FileReleased", |said| matches!(said, Any::FileReleased(released) if released.key == key).then_some(())).expect("a FileReleased");
    }

    /// From what the guest says to what the endpoint has stored.
    pub fn bring_back(&mut self, guest: &mut FakeGuest) {
        guest.say(&FileSaved { key: self.key, version: self.newest, size: self.saved.len() as u64 }).expect("said");
        self.answer_fetch(guest);
    }

    pub fn answer_fetch(&mut self, guest: &mut FakeGuest) {
        assert_eq!(self.hear_fetch(guest), self.newest);
        self.send(guest, usize::MAX);
        self.hear_stored(guest, self.newest);
    }

    /// The app ends, and nothing is left to come back.
    pub fn close(&mut self, guest: &mut FakeGuest) {
        self.is_closed = true;
        guest.say(&FileClosed { key: self.key }).expect("said");
        self.hear_released(guest);
    }
}
