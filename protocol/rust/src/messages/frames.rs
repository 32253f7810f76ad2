// SPDX-License-Identifier: Apache-2.0
use crate::limits::{BULK_MESSAGE_BYTES, FRAME_MEMORY_BYTES, INLINE_PLAIN_BYTES, WINDOW_SIDE};
use crate::message::{choices, message};
use crate::{Damage, Rect};

choices! {
    MemoryKind {
        SharedFd = 1,
        GpuResource = 2,
        Ivshmem = 3,
    }
}

choices! {
    PixelFormat {
        /// Premultiplied; bytes B G R A.
        Argb8888 = 1,
        /// Opaque; bytes B G R and one to ignore.
        Xrgb8888 = 2,
    }
}

choices! {
    Compression {
        None = 0,
        /// One block, all rows together.
        Lz4 = 1,
    }
}

pub mod shown {
    pub const VSYNC: u32 = 1;
    pub const HARDWARE_CLOCK: u32 = 2;
    pub const ZERO_COPY: u32 = 4;
    pub const NOT_VISIBLE: u32 = 8;
    pub const KNOWN: u32 = 15;
}

fn inside(damage: &Damage, width: i32, height: i32) -> bool {
    damage.as_slice().iter().all(|rect| Rect::new(0, 0, width, height).contains(rect))
}

message! {
    FrameMemory = 0x0201, Control, FromGuest, handles 1 {
        memory: u32 = id(),
        kind: MemoryKind = choice(),
        size: u64 = u64_not_0(),
        origin: u64 = u64(),
    } requires |memory| memory.size <= FRAME_MEMORY_BYTES && (memory.kind != MemoryKind::SharedFd || memory.origin == 0)
}

message! {
    FrameMemoryReleased = 0x0202, Control, FromGuest {
        memory: u32 = id(),
    }
}

message! {
    Frame = 0x0203, Control, FromGuest {
        window: u32 = id(),
        serial: u32 = id(),
        memory: u32 = id(),
        offset: u64 = u64_to(FRAME_MEMORY_BYTES),
        width: i32 = side(1),
        height: i32 = side(1),
        stride: i32 = i32_in(4, WINDOW_SIDE * 8),
        format: PixelFormat = choice(),
        scale: u32 = scale(),
        geometry: Rect = rect(),
        configure_serial: u32 = u32(),
        damage: Damage = damage(),
    } requires |frame| {
        frame.stride >= frame.width * 4
            && frame.stride % 4 == 0
            && frame.offset % 4 == 0
            && inside(&frame.damage, frame.width, frame.height)
    }
}

message! {
    FrameShown = 0x0204, Control, ToGuest {
        window: u32 = id(),
        serial: u32 = id(),
        presented_nanoseconds: u64 = u64(),
        refresh_nanoseconds: u32 = u32(),
        sequence: u64 = u64(),
        flags: u32 = flags(shown::KNOWN),
    }
}

message! {
    FrameReleased = 0x0205, Control, ToGuest {
        window: u32 = id(),
        serial: u32 = id(),
    }
}

message! {
    /// A frame with its pixels. Unpacked with `lz4::decode` into `damage.plain_bytes()` bytes.
    InlineFrame<'a> = 0x0206, Bulk, FromGuest {
        window: u32 = id(),
        serial: u32 = id(),
        width: i32 = side(1),
        height: i32 = side(1),
        format: PixelFormat = choice(),
        scale: u32 = scale(),
        geometry: Rect = rect(),
        configure_serial: u32 = u32(),
        last: bool = bool(),
        damage: Damage = damage(),
        compression: Compression = choice(),
        rows: &'a [u8] = bytes(BULK_MESSAGE_BYTES),
    } requires |frame| {
        inside(&frame.damage, frame.width, frame.height)
            && frame.damage.plain_bytes() <= INLINE_PLAIN_BYTES as u64
            && (frame.compression != Compression::None || frame.rows.len() as u64 == frame.damage.plain_bytes())
    }
}
