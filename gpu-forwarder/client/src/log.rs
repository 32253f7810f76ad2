// SPDX-License-Identifier: Apache-2.0
//! The few lines that the person must see, and with SEAMLESS_GL_LOG what the program waited for.

use crate::generated::opcodes;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, OnceLock};

/// One line for the person, on the program's standard error.
pub fn say(text: &str) {
    eprintln!("seamless-gl: {text}");
}

/// The program called what this library does not have.
#[cold]
pub fn unsupported(name: &'static str) {
    static SAID: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    if SAID.lock().is_ok_and(|mut said| said.insert(name)) {
        say(&format!("the program calls {name}, which is not supported; it gets GL_INVALID_OPERATION"));
    }
    if let Some(c) = crate::context::current() {
        c.error(0x502);
    }
}

/// SEAMLESS_GL_STRICT, for conformance tests: glGetError waits for what the driver says of everything so far, and a lost session ends the program.
pub fn is_strict() -> bool {
    static STRICT: OnceLock<bool> = OnceLock::new();
    *STRICT.get_or_init(|| std::env::var_os("SEAMLESS_GL_STRICT").is_some_and(|value| value != "0"))
}

fn counts() -> bool {
    static ON: OnceLock<bool> = OnceLock::new();
    *ON.get_or_init(|| std::env::var_os("SEAMLESS_GL_LOG").is_some())
}

static WAITS: Mutex<BTreeMap<u16, u64>> = Mutex::new(BTreeMap::new());

/// Counts a wait for the server, by the command that waits.
pub fn waited(opcode: u16) {
    if counts() {
        if let Ok(mut waits) = WAITS.lock() {
            *waits.entry(opcode).or_default() += 1;
        }
    }
}

/// At a swap: what was waited for since the start, every 100 frames.
pub fn frame(number: u64) {
    if !counts() || number % 100 != 0 {
        return;
    }
    if let Ok(mut waits) = WAITS.lock() {
        let name = |opcode: u16| opcodes::NAMES.get(usize::from(opcode.wrapping_sub(opcodes::FIRST))).copied().unwrap_or("own command");
        let list: Vec<String> = waits.iter().map(|(opcode, count)| format!("{} {count}", name(*opcode))).collect();
        say(&format!("frame {number}: waits in the last 100 frames: {}", if list.is_empty() { "none".to_owned() } else { list.join(", ") }));
        waits.clear();
    }
}
