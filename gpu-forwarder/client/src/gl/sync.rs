// SPDX-License-Identifier: Apache-2.0
//! Fences: the client numbers them, so that making one does not wait.

use crate::context::{current, Context};
use crate::generated::{encode, opcodes};
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
    let Some(c) = current() else { return WAIT_FAILED };
    if !knows(c, sync) {
        return WAIT_FAILED;
    }
    if c.share.lock().syncs.get(&(sync as u64)) == Some(&true) {
        return ALREADY_SIGNALED;
    }
    let reply = c.reply(8);
    encode::glClientWaitSync(c, sync as u64, flags, timeout, reply);
    c.finish(opcodes::glClientWaitSync);
    let result = if c.answer(reply).is_empty() { WAIT_FAILED } else { c.value(reply) as u32 };
    if matches!(result, ALREADY_SIGNALED | CONDITION_SATISFIED) {
        c.share.lock().syncs.insert(sync as u64, true);
    }
    result
}

#[no_mangle]
pub unsafe extern "C" fn glIsSync(sync: GLsync) -> u8 {
    let Some(c) = current() else { return 0 };
    let known = c.share.lock().syncs.contains_key(&(sync as u64));
    known.into()
}
