// SPDX-License-Identifier: Apache-2.0

use crate::event::{self, Event};
use crate::limits;
use crate::order::Level;
use crate::pixels::Pixels;
use crate::rect::Rect;
use std::collections::{HashMap, VecDeque};
use std::io;
use std::sync::Arc;

pub type WindowId = usize;

pub const SCALE_BASELINE: u32 = 160;
const TITLE_HEIGHT: i32 = 28;
const BORDER_WIDTH: i32 = 8;
const BUTTON_WIDTH: i32 = 18;
const CASCADE: i32 = 32;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tile {
    LeftHalf,
    TopHalf,
    RightHalf,
    BottomHalf,
    Maximised,
    FullScreen,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    Left,
    Right,
    Bottom,
}

pub struct Window {
    pub x: i32,
    pub y: i32,
    /// Of title and borders: a whole number.
    pub scale: i32,
    pub factored_scale: u32,
    pub title: String,
    pub asynchronous: bool,
    pub borderless: bool,
    pub hidden: bool,
    pub resizable: bool,
    pub scalable: bool,
    pub transparent: bool,
    pub unclosable: bool,
    pub level: Level,
    /// Where it was before it was tiled.
    pub restore: Option<(Rect, Tile)>,
    pub pixels: Arc<Pixels>,
    pub events: VecDeque<Event>,
    /// How often its program said that pixels are new.
    pub updates: u64,
    pub notified: bool,
    pub mouse_cursor: bool,
    /// Stored; nothing looks at it.
    pub mouse_grab: bool,
    pub mouse_relative: bool,
    /// Mappings that clients hold, by their numbers.
    pub mappings: HashMap<u32, Arc<Pixels>>,
}

impl Window {
    pub fn new((x, y): (i32, i32), (w, h): (u32, u32), scale: i32) -> io::Result<Window> {
        Ok(Window {
            x,
            y,
            scale,
            factored_scale: SCALE_BASELINE,
            title: String::new(),
            asynchronous: false,
            borderless: false,
            hidden: false,
            resizable: false,
            scalable: false,
            transparent: false,
            unclosable: false,
            level: Level::Normal,
            restore: None,
            pixels: Arc::new(Pixels::new(w, h)?),
            events: VecDeque::new(),
            updates: 0,
            notified: false,
            mouse_cursor: true,
            mouse_grab: false,
            mouse_relative: false,
            mappings: HashMap::new(),
        })
    }

    pub fn width(&self) -> i32 {
        self.pixels.width() as i32
    }

    pub fn height(&self) -> i32 {
        self.pixels.height() as i32
    }

    /// The content. A hidden window is there, without a size.
    pub fn rect(&self) -> Rect {
        if self.hidden {
            Rect::new(self.x, self.y, 0, 0)
        } else {
            Rect::new(self.x, self.y, self.width(), self.height())
        }
    }

    /// Above the content.
    pub fn title_rect(&self) -> Rect {
        if self.borderless || self.hidden {
            return Rect::new(self.x, self.y, 0, 0);
        }
        let height = TITLE_HEIGHT * self.scale;
        Rect::new(self.x, self.y.saturating_sub(height), self.width(), height)
    }

    pub fn cascade_rect(&self) -> Rect {
        let title = self.title_rect();
        Rect::new(title.x, title.y, CASCADE, CASCADE)
    }

    /// What can be grabbed to resize, outside the content and invisible.
    pub fn border_rect(&self, edge: Edge) -> Rect {
        if !self.resizable {
            return Rect::default();
        }
        let (content, width) = (self.rect(), BORDER_WIDTH * self.scale);
        match edge {
            Edge::Left => Rect::new(content.x.saturating_sub(width), content.y, width, content.h),
            Edge::Right => Rect::new(content.right(), content.y, width, content.h),
            Edge::Bottom => Rect::new(content.x, content.bottom(), content.w, width),
        }
    }

    pub fn border_at(&self, x: i32, y: i32) -> (bool, bool, bool) {
        let at = |edge| self.border_rect(edge).contains(x, y);
        (at(Edge::Left), at(Edge::Right), at(Edge::Bottom))
    }

    pub fn maximise_rect(&self) -> Rect {
        self.button_rect(2)
    }

    pub fn close_rect(&self) -> Rect {
        self.button_rect(1)
    }

    /// The `nth` button of the title from the right, without its right and bottom edge.
    fn button_rect(&self, nth: i32) -> Rect {
        if self.borderless {
            return Rect::default();
        }
        let from = (self.width() - BUTTON_WIDTH * nth * self.scale).max(6 * self.scale);
        let to = (self.width() - BUTTON_WIDTH * (nth - 1) * self.scale).max(0);
        Rect::new(self.x.saturating_add(from), self.y.saturating_sub(TITLE_HEIGHT * self.scale), to - from, TITLE_HEIGHT * self.scale)
    }

    /// `false`: no such flag. Orbital logs that and goes on.
    pub fn set_flag(&mut self, flag: char, value: bool) -> bool {
        match flag {
            'a' => self.asynchronous = value,
            'b' => self.level = if value { Level::Back } else { Level::Normal },
            'f' => self.level = if value { Level::Front } else { Level::Normal },
            'h' => self.hidden = value,
            'l' => self.borderless = value,
            'r' => self.resizable = value,
            's' => self.scalable = value,
            't' => self.transparent = value,
            'u' => self.unclosable = value,
            _ => return false,
        }
        true
    }

    /// What fpath says: `s` is never in it, `m` whenever the window is tiled in any way.
    pub fn path(&self) -> String {
        let tiled = self.restore.map(|(_, tile)| tile);
        let flags: String = [
            ('a', self.asynchronous),
            ('l', self.borderless),
            ('h', self.hidden),
            ('m', tiled.is_some()),
            ('M', tiled == Some(Tile::FullScreen)),
            ('r', self.resizable),
            ('t', self.transparent),
            ('u', self.unclosable),
            ('b', self.level == Level::Back),
            ('f', self.level == Level::Front),
        ]
        .into_iter()
        .filter_map(|(letter, set)| set.then_some(letter))
        .collect();
        format!("{flags}/{}/{}/{}/{}/{}", self.x, self.y, self.width(), self.height(), self.title)
    }

    /// Puts an event behind the others; some replace or add to the last one, if that is of their kind. `false`: it is lost,
    /// because nobody reads.
    pub fn event(&mut self, event: Event) -> bool {
        if let Some(last) = self.events.back_mut().filter(|last| last.code == event.code) {
            match event.code {
                event::MOUSE | event::MOVE | event::RESIZE | event::SCREEN | event::SCALE => {
                    *last = event;
                    return true;
                }
                event::MOUSE_RELATIVE | event::SCROLL => {
                    last.a += event.a;
                    last.b += event.b;
                    return true;
                }
                _ => {}
            }
        }
        if self.events.len() == limits::QUEUED_EVENTS {
            return false;
        }
        self.events.push_back(event);
        true
    }

    /// As many records as fit.
    pub fn read(&mut self, len: usize) -> Vec<u8> {
        let count = (len / event::EVENT_BYTES).min(self.events.len());
        self.events.drain(..count).flat_map(Event::to_bytes).collect()
    }

    /// New memory with what the old showed. The old is gone for those who still have it mapped: it is filled with a pattern, so
    /// that reading it shows and writing it is found out.
    pub fn set_size(&mut self, w: u32, h: u32) -> io::Result<()> {
        let new = Pixels::new(w, h)?;
        let old = std::mem::replace(&mut self.pixels, Arc::new(new));
        self.pixels.copy_from(&old);
        if !self.mappings.is_empty() {
            old.poison();
        }
        Ok(())
    }

    /// Mappings of memory that is freed, and how many of them were written since.
    pub fn stale(&self) -> (usize, usize) {
        let stale = self.mappings.values().filter(|pixels| !Arc::ptr_eq(pixels, &self.pixels));
        stale.fold((0, 0), |(count, written), pixels| (count + 1, written + usize::from(!pixels.is_poisoned())))
    }
}
