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
    /// Who had it before it was lost.
    before: Option<WindowKey>,
    /// Windows of ours that were closed, for each of which Orbital tells its focus anew, and until when that may be to us.
    closed: u32,
    closed_until: Option<Instant>,
    /// It was told anew for this one, as after a press that is not told itself.
    pressed: Option<WindowKey>,
    /// The toplevel that counts as focused.
    pub root: Option<WindowKey>,
    /// Who was told that it has the keyboard.
    pub told: Option<WindowKey>,
}

impl Focus {
    pub fn deadline(&self) -> Option<Instant> {
        self.lost
    }

    /// The window is gone; Orbital gives its focus to another one.
    pub fn closed(&mut self, key: WindowKey, now: Instant) {
        self.left(key, now);
        self.closed += 1;
        self.closed_until = Some(now + limits::FOCUS_TOLD_ANEW);
    }

    /// Whether this is what comes of a window of ours that was closed.
    fn comes_of_closing(&mut self, now: Instant) -> bool {
        if self.closed_until.is_none_or(|until| until <= now) {
            self.closed = 0;
        }
        let is_so = self.closed > 0;
        self.closed = self.closed.saturating_sub(1);
        is_so
    }

    fn left(&mut self, key: WindowKey, now: Instant) {
        if self.orbital == Some(key) {
            self.before = self.orbital.take();
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
            self.focus.left(key, turn.now);
            return;
        }
        self.suspect_press(turn, key);
        self.focus.orbital = Some(key);
        (self.focus.lost, self.focus.before) = (None, None);
        self.notices.push(Notice::Focused(key));
    }

    /// Presses on the background and on titles are not told, but Orbital tells its focus anew after each: of the menu that keeps
    /// it, or of the window that takes it from its menu. A press on a window's content is the app's to act on.
    fn suspect_press(&mut self, turn: &Turn<'_>, key: WindowKey) {
        let on_screen = self.windows.get_mut(&key).and_then(|window| window.on_screen.as_mut());
        // A window that opens gets it, and so does what was below one that closes.
        if on_screen.is_none_or(|on_screen| !std::mem::replace(&mut on_screen.was_focused, true)) || self.focus.comes_of_closing(turn.now) {
            return;
        }
        if self.root(key) == Some(key) || self.focus.before == Some(key) {
            self.focus.pressed = Some(key);
        }
    }

    /// Where the pointer was at the press has been told before, but to another window.
    pub(super) fn dismiss_by_press(&mut self, turn: &mut Turn<'_>) {
        let Some(key) = self.focus.pressed.take() else { return };
        self.catch_up(turn);
        let Some(root) = self.root(key) else { return };
        if self.pointer.is_over() {
            return;
        }
        while let Some(popup) = self.top_grab(root) {
            self.dismiss(turn, popup);
        }
    }

    pub(super) fn settle_focus(&mut self, turn: &mut Turn<'_>) {
        if self.focus.lost.is_some_and(|due| due <= turn.now) {
            self.focus.lost = None;
        }
        self.dismiss_by_press(turn);
        // While Orbital's focus is between two windows, ours stays where it was.
        let before = self.focus.root.filter(|root| self.windows.contains_key(root));
        let root = match self.focus.orbital {
            // A hidden window keeps Orbital's focus, and has none of its own.
            Some(key) => self.root(key).filter(|root| !self.windows[root].is_minimized),
            None if self.focus.lost.is_some() => before,
            None => None,
        };
        if root != self.focus.root {
            let old = std::mem::replace(&mut self.focus.root, root);
            for key in [old, root].into_iter().flatten() {
                self.configure(turn, key, false);
                self.set_popups_front(key, Some(key) == root);
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
