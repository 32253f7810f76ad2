// SPDX-License-Identifier: Apache-2.0
//! OSMesa: the program gives memory, and finds the picture there after glFlush and glFinish.

use crate::context::{self, current, Context, Front, Surface};
use crate::own::{self, Accumulation, Api, Area, Config, Wanted};
use crate::types::{c_char, c_void, Proc};
use std::ptr::null_mut;
use std::sync::Arc;

const ROW_LENGTH: i32 = 0x10;
const Y_UP: i32 = 0x11;
const UNSIGNED_BYTE: u32 = 0x1401;
const UNSIGNED_SHORT: u32 = 0x1403;
const FLOAT: u32 = 0x1406;

/// The largest picture.
const MAX_SIZE: i32 = 16384;

/// What OSMesaContext points to.
pub struct OsMesa {
    context: Box<Context>,
    format: i32,
    config: Config,
    surface: Option<Arc<Surface>>,
    buffer: *mut c_void,
    kind: u32,
    size: [i32; 2],
    row_length: i32,
    is_y_up: bool,
    depth: Vec<u32>,
}

/// How glReadPixels gives the pixels of one of OSMesa's formats: format, type, and bytes of a pixel.
fn pixels(format: i32, kind: u32) -> Option<([u32; 2], usize)> {
    let element = match kind {
        UNSIGNED_BYTE => 1,
        UNSIGNED_SHORT => 2,
        FLOAT => 4,
        0x8363 if format == 5 => return Some(([0x1907, kind], 2)),
        _ => return None,
    };
    Some(match format {
        0x1908 => ([0x1908, kind], 4 * element),
        1 => ([0x80e1, kind], 4 * element),
        2 if kind == UNSIGNED_BYTE => ([0x80e1, 0x8035], 4),
        0x1907 => ([0x1907, kind], 3 * element),
        4 => ([0x80e0, kind], 3 * element),
        5 if kind == UNSIGNED_BYTE => ([0x1907, 0x8363], 2),
        _ => return None,
    })
}

unsafe fn create(format: i32, config: Config, version: Option<(Api, u32, u32)>, share: *mut OsMesa) -> *mut OsMesa {
    if pixels(format, UNSIGNED_BYTE).is_none() {
        return null_mut();
    }
    let (api, major, minor) = version.unwrap_or((Api::Compatibility, 0, 0));
    let wanted = Wanted { api, major, minor, flags: 0, config };
    let Ok(mut context) = Context::create(&wanted, share.as_ref().map(|share| &*share.context)) else { return null_mut() };
    context.after_flush = Some(after_flush);
    Box::into_raw(Box::new(OsMesa {
        context,
        format,
        config,
        surface: None,
        buffer: null_mut(),
        kind: UNSIGNED_BYTE,
        size: [0, 0],
        row_length: 0,
        is_y_up: true,
        depth: Vec::new(),
    }))
}

fn config(depth: i32, stencil: i32, accum: i32) -> Config {
    let accumulation = if accum > 0 { Accumulation::Colors } else { Accumulation::None };
    Config { red: 8, green: 8, blue: 8, alpha: 8, depth: depth.max(0) as u32, stencil: stencil.max(0) as u32, samples: 0, accumulation }
}

#[no_mangle]
pub unsafe extern "C" fn OSMesaCreateContext(format: u32, share: *mut OsMesa) -> *mut OsMesa {
    create(format as i32, config(24, 8, 0), None, share)
}

#[no_mangle]
pub unsafe extern "C" fn OSMesaCreateContextExt(format: u32, depth: i32, stencil: i32, accum: i32, share: *mut OsMesa) -> *mut OsMesa {
    create(format as i32, config(depth, stencil, accum), None, share)
}

#[no_mangle]
pub unsafe extern "C" fn OSMesaCreateContextAttribs(attribs: *const i32, share: *mut OsMesa) -> *mut OsMesa {
    let (mut format, mut depth, mut stencil, mut accum, mut core, mut major, mut minor) = (0x1908, 0, 0, 0, false, 1, 0);
    let mut at = attribs;
    while !at.is_null() && *at != 0 {
        let value = *at.add(1);
        match *at {
            0x22 => format = value,
            0x30 => depth = value,
            0x31 => stencil = value,
            0x32 => accum = value,
            0x33 => core = value == 0x34,
            0x36 => major = value,
            0x37 => minor = value,
            _ => return null_mut(),
        }
        at = at.add(2);
    }
    let version = (if core { Api::Core } else { Api::Compatibility }, major.max(0) as u32, minor.max(0) as u32);
    create(format, config(depth, stencil, accum), Some(version).filter(|_| core || major > 1), share)
}

#[no_mangle]
pub unsafe extern "C" fn OSMesaDestroyContext(ctx: *mut OsMesa) {
    if ctx.is_null() {
        return;
    }
    let mut one = Box::from_raw(ctx);
    if std::ptr::eq(context::current_pointer(), &*one.context) {
        context::make_current(null_mut(), None, None);
    }
    one.context.draw = None;
    one.context.read = None;
    one.context.destroy();
}

#[no_mangle]
pub unsafe extern "C" fn OSMesaMakeCurrent(ctx: *mut OsMesa, buffer: *mut c_void, kind: u32, width: i32, height: i32) -> u8 {
    let Some(one) = ctx.as_mut() else {
        context::make_current(null_mut(), None, None);
        return 1;
    };
    let is_possible = !buffer.is_null() && (1..=MAX_SIZE).contains(&width) && (1..=MAX_SIZE).contains(&height);
    if !is_possible || pixels(one.format, kind).is_none() {
        return 0;
    }
    if one.surface.is_none() {
        one.surface = context::create_surface(width as u32, height as u32, one.config);
        if one.surface.is_none() {
            return 0;
        }
    }
    one.buffer = buffer;
    one.kind = kind;
    one.size = [width, height];
    one.context.front = (Front::OsMesa, ctx as usize);
    if !context::make_current(&mut *one.context, one.surface.clone(), one.surface.clone()) {
        return 0;
    }
    if let Some(surface) = one.surface.as_ref().filter(|surface| surface.size() != (width as u32, height as u32)) {
        surface.resize(&mut one.context, width as u32, height as u32);
    }
    1
}

/// Brings the picture into the program's memory.
fn after_flush(c: &mut Context) {
    let Some(one) = c.front_of::<OsMesa>(Front::OsMesa) else { return };
    let (Some(surface), Some((how, bytes))) = (&one.surface, pixels(one.format, one.kind)) else { return };
    let [width, height] = one.size.map(|dim| dim as usize);
    let row = width * bytes;
    let Some((reply, range)) = c.reply_in_slab(row * height) else { return };
    c.state.frame += 1;
    crate::log::frame(c.state.frame);
    let area = Area { x: 0, y: 0, width: width as u32, height: height as u32 };
    own::read_surface(c, surface.id, how, &area, reply);
    c.finish(own::READ_SURFACE);
    let step = if one.row_length > 0 { one.row_length as usize * bytes } else { row };
    for (y, from) in c.answer(reply).chunks_exact(row).enumerate() {
        let y = if one.is_y_up { y } else { height - 1 - y };
        crate::sys::copy(from.as_ptr(), one.buffer.cast::<u8>().wrapping_add(y * step), row.min(step));
    }
    c.release_slab(range);
}

fn of_current() -> Option<&'static mut OsMesa> {
    current().and_then(|c| c.front_of::<OsMesa>(Front::OsMesa))
}

#[no_mangle]
pub extern "C" fn OSMesaGetCurrentContext() -> *mut OsMesa {
    of_current().map_or(null_mut(), |one| one)
}

#[no_mangle]
pub extern "C" fn OSMesaPixelStore(pname: i32, value: i32) {
    let Some(one) = of_current() else { return };
    match pname {
        ROW_LENGTH => one.row_length = value.max(0),
        Y_UP => one.is_y_up = value != 0,
        _ => one.context.error(0x500),
    }
}

#[no_mangle]
pub unsafe extern "C" fn OSMesaGetIntegerv(pname: i32, value: *mut i32) {
    let Some(one) = of_current() else { return };
    *value = match pname {
        0x20 => one.size[0],
        0x21 => one.size[1],
        0x22 => one.format,
        0x23 => one.kind as i32,
        ROW_LENGTH => one.row_length,
        Y_UP => one.is_y_up.into(),
        0x24 | 0x25 => MAX_SIZE,
        _ => return one.context.error(0x500),
    };
}

#[no_mangle]
pub unsafe extern "C" fn OSMesaGetColorBuffer(ctx: *mut OsMesa, width: *mut i32, height: *mut i32, format: *mut i32, buffer: *mut *mut c_void) -> u8 {
    let one = ctx.as_ref().filter(|one| !one.buffer.is_null());
    let found = one.map_or((0, 0, 0, null_mut()), |one| (one.size[0], one.size[1], one.format, one.buffer));
    (*width, *height, *format, *buffer) = found;
    one.is_some().into()
}

#[no_mangle]
pub unsafe extern "C" fn OSMesaGetDepthBuffer(ctx: *mut OsMesa, width: *mut i32, height: *mut i32, bytes: *mut i32, buffer: *mut *mut c_void) -> u8 {
    (*width, *height, *bytes, *buffer) = (0, 0, 0, null_mut());
    let Some(one) = ctx.as_mut().filter(|one| one.config.depth > 0) else { return 0 };
    let Some(surface) = one.surface.clone() else { return 0 };
    let [w, h] = one.size;
    let c = &mut one.context;
    let Some((reply, range)) = c.reply_in_slab((w * h) as usize * 4) else { return 0 };
    let area = Area { x: 0, y: 0, width: w as u32, height: h as u32 };
    own::read_surface(c, surface.id, [0x1902, 0x1405], &area, reply);
    c.finish(own::READ_SURFACE);
    one.depth = c.answer(reply).chunks_exact(4).map(|value| u32::from_le_bytes([value[0], value[1], value[2], value[3]])).collect();
    c.release_slab(range);
    (*width, *height, *bytes, *buffer) = (w, h, 4, one.depth.as_mut_ptr().cast());
    1
}

#[no_mangle]
pub extern "C" fn OSMesaGetProcAddress(name: *const c_char) -> Option<Proc> {
    crate::sys::function(own_address(name).unwrap_or_else(|| crate::gl::address(name)))
}

/// The functions of OSMesa itself, which programs ask for too.
fn own_address(name: *const c_char) -> Option<*const c_void> {
    Some(match crate::sys::text(name)? {
        b"OSMesaCreateContext" => OSMesaCreateContext as *const c_void,
        b"OSMesaCreateContextExt" => OSMesaCreateContextExt as *const c_void,
        b"OSMesaCreateContextAttribs" => OSMesaCreateContextAttribs as *const c_void,
        b"OSMesaDestroyContext" => OSMesaDestroyContext as *const c_void,
        b"OSMesaMakeCurrent" => OSMesaMakeCurrent as *const c_void,
        b"OSMesaGetCurrentContext" => OSMesaGetCurrentContext as *const c_void,
        b"OSMesaPixelStore" => OSMesaPixelStore as *const c_void,
        b"OSMesaGetIntegerv" => OSMesaGetIntegerv as *const c_void,
        b"OSMesaGetColorBuffer" => OSMesaGetColorBuffer as *const c_void,
        b"OSMesaGetDepthBuffer" => OSMesaGetDepthBuffer as *const c_void,
        b"OSMesaGetProcAddress" => OSMesaGetProcAddress as *const c_void,
        b"OSMesaColorClamp" => OSMesaColorClamp as *const c_void,
        b"OSMesaPostprocess" => OSMesaPostprocess as *const c_void,
        _ => return None,
    })
}

/// glClampColor of the fragments, by another name.
#[no_mangle]
pub unsafe extern "C" fn OSMesaColorClamp(enable: u8) {
    crate::generated::exports::glClampColor(0x891b, if enable != 0 { 1 } else { 0x891d });
}

/// Mesa's own filters, which the driver of the server does not have.
#[no_mangle]
pub extern "C" fn OSMesaPostprocess(_ctx: *mut OsMesa, _filter: *const c_char, _value: u32) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_format_has_its_bytes() {
        assert_eq!(pixels(1, UNSIGNED_BYTE), Some(([0x80e1, UNSIGNED_BYTE], 4)));
        assert_eq!(pixels(2, UNSIGNED_BYTE), Some(([0x80e1, 0x8035], 4)));
        assert_eq!(pixels(0x1907, FLOAT), Some(([0x1907, FLOAT], 12)));
        assert_eq!(pixels(5, UNSIGNED_BYTE), Some(([0x1907, 0x8363], 2)));
        assert_eq!(pixels(5, FLOAT), None);
        assert_eq!(pixels(99, UNSIGNED_BYTE), None);
    }
}
