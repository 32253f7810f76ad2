// SPDX-License-Identifier: Apache-2.0
//! glMap1 and glMap2: as many control points as the order says, with the program's strides.

use crate::context::current;
use crate::generated::encode;
use crate::sizes::{map1, map2};

macro_rules! maps {
    ($($one:ident $two:ident $value:ty;)*) => {$(
        #[no_mangle]
        pub unsafe extern "C" fn $one(target: u32, u1: $value, u2: $value, stride: i32, order: i32, points: *const $value) {
            let Some(c) = current() else { return };
            c.touch();
            let len = map1(target.into(), stride.into(), order.into()) as usize * size_of::<$value>();
            let input = c.input(points.cast(), len);
            encode::$one(c, target, u1, u2, stride, order, input);
        }

        #[no_mangle]
        pub unsafe extern "C" fn $two(
            target: u32, u1: $value, u2: $value, ustride: i32, uorder: i32, v1: $value, v2: $value, vstride: i32, vorder: i32, points: *const $value,
        ) {
            let Some(c) = current() else { return };
            c.touch();
            let len = map2(target.into(), ustride.into(), uorder.into(), vstride.into(), vorder.into()) as usize * size_of::<$value>();
            let input = c.input(points.cast(), len);
            encode::$two(c, target, u1, u2, ustride, uorder, v1, v2, vstride, vorder, input);
        }
    )*};
}

maps! {
    glMap1f glMap2f f32;
    glMap1d glMap2d f64;
}
