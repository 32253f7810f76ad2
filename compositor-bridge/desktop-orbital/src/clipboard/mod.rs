// SPDX-License-Identifier: Apache-2.0
//! One clipboard for Redox and all guests. Text that a guest copies is fetched at once, for Orbital's buffer cannot wait for
//! it; everything else it offers stays with it and is passed to another guest that asks. What was copied in Redox is looked
//! for when one of our windows gets the focus or the person pastes, because nobody says so.
mod buffer;
mod transfer;

use crate::desk::{Desk, Notice};
use crate::limits;
use crate::log;
use crate::turn::{GuestId, Turn};
use seamless_protocol::limits::CLIPBOARD_REQUESTS;
use seamless_protocol::messages::*;
use seamless_protocol::{Any, Violation};
use std::time::Instant;
use transfer::Transfer;

const TEXTS: [&str; 3] = ["text/plain;charset=utf-8", "UTF8_STRING", "text/plain"];
const URIS: &str = "text/uri-list";

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
}

/// Text on its way into Orbital's buffer.
struct Fetch {
    guest: GuestId,
    request: u32,
    bytes: Vec<u8>,
    progress: Instant,
}

pub struct Clipboard {
    /// Of what is copied in Redox.
    origin: u64,
    /// Orbital's buffer as we know it.
    buffer: Vec<u8>,
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
        Clipboard { origin: chance | 1, buffer: Vec::new(), owner: None, told: Vec::new(), fetch: None, transfers: Vec::new() }
    }

    pub fn opened(&mut self, turn: &mut Turn<'_>, guest: GuestId) {
        let told = self.told(guest);
        *told = Told::default();
        self.offer_to(turn, guest);
    }

    /// What the guest had is gone with it.
    pub fn left(&mut self, turn: &mut Turn<'_>, guest: GuestId) {
        self.transfers.retain(|transfer| transfer.guest != guest);
        self.fail_from(turn, guest, None, "the guest that has it is gone");
        if self.fetch.as_ref().is_some_and(|fetch| fetch.guest == guest) {
            self.fetch = None;
        }
        if self.owner.as_ref().is_some_and(|owner| owner.guest == guest) {
            self.owner = None;
            self.offer_to_all(turn, guest);
        }
    }

    /// What the person did with windows; keys that mean it in any app follow the offer.
    pub fn notice(&mut self, turn: &mut Turn<'_>, desk: &mut Desk, notice: Notice) {
        use crate::keys::{KEY_COPY, KEY_CUT, KEY_PASTE};
        match notice {
            Notice::Focused(_) => self.look(turn, desk),
            Notice::Copy(key) => desk.type_key(turn, key, KEY_COPY),
            Notice::Cut(key) => desk.type_key(turn, key, KEY_CUT),
            Notice::Paste(key) => {
                self.look(turn, desk);
                desk.type_key(turn, key, KEY_PASTE);
            }
        }
    }

    pub fn received(&mut self, turn: &mut Turn<'_>, desk: &Desk, guest: GuestId, message: &Any<'_>) -> Result<(), Violation> {
        match message {
            Any::ClipboardOffer(offer) if offer.selection == Selection::Clipboard => self.take_offer(turn, guest, offer),
            Any::ClipboardRequest(request) => self.answer(turn, guest, request)?,
            Any::ClipboardData(data) => self.take_data(turn, desk, guest, data),
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
        match buffer::read(window) {
            Ok(Some(bytes)) if bytes != self.buffer => {
                self.buffer = bytes;
                self.owner = None;
                self.offer_to_all(turn, GuestId::MAX);
            }
            Ok(_) => {}
            Err(error) => log::warning(&format!("Orbital's clipboard cannot be read: {error}")),
        }
    }

    fn take_offer(&mut self, turn: &mut Turn<'_>, guest: GuestId, offer: &ClipboardOffer<'_>) {
        let is_theirs = self.owner.as_ref().is_some_and(|owner| owner.guest == guest);
        // Content that has come back to who made it, or was passed on by somebody who has it from there.
        let is_echo = offer.origin == self.origin || self.owner.as_ref().is_some_and(|owner| owner.guest != guest && owner.origin == offer.origin);
        if offer.mime_types.is_empty() || is_echo {
            if is_theirs {
                self.owner = None;
                self.offer_to_all(turn, guest);
            }
            return;
        }
        let types = offer.mime_types.iter().map(|name| (*name).to_owned()).collect();
        self.owner = Some(Offer { guest, serial: offer.serial, origin: offer.origin, types });
        self.offer_to_all(turn, guest);
        let told = self.told(guest);
        if std::mem::take(&mut told.has_types) {
            told.serial += 1;
            let (serial, origin) = (told.serial, self.origin);
            turn.posts.send(guest, &ClipboardOffer { selection: Selection::Clipboard, serial, origin, mime_types: Vec::new() });
        }
        if let Some(fetch) = self.fetch.take() {
            turn.posts.send(fetch.guest, &ClipboardCancelled { request: fetch.request });
        }
        if let Some(mime_type) = TEXTS.into_iter().find(|text| offer.mime_types.contains(text)) {
            let request = self.next_request(guest);
            turn.posts.send(guest, &ClipboardRequest { request, selection: Selection::Clipboard, serial: offer.serial, mime_type });
            self.fetch = Some(Fetch { guest, request, bytes: Vec::new(), progress: turn.now });
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
        let (text, is_uri) = buffer::text_of(&self.buffer);
        let (origin, mime_types): (u64, Vec<&str>) = match &self.owner {
            Some(owner) => (owner.origin, owner.types.iter().map(String::as_str).collect()),
            None if text.is_empty() || std::str::from_utf8(text).is_err() => (self.origin, Vec::new()),
            None if is_uri => (self.origin, TEXTS.into_iter().chain([URIS]).collect()),
            None => (self.origin, TEXTS.to_vec()),
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
                let there = self.next_request(from);
                let mime_type = asked.mime_type;
                turn.posts.send(from, &ClipboardRequest { request: there, selection: Selection::Clipboard, serial, mime_type });
                self.transfers.push(Transfer::new(guest, request, Some((from, there)), turn.now));
            }
            None if TEXTS.contains(&asked.mime_type) || asked.mime_type == URIS => {
                let mut transfer = Transfer::new(guest, request, None, turn.now);
                transfer.bytes.extend(buffer::text_of(&self.buffer).0);
                transfer.is_whole = true;
                self.transfers.push(transfer);
                self.pump(turn);
            }
            _ => fail("that type was not offered"),
        }
        Ok(())
    }

    fn take_data(&mut self, turn: &mut Turn<'_>, desk: &Desk, guest: GuestId, data: &ClipboardData<'_>) {
        if let Some(transfer) = self.transfers.iter_mut().find(|transfer| transfer.from == Some((guest, data.request))) {
            transfer.bytes.extend(data.data);
            transfer.is_whole |= data.data.is_empty();
            transfer.progress = turn.now;
            self.pump(turn);
            return;
        }
        let Some(fetch) = self.fetch.as_mut().filter(|fetch| (fetch.guest, fetch.request) == (guest, data.request)) else { return };
        if fetch.bytes.len() + data.data.len() >= limits::BUFFER_BYTES {
            self.fetch = None;
            turn.posts.send(guest, &ClipboardCancelled { request: data.request });
            log::note("a guest copied more text than Redox' clipboard is given; it can be pasted in guests");
        } else if !data.data.is_empty() {
            fetch.bytes.extend_from_slice(data.data);
            fetch.progress = turn.now;
            turn.posts.send(guest, &ClipboardCredit { request: data.request, bytes: data.data.len() as u32 });
        } else if let (Some(fetch), Some(window)) = (self.fetch.take(), desk.any_on_screen()) {
            let bytes = [b"t", fetch.bytes.as_slice()].concat();
            match buffer::write(window, &bytes) {
                Ok(()) => self.buffer = bytes,
                Err(error) => log::warning(&format!("Orbital's clipboard takes nothing: {error}")),
            }
        }
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
