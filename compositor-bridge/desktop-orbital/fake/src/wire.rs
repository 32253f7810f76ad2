// SPDX-License-Identifier: Apache-2.0
//! Requests and answers between a program under test and the fake; the layout is in the endpoint's `sys/linux.rs`.

use crate::errno::Errno;
use crate::limits;
use crate::sys;
use std::io::{self, Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;

pub const OPEN: u32 = 1;
pub const DUP: u32 = 2;
pub const READ: u32 = 3;
pub const WRITE: u32 = 4;
pub const FSYNC: u32 = 5;
pub const FPATH: u32 = 6;
pub const MMAP: u32 = 7;
pub const MUNMAP: u32 = 8;
pub const FEVENT: u32 = 9;

pub struct Request {
    pub op: u32,
    pub argument: u32,
    pub bytes: Vec<u8>,
}

#[derive(Default)]
pub struct Answer {
    pub result: i64,
    pub bytes: Vec<u8>,
    pub descriptors: Vec<OwnedFd>,
}

impl Answer {
    pub fn number(result: usize) -> Answer {
        Answer { result: result as i64, ..Answer::default() }
    }

    pub fn bytes(bytes: Vec<u8>) -> Answer {
        Answer { result: bytes.len() as i64, bytes, descriptors: Vec::new() }
    }

    pub fn error(error: Errno) -> Answer {
        Answer { result: -i64::from(error), ..Answer::default() }
    }
}

/// `None`: the program closed it, or ended.
pub fn receive(mut stream: &UnixStream) -> io::Result<Option<Request>> {
    let mut head = [0; 12];
    match stream.read_exact(&mut head) {
        Err(e) if matches!(e.kind(), io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset) => return Ok(None),
        other => other?,
    }
    let number = |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
    let len = number(8) as usize;
    if len > limits::WRITE_BYTES {
        return Err(io::Error::new(io::ErrorKind::InvalidData, format!("a request of {len} bytes")));
    }
    let mut bytes = vec![0; len];
    stream.read_exact(&mut bytes)?;
    Ok(Some(Request { op: number(0), argument: number(4), bytes }))
}

pub fn send(mut stream: &UnixStream, answer: &Answer) -> io::Result<()> {
    let mut all = Vec::with_capacity(12 + answer.bytes.len());
    all.extend(answer.result.to_le_bytes());
    all.extend((answer.bytes.len() as u32).to_le_bytes());
    all.extend(&answer.bytes);
    let sent = sys::send(stream, &all, &answer.descriptors)?;
    stream.write_all(&all[sent..])
}
