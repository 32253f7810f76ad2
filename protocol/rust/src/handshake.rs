// SPDX-License-Identifier: Apache-2.0
//! What is said before a connection carries what it is for: through a launcher's door (Challenge, Join, Joined) and then, to a guest,
//! Hello and Welcome (PROTOCOL.md, sections 2 and 5, doors).
use crate::limits::TEXT_BYTES;
use crate::messages::{Hello, Join, Role};
use crate::{proof, shorten, Any, Channel, Header, Inbox, Outbox, Violation, MAGIC, MAJOR, MINOR};

/// What we say about ourselves.
#[derive(Debug, Clone)]
pub struct Identity {
    pub role: Role,
    pub capabilities: u32,
    pub frame_memories: u32,
    pub name: String,
    pub version: String,
}

/// Which door, and who we are there.
#[derive(Debug, Clone)]
pub struct DoorAddress {
    pub desktop: String,
    /// Empty: the directory.
    pub guest: String,
    /// Where the wiring does not say who we are.
    pub key: Option<Vec<u8>>,
}

/// What a session's two sides agreed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreed {
    pub session_token: u64,
    pub capabilities: u32,
    pub frame_memories: u32,
    pub name: String,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Failure {
    /// In the words of who refused.
    Refused {
        code: u16,
        reason: String,
    },
    Violation(Violation),
    /// They want a proof, and we were given no key.
    NoKey,
}

impl From<Violation> for Failure {
    fn from(violation: Violation) -> Failure {
        Failure::Violation(violation)
    }
}

#[derive(Debug, PartialEq, Eq)]
pub enum Progress {
    Going,
    /// The directory's messages follow.
    Joined,
    /// The channel is welcomed; the session is open when both are.
    Welcomed(Agreed),
}

enum State {
    AwaitsChallenge,
    AwaitsJoined,
    AwaitsWelcome,
    Over,
}

/// Of one connection, from our side, which connects.
pub struct Handshake {
    state: State,
    door: Option<DoorAddress>,
    identity: Identity,
    channel: Channel,
    session_token: u64,
}

impl Handshake {
    /// Waits for the launcher's Challenge. `session_token` is 0 on control, and the one agreed there on bulk.
    pub fn through(door: DoorAddress, identity: Identity, channel: Channel, session_token: u64) -> Handshake {
        Handshake { state: State::AwaitsChallenge, door: Some(door), identity, channel, session_token }
    }

    /// Straight to a bridge's socket; says Hello at once.
    pub fn direct(identity: Identity, channel: Channel, session_token: u64, out: &mut Outbox) -> Handshake {
        let handshake = Handshake { state: State::AwaitsWelcome, door: None, identity, channel, session_token };
        handshake.hello(out);
        handshake
    }

    /// Takes the message that `inbox` returned last and puts the answer into `out`. After Joined or Welcomed the inbox gives what the
    /// connection is for.
    pub fn received(&mut self, header: Header, inbox: &mut Inbox, out: &mut Outbox) -> Result<Progress, Failure> {
        let message = Any::read(header.number, inbox.payload())?;
        if let Any::Refused(refused) = &message {
            return Err(Failure::Refused { code: refused.code, reason: refused.reason.to_owned() });
        }
        let progress = match (&self.state, message) {
            (State::AwaitsChallenge, Any::Challenge(challenge)) => {
                // A listener of another major refuses in words, as it does with a Hello.
                self.join(challenge.proof_wanted.then_some(&challenge.nonce), out)?;
                self.state = State::AwaitsJoined;
                Progress::Going
            }
            (State::AwaitsJoined, Any::Joined(_)) => self.joined(inbox, out),
            (State::AwaitsWelcome, Any::Welcome(welcome)) => {
                if welcome.major != MAJOR || welcome.minor > MINOR {
                    return Err(Violation::new(format!("welcomed us in protocol {}.{}", welcome.major, welcome.minor)).into());
                }
                let agreed = Agreed {
                    session_token: welcome.session_token,
                    capabilities: welcome.capabilities,
                    frame_memories: welcome.frame_memories,
                    name: welcome.name.to_owned(),
                };
                self.state = State::Over;
                inbox.open();
                out.proven();
                Progress::Welcomed(agreed)
            }
            _ => return Err(Violation::new(format!("sent message 0x{:04x} in the middle of the handshake", header.number)).into()),
        };
        Ok(progress)
    }

    fn join(&self, nonce: Option<&[u8; 32]>, out: &mut Outbox) -> Result<(), Failure> {
        let Some(door) = &self.door else { return Err(Violation::new("sent a Challenge where there is no door").into()) };
        let proof = match (nonce, &door.key) {
            (Some(nonce), Some(key)) => proof(key, nonce, &door.desktop, &door.guest),
            (Some(_), None) => return Err(Failure::NoKey),
            (None, _) => [0; 32],
        };
        out.proven();
        out.send(&Join { desktop: &door.desktop, guest: &door.guest, proof });
        Ok(())
    }

    fn joined(&mut self, inbox: &mut Inbox, out: &mut Outbox) -> Progress {
        out.proven();
        if self.door.as_ref().is_some_and(|door| door.guest.is_empty()) {
            self.state = State::Over;
            inbox.open();
            return Progress::Joined;
        }
        inbox.restart();
        out.restart();
        self.hello(out);
        self.state = State::AwaitsWelcome;
        Progress::Going
    }

    fn hello(&self, out: &mut Outbox) {
        out.send(&Hello {
            magic: MAGIC,
            major: MAJOR,
            minor: MINOR,
            role: self.identity.role,
            channel: self.channel,
            session_token: self.session_token,
            capabilities: self.identity.capabilities,
            frame_memories: self.identity.frame_memories,
            name: shorten(&self.identity.name, TEXT_BYTES),
            version: shorten(&self.identity.version, TEXT_BYTES),
        });
    }
}
