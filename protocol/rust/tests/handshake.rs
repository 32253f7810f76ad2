// SPDX-License-Identifier: Apache-2.0
//! The handshake against the other side's words, without a socket.
use seamless_protocol::messages::*;
use seamless_protocol::{proof, Any, Channel, DoorAddress, Failure, Handshake, Identity, Inbox, Message, Outbox, Progress, MAGIC};

fn identity() -> Identity {
    Identity {
        role: Role::Desktop,
        capabilities: capability::CLIPBOARD | capability::AUDIO,
        frame_memories: frame_memories::INLINE,
        name: "redox".into(),
        version: "0.1.0".into(),
    }
}

/// One connection: what we say arrives in `theirs`, what they say in `ours`.
struct Wire {
    ours: Inbox,
    theirs: Inbox,
    out: Outbox,
    sequence: u64,
}

impl Wire {
    fn new(channel: Channel) -> Wire {
        Wire { ours: Inbox::new(channel), theirs: Inbox::new(channel), out: Outbox::new(channel), sequence: 0 }
    }

    fn hear<'m>(&mut self, message: &impl Message<'m>) {
        self.sequence += 1;
        let mut bytes = Vec::new();
        message.append(self.sequence, &mut bytes);
        fill(&mut self.ours, &bytes);
    }

    fn step(&mut self, handshake: &mut Handshake) -> Result<Progress, Failure> {
        let header = self.ours.next(0)?.expect("a message");
        handshake.received(header, &mut self.ours, &mut self.out)
    }

    /// What was said to them; the message is at `theirs`.
    fn said(&mut self) -> Any<'_> {
        while !self.out.writable().is_empty() {
            let bytes = self.out.writable().to_vec();
            self.out.wrote(bytes.len());
            fill(&mut self.theirs, &bytes);
        }
        let header = self.theirs.next(0).unwrap().expect("something was said");
        Any::read(header.number, self.theirs.payload()).unwrap()
    }
}

fn fill(inbox: &mut Inbox, mut bytes: &[u8]) {
    while !bytes.is_empty() {
        let room = inbox.room();
        let count = room.len().min(bytes.len());
        room[..count].copy_from_slice(&bytes[..count]);
        inbox.received(count);
        bytes = &bytes[count..];
    }
}

fn challenge(proof_wanted: bool) -> Challenge {
    Challenge { magic: MAGIC, major: 1, minor: 0, proof_wanted, nonce: [9; 32] }
}

fn welcome() -> Welcome<'static> {
    Welcome { major: 1, minor: 0, session_token: 77, capabilities: capability::CLIPBOARD, frame_memories: frame_memories::INLINE, name: "local" }
}

fn door(guest: &str, key: Option<Vec<u8>>) -> DoorAddress {
    DoorAddress { desktop: "redox".into(), guest: guest.into(), key }
}

#[test]
fn a_guest_is_reached_through_the_door_with_a_proof_and_the_session_counts_anew() {
    let mut wire = Wire::new(Channel::Control);
    let key = vec![3; 32];
    let mut handshake = Handshake::through(door("local", Some(key.clone())), identity(), Channel::Control, 0);
    wire.hear(&challenge(true));
    assert_eq!(wire.step(&mut handshake), Ok(Progress::Going));
    let expected = proof(&key, &[9; 32], "redox", "local");
    assert_eq!(wire.said(), Any::Join(Join { desktop: "redox", guest: "local", proof: expected }));

    wire.hear(&Joined {});
    assert_eq!(wire.step(&mut handshake), Ok(Progress::Going));
    wire.theirs.restart();
    let Any::Hello(hello) = wire.said() else { panic!("no Hello") };
    assert_eq!((hello.role, hello.channel, hello.session_token, hello.name), (Role::Desktop, Channel::Control, 0, "redox"));

    wire.sequence = 0;
    wire.hear(&welcome());
    let Ok(Progress::Welcomed(agreed)) = wire.step(&mut handshake) else { panic!("not welcomed") };
    assert_eq!((agreed.session_token, agreed.capabilities, agreed.name.as_str()), (77, capability::CLIPBOARD, "local"));
    // What follows may be larger than a stranger's message, and goes on with number 2.
    wire.hear(&ClipboardOffer { selection: Selection::Clipboard, serial: 1, origin: 5, mime_types: vec![&"x/".repeat(128); 64] });
    assert!(wire.ours.next(0).unwrap().is_some());
}

#[test]
fn the_directory_goes_on_with_the_numbers_of_its_connection() {
    let mut wire = Wire::new(Channel::Control);
    let mut handshake = Handshake::through(door("", None), identity(), Channel::Control, 0);
    wire.hear(&challenge(false));
    wire.step(&mut handshake).unwrap();
    assert_eq!(wire.said(), Any::Join(Join { desktop: "redox", guest: "", proof: [0; 32] }));
    wire.hear(&Joined {});
    assert_eq!(wire.step(&mut handshake), Ok(Progress::Joined));
    wire.hear(&Guests { guests: vec![Guest { name: "local", state: GuestState::Ready, colour: 0x112233, label: "Local", reason: "" }] });
    assert_eq!(wire.ours.next(0).unwrap().unwrap().sequence, 3);
    wire.out.send(&StartGuest { guest: "local" });
    assert_eq!(wire.said(), Any::StartGuest(StartGuest { guest: "local" }));
}

#[test]
fn straight_to_a_bridge_hello_comes_first() {
    let mut wire = Wire::new(Channel::Bulk);
    let mut handshake = Handshake::direct(identity(), Channel::Bulk, 77, &mut wire.out);
    let Any::Hello(hello) = wire.said() else { panic!("no Hello") };
    assert_eq!((hello.channel, hello.session_token), (Channel::Bulk, 77));
    wire.hear(&welcome());
    assert!(matches!(wire.step(&mut handshake), Ok(Progress::Welcomed(_))));
}

#[test]
fn a_refusal_is_told_in_the_words_of_who_refused() {
    let mut wire = Wire::new(Channel::Control);
    let mut handshake = Handshake::through(door("local", None), identity(), Channel::Control, 0);
    wire.hear(&challenge(false));
    wire.step(&mut handshake).unwrap();
    wire.hear(&Refused { code: refusal::OFF, reason: "local is off" });
    assert_eq!(wire.step(&mut handshake), Err(Failure::Refused { code: refusal::OFF, reason: "local is off".into() }));
}

#[test]
fn without_a_key_no_proof_is_made_up() {
    let mut wire = Wire::new(Channel::Control);
    let mut handshake = Handshake::through(door("local", None), identity(), Channel::Control, 0);
    wire.hear(&challenge(true));
    assert_eq!(wire.step(&mut handshake), Err(Failure::NoKey));
    assert!(wire.out.writable().is_empty());
}

#[test]
fn anything_else_in_the_handshake_is_a_violation() {
    let mut wire = Wire::new(Channel::Control);
    let mut handshake = Handshake::through(door("local", None), identity(), Channel::Control, 0);
    wire.hear(&welcome());
    assert!(matches!(wire.step(&mut handshake), Err(Failure::Violation(_))));
}

#[test]
fn a_lost_message_is_found_by_its_number() {
    let mut wire = Wire::new(Channel::Control);
    wire.ours.open();
    wire.hear(&Ping { token: 1 });
    wire.sequence += 1;
    wire.hear(&Ping { token: 3 });
    assert_eq!(wire.ours.next(0).unwrap().unwrap().sequence, 1);
    assert!(wire.ours.next(0).unwrap_err().0.contains("bytes were lost"));
}

#[test]
fn bulk_waits_for_the_control_messages_before_it() {
    let mut wire = Wire::new(Channel::Bulk);
    wire.ours.open();
    wire.sequence = 4;
    wire.hear(&FileData { key: 1, version: 1, offset: 0, data: b"x" });
    assert_eq!(wire.ours.next(4), Ok(None));
    assert_eq!(wire.ours.next(5).unwrap().unwrap().sequence, 5);
    assert_eq!(wire.ours.payload().len(), 8 + 4 + 8 + 4 + 1);
}

#[test]
fn what_is_said_on_control_is_acknowledged_by_pings_of_its_own() {
    let mut out = Outbox::new(Channel::Control);
    let mut inbox = Inbox::new(Channel::Control);
    inbox.open();
    let (mut motions, mut written) = (0u64, 0);
    let mut tokens = std::collections::VecDeque::new();
    for round in 0..5000 {
        out.send(&PointerMotion { window: 1, x: round, y: 0, time_microseconds: 0, dx: 0, dy: 0, raw_dx: 0, raw_dy: 0 });
        while !out.writable().is_empty() {
            let bytes = out.writable().to_vec();
            out.wrote(bytes.len());
            written += bytes.len();
            fill(&mut inbox, &bytes);
            assert!(out.unacknowledged() <= 32 * 1024);
        }
        while let Some(header) = inbox.next(0).unwrap() {
            match Any::read(header.number, inbox.payload()).unwrap() {
                Any::Ping(ping) => tokens.push_back(ping.token),
                _ => motions += 1,
            }
        }
        if round % 100 == 0 {
            tokens.drain(..).for_each(|token| out.pong(token).unwrap());
        }
    }
    assert!(motions > 4000 && written > 5 * 32 * 1024, "{motions} motions in {written} bytes");
    assert!(!out.is_stalled());
}
