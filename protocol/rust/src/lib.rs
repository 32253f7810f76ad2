// SPDX-License-Identifier: Apache-2.0
//! The Seamless protocol, as protocol/PROTOCOL.md lays it down, for desktop endpoints that are not .NET programs: std only, no
//! `unsafe`. What is read borrows from the bytes that were received; nothing here opens a socket or looks at a clock.

mod any;
mod colour;
mod door;
mod geometry;
mod handshake;
mod header;
mod inbox;
pub mod limits;
mod loss;
pub mod lz4;
mod message;
mod message_walk;
pub mod messages;
mod outbox;
mod port_mark;
mod reader;
mod sha256;
mod text;
mod violation;
mod writer;

pub use any::{kind, Any, Kind};
pub use colour::guest_colour;
pub use door::proof;
pub use geometry::{Damage, Rect};
pub use handshake::{Agreed, DoorAddress, Failure, Handshake, Identity, Progress};
pub use header::{Header, HEADER_BYTES};
pub use inbox::Inbox;
pub use loss::{BulkWindow, LossWindow};
pub use message::{Channel, Message, Way};
pub use message_walk::MessageWalk;
pub use outbox::Outbox;
pub use port_mark::PortMark;
pub use reader::Reader;
pub use sha256::{hmac_sha256, Sha256};
pub use text::shorten;
pub use violation::Violation;
pub use writer::Writer;

/// What this code speaks; PROTOCOL.md, "Versions".
pub const MAJOR: u16 = 1;
pub const MINOR: u16 = 0;

/// The first four bytes of every Hello: "SMLS".
pub const MAGIC: u32 = 0x534c_4d53;
