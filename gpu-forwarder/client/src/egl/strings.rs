// SPDX-License-Identifier: Apache-2.0
//! What EGL says of itself, and its functions by name.

use super::*;
use crate::types::Proc;
use std::ptr::null;

const CLIENT_EXTENSIONS: &std::ffi::CStr = c"EGL_EXT_client_extensions EGL_EXT_device_query EGL_EXT_platform_base EGL_KHR_client_get_all_proc_addresses \
EGL_EXT_platform_x11 EGL_KHR_platform_x11 EGL_EXT_platform_wayland EGL_KHR_platform_wayland EGL_MESA_platform_surfaceless";
macro_rules! extensions {
    ($own:literal) => {
        concat!("EGL_KHR_create_context EGL_KHR_create_context_no_error EGL_KHR_surfaceless_context EGL_KHR_no_config_context ",
            "EGL_MESA_configless_context EGL_EXT_create_context_robustness EGL_KHR_fence_sync EGL_KHR_wait_sync EGL_KHR_get_all_proc_addresses ",
            "EGL_KHR_swap_buffers_with_damage EGL_EXT_swap_buffers_with_damage", $own, "\0")
    };
}

/// Of windows whose frames are changed in part.
const ON_WAYLAND: &str = extensions!(" EGL_EXT_buffer_age EGL_KHR_partial_update EGL_EXT_present_opaque");
const ELSEWHERE: &str = extensions!("");

#[no_mangle]
pub extern "C" fn eglQueryString(display: EGLDisplay, name: i32) -> *const c_char {
    if display.is_null() {
        return match name {
            0x3055 => done(CLIENT_EXTENSIONS.as_ptr()),
            0x3054 => done(c"1.5".as_ptr()),
            _ => fail(BAD_DISPLAY, null()),
        };
    }
    let platform = match with_display(display, |one| Ok(one.platform)) {
        Ok(platform) => platform,
        Err(error) => return fail(error, null()),
    };
    match name {
        0x3055 if platform == Platform::Wayland => done(ON_WAYLAND.as_ptr().cast()),
        0x3053 => done(c"Seamless".as_ptr()),
        0x3054 => done(c"1.5".as_ptr()),
        0x3055 => done(ELSEWHERE.as_ptr().cast()),
        0x308d => done(c"OpenGL OpenGL_ES".as_ptr()),
        _ => fail(BAD_PARAMETER, null()),
    }
}

macro_rules! functions {
    ($($name:ident)*) => {
        fn of_egl(name: &[u8]) -> *const c_void {
            match std::str::from_utf8(name) {
                $(Ok(stringify!($name)) => $name as *const c_void,)*
                _ => null(),
            }
        }
    };
}

use super::configs::{eglChooseConfig, eglGetConfigAttrib, eglGetConfigs};

functions! {
    eglBindAPI eglBindTexImage eglChooseConfig eglClientWaitSync eglClientWaitSyncKHR eglCopyBuffers eglCreateContext eglCreateImage
    eglCreatePbufferFromClientBuffer eglCreatePbufferSurface eglCreatePixmapSurface eglCreatePlatformPixmapSurface
    eglCreatePlatformWindowSurface eglCreatePlatformWindowSurfaceEXT eglCreateSync eglCreateSyncKHR eglCreateWindowSurface
    eglDestroyContext eglDestroyImage eglDestroySurface eglDestroySync eglDestroySyncKHR eglGetConfigAttrib eglGetConfigs
    eglGetCurrentContext eglGetCurrentDisplay eglGetCurrentSurface eglGetDisplay eglGetError eglGetPlatformDisplay
    eglGetPlatformDisplayEXT eglGetProcAddress eglGetSyncAttrib eglGetSyncAttribKHR eglInitialize eglMakeCurrent eglQueryAPI
    eglQueryContext eglQueryDeviceAttribEXT eglQueryDeviceStringEXT eglQueryDisplayAttribEXT eglQueryString eglQuerySurface eglReleaseTexImage eglReleaseThread eglSetDamageRegionKHR eglSurfaceAttrib eglSwapBuffers
    eglSwapBuffersWithDamageEXT eglSwapBuffersWithDamageKHR eglSwapInterval eglTerminate eglWaitClient eglWaitGL eglWaitNative eglWaitSync eglWaitSyncKHR
}

pub fn own_address(name: &[u8]) -> *const c_void {
    of_egl(name)
}

#[no_mangle]
pub extern "C" fn eglGetProcAddress(name: *const c_char) -> Option<Proc> {
    let own = address(name);
    crate::sys::function(if own.is_null() { crate::gl::address(name) } else { own })
}
