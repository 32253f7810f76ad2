// SPDX-License-Identifier: Apache-2.0
//! GLX's framebuffer configurations, and the two visuals that stand for them in GLX 1.2: one with two buffers and one with one.

use super::servers::Server;
use super::{Display, GLXFBConfig};
use crate::own::{Accumulation, Config};
use crate::types::c_void;
use std::ptr::null_mut;
use std::sync::Mutex;

const DONT_CARE: i32 = -1;
const NONE: i32 = 0x8000;
const BAD_ATTRIBUTE: i32 = 2;
const NO_EXTENSION: i32 = 3;
const BAD_VISUAL: i32 = 4;
const MAX_SIZE: i32 = 16384;

const USE_GL: i32 = 1;
const RGBA: i32 = 4;
const DOUBLEBUFFER: i32 = 5;
const STEREO: i32 = 6;

const ALPHAS: [u32; 2] = [8, 0];
const DEPTHS: [[u32; 2]; 4] = [[24, 8], [24, 0], [16, 0], [0, 0]];
/// No antialiasing, and what every driver has of it.
const SAMPLES: [u32; 2] = [0, 4];
const COUNT: usize = 2 * SAMPLES.len() * ALPHAS.len() * DEPTHS.len();

/// What a config's pixels have, and whether windows have a second buffer.
pub fn config(at: usize) -> Option<(Config, bool)> {
    let [depth, stencil] = DEPTHS[at % DEPTHS.len()];
    let alpha = ALPHAS[at / DEPTHS.len() % ALPHAS.len()];
    let samples = SAMPLES[at / (DEPTHS.len() * ALPHAS.len()) % SAMPLES.len()];
    let is_double = at < COUNT / 2;
    // As in Mesa's; memory is taken for it when the program accumulates first.
    let accumulation = if samples == 0 { Accumulation::Light } else { Accumulation::None };
    (at < COUNT).then_some((Config { red: 8, green: 8, blue: 8, alpha, depth, stencil, samples, accumulation }, is_double))
}

/// Handles of configs are their numbers from one on.
pub fn index(config: GLXFBConfig) -> Option<usize> {
    (config as usize).checked_sub(1).filter(|at| *at < COUNT)
}

/// The two visuals of an X server, found once: for windows with two buffers, and with one.
fn visuals(display: Display) -> [u32; 2] {
    static KNOWN: Mutex<Vec<(Server, [u32; 2])>> = Mutex::new(Vec::new());
    let server = Server::of(display);
    let mut known = KNOWN.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    if let Some((_, visuals)) = known.iter().find(|(one, _)| *one == server) {
        return *visuals;
    }
    let root = crate::sys::xcb::X::open(crate::sys::x_display_name(display).as_deref()).map_or(0, |x| x.screen.root_visual);
    let all = crate::sys::x_visuals(display, 0);
    let first = if all.contains(&root) { root } else { all.first().copied().unwrap_or(0) };
    let second = all.iter().copied().find(|id| *id != first).unwrap_or(first);
    known.push((server, [first, second]));
    [first, second]
}

/// The config that a visual stands for.
pub fn of_visual(display: Display, visual: u32) -> usize {
    let [double, single] = visuals(display);
    if visual == single && single != double { COUNT / 2 } else { 0 }
}

fn value(at: usize, attribute: i32, display: Display) -> Option<i32> {
    let (c, is_double) = config(at)?;
    let number = |bits: u32| bits as i32;
    Some(match attribute {
        USE_GL | RGBA | 0x8012 => 1,
        2 => number(c.red + c.green + c.blue + c.alpha),
        DOUBLEBUFFER => is_double.into(),
        8 => number(c.red),
        9 => number(c.green),
        10 => number(c.blue),
        11 => number(c.alpha),
        12 => number(c.depth),
        13 => number(c.stencil),
        14..=16 => number(c.accumulation.bits()),
        17 => number(if c.alpha > 0 { c.accumulation.bits() } else { 0 }),
        100_000 => (c.samples > 0).into(),
        100_001 => number(c.samples),
        3 | STEREO | 7 | 0x8020 | 0x20b2 | 0x800c | 0x8019 | 0x801a => 0,
        0x20 | 0x23 => NONE,
        0x22 => 0x8002,
        0x24..=0x28 => 0,
        0x800b => visuals(display)[usize::from(!is_double)] as i32,
        0x8010 => 1 | 4,
        0x8011 => 1,
        0x8013 => at as i32 + 1,
        0x8016 | 0x8017 => MAX_SIZE,
        0x8018 => MAX_SIZE * MAX_SIZE,
        0x20d0..=0x20d4 => 0,
        _ => return None,
    })
}

fn fits(at: usize, wanted: &[(i32, i32)], display: Display) -> bool {
    wanted.iter().all(|(attribute, least)| {
        let Some(has) = value(at, *attribute, display) else { return *least == DONT_CARE || *least == 0 };
        match *attribute {
            _ if *least == DONT_CARE => true,
            0x8010 | 0x8011 => has & least == *least,
            2 | 7..=17 | 100_000 | 100_001 => has >= *least,
            0x8016..=0x8018 => true,
            _ => has == *least,
        }
    })
}

/// What glXChooseFBConfig puts first.
fn order(at: usize, wanted: &[(i32, i32)]) -> [i32; 7] {
    let Some((c, is_double)) = config(at) else { return [0; 7] };
    let asked = |attribute: i32| wanted.iter().any(|(name, least)| *name == attribute && *least > 0);
    let colors = [(8, c.red), (9, c.green), (10, c.blue), (11, c.alpha)];
    let bits: u32 = colors.iter().filter(|(attribute, _)| asked(*attribute)).map(|(_, bits)| bits).sum();
    let all = c.red + c.green + c.blue + c.alpha;
    [-(bits as i32), all as i32, is_double.into(), c.samples as i32, -(c.depth as i32), c.stencil as i32, at as i32]
}

fn choose(wanted: &[(i32, i32)], display: Display) -> Vec<usize> {
    if let Some((_, id)) = wanted.iter().find(|(attribute, id)| *attribute == 0x8013 && *id != DONT_CARE) {
        return (0..COUNT).filter(|at| *at as i32 + 1 == *id).collect();
    }
    let mut found: Vec<usize> = (0..COUNT).filter(|at| fits(*at, wanted, display)).collect();
    found.sort_by_key(|at| order(*at, wanted));
    found
}

unsafe fn give(found: &[usize], count: *mut i32) -> *mut GLXFBConfig {
    if !count.is_null() {
        *count = found.len() as i32;
    }
    if found.is_empty() {
        return null_mut();
    }
    crate::sys::x_list(&found.iter().map(|at| at + 1).collect::<Vec<_>>()).cast()
}

#[no_mangle]
pub unsafe extern "C" fn glXGetFBConfigs(_display: Display, _screen: i32, count: *mut i32) -> *mut GLXFBConfig {
    give(&(0..COUNT).collect::<Vec<_>>(), count)
}

#[no_mangle]
pub unsafe extern "C" fn glXChooseFBConfig(display: Display, _screen: i32, attribs: *const i32, count: *mut i32) -> *mut GLXFBConfig {
    give(&choose(&crate::sys::pairs(attribs, 0), display), count)
}

#[no_mangle]
pub unsafe extern "C" fn glXGetFBConfigAttrib(display: Display, config: GLXFBConfig, attribute: i32, into: *mut i32) -> i32 {
    match index(config).and_then(|at| value(at, attribute, display)) {
        Some(found) => {
            *into = found;
            0
        }
        None => BAD_ATTRIBUTE,
    }
}

#[no_mangle]
pub extern "C" fn glXGetVisualFromFBConfig(display: Display, config: GLXFBConfig) -> *mut c_void {
    match index(config).and_then(|at| value(at, 0x800b, display)) {
        Some(id) => crate::sys::x_visual_info(display, id as u32),
        None => null_mut(),
    }
}

/// GLX 1.2's list, in which some attributes have no value, as pairs.
fn visual_pairs(attribs: *const i32) -> Vec<(i32, i32)> {
    let mut pairs = crate::sys::pairs_and_flags(attribs, 0, &[USE_GL, RGBA, DOUBLEBUFFER, STEREO]);
    if !pairs.iter().any(|(attribute, _)| *attribute == DOUBLEBUFFER) {
        pairs.push((DOUBLEBUFFER, 0));
    }
    pairs
}

#[no_mangle]
pub extern "C" fn glXChooseVisual(display: Display, _screen: i32, attribs: *const i32) -> *mut c_void {
    match choose(&visual_pairs(attribs), display).first() {
        Some(at) => glXGetVisualFromFBConfig(display, (at + 1) as GLXFBConfig),
        None => null_mut(),
    }
}

#[no_mangle]
pub unsafe extern "C" fn glXGetConfig(display: Display, visual: *const c_void, attribute: i32, into: *mut i32) -> i32 {
    let id = crate::sys::x_visual_id(visual);
    if id == 0 {
        return BAD_VISUAL;
    }
    if attribute == USE_GL {
        *into = visuals(display).contains(&id).into();
        return 0;
    }
    if !visuals(display).contains(&id) {
        return NO_EXTENSION;
    }
    match value(of_visual(display, id), attribute, display) {
        Some(found) => {
            *into = found;
            0
        }
        None => BAD_ATTRIBUTE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_old_programs_have_flags_without_values() {
        let pairs = visual_pairs([RGBA, 11, 0, DOUBLEBUFFER, 12, 1, 0].as_ptr());
        assert_eq!(pairs, [(RGBA, 1), (11, 0), (DOUBLEBUFFER, 1), (12, 1)]);
        assert_eq!(visual_pairs([RGBA, 0].as_ptr()).last(), Some(&(DOUBLEBUFFER, 0)));
    }

    #[test]
    fn the_deepest_config_with_two_buffers_is_what_a_window_gets() {
        let found = choose(&[(8, 1), (9, 1), (10, 1), (12, 1), (DOUBLEBUFFER, 1)], null_mut());
        let (first, is_double) = config(found[0]).expect("a config");
        assert_eq!((first.alpha, first.depth, first.stencil, is_double), (0, 24, 0, true));
        assert_eq!(config(choose(&[(100_001, 2)], null_mut())[0]).map(|(config, _)| config.samples), Some(4));
        assert!(choose(&[(100_001, 8)], null_mut()).is_empty());
    }
}
