// SPDX-License-Identifier: Apache-2.0
//! Feedback and selection: what the driver writes instead of drawing goes into the slab, and from there into the program's buffer
//! when it leaves the mode.

use crate::context::{current, Context};
use crate::generated::{encode, opcodes};
use crate::stream::{Range, Reply};
use std::ffi::c_void;
use std::ptr::null_mut;

const RENDER: u32 = 0x1c00;
const FEEDBACK: u32 = 0x1c01;
const SELECT: u32 = 0x1c02;
const RENDER_MODE: u32 = 0x0c40;

/// The program's buffer and the driver's.
#[derive(Clone, Copy, Default)]
struct Kept {
    program: usize,
    words: usize,
    place: Option<(Reply, Range)>,
}

/// Both buffers, and the mode (zero before the first change).
#[derive(Default)]
pub struct Feedback {
    mode: u32,
    feedback: Kept,
    select: Kept,
}

impl Feedback {
    /// What glGetPointerv says.
    pub fn pointers(&self) -> [*mut c_void; 2] {
        [self.feedback.program as *mut c_void, self.select.program as *mut c_void]
    }
}

/// New room for the driver; what it leaves out stays what the program had there.
unsafe fn keep(c: &mut Context, program: *mut u32, size: i32, old: Kept) -> Option<Kept> {
    if size < 0 || program.is_null() && size > 0 {
        c.error(0x501);
        return None;
    }
    let words = size as usize;
    let Some((reply, range)) = c.reply_in_slab(words.max(1) * 4) else {
        c.error(0x505);
        return None;
    };
    if let Some((_, range)) = old.place {
        c.release_slab(range);
    }
    Some(Kept { program: program as usize, words, place: Some((reply, range)) })
}

#[no_mangle]
pub unsafe extern "C" fn glFeedbackBuffer(size: i32, kind: u32, buffer: *mut f32) {
    let Some(c) = current() else { return };
    if c.state.feedback.mode == FEEDBACK {
        return c.error(0x502);
    }
    if !(0x0600..=0x0604).contains(&kind) {
        return c.error(0x500);
    }
    c.touch();
    let old = c.state.feedback.feedback;
    if let Some(kept) = keep(c, buffer.cast(), size, old) {
        c.state.feedback.feedback = kept;
        encode::glFeedbackBuffer(c, size, kind, kept.place.map_or(Reply::NONE, |place| place.0));
    }
}

#[no_mangle]
pub unsafe extern "C" fn glSelectBuffer(size: i32, buffer: *mut u32) {
    let Some(c) = current() else { return };
    if c.state.feedback.mode == SELECT {
        return c.error(0x502);
    }
    c.touch();
    let old = c.state.feedback.select;
    if let Some(kept) = keep(c, buffer, size, old) {
        c.state.feedback.select = kept;
        encode::glSelectBuffer(c, size, kept.place.map_or(Reply::NONE, |place| place.0));
    }
}

#[no_mangle]
pub unsafe extern "C" fn glRenderMode(mode: u32) -> i32 {
    let Some(c) = current() else { return 0 };
    c.touch();
    let (result, now) = (c.reply(8), c.reply(16));
    encode::glRenderMode(c, mode, result);
    encode::glGetIntegerv(c, RENDER_MODE, now);
    c.finish(opcodes::glRenderMode);
    let (written, now) = (c.value(result) as i32, c.value(now) as u32);
    let before = c.state.feedback.mode;
    if now != before {
        match before {
            FEEDBACK => give(c, c.state.feedback.feedback, |_| written as usize, written < 0),
            SELECT => give(c, c.state.feedback.select, |words| hits(words, written), written < 0),
            _ => (),
        }
    }
    c.state.feedback.mode = if now == 0 { RENDER } else { now };
    written
}

/// Words of so many hit records: number of names, two depths, and the names.
fn hits(words: &[u32], count: i32) -> usize {
    let mut end = 0;
    for _ in 0..count {
        end += 3 + words.get(end).map_or(0, |names| *names as usize);
    }
    end
}

/// Copies what the driver wrote to the program.
unsafe fn give(c: &Context, kept: Kept, written: impl FnOnce(&[u32]) -> usize, is_full: bool) {
    let Some((reply, _)) = kept.place else { return };
    let words: Vec<u32> = c.room(reply).chunks_exact(4).map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]])).collect();
    let count = if is_full { kept.words } else { written(&words).min(kept.words) };
    let to = if kept.program == 0 { null_mut() } else { kept.program as *mut u32 };
    if !to.is_null() {
        to.copy_from_nonoverlapping(words.as_ptr(), count.min(words.len()));
    }
}

#[cfg(test)]
mod tests {
    use super::hits;

    #[test]
    fn hit_records_have_as_many_names_as_they_say() {
        assert_eq!(hits(&[1, 0, 9, 7, 0, 1, 2, 2, 3, 3, 5, 6], 3), 12);
        assert_eq!(hits(&[1, 0, 9, 7], 0), 0);
        assert_eq!(hits(&[u32::MAX], 1), 3 + u32::MAX as usize);
    }
}
