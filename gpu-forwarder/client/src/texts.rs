// SPDX-License-Identifier: Apache-2.0
//! Texts of the program as records have them.

use crate::record::{Input, Reply};
use crate::stream::Stream;
use std::ffi::{c_char, CStr};

impl Stream {
    /// As [`Stream::reply`], of what the context's part of the reply area has no room for.
    #[cold]
    pub(crate) fn large_reply(&mut self, capacity: usize) -> Reply {
        let Some((reply, range)) = (capacity > 0).then(|| self.reply_in_slab(capacity)).flatten() else { return Reply::NONE };
        self.large.push(range);
        reply
    }

    pub(crate) fn release_large(&mut self) {
        for range in std::mem::take(&mut self.large) {
            self.release_slab(range);
        }
    }

    /// Text up to its zero, which goes along. No name is the empty name, which nothing has.
    ///
    /// # Safety
    /// The text is NULL or ends with a zero.
    pub unsafe fn text(&mut self, text: *const c_char) -> Input {
        let text = if text.is_null() { c"".as_ptr() } else { text };
        self.input(text.cast(), CStr::from_ptr(text).count_bytes() + 1)
    }

    /// Texts one after the other, each with a zero. Where a length is missing or negative, the text has its own zero.
    ///
    /// # Safety
    /// There are `count` texts, and lengths unless that is NULL.
    pub unsafe fn texts(&mut self, count: usize, texts: *const *const c_char, lengths: *const i32) -> Input {
        let mut all = Vec::new();
        for n in 0..count {
            let text = *texts.add(n);
            let len = if lengths.is_null() { -1 } else { *lengths.add(n) };
            if !text.is_null() && len < 0 {
                all.extend_from_slice(CStr::from_ptr(text).to_bytes());
            } else if !text.is_null() {
                let part = std::slice::from_raw_parts(text.cast::<u8>(), len as usize);
                all.extend_from_slice(part.split(|byte| *byte == 0).next().unwrap_or(&[]));
            }
            all.push(0);
        }
        self.input_with(all.len(), |to| to.copy_from_slice(&all))
    }
}
