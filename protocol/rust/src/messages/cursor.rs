// SPDX-License-Identifier: Apache-2.0
use crate::limits::CURSOR_SIDE;
use crate::message::message;

message! {
    CursorHidden = 0x0401, Control, FromGuest {}
}

message! {
    CursorShape = 0x0402, Control, FromGuest {
        /// As wp_cursor_shape_device_v1.shape.
        shape: u16 = u16_in(1, 34),
    }
}

message! {
    CursorImage<'a> = 0x0403, Control, FromGuest {
        width: i32 = i32_in(1, CURSOR_SIDE),
        height: i32 = i32_in(1, CURSOR_SIDE),
        hotspot_x: i32 = i32_in(0, CURSOR_SIDE),
        hotspot_y: i32 = i32_in(0, CURSOR_SIDE),
        scale: u32 = scale(),
        /// Premultiplied, bytes B G R A.
        pixels: &'a [u8] = bytes((CURSOR_SIDE * CURSOR_SIDE * 4) as usize),
    } requires |image| image.pixels.len() == (image.width * image.height * 4) as usize
}
