// SPDX-License-Identifier: Apache-2.0
//! What of each texture unit the client follows, beside its matrix (`shadow`).

/// Units that are followed.
pub const UNITS: usize = 32;

/// What glEnable switches in the active unit alone: generated coordinates and the targets of textures.
const SWITCHES: [u32; 9] = [0x0c60, 0x0c61, 0x0c62, 0x0c63, 0x0de0, 0x0de1, 0x806f, 0x84f5, 0x8513];
const TEXTURE: usize = SWITCHES.len();
const ENVIRONMENT: usize = TEXTURE + 1;
const KINDS: usize = ENVIRONMENT + 1;

#[derive(Default)]
pub struct Units {
    /// Of each kind a bit for each unit: the value is GL's; and: GL has such a state.
    known: [u32; KINDS],
    exists: [u32; KINDS],
    switches: [u32; SWITCHES.len()],
    /// Two-dimensional textures, and modes of texture environments.
    textures: [u32; UNITS],
    environments: [u32; UNITS],
}

#[inline]
pub fn switch(cap: u32) -> Option<usize> {
    SWITCHES.binary_search(&cap).ok()
}

impl Units {
    #[inline]
    pub fn forget(&mut self) {
        self.known = [0; KINDS];
    }

    fn is_known(&self, kind: usize, unit: usize) -> bool {
        self.known[kind] & 1 << unit != 0
    }

    /// A unit's state of a kind is not what it was; no unit: any one's.
    fn forget_one(&mut self, kind: usize, unit: Option<usize>) {
        self.known[kind] &= unit.map_or(0, |unit| !(1 << unit));
    }

    pub fn turn(&mut self, at: usize, unit: Option<usize>, on: Option<bool>) {
        self.forget_one(at, unit);
        if let (Some(unit), Some(on)) = (unit, on) {
            self.switches[at] = self.switches[at] & !(1 << unit) | u32::from(on) << unit;
            self.known[at] |= self.exists[at] & 1 << unit;
        }
    }

    pub fn answered_switch(&mut self, at: usize, unit: usize, on: bool) {
        self.exists[at] |= 1 << unit;
        self.turn(at, Some(unit), Some(on));
    }

    pub fn is_on(&self, at: usize, unit: usize) -> Option<bool> {
        self.is_known(at, unit).then_some(self.switches[at] & 1 << unit != 0)
    }

    /// None: another texture, perhaps.
    pub fn bind(&mut self, unit: Option<usize>, name: Option<u32>) {
        let unit = unit.filter(|unit| *unit < UNITS);
        self.forget_one(TEXTURE, unit);
        if let (Some(unit), Some(name)) = (unit, name) {
            self.textures[unit] = name;
            self.known[TEXTURE] |= 1 << unit;
        }
    }

    /// A texture is deleted: where it was bound, another is now.
    pub fn texture_is_gone(&mut self, name: u32) {
        for unit in 0..UNITS {
            if self.textures[unit] == name {
                self.known[TEXTURE] &= !(1 << unit);
            }
        }
    }

    pub fn texture(&self, unit: usize) -> Option<u32> {
        self.is_known(TEXTURE, unit).then(|| self.textures[unit])
    }

    /// None: another mode, perhaps.
    pub fn set_environment(&mut self, unit: Option<usize>, mode: Option<u32>) {
        self.forget_one(ENVIRONMENT, unit);
        if let (Some(unit), Some(mode)) = (unit, mode) {
            self.environments[unit] = mode;
            self.known[ENVIRONMENT] |= self.exists[ENVIRONMENT] & 1 << unit;
        }
    }

    pub fn answered_environment(&mut self, unit: usize, mode: u32) {
        self.exists[ENVIRONMENT] |= 1 << unit;
        self.set_environment(Some(unit), Some(mode));
    }

    pub fn environment(&self, unit: usize) -> Option<u32> {
        self.is_known(ENVIRONMENT, unit).then(|| self.environments[unit])
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
    fn a_switch_is_its_units_and_known_from_the_servers_answer_on() {
        let mut units = Units::default();
        let at = switch(0x0de1).expect("a switch of units");
        units.turn(at, Some(0), Some(true));
        assert_eq!(units.is_on(at, 0), None, "GL may have no such switch");
        units.answered_switch(at, 0, false);
        units.turn(at, Some(0), Some(true));
        assert_eq!((units.is_on(at, 0), units.is_on(at, 1)), (Some(true), None));
        units.answered_switch(at, 1, true);
        units.turn(at, Some(1), Some(false));
        assert_eq!((units.is_on(at, 0), units.is_on(at, 1)), (Some(true), Some(false)));
        units.turn(at, None, Some(false));
        assert_eq!((units.is_on(at, 0), units.is_on(at, 1)), (None, None), "of which unit is not known");
    }
}
