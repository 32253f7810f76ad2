// SPDX-License-Identifier: Apache-2.0
//! Results of queries: for the program, or into the buffer object that is bound for them.

use crate::context::current;
use crate::generated::{encode, opcodes};
use crate::state::QUERY;

macro_rules! query_results {
    ($($function:ident $into_buffer:ident $value:ty;)*) => {$(
        #[no_mangle]
        pub unsafe extern "C" fn $function(query: u32, pname: u32, result: *mut $value) {
            let Some(c) = current() else { return };
            let buffer = c.state.buffers[QUERY];
            if buffer != 0 {
                return encode::$into_buffer(c, query, buffer, pname, result as isize);
            }
            let reply = c.reply(8);
            encode::$function(c, query, pname, reply);
            c.finish(opcodes::$function);
            c.take(reply, result.cast(), size_of::<$value>());
        }
    )*};
}

query_results! {
    glGetQueryObjectiv glGetQueryBufferObjectiv i32;
    glGetQueryObjectuiv glGetQueryBufferObjectuiv u32;
    glGetQueryObjecti64v glGetQueryBufferObjecti64v i64;
    glGetQueryObjectui64v glGetQueryBufferObjectui64v u64;
}
