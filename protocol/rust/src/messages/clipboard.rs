// SPDX-License-Identifier: Apache-2.0
use crate::limits::{CLIPBOARD_DATA_BYTES, CLIPBOARD_TYPES, CLIPBOARD_WINDOW_BYTES, MIME_TYPE_BYTES, TEXT_BYTES};
use crate::message::{choices, message};

choices! {
    Selection {
        Clipboard = 1,
        Primary = 2,
    }
}

/// Apps also use names that are no MIME types (UTF8_STRING).
fn is_type(name: &str) -> bool {
    !name.is_empty() && !name.bytes().any(|byte| byte < 0x20 || byte == 0x7f)
}

message! {
    /// What can be had of a selection; no types: it is empty.
    ClipboardOffer<'a> = 0x0701, Control, Either {
        selection: Selection = choice(),
        serial: u32 = id(),
        /// Of who made the content; whoever passes it on keeps it.
        origin: u64 = u64_not_0(),
        mime_types: Vec<&'a str> = texts(CLIPBOARD_TYPES, MIME_TYPE_BYTES),
    } requires |offer| offer.mime_types.iter().all(|name| is_type(name))
}

message! {
    ClipboardRequest<'a> = 0x0702, Control, Either {
        request: u32 = id(),
        selection: Selection = choice(),
        serial: u32 = id(),
        mime_type: &'a str = text(MIME_TYPE_BYTES),
    } requires |request| is_type(request.mime_type)
}

message! {
    /// No bytes: the end.
    ClipboardData<'a> = 0x0703, Bulk, Either {
        request: u32 = id(),
        data: &'a [u8] = bytes(CLIPBOARD_DATA_BYTES),
    }
}

message! {
    ClipboardCredit = 0x0704, Control, Either {
        request: u32 = id(),
        bytes: u32 = u32_in(1, CLIPBOARD_WINDOW_BYTES),
    }
}

message! {
    ClipboardFailed<'a> = 0x0705, Bulk, Either {
        request: u32 = id(),
        reason: &'a str = text(TEXT_BYTES),
    }
}

message! {
    ClipboardCancelled = 0x0706, Control, Either {
        request: u32 = id(),
    }
}
