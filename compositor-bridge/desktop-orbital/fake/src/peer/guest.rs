// SPDX-License-Identifier: Apache-2.0

use super::line::{Heard, Line};
use super::toplevel::Picture;
use seamless_protocol::messages::{Pong, WindowState};
use seamless_protocol::{Any, Message};
use std::collections::VecDeque;
use std::io;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// How long the endpoint may take to say what a test waits for.
const LIMIT: Duration = Duration::from_secs(20);
/// How long one channel is listened to before the other has its turn.
const TURN: Duration = Duration::from_millis(5);

/// A guest's bridge in a session with the endpoint.
pub struct FakeGuest {
    control: Line,
    bulk: Line,
    /// Of the endpoint's Hello.
    pub capabilities: u32,
    /// What came and nobody waited for yet, in its order.
    kept: VecDeque<Heard>,
    /// Pings are answered; without, the endpoint has to stop at what it may have under way.
    pub acknowledges: bool,
    held: Vec<u64>,
    /// The most bytes that came on control without an acknowledgement.
    pub most_unacknowledged: u64,
}

impl FakeGuest {
    pub(super) fn new(control: Line, bulk: Line, capabilities: u32) -> FakeGuest {
        // What came before was proven by the answers of the handshake.
        control.unacknowledged.store(0, Ordering::Relaxed);
        FakeGuest { control, bulk, capabilities, kept: VecDeque::new(), acknowledges: true, held: Vec::new(), most_unacknowledged: 0 }
    }

    pub fn say<'m>(&mut self, message: &impl Message<'m>) -> io::Result<()> {
        self.control.say(message)
    }

    /// On bulk, after everything that was said on control.
    pub fn say_on_bulk<'m>(&mut self, message: &impl Message<'m>) -> io::Result<()> {
        let said = self.control.said();
        self.bulk.say_as(message, said)
    }

    /// A window's state and its picture.
    pub fn show(&mut self, state: &WindowState<'_>, picture: &Picture) -> io::Result<()> {
        self.say(state)?;
        picture.say_to(self)
    }

    /// The first message for which `wanted` has an answer; what came before it is kept for others.
    pub fn wait<T>(&mut self, what: &str, mut wanted: impl FnMut(&Any<'_>) -> Option<T>) -> io::Result<T> {
        if let Some((at, found)) = self.kept.iter().enumerate().find_map(|(at, heard)| Some((at, wanted(&heard.message())?))) {
            self.kept.remove(at);
            return Ok(found);
        }
        let deadline = Instant::now() + LIMIT;
        while Instant::now() < deadline {
            let Some(heard) = self.listen(TURN)? else { continue };
            if let Some(found) = wanted(&heard.message()) {
                return Ok(found);
            }
            self.kept.push_back(heard);
        }
        let kept: Vec<String> = self.kept.iter().map(|heard| format!("{:?}", heard.message())).collect();
        Err(io::Error::new(io::ErrorKind::TimedOut, format!("the endpoint did not say {what}; it said {kept:#?}")))
    }

    /// What came and nobody waited for is over.
    pub fn forget(&mut self, old: impl Fn(&Any<'_>) -> bool) {
        self.kept.retain(|heard| !old(&heard.message()));
    }

    /// All that has come, and what comes in so much time, and was not wanted by anybody.
    pub fn rest(&mut self, limit: Duration) -> io::Result<Vec<Heard>> {
        let deadline = Instant::now() + limit;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.listen(left.min(TURN))? {
                Some(heard) => self.kept.push_back(heard),
                None if left.is_zero() => return Ok(self.kept.drain(..).collect()),
                None => {}
            }
        }
    }

    /// Answers what was asked while nothing was acknowledged, and goes on doing so.
    pub fn acknowledge_again(&mut self) -> io::Result<()> {
        self.acknowledges = true;
        for token in std::mem::take(&mut self.held) {
            self.pong(token)?;
        }
        Ok(())
    }

    /// Both connections end at once, as when a bridge dies.
    pub fn die(self) {
        self.control.close();
        self.bulk.close();
    }

    /// The next message that is not a Ping.
    fn listen(&mut self, limit: Duration) -> io::Result<Option<Heard>> {
        loop {
            let Some(heard) = self.control.hear(limit)? else { return self.bulk.hear(Duration::ZERO) };
            let waiting = self.control.unacknowledged.load(Ordering::Relaxed);
            self.most_unacknowledged = self.most_unacknowledged.max(waiting);
            match heard.message() {
                Any::Ping(ping) if self.acknowledges => self.pong(ping.token)?,
                Any::Ping(ping) => self.held.push(ping.token),
                _ => return Ok(Some(heard)),
            }
        }
    }

    fn pong(&mut self, token: u64) -> io::Result<()> {
        self.control.unacknowledged.store(0, Ordering::Relaxed);
        self.control.say(&Pong { token })
    }
}
