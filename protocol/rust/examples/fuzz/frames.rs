// SPDX-License-Identifier: Apache-2.0
use crate::{Mutator, Target};
use seamless_protocol::messages::{capability, frame_memories, Role};
use seamless_protocol::{Any, Channel, DoorAddress, Handshake, Header, Identity, Inbox, Outbox, Progress, Writer, HEADER_BYTES};

/// What a launcher or a bridge sends: framing, every message, and the handshake.
pub struct Frames;

impl Target for Frames {
    fn seeds(&self) -> Vec<Vec<u8>> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../vectors");
        let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        let texts = paths.iter().filter(|path| path.extension().is_some_and(|end| end == "hex")).map(|path| std::fs::read_to_string(path).unwrap());
        texts.map(|text| bytes(&text)).collect()
    }

    fn run(&mut self, input: &[u8], mutator: &mut Mutator) {
        if input.len() >= HEADER_BYTES {
            message(u16::from_le_bytes([input[4], input[5]]), &input[HEADER_BYTES..]);
        }
        stream(input, mutator);
        handshake(input);
    }
}

fn bytes(text: &str) -> Vec<u8> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace).map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect()
}

/// What can be read is written again as the same bytes.
fn message(number: u16, payload: &[u8]) {
    if let Ok(message) = Any::read(number, payload) {
        let mut again = Vec::new();
        message.put_fields(&mut Writer::new(&mut again));
        assert_eq!(again, payload, "{message:?}");
    }
}

/// However the bytes arrive, the same messages come out of them.
fn stream(input: &[u8], mutator: &mut Mutator) {
    let channel = if mutator.below(2) == 0 { Channel::Control } else { Channel::Bulk };
    let mut writes = Vec::new();
    // Now and then large ones, for which the inbox grows and shrinks.
    for sequence in 1..=if mutator.below(200) == 0 { mutator.below(3) as u64 } else { 0 } {
        writes.push(large(mutator.below(200_000), sequence));
    }
    let next = writes.len() as u64 + 1;
    writes.extend([numbered(input, next), numbered(input, next + 1)]);
    let most = if next > 1 { 100_000 } else { 40 };
    let whole = messages(channel, &writes, || usize::MAX);
    let at_once = messages(channel, &[writes.concat()], || usize::MAX);
    let pieces = messages(channel, &writes, || 1 + mutator.below(most));
    assert!(whole == pieces && whole == at_once);
}

fn large(length: usize, sequence: u64) -> Vec<u8> {
    let mut bytes = Header { length: length as u32, number: 0x0504, handles: 0, sequence }.to_bytes().to_vec();
    bytes.resize(HEADER_BYTES + length, 0);
    bytes
}

/// With the sequence that it would have, so that most are not refused for that alone.
fn numbered(input: &[u8], sequence: u64) -> Vec<u8> {
    let mut bytes = input.to_vec();
    if bytes.len() >= HEADER_BYTES {
        bytes[8..16].copy_from_slice(&sequence.to_le_bytes());
    }
    bytes
}

fn messages(channel: Channel, writes: &[Vec<u8>], mut piece: impl FnMut() -> usize) -> (Vec<Header>, bool) {
    let mut inbox = Inbox::new(channel);
    inbox.open();
    let mut headers = Vec::new();
    for write in writes {
        let mut rest = &write[..];
        while !rest.is_empty() {
            let room = inbox.room();
            let count = piece().min(rest.len()).min(room.len());
            room[..count].copy_from_slice(&rest[..count]);
            inbox.received(count);
            rest = &rest[count..];
            loop {
                match inbox.next(u64::MAX) {
                    Err(_) => return (headers, false),
                    Ok(None) => break,
                    Ok(Some(header)) => {
                        assert_eq!(inbox.payload().len(), header.length as usize);
                        headers.push(header);
                    }
                }
            }
        }
    }
    (headers, true)
}

fn handshake(input: &[u8]) {
    let identity = Identity {
        role: Role::Desktop,
        capabilities: capability::KNOWN,
        frame_memories: frame_memories::INLINE,
        name: "fuzz".into(),
        version: String::new(),
    };
    let door = DoorAddress { desktop: "redox".into(), guest: "local".into(), key: Some(vec![7; 32]) };
    let (mut inbox, mut out) = (Inbox::new(Channel::Control), Outbox::new(Channel::Control));
    let mut handshake = Handshake::through(door, identity, Channel::Control, 0);
    for sequence in 1..=3 {
        let bytes = numbered(input, sequence);
        let room = inbox.room();
        let count = bytes.len().min(room.len());
        room[..count].copy_from_slice(&bytes[..count]);
        inbox.received(count);
        while let Ok(Some(header)) = inbox.next(0) {
            match handshake.received(header, &mut inbox, &mut out) {
                Ok(Progress::Going) => {}
                _ => return,
            }
        }
    }
}
