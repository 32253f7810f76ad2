// SPDX-License-Identifier: Apache-2.0

use super::guest::FakeGuest;
use super::line::{Heard, Line, Wire};
use crate::limits;
use seamless_protocol::messages::{capability, frame_memories, refusal, Challenge, Guests, Hello, Join, Joined, Pong, Refused, Welcome};
use seamless_protocol::{proof, Any, Channel, MAGIC, MAJOR, MINOR};
use std::io;
use std::net::TcpListener;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long an endpoint may take to come, or to say the next thing.
pub const LIMIT: Duration = Duration::from_secs(20);

const NONCE: [u8; 32] = [0x5e; 32];

/// What the door asks of who connects.
struct Rules {
    desktop: String,
    key: Option<Vec<u8>>,
    /// Everybody is refused so, while it is set.
    refusal: Mutex<Option<(u16, String)>>,
}

/// What a connection that came through is for.
enum Purpose {
    Directory(Line),
    Channel { guest: String, hello: Heard, line: Line },
}

impl Purpose {
    fn is_open(&self) -> bool {
        match self {
            Purpose::Directory(_) => true,
            // Nothing is said on a channel before it is welcomed.
            Purpose::Channel { line, .. } => line.hear(Duration::ZERO).is_ok(),
        }
    }
}

/// A launcher's door: it listens, lets in who knows the key, and keeps each connection until a test asks for it.
pub struct FakeDoor {
    /// The endpoint's words for it.
    pub address: String,
    rules: Arc<Rules>,
    came: Receiver<Purpose>,
    kept: Vec<Purpose>,
    tokens: AtomicU64,
}

impl FakeDoor {
    /// A socket that only this desktop can reach: no proof is wanted.
    pub fn unix(path: &Path, desktop: &str) -> io::Result<FakeDoor> {
        let listener = UnixListener::bind(path)?;
        let address = format!("unix:{}", path.display());
        Ok(FakeDoor::start(address, desktop, None, move || listener.accept().map(|(stream, _)| Wire::Unix(stream))))
    }

    pub fn tcp(desktop: &str, key: &[u8]) -> io::Result<FakeDoor> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?.to_string();
        Ok(FakeDoor::start(address, desktop, Some(key), move || listener.accept().map(|(stream, _)| Wire::Tcp(stream))))
    }

    fn start(address: String, desktop: &str, key: Option<&[u8]>, accept: impl Fn() -> io::Result<Wire> + Send + 'static) -> FakeDoor {
        let rules = Arc::new(Rules { desktop: desktop.to_owned(), key: key.map(<[u8]>::to_owned), refusal: Mutex::new(None) });
        let (sender, came) = mpsc::sync_channel(limits::KEPT_CONNECTIONS);
        let theirs = rules.clone();
        std::thread::spawn(move || {
            while let Ok(wire) = accept() {
                let (rules, sender) = (theirs.clone(), sender.clone());
                std::thread::spawn(move || rules.let_in(wire, &sender));
            }
        });
        FakeDoor { address, rules, came, kept: Vec::new(), tokens: AtomicU64::new(0x7e57_0001) }
    }

    /// From now on everybody is refused in these words; `None`: nobody any more.
    pub fn refuse(&self, refusal: Option<(u16, &str)>) {
        let mut current = self.rules.refusal.lock().unwrap_or_else(PoisonError::into_inner);
        *current = refusal.map(|(code, reason)| (code, reason.to_owned()));
    }

    /// The directory's connection, which is to say which guests there are.
    pub fn directory(&mut self) -> io::Result<FakeDirectory> {
        let purpose = self.wait(|purpose| matches!(purpose, Purpose::Directory(_)), || true)?;
        match purpose {
            Purpose::Directory(line) => Ok(FakeDirectory { line }),
            Purpose::Channel { .. } => Err(io::ErrorKind::InvalidData.into()),
        }
    }

    /// A session with a guest: its two channels, welcomed as a bridge does.
    pub fn session(&mut self, guest: &str) -> io::Result<FakeGuest> {
        loop {
            let token = self.tokens.fetch_add(1, Ordering::Relaxed);
            let (control, capabilities) = self.channel(guest, (Channel::Control, 0), token, || true)?;
            match self.channel(guest, (Channel::Bulk, token), token, || control.hear(Duration::ZERO).is_ok()) {
                // It was given up before it was asked for, and another one came.
                Err(error) if error.kind() == io::ErrorKind::ConnectionReset => {}
                bulk => return Ok(FakeGuest::new(control, bulk?.0, capabilities)),
            }
        }
    }

    fn channel(&mut self, name: &str, (wanted, their_token): (Channel, u64), token: u64, is_of_use: impl Fn() -> bool) -> io::Result<(Line, u32)> {
        let is_it = |purpose: &Purpose| match purpose {
            Purpose::Directory(_) => false,
            Purpose::Channel { guest, hello, .. } => {
                let hello = hello.message();
                guest == name
                    && matches!(hello, Any::Hello(Hello { channel, session_token, .. }) if channel == wanted && session_token == their_token)
            }
        };
        let purpose = self.wait(is_it, is_of_use)?;
        let Purpose::Channel { hello, mut line, .. } = purpose else { return Err(io::ErrorKind::InvalidData.into()) };
        let Any::Hello(Hello { capabilities, .. }) = hello.message() else { return Err(io::ErrorKind::InvalidData.into()) };
        let ours = capability::APPS | capability::CLIPBOARD | capability::AUDIO | capability::FILES;
        line.say(&Welcome { major: MAJOR, minor: MINOR, session_token: token, capabilities: ours, frame_memories: frame_memories::INLINE, name })?;
        Ok((line, capabilities))
    }

    fn wait(&mut self, wanted: impl Fn(&Purpose) -> bool, is_of_use: impl Fn() -> bool) -> io::Result<Purpose> {
        loop {
            if !is_of_use() {
                return Err(io::ErrorKind::ConnectionReset.into());
            }
            // Of those who came and were not asked for in time some have gone again.
            self.kept.retain(Purpose::is_open);
            if let Some(at) = self.kept.iter().position(&wanted) {
                return Ok(self.kept.remove(at));
            }
            let purpose = self.came.recv_timeout(LIMIT).map_err(|_| io::Error::from(io::ErrorKind::TimedOut))?;
            if self.kept.len() == limits::KEPT_CONNECTIONS {
                return Err(io::Error::other("the endpoint connects over and over"));
            }
            self.kept.push(purpose);
        }
    }
}

impl Rules {
    fn let_in(&self, wire: Wire, sender: &SyncSender<Purpose>) {
        // Who does not finish is gone; the test sees that nobody came.
        if let Ok(Some(purpose)) = self.ask(wire) {
            let _ = sender.send(purpose);
        }
    }

    fn ask(&self, wire: Wire) -> io::Result<Option<Purpose>> {
        let mut line = Line::new(wire)?;
        line.say(&Challenge { magic: MAGIC, major: MAJOR, minor: MINOR, proof_wanted: self.key.is_some(), nonce: NONCE })?;
        let join = next(&line)?;
        let Any::Join(Join { desktop, guest, proof: said }) = join.message() else {
            return Err(io::ErrorKind::InvalidData.into());
        };
        let refusal = self.refusal.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((code, reason)) = refusal {
            line.say(&Refused { code, reason: &reason })?;
            return Ok(None);
        }
        let wanted = self.key.as_ref().map_or([0; 32], |key| proof(key, &NONCE, desktop, guest));
        if desktop != self.desktop || said != wanted {
            line.say(&Refused { code: refusal::NOT_ALLOWED, reason: "the key is not that of this desktop" })?;
            return Ok(None);
        }
        line.say(&Joined {})?;
        if guest.is_empty() {
            return Ok(Some(Purpose::Directory(line)));
        }
        line.restart();
        let guest = guest.to_owned();
        Ok(Some(Purpose::Channel { guest, hello: next(&line)?, line }))
    }
}

fn next(line: &Line) -> io::Result<Heard> {
    line.hear(LIMIT)?.ok_or_else(|| io::ErrorKind::TimedOut.into())
}

/// The directory's connection.
pub struct FakeDirectory {
    line: Line,
}

impl FakeDirectory {
    pub fn tell(&mut self, guests: &Guests<'_>) -> io::Result<()> {
        self.line.say(guests)
    }

    /// The connection ends at once, as when a launcher dies.
    pub fn die(&self) {
        self.line.close();
    }

    /// The next thing that is not a Ping, whose answer is given.
    pub fn hear(&mut self) -> io::Result<Heard> {
        loop {
            let heard = next(&self.line)?;
            match heard.message() {
                Any::Ping(ping) => self.line.say(&Pong { token: ping.token })?,
                _ => return Ok(heard),
            }
        }
    }
}
