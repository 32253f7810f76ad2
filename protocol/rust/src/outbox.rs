// SPDX-License-Identifier: Apache-2.0
use crate::limits::{OUTBOX_BYTES, SENT_MESSAGE_BYTES, WRITE_BYTES};
use crate::messages::Ping;
use crate::{Channel, LossWindow, Message, Violation, HEADER_BYTES};

const PING_BYTES: usize = HEADER_BYTES + 8;

/// Messages that wait to be written to one connection. On control it puts the Pings between them that the loss rule wants and gives out
/// no more bytes than may be under way; what goes on bulk is bounded before, by a `BulkWindow`.
pub struct Outbox {
    channel: Channel,
    bytes: Vec<u8>,
    start: usize,
    sent: u64,
    window: LossWindow,
}

impl Outbox {
    pub fn new(channel: Channel) -> Outbox {
        Outbox { channel, bytes: Vec::new(), start: 0, sent: 0, window: LossWindow::default() }
    }

    /// Messages put into it since the start: on control the sequence of the newest, for what is said on bulk after it.
    pub fn sent(&self) -> u64 {
        self.sent
    }

    /// Messages are counted from 1 anew: behind a Joined begins a session.
    pub fn restart(&mut self) {
        self.sent = 0;
    }

    /// On control, and during the handshake on both channels.
    pub fn send<'m>(&mut self, message: &impl Message<'m>) {
        let size = self.append(message, self.sent + 1);
        self.sent += 1;
        if self.window.queued(size) && self.channel == Channel::Control {
            self.ping();
        }
    }

    /// On an open bulk channel, with what `sent` of its control channel says.
    pub fn send_on_bulk<'m>(&mut self, message: &impl Message<'m>, control_sent: u64) {
        debug_assert!(self.channel == Channel::Bulk);
        let size = self.append(message, control_sent);
        self.window.queued(size);
    }

    /// Asks for an acknowledgement of all that was said, without waiting for more; only on an open control channel.
    pub fn ping(&mut self) {
        let token = self.window.ping(PING_BYTES);
        self.append(&Ping { token }, self.sent + 1);
        self.sent += 1;
    }

    pub fn pong(&mut self, token: u64) -> Result<(), Violation> {
        self.window.pong(token)
    }

    /// An answer came that proves all that was written.
    pub fn proven(&mut self) {
        self.window.proven();
    }

    pub fn unacknowledged(&self) -> u64 {
        self.window.unacknowledged()
    }

    /// What may be given to one write now; empty when nothing waits or a Pong has to come first.
    pub fn writable(&self) -> &[u8] {
        let waiting = &self.bytes[self.start..];
        let most = match self.channel {
            Channel::Control => self.window.may_write(),
            Channel::Bulk => waiting.len().min(WRITE_BYTES),
        };
        &waiting[..most]
    }

    pub fn wrote(&mut self, count: usize) {
        if self.channel == Channel::Control {
            self.window.wrote(count);
        }
        self.start += count;
        if self.start == self.bytes.len() {
            self.bytes.clear();
            self.start = 0;
        } else if self.start >= self.bytes.len() / 2 {
            self.bytes.drain(..self.start);
            self.start = 0;
        }
    }

    pub fn waiting(&self) -> usize {
        self.bytes.len() - self.start
    }

    /// The peer does not read; its session is to be closed.
    pub fn is_stalled(&self) -> bool {
        self.waiting() > OUTBOX_BYTES
    }

    fn append<'m, M: Message<'m>>(&mut self, message: &M, sequence: u64) -> usize {
        let start = self.bytes.len();
        message.append(sequence, &mut self.bytes);
        let size = self.bytes.len() - start;
        debug_assert!(size <= SENT_MESSAGE_BYTES, "a {} of {size} bytes cannot be acknowledged as a whole", M::NAME);
        debug_assert!(crate::Any::read(M::NUMBER, &self.bytes[start + HEADER_BYTES..]).is_ok(), "a {} breaks its own limits", M::NAME);
        size
    }
}
