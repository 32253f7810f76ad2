// SPDX-License-Identifier: Apache-2.0
//! Who is focused and who is in front: two orders, of which the second is only computed now and then.

use crate::window::WindowId;
use std::collections::VecDeque;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Back,
    Normal,
    Front,
}

#[derive(Default)]
pub struct WindowOrder {
    focus: VecDeque<WindowId>,
    /// Front to back. Quirk: made anew before each input event and each redraw, not when a window comes, so what happens in the
    /// same request still sees the old one.
    stack: Vec<(WindowId, Level)>,
}

impl WindowOrder {
    /// A new window has the focus, unless it is in the background.
    pub fn add(&mut self, id: WindowId, level: Level) {
        match level {
            Level::Back => self.focus.push_back(id),
            Level::Normal | Level::Front => self.focus.push_front(id),
        }
    }

    pub fn remove(&mut self, id: WindowId) {
        self.focus.retain(|&other| other != id);
    }

    pub fn focused(&self) -> Option<WindowId> {
        self.focus.front().copied()
    }

    pub fn make_focused(&mut self, id: WindowId) {
        self.remove(id);
        self.focus.push_front(id);
    }

    /// The focused window goes behind `last`.
    pub fn send_behind(&mut self, last: WindowId) {
        if let (Some(at), Some(front)) = (self.focus.iter().position(|&id| id == last), self.focus.pop_front()) {
            self.focus.insert(at, front);
        }
    }

    pub fn focus_order(&self) -> impl Iterator<Item = WindowId> + '_ {
        self.focus.iter().copied()
    }

    pub fn restack(&mut self, level: impl Fn(WindowId) -> Level) {
        self.stack.clear();
        self.stack.extend(self.focus.iter().map(|&id| (id, level(id))));
        // Stable: within a level the focus order decides.
        self.stack.sort_by_key(|&(_, level)| std::cmp::Reverse(level));
    }

    /// By place, so that the caller can change windows while walking; the last is the one furthest back.
    pub fn front_to_back(&self, at: usize) -> Option<WindowId> {
        self.stack.get(at).map(|&(id, _)| id)
    }

    pub fn len(&self) -> usize {
        self.stack.len()
    }

    pub fn is_empty(&self) -> bool {
        self.stack.is_empty()
    }
}
