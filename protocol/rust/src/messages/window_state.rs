// SPDX-License-Identifier: Apache-2.0
use crate::limits::{APP_ID_BYTES, TITLE_BYTES};
use crate::message::{choices, message, record};
use crate::Rect;

pub mod window_flags {
    pub const MAPPED: u32 = 1;
    pub const MAXIMIZED: u32 = 2;
    pub const FULLSCREEN: u32 = 4;
    pub const SERVER_DECORATION: u32 = 8;
    pub const MODAL: u32 = 16;
    pub const INHIBITS_IDLE: u32 = 32;
    pub const INPUT_EVERYWHERE: u32 = 64;
    pub const GRAB: u32 = 128;
    pub const KNOWN: u32 = 255;
}

pub mod adjustment {
    pub const SLIDE_X: u32 = 1;
    pub const SLIDE_Y: u32 = 2;
    pub const FLIP_X: u32 = 4;
    pub const FLIP_Y: u32 = 8;
    pub const RESIZE_X: u32 = 16;
    pub const RESIZE_Y: u32 = 32;
    pub const KNOWN: u32 = 63;
}

choices! {
    WindowRole {
        Toplevel = 1,
        Popup = 2,
        DragIcon = 3,
    }
}

choices! {
    /// A positioner's anchor and gravity.
    Edge {
        None = 0,
        Top = 1,
        Bottom = 2,
        Left = 3,
        Right = 4,
        TopLeft = 5,
        BottomLeft = 6,
        TopRight = 7,
        BottomRight = 8,
    }
}

record! {
    /// By these rules the desktop places a popup (numbers and meaning as xdg_positioner).
    Positioner {
        /// Relative to the parent's geometry; sides may be 0.
        anchor_rect: Rect = anchor_rect(),
        width: i32 = side(1),
        height: i32 = side(1),
        anchor: Edge = choice(),
        gravity: Edge = choice(),
        adjustment: u32 = flags(adjustment::KNOWN),
        offset_x: i32 = coord(),
        offset_y: i32 = coord(),
        reactive: bool = bool(),
        parent_width: i32 = side(0),
        parent_height: i32 = side(0),
        parent_configure_serial: u32 = u32(),
    }
}

message! {
    /// The whole truth about a window; sending it again changes nothing.
    WindowState<'a> = 0x0101, Control, FromGuest {
        window: u32 = id(),
        parent: u32 = u32(),
        role: WindowRole = choice(),
        flags: u32 = flags(window_flags::KNOWN),
        width: i32 = side(0),
        height: i32 = side(0),
        minimum_width: i32 = side(0),
        minimum_height: i32 = side(0),
        maximum_width: i32 = side(0),
        maximum_height: i32 = side(0),
        configure_serial: u32 = u32(),
        wish_serial: u32 = u32(),
        fullscreen_output: u32 = u32(),
        app_instance: u32 = u32(),
        reposition_token: u32 = u32(),
        positioner: Option<Positioner> = optional(Positioner::take),
        title: &'a str = text(TITLE_BYTES),
        app_id: &'a str = text(APP_ID_BYTES),
        input_region: Vec<Rect> = region(),
    } requires |state| {
        let popup = state.role == WindowRole::Popup;
        popup == state.positioner.is_some()
            && (!popup || state.parent != 0)
            && state.parent != state.window
            && (state.flags & window_flags::INPUT_EVERYWHERE == 0 || state.input_region.is_empty())
    }
}
