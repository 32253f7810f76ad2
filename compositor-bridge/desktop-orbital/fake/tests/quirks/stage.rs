// SPDX-License-Identifier: Apache-2.0

use fake_orbital::event::{Event, EVENT_BYTES};
use fake_orbital::server::{Fake, Options};
use seamless_desktop_orbital::sys::{self, Fd, Flags};
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

pub const EBADF: i32 = 9;
pub const EAGAIN: i32 = 11;
pub const EINVAL: i32 = 22;
pub const EOPNOTSUPP: i32 = 95;

/// A fake in a folder of its own.
pub struct Stage {
    pub fake: Fake,
    pub prefix: PathBuf,
}

/// One 1280 × 800 display, whose chrome is not scaled; sound is stepped.
pub fn stage() -> Stage {
    stage_with(&Options::default())
}

pub fn stage_with(options: &Options) -> Stage {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let prefix = std::env::temp_dir().join(format!("fake-orbital-{}-{number}", std::process::id()));
    Stage { fake: Fake::start(&prefix, options).expect("the fake starts"), prefix }
}

impl Drop for Stage {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.prefix);
    }
}

impl Stage {
    pub fn try_open(&self, path: &str) -> io::Result<Fd> {
        sys::open(&format!("{}/orbital/{path}", self.prefix.display()), Flags::READ | Flags::WRITE)
    }

    pub fn open(&self, path: &str) -> Fd {
        self.try_open(path).expect("the window opens")
    }

    /// A window whose first events, about focus and the pointer, are read already.
    pub fn quiet(&self, path: &str) -> Fd {
        let window = self.open(path);
        events(&window);
        window
    }

    pub fn hand(&self, line: &str) -> Vec<String> {
        self.fake.hand(line).unwrap_or_else(|words| panic!("{line}: {words}"))
    }

    /// The one line that the hand answers.
    pub fn ask(&self, line: &str) -> String {
        self.hand(line).remove(0)
    }

    pub fn faults(&self) -> Vec<String> {
        self.hand("faults")
    }
}

/// All records that wait in an asynchronous window.
pub fn events(window: &Fd) -> Vec<(i64, i64, i64)> {
    let mut all = Vec::new();
    let mut buf = [0; EVENT_BYTES * 16];
    loop {
        let len = sys::read(window, &mut buf).expect("events are read");
        for record in buf[..len].chunks_exact(EVENT_BYTES) {
            let number = |at: usize| i64::from_le_bytes(record[at..at + 8].try_into().expect("8 bytes"));
            let event = Event { code: number(0), a: number(8), b: number(16) };
            all.push((event.code, event.a, event.b));
        }
        if len < buf.len() {
            return all;
        }
    }
}

/// Only those of one code.
pub fn of(code: i64, window: &Fd) -> Vec<(i64, i64)> {
    events(window).into_iter().filter(|event| event.0 == code).map(|(_, a, b)| (a, b)).collect()
}

pub fn say(window: &Fd, command: &str) {
    assert_eq!(sys::write(window, command.as_bytes()).expect(command), command.len());
}

pub fn path(fd: &Fd) -> String {
    sys::fpath(fd).expect("the path is told")
}

/// The error's number.
pub fn errno<T>(result: io::Result<T>) -> i32 {
    result.err().and_then(|e| e.raw_os_error()).expect("it fails")
}
