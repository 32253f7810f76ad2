// SPDX-License-Identifier: Apache-2.0
//! How windows are: open, closed, sized, maximized, minimized. Orbital and the person decide, the guest is told by Configure.
use super::orbital_window::{code, Display, Event};
use super::{Desk, Notice, WindowKey};
use crate::configures::Wish;
use crate::label::STRIP_HEIGHT;
use crate::limits;
use crate::log;
use crate::turn::Turn;
use seamless_protocol::limits::WINDOW_SIDE;
use seamless_protocol::messages::*;

/// One screen; ids of outputs start at 1.
pub const OUTPUT: u32 = 1;

/// Of Orbital's title bar and of the bar at the bottom of the screen, at scale 1.
const TITLE_BAR: i32 = 28;
const TASK_BAR: i32 = 48;

/// Orbital's letter for an edge; it has none for corners, where the side is what a person more often wants.
pub fn edge_letter(edges: u8) -> char {
    if edges & resize_edges::LEFT != 0 {
        'L'
    } else if edges & resize_edges::RIGHT != 0 {
        'R'
    } else if edges & resize_edges::TOP != 0 {
        'T'
    } else {
        'B'
    }
}

impl Desk {
    /// An event of Orbital's for one window.
    pub(super) fn handle(&mut self, turn: &mut Turn<'_>, key: WindowKey, event: Event) {
        let (a, b) = (event.a as i32, event.b as i32);
        match event.code {
            code::KEY => self.key_event(turn, key, event.b as u64),
            code::TEXT_INPUT => self.keyboard.text_event(event.a),
            code::MOUSE => self.mouse_event(turn, key, a, b),
            code::MOUSE_RELATIVE => self.relative_event(turn, key, a, b),
            code::BUTTON => self.button_event(turn, key, event.a as u8),
            code::SCROLL => self.scroll_event(turn, a, b),
            code::HOVER => self.hover_event(turn, key, event.a != 0),
            code::FOCUS => self.focus_event(turn, key, event.a != 0),
            code::QUIT => turn.posts.send(key.guest, &CloseRequested { window: key.window }),
            code::MOVE => self.moved(turn, key, a, b),
            code::RESIZE => self.resize_asked(turn, key, a, b),
            code::SCREEN | code::SCALE => self.is_display_old = true,
            code::CLIPBOARD => match event.a {
                1 => self.notices.push(Notice::Copy(key)),
                2 => self.notices.push(Notice::Cut(key)),
                3 => self.notices.push(Notice::Paste(key)),
                _ => {}
            },
            _ => {}
        }
    }

    /// Sends the window what holds now, if it does not know that yet.
    pub(super) fn configure(&mut self, turn: &mut Turn<'_>, key: WindowKey, always: bool) {
        let Some(window) = self.windows.get(&key) else { return };
        let wish = match window.state.role {
            WindowRole::Toplevel => self.toplevel_wish(key),
            WindowRole::Popup => match self.popup_wish(key) {
                Some(wish) => wish,
                None => return,
            },
            WindowRole::DragIcon => return,
        };
        let Some(window) = self.windows.get_mut(&key) else { return };
        let next = window.configures.request(wish, always, turn.now);
        self.send_configure(turn, key, next);
    }

    pub(super) fn send_configure(&mut self, turn: &mut Turn<'_>, key: WindowKey, next: Option<(u32, Wish)>) {
        let Some((serial, wish)) = next else { return };
        let Some(window) = self.windows.get_mut(&key) else { return };
        if window.is_popup() {
            window.place = (wish.x, wish.y);
        }
        turn.posts.send(
            key.guest,
            &Configure {
                window: key.window,
                serial,
                width: wish.width,
                height: wish.height,
                states: wish.states,
                bounds_width: wish.bounds.0,
                bounds_height: wish.bounds.1,
                x: wish.x,
                y: wish.y,
                reposition_token: wish.reposition_token,
                output: OUTPUT,
            },
        );
    }

    fn toplevel_wish(&self, key: WindowKey) -> Wish {
        let window = &self.windows[&key];
        // Orbital's title bar is on every window: its close button is the person's, whatever the app draws.
        let mut states = window_states::SERVER_DECORATION;
        if self.focus.root == Some(key) {
            states |= window_states::ACTIVATED;
        }
        if window.is_minimized {
            states |= window_states::SUSPENDED;
        }
        if let Some(on_screen) = &window.on_screen {
            if on_screen.orbital.is_fullscreen {
                states |= window_states::FULLSCREEN;
            } else if on_screen.orbital.is_maximized {
                states |= window_states::MAXIMIZED;
            }
        }
        let scale = self.display.scale;
        let chrome = TITLE_BAR + TASK_BAR + STRIP_HEIGHT;
        let side = |pixels: i32, less: i32| (pixels / scale - less).clamp(limits::LEAST_SIDE, WINDOW_SIDE);
        let bounds = (side(self.display.width, 0), side(self.display.height, chrome));
        Wish { width: window.wanted.0, height: window.wanted.1, states, bounds, ..Wish::default() }
    }

    /// The window goes from the screen; its content is forgotten, for what comes back brings it anew.
    pub(super) fn hide(&mut self, turn: &mut Turn<'_>, key: WindowKey) {
        // What a person types as a menu goes is meant for what is below it.
        let token = self.tokens.iter().find(|(_, of)| **of == key).map(|(token, _)| *token);
        token.into_iter().for_each(|token| self.ready(turn, token));
        self.forget_pointer(key);
        let Some(window) = self.windows.get_mut(&key) else { return };
        window.content = super::content::Content::empty();
        window.damage.clear();
        window.unseen = None;
        if let Some(on_screen) = window.on_screen.take() {
            let _ = turn.events.remove(&on_screen.orbital.fd);
            self.tokens.retain(|_, of| *of != key);
            self.focus.closed(key, turn.now);
        }
    }

    pub(super) fn retitle(&mut self, key: WindowKey) {
        let Some(window) = self.windows.get_mut(&key) else { return };
        let title = self.faces[key.guest].label.title(&window.state.title);
        let is_toplevel = window.is_toplevel();
        if let (true, Some(on_screen)) = (is_toplevel, &mut window.on_screen) {
            report(on_screen.orbital.set_title(&title));
        }
    }

    /// The app's own wish for maximized or fullscreen; it is followed once, and Orbital then says the size.
    pub(super) fn follow_wish(&mut self, key: WindowKey) {
        let Some(window) = self.windows.get_mut(&key) else { return };
        if window.followed_wish == window.state.wish_serial || !window.is_toplevel() {
            return;
        }
        let (maximized, fullscreen) = (window.state.has(window_flags::MAXIMIZED), window.state.has(window_flags::FULLSCREEN));
        let Some(on_screen) = &mut window.on_screen else { return };
        window.followed_wish = window.state.wish_serial;
        let orbital = &mut on_screen.orbital;
        if orbital.is_fullscreen != fullscreen {
            // Orbital leaves the title bar on a fullscreen window; whoever wants all of the screen has our strip above it only.
            if fullscreen {
                report(orbital.set_borderless(true));
            }
            report(orbital.set_flag('M', fullscreen));
        }
        if !fullscreen && orbital.is_maximized != maximized {
            report(orbital.set_flag('m', maximized));
        }
    }

    pub(super) fn minimize(&mut self, turn: &mut Turn<'_>, key: WindowKey) {
        let Some(window) = self.windows.get_mut(&key) else { return };
        let Some(on_screen) = &mut window.on_screen else { return };
        // It stays in Super-Tab, by which it comes back. It keeps Orbital's focus, too, until the person chooses another window.
        report(on_screen.orbital.set_flag('h', true));
        window.is_minimized = true;
        for popup in self.keys_of(key.guest) {
            if popup != key && self.root(popup) == Some(key) {
                self.dismiss(turn, popup);
            }
        }
        self.forget_pointer(key);
        self.configure(turn, key, false);
    }

    pub(super) fn restore(&mut self, turn: &mut Turn<'_>, key: WindowKey) {
        let Some(window) = self.windows.get_mut(&key) else { return };
        if !std::mem::take(&mut window.is_minimized) {
            return;
        }
        if let Some(on_screen) = &mut window.on_screen {
            report(on_screen.orbital.set_flag('h', false));
            report(on_screen.orbital.learn());
        }
        self.show(turn, key);
        self.configure(turn, key, false);
    }

    /// A press on the strip, or the app's own title bar: Orbital goes on with the mouse, and the app hears no release.
    pub(super) fn drag_by_app(&mut self, turn: &mut Turn<'_>, key: WindowKey, serial: u32, what: char) {
        if self.pointer.press_serial != serial || serial == 0 || self.pointer.buttons == 0 {
            return;
        }
        self.release_buttons(turn);
        if let Some(on_screen) = self.windows.get_mut(&key).and_then(|window| window.on_screen.as_mut()) {
            report(on_screen.orbital.drag(what));
        }
    }

    fn moved(&mut self, turn: &mut Turn<'_>, key: WindowKey, x: i32, y: i32) {
        let Some(on_screen) = self.windows.get_mut(&key).and_then(|window| window.on_screen.as_mut()) else { return };
        (on_screen.orbital.x, on_screen.orbital.y) = (x, y);
        self.place_reactive_popups(turn, key);
    }

    /// Orbital only asks. The window changes when the app has drawn for it, so pixels and size change together.
    fn resize_asked(&mut self, turn: &mut Turn<'_>, key: WindowKey, width: i32, height: i32) {
        let scale = self.display.scale;
        let Some(window) = self.windows.get_mut(&key) else { return };
        let is_toplevel = window.is_toplevel();
        let Some(on_screen) = &mut window.on_screen else { return };
        let strip = on_screen.view.strip;
        let (before_width, before_height) = (on_screen.orbital.width, on_screen.orbital.height);
        report(on_screen.orbital.learn());
        (on_screen.orbital.width, on_screen.orbital.height) = (before_width, before_height);
        if !is_toplevel {
            return;
        }
        if on_screen.orbital.is_borderless && !on_screen.orbital.is_fullscreen {
            report(on_screen.orbital.set_borderless(false));
        }
        let side = |pixels: i32| (pixels / scale).clamp(limits::LEAST_SIDE, WINDOW_SIDE);
        window.wanted = (side(width), side(height - strip));
        self.configure(turn, key, false);
    }

    /// What waits for time to pass: configures without an answer, frames that nobody sees, guests that do not come back.
    pub(super) fn tick_windows(&mut self, turn: &mut Turn<'_>) {
        let now = turn.now;
        let is_due = |window: &super::DeskWindow| {
            window.configures.deadline().is_some_and(|due| due <= now) || window.unseen.is_some_and(|(_, due)| due <= now)
        };
        // Hardly ever any; then nothing is allocated.
        let keys: Vec<WindowKey> = self.windows.iter().filter(|(_, window)| is_due(window)).map(|(key, _)| *key).collect();
        for key in keys {
            let Some(window) = self.windows.get_mut(&key) else { continue };
            let next = window.configures.give_up(turn.now);
            let unseen = window.unseen.filter(|(_, due)| *due <= turn.now);
            if let Some((serial, _)) = unseen {
                window.unseen = None;
                self.answer(turn, key, serial, shown::NOT_VISIBLE);
            }
            self.send_configure(turn, key, next);
        }
        for guest in 0..self.faces.len() {
            if self.faces[guest].grace.is_some_and(|due| due <= turn.now) {
                self.faces[guest].grace = None;
                let gone: Vec<WindowKey> = self.keys_of(guest).into_iter().filter(|key| !self.windows[key].is_present).collect();
                gone.into_iter().for_each(|key| self.remove(turn, key));
            }
        }
    }

    pub(super) fn display_changed(&mut self, turn: &mut Turn<'_>) {
        match Display::ask() {
            Ok(display) if display != self.display => {
                self.display = display;
                for guest in 0..self.faces.len() {
                    self.send_outputs(turn, guest);
                    for key in self.keys_of(guest) {
                        self.configure(turn, key, false);
                    }
                }
            }
            Ok(_) => {}
            Err(error) => log::warning(&format!("Orbital does not say how large the screen is: {error}")),
        }
    }
}

/// What Orbital refuses is not done; the window goes on as it was.
pub fn report(result: std::io::Result<()>) {
    if let Err(error) = result {
        log::warning(&format!("Orbital refused something of a window: {error}"));
    }
}
