// SPDX-License-Identifier: Apache-2.0
//! Who uses which part of a region of equal blocks (the slab, the chunks, the slices for replies). A block is free again when
//! the server has executed the entry that used it last: nobody tells, the counter does.

/// In use, and not submitted yet.
pub const HELD: u64 = u64::MAX;

/// A frame's, until the window's thread has brought it onto the screen.
pub const SHOWN: u64 = u64::MAX - 1;

pub struct Blocks {
    /// For each block the number of entries that must have been executed before it is free.
    until: Vec<u64>,
}

impl Blocks {
    pub fn new(count: usize) -> Blocks {
        Blocks { until: vec![0; count] }
    }

    /// The first of `count` neighbouring free blocks, which are held from now on. Always the lowest ones: their memory has been used before, so
    /// it is there, and perhaps still in a cache.
    pub fn take(&mut self, count: usize, executed: u64) -> Option<usize> {
        let mut free = 0;
        for at in 0..self.until.len() {
            free = if self.until[at] <= executed { free + 1 } else { 0 };
            if free == count {
                let found = at + 1 - count;
                self.until[found..=at].fill(HELD);
                return Some(found);
            }
        }
        None
    }

    /// The blocks are free when `until` entries have been executed.
    pub fn release(&mut self, first: usize, count: usize, until: u64) {
        self.until[first..first + count].fill(until);
    }

    /// The smallest number of executed entries at which something more becomes free.
    pub fn next_free(&self, executed: u64) -> Option<u64> {
        self.until.iter().copied().filter(|until| *until > executed && *until < SHOWN).min()
    }

    /// Whether some will be free without anything being executed.
    pub fn has_frames(&self) -> bool {
        self.until.contains(&SHOWN)
    }

    pub fn len(&self) -> usize {
        self.until.len()
    }

    pub fn is_empty(&self) -> bool {
        self.until.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_free_again_when_its_entry_has_been_executed() {
        let mut blocks = Blocks::new(4);
        assert_eq!(blocks.take(3, 0), Some(0));
        assert_eq!(blocks.take(2, 0), None);
        assert_eq!(blocks.next_free(0), None);
        blocks.release(0, 3, 7);
        assert_eq!(blocks.next_free(0), Some(7));
        assert_eq!(blocks.take(2, 6), None);
        assert_eq!(blocks.take(2, 7), Some(0));
    }

    #[test]
    fn a_frame_s_blocks_are_free_when_it_has_been_shown() {
        let mut blocks = Blocks::new(4);
        assert_eq!(blocks.take(4, 0), Some(0));
        assert!(!blocks.has_frames());
        blocks.release(0, 4, SHOWN);
        assert_eq!((blocks.take(1, 1000), blocks.next_free(1000), blocks.has_frames()), (None, None, true));
        blocks.release(0, 4, 0);
        assert_eq!((blocks.take(1, 1000), blocks.has_frames()), (Some(0), false));
    }

    #[test]
    fn the_lowest_free_neighbours_are_taken() {
        let mut blocks = Blocks::new(8);
        assert_eq!(blocks.take(2, 0), Some(0));
        assert_eq!(blocks.take(2, 0), Some(2));
        blocks.release(0, 2, 1);
        assert_eq!(blocks.take(3, 1), Some(4));
        assert_eq!(blocks.take(2, 1), Some(0));
        assert_eq!(blocks.take(2, 1), None);
        assert_eq!(blocks.take(1, 1), Some(7));
    }

    #[test]
    fn no_block_has_two_holders_in_ten_thousand_random_operations() {
        let mut blocks = Blocks::new(64);
        let mut held: Vec<(usize, usize)> = Vec::new();
        let mut random = 0x9e37_79b9_7f4a_7c15u64;
        for executed in 1..10_000u64 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            if random >> 63 == 0 {
                let count = (random >> 40) as usize % 9 + 1;
                if let Some(first) = blocks.take(count, executed) {
                    assert!(held.iter().all(|(a, n)| first + count <= *a || a + n <= first));
                    held.push((first, count));
                }
            } else if !held.is_empty() {
                let (first, count) = held.swap_remove((random >> 32) as usize % held.len());
                blocks.release(first, count, executed);
            }
        }
    }
}
