// SPDX-License-Identifier: Apache-2.0
//! Display lists and glBegin: between their two ends other calls mean other things.

use crate::context::current;
use crate::generated::encode;
use crate::shadow::COMPILE;

const COMPILE_AND_EXECUTE: u32 = 0x1301;

#[no_mangle]
pub unsafe extern "C" fn glNewList(list: u32, mode: u32) {
    let Some(c) = current() else { return };
    c.changed();
    // Where no list can begin, that is an error and none has begun.
    let is_one = list != 0 && matches!(mode, COMPILE | COMPILE_AND_EXECUTE);
    if is_one && !c.state.shadow.is_inside() && c.state.shadow.list.0 == 0 {
        c.state.shadow.list = (list, mode);
    }
    encode::glNewList(c, list, mode);
}

#[no_mangle]
pub unsafe extern "C" fn glEndList() {
    let Some(c) = current() else { return };
    c.changed();
    if !c.state.shadow.is_inside() {
        c.state.shadow.list = (0, 0);
    }
    encode::glEndList(c);
}

#[no_mangle]
pub unsafe extern "C" fn glBegin(mode: u32) {
    let Some(c) = current() else { return };
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
    c.state.shadow.in_begin &= c.state.shadow.in_list();
    encode::glEnd(c);
    c.open(false);
}
