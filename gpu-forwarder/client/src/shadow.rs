// SPDX-License-Identifier: Apache-2.0
//! State of GL that the program has set through this library, so that asking for it need not wait. Only values that GL certainly has taken: where a
//! call may be refused or is not executed now (a display list, between glBegin and glEnd), the value is forgotten and the server is asked.

use crate::effects::Effects;
use crate::matrix::Matrices;
use crate::units::{self, Units, UNITS};

/// States with their glGet names. Those of texture units are elsewhere.
const NAMES: [u32; 15] = [
    0x0ba2, 0x0c10, 0x0b74, 0x0b72, 0x0b45, 0x0b46, 0x0b54, 0x80c9, 0x80c8, 0x80cb, 0x80ca, 0x0be1, 0x0be0, 0x0ba0, 0x84e0,
];
pub const VIEWPORT: usize = 0;
pub const SCISSOR: usize = 1;
pub const DEPTH_FUNC: usize = 2;
pub const DEPTH_MASK: usize = 3;
pub const CULL_FACE_MODE: usize = 4;
pub const FRONT_FACE: usize = 5;
pub const SHADE_MODEL: usize = 6;
/// Source and destination for colours, then for alpha, then by the names that they had first.
pub const BLEND: usize = 7;
pub const MATRIX_MODE: usize = 13;
pub const ACTIVE_TEXTURE: usize = 14;

/// What glEnable switches that is one switch for all texture units and draw buffers.
const SWITCHES: [u32; 47] = [
    0x0b10, 0x0b20, 0x0b24, 0x0b41, 0x0b42, 0x0b44, 0x0b50, 0x0b57, 0x0b60, 0x0b71, 0x0b90, 0x0ba1, 0x0bc0, 0x0bd0, 0x0be2, 0x0bf2, 0x0c11,
    0x2a01, 0x2a02, 0x3000, 0x3001, 0x3002, 0x3003, 0x3004, 0x3005, 0x4000, 0x4001, 0x4002, 0x4003, 0x4004, 0x4005, 0x4006, 0x4007, 0x8037,
    0x803a, 0x809d, 0x809e, 0x809f, 0x80a0, 0x8642, 0x8643, 0x864f, 0x884f, 0x8861, 0x8c89, 0x8db9, 0x8f9d,
];

pub const TEXTURE_BINDING_2D: u32 = 0x8069;

/// A display list's mode in which nothing is executed.
pub const COMPILE: u32 = 0x1300;

#[derive(Default)]
pub struct Shadow {
    /// A bit for each state: the value is GL's; and: GL has such a state.
    known: u32,
    exists: u32,
    values: [[i32; 4]; NAMES.len()],
    switch_known: u64,
    switch_exists: u64,
    switches: u64,
    units: Units,
    pub matrices: Matrices,
    /// The display list that is being made and its mode; 0: none is.
    pub list: (u32, u32),
    /// What it will do.
    pub making: Effects,
    /// glBegin.
    pub in_begin: bool,
    /// A list that was called since glBegin may have had the glEnd.
    may_be_over: bool,
}

fn place(pname: u32) -> Option<usize> {
    NAMES.iter().position(|name| *name == pname)
}

#[inline]
fn switch(cap: u32) -> Option<usize> {
    SWITCHES.binary_search(&cap).ok()
}

fn is_switch(cap: u32) -> bool {
    switch(cap).is_some() || units::switch(cap).is_some()
}

/// How many values a state has.
fn count(at: usize) -> usize {
    if at <= SCISSOR { 4 } else { 1 }
}

impl Shadow {
    /// What a new context has; whether the fixed function is there.
    pub fn first(&mut self, is_fixed: bool) {
        self.answered(0x84e0, &[0x84c0]);
        if is_fixed {
            self.answered(0x0ba0, &[0x1700]);
            self.matrices.first();
        }
    }

    /// Something was called that may have changed anything.
    #[inline]
    pub fn forget(&mut self) {
        self.forget_attributes();
        self.matrices.forget();
        self.may_be_over = self.in_begin;
    }

    /// What glPushAttrib keeps may be what it was then; matrices are not part of that.
    #[inline]
    pub fn forget_attributes(&mut self) {
        self.known = 0;
        self.switch_known = 0;
        self.units.forget();
        self.matrices.is_unit_sure = false;
    }

    /// A list was called that may have changed this.
    pub fn forget_some(&mut self, effects: &Effects) {
        self.known &= !effects.states;
        if let Some(mode) = effects.last_matrix_mode().filter(|_| self.is_live()) {
            self.values[MATRIX_MODE][0] = mode as i32;
            self.known |= 1 << MATRIX_MODE;
        }
        self.switch_known &= !effects.switches;
        if effects.units {
            self.units.forget();
        }
        if effects.matrices {
            self.matrices.forget();
        }
        self.may_be_over = self.in_begin;
    }

    /// glBegin, not for a list only.
    pub fn begin(&mut self) {
        self.in_begin = true;
        self.may_be_over = false;
    }

    /// Calls that set state do so now.
    #[inline]
    pub fn is_live(&self) -> bool {
        !self.in_list() && !self.in_begin
    }

    /// What is called goes into a list only.
    #[inline]
    pub fn in_list(&self) -> bool {
        self.list.1 == COMPILE
    }

    /// Between glBegin and glEnd, where most commands are errors; a list that is only compiled is not there.
    pub fn is_inside(&self) -> bool {
        self.in_begin && !self.in_list() && !self.may_be_over
    }

    /// The program sets a state; None: to something that GL may refuse.
    #[inline]
    pub fn set(&mut self, at: usize, value: Option<[i32; 4]>) {
        let bit = 1 << at;
        self.making.states |= bit;
        match value {
            Some(value) if self.is_live() => {
                self.values[at] = value;
                self.known |= bit;
            }
            _ => self.known &= !bit,
        }
    }

    /// The viewport that the program has set last, whether GL has taken it or not.
    pub fn viewport(&self) -> [i32; 4] {
        self.values[VIEWPORT]
    }

    /// The server's answer for a state.
    pub fn answered(&mut self, pname: u32, values: &[i32]) {
        if let ([value], true) = (values, is_switch(pname)) {
            return self.answered_switch(pname, *value != 0);
        }
        let Some(at) = place(pname).filter(|at| values.len() >= count(*at)) else { return };
        let n = count(at);
        self.values[at][..n].copy_from_slice(&values[..n]);
        self.known |= 1 << at;
        self.exists |= 1 << at;
    }

    /// A state's values, if they are known.
    #[inline]
    pub fn get(&self, pname: u32) -> Option<&[i32]> {
        let at = place(pname)?;
        (self.known & self.exists & 1 << at != 0).then(|| &self.values[at][..count(at)])
    }

    /// Whether the server's answer for this name belongs here, and nowhere else.
    pub fn has(pname: u32) -> bool {
        place(pname).is_some() || is_switch(pname) || pname == TEXTURE_BINDING_2D
    }

    /// Whether each texture unit has its own, so that the active one must be known.
    pub fn is_of_unit(pname: u32) -> bool {
        pname == TEXTURE_BINDING_2D || units::switch(pname).is_some()
    }

    /// glEnable and glDisable. False: of something that is not kept here.
    #[inline]
    pub fn turn(&mut self, cap: u32, on: bool) -> bool {
        let Some(at) = switch(cap) else { return self.turn_in_unit(cap, on) };
        let bit = 1u64 << at;
        self.making.switches |= bit;
        if self.is_live() && self.switch_exists & bit != 0 {
            self.switches = if on { self.switches | bit } else { self.switches & !bit };
            self.switch_known |= bit;
        } else {
            self.switch_known &= !bit;
        }
        true
    }

    fn turn_in_unit(&mut self, cap: u32, on: bool) -> bool {
        let Some(at) = units::switch(cap) else { return false };
        let (unit, on) = (self.unit(), Some(on).filter(|_| self.is_live()));
        self.making.units = true;
        self.units.turn(at, unit, on);
        true
    }

    #[inline]
    pub fn is_on(&self, cap: u32) -> Option<bool> {
        if let Some(at) = units::switch(cap) {
            return self.units.is_on(at, self.unit()?);
        }
        let bit = 1u64 << switch(cap)?;
        (self.switch_known & bit != 0).then_some(self.switches & bit != 0)
    }

    /// The server's answer for a switch that it knows.
    pub fn answered_switch(&mut self, cap: u32, on: bool) {
        if let (Some(at), Some(unit)) = (units::switch(cap), self.unit()) {
            self.units.answered_switch(at, unit, on);
        }
        if let Some(at) = switch(cap) {
            let bit = 1u64 << at;
            self.switch_exists |= bit;
            self.switch_known |= bit;
            self.switches = if on { self.switches | bit } else { self.switches & !bit };
        }
    }

    /// The active texture unit; None: it is not known.
    pub fn unit(&self) -> Option<usize> {
        let value = self.get(0x84e0)?.first()?;
        usize::try_from(value - 0x84c0).ok().filter(|unit| *unit < UNITS)
    }

    /// A two-dimensional texture is bound; None: perhaps not.
    #[inline]
    pub fn bind_texture(&mut self, name: Option<u32>) {
        let unit = self.unit();
        self.bind_texture_of(unit, name);
    }

    /// The same of a unit that need not be the active one; None: of any.
    #[inline]
    pub fn bind_texture_of(&mut self, unit: Option<usize>, name: Option<u32>) {
        let name = name.filter(|_| self.is_live());
        self.making.units = true;
        self.units.bind(unit, name);
    }

    pub fn texture_is_gone(&mut self, name: u32) {
        self.units.texture_is_gone(name);
    }

    #[inline]
    pub fn bound_texture(&self) -> Option<u32> {
        self.units.texture(self.unit()?)
    }

    /// The mode of the active unit's texture environment; None: perhaps another one.
    pub fn set_environment(&mut self, mode: Option<u32>) {
        let (unit, mode) = (self.unit(), mode.filter(|_| self.is_live()));
        self.making.units = true;
        self.units.set_environment(unit, mode);
    }

    /// The server's answer.
    pub fn answered_environment(&mut self, mode: u32) {
        if let Some(unit) = self.unit() {
            self.units.answered_environment(unit, mode);
        }
    }

    pub fn environment(&self) -> Option<u32> {
        self.units.environment(self.unit()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_switches_are_sorted_for_the_search() {
        assert!(SWITCHES.is_sorted());
    }

    #[test]
    fn a_state_is_known_from_the_servers_answer_on_and_follows_what_the_program_sets() {
        let mut shadow = Shadow::default();
        shadow.set(DEPTH_FUNC, Some([0x203, 0, 0, 0]));
        assert_eq!(shadow.get(0x0b74), None, "GL may have no such state");
        shadow.answered(0x0b74, &[0x201]);
        shadow.set(DEPTH_FUNC, Some([0x203, 0, 0, 0]));
        assert_eq!(shadow.get(0x0b74), Some(&[0x203][..]));
        shadow.set(DEPTH_FUNC, None);
        assert_eq!(shadow.get(0x0b74), None);
        shadow.answered(0x0ba2, &[1, 2, 3, 4]);
        assert_eq!(shadow.get(0x0ba2), Some(&[1, 2, 3, 4][..]));
        shadow.forget();
        assert_eq!(shadow.get(0x0ba2), None);
    }

    #[test]
    fn what_goes_into_a_list_is_not_known() {
        let mut shadow = Shadow::default();
        shadow.answered_switch(0x0be2, false);
        assert!(shadow.turn(0x0be2, true));
        assert_eq!(shadow.is_on(0x0be2), Some(true));
        shadow.list = (1, COMPILE);
        shadow.turn(0x0be2, false);
        assert_eq!(shadow.is_on(0x0be2), None);
        assert!(!shadow.turn(0x1234, true), "no such switch");
    }

    #[test]
    fn a_texture_environment_is_its_units_and_known_from_the_servers_answer_on() {
        let mut shadow = Shadow::default();
        shadow.answered(0x84e0, &[0x84c0]);
        shadow.set_environment(Some(0x2100));
        assert_eq!(shadow.environment(), None, "GL may have no such unit");
        shadow.answered_environment(0x2100);
        shadow.set_environment(Some(0x1e01));
        assert_eq!(shadow.environment(), Some(0x1e01));
        shadow.set(ACTIVE_TEXTURE, Some([0x84c1, 0, 0, 0]));
        assert_eq!(shadow.environment(), None, "another unit's");
        shadow.set(ACTIVE_TEXTURE, Some([0x84c0, 0, 0, 0]));
        shadow.list = (1, COMPILE);
        shadow.set_environment(Some(0x2101));
        shadow.list = (0, 0);
        assert_eq!(shadow.environment(), None, "it went into a list");
        shadow.answered_environment(0x1e01);
        shadow.set_environment(None);
        assert_eq!(shadow.environment(), None);
    }

    #[test]
    fn a_list_changes_what_it_was_made_of_and_nothing_else() {
        let mut shadow = Shadow::default();
        let ask = |shadow: &mut Shadow| {
            shadow.answered(0x84e0, &[0x84c0]);
            shadow.answered(0x0b74, &[0x201]);
            shadow.answered(0x0b46, &[0x901]);
            shadow.answered_switch(0x0be2, false);
            shadow.answered_switch(0x0b44, false);
            shadow.answered_switch(0x0de1, false);
        };
        shadow.list = (1, COMPILE);
        shadow.set(FRONT_FACE, Some([0x900, 0, 0, 0]));
        shadow.turn(0x0be2, true);
        let effects = std::mem::take(&mut shadow.making);
        shadow.list = (0, 0);
        ask(&mut shadow);
        shadow.forget_some(&effects);
        assert_eq!((shadow.get(0x0b46), shadow.is_on(0x0be2)), (None, None));
        assert_eq!((shadow.get(0x0b74), shadow.is_on(0x0b44), shadow.is_on(0x0de1)), (Some(&[0x201][..]), Some(false), Some(false)));
    }

    #[test]
    fn a_list_that_is_called_between_begin_and_end_may_have_the_end() {
        let mut shadow = Shadow::default();
        shadow.begin();
        assert!(shadow.is_inside());
        shadow.forget();
        assert!(!shadow.is_inside() && !shadow.is_live(), "nobody knows");
        shadow.begin();
        assert!(shadow.is_inside());
    }

    #[test]
    fn textures_are_bound_by_unit() {
        let mut shadow = Shadow::default();
        shadow.bind_texture(Some(3));
        assert_eq!(shadow.bound_texture(), None, "of which unit is not known");
        shadow.answered(0x84e0, &[0x84c1]);
        shadow.bind_texture(Some(3));
        assert_eq!(shadow.bound_texture(), Some(3));
        shadow.set(ACTIVE_TEXTURE, Some([0x84c0, 0, 0, 0]));
        assert_eq!(shadow.bound_texture(), None);
        shadow.bind_texture(Some(7));
        shadow.bind_texture_of(Some(1), Some(5));
        assert_eq!(shadow.bound_texture(), Some(7), "another unit's is another one");
        shadow.set(ACTIVE_TEXTURE, Some([0x84c1, 0, 0, 0]));
        assert_eq!(shadow.bound_texture(), Some(5));
        shadow.texture_is_gone(7);
        assert_eq!(shadow.bound_texture(), Some(5));
        shadow.texture_is_gone(5);
        assert_eq!(shadow.bound_texture(), None, "it is bound no more, if it was the texture of that name");
        shadow.bind_texture(Some(5));
        shadow.bind_texture_of(None, Some(6));
        assert_eq!(shadow.bound_texture(), None, "of which unit is not known");
    }
}
