// SPDX-License-Identifier: Apache-2.0
//! One connection: what is heard on it is read by a thread of its own, so that a test can wait with a limit.

use crate::limits;
use seamless_protocol::{Any, Header, Message, HEADER_BYTES};
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::Arc;
use std::time::Duration;

/// A message as it came.
#[derive(Clone, Debug)]
pub struct Heard {
    pub header: Header,
    pub payload: Vec<u8>,
}

impl Heard {
    /// What it says; an endpoint that says what cannot be read fails the test.
    pub fn message(&self) -> Any<'_> {
        Any::read(self.header.number, &self.payload).unwrap_or_else(|violation| panic!("the endpoint {violation:?}"))
    }
}

/// A Unix or a TCP connection.
pub enum Wire {
    Unix(UnixStream),
    Tcp(TcpStream),
}

impl Wire {
    fn twin(&self) -> io::Result<Wire> {
        match self {
            Wire::Unix(stream) => stream.try_clone().map(Wire::Unix),
            Wire::Tcp(stream) => stream.try_clone().map(Wire::Tcp),
        }
    }

    fn close(&self) {
        let _ = match self {
            Wire::Unix(stream) => stream.shutdown(std::net::Shutdown::Both),
            Wire::Tcp(stream) => stream.shutdown(std::net::Shutdown::Both),
        };
    }
}

impl Read for Wire {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        match self {
            Wire::Unix(stream) => stream.read(buf),
            Wire::Tcp(stream) => stream.read(buf),
        }
    }
}

impl Write for Wire {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        match self {
            Wire::Unix(stream) => stream.write(buf),
            Wire::Tcp(stream) => stream.write(buf),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

pub struct Line {
    wire: Wire,
    heard: Receiver<Heard>,
    /// Bytes that came since the endpoint was last told that they had.
    pub unacknowledged: Arc<AtomicU64>,
    said: u64,
}

impl Line {
    pub fn new(wire: Wire) -> io::Result<Line> {
        let (sender, heard) = mpsc::sync_channel(limits::HEARD_MESSAGES);
        let unacknowledged = Arc::new(AtomicU64::new(0));
        let (mut reader, count) = (wire.twin()?, unacknowledged.clone());
        std::thread::spawn(move || {
            while let Ok(message) = receive(&mut reader) {
                count.fetch_add((HEADER_BYTES + message.payload.len()) as u64, Ordering::Relaxed);
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Ok(Line { wire, heard, unacknowledged, said: 0 })
    }

    /// Messages said since the start or the last `restart`.
    pub fn said(&self) -> u64 {
        self.said
    }

    /// Behind a Joined messages are counted from 1 anew.
    pub fn restart(&mut self) {
        self.said = 0;
    }

    pub fn say<'m>(&mut self, message: &impl Message<'m>) -> io::Result<()> {
        self.said += 1;
        self.say_as(message, self.said)
    }

    pub fn say_as<'m>(&mut self, message: &impl Message<'m>, sequence: u64) -> io::Result<()> {
        let mut bytes = Vec::new();
        message.append(sequence, &mut bytes);
        self.wire.write_all(&bytes)
    }

    /// The next message; `None` when none came in time. An ended connection is an error.
    pub fn hear(&self, limit: Duration) -> io::Result<Option<Heard>> {
        match self.heard.recv_timeout(limit) {
            Ok(heard) => Ok(Some(heard)),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => Err(io::ErrorKind::ConnectionReset.into()),
        }
    }

    pub fn close(&self) {
        self.wire.close();
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.close();
    }
}

fn receive(reader: &mut Wire) -> io::Result<Heard> {
    let mut head = [0; HEADER_BYTES];
    reader.read_exact(&mut head)?;
    let header = Header::read(&head).ok_or(io::ErrorKind::InvalidData)?;
    if header.length as usize > seamless_protocol::limits::BULK_MESSAGE_BYTES {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut payload = vec![0; header.length as usize];
    reader.read_exact(&mut payload)?;
    Ok(Heard { header, payload })
}
