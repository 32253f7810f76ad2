// SPDX-License-Identifier: Apache-2.0
//! The wires of the virtual machine that the desktop runs in (PROTOCOL.md, "Wires"): addresses of QEMU's network with the launcher
//! behind them, each one stream of bytes for as long as QEMU runs, whoever connects there. So their TCP connections are kept, and the
//! two ends find each other by marks before each use.
use crate::limits;
use seamless_protocol::{MessageWalk, PortMark};
use std::cell::{Cell, RefCell};
use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Which wires are in use, and the connections of those that are not.
#[derive(Default)]
pub struct Wires {
    slots: Mutex<[Slot; limits::WIRES]>,
}

#[derive(Default)]
struct Slot {
    is_used: bool,
    /// Not closed between two uses: QEMU would keep what is left of each connection for ever.
    kept: Option<TcpStream>,
    /// Bytes that the message lacks that was being sent when the last use ended.
    owed: usize,
    /// Attempts since the last good one.
    failures: u32,
}

impl Wires {
    /// Takes a free wire and waits for the launcher at its other end; on a thread of its own.
    pub fn connect(self: &Arc<Wires>, host: &str, first_port: u16) -> io::Result<Wire> {
        let (number, kept, owed) = self.take()?;
        let socket = match kept.map_or_else(|| dial(host, first_port, number), Ok) {
            Ok(socket) => socket,
            Err(error) => {
                self.give_back(number, None, 0, false);
                return Err(error);
            }
        };
        match find(&socket, owed).and_then(|theirs| socket.set_nonblocking(true).map(|()| theirs)) {
            Ok(theirs) => Ok(Wire::new(self.clone(), number, socket, theirs)),
            Err(error) => {
                // Nobody answered: the connection is as good as before.
                let kept = (error.kind() == ErrorKind::TimedOut).then_some(socket);
                self.give_back(number, kept, 0, false);
                Err(error)
            }
        }
    }

    /// The one that failed least, and of those the first.
    fn take(&self) -> io::Result<(usize, Option<TcpStream>, usize)> {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        let free = slots.iter_mut().enumerate().filter(|(_, slot)| !slot.is_used).min_by_key(|(number, slot)| (slot.failures, *number));
        let (number, slot) =
            free.ok_or_else(|| io::Error::new(ErrorKind::AddrInUse, format!("all {} wires to the launcher are in use", limits::WIRES)))?;
        slot.is_used = true;
        Ok((number, slot.kept.take(), std::mem::take(&mut slot.owed)))
    }

    fn give_back(&self, number: usize, kept: Option<TcpStream>, owed: usize, was_good: bool) {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = &mut slots[number];
        let failures = if was_good { 0 } else { slot.failures + 1 };
        *slot = Slot { is_used: false, owed: if kept.is_some() { owed } else { 0 }, kept, failures };
    }
}

fn dial(host: &str, first_port: u16, number: usize) -> io::Result<TcpStream> {
    let port = u16::try_from(number).ok().and_then(|number| first_port.checked_add(number)).ok_or(ErrorKind::InvalidInput)?;
    let address = (host, port).to_socket_addrs()?.next().ok_or(ErrorKind::NotFound)?;
    let socket = TcpStream::connect_timeout(&address, limits::CONNECT)?;
    // Small messages are prompt ones. Redox says yes to this and does nothing.
    let _ = socket.set_nodelay(true);
    Ok(socket)
}

/// Says marks until the other side answers; the nonce of its life. Reads not a byte more than its marks.
fn find(mut socket: &TcpStream, owed: usize) -> io::Result<u64> {
    socket.set_nonblocking(false)?;
    socket.set_write_timeout(Some(limits::HANDSHAKE))?;
    let ours = nonce();
    let (mut theirs, mut pause) = (0, limits::FIRST_MARK);
    let until = Instant::now() + limits::HANDSHAKE;
    socket.write_all(&vec![0xff; owed])?;
    socket.write_all(&PortMark { ours, yours: 0 }.to_bytes())?;
    let mut due = Instant::now() + pause;
    let (mut bytes, mut held) = ([0; PortMark::BYTES], 0);
    loop {
        let now = Instant::now();
        if now >= until {
            return Err(io::Error::new(ErrorKind::TimedOut, "no launcher answers on the wire"));
        }
        if now >= due {
            socket.write_all(&PortMark { ours, yours: theirs }.to_bytes())?;
            pause = (pause * 2).min(limits::LAST_MARK);
            due = now + pause;
        }
        socket.set_read_timeout(Some(due.min(until).saturating_duration_since(now).max(Duration::from_millis(1))))?;
        held += match socket.read(&mut bytes[held..]) {
            Ok(0) => return Err(io::Error::new(ErrorKind::UnexpectedEof, "the wire was closed")),
            Ok(count) => count,
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted) => 0,
            Err(error) => return Err(error),
        };
        // What cannot be the beginning of a mark is of an earlier life.
        let start = (0..held).find(|start| begins_a_mark(&bytes[*start..held])).unwrap_or(held);
        bytes.copy_within(start..held, 0);
        held -= start;
        let Some(mark) = (held == PortMark::BYTES).then(|| PortMark::read(&bytes)).flatten() else { continue };
        held = 0;
        if mark.ours == 0 || mark.ours == ours {
            continue;
        }
        if mark.ours != theirs {
            theirs = mark.ours;
            socket.write_all(&PortMark { ours, yours: theirs }.to_bytes())?;
        }
        if mark.yours == ours {
            return Ok(theirs);
        }
    }
}

fn begins_a_mark(bytes: &[u8]) -> bool {
    let compared = bytes.len().min(PortMark::SIGN.len());
    bytes[..compared] == PortMark::SIGN[..compared]
}

/// Of one life, and never 0.
fn nonce() -> u64 {
    std::hash::BuildHasher::hash_one(&std::collections::hash_map::RandomState::new(), 0u8) | 1
}

/// One use of a wire: the bytes behind the marks.
pub struct Wire {
    wires: Arc<Wires>,
    number: usize,
    socket: TcpStream,
    theirs: u64,
    is_broken: Cell<bool>,
    sent: RefCell<MessageWalk>,
    received: RefCell<Received>,
}

#[derive(Default)]
struct Received {
    walk: MessageWalk,
    /// The other side may have repeated its mark before it heard ours; what is held is the beginning of one.
    has_begun: bool,
    head: [u8; PortMark::BYTES],
    headed: usize,
}

impl Wire {
    fn new(wires: Arc<Wires>, number: usize, socket: TcpStream, theirs: u64) -> Wire {
        let (sent, received) = (RefCell::default(), RefCell::default());
        Wire { wires, number, socket, theirs, is_broken: Cell::new(false), sent, received }
    }

    /// To be watched.
    pub fn socket(&self) -> &TcpStream {
        &self.socket
    }

    /// 0: the other side has begun another life, or the wire is gone.
    pub fn read(&self, buf: &mut [u8]) -> io::Result<usize> {
        let mut received = self.received.borrow_mut();
        if received.walk.is_over() {
            return Ok(0);
        }
        let count = if received.has_begun { self.receive(buf)? } else { self.begin(&mut received, buf)? };
        Ok(received.walk.pass(&buf[..count]))
    }

    pub fn write(&self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.check((&self.socket).write(bytes))?;
        self.sent.borrow_mut().pass(&bytes[..count]);
        Ok(count)
    }

    fn begin(&self, received: &mut Received, buf: &mut [u8]) -> io::Result<usize> {
        loop {
            let headed = received.headed;
            if !begins_a_mark(&received.head[..headed]) {
                received.has_begun = true;
                let count = headed.min(buf.len());
                buf[..count].copy_from_slice(&received.head[..count]);
                return Ok(count);
            }
            if headed == PortMark::BYTES {
                if PortMark::read(&received.head).is_none_or(|mark| mark.ours != self.theirs) {
                    return Ok(0);
                }
                received.headed = 0;
                continue;
            }
            let wanted = if headed < PortMark::SIGN.len() { PortMark::SIGN.len() } else { PortMark::BYTES };
            match self.receive(&mut received.head[headed..wanted])? {
                0 => return Ok(0),
                count => received.headed += count,
            }
        }
    }

    fn receive(&self, buf: &mut [u8]) -> io::Result<usize> {
        let count = self.check((&self.socket).read(buf))?;
        self.is_broken.set(self.is_broken.get() || count == 0);
        Ok(count)
    }

    fn check(&self, result: io::Result<usize>) -> io::Result<usize> {
        if result.as_ref().is_err_and(|error| !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted)) {
            self.is_broken.set(true);
        }
        result
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        // Another descriptor, so that nothing that was asked about this one is told of the next use.
        let kept = if self.is_broken.get() { None } else { self.socket.try_clone().ok() };
        self.wires.give_back(self.number, kept, self.sent.borrow().missing(), true);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use seamless_protocol::messages::Ping;
    use seamless_protocol::Message;
    use std::net::TcpListener;

    /// The launcher's end, played by hand: it answers the newest mark that it finds.
    fn answer(mut end: &TcpStream, ours: u64) -> u64 {
        let mut seen = Vec::new();
        loop {
            let mut byte = [0];
            end.read_exact(&mut byte).unwrap();
            seen.push(byte[0]);
            let Some(tail) = seen.len().checked_sub(PortMark::BYTES) else { continue };
            let Some(mark) = PortMark::read(seen[tail..].try_into().unwrap()) else { continue };
            end.write_all(&PortMark { ours, yours: mark.ours }.to_bytes()).unwrap();
            if mark.yours == ours {
                return tail as u64;
            }
        }
    }

    fn ping(token: u64) -> Vec<u8> {
        let mut bytes = Vec::new();
        Ping { token }.append(1, &mut bytes);
        bytes
    }

    fn read(wire: &Wire, count: usize) -> Vec<u8> {
        let (mut bytes, mut buf) = (Vec::new(), [0; 8192]);
        while bytes.len() < count {
            match wire.read(&mut buf) {
                Ok(0) => break,
                Ok(count) => bytes.extend_from_slice(&buf[..count]),
                Err(error) => assert_eq!(error.kind(), ErrorKind::WouldBlock),
            }
        }
        bytes
    }

    #[test]
    fn a_wire_is_used_again_and_again_over_one_connection_and_lives_are_told_apart() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let wires = Arc::new(Wires::default());
        let linking = std::thread::spawn({
            let wires = wires.clone();
            move || wires.connect("127.0.0.1", port).unwrap()
        });
        let (mut end, _) = listener.accept().unwrap();
        // Of an earlier life: half a message, and a mark that answers somebody else.
        end.write_all(&ping(7)[..20]).unwrap();
        end.write_all(&PortMark { ours: 5, yours: 99 }.to_bytes()).unwrap();
        answer(&end, 41);
        let wire = linking.join().unwrap();

        end.write_all(&ping(3)).unwrap();
        assert_eq!(read(&wire, 24), ping(3));
        assert_eq!(wire.write(&ping(4)[..20]).unwrap(), 20);
        end.write_all(&PortMark { ours: 43, yours: 0 }.to_bytes()).unwrap();
        assert_eq!(read(&wire, 1), []);
        drop(wire);

        let linking = std::thread::spawn(move || (wires.connect("127.0.0.1", port).unwrap(), wires));
        let mut whole = [0; 20];
        end.read_exact(&mut whole).unwrap();
        // The message that was cut off is filled up, then comes the first mark, then the one that answers ours.
        assert_eq!(answer(&end, 43), 4 + 32);
        let (wire, _) = linking.join().unwrap();
        end.write_all(&ping(5)).unwrap();
        assert_eq!(read(&wire, 24), ping(5));
    }

    #[test]
    fn wires_that_are_all_in_use_are_said_to_be() {
        let wires = Arc::new(Wires::default());
        for number in 0..limits::WIRES {
            assert_eq!(wires.take().unwrap().0, number);
        }
        assert!(wires.connect("127.0.0.1", 1).is_err_and(|error| error.to_string() == "all 16 wires to the launcher are in use"));
        wires.give_back(3, None, 0, false);
        wires.give_back(9, None, 0, true);
        assert_eq!(wires.take().unwrap().0, 9);
    }
}
