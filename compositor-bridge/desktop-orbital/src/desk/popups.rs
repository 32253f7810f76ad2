// SPDX-License-Identifier: Apache-2.0
//! Popups are windows of their own for Orbital: placed by us in screen coordinates, and held together with their owner here.
use super::shell::report;
use super::{Desk, WindowKey};
use crate::configures::Wish;
use crate::placement::{self, Area, Rules};
use crate::turn::Turn;
use seamless_protocol::limits::COORDINATE;
use seamless_protocol::messages::{window_flags, CloseRequested};

impl Desk {
    /// The toplevel that a chain of popups hangs on; itself for a toplevel.
    pub(super) fn root(&self, key: WindowKey) -> Option<WindowKey> {
        let mut at = key;
        loop {
            let window = self.windows.get(&at)?;
            if !window.is_popup() {
                return Some(at);
            }
            at.window = window.state.parent;
        }
    }

    pub(super) fn depth(&self, key: WindowKey) -> usize {
        let mut at = key;
        let mut depth = 0;
        while let Some(window) = self.windows.get(&at).filter(|window| window.is_popup()) {
            at.window = window.state.parent;
            depth += 1;
        }
        depth
    }

    /// Where the geometry of a window begins on the screen, in pixels; None while what it hangs on is not shown.
    pub(super) fn geometry_origin(&self, key: WindowKey) -> Option<(i32, i32)> {
        let window = self.windows.get(&key)?;
        if window.is_popup() {
            let parent = self.geometry_origin(WindowKey { window: window.state.parent, ..key })?;
            let scale = self.display.scale;
            return Some((parent.0 + window.place.0 * scale, parent.1 + window.place.1 * scale));
        }
        let on_screen = window.on_screen.as_ref()?;
        Some((on_screen.orbital.x, on_screen.orbital.y + on_screen.view.strip))
    }

    pub(super) fn move_popup(&mut self, key: WindowKey) {
        if !self.windows.get(&key).is_some_and(|window| window.is_popup()) {
            return;
        }
        let Some((x, y)) = self.geometry_origin(key) else { return };
        if let Some(on_screen) = self.windows.get_mut(&key).and_then(|window| window.on_screen.as_mut()) {
            if (on_screen.orbital.x, on_screen.orbital.y) != (x, y) {
                report(on_screen.orbital.move_to(x, y));
            }
        }
    }

    pub(super) fn popup_wish(&self, key: WindowKey) -> Option<Wish> {
        let window = self.windows.get(&key)?;
        let rules = window.state.positioner.as_ref()?;
        let parent = self.geometry_origin(WindowKey { window: window.state.parent, ..key }).unwrap_or((0, 0));
        let scale = self.display.scale;
        let space = Area { x: -parent.0 / scale, y: -parent.1 / scale, width: self.display.width / scale, height: self.display.height / scale };
        let anchor = rules.anchor_rect;
        let place = placement::place(
            &Rules {
                anchor_area: Area { x: anchor.x, y: anchor.y, width: anchor.width, height: anchor.height },
                width: rules.width,
                height: rules.height,
                anchor: rules.anchor as u8,
                gravity: rules.gravity as u8,
                adjustment: rules.adjustment,
                offset: (rules.offset_x, rules.offset_y),
            },
            space,
        );
        let bounded = |coordinate: i32| coordinate.clamp(-COORDINATE, COORDINATE);
        Some(Wish {
            width: place.width,
            height: place.height,
            x: bounded(place.x),
            y: bounded(place.y),
            reposition_token: window.reposition_token,
            ..Wish::default()
        })
    }

    /// The owner moved or has another size: its popups go with it, and those that asked for it are placed anew.
    pub(super) fn place_reactive_popups(&mut self, turn: &mut Turn<'_>, parent: WindowKey) {
        for key in self.popups_of(parent) {
            let is_reactive = self.windows[&key].state.positioner.as_ref().is_some_and(|rules| rules.reactive);
            if is_reactive {
                self.configure(turn, key, false);
            }
            self.move_popup(key);
            self.place_reactive_popups(turn, key);
        }
    }

    /// Orbital raises a window that is clicked above its own popups. They are in front of everything, and only as long as their
    /// window is the one that is used: Orbital gives the wheel to what is in front, also when a program of Redox' is meant.
    pub(super) fn set_popups_front(&mut self, root: WindowKey, on: bool) {
        for key in self.keys_of(root.guest) {
            if key == root || self.root(key) != Some(root) {
                continue;
            }
            if let Some(on_screen) = self.windows.get_mut(&key).and_then(|window| window.on_screen.as_mut()) {
                report(on_screen.orbital.set_flag('f', on));
            }
        }
    }

    /// Handles all that Orbital has told our windows until now, but for what comes behind an event that is being handled.
    pub(super) fn catch_up(&mut self, turn: &mut Turn<'_>) {
        let tokens: Vec<usize> = self.tokens.keys().copied().collect();
        tokens.into_iter().for_each(|token| self.ready(turn, token));
    }

    fn popups_of(&self, parent: WindowKey) -> Vec<WindowKey> {
        let mut keys = self.keys_of(parent.guest);
        keys.retain(|key| self.windows[key].is_popup() && self.windows[key].state.parent == parent.window);
        keys
    }

    /// The newest popup of this toplevel that grabs: it has the keyboard. Ids of a guest rise, so the last is the newest.
    pub(super) fn top_grab(&self, root: WindowKey) -> Option<WindowKey> {
        let all = WindowKey { window: 0, ..root }..=WindowKey { window: u32::MAX, ..root };
        self.windows
            .range(all)
            .rev()
            .find(|(key, window)| {
                window.is_popup()
                    && window.is_mapped()
                    && window.on_screen.is_some()
                    && !window.is_dismissed
                    && window.state.has(window_flags::GRAB)
                    && self.root(**key) == Some(root)
            })
            .map(|(key, _)| *key)
    }

    /// All grabbing popups but those of the toplevel that has the focus go, the newest first.
    pub(super) fn dismiss_others(&mut self, turn: &mut Turn<'_>, focused: Option<WindowKey>) {
        loop {
            let is_open = |key: &WindowKey| Some(*key) != focused && self.windows[key].is_toplevel() && self.top_grab(*key).is_some();
            let Some(root) = self.windows.keys().copied().find(is_open) else { return };
            let Some(popup) = self.top_grab(root) else { return };
            self.dismiss(turn, popup);
        }
    }

    pub(super) fn dismiss(&mut self, turn: &mut Turn<'_>, popup: WindowKey) {
        if let Some(window) = self.windows.get_mut(&popup) {
            window.is_dismissed = true;
            turn.posts.send(popup.guest, &CloseRequested { window: popup.window });
        }
    }
}
