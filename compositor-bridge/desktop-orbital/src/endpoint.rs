// SPDX-License-Identifier: Apache-2.0
//! The one thread that owns all: guests by name, their sessions, the directory, and the windows.
pub mod serving;

use crate::calls::Calls;
use crate::clipboard::Clipboard;
use crate::desk::orbital_window::{self, Display, Presence};
use crate::desk::Desk;
use crate::files::Files;
use crate::guest::Concerned;
use crate::label::Label;
use crate::limits;
use crate::link::address::Address;
use crate::link::dialer::Dialer;
use crate::link::directory::{Directory, Entry};
use crate::link::session::{Need, Session};
use crate::log;
use crate::menus::Menus;
use crate::notices::Notices;
use crate::options::{self, Options};
use crate::sound::Sound;
use crate::sys::{Events, Ready};
use crate::turn::{GuestId, Posts, Turn};
use seamless_protocol::messages::{capability, frame_memories, GuestState, Role, StartApp};
use seamless_protocol::{guest_colour, DoorAddress, Identity};
use std::io;
use std::time::Instant;

const DIALER: usize = 0;
const DIRECTORY: usize = 1;
/// Of a guest: control, and one more for bulk.
const FIRST_SESSION: usize = 2;
const FIRST_CALL: usize = 1 << 20;
const FIRST_NOTICE: usize = 1 << 29;
const FIRST_WINDOW: usize = 1 << 30;

pub struct Endpoint {
    orbital: Presence,
    events: Events,
    started: Instant,
    dialer: Dialer,
    directory: Option<Directory>,
    door: DoorAddress,
    names: Vec<String>,
    sessions: Vec<Session>,
    posts: Posts,
    desk: Desk,
    sound: Sound,
    clipboard: Clipboard,
    menus: Menus,
    files: Files,
    notices: Notices,
    /// None: another endpoint of this user answers.
    calls: Option<Calls>,
}

impl Endpoint {
    pub fn new(options: &Options, key: Option<Vec<u8>>) -> io::Result<Endpoint> {
        let events = Events::new()?;
        let dialer = Dialer::new(&events, DIALER)?;
        let now = Instant::now();
        let calls = Calls::listen(&events, FIRST_CALL);
        if let Err(error) = &calls {
            log::warning(&format!("apps cannot be started from the menus: {error}"));
        }
        let door = DoorAddress { desktop: options.name.clone(), guest: String::new(), key };
        let directory = options.launcher.clone().map(|address| Directory::new(address, door.clone(), identity(&options.name), now));
        let mut endpoint = Endpoint {
            orbital: Presence::new()?,
            events,
            started: now,
            dialer,
            directory,
            door,
            names: Vec::new(),
            sessions: Vec::new(),
            posts: Posts::default(),
            desk: Desk::new(Display::ask()?, FIRST_WINDOW),
            sound: Sound::default(),
            clipboard: Clipboard::new(),
            menus: Menus::new(),
            // Whoever answers calls has the records; two would both put saves in place.
            files: Files::new(calls.is_ok().then(options::data).flatten()),
            notices: Notices::new(FIRST_NOTICE),
            calls: calls.ok(),
        };
        if let Some((guest, bridge)) = &options.bridge {
            let label = Label { text: guest.clone(), colour: guest_colour(guest) };
            let id = endpoint.desk.add_guest(label);
            endpoint.names.push(guest.clone());
            endpoint.sessions.push(Session::new(id, bridge.clone(), None, identity(&options.name), now));
        }
        Ok(endpoint)
    }

    /// Until somebody of the same user asks for the end, or Orbital has ended: that was the person's session, and whoever
    /// logs in to another one starts an endpoint of its own.
    pub fn run(&mut self) -> io::Result<()> {
        let mut ready = Vec::new();
        loop {
            if self.calls.as_ref().is_some_and(|calls| calls.is_end_asked) {
                return Ok(());
            }
            if orbital_window::take_trouble() && !self.orbital.is_there() {
                return Err(io::Error::other("Orbital has ended"));
            }
            let timeout = self.deadline().map(|due| due.saturating_duration_since(Instant::now()));
            self.events.wait(timeout, &mut ready)?;
            self.turn(&ready);
        }
    }

    /// What is ready, then what is due, then everything that has to be said.
    fn turn(&mut self, ready: &[Ready]) {
        let now = Instant::now();
        while let Some((number, result)) = self.dialer.next() {
            self.dialed(number, result, now);
        }
        for event in ready {
            self.woken(event.token, now);
        }
        for guest in 0..self.sessions.len() {
            if self.sessions[guest].has_more {
                self.read(guest, now);
            }
        }
        self.tick(now);
        self.serve_calls(now);
        let mut turn = Turn { now, started: self.started, events: &self.events, posts: &mut self.posts };
        self.desk.settle(&mut turn);
        self.sound.settle(&mut turn);
        for notice in std::mem::take(&mut self.desk.notices) {
            self.clipboard.notice(&mut turn, &mut self.desk, &self.menus, notice);
        }
        self.clipboard.settle(&mut turn);
        self.files.settle(&mut turn);
        for words in std::mem::take(&mut self.files.notices) {
            self.notices.say(&self.events, &words);
        }
        self.flush(now);
    }

    fn deadline(&self) -> Option<Instant> {
        if self.sessions.iter().any(|session| session.has_more) {
            return Some(self.started);
        }
        let directory = self.directory.as_ref().and_then(Directory::deadline);
        self.sessions
            .iter()
            .filter_map(Session::deadline)
            .chain(directory)
            .chain(self.desk.deadline())
            .chain(self.sound.deadline())
            .chain(self.clipboard.deadline())
            .chain(self.calls.as_ref().and_then(Calls::deadline))
            .chain(self.files.deadline())
            .min()
    }

    fn woken(&mut self, token: usize, now: Instant) {
        match token {
            DIALER => {}
            DIRECTORY => self.read_directory(now),
            FIRST_NOTICE..FIRST_WINDOW => self.notices.ready(token),
            FIRST_CALL..FIRST_NOTICE => {
                if let Some(calls) = &mut self.calls {
                    calls.ready(&self.events, token, now);
                    // Whoever asks for an app asks for a window.
                    orbital_window::suspect();
                }
            }
            FIRST_WINDOW.. => {
                let mut turn = Turn { now, started: self.started, events: &self.events, posts: &mut self.posts };
                self.desk.ready(&mut turn, token);
            }
            _ => self.read((token - FIRST_SESSION) / 2, now),
        }
    }

    /// A thread has connected, or could not.
    fn dialed(&mut self, number: usize, result: io::Result<crate::link::address::Stream>, now: Instant) {
        if number == DIRECTORY {
            let Some(directory) = &mut self.directory else { return };
            let done = result.and_then(|stream| directory.connected(&self.events, stream, DIRECTORY, now));
            if let Err(error) = done {
                self.directory_failed(&error.to_string(), now);
            }
            return;
        }
        let guest = (number - FIRST_SESSION) / 2;
        let mut turn = Turn { now, started: self.started, events: &self.events, posts: &mut self.posts };
        let done = result.and_then(|stream| self.sessions[guest].connected(&mut turn, stream, number));
        if let Err(error) = done {
            self.session_failed(guest, &error.to_string(), now);
        }
    }

    fn read(&mut self, guest: GuestId, now: Instant) {
        let Some(session) = self.sessions.get_mut(guest) else { return };
        let mut turn = Turn { now, started: self.started, events: &self.events, posts: &mut self.posts };
        let mut concerned = Concerned {
            desk: &mut self.desk,
            sound: &mut self.sound,
            clipboard: &mut self.clipboard,
            menus: &mut self.menus,
            files: &mut self.files,
            calls: self.calls.as_mut(),
            guest,
            name: &self.names[guest],
        };
        let needed = session.ready(&mut turn, &mut |turn, step| concerned.step(turn, step));
        match needed {
            Ok(Need::Connection) => self.dial(FIRST_SESSION + 2 * guest + 1, now),
            Ok(Need::Nothing) => {}
            Err(reason) => self.session_failed(guest, &reason, now),
        }
    }

    fn read_directory(&mut self, now: Instant) {
        let Some(directory) = &mut self.directory else { return };
        match directory.ready() {
            Ok(true) => {
                let entries = directory.entries.clone();
                self.follow(&entries, now);
            }
            Ok(false) => {}
            Err(reason) => self.directory_failed(&reason, now),
        }
    }

    /// The directory's whole truth: a session for each guest that is ready, and none for others.
    fn follow(&mut self, entries: &[Entry], now: Instant) {
        for entry in entries {
            let guest = self.guest(entry, now);
            self.desk.set_label(guest, entry.label.clone());
            if entry.state == GuestState::Ready {
                self.sessions[guest].want(now);
            } else {
                self.sessions[guest].is_wanted = false;
            }
            self.sessions[guest].is_off = matches!(entry.state, GuestState::Off | GuestState::Failed);
        }
        self.menus.follow(&entries.iter().map(|entry| entry.name.as_str()).collect::<Vec<_>>());
        for guest in 0..self.sessions.len() {
            if !entries.iter().any(|entry| entry.name == self.names[guest]) {
                (self.sessions[guest].is_wanted, self.sessions[guest].is_off) = (false, true);
            }
            self.expect(guest, now);
        }
    }

    /// Windows of a guest that is not connected stay for as long as it may come back soon.
    fn expect(&mut self, guest: GuestId, now: Instant) {
        let session = &self.sessions[guest];
        if session.is_open() {
            return;
        }
        if session.is_off {
            self.desk.expect(guest, now);
        } else if session.is_busy && self.directory.as_ref().is_some_and(Directory::is_open) {
            self.desk.expect(guest, now + limits::GIVEN_AWAY);
        }
    }

    fn guest(&mut self, entry: &Entry, now: Instant) -> GuestId {
        if let Some(guest) = self.names.iter().position(|name| *name == entry.name) {
            return guest;
        }
        let guest = self.desk.add_guest(entry.label.clone());
        self.names.push(entry.name.clone());
        let door = DoorAddress { guest: entry.name.clone(), ..self.door.clone() };
        let address = self.directory.as_ref().map(|directory| directory.address.clone());
        let address = address.unwrap_or(Address::Tcp(String::new()));
        self.sessions.push(Session::new(guest, address, Some(door), identity(&self.door.desktop), now));
        guest
    }

    fn tick(&mut self, now: Instant) {
        if let Some(directory) = &mut self.directory {
            match directory.tick(now) {
                Ok(Need::Connection) => self.dial(DIRECTORY, now),
                Ok(Need::Nothing) => {}
                Err(reason) => self.directory_failed(&reason, now),
            }
        }
        for guest in 0..self.sessions.len() {
            match self.sessions[guest].tick(now) {
                Ok(Need::Connection) => self.dial(FIRST_SESSION + 2 * guest, now),
                Ok(Need::Nothing) => {}
                Err(reason) => self.session_failed(guest, &reason, now),
            }
        }
    }

    fn dial(&mut self, number: usize, now: Instant) {
        let address = match &self.directory {
            Some(directory) if number == DIRECTORY => directory.address.clone(),
            _ => self.sessions[(number - FIRST_SESSION) / 2].address.clone(),
        };
        if let Err(error) = self.dialer.dial(number, &address) {
            self.dialed(number, Err(error), now);
        }
    }

    fn flush(&mut self, now: Instant) {
        if let Some(Err(reason)) = self.directory.as_mut().map(Directory::flush) {
            self.directory_failed(&reason, now);
        }
        for guest in 0..self.sessions.len() {
            let mut turn = Turn { now, started: self.started, events: &self.events, posts: &mut self.posts };
            if let Err(reason) = self.sessions[guest].flush(&mut turn) {
                self.session_failed(guest, &reason, now);
            }
        }
    }

    fn session_failed(&mut self, guest: GuestId, reason: &str, now: Instant) {
        let mut turn = Turn { now, started: self.started, events: &self.events, posts: &mut self.posts };
        let was_open = self.sessions[guest].is_open();
        if let Some(news) = self.sessions[guest].end(&mut turn, reason) {
            log::warning(&format!("guest {}: {news}", self.names[guest]));
        }
        if was_open {
            self.desk.left(&mut turn, guest);
            self.sound.left(guest);
            self.clipboard.left(&mut turn, guest);
            self.calls.iter_mut().for_each(|calls| calls.left(guest));
            self.files.left(&self.names[guest]);
        }
        self.expect(guest, now);
    }

    fn directory_failed(&mut self, reason: &str, now: Instant) {
        let Some(directory) = &mut self.directory else { return };
        let was_open = directory.is_open();
        if let Some(news) = directory.end(&self.events, reason, now) {
            log::warning(&format!("launcher at {}: {news}", directory.address));
        }
        if was_open && matches!(directory.address, Address::Wires(..)) {
            // What was on the other wires is over as well; they would not tell.
            for guest in 0..self.sessions.len() {
                if self.sessions[guest].is_connected() {
                    self.session_failed(guest, "its launcher is gone", now);
                }
            }
        }
    }
}

fn start_app(request: u32, app_id: &str) -> StartApp<'_> {
    let (arguments, uris, environment) = (Vec::new(), Vec::new(), Vec::new());
    StartApp { request, app_id, action: "", arguments, uris, environment, working_directory: "", activation_token: "" }
}

fn identity(name: &str) -> Identity {
    Identity {
        role: Role::Desktop,
        capabilities: capability::SERVER_DECORATION | capability::AUDIO | capability::CLIPBOARD | capability::FILES,
        frame_memories: frame_memories::INLINE,
        name: name.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    }
}
