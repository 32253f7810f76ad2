// SPDX-License-Identifier: Apache-2.0
//! The sizes that commands.rules speaks of, in bytes or elements as it says there.

pub use crate::generated::counts::pname;
use crate::pixelstore::pixel_size;

/// A tight image.
pub fn image(format: i64, kind: i64, width: i64, height: i64, depth: i64) -> i64 {
    let Some(pixel) = pixel_size(format as u32, kind as u32) else { return 0 };
    (width.max(0) * pixel.bits as i64 + 7) / 8 * height.max(0) * depth.max(0)
}

/// A tight bitmap.
pub fn bitmap(width: i64, height: i64) -> i64 {
    (width.max(0) + 7) / 8 * height.max(0)
}

/// Bytes of one value of a type, as glCallLists and arrays have it.
pub fn element(kind: i64) -> i64 {
    match kind {
        0x1400 | 0x1401 => 1,
        0x1402 | 0x1403 | 0x1407 | 0x140b | 0x8d61 => 2,
        0x1408 => 3,
        0x1404..=0x1406 | 0x1409 | 0x140c | 0x8368 | 0x8d9f | 0x8c3b => 4,
        0x140a => 8,
        _ => 0,
    }
}

/// Values of glMap1's points, where the program's stride leaves gaps or not.
pub fn map1(target: i64, stride: i64, order: i64) -> i64 {
    (order.max(1) - 1) * stride.max(0) + components(target)
}

pub fn map2(target: i64, ustride: i64, uorder: i64, vstride: i64, vorder: i64) -> i64 {
    (uorder.max(1) - 1) * ustride.max(0) + (vorder.max(1) - 1) * vstride.max(0) + components(target)
}

/// Values of one evaluator point.
pub fn components(target: i64) -> i64 {
    match target {
        0x0d91 | 0x0d93 | 0x0db1 | 0x0db3 => 1,
        0x0d94 | 0x0db4 => 2,
        0x0d92 | 0x0d95 | 0x0d97 | 0x0db2 | 0x0db5 | 0x0db7 => 3,
        0x0d90 | 0x0d96 | 0x0d98 | 0x0db0 | 0x0db6 | 0x0db8 => 4,
        _ => 0,
    }
}
