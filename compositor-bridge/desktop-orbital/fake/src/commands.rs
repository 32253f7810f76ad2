// SPDX-License-Identifier: Apache-2.0
//! What a client writes to its window: one command a write, as text.

use crate::errno::{Errno, EINVAL};
use crate::limits;
use crate::orbital::Orbital;
use crate::rect::Rect;
use crate::window::WindowId;

impl Orbital {
    pub fn command(&mut self, id: WindowId, bytes: &[u8]) -> Result<usize, Errno> {
        let text = std::str::from_utf8(bytes).map_err(|_| EINVAL)?;
        let (kind, data) = text.split_once(',').unwrap_or((text, ""));
        match kind {
            "A" => self.window(id)?.asynchronous = switch(data)?,
            "D" => self.client_drags(id, data)?,
            "F" => {
                let mut parts = data.split(',');
                let (letters, value) = (parts.next().unwrap_or(""), switch(parts.next().unwrap_or(""))?);
                for letter in letters.chars() {
                    self.set_flag(id, letter, value)?;
                }
            }
            "M" => {
                let window = self.window(id)?;
                match data.split_at_checked(2).ok_or(EINVAL)? {
                    ("C,", value) => window.mouse_cursor = switch(value)?,
                    ("G,", value) => window.mouse_grab = switch(value)?,
                    ("R,", value) => window.mouse_relative = switch(value)?,
                    _ => return Err(EINVAL),
                }
            }
            // What is blank or no number stays.
            "P" => {
                let mut numbers = data.split(',').map(|part| part.parse().ok());
                let (x, y): (Option<i32>, Option<i32>) = (numbers.next().flatten(), numbers.next().flatten());
                self.change(id, |window, _| (window.x, window.y) = (x.unwrap_or(window.x), y.unwrap_or(window.y)))?;
            }
            "S" => {
                let mut numbers = data.split(',').map(|part| part.parse().ok());
                self.resize_window(id, numbers.next().flatten(), numbers.next().flatten())?;
            }
            "T" => {
                let window = self.window(id)?;
                window.title = data.to_owned();
                let title = window.title_rect();
                self.screen.damage(title);
            }
            "Y" => self.damaged(id, data)?,
            // `N`, the drag and drop of orbclient 0.4, is not answered by this Orbital.
            _ => return Err(EINVAL),
        }
        Ok(bytes.len())
    }

    fn damaged(&mut self, id: WindowId, data: &str) -> Result<(), Errno> {
        let content = self.updated(id)?;
        let mut parts = data.split(',').peekable();
        for count in 0.. {
            if parts.peek().is_none() {
                break;
            }
            if count == limits::DAMAGE_RECTANGLES {
                return Err(EINVAL);
            }
            let mut number = || parts.next().unwrap_or("");
            let (x, y): (i32, i32) = (number().parse().unwrap_or(0), number().parse().unwrap_or(0));
            let (w, h): (u32, u32) = (number().parse().unwrap_or(0), number().parse().unwrap_or(0));
            // More than 31 bits is nothing.
            let (w, h) = (i32::try_from(w).unwrap_or(0), i32::try_from(h).unwrap_or(0));
            let part = Rect::new(x.saturating_add(content.x), y.saturating_add(content.y), w, h);
            self.screen.damage(content.intersection(&part));
        }
        Ok(())
    }

    /// fsync: all of it.
    pub fn all_damaged(&mut self, id: WindowId) -> Result<(), Errno> {
        let content = self.updated(id)?;
        self.screen.damage(content);
        Ok(())
    }

    fn updated(&mut self, id: WindowId) -> Result<Rect, Errno> {
        let window = self.window(id)?;
        window.updates += 1;
        Ok(window.rect())
    }
}

fn switch(value: &str) -> Result<bool, Errno> {
    match value {
        "0" => Ok(false),
        "1" => Ok(true),
        _ => Err(EINVAL),
    }
}
