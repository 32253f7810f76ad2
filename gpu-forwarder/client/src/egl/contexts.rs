// SPDX-License-Identifier: Apache-2.0
//! EGL's contexts.

use super::{
    configs, done, fail, pairs, surfaces, with_display, EGLBoolean, EGLConfig, EGLContext, EGLDisplay, EGLSurface, BAD_ATTRIBUTE, BAD_CONFIG,
    BAD_CONTEXT, BAD_MATCH, BAD_PARAMETER, BAD_SURFACE, CONTEXT_LOST,
};
use crate::context::{self, current, Context, Front};
use crate::own::{Api, Config, Wanted};
use std::cell::Cell;
use std::ptr::null_mut;

const OPENGL_ES: u32 = 0x30a0;
const OPENGL: u32 = 0x30a2;

thread_local! {
    static API: Cell<u32> = const { Cell::new(OPENGL_ES) };
}

/// What EGLContext points to; `Context::front` leads back.
pub struct EglContext {
    pub context: Box<Context>,
    pub display: EGLDisplay,
    config: i32,
    version: u32,
    pub draw: EGLSurface,
    pub read: EGLSurface,
    is_destroyed: bool,
}

#[no_mangle]
pub extern "C" fn eglBindAPI(api: u32) -> EGLBoolean {
    if api != OPENGL && api != OPENGL_ES {
        return fail(BAD_PARAMETER, 0);
    }
    API.set(api);
    done(1)
}

#[no_mangle]
pub extern "C" fn eglQueryAPI() -> u32 {
    API.get()
}

/// What an attribute list asks for.
fn wanted(attribs: &[(i32, i32)], config: Config) -> Result<Wanted, u32> {
    let (mut major, mut minor, mut flags, mut core) = (1, 0, 0, None);
    for (attribute, value) in attribs {
        let set = |bit: u32| if *value != 0 { bit } else { 0 };
        match *attribute {
            0x3098 => major = *value as u32,
            0x30fb => minor = *value as u32,
            0x30fc => flags |= (*value & 1) as u32 | (*value & 2) as u32 | (*value & 4) as u32,
            0x30fd => core = Some(*value & 1 != 0),
            0x31b0 => flags |= set(1),
            0x31b1 => flags |= set(2),
            0x31b2 | 0x30bf => flags |= set(4),
            0x31bd | 0x3138 | 0x3100 | 0x31b3 => (),
            _ => return Err(BAD_ATTRIBUTE),
        }
    }
    let api = match API.get() {
        OPENGL_ES if major < 2 => return Err(BAD_MATCH),
        OPENGL_ES => Api::Es2,
        _ if (major, minor) >= (3, 2) && core != Some(false) => Api::Core,
        _ => Api::Compatibility,
    };
    Ok(Wanted { api, major, minor, flags, config })
}

#[no_mangle]
pub unsafe extern "C" fn eglCreateContext(display: EGLDisplay, config: EGLConfig, share: EGLContext, attribs: *const i32) -> EGLContext {
    let at = if config.is_null() { Some(0) } else { configs::index(config) };
    let Some(pixels) = at.and_then(configs::config) else { return fail(BAD_CONFIG, null_mut()) };
    let wanted = match wanted(&pairs(attribs), pixels) {
        Ok(wanted) => wanted,
        Err(error) => return fail(error, null_mut()),
    };
    let sharing = match with_display(display, |one| if share.is_null() || one.contexts.contains(&(share as usize)) { Ok(()) } else { Err(BAD_CONTEXT) }) {
        Ok(()) => share.cast::<EglContext>().as_ref(),
        Err(error) => return fail(error, null_mut()),
    };
    let mut context = match Context::create(&wanted, sharing.map(|share| &*share.context)) {
        Ok(context) => context,
        Err(error) => return fail(error, null_mut()),
    };
    context.has_back = true;
    let config = if config.is_null() { 0 } else { config as i32 };
    let made = EglContext { context, display, config, version: wanted.major, draw: null_mut(), read: null_mut(), is_destroyed: false };
    let handle = Box::into_raw(Box::new(made));
    (*handle).context.front = (Front::Egl, handle as usize);
    let added = with_display(display, |one| {
        one.contexts.push(handle as usize);
        Ok(())
    });
    done(if added.is_ok() { handle.cast() } else { null_mut() })
}

/// The program is done with a context; it goes when no thread has it.
pub fn drop_context(handle: usize) {
    let Some(one) = crate::sys::exclusive(handle as *mut EglContext) else { return };
    one.is_destroyed = true;
    if !one.context.is_current {
        free(one);
    }
}

fn free(one: &'static mut EglContext) {
    let mut gone = crate::sys::reclaim(one);
    gone.context.draw = None;
    gone.context.read = None;
    gone.context.destroy();
}

#[no_mangle]
pub extern "C" fn eglDestroyContext(display: EGLDisplay, context: EGLContext) -> EGLBoolean {
    let known = with_display(display, |one| {
        let at = one.contexts.iter().position(|known| *known == context as usize).ok_or(BAD_CONTEXT)?;
        one.contexts.swap_remove(at);
        Ok(())
    });
    match known {
        Ok(()) => {
            drop_context(context as usize);
            done(1)
        }
        Err(error) => fail(error, 0),
    }
}

/// EGL's own view of this thread's context.
pub fn current_egl() -> Option<&'static mut EglContext> {
    current().and_then(|c| c.front_of(Front::Egl))
}

#[no_mangle]
pub extern "C" fn eglMakeCurrent(display: EGLDisplay, draw: EGLSurface, read: EGLSurface, context: EGLContext) -> EGLBoolean {
    let old = current_egl();
    if context.is_null() {
        if !draw.is_null() || !read.is_null() {
            return fail(BAD_MATCH, 0);
        }
        context::make_current(null_mut(), None, None);
        after(old, null_mut());
        return done(1);
    }
    let known = with_display(display, |one| {
        let has = |surface: EGLSurface| surface.is_null() || one.surfaces.contains(&(surface as usize));
        match (one.contexts.contains(&(context as usize)), has(draw) && has(read)) {
            (false, _) => Err(BAD_CONTEXT),
            (_, false) => Err(BAD_SURFACE),
            _ => Ok(()),
        }
    });
    if let Err(error) = known {
        return fail(error, 0);
    }
    let Some(one) = crate::sys::exclusive(context.cast::<EglContext>()) else { return fail(BAD_CONTEXT, 0) };
    if !context::make_current(&mut *one.context, surfaces::of(draw), surfaces::of(read)) {
        let is_over = one.context.connection.over() != 0;
        after(old, null_mut());
        return fail(if is_over { CONTEXT_LOST } else { BAD_MATCH }, 0);
    }
    one.draw = draw;
    one.read = read;
    surfaces::adjust(draw, &mut one.context);
    after(old, context);
    done(1)
}

/// A context that the program destroyed while it was current goes now.
fn after(old: Option<&'static mut EglContext>, now: EGLContext) {
    if let Some(old) = old {
        let is_same = std::ptr::eq(old, now.cast::<EglContext>());
        if old.is_destroyed && !is_same {
            free(old);
        }
    }
}

#[no_mangle]
pub extern "C" fn eglGetCurrentContext() -> EGLContext {
    done(current_egl().map_or(null_mut(), |one| (one as *mut EglContext).cast()))
}

#[no_mangle]
pub extern "C" fn eglGetCurrentDisplay() -> EGLDisplay {
    done(current_egl().map_or(null_mut(), |one| one.display))
}

#[no_mangle]
pub extern "C" fn eglGetCurrentSurface(which: i32) -> EGLSurface {
    let one = current_egl();
    match which {
        0x3059 => done(one.map_or(null_mut(), |one| one.draw)),
        0x305a => done(one.map_or(null_mut(), |one| one.read)),
        _ => fail(BAD_PARAMETER, null_mut()),
    }
}

#[no_mangle]
pub unsafe extern "C" fn eglQueryContext(display: EGLDisplay, context: EGLContext, attribute: i32, value: *mut i32) -> EGLBoolean {
    let known = with_display(display, |one| if one.contexts.contains(&(context as usize)) { Ok(()) } else { Err(BAD_CONTEXT) });
    if let Err(error) = known {
        return fail(error, 0);
    }
    let one = &*context.cast::<EglContext>();
    *value = match attribute {
        0x3028 => one.config,
        0x3097 => if one.context.is_es() { OPENGL_ES as i32 } else { OPENGL as i32 },
        0x3098 => one.version as i32,
        0x3086 => if one.draw.is_null() { super::NONE } else { 0x3084 },
        _ => return fail(BAD_ATTRIBUTE, 0),
    };
    done(1)
}

#[no_mangle]
pub extern "C" fn eglReleaseThread() -> EGLBoolean {
    let old = current_egl();
    context::make_current(null_mut(), None, None);
    after(old, null_mut());
    API.set(OPENGL_ES);
    done(1)
}

#[no_mangle]
pub unsafe extern "C" fn eglWaitClient() -> EGLBoolean {
    crate::gl::glFinish();
    done(1)
}

#[no_mangle]
pub unsafe extern "C" fn eglWaitGL() -> EGLBoolean {
    eglWaitClient()
}

#[no_mangle]
pub extern "C" fn eglWaitNative(_engine: i32) -> EGLBoolean {
    done(1)
}
