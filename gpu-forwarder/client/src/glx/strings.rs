// SPDX-License-Identifier: Apache-2.0
//! What GLX says of itself, and its functions by name.

use super::*;
use crate::types::{c_char, Proc};
use std::ffi::CStr;
use std::ptr::null;

const EXTENSIONS: &CStr = c"GLX_ARB_create_context GLX_ARB_create_context_profile GLX_ARB_create_context_robustness GLX_ARB_get_proc_address \
GLX_EXT_create_context_es2_profile GLX_EXT_create_context_es_profile GLX_EXT_swap_control GLX_MESA_swap_control GLX_SGI_swap_control \
GLX_SGI_make_current_read GLX_SGIX_fbconfig GLX_SGIX_pbuffer";

#[no_mangle]
pub unsafe extern "C" fn glXQueryExtension(_display: Display, error: *mut i32, event: *mut i32) -> i32 {
    if !error.is_null() {
        *error = 0;
    }
    if !event.is_null() {
        *event = 0;
    }
    crate::connection::connection().is_some().into()
}

#[no_mangle]
pub unsafe extern "C" fn glXQueryVersion(_display: Display, major: *mut i32, minor: *mut i32) -> i32 {
    if !major.is_null() {
        *major = 1;
    }
    if !minor.is_null() {
        *minor = 4;
    }
    1
}

fn text(name: i32) -> *const c_char {
    match name {
        1 => c"Seamless".as_ptr(),
        2 => c"1.4".as_ptr(),
        3 => EXTENSIONS.as_ptr(),
        _ => null(),
    }
}

#[no_mangle]
pub extern "C" fn glXQueryServerString(_display: Display, _screen: i32, name: i32) -> *const c_char {
    text(name)
}

#[no_mangle]
pub extern "C" fn glXGetClientString(_display: Display, name: i32) -> *const c_char {
    text(name)
}

#[no_mangle]
pub extern "C" fn glXQueryExtensionsString(_display: Display, _screen: i32) -> *const c_char {
    EXTENSIONS.as_ptr()
}

macro_rules! functions {
    ($($name:ident)*) => {
        fn of_glx(name: &[u8]) -> *const c_void {
            match std::str::from_utf8(name) {
                $(Ok(stringify!($name)) => $name as *const c_void,)*
                _ => null(),
            }
        }
    };
}

functions! {
    glXChooseFBConfig glXChooseVisual glXCopyContext glXCreateContext glXCreateContextAttribsARB glXCreateGLXPixmap glXCreateNewContext
    glXCreatePbuffer glXCreatePixmap glXCreateWindow glXDestroyContext glXDestroyGLXPixmap glXDestroyPbuffer glXDestroyPixmap
    glXDestroyWindow glXGetClientString glXGetConfig glXGetCurrentContext glXGetCurrentDisplay glXGetCurrentDrawable
    glXGetCurrentReadDrawable glXGetFBConfigAttrib glXGetFBConfigs glXGetProcAddress glXGetProcAddressARB glXGetSelectedEvent
    glXGetSwapIntervalMESA glXGetVisualFromFBConfig glXIsDirect glXMakeContextCurrent glXMakeCurrent glXQueryContext glXQueryDrawable
    glXQueryExtension glXQueryExtensionsString glXQueryServerString glXQueryVersion glXSelectEvent glXSwapBuffers glXSwapIntervalEXT
    glXSwapIntervalMESA glXSwapIntervalSGI glXUseXFont glXWaitGL glXWaitX
}

#[no_mangle]
pub extern "C" fn glXGetProcAddress(name: *const c_char) -> Option<Proc> {
    let own = crate::sys::text(name).map_or(null(), of_glx);
    crate::sys::function(if own.is_null() { crate::gl::address(name) } else { own })
}

#[no_mangle]
pub extern "C" fn glXGetProcAddressARB(name: *const c_char) -> Option<Proc> {
    glXGetProcAddress(name)
}
