// SPDX-License-Identifier: Apache-2.0
//! The messages of PROTOCOL.md, section 5, one module a group. A field's `= …` is how it is read, with its limits. Numbers called
//! *fixed* there (256 is one logical unit) are plain i32 here.

mod apps;
mod audio;
mod clipboard;
mod cursor;
mod doors;
mod files;
mod frames;
mod input;
mod session;
mod terminals;
mod window_state;
mod windows;

pub use apps::*;
pub use audio::*;
pub use clipboard::*;
pub use cursor::*;
pub use doors::*;
pub use files::*;
pub use frames::*;
pub use input::*;
pub use session::*;
pub use terminals::*;
pub use window_state::*;
pub use windows::*;
