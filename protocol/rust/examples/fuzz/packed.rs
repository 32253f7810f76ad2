// SPDX-License-Identifier: Apache-2.0
use crate::{Mutator, Target};
use seamless_protocol::lz4;

/// Blocks that another implementation packed, and what mutation makes of them.
pub struct Packed;

impl Target for Packed {
    fn seeds(&self) -> Vec<Vec<u8>> {
        let text = include_str!("../../tests/lz4-blocks.txt");
        let blocks = text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split(' ').nth(3));
        blocks.map(|hex| (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()).collect()
    }

    /// The decoder and one that is as plain as the format's description agree.
    fn run(&mut self, input: &[u8], mutator: &mut Mutator) {
        let expected = plain(input);
        let size = expected.as_ref().map_or_else(|| mutator.below(70_000), Vec::len);
        let mut bytes = vec![0; size];
        let decoded = lz4::decode(input, &mut bytes);
        assert_eq!(decoded, expected.is_some());
        if let Some(expected) = expected {
            assert_eq!(bytes, expected);
            assert!(!lz4::decode(input, &mut vec![0; size + 1]));
        }
    }
}

const MOST_BYTES: usize = 1024 * 1024;

fn plain(block: &[u8]) -> Option<Vec<u8>> {
    let (mut bytes, mut rest) = (Vec::new(), block.iter());
    loop {
        let token = *rest.next()?;
        for _ in 0..length(&mut rest, token >> 4)? {
            bytes.push(*rest.next()?);
        }
        if rest.len() == 0 {
            return Some(bytes);
        }
        let offset = usize::from(*rest.next()?) | usize::from(*rest.next()?) << 8;
        for _ in 0..length(&mut rest, token & 15)? + 4 {
            if offset == 0 || offset > bytes.len() || bytes.len() > MOST_BYTES {
                return None;
            }
            bytes.push(bytes[bytes.len() - offset]);
        }
    }
}

fn length(rest: &mut std::slice::Iter<'_, u8>, bits: u8) -> Option<usize> {
    let mut length = usize::from(bits);
    let mut more = bits == 15;
    while more {
        let byte = *rest.next()?;
        length += usize::from(byte);
        more = byte == 255;
    }
    Some(length)
}
