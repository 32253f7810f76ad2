// SPDX-License-Identifier: Apache-2.0
//! When to connect again: at once, then later and later, for ever.
use crate::limits;
use std::time::{Duration, Instant};

#[derive(Debug)]
pub struct BackOff {
    pause: Duration,
    due: Option<Instant>,
}

impl BackOff {
    pub fn new(now: Instant) -> BackOff {
        BackOff { pause: limits::FIRST_BACK_OFF, due: Some(now) }
    }

    /// The attempt failed, or what it led to has ended.
    pub fn failed(&mut self, now: Instant) {
        self.due = Some(now + self.pause);
        self.pause = (self.pause * 2).min(limits::LONGEST_BACK_OFF);
    }

    /// It stands: the next failure is the first one again.
    pub fn succeeded(&mut self) {
        self.pause = limits::FIRST_BACK_OFF;
        self.due = None;
    }

    /// True once when the time has come; the caller begins an attempt and tells how it went.
    pub fn take_due(&mut self, now: Instant) -> bool {
        if self.due.is_some_and(|due| due <= now) {
            self.due = None;
            return true;
        }
        false
    }

    pub fn deadline(&self) -> Option<Instant> {
        self.due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest_and_begin_anew_after_a_success() {
        let now = Instant::now();
        let mut back_off = BackOff::new(now);
        assert!(back_off.take_due(now));
        assert!(!back_off.take_due(now));
        let mut pauses = Vec::new();
        for _ in 0..8 {
            back_off.failed(now);
            pauses.push((back_off.deadline().unwrap() - now).as_millis());
        }
        assert_eq!(pauses, [50, 100, 200, 400, 800, 1600, 2000, 2000]);
        back_off.succeeded();
        back_off.failed(now);
        assert_eq!(back_off.deadline().unwrap() - now, limits::FIRST_BACK_OFF);
    }
}
