// SPDX-License-Identifier: Apache-2.0
//! Content under way to one guest: Redox' own, or another guest's that passes through. Redox may lose what is written too
//! fast, so all transfers to a guest share one window of what is not acknowledged.
use crate::turn::{GuestId, Turn};
use seamless_protocol::limits::{BULK_DATA_BYTES, CLIPBOARD_BYTES, CLIPBOARD_WINDOW_BYTES};
use seamless_protocol::messages::{ClipboardCredit, ClipboardData};
use seamless_protocol::Violation;
use std::collections::VecDeque;
use std::time::Instant;

pub struct Transfer {
    pub guest: GuestId,
    pub request: u32,
    /// The guest that the content comes from, and our request there; None: it is Redox' and all here.
    pub from: Option<(GuestId, u32)>,
    pub bytes: VecDeque<u8>,
    pub is_whole: bool,
    is_end_said: bool,
    window: usize,
    unacknowledged: usize,
    total: usize,
    pub progress: Instant,
}

impl Transfer {
    pub fn new(guest: GuestId, request: u32, from: Option<(GuestId, u32)>, now: Instant) -> Transfer {
        let window = CLIPBOARD_WINDOW_BYTES as usize;
        Transfer {
            guest,
            request,
            from,
            bytes: VecDeque::new(),
            is_whole: false,
            is_end_said: false,
            window,
            unacknowledged: 0,
            total: 0,
            progress: now,
        }
    }

    /// What the guest that has it sends: as much as it was given credit for.
    pub fn take(&mut self, data: &[u8], now: Instant) -> Result<(), Violation> {
        if self.is_whole || self.bytes.len() + data.len() > CLIPBOARD_WINDOW_BYTES as usize {
            return Err(Violation::new("sent more of the clipboard than it has credit for"));
        }
        self.total += data.len();
        if self.total > CLIPBOARD_BYTES {
            return Err(Violation::new("sent more of the clipboard than one request may have"));
        }
        self.bytes.extend(data);
        self.is_whole = data.is_empty();
        self.progress = now;
        Ok(())
    }

    /// Sends what may be sent now.
    pub fn pump(&mut self, turn: &mut Turn<'_>) {
        loop {
            let count = self.bytes.len().min(self.window).min(BULK_DATA_BYTES);
            if count == 0 || !turn.posts.of(self.guest).under_way.send(u64::from(self.request), count) {
                break;
            }
            let data = &self.bytes.make_contiguous()[..count];
            turn.posts.send_on_bulk(self.guest, &ClipboardData { request: self.request, data });
            self.bytes.drain(..count);
            self.window -= count;
            self.unacknowledged += count;
            self.progress = turn.now;
            if let Some((guest, request)) = self.from {
                turn.posts.send(guest, &ClipboardCredit { request, bytes: count as u32 });
            }
        }
        if self.is_whole && self.bytes.is_empty() && !self.is_end_said {
            self.is_end_said = true;
            turn.posts.send_on_bulk(self.guest, &ClipboardData { request: self.request, data: &[] });
        }
    }

    pub fn credit(&mut self, bytes: usize, now: Instant) {
        self.window += bytes;
        self.unacknowledged = self.unacknowledged.saturating_sub(bytes);
        self.progress = now;
    }

    /// Nothing of it is to be said or acknowledged any more.
    pub fn is_over(&self) -> bool {
        self.is_end_said && self.unacknowledged == 0
    }

    pub fn is_end_said(&self) -> bool {
        self.is_end_said
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_is_within_its_window_and_64_mib_in_all() {
        let now = Instant::now();
        let mut transfer = Transfer::new(1, 1, Some((2, 1)), now);
        let piece = vec![7; CLIPBOARD_WINDOW_BYTES as usize];
        for _ in 0..CLIPBOARD_BYTES / piece.len() {
            transfer.take(&piece, now).unwrap();
            assert!(transfer.take(b"!", now).is_err());
            transfer.bytes.clear();
        }
        assert!(transfer.take(b"!", now).is_err());
    }
}
