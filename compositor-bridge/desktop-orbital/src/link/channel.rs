// SPDX-License-Identifier: Apache-2.0
//! One connection and what has arrived on it; what waits to be written is in an Outbox of whoever owns the connection.
use super::address::Stream;
use crate::limits;
use seamless_protocol::{Channel as Kind, Handshake, Inbox, Outbox};
use std::io::{self, Read, Write};

pub struct Channel {
    pub stream: Stream,
    pub inbox: Inbox,
    /// Until it is over.
    pub handshake: Option<Handshake>,
}

/// How far reading came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// All that there was.
    Everything,
    /// There may be more, and no event will tell.
    More,
    Ended,
}

impl Channel {
    pub fn new(stream: Stream, kind: Kind, handshake: Handshake) -> Channel {
        Channel { stream, inbox: Inbox::new(kind), handshake: Some(handshake) }
    }

    /// Some bytes; call it again after handling the messages in them.
    pub fn receive(&mut self) -> io::Result<Arrival> {
        match (&self.stream).read(self.inbox.room()) {
            Ok(0) => Ok(Arrival::Ended),
            Ok(count) => {
                self.inbox.received(count);
                Ok(Arrival::More)
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(Arrival::Everything),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(Arrival::More),
            Err(error) => Err(error),
        }
    }

    /// Writes what may be written now, in small writes.
    pub fn flush(&self, out: &mut Outbox) -> io::Result<()> {
        for _ in 0..limits::WRITES_PER_TURN {
            let bytes = out.writable();
            if bytes.is_empty() {
                break;
            }
            match (&self.stream).write(bytes) {
                Ok(0) => return Err(io::Error::from(io::ErrorKind::WriteZero)),
                Ok(count) => out.wrote(count),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        if out.is_stalled() {
            return Err(io::Error::new(io::ErrorKind::TimedOut, "the other side does not read"));
        }
        Ok(())
    }
}
