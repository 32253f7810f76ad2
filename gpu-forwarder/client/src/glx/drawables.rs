// SPDX-License-Identifier: Apache-2.0
//! GLX's drawables: windows, which become ours when they are made current first, and pbuffers.

use super::servers::{Place, Server};
use super::{configs, current_glx, ends, Display, GLXFBConfig, XID};
use crate::context::{self, Context, Surface};
use crate::types::c_void;
use crate::sys::xcb::X;
use crate::window::Window;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

enum Drawable {
    /// With a lock of its own: a thread that waits until a frame is shown holds up no other window's.
    Window(Arc<Surface>, Arc<Mutex<Window>>),
    Pbuffer(Arc<Surface>, i32),
}

/// What the program draws into; pbuffers have numbers that no X server gives out.
static DRAWABLES: Mutex<Option<HashMap<Place, Drawable>>> = Mutex::new(None);
const FIRST_PBUFFER: XID = 0x7000_0000;

const BAD_CONTEXT: i32 = 5;
const BAD_VALUE: i32 = 6;
const SWAP_INTERVAL: i32 = 0x20f1;
const MAX_SWAP_INTERVAL: i32 = 0x20f2;

struct Table(MutexGuard<'static, Option<HashMap<Place, Drawable>>>);

impl Table {
    fn open() -> Table {
        Table(DRAWABLES.lock().unwrap_or_else(|poisoned| poisoned.into_inner()))
    }

    fn all(&mut self) -> &mut HashMap<Place, Drawable> {
        self.0.get_or_insert_default()
    }
}

/// The surface of a drawable. None: there is no such window.
pub fn surface(display: Display, place: Place, config: usize) -> Option<Arc<Surface>> {
    let mut table = Table::open();
    if let Some(Drawable::Window(surface, _) | Drawable::Pbuffer(surface, _)) = table.all().get(&place) {
        return Some(surface.clone());
    }
    let (pixels, _) = configs::config(config)?;
    crate::sys::x_sync(display);
    let name = crate::sys::x_display_name(display);
    let window = Window::of_x11(name.as_deref(), place.id as u32, pixels)?;
    let surface = window.surface.clone();
    table.all().insert(place, Drawable::Window(surface.clone(), Arc::new(Mutex::new(window))));
    drop(table);
    ends::watch(name, place.server, place.id as u32);
    Some(surface)
}

fn locked(window: &Mutex<Window>) -> MutexGuard<'_, Window> {
    window.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

fn window_of(place: Place) -> Option<Arc<Mutex<Window>>> {
    match Table::open().all().get(&place) {
        Some(Drawable::Window(_, window)) => Some(window.clone()),
        _ => None,
    }
}

/// Shows what is drawn into a window.
pub fn swap(c: &mut Context, place: Place) {
    match window_of(place) {
        Some(window) => locked(&window).swap(c, &[]),
        None => c.submit(),
    }
}

#[no_mangle]
pub extern "C" fn glXSwapBuffers(display: Display, drawable: XID) {
    if let Some(c) = context::current() {
        swap(c, place_of(display, drawable));
    }
}

/// Programs mostly name what they draw into just now; whose that is nobody has to ask Xlib.
fn place_of(display: Display, id: XID) -> Place {
    match current_glx() {
        Some(one) if one.display == display && one.draw == id => one.place(),
        _ => Place { server: Server::of(display), id },
    }
}

#[no_mangle]
pub extern "C" fn glXCreateWindow(_display: Display, _config: GLXFBConfig, window: XID, _attribs: *const i32) -> XID {
    window
}

#[no_mangle]
pub extern "C" fn glXDestroyWindow(display: Display, window: XID) {
    forget(Place { server: Server::of(display), id: window });
}

/// The program or the X server has no such drawable any more.
pub fn forget(place: Place) {
    let gone = Table::open().all().remove(&place);
    drop(gone);
    if let Some(all) = intervals().as_mut() {
        all.remove(&place);
    }
}

#[no_mangle]
pub extern "C" fn glXCreatePbuffer(display: Display, config: GLXFBConfig, attribs: *const i32) -> XID {
    let (mut width, mut height) = (0, 0);
    for (attribute, value) in crate::sys::pairs(attribs, 0) {
        match attribute {
            0x8041 => width = value,
            0x8040 => height = value,
            _ => (),
        }
    }
    let made = configs::index(config).and_then(|at| {
        let (pixels, _) = configs::config(at)?;
        Some((at, context::create_surface(width.max(1) as u32, height.max(1) as u32, pixels)?))
    });
    let Some((at, surface)) = made else { return 0 };
    let mut table = Table::open();
    let mut place = Place { server: Server::of(display), id: FIRST_PBUFFER };
    while table.all().contains_key(&place) {
        place.id += 1;
    }
    table.all().insert(place, Drawable::Pbuffer(surface, at as i32 + 1));
    place.id
}

#[no_mangle]
pub extern "C" fn glXDestroyPbuffer(display: Display, pbuffer: XID) {
    glXDestroyWindow(display, pbuffer);
}

#[no_mangle]
pub extern "C" fn glXCreatePixmap(_display: Display, _config: GLXFBConfig, _pixmap: XID, _attribs: *const i32) -> XID {
    crate::unsupported("glXCreatePixmap");
    0
}

#[no_mangle]
pub extern "C" fn glXDestroyPixmap(_display: Display, _pixmap: XID) {}

#[no_mangle]
pub extern "C" fn glXCreateGLXPixmap(_display: Display, _visual: *const c_void, _pixmap: XID) -> XID {
    crate::unsupported("glXCreateGLXPixmap");
    0
}

#[no_mangle]
pub extern "C" fn glXDestroyGLXPixmap(_display: Display, _pixmap: XID) {}

#[no_mangle]
pub unsafe extern "C" fn glXQueryDrawable(display: Display, drawable: XID, attribute: i32, value: *mut u32) {
    let place = place_of(display, drawable);
    if matches!(attribute, 0x801d | 0x801e) && current_glx().is_some_and(|one| one.place() == place) {
        refresh(display, place);
    }
    let mut table = Table::open();
    let (size, config) = match table.all().get(&place) {
        Some(Drawable::Window(surface, _)) => (surface.size(), current_glx().map_or(1, |one| one.config as u32 + 1)),
        Some(Drawable::Pbuffer(surface, config)) => (surface.size(), *config as u32),
        None => ((0, 0), 0),
    };
    *value = match attribute {
        0x801d => size.0,
        0x801e => size.1,
        0x8013 => config,
        0x801b | 0x801c => 1,
        SWAP_INTERVAL => interval(place) as u32,
        MAX_SWAP_INTERVAL => i32::MAX as u32,
        _ => 0,
    };
}

#[no_mangle]
pub extern "C" fn glXSelectEvent(_display: Display, _drawable: XID, _mask: usize) {}

#[no_mangle]
pub unsafe extern "C" fn glXGetSelectedEvent(_display: Display, _drawable: XID, mask: *mut usize) {
    *mask = 0;
}

#[no_mangle]
pub unsafe extern "C" fn glXWaitGL() {
    crate::gl::glFinish();
}

/// What the program asked of X before has happened; its window may have another size.
#[no_mangle]
pub extern "C" fn glXWaitX() {
    if let Some(one) = current_glx() {
        refresh(one.display, one.place());
    }
}

/// Looks how large a window is now.
fn refresh(display: Display, place: Place) {
    let Some(c) = context::current() else { return };
    crate::sys::x_sync(display);
    let geometry = X::open(crate::sys::x_display_name(display).as_deref()).and_then(|x| x.geometry(place.id as u32));
    if let Some((window, geometry)) = window_of(place).zip(geometry) {
        locked(&window).refresh(c, (geometry.width, geometry.height));
    }
}

#[no_mangle]
pub extern "C" fn glXUseXFont(_font: XID, _first: i32, _count: i32, _list: i32) {
    crate::unsupported("glXUseXFont");
}

/// Frames are shown as they come; the interval of each drawable is what the program says, for when it asks.
static INTERVALS: Mutex<Option<HashMap<Place, i32>>> = Mutex::new(None);

fn intervals() -> MutexGuard<'static, Option<HashMap<Place, i32>>> {
    INTERVALS.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

fn interval(drawable: Place) -> i32 {
    intervals().as_ref().and_then(|all| all.get(&drawable).copied()).unwrap_or(1)
}

#[no_mangle]
pub extern "C" fn glXSwapIntervalEXT(display: Display, drawable: XID, interval: i32) {
    if interval >= 0 {
        intervals().get_or_insert_default().insert(place_of(display, drawable), interval);
    }
}

#[no_mangle]
pub extern "C" fn glXSwapIntervalMESA(interval: u32) -> i32 {
    let Some(one) = current_glx() else { return BAD_CONTEXT };
    let Ok(interval) = i32::try_from(interval) else { return BAD_VALUE };
    intervals().get_or_insert_default().insert(one.place(), interval);
    0
}

#[no_mangle]
pub extern "C" fn glXSwapIntervalSGI(interval: i32) -> i32 {
    if interval <= 0 { BAD_VALUE } else { glXSwapIntervalMESA(interval as u32) }
}

#[no_mangle]
pub extern "C" fn glXGetSwapIntervalMESA() -> i32 {
    current_glx().map_or(0, |one| interval(one.place()))
}
