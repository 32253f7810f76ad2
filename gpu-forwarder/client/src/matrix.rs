// SPDX-License-Identifier: Apache-2.0
//! The fixed function's matrices, once the program has asked for one: from then on each asked for is multiplied here too, so that asking again
//! need not wait. In single precision, as drivers do.

/// Columns one after the other, as GL has them.
pub type Matrix = [f32; 16];

pub const IDENTITY: Matrix = [1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0];

/// Deeper stacks are not followed: GL promises 32 matrices.
const DEPTH: usize = 31;

pub const MODELVIEW: u32 = 0x1700;
pub const PROJECTION: u32 = 0x1701;
pub const TEXTURE: u32 = 0x1702;
pub const MODELVIEW_MATRIX: u32 = 0x0ba6;
pub const PROJECTION_MATRIX: u32 = 0x0ba7;

#[derive(Default)]
struct Stack {
    top: Option<Matrix>,
    /// Of glPushMatrix; None: it was not known then.
    below: Vec<Option<Matrix>>,
}

#[derive(Default)]
pub struct Matrices {
    /// The program asks for matrices.
    is_wanted: bool,
    model_view: Stack,
    projection: Stack,
}

impl Matrices {
    pub fn forget(&mut self) {
        if self.is_wanted {
            self.model_view.forget();
            self.projection.forget();
        }
    }

    #[inline]
    pub fn is_wanted(&self) -> bool {
        self.is_wanted
    }

    fn of_name(&mut self, pname: u32) -> Option<&mut Stack> {
        match pname {
            MODELVIEW_MATRIX => Some(&mut self.model_view),
            PROJECTION_MATRIX => Some(&mut self.projection),
            _ => None,
        }
    }

    pub fn get(&mut self, pname: u32) -> Option<Matrix> {
        self.of_name(pname)?.top
    }

    pub fn answered(&mut self, pname: u32, matrix: Matrix) {
        self.is_wanted = true;
        if let Some(stack) = self.of_name(pname) {
            stack.top = Some(matrix);
        }
    }

    /// The stack of a mode that GL certainly has; None: of no interest.
    fn of_mode(&mut self, mode: u32) -> Option<&mut Stack> {
        match mode {
            MODELVIEW => Some(&mut self.model_view),
            PROJECTION => Some(&mut self.projection),
            _ => None,
        }
    }

    pub fn load(&mut self, mode: u32, matrix: Matrix) {
        if let Some(stack) = self.of_mode(mode) {
            stack.top = Some(matrix);
        }
    }

    pub fn multiply(&mut self, mode: u32, by: impl FnOnce() -> Matrix) {
        if let Some(top) = self.of_mode(mode).and_then(|stack| stack.top.as_mut()) {
            *top = product(top, &by());
        }
    }

    pub fn push(&mut self, mode: u32) {
        let Some(stack) = self.of_mode(mode) else { return };
        if stack.below.len() < DEPTH {
            stack.below.push(stack.top);
        } else {
            stack.forget();
        }
    }

    pub fn pop(&mut self, mode: u32) {
        if let Some(stack) = self.of_mode(mode) {
            stack.top = stack.below.pop().flatten();
        }
    }
}

impl Stack {
    fn forget(&mut self) {
        self.top = None;
        self.below.clear();
    }
}

pub fn product(a: &Matrix, b: &Matrix) -> Matrix {
    let mut result = [0.0; 16];
    for column in 0..4 {
        for row in 0..4 {
            result[column * 4 + row] = (0..4).map(|n| a[n * 4 + row] * b[column * 4 + n]).sum();
        }
    }
    result
}

pub fn translation(x: f32, y: f32, z: f32) -> Matrix {
    let mut m = IDENTITY;
    m[12..15].copy_from_slice(&[x, y, z]);
    m
}

pub fn scale(x: f32, y: f32, z: f32) -> Matrix {
    let mut m = IDENTITY;
    (m[0], m[5], m[10]) = (x, y, z);
    m
}

pub fn rotation(angle: f32, x: f32, y: f32, z: f32) -> Matrix {
    let len = (x * x + y * y + z * z).sqrt();
    if len <= 1.0e-4 {
        return IDENTITY;
    }
    let (x, y, z) = (x / len, y / len, z / len);
    let (s, c) = angle.to_radians().sin_cos();
    let d = 1.0 - c;
    [
        x * x * d + c, x * y * d + z * s, x * z * d - y * s, 0.0,
        x * y * d - z * s, y * y * d + c, y * z * d + x * s, 0.0,
        x * z * d + y * s, y * z * d - x * s, z * z * d + c, 0.0,
        0.0, 0.0, 0.0, 1.0,
    ]
}

/// None: GL refuses the call.
pub fn frustum([left, right, bottom, top, near, far]: [f32; 6]) -> Option<Matrix> {
    if near <= 0.0 || far <= 0.0 || near == far || left == right || bottom == top {
        return None;
    }
    let mut m = [0.0; 16];
    (m[0], m[5]) = (2.0 * near / (right - left), 2.0 * near / (top - bottom));
    (m[8], m[9]) = ((right + left) / (right - left), (top + bottom) / (top - bottom));
    (m[10], m[11], m[14]) = (-(far + near) / (far - near), -1.0, -(2.0 * far * near) / (far - near));
    Some(m)
}

/// None: GL refuses the call.
pub fn ortho([left, right, bottom, top, near, far]: [f32; 6]) -> Option<Matrix> {
    if left == right || bottom == top || near == far {
        return None;
    }
    let mut m = IDENTITY;
    (m[0], m[5], m[10]) = (2.0 / (right - left), 2.0 / (top - bottom), -2.0 / (far - near));
    (m[12], m[13], m[14]) = (-(right + left) / (right - left), -(top + bottom) / (top - bottom), -(far + near) / (far - near));
    Some(m)
}

pub fn transposed(m: &Matrix) -> Matrix {
    std::array::from_fn(|at| m[at % 4 * 4 + at / 4])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_followed_before_the_program_asks_and_everything_after() {
        let mut all = Matrices::default();
        all.multiply(MODELVIEW, || translation(1.0, 0.0, 0.0));
        assert_eq!(all.get(MODELVIEW_MATRIX), None);
        all.answered(MODELVIEW_MATRIX, translation(1.0, 0.0, 0.0));
        all.push(MODELVIEW);
        all.multiply(MODELVIEW, || translation(0.0, 2.0, 0.0));
        assert_eq!(all.get(MODELVIEW_MATRIX).map(|m| [m[12], m[13]]), Some([1.0, 2.0]));
        all.pop(MODELVIEW);
        assert_eq!(all.get(MODELVIEW_MATRIX).map(|m| [m[12], m[13]]), Some([1.0, 0.0]));
        all.pop(MODELVIEW);
        assert_eq!(all.get(MODELVIEW_MATRIX), None, "pushed before anybody asked");
        assert_eq!(all.get(PROJECTION_MATRIX), None);
    }

    #[test]
    fn a_quarter_turn_is_one() {
        let m = product(&rotation(90.0, 0.0, 0.0, 2.0), &translation(3.0, 0.0, 0.0));
        assert!((m[12]).abs() < 1e-5 && (m[13] - 3.0).abs() < 1e-5);
    }

    #[test]
    fn what_gl_refuses_changes_nothing() {
        assert_eq!(frustum([-1.0, 1.0, -1.0, 1.0, 0.0, 5.0]), None);
        assert_eq!(ortho([1.0, 1.0, -1.0, 1.0, 0.0, 5.0]), None);
        assert!(frustum([-1.0, 1.0, -1.0, 1.0, 1.0, 5.0]).is_some());
    }
}
