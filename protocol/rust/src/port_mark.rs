// SPDX-License-Identifier: Apache-2.0

/// A port's mark (PROTOCOL.md, "Ports"): the sender's life, and the life of the other side that it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PortMark {
    pub ours: u64,
    pub yours: u64,
}

impl PortMark {
    pub const BYTES: usize = 32;
    pub const SIGN: [u8; 16] = [0x9e, 0x53, 0x4d, 0xd8, 0x4c, 0x53, 0xa7, 0xf1, 0x6c, 0x69, 0x6e, 0x6b, 0xe3, 0xb5, 0x0a, 0xc4];

    pub fn read(bytes: &[u8; PortMark::BYTES]) -> Option<PortMark> {
        let number = |at: usize| bytes[at..at + 8].try_into().map(u64::from_le_bytes).ok();
        if bytes[..16] != PortMark::SIGN {
            return None;
        }
        Some(PortMark { ours: number(16)?, yours: number(24)? })
    }

    pub fn to_bytes(self) -> [u8; PortMark::BYTES] {
        let mut bytes = [0; PortMark::BYTES];
        bytes[..16].copy_from_slice(&PortMark::SIGN);
        bytes[16..24].copy_from_slice(&self.ours.to_le_bytes());
        bytes[24..].copy_from_slice(&self.yours.to_le_bytes());
        bytes
    }
}
