// SPDX-License-Identifier: Apache-2.0
//! Orbital, the audio scheme and the launcher of Redox as a program under test sees them, quirk by quirk. Each quirk is named
//! where it is, and has a test that fails without it.

pub mod audio;
mod commands;
pub mod errno;
pub mod event;
mod font;
mod gesture;
pub mod hand;
mod keys;
pub mod launcher;
pub mod limits;
pub mod orbital;
pub mod order;
pub mod peer;
pub mod pixels;
pub mod png;
pub mod pointer;
pub mod rect;
pub mod scancode;
pub mod screen;
pub mod server;
mod sys;
pub mod window;
mod wire;
pub mod words;
pub mod world;
