// SPDX-License-Identifier: Apache-2.0
//! Who has the keyboard. Orbital gives its focus to one window, also to a popup when it opens; for the guest the focus is its
//! toplevel's all the while, and the keys go to the newest grabbing popup.
use super::{Desk, Notice, WindowKey};
use crate::limits;
use crate::turn::{GuestId, Turn};
use seamless_protocol::messages::{KeyboardFocus, PointerConstraintState};
use std::time::Instant;

#[derive(Default)]
pub struct Focus {
    /// The window of ours that has Orbital's focus.
    orbital: Option<WindowKey>,
    /// It left one of ours; another of ours may get it in the next event.
    lost: Option<Instant>,
    /// The toplevel that counts as focused.
    pub root: Option<WindowKey>,
    /// Who was told that it has the keyboard.
    pub told: Option<WindowKey>,
}

impl Focus {
    pub fn deadline(&self) -> Option<Instant> {
        self.lost
    }

    /// The window is gone or hidden; Orbital gives its focus to another one.
    pub fn closed(&mut self, key: WindowKey, now: Instant) {
        if self.orbital == Some(key) {
            self.orbital = None;
            self.lost = Some(now + limits::FOCUS_CHANGE);
        }
    }

    /// The guest's session is over; a new one knows of no focus.
    pub fn forget_told(&mut self, guest: GuestId) {
        self.told = self.told.filter(|key| key.guest != guest);
    }
}

impl Desk {
    pub(super) fn focus_event(&mut self, turn: &mut Turn<'_>, key: WindowKey, has: bool) {
        if !has {
            self.focus.closed(key, turn.now);
            return;
        }
        self.focus.orbital = Some(key);
        self.focus.lost = None;
        self.restore(turn, key);
        self.notices.push(Notice::Focused(key));
    }

    pub(super) fn settle_focus(&mut self, turn: &mut Turn<'_>) {
        if self.focus.lost.is_some_and(|due| due <= turn.now) {
            self.focus.lost = None;
        }
        // While Orbital's focus is between two windows, ours stays where it was.
        let before = self.focus.root.filter(|root| self.windows.contains_key(root));
        let root = match self.focus.orbital {
            Some(key) => self.root(key),
            None if self.focus.lost.is_some() => before,
            None => None,
        };
        if root != self.focus.root {
            let old = std::mem::replace(&mut self.focus.root, root);
            for key in [old, root].into_iter().flatten() {
                self.configure(turn, key, false);
            }
            self.dismiss_others(turn, root);
        }
        self.settle_constraint(turn);
        let wanted = root.and_then(|root| self.top_grab(root).or(Some(root)));
        let wanted = wanted.filter(|key| self.windows.get(key).is_some_and(|window| window.is_present && window.is_mapped()));
        if wanted == self.focus.told {
            return;
        }
        let before = std::mem::replace(&mut self.focus.told, wanted);
        let is_other_guest = |key: &WindowKey| wanted.is_none_or(|wanted| wanted.guest != key.guest);
        if let Some(left) = before.filter(is_other_guest) {
            turn.posts.send(left.guest, &KeyboardFocus { window: 0, keys: Vec::new() });
        }
        // Orbital tells nothing of keys that are let go elsewhere: when the focus leaves, all are up.
        if before.and_then(|key| self.root(key)) != wanted.and_then(|key| self.root(key)) {
            self.keyboard.release_all();
        }
        if let Some(key) = wanted {
            turn.posts.send(key.guest, &self.keyboard.locks());
            turn.posts.send(key.guest, &KeyboardFocus { window: key.window, keys: self.keyboard.pressed().to_vec() });
        }
    }

    /// A lock holds while its window has focus and pointer: Orbital then tells relative motion.
    fn settle_constraint(&mut self, turn: &mut Turn<'_>) {
        let holder = self.focus.root.filter(|key| self.windows.get(key).is_some_and(|window| window.wants_lock));
        let holder = holder.filter(|key| self.pointer.entered == Some(*key) || self.pointer.locked == Some(*key));
        if holder == self.pointer.locked {
            return;
        }
        let before = std::mem::replace(&mut self.pointer.locked, holder);
        for (key, active) in [(before, false), (holder, true)] {
            let Some(key) = key else { continue };
            let Some(window) = self.windows.get_mut(&key) else { continue };
            if let Some(on_screen) = window.on_screen.as_mut().filter(|on_screen| on_screen.is_relative != active) {
                on_screen.is_relative = active;
                super::shell::report(on_screen.orbital.set_relative(active));
            }
            turn.posts.send(key.guest, &PointerConstraintState { window: key.window, active });
        }
    }
}
