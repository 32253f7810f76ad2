// SPDX-License-Identifier: Apache-2.0
//! One LZ4 block (lz4_Block_format.md), as the rows of an InlineFrame come in.

/// Unpacks a whole block into exactly `plain`. False when the block is broken or has another size; what `plain` holds then means nothing.
pub fn decode(block: &[u8], plain: &mut [u8]) -> bool {
    try_decode(block, plain).is_some()
}

fn try_decode(block: &[u8], plain: &mut [u8]) -> Option<()> {
    let (mut from, mut to) = (0, 0usize);
    loop {
        let token = *block.get(from)?;
        from += 1;
        let literals = length(block, &mut from, token >> 4)?;
        let source = block.get(from..from.checked_add(literals)?)?;
        plain.get_mut(to..to.checked_add(literals)?)?.copy_from_slice(source);
        from += literals;
        to += literals;
        // The last sequence has no match.
        if from == block.len() {
            return (to == plain.len()).then_some(());
        }
        let offset = usize::from(u16::from_le_bytes(block.get(from..from + 2)?.try_into().ok()?));
        from += 2;
        let count = length(block, &mut from, token & 15)?.checked_add(4)?;
        if offset == 0 || offset > to || count > plain.len() - to {
            return None;
        }
        repeat(plain, to, offset, count);
        to += count;
    }
}

/// Four bits, and when they are all ones the bytes that follow, up to the first that is not 255.
fn length(block: &[u8], from: &mut usize, bits: u8) -> Option<usize> {
    let mut length = usize::from(bits);
    if bits < 15 {
        return Some(length);
    }
    loop {
        let byte = *block.get(*from)?;
        *from += 1;
        length = length.checked_add(usize::from(byte))?;
        if byte < 255 {
            return Some(length);
        }
    }
}

/// Copies what lies `offset` before `to`, which may overlap itself: then it is repeated, twice as much each time.
fn repeat(plain: &mut [u8], to: usize, offset: usize, count: usize) {
    let start = to - offset;
    let mut done = 0;
    while done < count {
        let piece = (offset + done).min(count - done);
        plain.copy_within(start..start + piece, to + done);
        done += piece;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(block: &[u8], size: usize) -> Option<Vec<u8>> {
        let mut plain = vec![0; size];
        decode(block, &mut plain).then_some(plain)
    }

    #[test]
    fn literals_alone() {
        assert_eq!(plain(&[0x30, b'a', b'b', b'c'], 3).unwrap(), b"abc");
        assert_eq!(plain(&[0x00], 0).unwrap(), b"");
    }

    #[test]
    fn a_match_that_overlaps_itself_repeats() {
        assert_eq!(plain(&[0x21, b'a', b'b', 2, 0, 0x10, b'!'], 8).unwrap(), b"abababa!");
        let mut black = vec![0x1f, 0, 1, 0];
        black.extend([255; 47]);
        black.extend([23, 0x50, 0, 0, 0, 0, 0]);
        assert_eq!(plain(&black, 64 * 48 * 4).map(|bytes| bytes.len()), None);
        assert_eq!(plain(&black, 1 + 4 + 15 + 47 * 255 + 23 + 5).unwrap(), vec![0; 12_033]);
    }

    #[test]
    fn broken_blocks_are_refused() {
        for block in [
            &[][..],
            &[0x30, b'a', b'b'],
            &[0x10, b'a', 0, 0, 0x00],
            &[0x10, b'a', 2, 0, 0x00],
            &[0x10, b'a', 1],
            &[0xf0, 255],
            &[0x1f, b'a', 1, 0, 255],
        ] {
            assert_eq!(plain(block, 3), None, "{block:x?}");
        }
    }

    #[test]
    fn another_size_than_promised_is_refused() {
        assert_eq!(plain(&[0x30, b'a', b'b', b'c'], 2), None);
        assert_eq!(plain(&[0x30, b'a', b'b', b'c'], 4), None);
        assert_eq!(plain(&[0x10, b'a', 1, 0, 0x10, b'b'], 5), None);
    }
}
