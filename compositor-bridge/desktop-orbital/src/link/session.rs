// SPDX-License-Identifier: Apache-2.0
//! The session with one guest: control, then bulk with the token that control's Welcome brought; made again for ever.
use super::address::{Address, Stream};
use super::channel::{Arrival, Channel};
use crate::back_off::BackOff;
use crate::limits;
use crate::turn::{GuestId, Post, Turn};
use seamless_protocol::messages::{refusal, Pong};
use seamless_protocol::{Any, Channel as Kind, DoorAddress, Failure, Handshake, Identity, Outbox, Progress, Violation};
use std::time::Instant;

/// What the endpoint does for a session, because it has what is needed for it.
#[derive(Debug, PartialEq, Eq)]
pub enum Need {
    Nothing,
    /// A connection for this session; `connected` gets it.
    Connection,
}

pub struct Session {
    pub guest: GuestId,
    pub address: Address,
    /// None: straight to a bridge.
    pub door: Option<DoorAddress>,
    identity: Identity,
    control: Option<Channel>,
    bulk: Option<Channel>,
    session_token: u64,
    capabilities: u32,
    back_off: BackOff,
    deadline: Option<Instant>,
    is_open: bool,
    last_failure: String,
    /// Bytes may wait in the kernel that no event will tell of.
    pub has_more: bool,
    pub is_wanted: bool,
    /// The directory says that the guest does not run.
    pub is_off: bool,
    /// Refused because another desktop has the guest.
    pub is_busy: bool,
}

impl Session {
    pub fn new(guest: GuestId, address: Address, door: Option<DoorAddress>, identity: Identity, now: Instant) -> Session {
        Session {
            guest,
            address,
            door,
            identity,
            control: None,
            bulk: None,
            session_token: 0,
            capabilities: 0,
            back_off: BackOff::new(now),
            deadline: None,
            is_open: false,
            last_failure: String::new(),
            has_more: false,
            is_wanted: true,
            is_off: false,
            is_busy: false,
        }
    }

    /// The next attempt is at once.
    pub fn want(&mut self, now: Instant) {
        if !self.is_wanted {
            self.is_wanted = true;
            self.back_off = BackOff::new(now);
        }
    }

    pub fn is_open(&self) -> bool {
        self.is_open
    }

    /// There is somebody at the other side, or was.
    pub fn is_connected(&self) -> bool {
        self.control.is_some()
    }

    pub fn deadline(&self) -> Option<Instant> {
        if !self.is_wanted {
            return None;
        }
        self.back_off.deadline().into_iter().chain(self.deadline).min()
    }

    /// What time brings: another attempt, or the end of one that takes too long.
    pub fn tick(&mut self, now: Instant) -> Result<Need, String> {
        if self.deadline.is_some_and(|due| due <= now) {
            return Err("the handshake is not finished in time".into());
        }
        Ok(if self.is_wanted && self.back_off.take_due(now) { Need::Connection } else { Need::Nothing })
    }

    /// Tokens: `control`, and `control + 1` for bulk.
    pub fn connected(&mut self, turn: &mut Turn<'_>, stream: Stream, token: usize) -> std::io::Result<()> {
        let kind = if self.control.is_none() { Kind::Control } else { Kind::Bulk };
        let post = turn.posts.of(self.guest);
        let out = match kind {
            Kind::Control => {
                *post = Post::default();
                &mut post.control
            }
            Kind::Bulk => {
                post.bulk = Outbox::new(Kind::Bulk);
                &mut post.bulk
            }
        };
        let handshake = match &self.door {
            Some(door) => Handshake::through(door.clone(), self.identity.clone(), kind, self.session_token),
            None => Handshake::direct(self.identity.clone(), kind, self.session_token, out),
        };
        turn.events.add_write(&stream, token)?;
        let channel = Channel::new(stream, kind, handshake);
        if kind == Kind::Control {
            self.control = Some(channel);
            self.deadline = Some(turn.now + limits::HANDSHAKE);
        } else {
            self.bulk = Some(channel);
        }
        Ok(())
    }

    /// The session is over, or did not come to be. The words are returned when they are news.
    pub fn end(&mut self, turn: &mut Turn<'_>, reason: &str) -> Option<String> {
        for channel in [self.control.take(), self.bulk.take()].into_iter().flatten() {
            let _ = turn.events.remove(&channel.stream);
        }
        *turn.posts.of(self.guest) = Post::default();
        (self.session_token, self.deadline, self.has_more) = (0, None, false);
        let was_open = std::mem::take(&mut self.is_open);
        self.back_off.failed(turn.now);
        if was_open || self.last_failure != reason {
            self.last_failure = reason.to_owned();
            return Some(reason.to_owned());
        }
        None
    }

    /// Reads what is there and gives each message of an open session to `handle`. `Need::Connection`: control is welcomed, bulk is
    /// to be connected.
    pub fn ready<H>(&mut self, turn: &mut Turn<'_>, handle: &mut H) -> Result<Need, String>
    where
        H: FnMut(&mut Turn<'_>, Step<'_>) -> Result<(), Violation>,
    {
        self.has_more = false;
        let mut need = Need::Nothing;
        for kind in [Kind::Control, Kind::Bulk] {
            for reads in 0.. {
                let Some(channel) = (if kind == Kind::Control { &mut self.control } else { &mut self.bulk }) else { break };
                if reads == limits::READS_PER_CHANNEL {
                    self.has_more = true;
                    break;
                }
                let arrival = channel.receive().map_err(|error| error.to_string())?;
                if self.messages(turn, kind, handle)? {
                    need = Need::Connection;
                }
                match arrival {
                    Arrival::Everything => break,
                    Arrival::More => {}
                    Arrival::Ended => return Err("the other side closed the connection".into()),
                }
            }
        }
        // What waited on bulk for what has come on control meanwhile.
        self.messages(turn, Kind::Bulk, handle)?;
        Ok(need)
    }

    pub fn flush(&mut self, turn: &mut Turn<'_>) -> Result<(), String> {
        let post = turn.posts.of(self.guest);
        for (channel, out) in [(&self.control, &mut post.control), (&self.bulk, &mut post.bulk)] {
            if let Some(channel) = channel {
                channel.flush(out).map_err(|error| error.to_string())?;
            }
        }
        Ok(())
    }

    fn messages<H>(&mut self, turn: &mut Turn<'_>, kind: Kind, handle: &mut H) -> Result<bool, String>
    where
        H: FnMut(&mut Turn<'_>, Step<'_>) -> Result<(), Violation>,
    {
        let mut is_bulk_due = false;
        loop {
            // Control is not handled before bulk is welcomed.
            if kind == Kind::Control && !self.is_open && self.control.as_ref().is_none_or(|channel| channel.handshake.is_none()) {
                return Ok(is_bulk_due);
            }
            let handled = self.control.as_ref().map_or(0, |control| control.inbox.handled());
            let Some(channel) = (if kind == Kind::Control { &mut self.control } else { &mut self.bulk }) else { return Ok(is_bulk_due) };
            let Some(header) = channel.inbox.next(handled).map_err(|violation| violation.to_string())? else { return Ok(is_bulk_due) };
            let Some(handshake) = &mut channel.handshake else {
                let message = Any::read(header.number, channel.inbox.payload()).map_err(|violation| violation.to_string())?;
                let post = turn.posts.of(self.guest);
                let done = match message {
                    Any::Ping(ping) => {
                        post.control.send(&Pong { token: ping.token });
                        Ok(())
                    }
                    Any::Pong(pong) => post.control.pong(pong.token),
                    message => handle(turn, Step::Message(message)),
                };
                done.map_err(|violation| violation.to_string())?;
                continue;
            };
            let post = turn.posts.of(self.guest);
            let out = if kind == Kind::Control { &mut post.control } else { &mut post.bulk };
            let progress = handshake.received(header, &mut channel.inbox, out);
            self.is_busy = matches!(progress, Err(Failure::Refused { code: refusal::BUSY, .. }));
            match progress.map_err(words)? {
                Progress::Going => {}
                Progress::Joined => return Err("the launcher took us to its directory".into()),
                Progress::Welcomed(agreed) => {
                    channel.handshake = None;
                    if kind == Kind::Control {
                        (self.session_token, self.capabilities) = (agreed.session_token, agreed.capabilities);
                        is_bulk_due = true;
                    } else {
                        self.open(turn, handle)?;
                    }
                }
            }
        }
    }

    fn open<H>(&mut self, turn: &mut Turn<'_>, handle: &mut H) -> Result<(), String>
    where
        H: FnMut(&mut Turn<'_>, Step<'_>) -> Result<(), Violation>,
    {
        self.is_open = true;
        self.deadline = None;
        self.back_off.succeeded();
        self.last_failure.clear();
        let post = turn.posts.of(self.guest);
        (post.is_open, post.capabilities) = (true, self.capabilities);
        handle(turn, Step::Opened).map_err(|violation| violation.to_string())?;
        self.messages(turn, Kind::Control, handle).map(drop)
    }
}

pub enum Step<'a> {
    Opened,
    Message(Any<'a>),
}

/// For a person.
pub fn words(failure: Failure) -> String {
    match failure {
        Failure::Refused { reason, .. } => format!("refused: {reason}"),
        Failure::Violation(violation) => violation.to_string(),
        Failure::NoKey => "the launcher wants a proof; name the key's file with --key-file".into(),
    }
}
