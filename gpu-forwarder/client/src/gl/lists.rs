// SPDX-License-Identifier: Apache-2.0
//! Display lists and glBegin: between their two ends other calls mean other things.

use crate::context::{current, Context};
use crate::effects::Effects;
use crate::generated::{encode, opcodes};
use crate::limits::{LISTS, LIST_NAMES_AT_ONCE};
use crate::shadow::COMPILE;

const COMPILE_AND_EXECUTE: u32 = 0x1301;

#[no_mangle]
pub unsafe extern "C" fn glNewList(list: u32, mode: u32) {
    let Some(c) = current() else { return };
    c.changed();
    c.share.lock().list_names.made_up(list, 1);
    // Where no list can begin, that is an error and none has begun.
    let is_one = list != 0 && matches!(mode, COMPILE | COMPILE_AND_EXECUTE);
    if is_one && !c.state.shadow.is_inside() && c.state.shadow.list.0 == 0 {
        c.state.shadow.list = (list, mode);
        c.state.shadow.making = Effects::default();
        // Where glBegin may not be over, the list may stay what it was.
        c.state.shadow.making.all = c.state.shadow.in_begin;
    }
    encode::glNewList(c, list, mode);
}

#[no_mangle]
pub unsafe extern "C" fn glEndList() {
    let Some(c) = current() else { return };
    c.changed();
    if !c.state.shadow.is_inside() {
        let (list, _) = std::mem::take(&mut c.state.shadow.list);
        let lists = &mut c.share.lock().lists;
        if list != 0 && (lists.len() < LISTS || lists.contains_key(&list)) {
            lists.insert(list, c.state.shadow.making.end());
        }
    }
    encode::glEndList(c);
}

#[no_mangle]
pub unsafe extern "C" fn glCallList(list: u32) {
    let Some(c) = current() else { return };
    let effects = c.share.lock().lists.get(&list).copied();
    match effects {
        // One that is called in another may be a different one by the time that happens.
        Some(effects) if !effects.all && c.state.shadow.list.0 == 0 => {
            if effects.answers {
                c.changed();
            }
            c.state.uniforms.epoch += 1;
            c.state.shadow.forget_some(&effects);
        }
        _ => c.touch(),
    }
    encode::glCallList(c, list);
}

fn ask_names(c: &mut Context, count: i32) -> u32 {
    let reply = c.reply(8);
    encode::glGenLists(c, count, reply);
    c.finish(opcodes::glGenLists);
    c.value(reply) as u32
}

#[no_mangle]
pub unsafe extern "C" fn glGenLists(count: i32) -> u32 {
    let Some(c) = current() else { return 0 };
    c.changed();
    let few = count as u32;
    if !(1..LIST_NAMES_AT_ONCE / 4).contains(&few) || c.state.shadow.in_begin {
        return ask_names(c, count);
    }
    if let Some(first) = c.share.lock().list_names.take(few) {
        return first;
    }
    let first = ask_names(c, LIST_NAMES_AT_ONCE as i32);
    let mut share = c.share.lock();
    share.list_names.refill(first, if first == 0 { 0 } else { LIST_NAMES_AT_ONCE });
    share.list_names.take(few).unwrap_or(0)
}

#[no_mangle]
pub unsafe extern "C" fn glDeleteLists(first: u32, count: i32) {
    let Some(c) = current() else { return };
    c.changed();
    c.share.lock().list_names.made_up(first, count.max(0) as u32);
    encode::glDeleteLists(c, first, count);
}

#[no_mangle]
pub unsafe extern "C" fn glIsList(list: u32) -> u8 {
    let Some(c) = current() else { return 0 };
    if c.share.lock().list_names.has(list) && !c.state.shadow.in_begin {
        return 0;
    }
    let reply = c.reply(8);
    encode::glIsList(c, list, reply);
    c.finish(opcodes::glIsList);
    c.value(reply) as u8
}

#[no_mangle]
pub unsafe extern "C" fn glBegin(mode: u32) {
    let Some(c) = current() else { return };
    c.state.shadow.making.is_inside = true;
    // What a list compiles happens when it is called.
    if !c.state.shadow.in_list() {
        c.state.shadow.begin();
    }
    encode::glBegin(c, mode);
    c.open(true);
}

#[no_mangle]
pub unsafe extern "C" fn glEnd() {
    let Some(c) = current() else { return };
    c.state.shadow.making.is_inside = false;
    c.state.shadow.in_begin &= c.state.shadow.in_list();
    encode::glEnd(c);
    c.open(false);
}
