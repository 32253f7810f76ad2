// SPDX-License-Identifier: Apache-2.0
//! The framebuffer configurations, which are the same for every display.

use super::{
    done, fail, pairs, with_display, EGLBoolean, EGLConfig, EGLDisplay, Platform, BAD_ATTRIBUTE, BAD_CONFIG, BAD_PARAMETER, NONE,
};
use crate::own::{Accumulation, Config};

const DONT_CARE: i32 = -1;
const RGB_BUFFER: i32 = 0x308e;
const PBUFFER_BIT: i32 = 1;
const WINDOW_BIT: i32 = 4;
/// OpenGL ES 2 and 3, OpenGL.
const RENDERABLE: i32 = 0x4 | 0x40 | 0x8;
/// What eglChooseConfig takes a program to mean that says nothing; those that say it mostly make contexts of OpenGL all the same.
const OPENGL_ES_1: i32 = 0x1;
/// The largest pbuffer.
const MAX_SIZE: i32 = 16384;

/// Colour sizes, and depth and stencil sizes of each.
const COLORS: [[u32; 4]; 2] = [[8, 8, 8, 8], [8, 8, 8, 0]];
const DEPTHS: [[u32; 2]; 4] = [[0, 0], [24, 8], [24, 0], [16, 0]];

/// No antialiasing, and what every driver has of it.
const SAMPLES: [u32; 2] = [0, 4];

pub const COUNT: usize = SAMPLES.len() * COLORS.len() * DEPTHS.len();

pub fn config(at: usize) -> Option<Config> {
    let samples = *SAMPLES.get(at / (DEPTHS.len() * COLORS.len()))?;
    let [red, green, blue, alpha] = COLORS[at / DEPTHS.len() % COLORS.len()];
    let [depth, stencil] = DEPTHS[at % DEPTHS.len()];
    Some(Config { red, green, blue, alpha, depth, stencil, samples, accumulation: Accumulation::None })
}

/// Handles of configs are their numbers from one on.
pub fn index(config: EGLConfig) -> Option<usize> {
    (config as usize).checked_sub(1).filter(|at| *at < COUNT)
}

/// A value of a config on a display; None: no such attribute.
pub fn value(at: usize, attribute: i32, platform: Platform, visual: u32) -> Option<i32> {
    let c = config(at)?;
    let number = |bits: u32| bits as i32;
    let is_x11 = platform == Platform::X11;
    Some(match attribute {
        0x3020 => number(c.red + c.green + c.blue + c.alpha),
        0x3021 => number(c.alpha),
        0x3022 => number(c.blue),
        0x3023 => number(c.green),
        0x3024 => number(c.red),
        0x3025 => number(c.depth),
        0x3026 => number(c.stencil),
        0x3027 => NONE,
        0x3028 => at as i32 + 1,
        0x302a | 0x302c => MAX_SIZE,
        0x302b => MAX_SIZE * MAX_SIZE,
        0x302d => is_x11.into(),
        0x302e => visual as i32,
        0x302f => if is_x11 { 4 } else { NONE },
        0x3033 => PBUFFER_BIT | if platform.has_windows() { WINDOW_BIT } else { 0 },
        0x3034 => NONE,
        0x3035..=0x3037 => 0,
        0x3031 => number(c.samples),
        0x3032 => (c.samples > 0).into(),
        0x3039 | 0x303a | 0x3029 | 0x303b | 0x303d | 0x303e => 0,
        0x303c => 1,
        0x303f => RGB_BUFFER,
        0x3040 | 0x3042 => RENDERABLE,
        _ => return None,
    })
}

/// Whether a config has what a list asks for.
fn fits(at: usize, wanted: &[(i32, i32)], platform: Platform, visual: u32) -> bool {
    wanted.iter().all(|(attribute, least)| {
        let Some(has) = value(at, *attribute, platform, visual) else { return true };
        match attribute {
            _ if *least == DONT_CARE => true,
            0x3033 | 0x3042 => has & least == *least,
            0x3040 => (has | OPENGL_ES_1) & least == *least,
            0x3020..=0x3026 | 0x3031 | 0x3032 | 0x303d | 0x303e => has >= *least,
            0x302a..=0x302c | 0x3041 => true,
            _ => has == *least,
        }
    })
}

/// What eglChooseConfig puts first: more of the colours that were asked for, then less of everything else.
fn order(at: usize, wanted: &[(i32, i32)]) -> [i32; 6] {
    let Some(c) = config(at) else { return [0; 6] };
    let asked = |attribute: i32| wanted.iter().any(|(name, least)| *name == attribute && *least > 0);
    let colors = [(0x3024, c.red), (0x3023, c.green), (0x3022, c.blue), (0x3021, c.alpha)];
    let bits: u32 = colors.iter().filter(|(attribute, _)| asked(*attribute)).map(|(_, bits)| bits).sum();
    let all = c.red + c.green + c.blue + c.alpha;
    [-(bits as i32), all as i32, c.samples as i32, c.depth as i32, c.stencil as i32, at as i32]
}

/// The numbers of the configs that fit, the best first. None: an attribute that does not exist.
fn choose(wanted: &[(i32, i32)], platform: Platform, visual: u32) -> Option<Vec<usize>> {
    if wanted.iter().any(|(attribute, _)| !(0x3020..=0x3042).contains(attribute)) {
        return None;
    }
    if let Some((_, id)) = wanted.iter().find(|(attribute, id)| *attribute == 0x3028 && *id != DONT_CARE) {
        return Some((0..COUNT).filter(|at| *at as i32 + 1 == *id).collect());
    }
    let mut wanted = wanted.to_vec();
    if !wanted.iter().any(|(attribute, _)| *attribute == 0x3033) {
        wanted.push((0x3033, WINDOW_BIT));
    }
    let mut found: Vec<usize> = (0..COUNT).filter(|at| fits(*at, &wanted, platform, visual)).collect();
    found.sort_by_key(|at| order(*at, &wanted));
    Some(found)
}

unsafe fn give(found: &[usize], configs: *mut EGLConfig, size: i32, count: *mut i32) -> EGLBoolean {
    if count.is_null() {
        return fail(BAD_PARAMETER, 0);
    }
    let most = if configs.is_null() { found.len() } else { found.len().min(size.max(0) as usize) };
    for (n, at) in found.iter().take(most).enumerate().filter(|_| !configs.is_null()) {
        configs.add(n).write((at + 1) as EGLConfig);
    }
    *count = most as i32;
    done(1)
}

#[no_mangle]
pub unsafe extern "C" fn eglGetConfigs(display: EGLDisplay, configs: *mut EGLConfig, size: i32, count: *mut i32) -> EGLBoolean {
    match with_display(display, |_| Ok(())) {
        Ok(()) => give(&(0..COUNT).collect::<Vec<_>>(), configs, size, count),
        Err(error) => fail(error, 0),
    }
}

#[no_mangle]
pub unsafe extern "C" fn eglChooseConfig(display: EGLDisplay, attribs: *const i32, configs: *mut EGLConfig, size: i32, count: *mut i32) -> EGLBoolean {
    let wanted = pairs(attribs);
    match with_display(display, |one| choose(&wanted, one.platform, one.visual).ok_or(BAD_ATTRIBUTE)) {
        Ok(found) => give(&found, configs, size, count),
        Err(error) => fail(error, 0),
    }
}

#[no_mangle]
pub unsafe extern "C" fn eglGetConfigAttrib(display: EGLDisplay, config: EGLConfig, attribute: i32, into: *mut i32) -> EGLBoolean {
    let found = with_display(display, |one| {
        let at = index(config).ok_or(BAD_CONFIG)?;
        value(at, attribute, one.platform, one.visual).ok_or(BAD_ATTRIBUTE)
    });
    match found {
        Ok(found) if !into.is_null() => {
            *into = found;
            done(1)
        }
        Ok(_) => fail(BAD_PARAMETER, 0),
        Err(error) => fail(error, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_config_that_has_enough_comes_first() {
        let found = choose(&[(0x3024, 1), (0x3023, 1), (0x3022, 1), (0x3025, 1)], Platform::X11, 33).expect("known attributes");
        let first = config(found[0]).expect("a config");
        assert_eq!((first.alpha, first.depth, first.stencil, first.samples), (0, 16, 0, 0));
        let found = choose(&[(0x3040, 1), (0x3021, 8), (0x3026, 8)], Platform::X11, 33).expect("known attributes");
        assert_eq!(found.len(), SAMPLES.len());
    }

    #[test]
    fn without_a_window_system_there_are_no_windows() {
        assert_eq!(choose(&[], Platform::Surfaceless, 0), Some(Vec::new()));
        assert_eq!(choose(&[(0x3033, PBUFFER_BIT)], Platform::Surfaceless, 0).map(|found| found.len()), Some(COUNT));
        assert_eq!(choose(&[(0x9999, 1)], Platform::Surfaceless, 0), None);
    }
}
