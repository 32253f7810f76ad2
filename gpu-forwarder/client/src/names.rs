// SPDX-License-Identifier: Apache-2.0
//! Object names. The server makes them in advance (glGen*), the client hands them out without asking.

use crate::limits::{NAMES_AT_ONCE, PROGRAMS_AT_ONCE};
use std::collections::VecDeque;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Buffer,
    Texture,
    Framebuffer,
    Renderbuffer,
    Query,
    Sampler,
    VertexArray,
    TransformFeedback,
    Pipeline,
    Program,
    VertexShader,
    FragmentShader,
}

impl Kind {
    /// How many are asked for at once: programs and shaders are objects already, and few.
    pub fn at_once(self) -> usize {
        if matches!(self, Kind::Program | Kind::VertexShader | Kind::FragmentShader) { PROGRAMS_AT_ONCE } else { NAMES_AT_ONCE }
    }
}

pub const KINDS: usize = 12;

impl Kind {
    const ALL: [Kind; KINDS] = [
        Kind::Buffer,
        Kind::Texture,
        Kind::Framebuffer,
        Kind::Renderbuffer,
        Kind::Query,
        Kind::Sampler,
        Kind::VertexArray,
        Kind::TransformFeedback,
        Kind::Pipeline,
        Kind::Program,
        Kind::VertexShader,
        Kind::FragmentShader,
    ];

    /// As STREAM.md numbers them.
    pub fn of(number: u32) -> Option<Kind> {
        Kind::ALL.get(number as usize).copied()
    }

    /// Whether contexts of one share group have these objects together. What refers to others, and queries, each context has for itself.
    pub fn is_shared(self) -> bool {
        !matches!(self, Kind::Framebuffer | Kind::Query | Kind::VertexArray | Kind::TransformFeedback | Kind::Pipeline)
    }
}

/// The pools of one context, or of one share group.
#[derive(Default)]
pub struct Pools([Pool; KINDS]);

impl Pools {
    pub fn of(&mut self, kind: Kind) -> &mut Pool {
        &mut self.0[kind as usize]
    }

    /// The program binds a name; where it was not handed out, it never will be.
    pub fn bound(&mut self, kind: Kind, name: u32) {
        let pool = self.of(kind);
        let (low, high) = pool.bounds();
        if name >= low && name <= high {
            pool.made_up(name);
        }
    }
}

/// Names of one kind that the server has made and the program has not got, the lowest first.
#[derive(Default)]
pub struct Pool {
    free: VecDeque<u32>,
}

impl Pool {
    pub fn add(&mut self, names: impl IntoIterator<Item = u32>) {
        self.free.extend(names);
        self.free.make_contiguous().sort_unstable();
    }

    pub fn take(&mut self) -> Option<u32> {
        self.free.pop_front()
    }

    pub fn len(&self) -> usize {
        self.free.len()
    }

    pub fn is_empty(&self) -> bool {
        self.free.is_empty()
    }

    /// The program binds a name that it made up (compatibility contexts may): it must not be handed out any more.
    pub fn made_up(&mut self, name: u32) {
        self.free.retain(|free| *free != name);
    }

    /// No name outside of this can be in the pool.
    pub fn bounds(&self) -> (u32, u32) {
        (self.free.front().copied().unwrap_or(u32::MAX), self.free.back().copied().unwrap_or(0))
    }
}

/// Names of display lists that the server has made, one after the other, and the program has not got.
#[derive(Default)]
pub struct Run {
    first: u32,
    count: u32,
}

impl Run {
    /// What is left of the last ones stays as it is: empty lists of which nobody knows.
    pub fn refill(&mut self, first: u32, count: u32) {
        (self.first, self.count) = (first, count);
    }

    /// So many, one after the other.
    pub fn take(&mut self, count: u32) -> Option<u32> {
        let first = self.first;
        self.count = self.count.checked_sub(count)?;
        self.first += count;
        Some(first)
    }

    pub fn has(&self, name: u32) -> bool {
        name.wrapping_sub(self.first) < self.count
    }

    /// The program uses names that it made up, or deletes them: these, and those behind them, are not handed out any more.
    pub fn made_up(&mut self, first: u32, count: u32) {
        let end = u64::from(first) + u64::from(count);
        if u64::from(self.first) < end && u64::from(first) < u64::from(self.first) + u64::from(self.count) {
            self.count = first.saturating_sub(self.first);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_run_of_names_those_are_left_that_the_program_does_not_make_up() {
        let mut run = Run::default();
        assert_eq!((run.take(1), run.has(0)), (None, false));
        run.refill(5, 10);
        assert_eq!((run.take(3), run.has(7), run.has(8), run.has(14), run.has(15)), (Some(5), false, true, true, false));
        run.made_up(3, 2);
        run.made_up(15, 100);
        assert!(run.has(8) && run.has(14));
        run.made_up(10, 1);
        assert_eq!((run.take(3), run.take(2), run.take(1)), (None, Some(8), None));
        run.refill(20, 10);
        run.made_up(1, u32::MAX);
        assert_eq!(run.take(1), None);
    }

    #[test]
    fn kinds_have_the_numbers_of_the_stream() {
        assert!((0..KINDS as u32).all(|number| Kind::of(number).is_some_and(|kind| kind as u32 == number)));
        assert_eq!(Kind::of(KINDS as u32), None);
    }

    #[test]
    fn the_lowest_name_comes_first_and_a_made_up_one_never() {
        let mut pool = Pool::default();
        pool.add([3, 4, 1, 2]);
        pool.made_up(2);
        assert_eq!(pool.bounds(), (1, 4));
        assert_eq!([pool.take(), pool.take(), pool.take(), pool.take()], [Some(1), Some(3), Some(4), None]);
        assert_eq!(pool.bounds(), (u32::MAX, 0));
    }
}
