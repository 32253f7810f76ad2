// SPDX-License-Identifier: Apache-2.0
//! Names of objects: handed out from what the server has made in advance.

use crate::context::{current, Context};
use crate::names::Kind;
use crate::own;

pub(super) fn take(c: &mut Context, kind: Kind) -> u32 {
    loop {
        let free = if kind.is_shared() { c.share.lock().names.of(kind).take() } else { c.state.names.of(kind).take() };
        if let Some(name) = free {
            return name;
        }
        let reply = c.reply(kind.at_once() * 4);
        own::name_range(c, kind as u32, kind.at_once() as u32, reply);
        c.finish(own::NAME_RANGE);
        let names: Vec<u32> = c.answer(reply).chunks_exact(4).map(|name| u32::from_le_bytes([name[0], name[1], name[2], name[3]])).collect();
        if names.is_empty() {
            return 0;
        }
        if kind.is_shared() {
            c.share.lock().names.of(kind).add(names);
        } else {
            c.state.names.of(kind).add(names);
        }
    }
}

unsafe fn generate(kind: Kind, count: i32, names: *mut u32) {
    let Some(c) = current() else { return };
    if count < 0 {
        return c.error(0x501);
    }
    for n in 0..count as usize {
        let name = take(c, kind);
        if kind == Kind::Texture {
            c.state.texture_targets.remove(&name);
        }
        names.add(n).write(name);
    }
}

macro_rules! generators {
    ($($function:ident $kind:ident;)*) => {$(
        #[no_mangle]
        pub unsafe extern "C" fn $function(n: i32, names: *mut u32) {
            generate(Kind::$kind, n, names);
        }
    )*};
}

generators! {
    glGenBuffers Buffer;
    glGenTextures Texture;
    glGenFramebuffers Framebuffer;
    glGenRenderbuffers Renderbuffer;
    glGenQueries Query;
    glGenSamplers Sampler;
    glGenVertexArrays VertexArray;
    glGenTransformFeedbacks TransformFeedback;
    glGenProgramPipelines Pipeline;
}
