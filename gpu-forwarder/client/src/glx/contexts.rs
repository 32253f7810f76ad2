// SPDX-License-Identifier: Apache-2.0
//! GLX's contexts.

use super::servers::{Place, Server};
use super::{configs, drawables, Display, GLXContext, GLXFBConfig, XID};
use crate::context::{self, current, Context, Front};
use crate::own::{Api, Wanted};
use crate::types::c_void;
use std::ptr::null_mut;

/// What GLXContext points to; `Context::front` leads back.
pub struct GlxContext {
    context: Box<Context>,
    pub display: Display,
    server: Server,
    pub config: usize,
    pub draw: XID,
    read: XID,
    is_destroyed: bool,
}

impl GlxContext {
    /// What is drawn into.
    pub fn place(&self) -> Place {
        Place { server: self.server, id: self.draw }
    }
}

fn make(display: Display, config: usize, share: GLXContext, version: (Api, u32, u32), flags: u32) -> GLXContext {
    let Some((pixels, is_double)) = configs::config(config) else { return null_mut() };
    let wanted = Wanted { api: version.0, major: version.1, minor: version.2, flags, config: pixels };
    let sharing = crate::sys::exclusive(share.cast::<GlxContext>());
    let Ok(mut context) = Context::create(&wanted, sharing.map(|share| &*share.context)) else { return null_mut() };
    context.has_back = is_double;
    context.after_flush = (!is_double).then_some(show_single as fn(&mut Context));
    let handle = Box::into_raw(Box::new(GlxContext { context, display, server: Server::UNNAMED, config, draw: 0, read: 0, is_destroyed: false }));
    if let Some(one) = crate::sys::exclusive(handle) {
        one.context.front = (Front::Glx, handle as usize);
    }
    handle.cast()
}

/// A window with one buffer shows what is drawn when the program flushes.
fn show_single(c: &mut Context) {
    if let Some(one) = c.front_of::<GlxContext>(Front::Glx) {
        if one.draw != 0 {
            drawables::swap(c, one.place());
        }
    }
}

#[no_mangle]
pub extern "C" fn glXCreateContext(display: Display, visual: *const c_void, share: GLXContext, _direct: i32) -> GLXContext {
    let id = crate::sys::x_visual_id(visual);
    make(display, configs::of_visual(display, id), share, (Api::Compatibility, 1, 0), 0)
}

#[no_mangle]
pub extern "C" fn glXCreateNewContext(display: Display, config: GLXFBConfig, _kind: i32, share: GLXContext, _direct: i32) -> GLXContext {
    match configs::index(config) {
        Some(at) => make(display, at, share, (Api::Compatibility, 1, 0), 0),
        None => null_mut(),
    }
}

#[no_mangle]
pub extern "C" fn glXCreateContextAttribsARB(
    display: Display, config: GLXFBConfig, share: GLXContext, _direct: i32, attribs: *const i32,
) -> GLXContext {
    let (mut major, mut minor, mut flags, mut profile) = (1, 0, 0, 1);
    for (attribute, value) in crate::sys::pairs(attribs, 0) {
        match attribute {
            0x2091 => major = value as u32,
            0x2092 => minor = value as u32,
            0x2094 => flags = (value & 7) as u32,
            0x9126 => profile = value,
            0x8011 | 0x8256 | 0x31b3 | 0x2097 => (),
            _ => return null_mut(),
        }
    }
    let api = match profile {
        4 if major == 1 => Api::Es1,
        4 => Api::Es2,
        1 if (major, minor) >= (3, 2) => Api::Core,
        1 | 2 => Api::Compatibility,
        _ => return null_mut(),
    };
    match configs::index(config) {
        Some(at) => make(display, at, share, (api, major, minor), flags),
        None => null_mut(),
    }
}

#[no_mangle]
pub extern "C" fn glXDestroyContext(_display: Display, context: GLXContext) {
    if let Some(one) = crate::sys::exclusive(context.cast::<GlxContext>()) {
        one.is_destroyed = true;
        if !one.context.is_current {
            free(one);
        }
    }
}

fn free(one: &'static mut GlxContext) {
    let mut gone = crate::sys::reclaim(one);
    gone.context.draw = None;
    gone.context.read = None;
    gone.context.destroy();
}

/// GLX's own view of this thread's context.
pub fn current_glx() -> Option<&'static mut GlxContext> {
    current().and_then(|c| c.front_of(Front::Glx))
}

#[no_mangle]
pub extern "C" fn glXMakeContextCurrent(display: Display, draw: XID, read: XID, context: GLXContext) -> i32 {
    let old = current_glx();
    let Some(one) = crate::sys::exclusive(context.cast::<GlxContext>()) else {
        context::make_current(null_mut(), None, None);
        after(old, context);
        return 1;
    };
    let server = Server::of(display);
    let find = |id: XID| if id == 0 { Some(None) } else { drawables::surface(display, Place { server, id }, one.config).map(Some) };
    let (Some(draw_surface), Some(read_surface)) = (find(draw), find(read)) else { return 0 };
    let made = context::make_current(&mut *one.context, draw_surface, read_surface);
    if made {
        one.display = display;
        one.server = server;
        one.draw = draw;
        one.read = read;
    }
    after(old, context);
    made.into()
}

/// A context that the program destroyed while it was current goes now.
fn after(old: Option<&'static mut GlxContext>, now: GLXContext) {
    if let Some(old) = old {
        let is_same = std::ptr::eq(old, now.cast::<GlxContext>());
        if old.is_destroyed && !is_same {
            free(old);
        }
    }
}

#[no_mangle]
pub extern "C" fn glXMakeCurrent(display: Display, drawable: XID, context: GLXContext) -> i32 {
    glXMakeContextCurrent(display, drawable, drawable, context)
}

#[no_mangle]
pub extern "C" fn glXGetCurrentContext() -> GLXContext {
    current_glx().map_or(null_mut(), |one| (one as *mut GlxContext).cast())
}

#[no_mangle]
pub extern "C" fn glXGetCurrentDisplay() -> Display {
    current_glx().map_or(null_mut(), |one| one.display)
}

#[no_mangle]
pub extern "C" fn glXGetCurrentDrawable() -> XID {
    current_glx().map_or(0, |one| one.draw)
}

#[no_mangle]
pub extern "C" fn glXGetCurrentReadDrawable() -> XID {
    current_glx().map_or(0, |one| one.read)
}

#[no_mangle]
pub extern "C" fn glXIsDirect(_display: Display, _context: GLXContext) -> i32 {
    1
}

#[no_mangle]
pub unsafe extern "C" fn glXQueryContext(_display: Display, context: GLXContext, attribute: i32, value: *mut i32) -> i32 {
    let Some(one) = crate::sys::exclusive(context.cast::<GlxContext>()) else { return 5 };
    *value = match attribute {
        0x8013 => one.config as i32 + 1,
        0x8011 => 0x8014,
        0x800c => 0,
        _ => return 2,
    };
    0
}

#[no_mangle]
pub extern "C" fn glXCopyContext(_display: Display, _from: GLXContext, _to: GLXContext, _mask: usize) {
    crate::unsupported("glXCopyContext");
}
