// SPDX-License-Identifier: Apache-2.0
//! One test for each quirk that a program on Redox meets; each would fail if the fake did the sensible thing instead. They use the
//! endpoint's own calls (`seamless_desktop_orbital::sys`), over the fake's sockets.

mod audio;
mod clipboard;
mod commands;
mod displays;
mod dragging;
mod events;
mod focus;
mod hand;
mod keys;
mod launcher;
mod opening;
mod painting;
mod pixels;
mod pointer;
mod stage;
