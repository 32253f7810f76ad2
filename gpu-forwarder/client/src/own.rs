// SPDX-License-Identifier: Apache-2.0
//! The stream's own commands (STREAM.md): contexts, surfaces, frames, names.

use crate::damage::Rect;
use crate::stream::{Reply, Stream};

pub const CREATE_CONTEXT: u16 = 1;
const DESTROY_CONTEXT: u16 = 2;
pub const MAKE_CURRENT: u16 = 3;
pub const CREATE_SURFACE: u16 = 4;
const RESIZE_SURFACE: u16 = 5;
const DESTROY_SURFACE: u16 = 6;
const PRESENT: u16 = 7;
pub const READ_SURFACE: u16 = 8;
pub const NAME_RANGE: u16 = 9;
const CLIENT_ARRAYS: u16 = 10;
const UPDATE_BUFFER: u16 = 11;
pub const ANSWERS: u16 = 12;

/// What glGet says of each channel of an accumulation buffer.
const ACCUMULATION_BITS: u32 = 16;

/// Which numbers a surface accumulates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Accumulation {
    #[default]
    None,
    /// Those of the colours.
    Colors,
    /// Those of the light that they stand for, where the driver's surfaces are sRGB: Mesa does so in windows.
    Light,
}

impl Accumulation {
    pub fn bits(self) -> u32 {
        if self == Accumulation::None { 0 } else { ACCUMULATION_BITS }
    }
}

/// What a surface's pixels have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Config {
    pub red: u32,
    pub green: u32,
    pub blue: u32,
    pub alpha: u32,
    pub depth: u32,
    pub stencil: u32,
    pub samples: u32,
    pub accumulation: Accumulation,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Api {
    Compatibility,
    Core,
    Es1,
    Es2,
}

/// What a context is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    pub api: Api,
    pub major: u32,
    pub minor: u32,
    /// 1 debug, 2 forward compatible, 4 robust.
    pub flags: u32,
    pub config: Config,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Area {
    pub x: u32,
    pub y: u32,
    pub width: u32,
    pub height: u32,
}

impl Area {
    /// A part of a picture of that height, which is counted from its upper left corner; GL counts from the lower one.
    pub fn of(part: Rect, height: u32) -> Area {
        Area { x: part.x, y: height - part.y - part.height, width: part.width, height: part.height }
    }
}

/// A record of words and, behind them, a reference for the answer.
fn with_words(s: &mut Stream, opcode: u16, words: &[u32], reply: Option<Reply>) {
    let at = (4 + words.len() * 4).next_multiple_of(8);
    let record = s.record(opcode, at + if reply.is_some() { 8 } else { 0 }, &[]);
    record.words(4, words);
    if let Some(reply) = reply {
        record.reply(at, reply);
    }
}

pub fn create_context(s: &mut Stream, id: u32, share: u32, wanted: &Wanted, reply: Reply) {
    let c = &wanted.config;
    let what = [id, share, wanted.api as u32, wanted.major, wanted.minor, wanted.flags];
    let pixels = [c.red, c.green, c.blue, c.alpha, c.depth, c.stencil, c.samples, c.accumulation as u32];
    with_words(s, CREATE_CONTEXT, &[&what[..], &pixels[..]].concat(), Some(reply));
}

pub fn destroy_context(s: &mut Stream, id: u32) {
    with_words(s, DESTROY_CONTEXT, &[id], None);
}

/// Zero: no surface.
pub fn make_current(s: &mut Stream, draw: u32, read: u32, reply: Reply) {
    let id = s.id;
    with_words(s, MAKE_CURRENT, &[id, draw, read], Some(reply));
}

pub fn create_surface(s: &mut Stream, id: u32, [width, height]: [u32; 2], c: &Config, reply: Reply) {
    let pixels = [c.red, c.green, c.blue, c.alpha, c.depth, c.stencil, c.samples, c.accumulation as u32];
    with_words(s, CREATE_SURFACE, &[&[id, width, height][..], &pixels].concat(), Some(reply));
}

pub fn resize_surface(s: &mut Stream, id: u32, width: u32, height: u32) {
    with_words(s, RESIZE_SURFACE, &[id, width, height], None);
}

pub fn destroy_surface(s: &mut Stream, id: u32) {
    with_words(s, DESTROY_SURFACE, &[id], None);
}

/// The frame is done; the pixels of `area` go into the reply, the lowest row first.
pub fn present(s: &mut Stream, surface: u32, area: &Area, reply: Reply) {
    with_words(s, PRESENT, &[surface, area.x, area.y, area.width, area.height], Some(reply));
}

pub fn read_surface(s: &mut Stream, surface: u32, [format, kind]: [u32; 2], area: &Area, reply: Reply) {
    with_words(s, READ_SURFACE, &[surface, format, kind, area.x, area.y, area.width, area.height], Some(reply));
}

pub fn name_range(s: &mut Stream, kind: u32, count: u32, reply: Reply) {
    with_words(s, NAME_RANGE, &[kind, count], Some(reply));
}

/// New content of a part of a buffer, wherever it is bound. False: the slab has no room for it.
pub fn update_buffer(s: &mut Stream, buffer: u32, offset: usize, data: &[u8]) -> bool {
    let input = s.input_of(data);
    if input.is_null() {
        return false;
    }
    let mut record = s.record(UPDATE_BUFFER, 32, &[&input]);
    record.u32(4, buffer);
    record.u64(8, offset as u64);
    record.input(16, &input);
    true
}

/// All that is asked of a program, or a shader.
pub fn answers(s: &mut Stream, name: u32, is_shader: bool, reply: Reply) {
    with_words(s, ANSWERS, &[name, is_shader.into()], Some(reply));
}

/// One array of the program's memory, its used part copied into the slab.
#[derive(Clone, Copy, Debug, Default)]
pub struct ClientArray {
    pub slot: u32,
    pub size: u32,
    pub kind: u32,
    pub flags: u32,
    pub stride: u32,
    pub divisor: u32,
    pub offset: u32,
    pub bytes: u32,
}

/// The arrays for the next draw record: elements `first` to `first + count`.
pub fn client_arrays(s: &mut Stream, arrays: &[ClientArray], first: u32, count: u32) {
    let record = s.record_for_next(CLIENT_ARRAYS, 24 + arrays.len() * 32);
    record.words(4, &[arrays.len() as u32, first, count, 0, 0]);
    for (n, a) in arrays.iter().enumerate() {
        record.words(24 + n * 32, &[a.slot, a.size, a.kind, a.flags, a.stride, a.divisor, a.offset, a.bytes]);
    }
}
