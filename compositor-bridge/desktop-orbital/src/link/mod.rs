// SPDX-License-Identifier: Apache-2.0
//! Connections: to the launcher's directory, and two for each guest.
pub mod address;
pub mod channel;
pub mod dialer;
pub mod directory;
pub mod session;
pub mod wires;
