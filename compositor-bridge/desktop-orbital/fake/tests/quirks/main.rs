// SPDX-License-Identifier: Apache-2.0
//! One test for each quirk that a program on Redox meets; each would fail if the fake did the sensible thing instead. They use the
//! endpoint's own calls (`seamless_desktop_orbital::sys`), over the fake's sockets.

mod commands;
mod focus;
mod opening;
mod stage;
