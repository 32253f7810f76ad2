// SPDX-License-Identifier: Apache-2.0
//! What apps, people and machines do in no order at all: windows, menus, focus, clipboard, connections that end, guests that come and
//! go, an endpoint that dies. `SEAMLESS_OPERATIONS=100000` is a long day (minutes, not seconds), `SEAMLESS_SEED` another one.

use crate::stage::{stage, Stage};
use fake_orbital::peer::{popup, toplevel, FakeGuest, Picture};
use seamless_protocol::messages::*;
use seamless_protocol::{Any, Rect};
use std::collections::BTreeMap;
use std::time::Duration;

const WINDOWS: usize = 24;
const NAMES: [&str; 2] = ["demo", "work"];

/// A window of a guest's: its size, how many frames it had, and what it hangs on.
struct Window {
    size: (i32, i32),
    serial: u32,
    parent: Option<u32>,
}

/// A guest: while it is away it has no line, and its windows are to come back.
#[derive(Default)]
struct Life {
    line: Option<FakeGuest>,
    windows: BTreeMap<u32, Window>,
    next: u32,
    offers: u32,
}

struct Day {
    random: u64,
    lives: [Life; 2],
}

fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(otherwise)
}

impl Life {
    fn say_window(&mut self, window: u32) {
        let Window { size, parent, .. } = self.windows[&window];
        let state = match parent {
            Some(parent) => popup(window, parent, Rect::new(5, 5, 10, 10), size.0, size.1),
            None => toplevel(window, "Any", size.0, size.1),
        };
        self.say(&state);
    }

    fn say<'m>(&mut self, message: &impl seamless_protocol::Message<'m>) {
        if let Some(line) = &mut self.line {
            line.say(message).expect("said");
        }
    }

    fn paint(&mut self, window: u32, colour: u32) {
        let (Some(line), Some(Window { size, serial, .. })) = (&mut self.line, self.windows.get_mut(&window)) else { return };
        *serial += 1;
        Picture::new(window, *serial, *size, colour).say_to(line).expect("said");
    }

    /// What hangs on it goes first, as a guest does it.
    fn close(&mut self, window: u32) {
        let hanging: Vec<u32> = self.windows.iter().filter(|(_, of)| of.parent == Some(window)).map(|(key, _)| *key).collect();
        hanging.into_iter().for_each(|popup| self.close(popup));
        self.windows.remove(&window);
        self.say(&WindowClosed { window });
    }

    /// After a new session: everything again.
    fn resume(&mut self, line: FakeGuest) {
        self.line = Some(line);
        for window in self.windows.keys().copied().collect::<Vec<_>>() {
            self.say_window(window);
            self.paint(window, 0xff40_4040);
        }
    }

    /// Apps do as they are asked.
    fn answer(&mut self) {
        let Some(line) = &mut self.line else { return };
        for heard in line.rest(Duration::ZERO).expect("the session lives") {
            match heard.message() {
                Any::CloseRequested(request) if self.windows.contains_key(&request.window) => self.close(request.window),
                Any::Configure(configure) if configure.width > 0 && configure.height > 0 => {
                    if let Some(window) = self.windows.get_mut(&configure.window) {
                        window.size = (configure.width, configure.height);
                        self.paint(configure.window, 0xff60_2020);
                    }
                }
                Any::ClipboardRequest(wish) => {
                    let Some(line) = &mut self.line else { continue };
                    for data in [&b"copied"[..], &[]] {
                        line.say_on_bulk(&ClipboardData { request: wish.request, data }).expect("said");
                    }
                }
                _ => {}
            }
        }
    }
}

impl Day {
    fn below(&mut self, limit: i32) -> i32 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        (self.random % limit as u64) as i32
    }

    fn any_window(&mut self, of: usize) -> Option<u32> {
        let at = self.below(self.lives[of].windows.len().max(1) as i32) as usize;
        self.lives[of].windows.keys().nth(at).copied()
    }

    /// What an app does.
    fn app(&mut self) {
        let of = self.below(2) as usize;
        let Some(window) = self.any_window(of).filter(|_| self.below(4) != 0) else { return self.open(of) };
        let colour = 0xff00_0000 | self.below(0xff_ffff) as u32;
        let what = self.below(16);
        let pixels = colour.to_le_bytes().repeat(64);
        let life = &mut self.lives[of];
        match what {
            0..=2 => life.close(window),
            3 => life.say(&MinimizeRequested { window }),
            4 => life.say(&Activate { window, input_serial: 0 }),
            5 => life.say(&CursorHidden {}),
            6 => life.say(&CursorImage { width: 8, height: 8, hotspot_x: 1, hotspot_y: 1, scale: 120, pixels: &pixels }),
            7 => life.say(&CursorShape { shape: 1 }),
            8 => {
                let kind = if colour & 1 == 0 { ConstraintKind::Lock } else { ConstraintKind::None };
                life.say(&PointerConstraint { window, kind, region: Vec::new(), hint_x: 0, hint_y: 0 });
            }
            9 => {
                life.offers += 1;
                let (serial, mime_types) = (life.offers, vec!["text/plain;charset=utf-8", "text/html"]);
                life.say(&ClipboardOffer { selection: Selection::Clipboard, serial, origin: u64::from(colour) + 1, mime_types });
            }
            10 if life.windows[&window].parent.is_none() => {
                let flags = [0, window_flags::MAXIMIZED, window_flags::FULLSCREEN][colour as usize % 3];
                let size = life.windows[&window].size;
                let state = toplevel(window, "Any", size.0, size.1);
                life.say(&WindowState { wish_serial: colour & 0xffff, flags: state.flags | flags, ..state });
            }
            _ => life.paint(window, colour),
        }
    }

    fn open(&mut self, of: usize) {
        let size = (20 + self.below(300), 20 + self.below(200));
        let parent = self.any_window(of).filter(|_| self.below(2) == 0);
        let life = &mut self.lives[of];
        if life.windows.len() < WINDOWS && life.line.is_some() {
            life.next += 1;
            let window = life.next;
            life.windows.insert(window, Window { size, serial: 0, parent });
            life.say_window(window);
            life.paint(window, 0xff20_6020);
        }
    }

    /// What the person does; what cannot be done at the moment is not.
    fn person(&mut self, stage: &Stage) {
        let (x, y) = (self.below(1280), self.below(800));
        let window = 1 + self.below(400);
        let line = match self.below(14) {
            0..=3 => format!("move {x} {y}"),
            4 => format!("button {}", self.below(8)),
            5 => "button 0".to_owned(),
            6 => format!("key {} tap", ["a", "ENTER", "TAB", "UP", "F5", "LEFT_SHIFT", "0x01"][self.below(7) as usize]),
            7 => format!("scroll {} {}", self.below(3) - 1, self.below(3) - 1),
            8 => format!("drag-border {window} right {}", self.below(200) - 100),
            9 => format!("drag-title {window} {} {}", self.below(200) - 100, self.below(200) - 100),
            10 => format!("{} {window}", ["maximise", "close", "focus"][self.below(3) as usize]),
            11 => format!("key 0x5b {}", ["down", "up"][self.below(2) as usize]),
            12 => format!("relative {} {}", self.below(20) - 10, self.below(20) - 10),
            _ => format!("clipboard set t {x}"),
        };
        let _ = stage.try_hand(&line);
    }

    /// What machines do.
    fn machine(&mut self, stage: &mut Stage) {
        match self.below(4) {
            0 => {
                stage.kill_endpoint();
                self.lives.iter_mut().for_each(|life| life.line = None);
                let states = self.states();
                stage.start_endpoint_and(|stage| stage.tell_all(&states));
                self.come_back(stage);
            }
            1 => {
                // The second guest is turned off, or on again.
                let is_on = self.lives[1].line.is_some();
                self.lives[1] = Life { next: self.lives[1].next, offers: self.lives[1].offers, ..Life::default() };
                stage.tell_all(&[("demo", GuestState::Ready), ("work", if is_on { GuestState::Off } else { GuestState::Ready })]);
                if !is_on {
                    self.lives[1].line = Some(stage.guest_named("work"));
                }
            }
            _ => {
                let of = self.below(2) as usize;
                if let Some(line) = self.lives[of].line.take() {
                    line.die();
                    let line = stage.guest_named(NAMES[of]);
                    self.lives[of].resume(line);
                }
            }
        }
    }

    fn states(&self) -> [(&'static str, GuestState); 2] {
        [("demo", GuestState::Ready), ("work", if self.lives[1].next == 0 { GuestState::Off } else { GuestState::Ready })]
    }

    fn come_back(&mut self, stage: &mut Stage) {
        for (name, state) in self.states() {
            if state == GuestState::Ready {
                let line = stage.guest_named(name);
                self.lives[NAMES.iter().position(|of| *of == name).unwrap_or(0)].resume(line);
            }
        }
    }
}

#[test]
fn after_any_day_nothing_is_left_open() {
    let mut stage = stage();
    let mut day = Day { random: setting("SEAMLESS_SEED", 4), lives: Default::default() };
    stage.tell_all(&NAMES.map(|name| (name, GuestState::Ready)));
    day.lives = NAMES.map(|name| Life { line: Some(stage.guest_named(name)), ..Life::default() });
    stage.hand("wait windows 0");
    // The endpoint's own, by which it knows that Orbital runs.
    stage.hand("wait handles 1");
    let before = stage.descriptors();
    let operations = setting("SEAMLESS_OPERATIONS", 3000);
    for _ in 0..operations {
        match day.below(400) {
            0 => day.machine(&mut stage),
            1..=199 => day.app(),
            _ => day.person(&stage),
        }
        day.lives.iter_mut().for_each(Life::answer);
    }
    stage.hand("key 0x5b up");
    stage.hand("button 0");
    if day.lives[1].line.is_none() {
        stage.tell_all(&NAMES.map(|name| (name, GuestState::Ready)));
        day.lives[1].line = Some(stage.guest_named("work"));
    }
    for life in &mut day.lives {
        while let Some(window) = life.windows.keys().next().copied() {
            life.close(window);
        }
    }
    stage.hand("wait windows 0 within 20000");
    stage.hand("wait handles 1");
    // The endpoint closes a window's connection before its event file.
    let closed = (0..100).any(|_| {
        day.lives.iter_mut().for_each(|life| drop(life.line.as_mut().expect("it is there").rest(Duration::from_millis(10))));
        stage.descriptors() == before
    });
    assert!(closed, "{} descriptors are open, and {before} were", stage.descriptors());
}
