// SPDX-License-Identifier: Apache-2.0
//! Object names. The server makes them in advance (glGen*), the client hands them out without asking.

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
}

pub const KINDS: usize = 9;

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

#[cfg(test)]
mod tests {
    use super::*;

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
