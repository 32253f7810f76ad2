// SPDX-License-Identifier: Apache-2.0
//! Which names are shaders: the texts of one that is none are not to be looked at.

use crate::context::{current, Context};
use crate::generated::{encode, opcodes};
use crate::limits::SHADER_NAMES;

fn remember(c: &Context, shader: u32) {
    let mut shared = c.share.lock();
    if shader != 0 && shared.shaders.len() < SHADER_NAMES {
        shared.shaders.insert(shader);
    }
}

/// Whether there is a shader of this name; only of one that this library has not seen made the server is asked.
pub fn is_shader(c: &mut Context, shader: u32) -> bool {
    if c.share.lock().shaders.contains(&shader) {
        return true;
    }
    let reply = c.reply(8);
    encode::glIsShader(c, shader, reply);
    c.finish(opcodes::glIsShader);
    let is_shader = c.value(reply) as u8 != 0;
    if is_shader {
        remember(c, shader);
    }
    is_shader
}

#[no_mangle]
pub unsafe extern "C" fn glCreateShader(kind: u32) -> u32 {
    let Some(c) = current() else { return 0 };
    c.changed();
    let reply = c.reply(8);
    encode::glCreateShader(c, kind, reply);
    c.finish(opcodes::glCreateShader);
    let shader = c.value(reply) as u32;
    remember(c, shader);
    shader
}

macro_rules! deletes {
    ($($function:ident;)*) => {$(
        /// A shader that a program still has lives on without its name being certain.
        #[no_mangle]
        pub unsafe extern "C" fn $function(object: u32) {
            let Some(c) = current() else { return };
            c.touch();
            c.share.lock().shaders.remove(&object);
            encode::$function(c, object);
        }
    )*};
}

deletes! {
    glDeleteShader;
    glDeleteObjectARB;
}
