// SPDX-License-Identifier: Apache-2.0
//! KHR_debug: labels and groups reach the driver, and its messages come back when the program asks for them or waits for something.

use crate::context::{current, Context};
use crate::generated::{encode, opcodes};
use super::sync::knows;
use crate::limits::{DEBUG_MESSAGES as MESSAGES, DEBUG_TEXT as TEXT, LABEL};
use crate::stream::Input;
use crate::types::{GLchar, GLDEBUGPROC, GLsync};
use std::ffi::{c_char, c_void, CStr};

/// The program's callback, and whether the driver has something to say to it.
#[derive(Default)]
pub struct Debug {
    pub callback: usize,
    pub user: usize,
    /// GL_DEBUG_OUTPUT; None: as the context began.
    pub is_on: Option<bool>,
    is_busy: bool,
}

/// Text of a length, or with a zero where that is negative. The record has its true length.
unsafe fn text(c: &mut Context, length: i32, text: *const c_char) -> (i32, Input) {
    if text.is_null() {
        return (0, Input::NULL);
    }
    let len = if length < 0 { CStr::from_ptr(text).count_bytes() } else { length as usize };
    (len as i32, c.input(text.cast(), len))
}

#[no_mangle]
pub unsafe extern "C" fn glObjectLabel(identifier: u32, name: u32, length: i32, label: *const c_char) {
    let Some(c) = current() else { return };
    let (len, input) = text(c, length, label);
    encode::glObjectLabel(c, identifier, name, len, input);
}

#[no_mangle]
pub unsafe extern "C" fn glLabelObjectEXT(kind: u32, object: u32, length: i32, label: *const c_char) {
    let Some(c) = current() else { return };
    let (len, input) = text(c, if length == 0 { -1 } else { length }, label);
    encode::glLabelObjectEXT(c, kind, object, len, input);
}

#[no_mangle]
pub unsafe extern "C" fn glDebugMessageInsert(source: u32, kind: u32, id: u32, severity: u32, length: i32, message: *const c_char) {
    let Some(c) = current() else { return };
    let (len, input) = text(c, length, message);
    encode::glDebugMessageInsert(c, source, kind, id, severity, len, input);
    deliver(c);
}

#[no_mangle]
pub unsafe extern "C" fn glPushDebugGroup(source: u32, id: u32, length: i32, message: *const c_char) {
    let Some(c) = current() else { return };
    let (len, input) = text(c, length, message);
    encode::glPushDebugGroup(c, source, id, len, input);
    deliver(c);
}

#[no_mangle]
pub unsafe extern "C" fn glInsertEventMarkerEXT(length: i32, marker: *const c_char) {
    let Some(c) = current() else { return };
    let (len, input) = text(c, if length == 0 { -1 } else { length }, marker);
    encode::glInsertEventMarkerEXT(c, len, input);
}

#[no_mangle]
pub unsafe extern "C" fn glPushGroupMarkerEXT(length: i32, marker: *const c_char) {
    let Some(c) = current() else { return };
    let (len, input) = text(c, if length == 0 { -1 } else { length }, marker);
    encode::glPushGroupMarkerEXT(c, len, input);
}

#[no_mangle]
pub unsafe extern "C" fn glPopDebugGroup() {
    let Some(c) = current() else { return };
    c.touch();
    encode::glPopDebugGroup(c);
    deliver(c);
}

#[no_mangle]
pub unsafe extern "C" fn glDebugMessageCallback(callback: GLDEBUGPROC, user: *const c_void) {
    let Some(c) = current() else { return };
    c.state.debug.callback = callback as usize;
    c.state.debug.user = user as usize;
}

/// Tells the program's callback what the driver has said since the last time. Calls that wait anyway ask for it.
pub fn deliver(c: &mut Context) {
    let is_on = c.state.debug.is_on.unwrap_or_else(|| is_debug_context(c));
    if c.state.debug.callback == 0 || !is_on || c.state.debug.is_busy {
        return;
    }
    c.state.debug.is_busy = true;
    loop {
        let messages = Messages::fetch(c, MESSAGES, TEXT);
        let mut from = 0;
        for n in 0..messages.count {
            let [source, kind, id, severity, length] = [0, 1, 2, 3, 4].map(|word: usize| messages.words[word][n]);
            let text = messages.text.get(from..).and_then(|text| CStr::from_bytes_until_nul(text).ok()).unwrap_or_default();
            from += length as usize;
            crate::sys::tell(c.state.debug.callback, [source, kind, id, severity], text, c.state.debug.user);
        }
        if messages.count < MESSAGES as usize {
            break;
        }
    }
    c.state.debug.is_busy = false;
}

fn is_debug_context(c: &Context) -> bool {
    const CONTEXT_FLAGS: u32 = 0x821e;
    c.caps.limits.get(&CONTEXT_FLAGS).and_then(|flags| flags.first()).is_some_and(|flags| *flags as u32 & 2 != 0)
}

/// What was taken out of the driver's log: five numbers of each message, and the texts one after the other.
struct Messages {
    count: usize,
    words: [Vec<u32>; 5],
    text: &'static [u8],
}

impl Messages {
    fn fetch(c: &mut Context, count: u32, size: i32) -> Messages {
        let words = [(); 5].map(|()| c.reply(count as usize * 4));
        let (text, returned) = (c.reply(size as usize), c.reply(8));
        let [sources, kinds, ids, severities, lengths] = words;
        encode::glGetDebugMessageLog(c, count, size, sources, kinds, ids, severities, lengths, text, returned);
        c.finish(opcodes::glGetDebugMessageLog);
        let got = (c.value(returned) as u32).min(count) as usize;
        let words = words.map(|reply| c.answer(reply).chunks_exact(4).map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]])).collect::<Vec<_>>());
        let got = words.iter().fold(got, |got, words| got.min(words.len()));
        Messages { count: got, words, text: c.answer(text) }
    }
}

#[no_mangle]
pub unsafe extern "C" fn glGetDebugMessageLog(
    count: u32, size: i32, sources: *mut u32, types: *mut u32, ids: *mut u32, severities: *mut u32, lengths: *mut i32, log: *mut c_char,
) -> u32 {
    let Some(c) = current() else { return 0 };
    if size < 0 && !log.is_null() {
        c.error(0x501);
        return 0;
    }
    let messages = Messages::fetch(c, count.min(MESSAGES), if log.is_null() { TEXT } else { size.min(TEXT) });
    for (words, to) in messages.words.iter().zip([sources, types, ids, severities, lengths.cast()]) {
        if !to.is_null() {
            to.copy_from_nonoverlapping(words.as_ptr(), messages.count);
        }
    }
    if !log.is_null() {
        let len: u32 = messages.words[4].iter().take(messages.count).sum();
        log.cast::<u8>().copy_from_nonoverlapping(messages.text.as_ptr(), (len as usize).min(messages.text.len()));
    }
    messages.count as u32
}

/// Fences are the client's own numbers, and so are their labels.
#[no_mangle]
pub unsafe extern "C" fn glObjectPtrLabel(sync: *const c_void, length: i32, label: *const c_char) {
    let Some(c) = current() else { return };
    if !knows(c, sync as GLsync) {
        return;
    }
    let text = match (label.is_null(), length) {
        (true, _) => &[],
        (false, ..0) => CStr::from_ptr(label).to_bytes(),
        (false, _) => std::slice::from_raw_parts(label.cast::<u8>(), length as usize),
    };
    if text.len() >= LABEL {
        return c.error(0x501);
    }
    let text = text.to_vec();
    c.share.lock().labels.insert(sync as u64, text);
}

#[no_mangle]
pub unsafe extern "C" fn glGetObjectPtrLabel(sync: *const c_void, size: i32, length: *mut i32, label: *mut c_char) {
    let Some(c) = current() else { return };
    if size < 0 {
        return c.error(0x501);
    }
    if !knows(c, sync as GLsync) {
        return;
    }
    let text = c.share.lock().labels.get(&(sync as u64)).cloned().unwrap_or_default();
    let count = if label.is_null() { text.len() } else { text.len().min((size as usize).saturating_sub(1)) };
    if !length.is_null() {
        *length = count as i32;
    }
    if size > 0 && !label.is_null() {
        label.cast::<u8>().copy_from_nonoverlapping(text.as_ptr(), count);
        *label.add(count) = 0;
    }
}

/// No format of shaders but their text is taken.
#[no_mangle]
pub unsafe extern "C" fn glShaderBinary(_count: i32, _shaders: *const u32, _format: u32, _binary: *const c_void, _length: i32) {
    let Some(c) = current() else { return };
    c.error(0x500);
}

#[no_mangle]
pub unsafe extern "C" fn glSpecializeShader(_shader: u32, _entry: *const GLchar, _constants: u32, _indices: *const u32, _values: *const u32) {
    let Some(c) = current() else { return };
    c.error(0x502);
}
