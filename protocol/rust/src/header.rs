// SPDX-License-Identifier: Apache-2.0
//! The sixteen bytes before every payload (PROTOCOL.md, "Framing"; they never change, in no version).

pub const HEADER_BYTES: usize = 16;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// Bytes of the payload.
    pub length: u32,
    /// The message's number; the high byte is its group.
    pub number: u16,
    pub handles: u8,
    /// On control the message's own number; on bulk how many control messages were sent before it.
    pub sequence: u64,
}

impl Header {
    pub fn to_bytes(self) -> [u8; HEADER_BYTES] {
        let mut bytes = [0; HEADER_BYTES];
        bytes[..4].copy_from_slice(&self.length.to_le_bytes());
        bytes[4..6].copy_from_slice(&self.number.to_le_bytes());
        bytes[6] = self.handles;
        bytes[8..].copy_from_slice(&self.sequence.to_le_bytes());
        bytes
    }

    /// None when there are fewer than sixteen bytes, the reserved one is not zero, or the length is not one; limits are the inbox's matter.
    pub fn read(bytes: &[u8]) -> Option<Header> {
        let bytes: &[u8; HEADER_BYTES] = bytes.get(..HEADER_BYTES)?.try_into().ok()?;
        let (length, rest) = bytes.split_at(4);
        let length = u32::from_le_bytes(length.try_into().ok()?);
        if bytes[7] != 0 || length > i32::MAX as u32 {
            return None;
        }
        Some(Header {
            length,
            number: u16::from_le_bytes([rest[0], rest[1]]),
            handles: bytes[6],
            sequence: u64::from_le_bytes(rest[4..].try_into().ok()?),
        })
    }
}
