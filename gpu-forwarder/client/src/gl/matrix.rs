// SPDX-License-Identifier: Apache-2.0
//! The fixed function's matrices. Every call goes to the server, and is done here, too.

use crate::context::{current, Context};
use crate::generated::encode;
use crate::matrix::{self, Matrix, IDENTITY};
use crate::shadow::MATRIX_MODE;
use crate::state::State;

/// Does something with the stack that the mode says, where there are matrices.
#[inline]
fn follow(c: &mut Context, what: impl FnOnce(&mut matrix::Matrices, usize)) {
    if c.state.shadow.matrices.is_followed() {
        let mode = c.state.shadow.get(0x0ba0).and_then(|mode| mode.first()).map(|mode| *mode as u32);
        follow_stack(&mut c.state, mode, what);
    }
}

/// The same, which is more than pushing and popping.
#[inline]
fn change(c: &mut Context, what: impl FnOnce(&mut matrix::Matrices, usize)) {
    c.state.shadow.making.change_matrix();
    follow(c, what);
}

/// The same with the stack that a command of EXT_direct_state_access names.
#[inline]
fn follow_named(c: &mut Context, mode: u32, what: impl FnOnce(&mut matrix::Matrices, usize)) {
    c.state.shadow.making.matrices = true;
    if c.state.shadow.matrices.is_followed() {
        follow_stack(&mut c.state, Some(mode), what);
    }
}

fn follow_stack(state: &mut State, mode: Option<u32>, what: impl FnOnce(&mut matrix::Matrices, usize)) {
    let shadow = &mut state.shadow;
    // GL_TEXTURE0 and its like name a unit that need not be the active one.
    let stack = mode.and_then(|mode| match mode.checked_sub(0x84c0) {
        Some(unit @ 0..32) => matrix::of_mode(matrix::TEXTURE, Some(unit as usize)),
        _ => matrix::of_mode(mode, shadow.unit().filter(|_| shadow.matrices.is_unit_sure)),
    });
    match stack {
        Some(stack) if shadow.is_live() => what(&mut shadow.matrices, stack),
        None if mode == Some(matrix::TEXTURE) => shadow.matrices.forget_textures(),
        _ => shadow.matrices.forget(),
    }
}

#[no_mangle]
pub unsafe extern "C" fn glMatrixMode(mode: u32) {
    let Some(c) = current() else { return };
    let is_sure = (matrix::MODELVIEW..=matrix::TEXTURE).contains(&mode);
    c.state.shadow.set(MATRIX_MODE, is_sure.then_some([mode as i32, 0, 0, 0]));
    c.state.shadow.making.matrix_mode(mode);
    c.state.shadow.matrices.is_unit_sure = c.state.shadow.is_live() && is_sure;
    encode::glMatrixMode(c, mode);
}

#[no_mangle]
pub unsafe extern "C" fn glPushMatrix() {
    let Some(c) = current() else { return };
    c.state.shadow.making.push_matrix();
    follow(c, matrix::Matrices::push);
    encode::glPushMatrix(c);
}

#[no_mangle]
pub unsafe extern "C" fn glPopMatrix() {
    let Some(c) = current() else { return };
    c.state.shadow.making.pop_matrix();
    follow(c, matrix::Matrices::pop);
    encode::glPopMatrix(c);
}

#[no_mangle]
pub unsafe extern "C" fn glLoadIdentity() {
    let Some(c) = current() else { return };
    change(c, |all, mode| all.load(mode, IDENTITY));
    encode::glLoadIdentity(c);
}

#[no_mangle]
pub unsafe extern "C" fn glMatrixPushEXT(mode: u32) {
    let Some(c) = current() else { return };
    follow_named(c, mode, matrix::Matrices::push);
    encode::glMatrixPushEXT(c, mode);
}

#[no_mangle]
pub unsafe extern "C" fn glMatrixPopEXT(mode: u32) {
    let Some(c) = current() else { return };
    follow_named(c, mode, matrix::Matrices::pop);
    encode::glMatrixPopEXT(c, mode);
}

#[no_mangle]
pub unsafe extern "C" fn glMatrixLoadIdentityEXT(mode: u32) {
    let Some(c) = current() else { return };
    follow_named(c, mode, |all, mode| all.load(mode, IDENTITY));
    encode::glMatrixLoadIdentityEXT(c, mode);
}

unsafe fn read<T: Copy>(m: *const T, to_f32: fn(T) -> f32) -> Matrix {
    std::array::from_fn(|at| to_f32(*m.add(at)))
}

macro_rules! of_sixteen {
    ($($function:ident $named:ident $value:ty, $to_f32:expr, $how:expr;)*) => {$(
        #[no_mangle]
        pub unsafe extern "C" fn $function(m: *const $value) {
            let Some(c) = current() else { return };
            change(c, |all, mode| {
                let how: fn(&mut matrix::Matrices, usize, Matrix) = $how;
                how(all, mode, read(m, $to_f32));
            });
            let input = c.input(m.cast(), 16 * size_of::<$value>());
            encode::$function(c, input);
        }

        #[no_mangle]
        pub unsafe extern "C" fn $named(mode: u32, m: *const $value) {
            let Some(c) = current() else { return };
            follow_named(c, mode, |all, mode| {
                let how: fn(&mut matrix::Matrices, usize, Matrix) = $how;
                how(all, mode, read(m, $to_f32));
            });
            let input = c.input(m.cast(), 16 * size_of::<$value>());
            encode::$named(c, mode, input);
        }
    )*};
}

of_sixteen! {
    glLoadMatrixf glMatrixLoadfEXT f32, |value| value, matrix::Matrices::load;
    glLoadMatrixd glMatrixLoaddEXT f64, |value| value as f32, matrix::Matrices::load;
    glMultMatrixf glMatrixMultfEXT f32, |value| value, |all, mode, by| all.multiply(mode, || by);
    glMultMatrixd glMatrixMultdEXT f64, |value| value as f32, |all, mode, by| all.multiply(mode, || by);
    glLoadTransposeMatrixf glMatrixLoadTransposefEXT f32, |value| value, |all, mode, by| all.load(mode, matrix::transposed(&by));
    glLoadTransposeMatrixd glMatrixLoadTransposedEXT f64, |value| value as f32, |all, mode, by| all.load(mode, matrix::transposed(&by));
    glMultTransposeMatrixf glMatrixMultTransposefEXT f32, |value| value, |all, mode, by| all.multiply(mode, || matrix::transposed(&by));
    glMultTransposeMatrixd glMatrixMultTransposedEXT f64, |value| value as f32, |all, mode, by| all.multiply(mode, || matrix::transposed(&by));
}

macro_rules! of_numbers {
    ($($function:ident $named:ident($($name:ident),*) $value:ty, $by:expr;)*) => {$(
        #[no_mangle]
        pub unsafe extern "C" fn $function($($name: $value),*) {
            let Some(c) = current() else { return };
            change(c, |all, mode| all.multiply(mode, || $by));
            encode::$function(c, $($name),*);
        }

        #[no_mangle]
        pub unsafe extern "C" fn $named(mode: u32, $($name: $value),*) {
            let Some(c) = current() else { return };
            follow_named(c, mode, |all, mode| all.multiply(mode, || $by));
            encode::$named(c, mode, $($name),*);
        }
    )*};
}

of_numbers! {
    glTranslatef glMatrixTranslatefEXT(x, y, z) f32, matrix::translation(x, y, z);
    glTranslated glMatrixTranslatedEXT(x, y, z) f64, matrix::translation(x as f32, y as f32, z as f32);
    glScalef glMatrixScalefEXT(x, y, z) f32, matrix::scale(x, y, z);
    glScaled glMatrixScaledEXT(x, y, z) f64, matrix::scale(x as f32, y as f32, z as f32);
    glRotatef glMatrixRotatefEXT(angle, x, y, z) f32, matrix::rotation(angle, x, y, z);
    glRotated glMatrixRotatedEXT(angle, x, y, z) f64, matrix::rotation(angle as f32, x as f32, y as f32, z as f32);
    glFrustum glMatrixFrustumEXT(left, right, bottom, top, near, far) f64,
        matrix::frustum([left, right, bottom, top, near, far].map(|value| value as f32)).unwrap_or(IDENTITY);
    glOrtho glMatrixOrthoEXT(left, right, bottom, top, near, far) f64,
        matrix::ortho([left, right, bottom, top, near, far].map(|value| value as f32)).unwrap_or(IDENTITY);
}
