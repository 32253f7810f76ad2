// SPDX-License-Identifier: Apache-2.0
//! The program's own connection to the X server, as far as it has to be looked at: its name, and that what the program has
//! asked for has arrived before we look at it over a connection of our own.

use super::library::Library;
use std::ffi::{c_char, c_int, c_void, CStr, CString};

fn symbol<T: Copy>(name: &CStr) -> Option<T> {
    let address = Library::open(c"libX11.so.6")?.symbol(name);
    // SAFETY: function pointers are as large as addresses; the callers name the types of Xlib's header.
    (!address.is_null()).then(|| unsafe { std::mem::transmute_copy::<*mut c_void, T>(&address) })
}

/// The name of the X server of a `Display *`; None: NULL, which means DISPLAY's.
pub fn x_display_name(display: *mut c_void) -> Option<CString> {
    if display.is_null() {
        return None;
    }
    let name: unsafe extern "C" fn(*mut c_void) -> *const c_char = symbol(c"XDisplayString")?;
    // SAFETY: the program gave a `Display *`; the text lives with it.
    unsafe {
        let text = name(display);
        (!text.is_null()).then(|| CStr::from_ptr(text).to_owned())
    }
}

/// Waits until the X server has seen everything that the program has asked for.
pub fn x_sync(display: *mut c_void) {
    if display.is_null() {
        return;
    }
    if let Some(sync) = symbol::<unsafe extern "C" fn(*mut c_void, c_int) -> c_int>(c"XSync") {
        // SAFETY: the program gave a `Display *`, in a thread that may use it.
        unsafe { sync(display, 0) };
    }
}

/// Xlib's XVisualInfo.
#[repr(C)]
#[derive(Clone, Copy)]
struct VisualInfo {
    visual: *mut c_void,
    id: usize,
    screen: c_int,
    depth: c_int,
    class: c_int,
    masks: [usize; 3],
    colormap_size: c_int,
    bits_per_rgb: c_int,
}

type GetVisualInfo = unsafe extern "C" fn(*mut c_void, isize, *const VisualInfo, *mut c_int) -> *mut VisualInfo;

unsafe extern "C" {
    fn malloc(len: usize) -> *mut c_void;
    fn free(memory: *mut c_void);
}

/// The numbers of a screen's visuals that GL can draw for: true colour, 24 bits.
pub fn x_visuals(display: *mut c_void, screen: i32) -> Vec<u32> {
    const TRUE_COLOR: c_int = 4;
    const SCREEN_MASK: isize = 2;
    let Some(get) = symbol::<GetVisualInfo>(c"XGetVisualInfo") else { return Vec::new() };
    let none = std::ptr::null_mut();
    let wanted = VisualInfo { visual: none, id: 0, screen, depth: 0, class: 0, masks: [0; 3], colormap_size: 0, bits_per_rgb: 0 };
    let mut count = 0;
    // SAFETY: the program gave a `Display *`; the list has `count` elements and is ours to free.
    unsafe {
        let list = get(display, SCREEN_MASK, &wanted, &mut count);
        if list.is_null() {
            return Vec::new();
        }
        let all = std::slice::from_raw_parts(list, count.max(0) as usize);
        let found = all.iter().filter(|one| one.class == TRUE_COLOR && one.depth == 24).map(|one| one.id as u32).collect();
        free(list.cast());
        found
    }
}

/// A visual as an XVisualInfo that the program frees with XFree, or null.
pub fn x_visual_info(display: *mut c_void, id: u32) -> *mut c_void {
    const ID_MASK: isize = 1;
    let none = std::ptr::null_mut();
    let Some(get) = symbol::<GetVisualInfo>(c"XGetVisualInfo") else { return none };
    let wanted = VisualInfo { visual: none, id: id as usize, screen: 0, depth: 0, class: 0, masks: [0; 3], colormap_size: 0, bits_per_rgb: 0 };
    let mut count = 0;
    // SAFETY: the program gave a `Display *`.
    unsafe { get(display, ID_MASK, &wanted, &mut count).cast() }
}

/// The number of the visual that an XVisualInfo of the program's is of.
pub fn x_visual_id(info: *const c_void) -> u32 {
    // SAFETY: the C ABI's promise: NULL or an XVisualInfo.
    unsafe { info.cast::<VisualInfo>().as_ref() }.map_or(0, |info| info.id as u32)
}

/// A list that the program frees with XFree.
pub fn x_list(values: &[usize]) -> *mut usize {
    // SAFETY: as much memory as the values take; XFree is free.
    unsafe {
        let list = malloc(values.len().max(1) * size_of::<usize>()).cast::<usize>();
        if !list.is_null() {
            list.copy_from_nonoverlapping(values.as_ptr(), values.len());
        }
        list
    }
}
