// SPDX-License-Identifier: Apache-2.0
//! Redox: no memory is shared with a server there, so that a word that somebody sleeps on is this process's own.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

static SLEEPERS: (Mutex<()>, Condvar) = (Mutex::new(()), Condvar::new());

/// Sleeps while `word` is `seen`, at most `ms` milliseconds. Returns early at any time.
pub fn sleep_on(word: &AtomicU32, seen: u32, ms: i32) {
    let guard = SLEEPERS.0.lock().unwrap_or_else(PoisonError::into_inner);
    if word.load(Ordering::SeqCst) == seen {
        drop(SLEEPERS.1.wait_timeout(guard, Duration::from_millis(ms.max(0) as u64)));
    }
}

/// Wakes everyone who sleeps on `word`, and whoever else sleeps.
pub fn wake(_word: &AtomicU32) {
    drop(SLEEPERS.0.lock().unwrap_or_else(PoisonError::into_inner));
    SLEEPERS.1.notify_all();
}
