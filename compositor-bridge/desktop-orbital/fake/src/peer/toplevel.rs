// SPDX-License-Identifier: Apache-2.0
//! Windows of a guest that tests have in common, to be changed field by field.

use super::guest::FakeGuest;
use seamless_protocol::messages::{adjustment, window_flags, Compression, Edge, InlineFrame, PixelFormat, Positioner, WindowRole, WindowState};
use seamless_protocol::{Damage, Rect};
use std::io;

/// An app's main window.
pub fn toplevel(window: u32, title: &str, width: i32, height: i32) -> WindowState<'_> {
    WindowState {
        window,
        parent: 0,
        role: WindowRole::Toplevel,
        flags: window_flags::MAPPED | window_flags::SERVER_DECORATION | window_flags::INPUT_EVERYWHERE,
        width,
        height,
        minimum_width: 0,
        minimum_height: 0,
        maximum_width: 0,
        maximum_height: 0,
        configure_serial: 0,
        wish_serial: 0,
        fullscreen_output: 0,
        app_instance: 0,
        reposition_token: 0,
        positioner: None,
        title,
        app_id: "org.example.App",
        input_region: Vec::new(),
    }
}

/// A menu below a rectangle of its parent, to the right.
pub fn popup(window: u32, parent: u32, below: Rect, width: i32, height: i32) -> WindowState<'static> {
    let positioner = Positioner {
        anchor_rect: below,
        width,
        height,
        anchor: Edge::BottomLeft,
        gravity: Edge::BottomRight,
        adjustment: adjustment::FLIP_Y | adjustment::SLIDE_X,
        offset_x: 0,
        offset_y: 0,
        reactive: false,
        parent_width: 0,
        parent_height: 0,
        parent_configure_serial: 0,
    };
    WindowState {
        parent,
        role: WindowRole::Popup,
        flags: window_flags::MAPPED | window_flags::INPUT_EVERYWHERE | window_flags::GRAB,
        positioner: Some(positioner),
        title: "",
        ..toplevel(window, "", width, height)
    }
}

/// All of a window in one colour, 0xAARRGGBB.
#[derive(Clone, Debug)]
pub struct Picture {
    pub window: u32,
    pub serial: u32,
    pub width: i32,
    pub height: i32,
    pub colour: u32,
    pub configure_serial: u32,
    /// Empty: everything.
    pub damage: Vec<Rect>,
    /// None: everything.
    pub geometry: Option<Rect>,
    /// Pixels for 120 logical units.
    pub scale: u32,
}

impl Picture {
    pub fn new(window: u32, serial: u32, (width, height): (i32, i32), colour: u32) -> Picture {
        Picture { window, serial, width, height, colour, configure_serial: 0, damage: Vec::new(), geometry: None, scale: 120 }
    }

    /// The first of its messages, as when the bridge dies in the middle of a frame.
    pub fn say_part_to(&self, guest: &mut FakeGuest) -> io::Result<()> {
        self.say_strip(guest, Rect::new(0, 0, self.width, self.height.min(STRIP)), false)
    }

    /// As the bridge says it to a desktop that takes no handles: at most so many rows a message, the last one marked.
    pub fn say_to(&self, guest: &mut FakeGuest) -> io::Result<()> {
        let all = [Rect::new(0, 0, self.width, self.height)];
        let damage: &[Rect] = if self.damage.is_empty() { &all } else { &self.damage };
        let parts: Vec<Rect> = damage.iter().flat_map(strips).collect();
        for (at, part) in parts.iter().enumerate() {
            self.say_strip(guest, *part, at + 1 == parts.len())?;
        }
        Ok(())
    }

    fn say_strip(&self, guest: &mut FakeGuest, part: Rect, last: bool) -> io::Result<()> {
        let rows = self.colour.to_le_bytes().repeat(part.area() as usize);
        guest.say_on_bulk(&InlineFrame {
            window: self.window,
            serial: self.serial,
            width: self.width,
            height: self.height,
            format: PixelFormat::Xrgb8888,
            scale: self.scale,
            geometry: self.geometry.unwrap_or(Rect::new(0, 0, self.width, self.height)),
            configure_serial: self.configure_serial,
            last,
            damage: Damage::of(&[part]).ok_or(io::ErrorKind::InvalidInput)?,
            compression: Compression::None,
            rows: &rows,
        })
    }
}

/// Rows of one message; a wide window's stay far below what a message may have.
const STRIP: i32 = 64;

fn strips(rect: &Rect) -> Vec<Rect> {
    let tops = (rect.y..rect.y + rect.height).step_by(STRIP as usize);
    tops.map(|y| Rect::new(rect.x, y, rect.width, STRIP.min(rect.y + rect.height - y))).collect()
}
