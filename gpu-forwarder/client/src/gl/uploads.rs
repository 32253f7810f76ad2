// SPDX-License-Identifier: Apache-2.0
//! Pixels from the program. What glPixelStore says is resolved here: the server gets tight rows. Only where the pixels lie in a
//! buffer object the server is told the program's pixel store for the one call.

use crate::context::{current, Context};
use crate::generated::encode;
use crate::limits::SLAB_RANGE;
use crate::pixelstore::{pixel_size, Image, PixelSize, PixelStore};
use crate::state::UNPACK;
use crate::stream::Input;
use std::ffi::c_void;

/// glPixelStore's names, for unpacking; those for packing are 0x0d00…, with the images' at other places.
const UNPACK_NAMES: [u32; 8] = [0x0cf0, 0x0cf1, 0x0cf2, 0x0cf3, 0x0cf4, 0x0cf5, 0x806d, 0x806e];
const PACK_NAMES: [u32; 8] = [0x0d00, 0x0d01, 0x0d02, 0x0d03, 0x0d04, 0x0d05, 0x806b, 0x806c];

/// The values of a pixel store in the order of its names.
pub fn store_values(store: &PixelStore) -> [i32; 8] {
    let number = |value: usize| value as i32;
    [
        store.swap_bytes.into(),
        store.lsb_first.into(),
        number(store.row_length),
        number(store.skip_rows),
        number(store.skip_pixels),
        number(store.alignment),
        number(store.skip_images),
        number(store.image_height),
    ]
}

/// The value of one of glPixelStore's names.
pub fn store_value(c: &Context, pname: u32) -> Option<i32> {
    let at = |names: &[u32; 8]| names.iter().position(|name| *name == pname);
    at(&UNPACK_NAMES).map(|at| store_values(&c.unpack)[at]).or_else(|| at(&PACK_NAMES).map(|at| store_values(&c.pack)[at]))
}

/// Does something while the server has the program's pixel store instead of the tight one.
pub fn with_store(c: &mut Context, is_pack: bool, what: impl FnOnce(&mut Context)) {
    let (names, store) = if is_pack { (PACK_NAMES, c.pack) } else { (UNPACK_NAMES, c.unpack) };
    let (values, tight) = (store_values(&store), store_values(&PixelStore { alignment: 1, ..PixelStore::default() }));
    let different = || (0..8).filter(|at| values[*at] != tight[*at]);
    different().for_each(|at| encode::glPixelStorei(c, names[at], values[at]));
    what(c);
    different().for_each(|at| encode::glPixelStorei(c, names[at], tight[at]));
}

#[no_mangle]
pub unsafe extern "C" fn glPixelStorei(pname: u32, param: i32) {
    let Some(c) = current() else { return };
    if c.state.shadow.is_inside() {
        return c.error(0x502);
    }
    let (store, at) = match (UNPACK_NAMES.iter().position(|name| *name == pname), PACK_NAMES.iter().position(|name| *name == pname)) {
        (Some(at), _) => (&mut c.unpack, at),
        (_, Some(at)) => (&mut c.pack, at),
        _ => return encode::glPixelStorei(c, pname, param),
    };
    let value = param as usize;
    if at > 1 && param < 0 || at == 5 && ![1, 2, 4, 8].contains(&param) {
        return c.error(0x501);
    }
    match at {
        0 => store.swap_bytes = param != 0,
        1 => store.lsb_first = param != 0,
        2 => store.row_length = value,
        3 => store.skip_rows = value,
        4 => store.skip_pixels = value,
        5 => store.alignment = value,
        6 => store.skip_images = value,
        _ => store.image_height = value,
    }
}

#[no_mangle]
pub unsafe extern "C" fn glPixelStoref(pname: u32, param: f32) {
    glPixelStorei(pname, param.round() as i32);
}

/// Rows `[from, from + rows)` of the program's image as an input.
unsafe fn rows(c: &mut Context, image: &Image, pixel: PixelSize, pointer: *const c_void, from: usize, count: usize) -> Input {
    let len = image.row * count;
    if image.is_tight() && !(c.unpack.swap_bytes && pixel.element > 1) && pixel.bits >= 8 {
        return c.input(pointer.cast::<u8>().add(image.start + from * image.row).cast(), len);
    }
    let program = std::slice::from_raw_parts(pointer.cast::<u8>(), image.reach());
    let store = c.unpack;
    c.input_with(len, |tight| image.gather(&store, pixel, program, tight, from))
}

/// Width, height and depth of an image that may have fewer dimensions.
pub fn whole(dims: &[i32]) -> [usize; 3] {
    [0, 1, 2].map(|at| dims.get(at).map_or(1, |dim| *dim as usize))
}

/// Calls `send` with the program's pixels as the record has them; `parts` instead, image row by image row, where they are larger
/// than what the slab takes at once: with the first row (counted through all images), their number, and the pixels. The program's
/// image has as many dimensions as `dims`; UNPACK_SKIP_IMAGES is only for those with three.
pub unsafe fn upload(
    c: &mut Context,
    [format, kind]: [u32; 2],
    dims: &[i32],
    pointer: *const c_void,
    send: impl FnOnce(&mut Context, Input),
    mut part: impl FnMut(&mut Context, usize, usize, Input),
) {
    if c.state.buffers[UNPACK] != 0 {
        return with_store(c, false, |c| send(c, Input::in_buffer(pointer)));
    }
    let is_real = !pointer.is_null() && dims.iter().all(|dim| *dim > 0);
    let store = PixelStore { skip_images: if dims.len() == 3 { c.unpack.skip_images } else { 0 }, ..c.unpack };
    let image = pixel_size(format, kind).filter(|_| is_real).and_then(|pixel| Some((pixel, Image::of(&store, pixel, whole(dims))?)));
    let Some((pixel, image)) = image else { return send(c, Input::NULL) };
    let all = image.rows * image.images;
    if image.tight() <= SLAB_RANGE {
        let input = rows(c, &image, pixel, pointer, 0, all);
        return send(c, input);
    }
    send(c, Input::NULL);
    let mut row = 0;
    while row < all {
        let left = image.rows - row % image.rows;
        let count = (SLAB_RANGE / image.row).clamp(1, left);
        let input = rows(c, &image, pixel, pointer, row, count);
        part(c, row, count, input);
        row += count;
    }
}

#[no_mangle]
pub unsafe extern "C" fn glTexImage1D(
    target: u32, level: i32, internal: i32, width: i32, border: i32, format: u32, kind: u32, pixels: *const c_void,
) {
    let Some(c) = current() else { return };
    let send = |c: &mut Context, input| encode::glTexImage1D(c, target, level, internal, width, border, format, kind, input);
    upload(c, [format, kind], &[width], pixels, send, |_, _, _, _| ());
}

#[no_mangle]
pub unsafe extern "C" fn glTexImage2D(
    target: u32, level: i32, internal: i32, width: i32, height: i32, border: i32, format: u32, kind: u32, pixels: *const c_void,
) {
    let Some(c) = current() else { return };
    let send = |c: &mut Context, input| encode::glTexImage2D(c, target, level, internal, width, height, border, format, kind, input);
    upload(c, [format, kind], &[width, height], pixels, send, |c, y, rows, input| {
        encode::glTexSubImage2D(c, target, level, -border, y as i32 - border, width, rows as i32, format, kind, input);
    });
}

#[no_mangle]
pub unsafe extern "C" fn glTexImage3D(
    target: u32, level: i32, internal: i32, width: i32, height: i32, depth: i32, border: i32, format: u32, kind: u32, pixels: *const c_void,
) {
    let Some(c) = current() else { return };
    let send = |c: &mut Context, input| encode::glTexImage3D(c, target, level, internal, width, height, depth, border, format, kind, input);
    upload(c, [format, kind], &[width, height, depth], pixels, send, |c, row, rows, input| {
        let (y, z) = (row as i32 % height - border, row as i32 / height - border);
        encode::glTexSubImage3D(c, target, level, -border, y, z, width, rows as i32, 1, format, kind, input);
    });
}

macro_rules! sub_images {
    ($($one:ident $two:ident $three:ident;)*) => {$(
        #[no_mangle]
        pub unsafe extern "C" fn $one(target: u32, level: i32, x: i32, width: i32, format: u32, kind: u32, pixels: *const c_void) {
            let Some(c) = current() else { return };
            let send = |c: &mut Context, input| encode::$one(c, target, level, x, width, format, kind, input);
            upload(c, [format, kind], &[width], pixels, send, |_, _, _, _| ());
        }

        #[no_mangle]
        pub unsafe extern "C" fn $two(
            target: u32, level: i32, x: i32, y: i32, width: i32, height: i32, format: u32, kind: u32, pixels: *const c_void,
        ) {
            let Some(c) = current() else { return };
            let send = |c: &mut Context, input: Input| {
                if !input.is_null() || pixels.is_null() {
                    encode::$two(c, target, level, x, y, width, height, format, kind, input);
                }
            };
            upload(c, [format, kind], &[width, height], pixels, send, |c, row, rows, input| {
                encode::$two(c, target, level, x, y + row as i32, width, rows as i32, format, kind, input);
            });
        }

        #[no_mangle]
        pub unsafe extern "C" fn $three(
            target: u32, level: i32, x: i32, y: i32, z: i32, width: i32, height: i32, depth: i32, format: u32, kind: u32, pixels: *const c_void,
        ) {
            let Some(c) = current() else { return };
            let send = |c: &mut Context, input: Input| {
                if !input.is_null() || pixels.is_null() {
                    encode::$three(c, target, level, x, y, z, width, height, depth, format, kind, input);
                }
            };
            upload(c, [format, kind], &[width, height, depth], pixels, send, |c, row, rows, input| {
                let (dy, dz) = (row as i32 % height, row as i32 / height);
                encode::$three(c, target, level, x, y + dy, z + dz, width, rows as i32, 1, format, kind, input);
            });
        }
    )*};
}

sub_images! {
    glTexSubImage1D glTexSubImage2D glTexSubImage3D;
    glTextureSubImage1D glTextureSubImage2D glTextureSubImage3D;
}

/// In place of no pixels, for which the driver has an error if it has one at all.
fn nothing(c: &mut Context, bytes: i64) -> Input {
    match usize::try_from(bytes) {
        Ok(bytes) if bytes > 0 && bytes <= SLAB_RANGE => c.input_with(bytes, |zeros| zeros.fill(0)),
        _ => Input::NULL,
    }
}

#[no_mangle]
pub unsafe extern "C" fn glDrawPixels(width: i32, height: i32, format: u32, kind: u32, pixels: *const c_void) {
    let Some(c) = current() else { return };
    let send = |c: &mut Context, input: Input| {
        let input = if input.is_null() { nothing(c, crate::sizes::image(format.into(), kind.into(), width.into(), height.into(), 1)) } else { input };
        encode::glDrawPixels(c, width, height, format, kind, input);
    };
    upload(c, [format, kind], &[width, height], pixels, send, |_, _, _, _| ());
}

#[no_mangle]
pub unsafe extern "C" fn glBitmap(width: i32, height: i32, x: f32, y: f32, dx: f32, dy: f32, bitmap: *const u8) {
    let Some(c) = current() else { return };
    c.touch();
    let send = |c: &mut Context, input: Input| encode::glBitmap(c, width, height, x, y, dx, dy, input);
    upload(c, [0x1900, 0x1a00], &[width, height], bitmap.cast(), send, |_, _, _, _| ());
}

#[no_mangle]
pub unsafe extern "C" fn glPolygonStipple(mask: *const u8) {
    let Some(c) = current() else { return };
    c.touch();
    upload(c, [0x1900, 0x1a00], &[32, 32], mask.cast(), |c, input| encode::glPolygonStipple(c, input), |_, _, _, _| ());
}

macro_rules! pixel_maps {
    ($($function:ident $value:ty;)*) => {$(
        #[no_mangle]
        pub unsafe extern "C" fn $function(map: u32, count: i32, values: *const $value) {
            let Some(c) = current() else { return };
            c.touch();
            let input = if c.state.buffers[UNPACK] != 0 {
                Input::in_buffer(values.cast())
            } else {
                c.input(values.cast(), count.max(0) as usize * size_of::<$value>())
            };
            encode::$function(c, map, count, input);
        }
    )*};
}

pixel_maps! {
    glPixelMapfv f32;
    glPixelMapuiv u32;
    glPixelMapusv u16;
}

/// Compressed blocks, of a size that the program says.
pub unsafe fn blocks(c: &mut Context, size: i32, data: *const c_void) -> Input {
    if c.state.buffers[UNPACK] != 0 { Input::in_buffer(data) } else { c.input(data, size.max(0) as usize) }
}

macro_rules! compressed {
    ($($function:ident $([$named:ident $of:ident $target:ident])?($($name:ident: $value:ty),*);)*) => {$(
        #[no_mangle]
        pub unsafe extern "C" fn $function($($name: $value,)* size: i32, data: *const c_void) {
            let Some(c) = current() else { return };
            $(if !$named(c, $of, $target) {
                return;
            })?
            let input = blocks(c, size, data);
            encode::$function(c, $($name,)* size, input);
        }
    )*};
}

pub(super) use compressed;

compressed! {
    glCompressedTexImage1D(target: u32, level: i32, internal: u32, width: i32, border: i32);
    glCompressedTexImage2D(target: u32, level: i32, internal: u32, width: i32, height: i32, border: i32);
    glCompressedTexImage3D(target: u32, level: i32, internal: u32, width: i32, height: i32, depth: i32, border: i32);
    glCompressedTexSubImage1D(target: u32, level: i32, x: i32, width: i32, format: u32);
    glCompressedTexSubImage2D(target: u32, level: i32, x: i32, y: i32, width: i32, height: i32, format: u32);
    glCompressedTexSubImage3D(target: u32, level: i32, x: i32, y: i32, z: i32, width: i32, height: i32, depth: i32, format: u32);
    glCompressedTextureSubImage1D(texture: u32, level: i32, x: i32, width: i32, format: u32);
    glCompressedTextureSubImage2D(texture: u32, level: i32, x: i32, y: i32, width: i32, height: i32, format: u32);
    glCompressedTextureSubImage3D(texture: u32, level: i32, x: i32, y: i32, z: i32, width: i32, height: i32, depth: i32, format: u32);
}
