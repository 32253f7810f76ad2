// SPDX-License-Identifier: Apache-2.0
//! Fences: the client numbers them, so that making one does not wait.

use crate::context::{current, Context};
use crate::generated::{encode, opcodes};
use crate::persistent::Which;
use crate::types::GLsync;

pub(super) fn knows(c: &mut Context, sync: GLsync) -> bool {
    let known = c.share.lock().syncs.contains_key(&(sync as u64));
    if !known {
        c.error(0x501);
    }
    known
}

#[no_mangle]
pub unsafe extern "C" fn glFenceSync(condition: u32, flags: u32) -> GLsync {
    let Some(c) = current() else { return std::ptr::null_mut() };
    if condition != 0x9117 || flags != 0 {
        c.error(if flags == 0 { 0x500 } else { 0x501 });
        return std::ptr::null_mut();
    }
    let mut shared = c.share.lock();
    shared.next_sync += 1;
    let id = shared.next_sync;
    shared.syncs.insert(id, false);
    drop(shared);
    encode::glFenceSync(c, condition, flags, id);
    id as GLsync
}

#[no_mangle]
pub unsafe extern "C" fn glDeleteSync(sync: GLsync) {
    let Some(c) = current() else { return };
    if !sync.is_null() && knows(c, sync) {
        let mut shared = c.share.lock();
        shared.syncs.remove(&(sync as u64));
        shared.labels.remove(&(sync as u64));
        drop(shared);
        encode::glDeleteSync(c, sync as u64);
    }
}

#[no_mangle]
pub unsafe extern "C" fn glClientWaitSync(sync: GLsync, flags: u32, timeout: u64) -> u32 {
    const ALREADY_SIGNALED: u32 = 0x911a;
    const CONDITION_SATISFIED: u32 = 0x911c;
    const WAIT_FAILED: u32 = 0x911d;
    const FLUSH_COMMANDS: u32 = 1;
    let Some(c) = current() else { return WAIT_FAILED };
    if !knows(c, sync) {
        return WAIT_FAILED;
    }
    if flags & !FLUSH_COMMANDS == 0 && c.share.lock().syncs.get(&(sync as u64)) == Some(&true) {
        return ALREADY_SIGNALED;
    }
    let reply = c.reply(8);
    encode::glClientWaitSync(c, sync as u64, flags, timeout, reply);
    c.finish(opcodes::glClientWaitSync);
    let result = if c.answer(reply).is_empty() { WAIT_FAILED } else { c.value(reply) as u32 };
    if matches!(result, ALREADY_SIGNALED | CONDITION_SATISFIED) {
        signaled(c, sync);
    }
    result
}

/// The program knows from here on that everything before the fence is done.
unsafe fn signaled(c: &mut Context, sync: GLsync) {
    c.share.lock().syncs.insert(sync as u64, true);
    super::mapping::bring_back(c);
}

#[no_mangle]
pub unsafe extern "C" fn glGetSynciv(sync: GLsync, pname: u32, count: i32, length: *mut i32, values: *mut i32) {
    const STATUS: u32 = 0x9114;
    const SIGNALED: i32 = 0x9119;
    let Some(c) = current() else { return };
    if !knows(c, sync) {
        return;
    }
    if count < 0 {
        return c.error(0x501);
    }
    let known = pname == STATUS && c.share.lock().syncs.get(&(sync as u64)) == Some(&true);
    if !known {
        let (length_reply, reply) = (c.reply(4), c.reply(count as usize * 4));
        encode::glGetSynciv(c, sync as u64, pname, count, length_reply, reply);
        c.finish(opcodes::glGetSynciv);
        c.take(length_reply, length.cast(), usize::MAX);
        c.take(reply, values.cast(), usize::MAX);
        let is_signaled = pname == STATUS && count > 0 && c.answer(reply).len() >= 4 && *values == SIGNALED;
        if is_signaled {
            signaled(c, sync);
        }
        return;
    }
    if count > 0 {
        *values = SIGNALED;
    }
    if !length.is_null() {
        *length = i32::from(count > 0);
    }
}

#[no_mangle]
pub unsafe extern "C" fn glMemoryBarrier(barriers: u32) {
    const CLIENT_MAPPED: u32 = 0x4000;
    let Some(c) = current() else { return };
    c.changed();
    if barriers & CLIENT_MAPPED != 0 && !c.share.maps.is_empty() {
        c.bring(Which::Written);
    }
    encode::glMemoryBarrier(c, barriers);
}

#[no_mangle]
pub unsafe extern "C" fn glIsSync(sync: GLsync) -> u8 {
    let Some(c) = current() else { return 0 };
    let known = c.share.lock().syncs.contains_key(&(sync as u64));
    known.into()
}
