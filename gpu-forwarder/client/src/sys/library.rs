// SPDX-License-Identifier: Apache-2.0
//! Libraries that are looked for at run time: what a program's machine may or may not have.

use std::ffi::{c_char, c_int, c_void, CStr};

/// The same number with glibc and relibc.
const RTLD_NOW: c_int = 2;

unsafe extern "C" {
    fn dlopen(name: *const c_char, flags: c_int) -> *mut c_void;
    fn dlsym(library: *mut c_void, name: *const c_char) -> *mut c_void;
}

/// An open library. It is never unloaded.
#[derive(Clone, Copy)]
pub struct Library(*mut c_void);

// SAFETY: a handle of dlopen may be used by every thread.
unsafe impl Send for Library {}
// SAFETY: as above.
unsafe impl Sync for Library {}

impl Library {
    /// The program, and whatever it has loaded (RTLD_DEFAULT).
    pub const PROGRAM: Library = Library(std::ptr::null_mut());

    pub fn open(name: &CStr) -> Option<Library> {
        // SAFETY: the name ends with a zero; what the library's constructors do is the system's choice.
        let library = unsafe { dlopen(name.as_ptr(), RTLD_NOW) };
        (!library.is_null()).then_some(Library(library))
    }

    /// The address of a symbol, or null.
    pub fn symbol(self, name: &CStr) -> *mut c_void {
        // SAFETY: an open library and a name that ends with a zero.
        unsafe { dlsym(self.0, name.as_ptr()) }
    }

    /// The address of a function as its type; the caller knows the library's headers.
    pub fn function<T: Copy>(self, name: &CStr) -> Option<T> {
        let address = self.symbol(name);
        // SAFETY: function pointers are as large as addresses, and `T` is of the library's headers.
        (!address.is_null()).then(|| unsafe { std::mem::transmute_copy::<*mut c_void, T>(&address) })
    }
}
