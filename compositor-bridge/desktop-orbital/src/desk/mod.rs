// SPDX-License-Identifier: Apache-2.0
//! The windows of all guests on this desktop. What a guest says is checked here; what it means is the shell's and the seat's
//! to decide. Windows survive their connection for a while, so a bridge or an agent that comes back finds them.
mod content;
mod cursor;
mod focus;
mod frames;
mod keyboard;
pub mod orbital_window;
mod pointer;
mod popups;
mod shell;
mod view;
mod window;

use crate::label::Label;
use crate::limits;
use crate::turn::{GuestId, Turn};
use cursor::Cursor;
use orbital_window::{Display, Event};
use seamless_protocol::messages::*;
use seamless_protocol::{Any, Rect, Violation};
use std::collections::{BTreeMap, HashMap};
use std::time::Instant;
use window::{DeskWindow, State};

pub use window::WindowKey;

/// What the desktop knows of a guest beside its windows.
struct Face {
    label: Label,
    cursor: Cursor,
    /// When windows that have not come back are closed.
    grace: Option<Instant>,
}

/// What the person did with a guest's window that concerns more than windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The clipboard may have another content than the one we know.
    Focused(WindowKey),
    Copy(WindowKey),
    Cut(WindowKey),
    Paste(WindowKey),
    /// A key that came behind one of these, with what it writes: a person who pastes and types has both in that order.
    Key(WindowKey, u64, Option<char>),
}

pub struct Desk {
    windows: BTreeMap<WindowKey, DeskWindow>,
    /// Tokens of the event queue are never given again: an event of a closed window may still come.
    tokens: HashMap<usize, WindowKey>,
    next_token: usize,
    /// Whose events are being handled, outermost first; more of theirs come behind these.
    in_hand: Vec<usize>,
    faces: Vec<Face>,
    display: Display,
    /// A window said that the screen has changed.
    is_display_old: bool,
    pointer: pointer::Pointer,
    keyboard: keyboard::Keyboard,
    focus: focus::Focus,
    last_serial: u32,
    plain: Vec<u8>,
    pub notices: Vec<Notice>,
}

impl Desk {
    /// Tokens from `first_token` on are the desk's.
    pub fn new(display: Display, first_token: usize) -> Desk {
        Desk {
            windows: BTreeMap::new(),
            tokens: HashMap::new(),
            next_token: first_token,
            in_hand: Vec::new(),
            faces: Vec::new(),
            display,
            is_display_old: false,
            pointer: pointer::Pointer::default(),
            keyboard: keyboard::Keyboard::default(),
            focus: focus::Focus::default(),
            last_serial: 0,
            plain: Vec::new(),
            notices: Vec::new(),
        }
    }

    pub fn add_guest(&mut self, label: Label) -> GuestId {
        self.faces.push(Face { label, cursor: Cursor::Arrow, grace: None });
        self.faces.len() - 1
    }

    pub fn set_label(&mut self, guest: GuestId, label: Label) {
        if self.faces[guest].label == label {
            return;
        }
        self.faces[guest].label = label;
        for key in self.keys_of(guest) {
            self.retitle(key);
            self.repaint(key);
        }
    }

    /// The session is open: what a guest has to know before it says anything.
    pub fn opened(&mut self, turn: &mut Turn<'_>, guest: GuestId) {
        self.faces[guest].cursor = Cursor::Arrow;
        self.send_outputs(turn, guest);
        let layout = KeyboardLayout { rules: "", model: "", layout: "us", variant: "", options: "", repeat_rate: 25, repeat_delay_milliseconds: 600 };
        turn.posts.send(guest, &layout);
        turn.posts.send(guest, &self.keyboard.locks());
        turn.posts.send(guest, &Resync {});
        if !self.keys_of(guest).is_empty() {
            self.faces[guest].grace = Some(turn.now + limits::GRACE);
        }
    }

    /// The session is over; the windows stay on the screen as they are, for a while. Popups do not: nobody would take a press
    /// in one, or close it.
    pub fn left(&mut self, turn: &mut Turn<'_>, guest: GuestId) {
        for key in self.keys_of(guest).into_iter().rev() {
            if self.windows[&key].is_popup() {
                self.remove(turn, key);
            }
            let Some(window) = self.windows.get_mut(&key) else { continue };
            window.is_present = false;
            window.unseen = None;
            window.wants_lock = false;
            self.forget_pointer(key);
        }
        self.focus.forget_told(guest);
        self.faces[guest].grace = Some(turn.now + limits::GRACE);
    }

    /// Windows that have not come back by then go.
    pub fn expect(&mut self, guest: GuestId, until: Instant) {
        let face = &mut self.faces[guest];
        face.grace = face.grace.map(|grace| grace.min(until));
    }

    pub fn received(&mut self, turn: &mut Turn<'_>, guest: GuestId, message: Any<'_>) -> Result<(), Violation> {
        let key = |window| WindowKey { guest, window };
        match message {
            Any::WindowState(state) => self.apply(turn, guest, &state)?,
            Any::WindowClosed(closed) => self.remove(turn, key(closed.window)),
            Any::InlineFrame(frame) => self.take_frame(turn, guest, &frame)?,
            Any::CursorHidden(_) => self.set_cursor(guest, Cursor::Hidden),
            // Orbital has one cursor; which of the shapes it is cannot be said to it.
            Any::CursorShape(_) => self.set_cursor(guest, Cursor::Arrow),
            Any::CursorImage(image) => self.set_cursor(guest, Cursor::image(&image)),
            Any::MinimizeRequested(wish) => self.minimize(turn, key(wish.window)),
            Any::MoveRequested(wish) => self.drag_by_app(turn, key(wish.window), wish.input_serial, 'M'),
            Any::ResizeRequested(wish) => self.drag_by_app(turn, key(wish.window), wish.input_serial, shell::edge_letter(wish.edges)),
            Any::PointerConstraint(wish) => self.constrain(turn, key(wish.window), wish.kind),
            // Nothing raises a window of Orbital's, but one that is not seen at all is shown.
            Any::Activate(wish) => self.restore(turn, key(wish.window)),
            // Orbital has no menu of a window. A drag needs nothing from us: without a grab of Orbital's, its events come from what
            // is under the pointer anyway, as soon as we let go of our own.
            Any::ShowWindowMenu(_) => {}
            Any::DragState(drag) => self.pointer.is_dragging = drag.active,
            other => return Err(Violation::new(format!("sent {other:.40?}, which is not for a desktop without handles"))),
        }
        Ok(())
    }

    /// Events of Orbital's for one of our windows; other tokens are not the desk's. Not while that window's are being taken: theirs is the order.
    pub fn ready(&mut self, turn: &mut Turn<'_>, token: usize) {
        let Some(&key) = self.tokens.get(&token).filter(|_| !self.in_hand.contains(&token)) else { return };
        self.in_hand.push(token);
        self.take_events(turn, key);
        self.in_hand.pop();
    }

    fn take_events(&mut self, turn: &mut Turn<'_>, key: WindowKey) {
        for _ in 0..limits::READS_PER_TURN {
            let mut events = [Event::default(); limits::EVENTS_PER_READ];
            let Some(on_screen) = self.windows.get(&key).and_then(|window| window.on_screen.as_ref()) else { return };
            let count = match on_screen.orbital.read(&mut events) {
                Ok(count) => count,
                Err(error) => {
                    crate::log::warning(&format!("Orbital gives no events of a window: {error}"));
                    return;
                }
            };
            for event in &events[..count] {
                self.handle(turn, key, *event);
            }
            if count < events.len() {
                return;
            }
        }
    }

    /// At the end of each turn.
    pub fn settle(&mut self, turn: &mut Turn<'_>) {
        if std::mem::take(&mut self.is_display_old) {
            self.display_changed(turn);
        }
        self.tick_pointer(turn);
        self.settle_focus(turn);
        self.tick_windows(turn);
    }

    /// When `settle` has something to do although nothing happens.
    pub fn deadline(&self) -> Option<Instant> {
        let windows = self.windows.values();
        let of_windows = windows.filter_map(|window| window.configures.deadline().into_iter().chain(window.unseen.map(|(_, due)| due)).min());
        let of_guests = self.faces.iter().filter_map(|face| face.grace);
        of_windows.chain(of_guests).chain(self.focus.deadline()).chain(self.pointer.deadline()).min()
    }

    pub fn window_count(&self) -> usize {
        self.windows.len()
    }

    /// The app whose window that is.
    pub fn app(&self, key: WindowKey) -> Option<&str> {
        self.windows.get(&self.root(key)?).map(|window| window.state.app_id.as_str())
    }

    /// Any window of ours on the screen: the clipboard is reached through one.
    pub fn any_on_screen(&self) -> Option<&crate::sys::Fd> {
        self.windows.values().find_map(|window| window.on_screen.as_ref()).map(|on_screen| &on_screen.orbital.fd)
    }

    pub fn label(&self, guest: GuestId) -> &str {
        &self.faces[guest].label.text
    }

    fn apply(&mut self, turn: &mut Turn<'_>, guest: GuestId, state: &WindowState<'_>) -> Result<(), Violation> {
        let key = WindowKey { guest, window: state.window };
        let is_other = |window: &DeskWindow| window.state.role != state.role || window.state.app_id != state.app_id;
        // An agent that was started anew counts from the beginning: this is another window by the same number.
        if self.windows.get(&key).is_some_and(|window| !window.is_present && is_other(window)) {
            self.remove(turn, key);
        }
        let Some(window) = self.windows.get_mut(&key) else { return self.create(turn, key, state) };
        if window.state.role != state.role {
            return Err(Violation::new(format!("turned window {} from {:?} into {:?}", state.window, window.state.role, state.role)));
        }
        let is_back = !window.is_present;
        let before = std::mem::replace(&mut window.state, State::of(state));
        window.is_present = true;
        if is_back {
            window.is_dismissed = false;
            window.followed_wish = state.wish_serial;
            window.configures.restart(state.configure_serial);
        }
        let is_repositioned = window.is_popup() && state.reposition_token != window.reposition_token;
        window.reposition_token = state.reposition_token;
        let next = window.configures.answered(state.configure_serial, turn.now);
        if !window.state.has(window_flags::MAPPED) && before.has(window_flags::MAPPED) {
            self.hide(turn, key);
        }
        if before.title != state.title {
            self.retitle(key);
        }
        self.send_configure(turn, key, next);
        self.follow_wish(key);
        if is_back || is_repositioned {
            self.configure(turn, key, true);
        }
        Ok(())
    }

    fn create(&mut self, turn: &mut Turn<'_>, key: WindowKey, state: &WindowState<'_>) -> Result<(), Violation> {
        if self.keys_of(key.guest).len() >= seamless_protocol::limits::WINDOWS {
            return Err(Violation::new("has too many windows"));
        }
        if state.role == WindowRole::Popup {
            let parent = WindowKey { window: state.parent, ..key };
            if !self.windows.contains_key(&parent) || self.depth(parent) >= limits::POPUP_DEPTH {
                return Err(Violation::new(format!("sent a popup of window {}, which is not open or too deep in popups itself", state.parent)));
            }
        }
        self.windows.insert(key, DeskWindow::new(State::of(state)));
        self.configure(turn, key, true);
        Ok(())
    }

    fn remove(&mut self, turn: &mut Turn<'_>, key: WindowKey) {
        self.hide(turn, key);
        self.windows.remove(&key);
    }

    fn keys_of(&self, guest: GuestId) -> Vec<WindowKey> {
        let all = WindowKey { guest, window: 0 }..=WindowKey { guest, window: u32::MAX };
        self.windows.range(all).map(|(key, _)| *key).collect()
    }

    fn next_serial(&mut self) -> u32 {
        self.last_serial = self.last_serial.checked_add(1).unwrap_or(1);
        self.last_serial
    }

    fn send_outputs(&self, turn: &mut Turn<'_>, guest: GuestId) {
        let display = self.display;
        let output = Output {
            id: shell::OUTPUT,
            name: "Orbital",
            make: "Redox",
            model: "Orbital",
            logical: Rect::new(0, 0, (display.width / display.scale).max(1), (display.height / display.scale).max(1)),
            width_millimetres: 0,
            height_millimetres: 0,
            mode_width: display.width,
            mode_height: display.height,
            refresh_millihertz: 60_000,
            scale: display.scale as u32 * 120,
            transform: 0,
        };
        turn.posts.send(guest, &Outputs { outputs: vec![output] });
    }
}
