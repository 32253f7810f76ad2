// SPDX-License-Identifier: Apache-2.0
//! Orbital's windows: opening, closing, focus, flags and tiling. Pointer, keys and write commands are in files of their own.

use crate::errno::{Errno, EBADF, ENOMEM};
use crate::event::{self, Event};
use crate::keys::Keyboard;
use crate::limits;
use crate::order::{Level, WindowOrder};
use crate::pointer::Pointer;
use crate::rect::Rect;
use crate::screen::Screen;
use crate::window::{Tile, Window, WindowId, SCALE_BASELINE};
use std::collections::BTreeMap;

/// Tries to find a free corner before a new window is put in the middle after all.
const CASCADE_ATTEMPTS: u32 = 1000;

pub struct Orbital {
    pub screen: Screen,
    pub windows: BTreeMap<WindowId, Window>,
    pub order: WindowOrder,
    pub pointer: Pointer,
    pub keyboard: Keyboard,
    pub clipboard: Vec<u8>,
    /// `/scheme/audio/volume`, which Super and the media keys change.
    pub volume: i32,
    /// What a client did that Orbital would have logged, or would have died of.
    pub faults: Vec<String>,
    scale: i32,
    factored_scale: u32,
    next: WindowId,
}

impl Orbital {
    pub fn new(displays: &[(u32, u32)]) -> Orbital {
        let screen = Screen::new(displays);
        Orbital {
            scale: screen.displays().iter().map(|d| d.scale).max().unwrap_or(1),
            factored_scale: screen.displays().iter().map(|d| d.factored_scale).max().unwrap_or(SCALE_BASELINE),
            screen,
            windows: BTreeMap::new(),
            order: WindowOrder::default(),
            pointer: Pointer::default(),
            keyboard: Keyboard::default(),
            clipboard: Vec::new(),
            volume: crate::audio::VOLUME,
            faults: Vec::new(),
            next: 1,
        }
    }

    pub fn fault(&mut self, words: String) {
        eprintln!("fake-orbital: {words}");
        if self.faults.len() < limits::FAULTS {
            self.faults.push(words);
        }
    }

    pub fn window(&mut self, id: WindowId) -> Result<&mut Window, Errno> {
        self.windows.get_mut(&id).ok_or(EBADF)
    }

    pub fn send(&mut self, id: WindowId, event: Event) {
        if self.windows.get_mut(&id).is_some_and(|window| !window.event(event)) {
            self.fault(format!("window {id} does not read its events"));
        }
    }

    /// Whatever happens to the window in `change`, where it was and where it is are painted again.
    pub fn change<T>(&mut self, id: WindowId, change: impl FnOnce(&mut Window, &Screen) -> T) -> Result<T, Errno> {
        let window = self.windows.get_mut(&id).ok_or(EBADF)?;
        let before = [window.title_rect(), window.rect()];
        let result = change(window, &self.screen);
        let after = [window.title_rect(), window.rect()];
        for rect in before.into_iter().chain(after) {
            self.screen.damage(rect);
        }
        Ok(result)
    }

    fn tell_focus(&mut self, focused: bool) {
        if let Some(id) = self.order.focused() {
            // The title changes its colour.
            let _ = self.change(id, |_, _| ());
            self.send(id, Event::new(event::FOCUS, i64::from(focused), 0));
        }
    }

    /// Quirk: the focused window is told that it loses the focus and, when nothing changes, that it gets it back.
    pub fn refocus(&mut self, reorder: impl FnOnce(&mut WindowOrder)) {
        self.tell_focus(false);
        reorder(&mut self.order);
        self.tell_focus(true);
    }

    /// `flags/x/y/width/height/title`, taken apart. Nobody can open a window without taking the focus, except in the background.
    pub fn open(&mut self, flags: &str, (x, y): (i32, i32), (mut w, mut h): (u32, u32), title: String) -> Result<WindowId, Errno> {
        let id = self.next;
        self.next += 1;
        let room = Screen::without_bar(&self.screen.first());
        if flags.contains('r') {
            w = w.min(room.w as u32);
            h = h.min(room.h as u32);
        }
        let mut window = Window::new((x, y), (w, h), self.scale).map_err(|_| ENOMEM)?;
        self.tell_focus(false);
        for flag in flags.chars() {
            if !window.set_flag(flag, true) {
                self.fault(format!("unknown window flag {flag:?}"));
            }
        }
        window.title = title;
        // Quirk: on a display whose chrome is not scaled nobody is told of the finer scale, and coordinates are not divided.
        let scalable = flags.contains('s') && self.scale > 1;
        if x < 0 && y < 0 {
            self.place(&mut window, &room, if scalable { self.scale } else { 1 });
        }
        self.screen.damage(window.title_rect());
        self.screen.damage(window.rect());
        self.order.add(id, window.level);
        if scalable {
            window.factored_scale = self.factored_scale;
            window.event(Event::at(event::SCALE, self.factored_scale as i32, SCALE_BASELINE as i32));
        }
        self.windows.insert(id, window);
        self.tell_focus(true);
        self.pointer_again();
        Ok(id)
    }

    /// In the middle, then steps to the right and down until no other title begins where this one does.
    fn place(&mut self, window: &mut Window, room: &Rect, scale: i32) {
        let title = window.title_rect().h;
        let middle = (((room.w - window.width() * scale) / 2).max(0), ((room.h - window.height() * scale) / 2).max(title));
        (window.x, window.y) = middle;
        let screen = self.screen.first();
        let mut attempts = 0;
        loop {
            let corner = window.cascade_rect();
            let taken = self
                .order
                .focus_order()
                .filter_map(|id| self.windows.get(&id))
                .any(|other| !other.hidden && other.level == window.level && !corner.intersection(&other.cascade_rect()).is_empty());
            if !taken {
                return;
            }
            window.x += corner.w;
            window.y += corner.h;
            if window.x + window.width() > screen.w {
                window.x = 0;
            }
            if window.y + window.height() > screen.h {
                window.y = title;
            }
            attempts += 1;
            if attempts > CASCADE_ATTEMPTS {
                (window.x, window.y) = middle;
                return;
            }
        }
    }

    /// Quirk: the focused window is told that it lost the focus and got it, whichever window closes.
    pub fn close(&mut self, id: WindowId) {
        self.note_stale(id);
        self.refocus(|order| order.remove(id));
        if let Some(window) = self.windows.remove(&id) {
            self.screen.damage(window.title_rect());
            self.screen.damage(window.rect());
        }
        self.pointer_again();
    }

    /// Someone wrote where his window's pixels no longer are.
    pub fn note_stale(&mut self, id: WindowId) {
        if let Some((_, written @ 1..)) = self.windows.get(&id).map(Window::stale) {
            self.fault(format!("window {id}: {written} freed mapping(s) were written to"));
        }
    }

    pub fn resize_window(&mut self, id: WindowId, w: Option<u32>, h: Option<u32>) -> Result<(), Errno> {
        let held = self.window(id)?.mappings.len();
        if held > 0 {
            self.fault(format!("window {id}: resized while {held} mapping(s) still held"));
        }
        self.change(id, |window, _| {
            let (w, h) = (w.unwrap_or(window.pixels.width()), h.unwrap_or(window.pixels.height()));
            window.set_size(w, h).map_err(|_| ENOMEM)
        })?
    }

    pub fn set_flag(&mut self, id: WindowId, flag: char, value: bool) -> Result<(), Errno> {
        if flag == 'm' || flag == 'M' {
            let window = self.window(id)?;
            // Quirk: told twice, a window forgets where it was before it was tiled.
            if value {
                window.restore = None;
            } else if window.restore.is_none() {
                return Ok(());
            }
            self.tile(id, if flag == 'M' { Tile::FullScreen } else { Tile::Maximised });
            return Ok(());
        }
        if !self.change(id, |window, _| window.set_flag(flag, value))? {
            self.fault(format!("unknown window flag {flag:?}"));
        }
        if flag == 's' && value {
            // Quirk: it is told the scale, but its pointer coordinates are not divided by it.
            self.send(id, Event::at(event::SCALE, self.factored_scale as i32, SCALE_BASELINE as i32));
        }
        Ok(())
    }

    /// Tiles, or takes back where it was. It moves at once; the size is only asked for.
    pub fn tile(&mut self, id: WindowId, tile: Tile) {
        let Ok(target) = self.change(id, |window, screen| {
            let target = match window.restore.take() {
                Some((before, _)) => before,
                None => {
                    window.restore = Some((window.rect(), tile));
                    tiled(window, screen, tile)
                }
            };
            (window.x, window.y) = (target.x, target.y);
            target
        }) else {
            return;
        };
        self.send(id, Event::at(event::MOVE, target.x, target.y));
        self.send(id, Event::at(event::RESIZE, target.w, target.h));
    }

    pub fn resize_display(&mut self, display: usize, width: u32, height: u32) {
        self.screen.resize(display, width, height);
        let first = self.screen.first();
        let ids: Vec<WindowId> = self.windows.keys().copied().collect();
        for &id in &ids {
            self.send(id, Event::at(event::SCREEN, first.w, first.h));
        }
        let (scale, factored) = (self.screen.displays()[0].scale, self.screen.displays()[0].factored_scale);
        if factored != self.factored_scale {
            (self.scale, self.factored_scale) = (scale, factored);
            for id in ids {
                if let Some(window) = self.windows.get_mut(&id).filter(|window| window.scalable) {
                    (window.scale, window.factored_scale) = (scale, factored);
                    self.send(id, Event::at(event::SCALE, factored as i32, SCALE_BASELINE as i32));
                }
            }
        }
    }

    pub fn restack(&mut self) {
        let windows = &self.windows;
        self.order.restack(|id| windows.get(&id).map_or(Level::Normal, |window| window.level));
    }

    pub fn redraw(&mut self) {
        self.restack();
        let focused = self.order.focused();
        let (order, windows) = (&self.order, &self.windows);
        let back_to_front = (0..order.len()).rev().filter_map(|at| {
            let id = order.front_to_back(at)?;
            Some((windows.get(&id)?, Some(id) == focused))
        });
        self.screen.paint(back_to_front);
    }

    /// `99.N`: width, height and the scale of the chrome, which is the same for all displays.
    pub fn display_path(&self, display: usize) -> String {
        let rect = self.screen.displays()[display].rect;
        format!("orbital:99.{display}/{}/{}/{}", rect.w, rect.h, self.scale)
    }
}

fn tiled(window: &Window, screen: &Screen, tile: Tile) -> Rect {
    let display = screen.of_window(&window.rect());
    let room = if tile == Tile::FullScreen { display } else { Screen::without_bar(&display) };
    let title = window.title_rect().h;
    let (left, top, w, h) = (room.x, room.y + title, room.w, room.h - title);
    match tile {
        Tile::LeftHalf => Rect::new(left, top, w / 2, h),
        Tile::RightHalf => Rect::new(left + w / 2, top, w / 2, h),
        Tile::TopHalf => Rect::new(left, top, w, h / 2),
        Tile::BottomHalf => Rect::new(left, top + h / 2, w, h / 2),
        Tile::Maximised | Tile::FullScreen => Rect::new(left, top, w, h),
    }
}
