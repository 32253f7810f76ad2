// SPDX-License-Identifier: Apache-2.0
//! Apps and files that `seamless-run` asks for: given to the guest when it is there, and it is started first when it is off.
use super::{start_app, Endpoint};
use crate::limits;
use crate::link::directory::{Directory, Entry};
use crate::question::Question;
use crate::turn::{GuestId, Turn};
use seamless_protocol::messages::GuestState;
use std::time::Instant;

/// What is to be done for a call whose guest is not connected.
enum Next {
    Wait,
    Start,
    Fail(String),
}

impl Endpoint {
    pub(super) fn serve_calls(&mut self, now: Instant) {
        let count = self.calls.as_ref().map_or(0, |calls| calls.calls.len());
        for index in 0..count {
            let Some(call) = self.calls.as_ref().map(|calls| &calls.calls[index]) else { return };
            let (Some(wish), 0, false) = (call.wish.clone(), call.request, call.is_over) else { continue };
            let guest = self.names.iter().position(|known| *known == wish.guest);
            match guest.filter(|guest| self.sessions[*guest].is_open()) {
                Some(guest) => self.give(index, guest, &wish, now),
                None => self.expect_guest(index, &wish.guest, now),
            }
        }
        let Some(calls) = &mut self.calls else { return };
        for ((guest, request), line) in std::mem::take(&mut self.files.answers) {
            calls.answered(guest, request, &line);
        }
        let trouble = self.directory.as_ref().and_then(Directory::trouble);
        calls.settle(now, &trouble.unwrap_or_else(|| "the guest does not come".into()));
    }

    fn give(&mut self, index: usize, guest: GuestId, wish: &Question, now: Instant) {
        let Some(calls) = &mut self.calls else { return };
        let request = calls.next_request();
        let call = &mut calls.calls[index];
        (call.request, call.guest) = (request, guest);
        let Some(file) = &wish.file else {
            self.posts.send(guest, &start_app(request, &wish.app));
            return;
        };
        let mut turn = Turn { now, started: self.started, events: &self.events, posts: &mut self.posts };
        if let Err(reason) = self.files.open(&mut turn, &wish.guest, (file, &wish.app), (guest, request)) {
            call.answer(&format!("failed {reason}"));
        }
    }

    fn expect_guest(&mut self, index: usize, name: &str, now: Instant) {
        let is_known = self.names.iter().any(|known| known == name);
        let Some(call) = self.calls.as_mut().map(|calls| &mut calls.calls[index]) else { return };
        let next = match &self.directory {
            None if is_known => Next::Wait,
            None => Next::Fail(format!("there is no guest {name}")),
            Some(directory) => match directory.entries.iter().find(|entry| entry.name == name) {
                Some(entry) => next(entry, &mut call.asked, now),
                None if directory.is_told => Next::Fail(format!("there is no guest {name}")),
                None => Next::Wait,
            },
        };
        match next {
            Next::Fail(reason) => call.answer(&format!("failed {reason}")),
            Next::Wait => call.say_coming(),
            Next::Start => {
                call.say_coming();
                if let Some(directory) = &mut self.directory {
                    directory.start(name);
                }
            }
        }
    }
}

/// A guest that failed before is tried again; it has failed anew when it was another state meanwhile, or stays as it is.
fn next(entry: &Entry, asked: &mut Option<Asked>, now: Instant) -> Next {
    let has_failed = entry.state == GuestState::Failed;
    match asked {
        None if has_failed || entry.state == GuestState::Off => {
            *asked = Some(Asked { is_retry: has_failed, until: now + limits::RETRY });
            Next::Start
        }
        Some(asked) if has_failed && (!asked.is_retry || asked.until <= now) => Next::Fail(entry.reason.clone()),
        Some(asked) => {
            asked.is_retry &= has_failed;
            Next::Wait
        }
        None => Next::Wait,
    }
}

/// The launcher was asked to start the guest.
pub struct Asked {
    is_retry: bool,
    until: Instant,
}

impl Asked {
    pub fn deadline(&self) -> Option<Instant> {
        self.is_retry.then_some(self.until)
    }
}
