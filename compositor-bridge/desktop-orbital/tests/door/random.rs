// SPDX-License-Identifier: Apache-2.0
//! What apps and people do in no order at all: `SEAMLESS_OPERATIONS=100000` is a long day, `SEAMLESS_SEED` another one.

use crate::stage::{stage, Stage};
use fake_orbital::peer::{popup, toplevel, FakeGuest, Picture};
use seamless_protocol::messages::WindowClosed;
use seamless_protocol::{Any, Rect};
use std::collections::BTreeMap;
use std::time::Duration;

const WINDOWS: usize = 24;

struct Day {
    random: u64,
    /// Windows by number: their sizes, and how many frames they had.
    windows: BTreeMap<u32, ((i32, i32), u32)>,
    next: u32,
}

fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(otherwise)
}

impl Day {
    fn below(&mut self, limit: i32) -> i32 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        (self.random % limit as u64) as i32
    }

    fn any_window(&mut self) -> Option<u32> {
        let at = self.below(self.windows.len().max(1) as i32) as usize;
        self.windows.keys().nth(at).copied()
    }

    fn paint(&mut self, guest: &mut FakeGuest, window: u32) {
        let colour = 0xff00_0000 | self.below(0xff_ffff) as u32;
        let Some((size, serial)) = self.windows.get_mut(&window) else { return };
        *serial += 1;
        Picture::new(window, *serial, *size, colour).say_to(guest).expect("said");
    }

    /// What the guest does.
    fn app(&mut self, guest: &mut FakeGuest) {
        match self.below(6) {
            0 | 1 if self.windows.len() < WINDOWS => {
                let size = (20 + self.below(300), 20 + self.below(200));
                let parent = self.any_window().filter(|_| self.random & 0x300 == 0);
                let window = self.next;
                self.next += 1;
                self.windows.insert(window, (size, 0));
                let state = match parent {
                    Some(parent) => popup(window, parent, Rect::new(5, 5, 10, 10), size.0, size.1),
                    None => toplevel(window, "Any", size.0, size.1),
                };
                guest.say(&state).expect("said");
                self.paint(guest, window);
            }
            2 => {
                if let Some(window) = self.any_window() {
                    self.close(guest, window);
                }
            }
            _ => {
                if let Some(window) = self.any_window() {
                    self.paint(guest, window);
                }
            }
        }
    }

    fn close(&mut self, guest: &mut FakeGuest, window: u32) {
        self.windows.remove(&window);
        guest.say(&WindowClosed { window }).expect("said");
    }

    /// What the person does; what cannot be done at the moment is not.
    fn person(&mut self, stage: &Stage) {
        let (x, y) = (self.below(1280), self.below(800));
        let window = 1 + self.below(self.next as i32);
        let line = match self.below(12) {
            0..=3 => format!("move {x} {y}"),
            4 => format!("button {}", self.below(8)),
            5 => "button 0".to_owned(),
            6 => format!("key {} tap", ["a", "ENTER", "TAB", "UP", "F5", "LEFT_SHIFT"][self.below(6) as usize]),
            7 => format!("scroll {} {}", self.below(3) - 1, self.below(3) - 1),
            8 => format!("drag-border {window} right {}", self.below(200) - 100),
            9 => format!("drag-title {window} {} {}", self.below(200) - 100, self.below(200) - 100),
            10 => format!("{} {window}", ["maximise", "close", "focus"][self.below(3) as usize]),
            _ => format!("clipboard set t {x}"),
        };
        let _ = stage.try_hand(&line);
    }

    /// Apps do as they are asked.
    fn answer(&mut self, guest: &mut FakeGuest) {
        for heard in guest.rest(Duration::ZERO).expect("the session lives") {
            match heard.message() {
                Any::CloseRequested(request) if self.windows.contains_key(&request.window) => self.close(guest, request.window),
                Any::Configure(configure) if configure.width > 0 && configure.height > 0 => {
                    if let Some((size, _)) = self.windows.get_mut(&configure.window) {
                        *size = (configure.width, configure.height);
                        self.paint(guest, configure.window);
                    }
                }
                _ => {}
            }
        }
    }
}

#[test]
fn after_any_day_nothing_is_left_open() {
    let mut stage = stage();
    let mut guest = stage.guest();
    stage.hand("wait windows 0");
    // The endpoint's own, by which it knows that Orbital runs.
    stage.hand("wait handles 1");
    let before = stage.descriptors();
    let mut day = Day { random: setting("SEAMLESS_SEED", 4), windows: BTreeMap::new(), next: 1 };
    for _ in 0..setting("SEAMLESS_OPERATIONS", 3000) {
        if day.below(2) == 0 {
            day.app(&mut guest);
        } else {
            day.person(&stage);
        }
        day.answer(&mut guest);
    }
    stage.hand("button 0");
    while let Some(window) = day.any_window() {
        day.close(&mut guest, window);
    }
    stage.hand("wait windows 0");
    stage.hand("wait handles 1");
    // The endpoint closes a window's connection before its event file.
    let closed = (0..100).any(|_| {
        guest.rest(Duration::from_millis(10)).expect("the session lives");
        stage.descriptors() == before
    });
    assert!(closed, "{} descriptors are open, and {before} were", stage.descriptors());
}
