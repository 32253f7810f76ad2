// SPDX-License-Identifier: Apache-2.0
//! What `seamless-run` asks the endpoint for, over a socket of the user's: one line, answered by lines: [`crate::question::Question`] is
//! answered by `coming` when the guest has to be started first, and then by `started`, or by `failed` with the reason. `end` ends
//! the endpoint, whose connections close with it.
use crate::endpoint::serving::Asked;
use crate::limits;
use crate::question::Question;
use crate::sys::Events;
use crate::turn::GuestId;
use std::io::{self, Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::time::Instant;

const END: &[u8] = b"end\n";

/// Ends the endpoint that listens, and waits until it has; none may listen.
pub fn end() -> io::Result<()> {
    let Ok(mut endpoint) = UnixStream::connect(socket()) else { return Ok(()) };
    endpoint.write_all(END)?;
    endpoint.read_to_end(&mut Vec::new()).map(drop)
}

/// Where the endpoint listens.
pub fn socket() -> PathBuf {
    if let Some(path) = std::env::var_os("SEAMLESS_ORBITAL_SOCKET") {
        return path.into();
    }
    let folder = std::env::var_os("XDG_RUNTIME_DIR").or_else(|| std::env::var_os("HOME"));
    folder.map_or_else(|| PathBuf::from("/tmp"), PathBuf::from).join(".seamless-orbital.sock")
}

pub struct Call {
    stream: UnixStream,
    line: Vec<u8>,
    /// Once the line is whole.
    pub wish: Option<Question>,
    /// The number of what was asked of the guest; 0 before.
    pub request: u32,
    /// The guest that it was sent to.
    pub guest: GuestId,
    pub asked: Option<Asked>,
    is_coming_said: bool,
    deadline: Instant,
    is_end: bool,
    pub is_over: bool,
}

impl Call {
    fn read(&mut self) {
        let mut bytes = [0; 512];
        loop {
            match (&self.stream).read(&mut bytes) {
                Ok(0) => self.is_over = true,
                Ok(count) => {
                    self.line.extend_from_slice(&bytes[..count]);
                    if self.line.len() <= limits::CALL_BYTES {
                        continue;
                    }
                    self.is_over = true;
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(_) => self.is_over = true,
            }
            break;
        }
        if let Some(end) = self.line.iter().position(|byte| *byte == b'\n') {
            let line = String::from_utf8_lossy(&self.line[..end]).into_owned();
            self.is_end = line == "end";
            self.wish = Question::parse(&line);
            if self.wish.is_none() && !self.is_end {
                self.answer("failed that is nothing that the endpoint does");
            }
        }
    }

    /// The last line, unless it is about something that comes.
    pub fn answer(&mut self, line: &str) {
        let _ = writeln!(&self.stream, "{}", line.replace('\n', " "));
        self.is_over = true;
    }

    pub fn say_coming(&mut self) {
        if !std::mem::replace(&mut self.is_coming_said, true) {
            let _ = writeln!(&self.stream, "coming");
        }
    }
}

pub struct Calls {
    listener: UnixListener,
    listener_token: usize,
    next_token: usize,
    pub calls: Vec<Call>,
    last_request: u32,
    pub is_end_asked: bool,
}

impl Calls {
    /// An endpoint that listens there already gives way: of two, each would throw the other out of the launcher's door for ever.
    pub fn listen(events: &Events, token: usize) -> io::Result<Calls> {
        let path = socket();
        if let Ok(mut older) = UnixStream::connect(&path) {
            let _ = older.write_all(END);
        }
        let _ = std::fs::remove_file(&path);
        let listener = UnixListener::bind(&path)?;
        listener.set_nonblocking(true)?;
        events.add_read(&listener, token)?;
        Ok(Calls { listener, listener_token: token, next_token: token + 1, calls: Vec::new(), last_request: 0, is_end_asked: false })
    }

    pub fn ready(&mut self, events: &Events, token: usize, now: Instant) {
        if token != self.listener_token {
            self.calls.iter_mut().filter(|call| call.wish.is_none()).for_each(Call::read);
            self.is_end_asked = self.calls.iter().any(|call| call.is_end);
            return;
        }
        while let Ok((stream, _)) = self.listener.accept() {
            let is_watched = stream.set_nonblocking(true).and_then(|()| events.add_read(&stream, self.next_token));
            self.next_token += 1;
            if is_watched.is_err() || self.calls.len() == limits::CALLS {
                continue;
            }
            let deadline = now + limits::CALL;
            let mut call = Call {
                stream,
                line: Vec::new(),
                wish: None,
                request: 0,
                guest: 0,
                asked: None,
                is_coming_said: false,
                deadline,
                is_end: false,
                is_over: false,
            };
            call.read();
            self.is_end_asked |= call.is_end;
            self.calls.push(call);
        }
    }

    pub fn next_request(&mut self) -> u32 {
        self.last_request += 1;
        self.last_request
    }

    pub fn deadline(&self) -> Option<Instant> {
        let calls = self.calls.iter().filter(|call| call.request == 0);
        calls.flat_map(|call| [Some(call.deadline), call.asked.as_ref().and_then(Asked::deadline)]).flatten().min()
    }

    /// Forgets what is over, and what nothing came of, which is said in these words.
    pub fn settle(&mut self, now: Instant, trouble: &str) {
        for call in self.calls.iter_mut().filter(|call| !call.is_over && call.request == 0 && call.deadline <= now) {
            call.answer(&format!("failed {trouble}"));
        }
        self.calls.retain(|call| !call.is_over);
    }

    /// The guest went: whether the app was started is not known, and starting it again could start it twice. Files are sent again.
    pub fn left(&mut self, guest: GuestId) {
        let is_app = |call: &&mut Call| call.request != 0 && call.guest == guest && call.wish.as_ref().is_some_and(|wish| wish.file.is_none());
        self.calls.iter_mut().filter(is_app).for_each(|call| call.answer("failed the guest went away meanwhile"));
    }

    /// An answer of a guest's to what it was asked.
    pub fn answered(&mut self, guest: GuestId, request: u32, line: &str) {
        if let Some(call) = self.calls.iter_mut().find(|call| request != 0 && (call.guest, call.request) == (guest, request)) {
            call.answer(line);
        }
    }
}
