// SPDX-License-Identifier: Apache-2.0
//! State whose new value the client keeps, so that asking for it need not wait (`shadow`).

use crate::context::{current, Context};
use crate::generated::{encode, opcodes};
use crate::shadow;

/// Sides and corners that no driver clamps.
const FAR: i32 = 8192;

fn area(x: i32, y: i32, width: i32, height: i32) -> Option<[i32; 4]> {
    let is_sure = (-FAR..=FAR).contains(&x) && (-FAR..=FAR).contains(&y) && (0..=FAR).contains(&width) && (0..=FAR).contains(&height);
    is_sure.then_some([x, y, width, height])
}

fn one(value: u32, is_sure: bool) -> Option<[i32; 4]> {
    is_sure.then_some([value as i32, 0, 0, 0])
}

#[no_mangle]
pub unsafe extern "C" fn glViewport(x: i32, y: i32, width: i32, height: i32) {
    let Some(c) = current() else { return };
    c.state.shadow.set(shadow::VIEWPORT, area(x, y, width, height));
    encode::glViewport(c, x, y, width, height);
}

#[no_mangle]
pub unsafe extern "C" fn glScissor(x: i32, y: i32, width: i32, height: i32) {
    let Some(c) = current() else { return };
    c.state.shadow.set(shadow::SCISSOR, area(x, y, width, height));
    encode::glScissor(c, x, y, width, height);
}

macro_rules! of_enum {
    ($($function:ident $value:ty, $state:ident, $sure:expr;)*) => {$(
        #[no_mangle]
        pub unsafe extern "C" fn $function(value: $value) {
            let Some(c) = current() else { return };
            let sure: fn(u32) -> Option<[i32; 4]> = $sure;
            c.state.shadow.set(shadow::$state, sure(value.into()));
            encode::$function(c, value);
        }
    )*};
}

of_enum! {
    glDepthFunc u32, DEPTH_FUNC, |value| one(value, (0x200..=0x207).contains(&value));
    glDepthMask u8, DEPTH_MASK, |value| one((value != 0).into(), true);
    glCullFace u32, CULL_FACE_MODE, |value| one(value, matches!(value, 0x404 | 0x405 | 0x408));
    glFrontFace u32, FRONT_FACE, |value| one(value, matches!(value, 0x900 | 0x901));
    glShadeModel u32, SHADE_MODEL, |value| one(value, matches!(value, 0x1d00 | 0x1d01));
}

/// A factor of glBlendFunc that every GL has.
fn is_blend_factor(factor: u32) -> bool {
    matches!(factor, 0 | 1 | 0x300..=0x308 | 0x8001..=0x8004)
}

/// Colour and alpha may have factors of their own; the names that glGet had first are those of the colour.
fn blend(c: &mut Context, factors: [u32; 4]) {
    let is_sure = factors.iter().all(|factor| is_blend_factor(*factor));
    let [source, destination, ..] = factors;
    for (at, factor) in factors.into_iter().chain([source, destination]).enumerate() {
        c.state.shadow.set(shadow::BLEND + at, one(factor, is_sure));
    }
}

#[no_mangle]
pub unsafe extern "C" fn glBlendFunc(source: u32, destination: u32) {
    let Some(c) = current() else { return };
    blend(c, [source, destination, source, destination]);
    encode::glBlendFunc(c, source, destination);
}

#[no_mangle]
pub unsafe extern "C" fn glBlendFuncSeparate(source: u32, destination: u32, source_alpha: u32, destination_alpha: u32) {
    let Some(c) = current() else { return };
    blend(c, [source, destination, source_alpha, destination_alpha]);
    encode::glBlendFuncSeparate(c, source, destination, source_alpha, destination_alpha);
}

/// Units that every driver has.
const UNITS: u32 = 8;

/// How many units the driver has.
pub fn units(c: &Context) -> u32 {
    c.caps.limits.get(&0x8b4d).and_then(|most| most.first()).map_or(UNITS, |most| *most as u32)
}

#[no_mangle]
pub unsafe extern "C" fn glActiveTexture(texture: u32) {
    let Some(c) = current() else { return };
    let most = units(c);
    c.changed();
    c.state.shadow.making.change_unit();
    c.state.shadow.set(shadow::ACTIVE_TEXTURE, one(texture, texture.wrapping_sub(0x84c0) < most));
    encode::glActiveTexture(c, texture);
}

const TEXTURE_2D: u32 = 0x0de1;

#[no_mangle]
pub unsafe extern "C" fn glBindTexture(target: u32, name: u32) {
    let Some(c) = current() else { return };
    c.share.lock().names.bound(crate::names::Kind::Texture, name);
    let first = if name == 0 { target } else { first_target(c, target, name) };
    if target == TEXTURE_2D {
        c.state.shadow.bind_texture(Some(name).filter(|_| first == target));
    } else {
        c.changed();
    }
    encode::glBindTexture(c, target, name);
}

#[no_mangle]
pub unsafe extern "C" fn glBindMultiTextureEXT(texture: u32, target: u32, name: u32) {
    let Some(c) = current() else { return };
    let unit = texture.wrapping_sub(0x84c0);
    c.share.lock().names.bound(crate::names::Kind::Texture, name);
    let first = if name == 0 { target } else { first_target(c, target, name) };
    if target == TEXTURE_2D {
        let is_sure = first == target && unit < units(c);
        c.state.shadow.bind_texture_of(Some(unit as usize), Some(name).filter(|_| is_sure));
    } else {
        c.changed();
    }
    encode::glBindMultiTextureEXT(c, texture, target, name);
}

/// A texture has the target that it was bound to first, and no other takes it. Zero: a list binds it, whenever that is called.
fn first_target(c: &mut Context, target: u32, name: u32) -> u32 {
    if !c.state.shadow.is_live() || c.state.shadow.list.0 != 0 {
        c.state.texture_targets.insert(name, 0);
    }
    *c.state.texture_targets.entry(name).or_insert(target)
}

#[no_mangle]
pub unsafe extern "C" fn glCreateTextures(target: u32, n: i32, textures: *mut u32) {
    let Some(c) = current() else { return };
    if n < 0 {
        return c.error(0x501);
    }
    let len = n as usize * 4;
    let Some((reply, range)) = c.reply_in_slab(len) else { return c.error(0x505) };
    encode::glCreateTextures(c, target, n, reply);
    c.finish(opcodes::glCreateTextures);
    c.take(reply, textures.cast(), len);
    for name in c.answer(reply).chunks_exact(4) {
        c.state.texture_targets.insert(u32::from_le_bytes([name[0], name[1], name[2], name[3]]), target);
    }
    c.release_slab(range);
}

#[no_mangle]
pub unsafe extern "C" fn glDeleteTextures(n: i32, textures: *const u32) {
    let Some(c) = current() else { return };
    if n < 0 {
        return c.error(0x501);
    }
    c.changed();
    if !c.state.shadow.is_live() {
        c.touch();
    }
    for at in 0..n as usize {
        let name = *textures.add(at);
        c.state.shadow.texture_is_gone(name);
        // glPopAttrib makes a texture of that name again where one was bound when attributes were pushed.
        c.state.texture_targets.insert(name, 0);
    }
    let input = c.input(textures.cast(), n as usize * 4);
    encode::glDeleteTextures(c, n, input);
}

#[no_mangle]
pub unsafe extern "C" fn glPopAttrib() {
    let Some(c) = current() else { return };
    if c.state.shadow.is_live() {
        c.changed();
        c.state.shadow.making.all = true;
        c.state.shadow.forget_attributes();
    } else {
        c.touch();
    }
    encode::glPopAttrib(c);
}
