// SPDX-License-Identifier: Apache-2.0
//! What every step of the one thread has at hand: the time, the event queue, and the way to the guests.
use crate::sys::Events;
use seamless_protocol::{BulkWindow, Channel, Message, Outbox};
use std::time::Instant;

/// A guest's number on this desktop; never given to another.
pub type GuestId = usize;

/// What waits to be written to one guest; exists from the first connection on.
pub struct Post {
    pub control: Outbox,
    pub bulk: Outbox,
    pub is_open: bool,
    /// What the guest said it takes part in.
    pub capabilities: u32,
    /// Of the clipboard and of files: they share what bulk carries safely.
    pub under_way: BulkWindow,
}

impl Default for Post {
    fn default() -> Post {
        let (control, bulk) = (Outbox::new(Channel::Control), Outbox::new(Channel::Bulk));
        Post { control, bulk, is_open: false, capabilities: 0, under_way: BulkWindow::default() }
    }
}

#[derive(Default)]
pub struct Posts {
    posts: Vec<Post>,
}

impl Posts {
    pub fn of(&mut self, guest: GuestId) -> &mut Post {
        while self.posts.len() <= guest {
            self.posts.push(Post::default());
        }
        &mut self.posts[guest]
    }

    /// Nothing happens while the guest is away.
    pub fn send<'m>(&mut self, guest: GuestId, message: &impl Message<'m>) {
        let post = self.of(guest);
        if post.is_open {
            post.control.send(message);
        }
    }

    pub fn send_on_bulk<'m>(&mut self, guest: GuestId, message: &impl Message<'m>) {
        let post = self.of(guest);
        if post.is_open {
            post.bulk.send_on_bulk(message, post.control.sent());
        }
    }

    /// Whether the guest is there and takes part in this.
    pub fn can(&mut self, guest: GuestId, capability: u32) -> bool {
        let post = self.of(guest);
        post.is_open && post.capabilities & capability != 0
    }
}

pub struct Turn<'a> {
    pub now: Instant,
    pub started: Instant,
    pub events: &'a Events,
    pub posts: &'a mut Posts,
}

impl Turn<'_> {
    pub fn microseconds(&self) -> u64 {
        (self.now - self.started).as_micros() as u64
    }

    pub fn nanoseconds(&self) -> u64 {
        (self.now - self.started).as_nanos() as u64
    }
}
