// SPDX-License-Identifier: Apache-2.0
//! The fixed function's matrices, multiplied here as well as at the server, so that asking for one need not wait. In single precision, as drivers do.

/// Columns one after the other, as GL has them.
pub type Matrix = [f32; 16];

pub const IDENTITY: Matrix = [1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0];

/// Deeper stacks are not followed: GL promises 32 matrices to see with, and most drivers have as many of the others.
const DEPTH: usize = 31;

pub const MODELVIEW: u32 = 0x1700;
pub const PROJECTION: u32 = 0x1701;
pub const TEXTURE: u32 = 0x1702;
pub const MODELVIEW_MATRIX: u32 = 0x0ba6;
pub const PROJECTION_MATRIX: u32 = 0x0ba7;
pub const TEXTURE_MATRIX: u32 = 0x0ba8;

/// Texture units whose matrices are followed: as many as the fixed function has.
const UNITS: usize = 8;
const STACKS: usize = 2 + UNITS;

#[derive(Default)]
struct Stack {
    top: Option<Matrix>,
    /// Of glPushMatrix; None: it was not known then.
    below: Vec<Option<Matrix>>,
}

#[derive(Default)]
pub struct Matrices {
    /// The context has the fixed function.
    is_followed: bool,
    /// The program has called glMatrixMode since attributes may have been popped: Mesa goes on with the texture matrix of the unit that was
    /// active before.
    pub is_unit_sure: bool,
    /// By what [`of_mode`] and [`of_name`] say.
    stacks: [Stack; STACKS],
}

/// The stack of a mode that GL certainly has; a number that none has: one that is of no interest. None: which one is not known.
pub fn of_mode(mode: u32, unit: Option<usize>) -> Option<usize> {
    match mode {
        MODELVIEW => Some(0),
        PROJECTION => Some(1),
        TEXTURE => unit.map(|unit| 2 + unit),
        _ => Some(STACKS),
    }
}

/// The stack of a name of glGet's.
pub fn of_name(pname: u32, unit: Option<usize>) -> usize {
    of_mode(pname - MODELVIEW_MATRIX + MODELVIEW, unit).unwrap_or(STACKS)
}

impl Matrices {
    /// What a new context has.
    pub fn first(&mut self) {
        (self.is_followed, self.is_unit_sure) = (true, true);
        self.stacks.iter_mut().for_each(|stack| stack.top = Some(IDENTITY));
    }

    pub fn forget(&mut self) {
        self.is_unit_sure = false;
        if self.is_followed {
            self.stacks.iter_mut().for_each(Stack::forget);
        }
    }

    /// Of any unit.
    pub fn forget_textures(&mut self) {
        self.stacks[2..].iter_mut().for_each(Stack::forget);
    }

    #[inline]
    pub fn is_followed(&self) -> bool {
        self.is_followed
    }

    pub fn get(&self, stack: usize) -> Option<Matrix> {
        self.stacks.get(stack)?.top
    }

    pub fn load(&mut self, stack: usize, matrix: Matrix) {
        if let Some(stack) = self.stacks.get_mut(stack) {
            stack.top = Some(matrix);
        }
    }

    pub fn multiply(&mut self, stack: usize, by: impl FnOnce() -> Matrix) {
        if let Some(top) = self.stacks.get_mut(stack).and_then(|stack| stack.top.as_mut()) {
            *top = product(top, &by());
        }
    }

    pub fn push(&mut self, stack: usize) {
        let Some(stack) = self.stacks.get_mut(stack) else { return };
        if stack.below.len() < DEPTH {
            stack.below.push(stack.top);
        } else {
            stack.forget();
        }
    }

    pub fn pop(&mut self, stack: usize) {
        if let Some(stack) = self.stacks.get_mut(stack) {
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
    fn what_is_popped_is_what_was_pushed_and_not_known_where_that_was_not() {
        let mut all = Matrices::default();
        all.first();
        all.multiply(0, || translation(1.0, 0.0, 0.0));
        all.push(0);
        all.multiply(0, || translation(0.0, 2.0, 0.0));
        assert_eq!(all.get(0).map(|m| [m[12], m[13]]), Some([1.0, 2.0]));
        all.pop(0);
        assert_eq!(all.get(0).map(|m| [m[12], m[13]]), Some([1.0, 0.0]));
        assert_eq!(all.get(1), Some(IDENTITY));
        all.forget();
        all.push(0);
        all.load(0, IDENTITY);
        all.pop(0);
        assert_eq!(all.get(0), None);
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
