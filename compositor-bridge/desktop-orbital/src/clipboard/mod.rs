// SPDX-License-Identifier: Apache-2.0
//! One clipboard for Redox and all guests. What Redox' programs can use of a guest's copy is fetched at once, for Orbital's
//! buffer cannot wait for it; everything else it offers stays with it and is passed to another guest that asks. What was
//! copied in Redox is looked for when one of our windows gets the focus or the person pastes, because nobody says so.
mod buffer;
mod chord;
mod data_uri;
mod transfer;

use crate::desk::{Desk, Notice};
use crate::limits;
use crate::log;
use crate::menus::Menus;
use crate::sys::Fd;
use crate::turn::{GuestId, Turn};
use buffer::Content;
use seamless_protocol::limits::CLIPBOARD_REQUESTS;
use seamless_protocol::messages::*;
use seamless_protocol::{Any, Violation};
use std::time::Instant;
use transfer::Transfer;

/// What one guest offers.
struct Offer {
    guest: GuestId,
    serial: u32,
    origin: u64,
    types: Vec<String>,
}

/// What a guest was told, and what we asked it.
#[derive(Default)]
struct Told {
    serial: u32,
    has_types: bool,
    last_request: u32,
    /// The mark of what was copied there; 0: nothing was.
    origin: u64,
}

/// Content on its way into Orbital's buffer.
struct Fetch {
    guest: GuestId,
    request: u32,
    mime_type: String,
    bytes: Vec<u8>,
    progress: Instant,
}

pub struct Clipboard {
    /// Of what is copied in Redox.
    origin: u64,
    /// Orbital's buffer as we know it, and what guests may have of it.
    buffer: Vec<u8>,
    content: Content,
    /// For Orbital's buffer, as soon as there is a window to reach it through.
    unwritten: Option<Vec<u8>>,
    /// The guest whose content it is; None: Redox'.
    owner: Option<Offer>,
    told: Vec<Told>,
    fetch: Option<Fetch>,
    transfers: Vec<Transfer>,
}

impl Clipboard {
    pub fn new() -> Clipboard {
        // What the standard library has of chance; only to tell origins apart.
        let chance = std::hash::BuildHasher::hash_one(&std::collections::hash_map::RandomState::new(), 0u8);
        Clipboard {
            origin: chance | 1,
            buffer: Vec::new(),
            content: Content::default(),
            unwritten: None,
            owner: None,
            told: Vec::new(),
            fetch: None,
            transfers: Vec::new(),
        }
    }

    pub fn opened(&mut self, turn: &mut Turn<'_>, guest: GuestId) {
        let told = self.told(guest);
        *told = Told::default();
        self.offer_to(turn, guest);
    }

    /// What the guest had is gone with it.
    pub fn left(&mut self, turn: &mut Turn<'_>, guest: GuestId) {
        let theirs: Vec<u32> = self.transfers.iter().filter(|transfer| transfer.guest == guest).map(|transfer| transfer.request).collect();
        for request in theirs {
            self.drop_transfer(turn, guest, request);
        }
        self.fail_from(turn, guest, None, "the guest that has it is gone");
        if self.fetch.as_ref().is_some_and(|fetch| fetch.guest == guest) {
            self.fetch = None;
        }
        if self.owner.as_ref().is_some_and(|owner| owner.guest == guest) {
            self.owner = None;
            self.offer_to_all(turn, guest);
        }
    }

    /// What the person did with windows; keys that mean it in the app follow the offer.
    pub fn notice(&mut self, turn: &mut Turn<'_>, desk: &mut Desk, menus: &Menus, notice: Notice) {
        let key = match notice {
            Notice::Focused(key) | Notice::Copy(key) | Notice::Cut(key) | Notice::Paste(key) => key,
            Notice::Key(key, event, letter) => return desk.take_key(turn, key, event, letter),
        };
        if matches!(notice, Notice::Focused(_) | Notice::Paste(_)) {
            self.look(turn, desk);
        }
        let is_terminal = desk.app(key).and_then(|app| menus.is_terminal(key.guest, app));
        desk.type_chord(turn, key, chord::of(notice, is_terminal));
    }

    pub fn received(&mut self, turn: &mut Turn<'_>, desk: &Desk, guest: GuestId, message: &Any<'_>) -> Result<(), Violation> {
        match message {
            Any::ClipboardOffer(offer) if offer.selection == Selection::Clipboard => self.take_offer(turn, desk, guest, offer),
            Any::ClipboardRequest(request) => self.answer(turn, guest, request)?,
            Any::ClipboardData(data) => self.take_data(turn, desk, guest, data)?,
            Any::ClipboardFailed(failed) => {
                self.fail_from(turn, guest, Some(failed.request), failed.reason);
                self.fetch = self.fetch.take().filter(|fetch| (fetch.guest, fetch.request) != (guest, failed.request));
            }
            Any::ClipboardCredit(credit) => {
                turn.posts.of(guest).under_way.credit(u64::from(credit.request), credit.bytes as usize)?;
                if let Some(transfer) = self.find(guest, credit.request) {
                    transfer.credit(credit.bytes as usize, turn.now);
                }
                self.pump(turn);
            }
            Any::ClipboardCancelled(cancelled) => self.drop_transfer(turn, guest, cancelled.request),
            _ => {}
        }
        Ok(())
    }

    pub fn deadline(&self) -> Option<Instant> {
        let fetch = self.fetch.as_ref().map(|fetch| fetch.progress);
        fetch.into_iter().chain(self.transfers.iter().map(|transfer| transfer.progress)).min().map(|progress| progress + limits::CLIPBOARD_STALL)
    }

    /// What stands still is given up: nobody waits for ever.
    pub fn settle(&mut self, turn: &mut Turn<'_>) {
        if self.deadline().is_none_or(|due| due > turn.now) {
            return;
        }
        let late = |progress: Instant| progress + limits::CLIPBOARD_STALL <= turn.now;
        if let Some(fetch) = self.fetch.take_if(|fetch| late(fetch.progress)) {
            turn.posts.send(fetch.guest, &ClipboardCancelled { request: fetch.request });
        }
        let stalled: Vec<(GuestId, u32, bool)> =
            self.transfers.iter().filter(|one| late(one.progress)).map(|one| (one.guest, one.request, one.is_end_said())).collect();
        for (guest, request, is_said) in stalled {
            if !is_said {
                turn.posts.send_on_bulk(guest, &ClipboardFailed { request, reason: "it came to a standstill" });
            }
            self.drop_transfer(turn, guest, request);
        }
    }

    /// Reads Orbital's buffer, once. What is new there takes the place of what a guest had.
    fn look(&mut self, turn: &mut Turn<'_>, desk: &Desk) {
        let Some(window) = desk.any_on_screen() else { return };
        if self.unwritten.is_some() {
            self.write(window);
            return;
        }
        if self.read(window) {
            self.owner = None;
            self.forget_fetch(turn);
            self.offer_to_all(turn, GuestId::MAX);
        }
    }

    /// Whether Redox has copied something since this was asked last.
    fn read(&mut self, window: &Fd) -> bool {
        match buffer::read(window) {
            Ok(bytes) if bytes != self.buffer => {
                self.content = Content::of(&bytes);
                self.buffer = bytes;
                true
            }
            Ok(_) => false,
            Err(error) => {
                log::warning(&format!("Orbital's clipboard cannot be read: {error}"));
                false
            }
        }
    }

    fn write(&mut self, window: &Fd) {
        let Some(bytes) = self.unwritten.take() else { return };
        match buffer::write(window, &bytes) {
            Ok(()) => (self.content, self.buffer) = (Content::of(&bytes), bytes),
            Err(error) => log::warning(&format!("Orbital's clipboard takes nothing: {error}")),
        }
    }

    fn forget_fetch(&mut self, turn: &mut Turn<'_>) {
        self.unwritten = None;
        if let Some(fetch) = self.fetch.take() {
            turn.posts.send(fetch.guest, &ClipboardCancelled { request: fetch.request });
        }
    }

    fn take_offer(&mut self, turn: &mut Turn<'_>, desk: &Desk, guest: GuestId, offer: &ClipboardOffer<'_>) {
        let is_theirs = self.owner.as_ref().is_some_and(|owner| owner.guest == guest);
        // Content that has come back to who made it, or was passed on by somebody who has it from there.
        let is_others = |(other, told): (GuestId, &Told)| other != guest && told.origin == offer.origin;
        let is_echo = offer.origin == self.origin || self.told.iter().enumerate().any(is_others);
        if offer.mime_types.is_empty() || is_echo {
            if is_theirs {
                self.owner = None;
                self.offer_to_all(turn, guest);
            }
            return;
        }
        // What Redox copied before is older than this, and what it copies from now on is newer.
        if let Some(window) = desk.any_on_screen() {
            self.read(window);
        }
        let types = offer.mime_types.iter().map(|name| (*name).to_owned()).collect();
        self.owner = Some(Offer { guest, serial: offer.serial, origin: offer.origin, types });
        self.offer_to_all(turn, guest);
        let told = self.told(guest);
        told.origin = offer.origin;
        if std::mem::take(&mut told.has_types) {
            told.serial += 1;
            let (serial, origin) = (told.serial, self.origin);
            turn.posts.send(guest, &ClipboardOffer { selection: Selection::Clipboard, serial, origin, mime_types: Vec::new() });
        }
        self.forget_fetch(turn);
        if let Some(mime_type) = buffer::wanted(&offer.mime_types) {
            let request = self.next_request(guest);
            turn.posts.send(guest, &ClipboardRequest { request, selection: Selection::Clipboard, serial: offer.serial, mime_type });
            self.fetch = Some(Fetch { guest, request, mime_type: mime_type.to_owned(), bytes: Vec::new(), progress: turn.now });
        }
    }

    fn offer_to_all(&mut self, turn: &mut Turn<'_>, but: GuestId) {
        for guest in (0..self.told.len()).filter(|guest| *guest != but) {
            self.offer_to(turn, guest);
        }
    }

    fn offer_to(&mut self, turn: &mut Turn<'_>, guest: GuestId) {
        if !turn.posts.can(guest, capability::CLIPBOARD) {
            return;
        }
        let (origin, mime_types): (u64, Vec<&str>) = match &self.owner {
            Some(owner) => (owner.origin, owner.types.iter().map(String::as_str).collect()),
            None => (self.origin, self.content.types()),
        };
        let Some(told) = self.told.get_mut(guest) else { return };
        if mime_types.is_empty() && !told.has_types {
            return;
        }
        told.serial += 1;
        told.has_types = !mime_types.is_empty();
        turn.posts.send(guest, &ClipboardOffer { selection: Selection::Clipboard, serial: told.serial, origin, mime_types });
    }

    fn answer(&mut self, turn: &mut Turn<'_>, guest: GuestId, asked: &ClipboardRequest<'_>) -> Result<(), Violation> {
        if self.transfers.iter().filter(|transfer| transfer.guest == guest).count() >= CLIPBOARD_REQUESTS * 2 {
            return Err(Violation::new("asks for more of the clipboard at once than it may"));
        }
        let told = self.told(guest);
        let request = asked.request;
        let is_newest = asked.selection == Selection::Clipboard && told.has_types && asked.serial == told.serial;
        let mut fail = |reason| turn.posts.send_on_bulk(guest, &ClipboardFailed { request, reason });
        if !is_newest {
            fail("something else was copied meanwhile");
            return Ok(());
        }
        match &self.owner {
            Some(owner) if owner.types.iter().any(|name| name == asked.mime_type) => {
                let (from, serial) = (owner.guest, owner.serial);
                // A guest takes so many, whoever they are for.
                if self.asked_of(from) >= CLIPBOARD_REQUESTS {
                    fail("too many are pasting from there at once");
                    return Ok(());
                }
                let there = self.next_request(from);
                let mime_type = asked.mime_type;
                turn.posts.send(from, &ClipboardRequest { request: there, selection: Selection::Clipboard, serial, mime_type });
                self.transfers.push(Transfer::new(guest, request, Some((from, there)), turn.now));
            }
            None => match self.content.get(asked.mime_type) {
                Some(content) => {
                    let mut transfer = Transfer::new(guest, request, None, turn.now);
                    transfer.bytes.extend(content);
                    transfer.is_whole = true;
                    self.transfers.push(transfer);
                    self.pump(turn);
                }
                None => fail("that type was not offered"),
            },
            _ => fail("that type was not offered"),
        }
        Ok(())
    }

    /// Requests of ours that a guest has not answered to the end.
    fn asked_of(&self, guest: GuestId) -> usize {
        let is_from = |transfer: &&Transfer| !transfer.is_whole && transfer.from.is_some_and(|(from, _)| from == guest);
        self.transfers.iter().filter(is_from).count() + usize::from(self.fetch.as_ref().is_some_and(|fetch| fetch.guest == guest))
    }

    fn take_data(&mut self, turn: &mut Turn<'_>, desk: &Desk, guest: GuestId, data: &ClipboardData<'_>) -> Result<(), Violation> {
        if let Some(transfer) = self.transfers.iter_mut().find(|transfer| transfer.from == Some((guest, data.request))) {
            transfer.take(data.data, turn.now)?;
            self.pump(turn);
            return Ok(());
        }
        let Some(fetch) = self.fetch.as_mut().filter(|fetch| (fetch.guest, fetch.request) == (guest, data.request)) else { return Ok(()) };
        if fetch.bytes.len() + data.data.len() >= limits::BUFFER_BYTES {
            self.forget_fetch(turn);
            log::note("a guest copied more than Redox' clipboard is given; it can be pasted in guests");
        } else if !data.data.is_empty() {
            fetch.bytes.extend_from_slice(data.data);
            fetch.progress = turn.now;
            turn.posts.send(guest, &ClipboardCredit { request: data.request, bytes: data.data.len() as u32 });
        } else if let Some(fetch) = self.fetch.take() {
            let bytes = buffer::of_guest(&fetch.mime_type, &fetch.bytes);
            self.look(turn, desk);
            if self.owner.as_ref().is_some_and(|owner| owner.guest == guest) {
                self.unwritten = bytes;
                if let Some(window) = desk.any_on_screen() {
                    self.write(window);
                }
            }
        }
        Ok(())
    }

    fn pump(&mut self, turn: &mut Turn<'_>) {
        for transfer in &mut self.transfers {
            transfer.pump(turn);
        }
        self.transfers.retain(|transfer| {
            if transfer.is_over() {
                turn.posts.of(transfer.guest).under_way.end(u64::from(transfer.request));
            }
            !transfer.is_over()
        });
    }

    fn drop_transfer(&mut self, turn: &mut Turn<'_>, guest: GuestId, request: u32) {
        let Some(index) = self.transfers.iter().position(|transfer| (transfer.guest, transfer.request) == (guest, request)) else { return };
        let transfer = self.transfers.remove(index);
        turn.posts.of(guest).under_way.end(u64::from(request));
        if let (Some((from, request)), false) = (transfer.from, transfer.is_whole) {
            turn.posts.send(from, &ClipboardCancelled { request });
        }
    }

    /// Content of that guest, all or of one request, does not come any more.
    fn fail_from(&mut self, turn: &mut Turn<'_>, guest: GuestId, request: Option<u32>, reason: &str) {
        let is_of = |from: (GuestId, u32)| from.0 == guest && request.is_none_or(|request| request == from.1);
        let failed: Vec<(GuestId, u32)> = self
            .transfers
            .iter()
            .filter(|transfer| !transfer.is_whole && transfer.from.is_some_and(is_of))
            .map(|transfer| (transfer.guest, transfer.request))
            .collect();
        for (to, number) in failed {
            turn.posts.send_on_bulk(to, &ClipboardFailed { request: number, reason });
            self.transfers.retain(|transfer| (transfer.guest, transfer.request) != (to, number));
            turn.posts.of(to).under_way.end(u64::from(number));
        }
    }

    fn told(&mut self, guest: GuestId) -> &mut Told {
        while self.told.len() <= guest {
            self.told.push(Told::default());
        }
        &mut self.told[guest]
    }

    fn next_request(&mut self, guest: GuestId) -> u32 {
        let told = self.told(guest);
        told.last_request += 1;
        told.last_request
    }

    fn find(&mut self, guest: GuestId, request: u32) -> Option<&mut Transfer> {
        self.transfers.iter_mut().find(|transfer| (transfer.guest, transfer.request) == (guest, request))
    }
}

impl Default for Clipboard {
    fn default() -> Clipboard {
        Clipboard::new()
    }
}
