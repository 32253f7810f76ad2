// SPDX-License-Identifier: Apache-2.0
//! An original on its way to a guest. It shares what bulk carries safely with the clipboard, and leaves that some.
use super::record::Record;
use crate::turn::{GuestId, Turn};
use seamless_protocol::limits::{BULK_DATA_BYTES, FILE_BYTES};
use seamless_protocol::messages::FileData;
use std::fs::File;
use std::io::{self, Read};

/// What is left for the clipboard, whose texts are short and whose person waits.
const LEFT_FOR_OTHERS: usize = 3 * BULK_DATA_BYTES;

pub struct Sending {
    file: File,
    pub size: u64,
    offset: u64,
    is_over: bool,
}

impl Sending {
    pub fn open(record: &Record) -> io::Result<Sending> {
        let file = File::open(&record.path)?;
        let found = file.metadata()?;
        if !found.is_file() {
            return Err(io::Error::other("it is no ordinary file"));
        }
        if found.len() > FILE_BYTES {
            return Err(io::Error::other(format!("it is larger than {} GiB", FILE_BYTES >> 30)));
        }
        Ok(Sending { file, size: found.len(), offset: 0, is_over: false })
    }

    /// Sends what may be sent now. What the guest dropped because it has the copy already was never acknowledged; it is far less
    /// than what Redox' network has room for beyond the window.
    pub fn pump(&mut self, turn: &mut Turn<'_>, guest: GuestId, key: u64) -> io::Result<()> {
        let mut bytes = [0; BULK_DATA_BYTES];
        while !self.is_over {
            let wanted = (self.size - self.offset).min(BULK_DATA_BYTES as u64) as usize;
            let under_way = &mut turn.posts.of(guest).under_way;
            if wanted > 0 && (under_way.room() < LEFT_FOR_OTHERS + wanted || !under_way.send(key, wanted)) {
                return Ok(());
            }
            self.file.read_exact(&mut bytes[..wanted]).map_err(|error| match error.kind() {
                io::ErrorKind::UnexpectedEof => io::Error::other("it became shorter while it was read; try again"),
                _ => error,
            })?;
            turn.posts.send_on_bulk(guest, &FileData { key, version: 0, offset: self.offset, data: &bytes[..wanted] });
            self.offset += wanted as u64;
            self.is_over = wanted == 0;
        }
        Ok(())
    }
}
