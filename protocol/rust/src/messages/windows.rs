// SPDX-License-Identifier: Apache-2.0
use crate::limits::{APP_ID_BYTES, OUTPUTS};
use crate::message::{message, record};
use crate::Rect;

pub mod window_states {
    pub const ACTIVATED: u32 = 1;
    pub const MAXIMIZED: u32 = 2;
    pub const FULLSCREEN: u32 = 4;
    pub const RESIZING: u32 = 8;
    pub const SUSPENDED: u32 = 16;
    pub const TILED_LEFT: u32 = 32;
    pub const TILED_RIGHT: u32 = 64;
    pub const TILED_TOP: u32 = 128;
    pub const TILED_BOTTOM: u32 = 256;
    pub const SERVER_DECORATION: u32 = 512;
    pub const KNOWN: u32 = 1023;
}

pub mod resize_edges {
    pub const TOP: u8 = 1;
    pub const BOTTOM: u8 = 2;
    pub const LEFT: u8 = 4;
    pub const RIGHT: u8 = 8;
}

message! {
    WindowClosed = 0x0102, Control, FromGuest {
        window: u32 = id(),
    }
}

message! {
    /// How a window shall be.
    Configure = 0x0103, Control, ToGuest {
        window: u32 = id(),
        serial: u32 = id(),
        /// 0: the app chooses.
        width: i32 = side(0),
        height: i32 = side(0),
        states: u32 = flags(window_states::KNOWN),
        bounds_width: i32 = side(0),
        bounds_height: i32 = side(0),
        /// Popups: where it is put, relative to the parent's geometry.
        x: i32 = coord(),
        y: i32 = coord(),
        reposition_token: u32 = u32(),
        output: u32 = u32(),
    }
}

message! {
    CloseRequested = 0x0104, Control, ToGuest {
        window: u32 = id(),
    }
}

message! {
    Activate = 0x0105, Control, FromGuest {
        window: u32 = id(),
        input_serial: u32 = u32(),
    }
}

message! {
    MoveRequested = 0x0106, Control, FromGuest {
        window: u32 = id(),
        input_serial: u32 = u32(),
    }
}

message! {
    ResizeRequested = 0x0107, Control, FromGuest {
        window: u32 = id(),
        edges: u8 = u8_to(10),
        input_serial: u32 = u32(),
    } requires |wish| wish.edges != 0 && wish.edges & 3 != 3 && wish.edges & 12 != 12
}

message! {
    MinimizeRequested = 0x0108, Control, FromGuest {
        window: u32 = id(),
    }
}

message! {
    ShowWindowMenu = 0x0109, Control, FromGuest {
        window: u32 = id(),
        x: i32 = coord(),
        y: i32 = coord(),
        input_serial: u32 = u32(),
    }
}

record! {
    Output<'a> {
        id: u32 = id(),
        name: &'a str = text(APP_ID_BYTES),
        make: &'a str = text(APP_ID_BYTES),
        model: &'a str = text(APP_ID_BYTES),
        /// Its place in the desktop's logical space.
        logical: Rect = rect(),
        width_millimetres: i32 = coord(),
        height_millimetres: i32 = coord(),
        mode_width: i32 = side(1),
        mode_height: i32 = side(1),
        refresh_millihertz: u32 = u32_to(10_000_000),
        scale: u32 = scale(),
        /// 0 to 7 as wl_output.transform.
        transform: u8 = u8_to(7),
    }
}

message! {
    /// All screens, each time that anything about them changes.
    Outputs<'a> = 0x010a, Control, ToGuest {
        outputs: Vec<Output<'a>> = list(OUTPUTS, 55, Output::take),
    }
}
