// SPDX-License-Identifier: Apache-2.0
//! EXT_direct_state_access: textures by name or by unit. Pixels from the program go as those of bound textures do; to bring pixels, the
//! texture is bound for the time.

use super::uploads::{blocks, compressed, upload};
use super::*;
use crate::context::{current, Context};
use crate::generated::encode;
use crate::generated::exports::{glBindProgramARB, glGetProgramivARB};
use crate::generated::opcodes;
use crate::names::Kind;
use crate::stream::Input;
use std::ffi::c_void;

/// False: there can be no such image, and that is an error already; the program's memory is not to be read then. Only an image of a cube map
/// makes us doubt, once.
fn by_name(c: &mut Context, texture: u32, image: u32) -> bool {
    const MIN_FILTER: u32 = 0x2801;
    c.named(Kind::Texture, texture);
    let target = bindable(image);
    if image == target || c.state.texture_targets.get(&texture) == Some(&target) {
        return true;
    }
    let reply = c.reply(16);
    encode::glGetTextureParameterivEXT(c, texture, target, MIN_FILTER, reply);
    c.finish(opcodes::glGetTextureParameterivEXT);
    let is_there = !c.answer(reply).is_empty();
    if is_there {
        c.state.texture_targets.insert(texture, target);
    }
    is_there
}

fn by_unit(_: &mut Context, _: u32, _: u32) -> bool {
    true
}

/// The target that a texture with this image is bound to.
fn bindable(image: u32) -> u32 {
    if (0x8515..=0x851a).contains(&image) { 0x8513 } else { image }
}

macro_rules! images {
    ($($one:ident $two:ident $three:ident $sub_two:ident $sub_three:ident $named:ident;)*) => {$(
        #[no_mangle]
        pub unsafe extern "C" fn $one(
            of: u32, target: u32, level: i32, internal: i32, width: i32, border: i32, format: u32, kind: u32, pixels: *const c_void,
        ) {
            let Some(c) = current() else { return };
            if !$named(c, of, target) {
                return;
            }
            let send = |c: &mut Context, input| encode::$one(c, of, target, level, internal, width, border, format, kind, input);
            upload(c, [format, kind], &[width], pixels, send, |_, _, _, _| ());
        }

        #[no_mangle]
        pub unsafe extern "C" fn $two(
            of: u32, target: u32, level: i32, internal: i32, width: i32, height: i32, border: i32, format: u32, kind: u32, pixels: *const c_void,
        ) {
            let Some(c) = current() else { return };
            if !$named(c, of, target) {
                return;
            }
            let send = |c: &mut Context, input| encode::$two(c, of, target, level, internal, width, height, border, format, kind, input);
            upload(c, [format, kind], &[width, height], pixels, send, |c, y, rows, input| {
                encode::$sub_two(c, of, target, level, -border, y as i32 - border, width, rows as i32, format, kind, input);
            });
        }

        #[no_mangle]
        pub unsafe extern "C" fn $three(
            of: u32, target: u32, level: i32, internal: i32, width: i32, height: i32, depth: i32, border: i32, format: u32, kind: u32,
            pixels: *const c_void,
        ) {
            let Some(c) = current() else { return };
            if !$named(c, of, target) {
                return;
            }
            let send = |c: &mut Context, input| encode::$three(c, of, target, level, internal, width, height, depth, border, format, kind, input);
            upload(c, [format, kind], &[width, height, depth], pixels, send, |c, row, rows, input| {
                let (y, z) = (row as i32 % height - border, row as i32 / height - border);
                encode::$sub_three(c, of, target, level, -border, y, z, width, rows as i32, 1, format, kind, input);
            });
        }
    )*};
}

images! {
    glTextureImage1DEXT glTextureImage2DEXT glTextureImage3DEXT glTextureSubImage2DEXT glTextureSubImage3DEXT by_name;
    glMultiTexImage1DEXT glMultiTexImage2DEXT glMultiTexImage3DEXT glMultiTexSubImage2DEXT glMultiTexSubImage3DEXT by_unit;
}

macro_rules! sub_images {
    ($($one:ident $two:ident $three:ident $named:ident;)*) => {$(
        #[no_mangle]
        pub unsafe extern "C" fn $one(of: u32, target: u32, level: i32, x: i32, width: i32, format: u32, kind: u32, pixels: *const c_void) {
            let Some(c) = current() else { return };
            if !$named(c, of, target) {
                return;
            }
            let send = |c: &mut Context, input| encode::$one(c, of, target, level, x, width, format, kind, input);
            upload(c, [format, kind], &[width], pixels, send, |_, _, _, _| ());
        }

        #[no_mangle]
        pub unsafe extern "C" fn $two(
            of: u32, target: u32, level: i32, x: i32, y: i32, width: i32, height: i32, format: u32, kind: u32, pixels: *const c_void,
        ) {
            let Some(c) = current() else { return };
            if !$named(c, of, target) {
                return;
            }
            let send = |c: &mut Context, input: Input| {
                if !input.is_null() || pixels.is_null() {
                    encode::$two(c, of, target, level, x, y, width, height, format, kind, input);
                }
            };
            upload(c, [format, kind], &[width, height], pixels, send, |c, row, rows, input| {
                encode::$two(c, of, target, level, x, y + row as i32, width, rows as i32, format, kind, input);
            });
        }

        #[no_mangle]
        pub unsafe extern "C" fn $three(
            of: u32, target: u32, level: i32, x: i32, y: i32, z: i32, width: i32, height: i32, depth: i32, format: u32, kind: u32,
            pixels: *const c_void,
        ) {
            let Some(c) = current() else { return };
            if !$named(c, of, target) {
                return;
            }
            let send = |c: &mut Context, input: Input| {
                if !input.is_null() || pixels.is_null() {
                    encode::$three(c, of, target, level, x, y, z, width, height, depth, format, kind, input);
                }
            };
            upload(c, [format, kind], &[width, height, depth], pixels, send, |c, row, rows, input| {
                let (dy, dz) = (row as i32 % height, row as i32 / height);
                encode::$three(c, of, target, level, x, y + dy, z + dz, width, rows as i32, 1, format, kind, input);
            });
        }
    )*};
}

sub_images! {
    glTextureSubImage1DEXT glTextureSubImage2DEXT glTextureSubImage3DEXT by_name;
    glMultiTexSubImage1DEXT glMultiTexSubImage2DEXT glMultiTexSubImage3DEXT by_unit;
}

compressed! {
    glCompressedTextureImage1DEXT [by_name of target](of: u32, target: u32, level: i32, internal: u32, width: i32, border: i32);
    glCompressedTextureImage2DEXT [by_name of target](of: u32, target: u32, level: i32, internal: u32, width: i32, height: i32, border: i32);
    glCompressedTextureImage3DEXT [by_name of target](of: u32, target: u32, level: i32, internal: u32, width: i32, height: i32, depth: i32, border: i32);
    glCompressedTextureSubImage1DEXT [by_name of target](of: u32, target: u32, level: i32, x: i32, width: i32, format: u32);
    glCompressedTextureSubImage2DEXT [by_name of target](of: u32, target: u32, level: i32, x: i32, y: i32, width: i32, height: i32, format: u32);
    glCompressedTextureSubImage3DEXT [by_name of target](
        of: u32, target: u32, level: i32, x: i32, y: i32, z: i32, width: i32, height: i32, depth: i32, format: u32);
    glCompressedMultiTexImage1DEXT [by_unit of target](of: u32, target: u32, level: i32, internal: u32, width: i32, border: i32);
    glCompressedMultiTexImage2DEXT [by_unit of target](of: u32, target: u32, level: i32, internal: u32, width: i32, height: i32, border: i32);
    glCompressedMultiTexImage3DEXT [by_unit of target](of: u32, target: u32, level: i32, internal: u32, width: i32, height: i32, depth: i32, border: i32);
    glCompressedMultiTexSubImage1DEXT [by_unit of target](of: u32, target: u32, level: i32, x: i32, width: i32, format: u32);
    glCompressedMultiTexSubImage2DEXT [by_unit of target](of: u32, target: u32, level: i32, x: i32, y: i32, width: i32, height: i32, format: u32);
    glCompressedMultiTexSubImage3DEXT [by_unit of target](
        of: u32, target: u32, level: i32, x: i32, y: i32, z: i32, width: i32, height: i32, depth: i32, format: u32);
}

/// Targets that textures are bound to, and what glGet calls the binding.
const BINDINGS: [(u32, u32); 11] = [
    (0x0de0, 0x8068), (0x0de1, 0x8069), (0x806f, 0x806a), (0x84f5, 0x84f6), (0x8513, 0x8514), (0x8c18, 0x8c1c), (0x8c1a, 0x8c1d),
    (0x8c2a, 0x8c2c), (0x9009, 0x900a), (0x9100, 0x9104), (0x9102, 0x9105),
];

/// Does something while a texture is bound to the active unit.
unsafe fn with_texture(texture: u32, image: u32, what: impl FnOnce()) {
    let Some(c) = current() else { return };
    let target = bindable(image);
    let Some((_, binding)) = BINDINGS.iter().find(|(known, _)| *known == target) else { return c.error(0x500) };
    let mut before = 0;
    glGetIntegerv(*binding, &mut before);
    glBindTexture(target, texture);
    what();
    glBindTexture(target, before as u32);
}

/// Does something while another unit is the active one.
unsafe fn with_unit(unit: u32, what: impl FnOnce()) {
    const ACTIVE_TEXTURE: u32 = 0x84e0;
    let Some(c) = current() else { return };
    if unit.wrapping_sub(0x84c0) >= setters::units(c) {
        return c.error(0x500);
    }
    let mut before = 0;
    glGetIntegerv(ACTIVE_TEXTURE, &mut before);
    glActiveTexture(unit);
    what();
    glActiveTexture(before as u32);
}

#[no_mangle]
pub unsafe extern "C" fn glGetTextureImageEXT(texture: u32, target: u32, level: i32, format: u32, kind: u32, pixels: *mut c_void) {
    with_texture(texture, target, || glGetTexImage(target, level, format, kind, pixels));
}

#[no_mangle]
pub unsafe extern "C" fn glGetCompressedTextureImageEXT(texture: u32, target: u32, level: i32, pixels: *mut c_void) {
    with_texture(texture, target, || glGetCompressedTexImage(target, level, pixels));
}

#[no_mangle]
pub unsafe extern "C" fn glGetMultiTexImageEXT(unit: u32, target: u32, level: i32, format: u32, kind: u32, pixels: *mut c_void) {
    with_unit(unit, || glGetTexImage(target, level, format, kind, pixels));
}

#[no_mangle]
pub unsafe extern "C" fn glGetCompressedMultiTexImageEXT(unit: u32, target: u32, level: i32, pixels: *mut c_void) {
    with_unit(unit, || glGetCompressedTexImage(target, level, pixels));
}

/// The source of a program in assembler, which is bound for the time.
#[no_mangle]
pub unsafe extern "C" fn glGetNamedProgramStringEXT(program: u32, target: u32, pname: u32, text: *mut c_void) {
    const PROGRAM_BINDING: u32 = 0x8677;
    let mut before = 0;
    glGetProgramivARB(target, PROGRAM_BINDING, &mut before);
    glBindProgramARB(target, program);
    glGetProgramStringARB(target, pname, text);
    glBindProgramARB(target, before as u32);
}

#[no_mangle]
pub unsafe extern "C" fn glGetFramebufferParameterivEXT(framebuffer: u32, pname: u32, params: *mut i32) {
    let Some(c) = current() else { return };
    c.named(Kind::Framebuffer, framebuffer);
    let reply = c.reply(64);
    encode::glGetFramebufferParameterivEXT(c, framebuffer, pname, reply);
    c.finish(opcodes::glGetFramebufferParameterivEXT);
    c.take(reply, params.cast(), usize::MAX);
    if framebuffer == 0 && c.answer(reply).len() == 4 {
        *params = get::of_surface(c, pname, *params);
    }
}
