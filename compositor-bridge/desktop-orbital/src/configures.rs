// SPDX-License-Identifier: Apache-2.0
//! The configures of one window. At most one is without its answer: sizes come faster from a dragged border than an app can
//! draw, and only the newest of those that came meanwhile is worth sending. An app that does not answer in time is sent the
//! newest anyway.
use crate::limits;
use std::time::Instant;

/// How a window shall be. Two equal wishes say the same, whatever their serials.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    pub width: i32,
    pub height: i32,
    pub states: u32,
    pub bounds: (i32, i32),
    pub x: i32,
    pub y: i32,
    pub reposition_token: u32,
}

#[derive(Debug, Default)]
pub struct ConfigureQueue {
    last: Option<Wish>,
    last_serial: u32,
    next: Option<Wish>,
    waiting_since: Option<Instant>,
}

impl ConfigureQueue {
    /// A new connection: the guest may never have seen the last one, and says itself how far it is.
    pub fn restart(&mut self, answered: u32) {
        self.waiting_since = None;
        self.next = None;
        self.last = None;
        self.last_serial = self.last_serial.max(answered);
    }

    /// What is to be sent now, if anything. What says nothing new is not sent, except when it must be.
    pub fn request(&mut self, wish: Wish, always: bool, now: Instant) -> Option<(u32, Wish)> {
        if !always && self.next.or(self.last) == Some(wish) {
            return None;
        }
        self.next = Some(wish);
        self.send_next(now)
    }

    /// The app committed, or drew, for the configure with this serial.
    pub fn answered(&mut self, serial: u32, now: Instant) -> Option<(u32, Wish)> {
        if self.waiting_since.is_none() || serial < self.last_serial {
            return None;
        }
        self.waiting_since = None;
        self.send_next(now)
    }

    /// To be called when `deadline` has come.
    pub fn give_up(&mut self, now: Instant) -> Option<(u32, Wish)> {
        if self.deadline().is_some_and(|deadline| deadline <= now) {
            self.waiting_since = None;
            return self.send_next(now);
        }
        None
    }

    /// When a wish that waits is sent without the answer; None when none waits.
    pub fn deadline(&self) -> Option<Instant> {
        self.next?;
        Some(self.waiting_since? + limits::CONFIGURE_ANSWER)
    }

    /// The newest wish, sent or not.
    pub fn newest(&self) -> Option<Wish> {
        self.next.or(self.last)
    }

    fn send_next(&mut self, now: Instant) -> Option<(u32, Wish)> {
        if self.waiting_since.is_some() {
            return None;
        }
        let wish = self.next.take()?;
        self.last = Some(wish);
        self.last_serial += 1;
        self.waiting_since = Some(now);
        Some((self.last_serial, wish))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wide(width: i32) -> Wish {
        Wish { width, height: 100, ..Wish::default() }
    }

    #[test]
    fn while_one_is_unanswered_only_the_newest_wish_is_kept() {
        let now = Instant::now();
        let mut queue = ConfigureQueue::default();
        assert_eq!(queue.request(wide(1), false, now), Some((1, wide(1))));
        assert_eq!(queue.request(wide(2), false, now), None);
        assert_eq!(queue.request(wide(3), false, now), None);
        assert_eq!(queue.answered(1, now), Some((2, wide(3))));
        assert_eq!(queue.answered(2, now), None);
    }

    #[test]
    fn what_says_nothing_new_is_not_sent() {
        let now = Instant::now();
        let mut queue = ConfigureQueue::default();
        queue.request(wide(1), false, now);
        queue.answered(1, now);
        assert_eq!(queue.request(wide(1), false, now), None);
        assert_eq!(queue.request(wide(1), true, now), Some((2, wide(1))));
    }

    #[test]
    fn an_app_that_does_not_answer_gets_the_newest_after_the_deadline() {
        let now = Instant::now();
        let mut queue = ConfigureQueue::default();
        queue.request(wide(1), false, now);
        assert_eq!(queue.deadline(), None);
        queue.request(wide(2), false, now);
        let late = queue.deadline().unwrap();
        assert_eq!(queue.give_up(now), None);
        assert_eq!(queue.give_up(late), Some((2, wide(2))));
    }

    #[test]
    fn serials_go_on_above_what_the_guest_knows() {
        let now = Instant::now();
        let mut queue = ConfigureQueue::default();
        queue.restart(41);
        assert_eq!(queue.request(wide(1), false, now), Some((42, wide(1))));
    }
}
