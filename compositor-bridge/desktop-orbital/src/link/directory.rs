// SPDX-License-Identifier: Apache-2.0
//! The launcher's directory: which guests there are, how they are called and how they do.
use super::address::{Address, Stream};
use super::channel::{Arrival, Channel};
use super::session::{words, Need};
use crate::back_off::BackOff;
use crate::label::Label;
use crate::limits;
use crate::sys::Events;
use seamless_protocol::messages::{GuestState, Pong, StartGuest};
use seamless_protocol::{Any, Channel as Kind, DoorAddress, Handshake, Identity, Outbox, Progress};
use std::time::Instant;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub name: String,
    pub state: GuestState,
    pub label: Label,
    pub reason: String,
}

pub struct Directory {
    pub address: Address,
    door: DoorAddress,
    identity: Identity,
    channel: Option<Channel>,
    out: Outbox,
    back_off: BackOff,
    deadline: Option<Instant>,
    /// On a wire nothing else tells that the launcher is gone.
    silence: Option<Instant>,
    last_failure: String,
    pub entries: Vec<Entry>,
    /// The launcher has said which guests there are.
    pub is_told: bool,
    /// Asked for while the launcher was away.
    wanted: Vec<String>,
}

impl Directory {
    pub fn new(address: Address, door: DoorAddress, identity: Identity, now: Instant) -> Directory {
        let door = DoorAddress { guest: String::new(), ..door };
        Directory {
            address,
            door,
            identity,
            channel: None,
            out: Outbox::new(Kind::Control),
            back_off: BackOff::new(now),
            deadline: None,
            silence: None,
            last_failure: String::new(),
            entries: Vec::new(),
            is_told: false,
            wanted: Vec::new(),
        }
    }

    pub fn deadline(&self) -> Option<Instant> {
        self.back_off.deadline().into_iter().chain(self.deadline).chain(self.silence).min()
    }

    pub fn tick(&mut self, now: Instant) -> Result<Need, String> {
        if self.deadline.is_some_and(|due| due <= now) {
            return Err("the launcher does not finish the handshake in time".into());
        }
        if self.silence.is_some_and(|due| due <= now) {
            return Err("the launcher says nothing any more".into());
        }
        if self.silence.is_none() && self.is_open() && matches!(self.address, Address::Wires(..)) {
            self.silence = Some(now + limits::WIRE_SILENCE);
        }
        Ok(if self.back_off.take_due(now) { Need::Connection } else { Need::Nothing })
    }

    pub fn connected(&mut self, events: &Events, stream: Stream, token: usize, now: Instant) -> std::io::Result<()> {
        events.add_write(&stream, token)?;
        self.out = Outbox::new(Kind::Control);
        let handshake = Handshake::through(self.door.clone(), self.identity.clone(), Kind::Control, 0);
        self.channel = Some(Channel::new(stream, Kind::Control, handshake));
        self.deadline = Some(now + limits::HANDSHAKE);
        Ok(())
    }

    /// What is known of the guests stays: they may run on without the launcher.
    pub fn end(&mut self, events: &Events, reason: &str, now: Instant) -> Option<String> {
        let was_open = self.is_open();
        if let Some(channel) = self.channel.take() {
            let _ = events.remove(&channel.stream);
        }
        (self.deadline, self.silence) = (None, None);
        self.back_off.failed(now);
        if was_open || self.last_failure != reason {
            self.last_failure = reason.to_owned();
            return Some(reason.to_owned());
        }
        None
    }

    /// Why the launcher cannot be asked.
    pub fn trouble(&self) -> Option<String> {
        let address = &self.address;
        (!self.is_open()).then(|| format!("the launcher at {address} does not answer: {}", self.last_failure))
    }

    pub fn is_open(&self) -> bool {
        self.channel.as_ref().is_some_and(|channel| channel.handshake.is_none())
    }

    pub fn start(&mut self, guest: &str) {
        if self.is_open() {
            self.out.send(&StartGuest { guest });
        } else if !self.wanted.iter().any(|wanted| wanted == guest) && self.wanted.len() < seamless_protocol::limits::GUESTS {
            self.wanted.push(guest.to_owned());
        }
    }

    /// True when the entries are others than before.
    pub fn ready(&mut self) -> Result<bool, String> {
        let mut is_news = false;
        loop {
            let Some(channel) = &mut self.channel else { return Ok(is_news) };
            let arrival = channel.receive().map_err(|error| error.to_string())?;
            is_news |= self.messages()?;
            match arrival {
                Arrival::Everything => return Ok(is_news),
                Arrival::More => {}
                Arrival::Ended => return Err("the launcher closed the connection".into()),
            }
        }
    }

    pub fn flush(&mut self) -> Result<(), String> {
        match &self.channel {
            Some(channel) => channel.flush(&mut self.out).map_err(|error| error.to_string()),
            None => Ok(()),
        }
    }

    fn messages(&mut self) -> Result<bool, String> {
        let mut is_news = false;
        loop {
            let Some(channel) = &mut self.channel else { return Ok(is_news) };
            let Some(header) = channel.inbox.next(0).map_err(|violation| violation.to_string())? else { return Ok(is_news) };
            // The next turn begins the wait anew.
            self.silence = None;
            if let Some(handshake) = &mut channel.handshake {
                if handshake.received(header, &mut channel.inbox, &mut self.out).map_err(words)? != Progress::Going {
                    channel.handshake = None;
                    self.deadline = None;
                    self.last_failure.clear();
                    self.back_off.succeeded();
                    for guest in std::mem::take(&mut self.wanted) {
                        self.out.send(&StartGuest { guest: &guest });
                    }
                }
                continue;
            }
            match Any::read(header.number, channel.inbox.payload()).map_err(|violation| violation.to_string())? {
                Any::Ping(ping) => self.out.send(&Pong { token: ping.token }),
                Any::Pong(pong) => self.out.pong(pong.token).map_err(|violation| violation.to_string())?,
                Any::Guests(list) => {
                    let entry = |guest: &seamless_protocol::messages::Guest<'_>| Entry {
                        name: guest.name.to_owned(),
                        state: guest.state,
                        label: Label { text: guest.label.to_owned(), colour: guest.colour },
                        reason: guest.reason.to_owned(),
                    };
                    self.entries = list.guests.iter().map(entry).collect();
                    self.is_told = true;
                    is_news = true;
                }
                _ => return Err(format!("sent message 0x{:04x}, which no directory has", header.number)),
            }
        }
    }
}
