// SPDX-License-Identifier: Apache-2.0
//! The fake door and the fake guest, met by the protocol crate's own handshake.

use fake_orbital::peer::{toplevel, FakeDoor, Picture};
use seamless_protocol::messages::{capability, refusal, CloseRequested, Guest, GuestState, Guests, Role};
use seamless_protocol::{Agreed, Any, Channel, DoorAddress, Failure, Handshake, Identity, Inbox, Outbox, Progress};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

const KEY: &[u8] = b"0123456789abcdef0123456789abcdef";

fn address(guest: &str, key: &[u8]) -> DoorAddress {
    DoorAddress { desktop: "redox".to_owned(), guest: guest.to_owned(), key: Some(key.to_owned()) }
}

/// A desktop's connection, as plain as can be.
struct Desktop {
    stream: TcpStream,
    inbox: Inbox,
    outbox: Outbox,
}

impl Desktop {
    fn connect(door: &str, channel: Channel) -> Desktop {
        let stream = TcpStream::connect(door).expect("connects");
        stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a limit");
        Desktop { stream, inbox: Inbox::new(channel), outbox: Outbox::new(channel) }
    }

    fn write(&mut self) {
        while !self.outbox.writable().is_empty() {
            let count = self.stream.write(self.outbox.writable()).expect("writes");
            self.outbox.wrote(count);
        }
    }

    fn handshake(&mut self, to: DoorAddress, channel: Channel, token: u64) -> Result<Progress, Failure> {
        let identity = Identity {
            role: Role::Desktop,
            capabilities: capability::CLIPBOARD,
            frame_memories: 16,
            name: "a desktop".to_owned(),
            version: "1".to_owned(),
        };
        let mut handshake = Handshake::through(to, identity, channel, token);
        loop {
            while let Some(header) = self.inbox.next(0)? {
                let progress = handshake.received(header, &mut self.inbox, &mut self.outbox)?;
                self.write();
                if progress != Progress::Going {
                    return Ok(progress);
                }
            }
            self.receive();
        }
    }

    fn receive(&mut self) {
        let count = self.stream.read(self.inbox.room()).expect("reads");
        assert_ne!(count, 0, "the connection ended");
        self.inbox.received(count);
    }

    fn next(&mut self, control_handled: u64) -> Any<'_> {
        let header = loop {
            if let Some(header) = self.inbox.next(control_handled).expect("well-formed") {
                break header;
            }
            self.receive();
        };
        Any::read(header.number, self.inbox.payload()).expect("readable")
    }
}

/// A channel of a session with the guest.
fn join(door: &str, channel: Channel, token: u64) -> (Desktop, Agreed) {
    let mut desktop = Desktop::connect(door, channel);
    match desktop.handshake(address("demo", KEY), channel, token).expect("welcomed") {
        Progress::Welcomed(agreed) => (desktop, agreed),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_directory_says_which_guests_there_are() {
    let mut door = FakeDoor::tcp("redox", KEY).expect("listens");
    let mut desktop = Desktop::connect(&door.address, Channel::Control);
    assert_eq!(desktop.handshake(address("", KEY), Channel::Control, 0), Ok(Progress::Joined));
    let mut directory = door.directory().expect("joined");
    directory
        .tell(&Guests { guests: vec![Guest { name: "demo", state: GuestState::Ready, colour: 0x3366cc, label: "Demo", reason: "" }] })
        .expect("told");
    let Any::Guests(guests) = desktop.next(0) else { panic!("not the guests") };
    assert_eq!(guests.guests[0].name, "demo");
}

#[test]
fn another_key_is_refused_in_words() {
    let door = FakeDoor::tcp("redox", KEY).expect("listens");
    let mut desktop = Desktop::connect(&door.address, Channel::Control);
    let refused = desktop.handshake(address("", b"another"), Channel::Control, 0);
    assert!(matches!(refused, Err(Failure::Refused { code: refusal::NOT_ALLOWED, .. })), "{refused:?}");
}

#[test]
fn a_test_can_refuse_whoever_comes() {
    let door = FakeDoor::tcp("redox", KEY).expect("listens");
    door.refuse(Some((refusal::OFF, "demo is off")));
    let mut desktop = Desktop::connect(&door.address, Channel::Control);
    let refused = desktop.handshake(address("demo", KEY), Channel::Control, 0);
    assert_eq!(refused, Err(Failure::Refused { code: refusal::OFF, reason: "demo is off".to_owned() }));
}

#[test]
fn a_guest_shows_a_window_and_hears_what_is_done_to_it() {
    let mut door = FakeDoor::tcp("redox", KEY).expect("listens");
    let (connected, joined) = std::sync::mpsc::channel();
    std::thread::scope(|scope| {
        let door = &mut door;
        let address = door.address.clone();
        scope.spawn(move || {
            let (control, agreed) = join(&address, Channel::Control, 0);
            let (bulk, _) = join(&address, Channel::Bulk, agreed.session_token);
            connected.send((control, bulk)).expect("told");
        });
        let mut guest = door.session("demo").expect("a session");
        let (mut control, mut bulk) = joined.recv().expect("joined");
        assert_eq!(guest.capabilities, capability::CLIPBOARD);

        guest.show(&toplevel(1, "Window", 8, 100), &Picture::new(1, 1, (8, 100), 0xff11_2233)).expect("shown");
        assert!(matches!(control.next(0), Any::WindowState(state) if state.title == "Window"));
        let mut rows = 0;
        for last in [false, true] {
            let Any::InlineFrame(frame) = bulk.next(control.inbox.handled()) else { panic!("not a frame") };
            assert_eq!(frame.last, last);
            rows += frame.rows.len() / (8 * 4);
        }
        assert_eq!(rows, 100);

        control.outbox.send(&CloseRequested { window: 1 });
        control.outbox.ping();
        control.write();
        let closed = guest.wait("that the window is to close", |said| match said {
            Any::CloseRequested(request) => Some(request.window),
            _ => None,
        });
        assert_eq!(closed.expect("heard"), 1);
        guest.rest(Duration::from_millis(20)).expect("listens");
        assert!(matches!(control.next(0), Any::Pong(_)));
        assert!(guest.most_unacknowledged > 0);
    });
}
