// SPDX-License-Identifier: Apache-2.0
//! The other side of an endpoint under test: a launcher's door and a guest's bridge behind it, which say what a test tells them to and
//! keep what they hear. They speak the real protocol, and hold the endpoint to it.

mod door;
mod guest;
mod line;
mod toplevel;

pub use door::{FakeDirectory, FakeDoor};
pub use guest::FakeGuest;
pub use line::Heard;
pub use toplevel::{popup, toplevel, Picture};
