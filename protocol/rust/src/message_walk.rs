// SPDX-License-Identifier: Apache-2.0
use crate::limits::BULK_MESSAGE_BYTES;
use crate::{PortMark, HEADER_BYTES};

/// Where one is in a stream of messages, told from the bytes that pass. Keeps nothing but the beginning of a header.
#[derive(Debug, Default)]
pub struct MessageWalk {
    header: [u8; HEADER_BYTES],
    headed: usize,
    payload: usize,
    is_over: bool,
}

impl MessageWalk {
    /// A mark came where a header was due, or what no header begins with: these messages are over.
    pub fn is_over(&self) -> bool {
        self.is_over
    }

    /// Bytes until the message is whole in the middle of which the stream is; 0 between two messages.
    pub fn missing(&self) -> usize {
        if self.headed > 0 {
            HEADER_BYTES - self.headed
        } else {
            self.payload
        }
    }

    /// How many of the bytes belong to these messages: all, unless they are over.
    pub fn pass(&mut self, bytes: &[u8]) -> usize {
        let mut passed = 0;
        while !self.is_over && passed < bytes.len() {
            let wanted = if self.missing() == 0 { HEADER_BYTES } else { self.missing() };
            let taken = &bytes[passed..bytes.len().min(passed + wanted)];
            passed += taken.len();
            if self.payload > 0 {
                self.payload -= taken.len();
                continue;
            }
            self.header[self.headed..self.headed + taken.len()].copy_from_slice(taken);
            self.headed += taken.len();
            if self.headed < HEADER_BYTES {
                break;
            }
            self.headed = 0;
            let [a, b, c, d, ..] = self.header;
            let length = u32::from_le_bytes([a, b, c, d]) as usize;
            if length > BULK_MESSAGE_BYTES || self.header == PortMark::SIGN {
                self.is_over = true;
                passed -= taken.len();
            } else {
                self.payload = length;
            }
        }
        passed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::TerminalData;
    use crate::messages::{Ping, TerminalChannel};
    use crate::Message;

    #[test]
    fn however_the_bytes_are_cut_the_messages_end_at_the_mark_and_what_is_missing_is_known() {
        let mut messages = Vec::new();
        Ping { token: 1 }.append(1, &mut messages);
        TerminalData { stream: 1, channel: TerminalChannel::Output, data: &[9; 300] }.append(2, &mut messages);
        let mut bytes = messages.clone();
        bytes.extend_from_slice(&PortMark { ours: 1, yours: 2 }.to_bytes());
        for step in 1..40 {
            let mut walk = MessageWalk::default();
            let passed: usize = bytes.chunks(step).map(|chunk| walk.pass(chunk)).sum();
            assert!(walk.is_over());
            // Of a mark that comes in pieces some have gone by before it is one.
            assert!((messages.len()..messages.len() + 16).contains(&passed), "{passed} of {} in steps of {step}", messages.len());
        }
        let mut walk = MessageWalk::default();
        assert_eq!(walk.pass(&messages[..24 + 5]), 29);
        assert_eq!(walk.missing(), 11);
        assert_eq!(walk.pass(&messages[29..messages.len() - 7]), messages.len() - 7 - 29);
        assert_eq!(walk.missing(), 7);
        assert_eq!(walk.pass(&messages[messages.len() - 7..]), 7);
        assert_eq!((walk.missing(), walk.is_over()), (0, false));
        walk.pass(&[0xff; 16]);
        assert!(walk.is_over());
    }
}
