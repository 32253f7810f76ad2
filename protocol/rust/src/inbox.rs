// SPDX-License-Identifier: Apache-2.0
use crate::limits::{BULK_MESSAGE_BYTES, CONTROL_MESSAGE_BYTES, HANDSHAKE_MESSAGE_BYTES, INBOX_KEPT_BYTES};
use crate::{Channel, Header, Violation, HEADER_BYTES};

const ROOM_BYTES: usize = 8192;

/// Received bytes of one connection, cut into messages; checks sequence and size. It grows as bytes arrive, never because a header
/// promises many.
pub struct Inbox {
    channel: Channel,
    bytes: Vec<u8>,
    start: usize,
    end: usize,
    /// Header and payload of the message that was returned last.
    current: usize,
    handled: u64,
    open: bool,
}

impl Inbox {
    pub fn new(channel: Channel) -> Inbox {
        Inbox { channel, bytes: Vec::new(), start: 0, end: 0, current: 0, handled: 0, open: false }
    }

    /// The handshake is over: larger messages may come, and on bulk the sequence has its other meaning.
    pub fn open(&mut self) {
        self.open = true;
    }

    /// Messages are counted from 1 anew: behind a Joined begins a session. What has arrived already stays.
    pub fn restart(&mut self) {
        self.handled = 0;
    }

    /// Messages returned since the start, the current one included.
    pub fn handled(&self) -> u64 {
        self.handled
    }

    /// Somewhere to receive into; `received` says how much of it was filled.
    pub fn room(&mut self) -> &mut [u8] {
        let used = self.end - self.start;
        if self.start > 0 && (used == 0 || self.bytes.len() - self.end < ROOM_BYTES) {
            self.bytes.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, used);
        }
        if used == 0 && self.bytes.len() > INBOX_KEPT_BYTES {
            self.bytes = Vec::new();
        }
        if self.bytes.len() - self.end < ROOM_BYTES {
            self.bytes.resize((self.end + ROOM_BYTES).max(self.bytes.len() * 2), 0);
        }
        &mut self.bytes[self.end..]
    }

    pub fn received(&mut self, count: usize) {
        self.end += count;
        debug_assert!(self.end <= self.bytes.len());
    }

    /// The header of the next message that has arrived whole; its bytes are at `payload` until the next call. On an open bulk channel
    /// none before `control_handled` is what its sequence says; on control that number means nothing.
    pub fn next(&mut self, control_handled: u64) -> Result<Option<Header>, Violation> {
        self.start += std::mem::take(&mut self.current);
        let waiting = &self.bytes[self.start..self.end];
        if waiting.len() < HEADER_BYTES {
            return Ok(None);
        }
        let header = Header::read(waiting).ok_or_else(|| Violation::new("sent bytes that are no header"))?;
        self.check(&header)?;
        let size = HEADER_BYTES + header.length as usize;
        if waiting.len() < size || (self.open && self.channel == Channel::Bulk && header.sequence > control_handled) {
            return Ok(None);
        }
        self.current = size;
        self.handled += 1;
        Ok(Some(header))
    }

    /// Of the message that `next` returned.
    pub fn payload(&self) -> &[u8] {
        let end = self.start + self.current;
        &self.bytes[(self.start + HEADER_BYTES).min(end)..end]
    }

    fn check(&self, header: &Header) -> Result<(), Violation> {
        let most = match (self.open, self.channel) {
            (false, _) => HANDSHAKE_MESSAGE_BYTES,
            (true, Channel::Control) => CONTROL_MESSAGE_BYTES,
            (true, Channel::Bulk) => BULK_MESSAGE_BYTES,
        };
        if header.length as usize > most {
            return Err(Violation::new(format!("sent a message of {} bytes; {most} are allowed", header.length)));
        }
        if header.handles != 0 {
            return Err(Violation::new("announced a handle on a connection that cannot carry one"));
        }
        let counted = !self.open || self.channel == Channel::Control;
        if counted && header.sequence != self.handled + 1 {
            return Err(Violation::new(format!("sent message {} after message {}: bytes were lost", header.sequence, self.handled)));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::{Ping, TerminalChannel, TerminalData};
    use crate::Message;

    fn receive(inbox: &mut Inbox, bytes: &[u8]) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let room = inbox.room();
            let count = room.len().min(rest.len());
            room[..count].copy_from_slice(&rest[..count]);
            inbox.received(count);
            rest = &rest[count..];
        }
    }

    #[test]
    fn after_a_large_message_the_room_shrinks_and_the_next_one_is_read() {
        let mut inbox = Inbox::new(Channel::Bulk);
        inbox.open();
        const MESSAGES: usize = INBOX_KEPT_BYTES / 60_000 + 1;
        for _ in 0..2 {
            let mut bytes = Vec::new();
            for _ in 0..MESSAGES {
                TerminalData { stream: 1, channel: TerminalChannel::Output, data: &[7; 60_000] }.append(0, &mut bytes);
            }
            receive(&mut inbox, &bytes);
            for _ in 0..MESSAGES {
                assert!(inbox.next(0).is_ok_and(|header| header.is_some()));
            }
            assert!(inbox.next(0).is_ok_and(|header| header.is_none()));
            assert!(inbox.bytes.len() > INBOX_KEPT_BYTES);
        }
        assert!(inbox.room().len() <= INBOX_KEPT_BYTES);
        let mut bytes = Vec::new();
        Ping { token: 9 }.append(0, &mut bytes);
        receive(&mut inbox, &bytes);
        assert_eq!(inbox.next(0).ok().flatten().map(|header| header.number), Some(Ping::NUMBER));
    }
}
