// SPDX-License-Identifier: Apache-2.0
//! What has gone wrong: a wrong call, or the whole session.

use crate::context::current;
use crate::generated::{encode, opcodes};
use crate::sys::memory::LOST;

/// GL's error of a context whose GPU was reset.
const CONTEXT_LOST: u32 = 0x507;

#[no_mangle]
pub unsafe extern "C" fn glGetError() -> u32 {
    let Some(c) = current() else { return 0 };
    super::debug::deliver(c);
    let own = c.take_error();
    let mut theirs = 0;
    if crate::log::is_strict() {
        // GL has one flag: asked for, it is gone on both sides.
        let reply = c.reply(8);
        encode::glGetError(c, reply);
        c.finish(opcodes::glGetError);
        theirs = c.value(reply) as u32;
    }
    let late = c.connection.take_error();
    match [own, theirs, late].into_iter().find(|error| *error != 0) {
        Some(error) => error,
        None if c.connection.tells_loss() => CONTEXT_LOST,
        None => 0,
    }
}

/// A session that is over never comes back: a program that asks makes new contexts in vain, and says so.
#[no_mangle]
pub unsafe extern "C" fn glGetGraphicsResetStatus() -> u32 {
    match current().map_or(0, |c| c.connection.over()) {
        0 => 0,
        LOST => 0x8253, // GUILTY_CONTEXT_RESET
        _ => 0x8255,    // UNKNOWN_CONTEXT_RESET
    }
}
