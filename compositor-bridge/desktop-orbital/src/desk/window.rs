// SPDX-License-Identifier: Apache-2.0
//! One window of a guest as this desktop has it: what the guest said last, and what stands on the screen.
use super::content::Content;
use super::orbital_window::OrbitalWindow;
use super::view::View;
use crate::configures::ConfigureQueue;
use crate::turn::GuestId;
use seamless_protocol::messages::{window_flags, Positioner, WindowRole, WindowState};
use seamless_protocol::Rect;
use std::time::Instant;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WindowKey {
    pub guest: GuestId,
    pub window: u32,
}

/// A WindowState that is kept.
#[derive(Clone, Debug)]
pub struct State {
    pub parent: u32,
    pub role: WindowRole,
    pub flags: u32,
    pub configure_serial: u32,
    pub wish_serial: u32,
    pub reposition_token: u32,
    pub positioner: Option<Positioner>,
    pub title: String,
    pub app_id: String,
    pub input_region: Vec<Rect>,
}

impl State {
    pub fn of(state: &WindowState<'_>) -> State {
        State {
            parent: state.parent,
            role: state.role,
            flags: state.flags,
            configure_serial: state.configure_serial,
            wish_serial: state.wish_serial,
            reposition_token: state.reposition_token,
            positioner: state.positioner.clone(),
            title: state.title.to_owned(),
            app_id: state.app_id.to_owned(),
            input_region: state.input_region.clone(),
        }
    }

    pub fn has(&self, flag: u32) -> bool {
        self.flags & flag != 0
    }
}

/// On the screen: the Orbital window and what is painted into it.
pub struct OnScreen {
    pub orbital: OrbitalWindow,
    pub view: View,
    /// Where the guest's cursor is painted over the content.
    pub cursor: Option<Rect>,
    pub is_arrow_shown: bool,
    pub is_relative: bool,
    /// It has had Orbital's focus, as each does when it opens.
    pub was_focused: bool,
}

pub struct DeskWindow {
    pub state: State,
    pub content: Content,
    pub on_screen: Option<OnScreen>,
    pub configures: ConfigureQueue,
    pub followed_wish: u32,
    /// Popups: the newest reposition call that was carried out, and where it is relative to the parent's geometry.
    pub reposition_token: u32,
    pub place: (i32, i32),
    /// The popup was told to go and has not yet.
    pub is_dismissed: bool,
    pub is_minimized: bool,
    /// False while the guest is away, until it says the window again.
    pub is_present: bool,
    /// The size that the person gave the window; 0: the app chooses.
    pub wanted: (i32, i32),
    /// What is new since the last time that the window was painted, in pixels of the frame.
    pub damage: Vec<Rect>,
    /// A frame that nobody sees, and when it is answered.
    pub unseen: Option<(u32, Instant)>,
    pub wants_lock: bool,
}

impl DeskWindow {
    pub fn new(state: State) -> DeskWindow {
        let mut configures = ConfigureQueue::default();
        configures.restart(state.configure_serial);
        DeskWindow {
            // What the app asked for before we were there is followed when the window is opened.
            followed_wish: 0,
            reposition_token: state.reposition_token,
            state,
            content: Content::empty(),
            on_screen: None,
            configures,
            place: (0, 0),
            is_dismissed: false,
            is_minimized: false,
            is_present: true,
            wanted: (0, 0),
            damage: Vec::new(),
            unseen: None,
            wants_lock: false,
        }
    }

    pub fn is_toplevel(&self) -> bool {
        self.state.role == WindowRole::Toplevel
    }

    pub fn is_popup(&self) -> bool {
        self.state.role == WindowRole::Popup
    }

    pub fn has_frame(&self) -> bool {
        self.content.serial != 0
    }

    pub fn is_mapped(&self) -> bool {
        self.state.has(window_flags::MAPPED) && self.has_frame()
    }

    /// Whether the app takes input there; in 256ths, relative to the geometry.
    pub fn takes_input_at(&self, x: i32, y: i32) -> bool {
        if self.state.has(window_flags::INPUT_EVERYWHERE) {
            return true;
        }
        let (x, y) = (x.div_euclid(256), y.div_euclid(256));
        self.state.input_region.iter().any(|rect| rect.contains(&Rect::new(x, y, 1, 1)))
    }
}
