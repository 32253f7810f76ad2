// SPDX-License-Identifier: Apache-2.0
use crate::limits::TEXT_BYTES;
use crate::message::{choices, message};
use crate::{Channel, MAGIC};

/// Bits of a Hello's capabilities.
pub mod capability {
    pub const HANDLES: u32 = 1;
    pub const APPS: u32 = 2;
    pub const TOUCH: u32 = 4;
    pub const SERVER_DECORATION: u32 = 8;
    pub const CLIPBOARD: u32 = 16;
    pub const AUDIO: u32 = 32;
    pub const FILES: u32 = 64;
    pub const MACHINE_INPUT: u32 = 128;
    pub const KNOWN: u32 = 255;
}

/// Bits of a Hello's frame memories: bit *n* is kind *n*.
pub mod frame_memories {
    pub const SHARED_FD: u32 = 2;
    pub const GPU_RESOURCE: u32 = 4;
    pub const IVSHMEM: u32 = 8;
    pub const INLINE: u32 = 16;
    pub const KNOWN: u32 = 30;
}

/// Codes of a Refused; others may come.
pub mod refusal {
    pub const VERSION: u16 = 1;
    pub const ROLE: u16 = 2;
    pub const BUSY: u16 = 3;
    pub const UNKNOWN_SESSION: u16 = 4;
    pub const NOT_ALLOWED: u16 = 5;
    pub const BAD_HELLO: u16 = 6;
    /// The guest that a Join named is off.
    pub const OFF: u16 = 7;
}

choices! {
    Role {
        Guest = 1,
        Bridge = 2,
        Desktop = 3,
        Launcher = 4,
        Terminal = 5,
    }
}

message! {
    /// The first message of every connection, from the side that connects.
    Hello<'a> = 0x0001, Control, Either {
        magic: u32 = u32_in(MAGIC, MAGIC),
        major: u16 = u16(),
        minor: u16 = u16(),
        role: Role = choice(),
        channel: Channel = choice(),
        /// 0 on control; on bulk the one of the Welcome.
        session_token: u64 = u64(),
        capabilities: u32 = flags(capability::KNOWN),
        frame_memories: u32 = flags(frame_memories::KNOWN),
        name: &'a str = text(TEXT_BYTES),
        version: &'a str = text(TEXT_BYTES),
    }
}

message! {
    Welcome<'a> = 0x0002, Control, Either {
        major: u16 = u16(),
        minor: u16 = u16(),
        session_token: u64 = u64_not_0(),
        capabilities: u32 = flags(capability::KNOWN),
        frame_memories: u32 = flags(frame_memories::KNOWN),
        name: &'a str = text(TEXT_BYTES),
    }
}

message! {
    Refused<'a> = 0x0003, Control, Either {
        code: u16 = u16(),
        reason: &'a str = text(TEXT_BYTES),
    }
}

message! {
    Ping = 0x0004, Control, Either {
        token: u64 = u64(),
    }
}

message! {
    Pong = 0x0005, Control, Either {
        token: u64 = u64(),
    }
}

message! {
    /// "Forget what you think I know; send all your state again."
    Resync = 0x0006, Control, ToGuest {}
}
