// SPDX-License-Identifier: Apache-2.0
//! The fixed function's matrices. Every call goes to the server; what the program has asked for once is also multiplied here.

use crate::context::{current, Context};
use crate::generated::encode;
use crate::matrix::{self, Matrix, IDENTITY};
use crate::shadow::MATRIX_MODE;
use crate::state::State;

/// Does something with the stack that the mode says, where anybody wants to know.
#[inline]
fn follow(c: &mut Context, what: impl FnOnce(&mut matrix::Matrices, u32)) {
    if c.state.shadow.matrices.is_wanted() {
        follow_wanted(&mut c.state, what);
    }
}

fn follow_wanted(state: &mut State, what: impl FnOnce(&mut matrix::Matrices, u32)) {
    let shadow = &mut state.shadow;
    let mode = shadow.get(0x0ba0).and_then(|mode| mode.first()).copied();
    match mode.filter(|_| shadow.is_live()) {
        Some(mode) => what(&mut shadow.matrices, mode as u32),
        None => shadow.matrices.forget(),
    }
}

#[no_mangle]
pub unsafe extern "C" fn glMatrixMode(mode: u32) {
    let Some(c) = current() else { return };
    let is_sure = (matrix::MODELVIEW..=matrix::TEXTURE).contains(&mode);
    c.state.shadow.set(MATRIX_MODE, is_sure.then_some([mode as i32, 0, 0, 0]));
    encode::glMatrixMode(c, mode);
}

#[no_mangle]
pub unsafe extern "C" fn glPushMatrix() {
    let Some(c) = current() else { return };
    follow(c, matrix::Matrices::push);
    encode::glPushMatrix(c);
}

#[no_mangle]
pub unsafe extern "C" fn glPopMatrix() {
    let Some(c) = current() else { return };
    follow(c, matrix::Matrices::pop);
    encode::glPopMatrix(c);
}

#[no_mangle]
pub unsafe extern "C" fn glLoadIdentity() {
    let Some(c) = current() else { return };
    follow(c, |all, mode| all.load(mode, IDENTITY));
    encode::glLoadIdentity(c);
}

unsafe fn read<T: Copy>(m: *const T, to_f32: fn(T) -> f32) -> Matrix {
    std::array::from_fn(|at| to_f32(*m.add(at)))
}

macro_rules! of_sixteen {
    ($($function:ident $value:ty, $to_f32:expr, $how:expr;)*) => {$(
        #[no_mangle]
        pub unsafe extern "C" fn $function(m: *const $value) {
            let Some(c) = current() else { return };
            follow(c, |all, mode| {
                let how: fn(&mut matrix::Matrices, u32, Matrix) = $how;
                how(all, mode, read(m, $to_f32));
            });
            let input = c.input(m.cast(), 16 * size_of::<$value>());
            encode::$function(c, input);
        }
    )*};
}

of_sixteen! {
    glLoadMatrixf f32, |value| value, matrix::Matrices::load;
    glLoadMatrixd f64, |value| value as f32, matrix::Matrices::load;
    glMultMatrixf f32, |value| value, |all, mode, by| all.multiply(mode, || by);
    glMultMatrixd f64, |value| value as f32, |all, mode, by| all.multiply(mode, || by);
    glLoadTransposeMatrixf f32, |value| value, |all, mode, by| all.load(mode, matrix::transposed(&by));
    glLoadTransposeMatrixd f64, |value| value as f32, |all, mode, by| all.load(mode, matrix::transposed(&by));
    glMultTransposeMatrixf f32, |value| value, |all, mode, by| all.multiply(mode, || matrix::transposed(&by));
    glMultTransposeMatrixd f64, |value| value as f32, |all, mode, by| all.multiply(mode, || matrix::transposed(&by));
}

macro_rules! of_numbers {
    ($($function:ident($($name:ident),*) $value:ty, $by:expr;)*) => {$(
        #[no_mangle]
        pub unsafe extern "C" fn $function($($name: $value),*) {
            let Some(c) = current() else { return };
            follow(c, |all, mode| all.multiply(mode, || $by));
            encode::$function(c, $($name),*);
        }
    )*};
}

of_numbers! {
    glTranslatef(x, y, z) f32, matrix::translation(x, y, z);
    glTranslated(x, y, z) f64, matrix::translation(x as f32, y as f32, z as f32);
    glScalef(x, y, z) f32, matrix::scale(x, y, z);
    glScaled(x, y, z) f64, matrix::scale(x as f32, y as f32, z as f32);
    glRotatef(angle, x, y, z) f32, matrix::rotation(angle, x, y, z);
    glRotated(angle, x, y, z) f64, matrix::rotation(angle as f32, x as f32, y as f32, z as f32);
    glFrustum(left, right, bottom, top, near, far) f64,
        matrix::frustum([left, right, bottom, top, near, far].map(|value| value as f32)).unwrap_or(IDENTITY);
    glOrtho(left, right, bottom, top, near, far) f64,
        matrix::ortho([left, right, bottom, top, near, far].map(|value| value as f32)).unwrap_or(IDENTITY);
}
