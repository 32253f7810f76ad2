// SPDX-License-Identifier: Apache-2.0
//! Plain accesses to memory whose owner the caller knows: records, replies, and what the program passes through the C ABI.

use std::sync::{Mutex, MutexGuard};

/// This thread's context. A context is current in one thread only, and GL calls do not nest, so nobody else has it.
#[inline]
pub fn exclusive<T>(pointer: *mut T) -> Option<&'static mut T> {
    // SAFETY: null, or a context that lives while it is current here.
    unsafe { pointer.as_mut() }
}

/// Writes one value of a record or of shared memory that the caller's stream has set aside.
#[inline]
pub fn write<T: Copy>(at: *mut T, value: T) {
    // SAFETY: the stream has room for it there, aligned as records are.
    unsafe { at.write(value) };
}

/// Reads a word that the server wrote.
#[inline]
pub fn read(at: *const u32) -> u32 {
    // SAFETY: an aligned word of the mapping.
    unsafe { at.read_volatile() }
}

/// What the program passed, into a record that has room for it.
#[inline]
pub fn copy(from: *const u8, to: *mut u8, len: usize) {
    // SAFETY: `Stream::input` was promised that the program's bytes are there; the record was started with room for them.
    unsafe { to.copy_from_nonoverlapping(from, len) };
}

/// A range of shared memory that is this side's alone until the server is told of it.
pub fn bytes_mut(at: *mut u8, len: usize) -> &'static mut [u8] {
    // SAFETY: inside the mapping, which stays, and in nobody else's range.
    unsafe { std::slice::from_raw_parts_mut(at, len) }
}

/// What the server has written and is done with.
pub fn bytes(at: *const u8, len: usize) -> &'static [u8] {
    // SAFETY: inside the mapping, which stays.
    unsafe { std::slice::from_raw_parts(at, len) }
}

/// Text of the program's that ends with a zero, or NULL.
pub fn text(text: *const std::ffi::c_char) -> Option<&'static [u8]> {
    // SAFETY: the C ABI's promise; it is used within the call only.
    (!text.is_null()).then(|| unsafe { std::ffi::CStr::from_ptr(text) }.to_bytes())
}

/// Something with plain addresses of the mapping in it, which any thread may use in its turn.
pub struct Sendable<T>(pub T);

// SAFETY: the addresses are of a mapping that lives as long as the process and belong to no thread.
unsafe impl<T> Send for Sendable<T> {}

/// The locked content.
pub struct Locked<T: 'static>(MutexGuard<'static, Sendable<T>>);

impl<T> Sendable<T> {
    pub fn lock(mutex: &'static Mutex<Sendable<T>>) -> Locked<T> {
        Locked(mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner()))
    }
}

impl<T> std::ops::Deref for Locked<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0 .0
    }
}

impl<T> std::ops::DerefMut for Locked<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0 .0
    }
}

/// An address as GetProcAddress gives it away.
pub fn function(address: *const std::ffi::c_void) -> Option<crate::types::Proc> {
    // SAFETY: null, or the address of an exported function, which the program calls with its own type.
    (!address.is_null()).then(|| unsafe { std::mem::transmute::<*const std::ffi::c_void, crate::types::Proc>(address) })
}

/// Calls the program's callback for debug messages.
pub fn tell(callback: usize, [source, kind, id, severity]: [u32; 4], text: &std::ffi::CStr, user: usize) {
    type Callback = unsafe extern "C" fn(u32, u32, u32, u32, i32, *const std::ffi::c_char, *const std::ffi::c_void);
    // SAFETY: the address that the program gave as a GLDEBUGPROC, which is not null.
    unsafe {
        let call = std::mem::transmute::<usize, Callback>(callback);
        call(source, kind, id, severity, text.count_bytes() as i32, text.as_ptr(), user as *const std::ffi::c_void);
    }
}

/// The pairs of an attribute list up to its end, or NULL.
pub fn pairs(attribs: *const i32, end: i32) -> Vec<(i32, i32)> {
    pairs_and_flags(attribs, end, &[])
}

/// As [`pairs`], of a list in which some attributes, the flags, stand without a value.
pub fn pairs_and_flags(attribs: *const i32, end: i32, flags: &[i32]) -> Vec<(i32, i32)> {
    let mut all = Vec::new();
    let mut at = attribs;
    // SAFETY: the C ABI's promise: attributes with their values, and the mark of the end behind them.
    unsafe {
        while !at.is_null() && *at != end {
            let is_flag = flags.contains(&*at);
            all.push((*at, if is_flag { 1 } else { *at.add(1) }));
            at = at.add(if is_flag { 1 } else { 2 });
        }
    }
    all
}

/// As [`pairs`], of a list whose elements are as wide as addresses.
pub fn wide_pairs(attribs: *const isize, end: isize) -> Vec<(isize, isize)> {
    let mut all = Vec::new();
    let mut at = attribs;
    // SAFETY: as in `pairs_and_flags`.
    unsafe {
        while !at.is_null() && *at != end {
            all.push((*at, *at.add(1)));
            at = at.add(2);
        }
    }
    all
}

/// So many rectangles of four numbers that the program passed, for the time of its call; NULL has none.
pub fn rects<'a>(rects: *const i32, count: usize) -> &'a [i32] {
    match rects.is_null() {
        true => &[],
        // SAFETY: the C ABI's promise.
        false => unsafe { std::slice::from_raw_parts(rects, count * 4) },
    }
}

/// Takes back what a handle of the program stood for.
pub fn reclaim<T>(one: &'static mut T) -> Box<T> {
    // SAFETY: handles are made by Box::into_raw, and the tables that name them no longer do.
    unsafe { Box::from_raw(one) }
}
