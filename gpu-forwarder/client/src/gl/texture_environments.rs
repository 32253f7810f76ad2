// SPDX-License-Identifier: Apache-2.0
//! glTexEnv. The mode is followed for each unit: what draws text in OpenGL 1 asks for it before each line.

use super::get::find_unit;
use crate::context::{current, Context};
use crate::generated::{encode, opcodes};

const TEXTURE_ENV: u32 = 0x2300;
const TEXTURE_ENV_MODE: u32 = 0x2200;

/// MODULATE, DECAL, BLEND, REPLACE, ADD, COMBINE: those that every GL with an environment has.
const MODES: [u32; 6] = [0x2100, 0x2101, 0x0be2, 0x1e01, 0x0104, 0x8570];

fn is_mode(target: u32, pname: u32) -> bool {
    (target, pname) == (TEXTURE_ENV, TEXTURE_ENV_MODE)
}

fn set(c: &mut Context, target: u32, pname: u32, value: f64) {
    c.changed();
    if is_mode(target, pname) {
        c.state.shadow.set_environment(MODES.into_iter().find(|mode| f64::from(*mode) == value));
    }
}

macro_rules! environments {
    ($($value:ty: $set:ident $set_all:ident $get:ident;)*) => {$(
        #[no_mangle]
        pub unsafe extern "C" fn $set(target: u32, pname: u32, value: $value) {
            let Some(c) = current() else { return };
            set(c, target, pname, value.into());
            encode::$set(c, target, pname, value);
        }

        #[no_mangle]
        pub unsafe extern "C" fn $set_all(target: u32, pname: u32, values: *const $value) {
            let Some(c) = current() else { return };
            set(c, target, pname, if values.is_null() { 0.0 } else { (*values).into() });
            let count = crate::sizes::pname(pname.into()).max(0) as usize;
            let input = c.input(values.cast(), count * size_of::<$value>());
            encode::$set_all(c, target, pname, input);
        }

        #[no_mangle]
        pub unsafe extern "C" fn $get(target: u32, pname: u32, values: *mut $value) {
            let Some(c) = current() else { return };
            let is_followed = is_mode(target, pname) && !c.state.shadow.in_begin;
            if let Some(mode) = c.state.shadow.environment().filter(|_| is_followed) {
                return *values = mode as $value;
            }
            if is_followed {
                find_unit(c, opcodes::$get);
            }
            let reply = c.reply(256);
            encode::$get(c, target, pname, reply);
            c.finish(opcodes::$get);
            c.take(reply, values.cast(), usize::MAX);
            if is_followed && !c.answer(reply).is_empty() {
                c.state.shadow.answered_environment(*values as u32);
            }
        }
    )*};
}

environments! {
    f32: glTexEnvf glTexEnvfv glGetTexEnvfv;
    i32: glTexEnvi glTexEnviv glGetTexEnviv;
}
