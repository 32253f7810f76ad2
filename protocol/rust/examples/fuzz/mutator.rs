// SPDX-License-Identifier: Apache-2.0

/// Numbers that stand at the edge of something.
const EDGES: [u32; 12] = [0, 1, 0x7f, 0x80, 0xff, 0x100, 0xffff, 0x10000, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff];
const MOST_BYTES: usize = 64 * 1024;

/// Pseudo-random numbers (xorshift64*), and inputs made of others by them.
pub struct Mutator {
    state: u64,
}

impl Mutator {
    pub fn new(seed: u64) -> Mutator {
        Mutator { state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1 }
    }

    pub fn next(&mut self) -> u64 {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        self.state.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() >> 16) as usize % bound.max(1)
    }

    pub fn mutate(&mut self, seeds: &[Vec<u8>]) -> Vec<u8> {
        let mut input = seeds[self.below(seeds.len())].clone();
        for _ in 0..self.below(6) {
            self.change(&mut input, seeds);
        }
        input.truncate(MOST_BYTES);
        input
    }

    fn change(&mut self, input: &mut Vec<u8>, seeds: &[Vec<u8>]) {
        let at = self.below(input.len());
        match self.below(8) {
            0 if !input.is_empty() => input[at] ^= 1 << self.below(8),
            1 if !input.is_empty() => input[at] = self.next() as u8,
            2 if input.len() >= at + 4 => {
                let edge = EDGES[self.below(EDGES.len())];
                input[at..at + 4].copy_from_slice(&edge.to_le_bytes());
            }
            3 => input.truncate(at),
            4 => drop(input.drain(at..(at + self.below(16)).min(input.len()))),
            5 => input.insert(at, self.next() as u8),
            6 => {
                let piece = input[at..(at + self.below(64)).min(input.len())].to_vec();
                let to = self.below(input.len());
                input.splice(to..to, piece);
            }
            _ => {
                let other = &seeds[self.below(seeds.len())];
                input.truncate(at);
                input.extend_from_slice(&other[self.below(other.len())..]);
            }
        }
    }
}
