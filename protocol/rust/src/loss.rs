// SPDX-License-Identifier: Apache-2.0
//! Redox's network stack loses bytes that are written faster than they are sent, and says nothing. So no more are ever under way than
//! surely fit: these two count what the other side has not acknowledged. They hold no bytes themselves.
use crate::limits::{PING_AFTER_BYTES, TRANSFERS, UNACKNOWLEDGED_BYTES, UNACKNOWLEDGED_DATA_BYTES, WRITE_BYTES};
use crate::Violation;
use std::collections::VecDeque;

/// A connection whose bytes are acknowledged by Pongs (control, directory). Counts in bytes since the connection's start.
#[derive(Debug, Default)]
pub struct LossWindow {
    queued: u64,
    written: u64,
    acknowledged: u64,
    /// Where the newest Ping ends.
    pinged: u64,
    /// Where each unanswered Ping ends; that is its token, too.
    pings: VecDeque<u64>,
}

impl LossWindow {
    /// A whole message was put behind those that wait. True: a Ping must be put behind it, with the token that `ping` gives.
    pub fn queued(&mut self, bytes: usize) -> bool {
        self.queued += bytes as u64;
        self.queued - self.pinged >= PING_AFTER_BYTES as u64
    }

    /// The token of a Ping of so many bytes that is put behind what was queued now.
    pub fn ping(&mut self, bytes: usize) -> u64 {
        self.queued += bytes as u64;
        self.pinged = self.queued;
        self.pings.push_back(self.queued);
        self.queued
    }

    /// How many bytes may be written in one write now; 0 until a Pong comes.
    pub fn may_write(&self) -> usize {
        let room = UNACKNOWLEDGED_BYTES - (self.written - self.acknowledged) as usize;
        room.min((self.queued - self.written) as usize).min(WRITE_BYTES)
    }

    pub fn wrote(&mut self, bytes: usize) {
        self.written += bytes as u64;
        debug_assert!(self.written <= self.queued && self.written - self.acknowledged <= UNACKNOWLEDGED_BYTES as u64);
    }

    /// Pongs come in the order of their Pings.
    pub fn pong(&mut self, token: u64) -> Result<(), Violation> {
        if self.pings.front() != Some(&token) || token > self.written {
            return Err(Violation::new(format!("sent Pong {token} to a Ping that was not said")));
        }
        self.pings.pop_front();
        self.acknowledged = token;
        Ok(())
    }

    /// An answer came that proves all that was written: the handshake's.
    pub fn proven(&mut self) {
        self.acknowledged = self.written;
        self.pings.clear();
    }

    pub fn unacknowledged(&self) -> u64 {
        self.written - self.acknowledged
    }

    /// What waits to be written.
    pub fn waiting(&self) -> u64 {
        self.queued - self.written
    }
}

/// What we send on bulk is acknowledged by credits, each for its own transfer; together they may not have more under way than one
/// connection carries safely.
#[derive(Debug, Default)]
pub struct BulkWindow {
    transfers: Vec<(u64, usize)>,
}

impl BulkWindow {
    /// Bytes of data that may be sent now, over all transfers.
    pub fn room(&self) -> usize {
        UNACKNOWLEDGED_DATA_BYTES - self.under_way()
    }

    pub fn under_way(&self) -> usize {
        self.transfers.iter().map(|(_, bytes)| bytes).sum()
    }

    /// False when there is no room for so many, or too many transfers have some under way; then nothing is counted.
    pub fn send(&mut self, transfer: u64, bytes: usize) -> bool {
        if bytes > self.room() {
            return false;
        }
        if let Some((_, under_way)) = self.transfers.iter_mut().find(|(key, _)| *key == transfer) {
            *under_way += bytes;
            return true;
        }
        if self.transfers.len() == TRANSFERS {
            return false;
        }
        self.transfers.push((transfer, bytes));
        true
    }

    /// Credit for more than is under way is a violation. For a transfer that is over, it is late and means nothing.
    pub fn credit(&mut self, transfer: u64, bytes: usize) -> Result<(), Violation> {
        match self.transfers.iter_mut().find(|(key, _)| *key == transfer) {
            Some((_, under_way)) if *under_way >= bytes => *under_way -= bytes,
            Some(_) => return Err(Violation::new("gave back more credit than it got bytes")),
            None => {}
        }
        Ok(())
    }

    /// The transfer's end was acknowledged, or the session is over.
    pub fn end(&mut self, transfer: u64) {
        self.transfers.retain(|(key, _)| *key != transfer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_than_32_kib_are_ever_unacknowledged() {
        let mut window = LossWindow::default();
        let mut tokens = VecDeque::new();
        let mut most = 0;
        for message in 0..10_000 {
            if window.queued(16 + message * 37 % 4000) {
                tokens.push_back(window.ping(24));
            }
            while window.may_write() > 0 {
                let bytes = window.may_write();
                assert!(bytes <= WRITE_BYTES);
                window.wrote(bytes);
                most = most.max(window.unacknowledged());
            }
            // The peer answers what it has whole, now and then.
            if message % 3 == 0 {
                while tokens.front().is_some_and(|token| *token <= window.written) {
                    window.pong(tokens.pop_front().unwrap()).unwrap();
                }
            }
        }
        assert!(most <= UNACKNOWLEDGED_BYTES as u64 && most > UNACKNOWLEDGED_BYTES as u64 / 2, "{most}");
    }

    #[test]
    fn a_ping_follows_after_8_kib_and_writing_goes_on_only_with_its_pong() {
        let mut window = LossWindow::default();
        assert!(!window.queued(8000));
        assert!(window.queued(192));
        let token = window.ping(24);
        for _ in 0..4 {
            window.queued(8192);
        }
        while window.may_write() > 0 {
            window.wrote(window.may_write());
        }
        assert_eq!(window.unacknowledged(), UNACKNOWLEDGED_BYTES as u64);
        window.pong(token).unwrap();
        assert_eq!(window.may_write(), WRITE_BYTES);
    }

    #[test]
    fn a_pong_that_answers_nothing_is_a_violation() {
        let mut window = LossWindow::default();
        assert!(window.pong(0).is_err());
        window.queued(9000);
        let token = window.ping(24);
        assert!(window.pong(token).is_err(), "the Ping was not written yet");
        window.wrote(4096);
        window.wrote(4096);
        window.wrote(window.may_write());
        window.pong(token).unwrap();
        assert!(window.pong(token).is_err());
    }

    #[test]
    fn transfers_share_one_window_and_leave_it_when_they_end() {
        let mut window = BulkWindow::default();
        let half = UNACKNOWLEDGED_DATA_BYTES / 2;
        assert!(window.send(1, half) && window.send(2, half));
        assert!(!window.send(3, 1));
        window.credit(1, 100).unwrap();
        assert_eq!(window.room(), 100);
        assert!(window.credit(2, half + 1).is_err());
        window.end(2);
        assert_eq!(window.room(), half + 100);
        window.credit(2, 5).unwrap();
        assert_eq!(window.room(), half + 100);
    }

    #[test]
    fn data_with_its_headers_stays_below_what_is_safe() {
        let header_and_fields = 16 + 8 + 4 + 8 + 4;
        assert!(
            UNACKNOWLEDGED_DATA_BYTES / crate::limits::BULK_DATA_BYTES * (crate::limits::BULK_DATA_BYTES + header_and_fields) <= UNACKNOWLEDGED_BYTES
        );
    }
}
