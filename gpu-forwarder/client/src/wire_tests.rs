// SPDX-License-Identifier: Apache-2.0
//! The wire against a server of a few lines.

use super::*;
use crate::sys::memory::Layout;
use std::time::{Duration, Instant};

const CHUNK: usize = 64 << 10;

fn memory() -> Memory {
    let layout = Layout { ring: 4096, entries: 1024, chunks: 20480, chunk: CHUNK, chunk_count: 8, reply: 1 << 20, reply_len: 1 << 20, slab: 2 << 20, slab_len: 2 << 20 };
    Memory { shared: sys::private(layout.len()).unwrap(), layout }
}

struct Server {
    socket: UnixStream,
    heard: u32,
    said: u32,
}

impl Server {
    fn start(window: Option<u32>) -> (Server, Wire, Memory) {
        let (ours, theirs) = UnixStream::pair().unwrap();
        theirs.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let memory = memory();
        let wire = Wire::start(Socket::Unix(ours), window, memory).unwrap();
        (Server { socket: theirs, heard: 0, said: 0 }, wire, memory)
    }

    /// Kind, argument and payload of the next message.
    fn hear(&mut self) -> (u32, u32, Vec<u8>) {
        let mut header = [0; HEADER];
        self.socket.read_exact(&mut header).unwrap();
        let word = |at: usize| u32::from_le_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]);
        self.heard += 1;
        assert_eq!(word(8), self.heard);
        let mut payload = vec![0; word(4) as usize];
        self.socket.read_exact(&mut payload).unwrap();
        (word(0), word(12), payload)
    }

    fn say(&mut self, kind: u32, argument: u32, payload: &[u8]) {
        self.said += 1;
        let head = [kind, payload.len() as u32, self.said, argument].map(u32::to_le_bytes).concat();
        // A client that has had enough may have hung up already.
        let written = self.socket.write_all(&[&head, payload].concat());
        assert!(written.is_ok() || written.is_err_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe));
    }
}

fn until(mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < Duration::from_secs(20));
        std::thread::yield_now();
    }
}

fn entry(chunk: u32, from: u32, to: u32) -> Submission {
    Submission { entry: [chunk, from, to, 7], data: Vec::new() }
}

#[test]
fn data_go_before_the_entry_that_needs_them_in_pieces() {
    let (mut server, wire, memory) = Server::start(None);
    let len = WIRE_BYTES + 100;
    sys::bytes_mut(memory.slab(4096), len).fill(9);
    sys::bytes_mut(memory.chunk(2).wrapping_add(8), 16).fill(5);
    wire.submit(Submission { entry: [2 | 300 << 16, 8, 24, 7], data: vec![(4096, len as u32)] });
    assert_eq!(server.hear(), (DATA, 4096, vec![9; WIRE_BYTES]));
    assert_eq!(server.hear(), (DATA, 4096 + WIRE_BYTES as u32, vec![9; 100]));
    let words = [2 | 300 << 16, 8u32, 24, 7].map(u32::to_le_bytes).concat();
    assert_eq!(server.hear(), (SUBMIT, 0, [words, vec![5; 16]].concat()));
}

#[test]
fn results_lie_where_they_were_wanted_before_their_entry_is_executed() {
    let (mut server, _wire, memory) = Server::start(None);
    server.say(PLAIN, 64, &[1, 2, 3, 4]);
    // Four literals, and then the last of them over and over.
    let block = [&[0x4f, 1, 2, 3, 4, 1, 0][..], &[255; 3], &[100], &[0x50, 9, 9, 9, 9, 9]].concat();
    let size = 4 + 4 + 15 + 3 * 255 + 100 + 5u32;
    server.say(PACKED, IN_SLAB | 4096, &[&size.to_le_bytes()[..], &block].concat());
    server.say(EXECUTED, 0, &3u64.to_le_bytes());
    until(|| memory.executed().load(Ordering::SeqCst) == 3);
    assert_eq!(sys::bytes(memory.reply(64), 5), [1, 2, 3, 4, 0]);
    let frame = sys::bytes(memory.slab(4096), size as usize + 1);
    assert_eq!((frame[0], frame[4], frame[size as usize - 1], frame[size as usize]), (1, 4, 9, 0));
}

#[test]
fn no_more_is_under_way_than_the_window_allows() {
    const WINDOW: u32 = 16 << 10;
    let (mut server, wire, _memory) = Server::start(Some(WINDOW));
    for chunk in 0..4 {
        wire.submit(entry(chunk, 0, CHUNK as u32));
    }
    let whole = 4 * (HEADER + ENTRY + CHUNK);
    let (mut arrived, mut buffer) = (0, vec![0; WINDOW as usize * 2]);
    while arrived < whole {
        let before = arrived;
        while arrived - before < (WINDOW as usize).min(whole - before) {
            arrived += server.socket.read(&mut buffer).unwrap();
            assert!(arrived - before <= WINDOW as usize);
        }
        server.socket.set_nonblocking(true).unwrap();
        assert!(server.socket.read(&mut buffer).is_err(), "more came before the acknowledgement");
        server.socket.set_nonblocking(false).unwrap();
        server.say(RECEIVED, 0, &(arrived as u64).to_le_bytes());
    }
}

#[test]
fn whoever_waits_is_woken_when_the_server_says_what_it_may_not() {
    let wrong: [&dyn Fn(&mut Server); 7] = [
        &|server| server.say(99, 0, &[]),
        &|server| server.say(PLAIN, (1 << 20) - 3, &[0; 4]),
        &|server| server.say(PACKED, IN_SLAB, &[&u32::MAX.to_le_bytes()[..], &[0]].concat()),
        &|server| server.say(PACKED, 0, &[&8u32.to_le_bytes()[..], &[0x10, 1]].concat()),
        &|server| server.say(EXECUTED, 0, &[1]),
        &|server| server.said += 1,
        &|server| server.say(GONE, 0, b"the GPU is lost"),
    ];
    for act in wrong {
        let (mut server, wire, memory) = Server::start(None);
        act(&mut server);
        server.say(EXECUTED, 0, &1u64.to_le_bytes());
        until(|| memory.gone().load(Ordering::SeqCst) != 0);
        wire.submit(entry(0, 0, 8));
    }
}

#[test]
fn how_and_why_a_session_is_over_is_kept_for_whoever_asks() {
    let (mut server, _wire, memory) = Server::start(None);
    server.say(GONE, 2, "the GPU hangs".as_bytes());
    until(|| memory.gone().load(Ordering::SeqCst) != 0);
    assert_eq!((memory.gone().load(Ordering::SeqCst), memory.reason().as_str()), (2, "the GPU hangs"));
}

#[test]
fn a_server_that_hangs_up_is_noticed() {
    let (server, _wire, memory) = Server::start(None);
    drop(server);
    until(|| memory.gone().load(Ordering::SeqCst) != 0);
}
