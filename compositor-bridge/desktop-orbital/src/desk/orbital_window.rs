// SPDX-License-Identifier: Apache-2.0
//! One window of Orbital's. Always asynchronous: a synchronous one wakes up late and can block for ever.
use crate::sys::{self, Fd, Flags, Mapping};
use seamless_protocol::Rect;
use std::cell::Cell;
use std::fmt::Write;
use std::io;

const EVENT_BYTES: usize = 24;

/// What Orbital tells a window, one record of its queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Event {
    pub code: i64,
    pub a: i64,
    pub b: i64,
}

pub mod code {
    pub const KEY: i64 = 1;
    pub const MOUSE: i64 = 2;
    pub const BUTTON: i64 = 3;
    pub const SCROLL: i64 = 4;
    pub const QUIT: i64 = 5;
    pub const FOCUS: i64 = 6;
    pub const MOVE: i64 = 7;
    pub const RESIZE: i64 = 8;
    pub const SCREEN: i64 = 9;
    pub const CLIPBOARD: i64 = 10;
    pub const MOUSE_RELATIVE: i64 = 11;
    pub const TEXT_INPUT: i64 = 13;
    pub const HOVER: i64 = 15;
    pub const SCALE: i64 = 16;
}

thread_local! {
    /// Orbital has refused something, or did not answer.
    static TROUBLE: Cell<bool> = const { Cell::new(false) };
}

/// Whether Orbital should be looked at; the question is answered once.
pub fn take_trouble() -> bool {
    TROUBLE.take()
}

pub fn suspect() {
    TROUBLE.set(true);
}

fn asked<T>(result: io::Result<T>) -> io::Result<T> {
    result.inspect_err(|_| suspect())
}

/// This Orbital, and not one that is started after it under the same name.
pub struct Presence(Fd);

impl Presence {
    pub fn new() -> io::Result<Presence> {
        sys::open(&display_path(), Flags::READ).map(Presence)
    }

    pub fn is_there(&self) -> bool {
        sys::fpath(&self.0).is_ok()
    }
}

fn display_path() -> String {
    format!("{}/99.0", sys::orbital_path())
}

pub struct OrbitalWindow {
    pub fd: Fd,
    mapping: Option<Mapping>,
    /// Place of the content on the screen, without the title bar.
    pub x: i32,
    pub y: i32,
    pub width: i32,
    pub height: i32,
    pub is_maximized: bool,
    pub is_fullscreen: bool,
    pub is_borderless: bool,
    command: String,
}

impl OrbitalWindow {
    /// Flags are never empty and the title is safe for a path; the real one is set by a command.
    pub fn open(flags: &str, place: Rect, title: &str) -> io::Result<OrbitalWindow> {
        // Both below zero means "anywhere"; a popup that is there begins at the corner.
        let path = format!("{}/{flags}/{}/{}/{}/{}/{title}", sys::orbital_path(), place.x, place.y, place.width, place.height);
        let fd = asked(sys::open(&path, Flags::READ | Flags::WRITE))?;
        let mut window = OrbitalWindow {
            fd,
            mapping: None,
            x: place.x,
            y: place.y,
            width: place.width,
            height: place.height,
            is_maximized: false,
            is_fullscreen: false,
            is_borderless: false,
            command: String::new(),
        };
        window.learn()?;
        if (window.width, window.height) == (place.width, place.height) {
            window.map()?;
        } else {
            // At opening Orbital cuts a resizable window to the screen, and later it does not.
            window.resize(place.width, place.height)?;
        }
        Ok(window)
    }

    pub fn pixels(&mut self) -> &mut [u8] {
        match &mut self.mapping {
            Some(mapping) => mapping.as_mut(),
            None => &mut [],
        }
    }

    /// The mapping goes first: Orbital frees the old pixels when it reads the command, mapped or not.
    pub fn resize(&mut self, width: i32, height: i32) -> io::Result<()> {
        self.mapping = None;
        self.write(format_args!("S,{width},{height}"))?;
        self.learn()?;
        if (self.width, self.height) != (width, height) {
            return Err(io::Error::other(format!("it has {}×{} pixels and not {width}×{height}", self.width, self.height)));
        }
        self.map()
    }

    pub fn set_title(&mut self, title: &str) -> io::Result<()> {
        self.write(format_args!("T,{title}"))
    }

    pub fn move_to(&mut self, x: i32, y: i32) -> io::Result<()> {
        self.write(format_args!("P,{x},{y}"))?;
        // Orbital tells nothing of a move that was asked for.
        (self.x, self.y) = (x, y);
        Ok(())
    }

    pub fn set_flag(&mut self, letter: char, on: bool) -> io::Result<()> {
        self.write(format_args!("F,{letter},{}", u8::from(on)))
    }

    pub fn set_borderless(&mut self, on: bool) -> io::Result<()> {
        self.is_borderless = on;
        self.set_flag('l', on)
    }

    pub fn show_cursor(&mut self, on: bool) -> io::Result<()> {
        self.write(format_args!("M,C,{}", u8::from(on)))
    }

    pub fn set_relative(&mut self, on: bool) -> io::Result<()> {
        self.write(format_args!("M,R,{}", u8::from(on)))
    }

    /// The person goes on with the mouse: what 'M' moves, 'L' 'R' 'T' 'B' resizes.
    pub fn drag(&mut self, what: char) -> io::Result<()> {
        self.write(format_args!("D,{what}"))
    }

    pub fn damage(&mut self, rects: &[Rect]) -> io::Result<()> {
        if rects.is_empty() {
            return Ok(());
        }
        self.command.clear();
        self.command.push('Y');
        for rect in rects {
            let _ = write!(self.command, ",{},{},{},{}", rect.x, rect.y, rect.width, rect.height);
        }
        asked(sys::write(&self.fd, self.command.as_bytes())).map(drop)
    }

    pub fn damage_all(&mut self) -> io::Result<()> {
        asked(sys::fsync(&self.fd))
    }

    /// Takes some events; fewer than there is room for means that there are no more.
    pub fn read(&self, events: &mut [Event]) -> io::Result<usize> {
        let mut bytes = [0; EVENT_BYTES * crate::limits::EVENTS_PER_READ];
        let room = events.len().min(crate::limits::EVENTS_PER_READ) * EVENT_BYTES;
        let count = asked(sys::read(&self.fd, &mut bytes[..room]))?;
        for (event, record) in events.iter_mut().zip(bytes[..count].chunks_exact(EVENT_BYTES)) {
            let number = |at: usize| i64::from_le_bytes(record[at..at + 8].try_into().unwrap_or_default());
            *event = Event { code: number(0), a: number(8), b: number(16) };
        }
        Ok(count / EVENT_BYTES)
    }

    /// Asks where the window is and how.
    pub fn learn(&mut self) -> io::Result<()> {
        let path = asked(sys::fpath(&self.fd))?;
        let mut parts = path.splitn(6, '/');
        let flags = parts.next().unwrap_or("");
        self.is_maximized = flags.contains('m');
        self.is_fullscreen = flags.contains('M');
        self.is_borderless = flags.contains('l');
        let mut number = |before: i32| parts.next().and_then(|part| part.parse().ok()).unwrap_or(before);
        (self.x, self.y) = (number(self.x), number(self.y));
        let size = (number(self.width), number(self.height));
        // A hidden window says that it has no size; its pixels are still there.
        if size.0 > 0 && size.1 > 0 {
            (self.width, self.height) = size;
        }
        Ok(())
    }

    fn map(&mut self) -> io::Result<()> {
        self.mapping = Some(asked(Mapping::map(&self.fd, self.width as usize * self.height as usize * 4))?);
        Ok(())
    }

    fn write(&mut self, command: std::fmt::Arguments<'_>) -> io::Result<()> {
        self.command.clear();
        let _ = self.command.write_fmt(command);
        asked(sys::write(&self.fd, self.command.as_bytes())).map(drop)
    }
}

impl Drop for OrbitalWindow {
    fn drop(&mut self) {
        self.mapping = None;
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Display {
    pub width: i32,
    pub height: i32,
    pub scale: i32,
}

impl Display {
    /// The first display; Orbital tells sizes of the others, but not where they are.
    pub fn ask() -> io::Result<Display> {
        let fd = sys::open(&display_path(), Flags::READ)?;
        let path = sys::fpath(&fd)?;
        let mut parts = path.split('/').skip(1).map(|part| part.parse::<i32>().ok().filter(|&number| number > 0));
        let mut number = || parts.next().flatten();
        match (number(), number(), number()) {
            (Some(width), Some(height), scale) => Ok(Display { width, height, scale: scale.unwrap_or(1).min(4) }),
            _ => Err(io::Error::new(io::ErrorKind::InvalidData, format!("Orbital's display says {path:?}"))),
        }
    }
}
