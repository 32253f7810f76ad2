// SPDX-License-Identifier: Apache-2.0
//! Connects without holding up the one thread: a machine that does not answer takes seconds. Each attempt is a thread of its
//! own that ends with it; there is at most one for each connection that is wanted.
use super::address::{Address, Stream};
use super::wires::Wires;
use crate::sys::Events;
use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::sync::mpsc::{channel, Receiver, Sender};
use std::sync::Arc;

pub struct Dialer {
    results: Receiver<(usize, io::Result<Stream>)>,
    sender: Sender<(usize, io::Result<Stream>)>,
    woken: UnixStream,
    waker: UnixStream,
    wires: Arc<Wires>,
}

impl Dialer {
    /// Results make `token` ready.
    pub fn new(events: &Events, token: usize) -> io::Result<Dialer> {
        let (sender, results) = channel();
        let (woken, waker) = UnixStream::pair()?;
        woken.set_nonblocking(true)?;
        waker.set_nonblocking(true)?;
        events.add_read(&woken, token)?;
        Ok(Dialer { results, sender, woken, waker, wires: Arc::default() })
    }

    /// What comes of it is given by `next` under this number.
    pub fn dial(&self, number: usize, address: &Address) -> io::Result<()> {
        let (address, sender) = (address.clone(), self.sender.clone());
        let waker = self.waker.try_clone()?;
        let wires = self.wires.clone();
        std::thread::Builder::new().name("connect".into()).spawn(move || {
            let result = address.connect(&wires);
            if sender.send((number, result)).is_ok() {
                // A full pipe wakes, too.
                let _ = (&waker).write(&[1]);
            }
        })?;
        Ok(())
    }

    pub fn next(&mut self) -> Option<(usize, io::Result<Stream>)> {
        let mut bytes = [0; 64];
        while matches!((&self.woken).read(&mut bytes), Ok(count) if count == bytes.len()) {}
        self.results.try_recv().ok()
    }
}
