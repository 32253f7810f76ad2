// SPDX-License-Identifier: Apache-2.0
use crate::limits::{APP_ID_BYTES, FILE_BYTES, FILE_DATA_BYTES, FILE_NAME_BYTES, FILE_WINDOW_BYTES, MIME_TYPE_BYTES, TEXT_BYTES};
use crate::message::message;

pub mod open_flags {
    pub const READ_ONLY: u32 = 1;
    /// It was sent before; no data comes. A guest that has it not says so.
    pub const AGAIN: u32 = 2;
    pub const KNOWN: u32 = READ_ONLY | AGAIN;
}

/// One path element that names something.
fn element(name: &str) -> bool {
    !name.is_empty() && name != "." && name != ".." && !name.contains('/')
}

message! {
    OpenFile<'a> = 0x0901, Control, ToGuest {
        key: u64 = u64_not_0(),
        name: &'a str = text(FILE_NAME_BYTES),
        size: u64 = u64_to(FILE_BYTES),
        /// Empty: the guest finds out.
        mime_type: &'a str = text(MIME_TYPE_BYTES),
        /// Empty: the guest's default app for the type.
        app_id: &'a str = text(APP_ID_BYTES),
        flags: u32 = flags(open_flags::KNOWN),
        request: u32 = u32(),
    } requires |open| element(open.name)
}

message! {
    /// No bytes at offset = size: the end.
    FileData<'a> = 0x0902, Bulk, Either {
        key: u64 = u64_not_0(),
        /// 0: what the desktop sends; saves count from 1.
        version: u32 = u32(),
        offset: u64 = u64_to(FILE_BYTES),
        data: &'a [u8] = bytes(FILE_DATA_BYTES),
    } requires |piece| piece.offset + piece.data.len() as u64 <= FILE_BYTES
}

message! {
    FileCredit = 0x0903, Control, Either {
        key: u64 = u64_not_0(),
        version: u32 = u32(),
        bytes: u32 = u32_in(1, FILE_WINDOW_BYTES),
    }
}

message! {
    FileOpened = 0x0904, Control, FromGuest {
        key: u64 = u64_not_0(),
        request: u32 = u32(),
        app_instance: u32 = id(),
    }
}

message! {
    FileSaved = 0x0905, Control, FromGuest {
        key: u64 = u64_not_0(),
        version: u32 = id(),
        size: u64 = u64_to(FILE_BYTES),
    }
}

message! {
    FetchFile = 0x0906, Control, ToGuest {
        key: u64 = u64_not_0(),
        version: u32 = id(),
    }
}

message! {
    FileStored = 0x0907, Control, ToGuest {
        key: u64 = u64_not_0(),
        /// 0: nothing is, but the desktop would like to hear.
        version: u32 = u32(),
    }
}

message! {
    FileReleased = 0x0908, Control, ToGuest {
        key: u64 = u64_not_0(),
    }
}

message! {
    FileClosed = 0x0909, Control, FromGuest {
        key: u64 = u64_not_0(),
    }
}

message! {
    FileFailed<'a> = 0x090a, Bulk, FromGuest {
        key: u64 = u64_not_0(),
        version: u32 = u32(),
        request: u32 = u32(),
        reason: &'a str = text(TEXT_BYTES),
    }
}
