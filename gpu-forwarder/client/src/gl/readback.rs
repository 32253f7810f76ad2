// SPDX-License-Identifier: Apache-2.0
//! Pixels for the program: they come in tight rows and are laid out here as glPixelStore says. With a buffer object bound for
//! packing nothing comes, and nobody waits.

use super::uploads::{whole, with_store};
use crate::context::{current, Context};
use crate::generated::{encode, opcodes};
use crate::limits::SLAB_RANGE;
use crate::pixelstore::{pixel_size, Image, PixelSize, PixelStore};
use crate::record::REPLY_HEADER;
use crate::state::PACK;
use crate::stream::Reply;
use std::ffi::c_void;

/// Asks for the pixels of an image and lays them out at `pointer`.
unsafe fn fetch(c: &mut Context, pixels: [u32; 2], dims: &[i32], pointer: *mut c_void, opcode: u16, ask: impl FnOnce(&mut Context, Reply)) {
    fetch_into(c, pixels, dims, (pointer, false), opcode, ask);
}

/// The same; where the driver may leave some pixels out, the program has those that it had.
unsafe fn fetch_into(
    c: &mut Context,
    [format, kind]: [u32; 2],
    dims: &[i32],
    (pointer, is_partial): (*mut c_void, bool),
    opcode: u16,
    ask: impl FnOnce(&mut Context, Reply),
) {
    if c.state.buffers[PACK] != 0 {
        return with_store(c, true, |c| ask(c, Reply::in_buffer(pointer)));
    }
    if dims.iter().any(|dim| *dim < 0) {
        return c.error(0x501);
    }
    let store = PixelStore { skip_images: if dims.len() == 3 { c.pack.skip_images } else { 0 }, ..c.pack };
    let sizes = pixel_size(format, kind).and_then(|pixel| Some((pixel, Image::of(&store, pixel, whole(dims))?)));
    let Some((pixel, image)) = sizes else { return c.error(0x500) };
    if image.tight() == 0 {
        return;
    }
    let Some((reply, range)) = c.reply_in_slab(image.tight()) else { return c.error(0x505) };
    if is_partial && !pointer.is_null() {
        let program = std::slice::from_raw_parts(pointer.cast::<u8>(), image.reach());
        let offset = range.offset() + REPLY_HEADER;
        image.gather(&c.pack, pixel, program, crate::sys::bytes_mut(c.connection.memory.slab(offset), image.tight()), 0);
        c.dirty(offset, image.tight());
    }
    ask(c, reply);
    c.finish(opcode);
    lay_out(c, &image, pixel, c.answer(reply), pointer);
    c.release_slab(range);
}

unsafe fn lay_out(c: &Context, image: &Image, pixel: PixelSize, tight: &[u8], pointer: *mut c_void) {
    if tight.len() < image.tight() || pointer.is_null() {
        return;
    }
    let program = std::slice::from_raw_parts_mut(pointer.cast::<u8>(), image.reach());
    image.scatter(&c.pack, pixel, tight, program, 0);
}

/// Whether pixels that are read may lie outside of the framebuffer. Of the program's own framebuffers the client does not know the size; what is
/// drawn to lies in the viewport.
fn is_outside(c: &Context, [x, y, width, height]: [i32; 4]) -> bool {
    let [left, bottom, right, top] = match (&c.read, c.state.read_framebuffer) {
        (Some(surface), 0) => [0, 0, surface.size().0 as i32, surface.size().1 as i32],
        _ => {
            let [left, bottom, width, height] = c.state.shadow.viewport();
            [left, bottom, left.saturating_add(width), bottom.saturating_add(height)]
        }
    };
    x < left || y < bottom || x.saturating_add(width) > right || y.saturating_add(height) > top
}

#[no_mangle]
pub unsafe extern "C" fn glReadPixels(x: i32, y: i32, width: i32, height: i32, format: u32, kind: u32, pixels: *mut c_void) {
    let Some(c) = current() else { return };
    let row = pixel_size(format, kind).map_or(1, |pixel| (width.max(1) as usize * pixel.bits).div_ceil(8));
    let rows = (SLAB_RANGE / row).max(1) as i32;
    let into = (pixels, is_outside(c, [x, y, width, height]));
    if c.state.buffers[PACK] != 0 || height <= rows {
        return fetch_into(c, [format, kind], &[width, height], into, opcodes::glReadPixels, |c, reply| {
            encode::glReadPixels(c, x, y, width, height, format, kind, reply);
        });
    }
    let (skip, mut done) = (c.pack.skip_rows, 0);
    while done < height {
        let part = rows.min(height - done);
        c.pack.skip_rows = skip + done as usize;
        fetch_into(c, [format, kind], &[width, part], into, opcodes::glReadPixels, |c, reply| {
            encode::glReadPixels(c, x, y + done, width, part, format, kind, reply);
        });
        done += part;
    }
    c.pack.skip_rows = skip;
}

#[no_mangle]
pub unsafe extern "C" fn glReadnPixels(x: i32, y: i32, width: i32, height: i32, format: u32, kind: u32, size: i32, pixels: *mut c_void) {
    let Some(c) = current() else { return };
    if has_room(c, [format, kind], [width, height, 1], size) {
        glReadPixels(x, y, width, height, format, kind, pixels);
    }
}

/// One of glGetTexLevelParameter's values.
fn level_value(c: &mut Context, target: u32, level: i32, pname: u32) -> i32 {
    let reply = c.reply(16);
    encode::glGetTexLevelParameteriv(c, target, level, pname, reply);
    c.finish(opcodes::glGetTexLevelParameteriv);
    c.value(reply) as i32
}

fn texture_level_value(c: &mut Context, texture: u32, level: i32, pname: u32) -> i32 {
    let reply = c.reply(16);
    encode::glGetTextureLevelParameteriv(c, texture, level, pname, reply);
    c.finish(opcodes::glGetTextureLevelParameteriv);
    c.value(reply) as i32
}

/// The target that a texture has, as far as this context has made or bound it.
fn target_of(c: &Context, texture: u32) -> u32 {
    c.state.texture_targets.get(&texture).copied().unwrap_or(0)
}

const CUBE_MAP: u32 = 0x8513;

/// By its name, a cube map comes as a whole, although each of its levels has the size of one face.
fn faces(target: u32) -> i32 {
    if target == CUBE_MAP { 6 } else { 1 }
}

/// A volume, or an array of images: the others have no images to skip.
fn has_images(target: u32) -> bool {
    matches!(target, 0x806f | 0x8c1a | 0x9009 | CUBE_MAP)
}

const WIDTH: u32 = 0x1000;
const HEIGHT: u32 = 0x1001;
const DEPTH: u32 = 0x8071;
const COMPRESSED_SIZE: u32 = 0x86a0;

/// The size of a level; all faces of a cube map array come at once, those of a cube map by their own targets.
fn level_size(c: &mut Context, target: u32, level: i32) -> [i32; 3] {
    [WIDTH, HEIGHT, DEPTH].map(|pname| level_value(c, target, level, pname).max(0)).map(|dim| dim.max(1))
}

#[no_mangle]
pub unsafe extern "C" fn glGetTexImage(target: u32, level: i32, format: u32, kind: u32, pixels: *mut c_void) {
    let Some(c) = current() else { return };
    let dims = if c.state.buffers[PACK] != 0 { [0; 3] } else { level_size(c, target, level) };
    let count = if has_images(target) { 3 } else { 2 };
    fetch(c, [format, kind], &dims[..count], pixels, opcodes::glGetTexImage, |c, reply| encode::glGetTexImage(c, target, level, format, kind, reply));
}

/// Whether the program has room for an image; no room is its error. Into a buffer object the server looks.
fn has_room(c: &mut Context, [format, kind]: [u32; 2], dims: [i32; 3], size: i32) -> bool {
    let reach = pixel_size(format, kind).and_then(|pixel| Image::of(&c.pack, pixel, whole(&dims.map(|dim| dim.max(0))))).map_or(0, |image| image.reach());
    let fits = c.state.buffers[PACK] != 0 || reach <= size.max(0) as usize;
    if !fits {
        c.error(0x502);
    }
    fits
}

#[no_mangle]
pub unsafe extern "C" fn glGetnTexImage(target: u32, level: i32, format: u32, kind: u32, size: i32, pixels: *mut c_void) {
    let Some(c) = current() else { return };
    let dims = level_size(c, target, level);
    if has_room(c, [format, kind], dims, size) {
        glGetTexImage(target, level, format, kind, pixels);
    }
}

#[no_mangle]
pub unsafe extern "C" fn glGetTextureImage(texture: u32, level: i32, format: u32, kind: u32, size: i32, pixels: *mut c_void) {
    let Some(c) = current() else { return };
    let target = target_of(c, texture);
    let mut dims = [WIDTH, HEIGHT, DEPTH].map(|pname| texture_level_value(c, texture, level, pname).max(1));
    dims[2] *= faces(target);
    let count = if has_images(target) { 3 } else { 2 };
    fetch(c, [format, kind], &dims[..count], pixels, opcodes::glGetTextureImage, |c, reply| {
        encode::glGetTextureImage(c, texture, level, format, kind, size, reply);
    });
}

#[no_mangle]
pub unsafe extern "C" fn glGetTextureSubImage(
    texture: u32, level: i32, x: i32, y: i32, z: i32, width: i32, height: i32, depth: i32, format: u32, kind: u32, size: i32, pixels: *mut c_void,
) {
    let Some(c) = current() else { return };
    fetch(c, [format, kind], &[width, height, depth], pixels, opcodes::glGetTextureSubImage, |c, reply| {
        encode::glGetTextureSubImage(c, texture, level, x, y, z, width, height, depth, format, kind, size, reply);
    });
}

/// Bytes without rows: compressed blocks, pixel maps.
unsafe fn fetch_bytes(c: &mut Context, len: usize, pointer: *mut c_void, opcode: u16, ask: impl FnOnce(&mut Context, Reply)) {
    if c.state.buffers[PACK] != 0 {
        return ask(c, Reply::in_buffer(pointer));
    }
    let Some((reply, range)) = c.reply_in_slab(len.max(1)) else { return c.error(0x505) };
    ask(c, reply);
    c.finish(opcode);
    c.take(reply, pointer.cast(), len);
    c.release_slab(range);
}

#[no_mangle]
pub unsafe extern "C" fn glGetCompressedTexImage(target: u32, level: i32, pixels: *mut c_void) {
    let Some(c) = current() else { return };
    let len = level_value(c, target, level, COMPRESSED_SIZE).max(0) as usize;
    fetch_bytes(c, len, pixels, opcodes::glGetCompressedTexImage, |c, reply| encode::glGetCompressedTexImage(c, target, level, reply));
}

#[no_mangle]
pub unsafe extern "C" fn glGetnCompressedTexImage(target: u32, level: i32, size: i32, pixels: *mut c_void) {
    let Some(c) = current() else { return };
    if c.state.buffers[PACK] == 0 && level_value(c, target, level, COMPRESSED_SIZE) > size {
        return c.error(0x502);
    }
    glGetCompressedTexImage(target, level, pixels);
}

#[no_mangle]
pub unsafe extern "C" fn glGetCompressedTextureImage(texture: u32, level: i32, size: i32, pixels: *mut c_void) {
    let Some(c) = current() else { return };
    let target = target_of(c, texture);
    let len = (texture_level_value(c, texture, level, COMPRESSED_SIZE) * faces(target)).clamp(0, size.max(0)) as usize;
    fetch_bytes(c, len, pixels, opcodes::glGetCompressedTextureImage, |c, reply| {
        encode::glGetCompressedTextureImage(c, texture, level, size, reply);
    });
}

#[no_mangle]
pub unsafe extern "C" fn glGetCompressedTextureSubImage(
    texture: u32, level: i32, x: i32, y: i32, z: i32, width: i32, height: i32, depth: i32, size: i32, pixels: *mut c_void,
) {
    let Some(c) = current() else { return };
    fetch_bytes(c, size.max(0) as usize, pixels, opcodes::glGetCompressedTextureSubImage, |c, reply| {
        encode::glGetCompressedTextureSubImage(c, texture, level, x, y, z, width, height, depth, size, reply);
    });
}

#[no_mangle]
pub unsafe extern "C" fn glGetPolygonStipple(mask: *mut u8) {
    let Some(c) = current() else { return };
    fetch(c, [0x1900, 0x1a00], &[32, 32], mask.cast(), opcodes::glGetPolygonStipple, |c, reply| encode::glGetPolygonStipple(c, reply));
}

#[no_mangle]
pub unsafe extern "C" fn glGetnPolygonStipple(size: i32, mask: *mut u8) {
    let Some(c) = current() else { return };
    if has_room(c, [0x1900, 0x1a00], [32, 32, 1], size) {
        glGetPolygonStipple(mask);
    }
}

/// The length of a pixel map.
fn map_entries(c: &mut Context, map: u32) -> usize {
    let reply = c.reply(4);
    encode::glGetIntegerv(c, map.wrapping_add(0x0cb0 - 0x0c70), reply);
    c.finish(opcodes::glGetIntegerv);
    c.value(reply) as usize
}

macro_rules! pixel_maps {
    ($($function:ident $sized:ident $value:ty;)*) => {$(
        #[no_mangle]
        pub unsafe extern "C" fn $function(map: u32, values: *mut $value) {
            let Some(c) = current() else { return };
            let len = map_entries(c, map) * size_of::<$value>();
            fetch_bytes(c, len, values.cast(), opcodes::$function, |c, reply| encode::$function(c, map, reply));
        }

        #[no_mangle]
        pub unsafe extern "C" fn $sized(map: u32, size: i32, values: *mut $value) {
            let Some(c) = current() else { return };
            if c.state.buffers[PACK] == 0 && map_entries(c, map) * size_of::<$value>() > size.max(0) as usize {
                return c.error(0x502);
            }
            $function(map, values);
        }
    )*};
}

pixel_maps! {
    glGetPixelMapfv glGetnPixelMapfv f32;
    glGetPixelMapuiv glGetnPixelMapuiv u32;
    glGetPixelMapusv glGetnPixelMapusv u16;
}

/// The source of a program in assembler.
#[no_mangle]
pub unsafe extern "C" fn glGetProgramStringARB(target: u32, name: u32, text: *mut c_void) {
    const PROGRAM_LENGTH: u32 = 0x8627;
    let Some(c) = current() else { return };
    let reply = c.reply(16);
    encode::glGetProgramivARB(c, target, PROGRAM_LENGTH, reply);
    c.finish(opcodes::glGetProgramivARB);
    let len = c.value(reply) as u32 as usize;
    let Some((reply, range)) = c.reply_in_slab(len.max(1)) else { return c.error(0x505) };
    encode::glGetProgramStringARB(c, target, name, reply);
    c.finish(opcodes::glGetProgramStringARB);
    c.take(reply, text.cast(), len);
    c.release_slab(range);
}

macro_rules! imaging {
    ($($function:ident($($value:ty),*);)*) => {$(
        /// Of the imaging subset, which no driver has any more.
        #[no_mangle]
        pub unsafe extern "C" fn $function($(_: $value),*) {
            if let Some(c) = current() {
                c.error(0x502);
            }
        }
    )*};
}

imaging! {
    glGetnColorTable(u32, u32, u32, i32, *mut c_void);
    glGetnConvolutionFilter(u32, u32, u32, i32, *mut c_void);
    glGetnHistogram(u32, u8, u32, u32, i32, *mut c_void);
    glGetnMinmax(u32, u8, u32, u32, i32, *mut c_void);
    glGetnSeparableFilter(u32, u32, u32, i32, *mut c_void, i32, *mut c_void, *mut c_void);
}
