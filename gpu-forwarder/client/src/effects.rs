// SPDX-License-Identifier: Apache-2.0
//! What a display list may change when it is called, of what the client knows. It is gathered while the list is made.

use crate::matrix::{MODELVIEW, TEXTURE};

/// Matrix stacks of a list: that of the mode in which it is called, and those of the modes that it sets.
const STACKS: usize = 4;
const TEXTURES: usize = 3;

#[derive(Clone, Copy, Default)]
pub struct Effects {
    /// Bits of the shadow's states and switches.
    pub states: u32,
    pub switches: u64,
    /// Something of a texture unit, of a matrix, of what the server was asked.
    pub units: bool,
    pub matrices: bool,
    pub answers: bool,
    /// Anything.
    pub all: bool,
    /// The stack that is worked on, and how many matrices of each were pushed: what happens to those is undone by the time they are popped.
    stack: usize,
    pushed: [u32; STACKS],
    /// Between glBegin and glEnd, where GL refuses what is done to matrices; and whether the mode is another one than it seems.
    pub is_inside: bool,
    is_mode_unsure: bool,
}

impl Effects {
    /// A mode that GL certainly has, or none.
    pub fn matrix_mode(&mut self, mode: u32) {
        match mode {
            MODELVIEW..=TEXTURE if !self.is_inside => self.stack = (mode - MODELVIEW + 1) as usize,
            _ => (self.is_mode_unsure, self.matrices) = (true, true),
        }
    }

    pub fn change_matrix(&mut self) {
        self.matrices |= self.is_inside || self.pushed[self.stack] == 0;
    }

    pub fn push_matrix(&mut self) {
        self.matrices |= self.is_inside;
        // Also of what is in no list.
        self.pushed[self.stack] = self.pushed[self.stack].saturating_add(1);
    }

    pub fn pop_matrix(&mut self) {
        self.matrices |= self.is_inside;
        match self.pushed[self.stack].checked_sub(1) {
            Some(left) => self.pushed[self.stack] = left,
            None => self.matrices = true,
        }
    }

    /// Another texture unit has another stack.
    pub fn change_unit(&mut self) {
        self.matrices |= self.pushed[0] > 0 || self.pushed[TEXTURES] > 0;
    }

    /// The mode that the list leaves, if it sets one.
    pub fn last_matrix_mode(&self) -> Option<u32> {
        self.stack.checked_sub(1).filter(|_| !self.is_mode_unsure).map(|stack| MODELVIEW + stack as u32)
    }

    /// The list is done.
    pub fn end(mut self) -> Effects {
        self.matrices |= self.pushed != [0; STACKS];
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrices(steps: impl FnOnce(&mut Effects)) -> bool {
        let mut effects = Effects::default();
        steps(&mut effects);
        effects.end().matrices
    }

    #[test]
    fn what_is_done_between_push_and_pop_is_undone() {
        assert!(!matrices(|list| {
            list.push_matrix();
            list.change_matrix();
            list.push_matrix();
            list.pop_matrix();
            list.change_matrix();
            list.pop_matrix();
        }));
        assert!(matrices(|list| list.change_matrix()));
        assert!(matrices(|list| list.push_matrix()));
        assert!(matrices(|list| list.pop_matrix()));
        assert!(matrices(|list| {
            list.is_inside = true;
            list.push_matrix();
            list.is_inside = false;
            list.pop_matrix();
        }));
    }

    #[test]
    fn each_mode_has_a_stack() {
        let mut list = Effects::default();
        assert_eq!(list.last_matrix_mode(), None);
        list.matrix_mode(TEXTURE);
        assert_eq!(list.last_matrix_mode(), Some(TEXTURE));
        list.is_inside = true;
        list.matrix_mode(MODELVIEW);
        assert_eq!(list.last_matrix_mode(), None);
        assert!(matrices(|list| {
            list.push_matrix();
            list.matrix_mode(TEXTURE);
            list.change_matrix();
            list.matrix_mode(MODELVIEW);
            list.pop_matrix();
        }));
        assert!(!matrices(|list| {
            list.matrix_mode(TEXTURE);
            list.push_matrix();
            list.change_matrix();
            list.matrix_mode(MODELVIEW);
            list.matrix_mode(TEXTURE);
            list.pop_matrix();
        }));
        assert!(matrices(|list| {
            list.matrix_mode(TEXTURE);
            list.push_matrix();
            list.change_unit();
            list.pop_matrix();
        }));
    }
}
