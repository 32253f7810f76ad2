// SPDX-License-Identifier: Apache-2.0
//! What the client knows of a context's GL state, beside vertex arrays and pixel stores.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// The places that buffer objects are bound at, without GL_ELEMENT_ARRAY_BUFFER, which belongs to the vertex array.
pub const TARGETS: [u32; 14] =
    [0x8892, 0x88eb, 0x88ec, 0x8a11, 0x8c2a, 0x8c8e, 0x8f36, 0x8f37, 0x8f3f, 0x90d2, 0x90ee, 0x9192, 0x92c0, 0x80ee];
pub const ARRAY: usize = 0;
pub const PACK: usize = 1;
pub const UNPACK: usize = 2;
pub const DRAW_INDIRECT: usize = 8;
pub const QUERY: usize = 11;

/// The kinds of glGet that are cached.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Get {
    Boolean,
    Integer,
    Integer64,
    Float,
    Double,
    Enabled,
}

/// An answer of the server, and at which epoch it was true.
struct Answer {
    epoch: u64,
    bytes: Vec<u8>,
}

/// Values of uniforms that the program has asked for.
#[derive(Default)]
pub struct Uniforms {
    /// Answers of another number are of the past.
    pub epoch: u64,
    answers: Table<u64, Answer>,
}

impl Uniforms {
    pub fn answer(&self, key: u64) -> Option<&[u8]> {
        self.answers.get(&key).filter(|answer| answer.epoch == self.epoch).map(|answer| &answer.bytes[..])
    }

    pub fn keep(&mut self, key: u64, bytes: &[u8]) {
        if self.answers.len() >= crate::limits::UNIFORM_ANSWERS {
            self.answers.clear();
        }
        self.answers.insert(key, Answer { epoch: self.epoch, bytes: bytes.to_vec() });
    }
}

#[derive(Default)]
pub struct State {
    pub been_current: bool,
    pub buffers: [u32; TARGETS.len()],
    pub program: u32,
    pub read_framebuffer: u32,
    pub default_framebuffer: crate::gl::DefaultFramebuffer,
    pub restart: bool,
    pub restart_fixed: bool,
    pub restart_index: u32,
    pub frame: u64,
    pub debug: crate::gl::Debug,
    pub scratch: crate::gl::Scratch,
    pub feedback: crate::gl::Feedback,
    pub shadow: crate::shadow::Shadow,
    /// Of the objects that no other context has.
    pub names: crate::names::Pools,
    pub uniforms: Uniforms,
    /// What each texture was bound to first.
    pub texture_targets: Table<u32, u32>,
    answers: Table<u64, Answer>,
}

impl State {
    pub fn first_current(&mut self) {
        self.been_current = true;
    }

    /// The cached answer, if nothing has changed since.
    pub fn answer(&self, get: Get, pname: u32, epoch: u64) -> Option<&[u8]> {
        let answer = self.answers.get(&key(get, pname))?;
        (answer.epoch == epoch).then_some(&answer.bytes)
    }

    pub fn keep(&mut self, get: Get, pname: u32, epoch: u64, bytes: &[u8]) {
        let answer = self.answers.entry(key(get, pname)).or_insert_with(|| Answer { epoch, bytes: Vec::new() });
        answer.epoch = epoch;
        answer.bytes.clear();
        answer.bytes.extend_from_slice(bytes);
    }
}

fn key(get: Get, pname: u32) -> u64 {
    (get as u64) << 32 | u64::from(pname)
}

/// Where a target's binding is kept.
pub fn target(target: u32) -> Option<usize> {
    TARGETS.iter().position(|known| *known == target)
}

/// A map of what programs number or name.
pub type Table<K, V> = HashMap<K, V, BuildHasherDefault<Mix>>;

/// Keys are small numbers that a multiplication spreads well enough.
#[derive(Default)]
pub struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64((*byte).into()));
    }

    fn write_u32(&mut self, value: u32) {
        self.write_u64(value.into());
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = (self.0 ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(26);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_holds_until_the_state_changes() {
        let mut state = State::default();
        state.keep(Get::Integer, 0xba2, 3, &[1, 2]);
        assert_eq!(state.answer(Get::Integer, 0xba2, 3), Some(&[1, 2][..]));
        assert_eq!(state.answer(Get::Float, 0xba2, 3), None);
        assert_eq!(state.answer(Get::Integer, 0xba2, 4), None);
        state.keep(Get::Integer, 0xba2, 4, &[5]);
        assert_eq!(state.answer(Get::Integer, 0xba2, 4), Some(&[5][..]));
    }
}
