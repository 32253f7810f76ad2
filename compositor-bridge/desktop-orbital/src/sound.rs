// SPDX-License-Identifier: Apache-2.0
//! Sound of guests' apps to Redox' audio scheme: each stream an open file there, mixed by Redox.
//!
//! The scheme takes 44.1 kHz stereo, says nothing of what it has played, and queues 93 ms when it is let. So what it plays is
//! reckoned from the clock, little is given to it at a time, and credit goes back as the sound is heard: from the app to the
//! loudspeaker no more than the protocol's 60 ms are ever under way. A sound begins with a cushion, for its pieces do not come
//! evenly; without one its first tenth of a second has holes.
use crate::limits;
use crate::log;
use crate::sys::{self, Fd, Flags};
use crate::turn::{GuestId, Turn};
use seamless_protocol::limits::{AUDIO_STREAMS, AUDIO_WINDOW_MILLISECONDS};
use seamless_protocol::messages::{capability, AudioCredit, AudioData, AudioSink};
use seamless_protocol::{Any, Violation};
use std::collections::VecDeque;
use std::io;
use std::time::Instant;

const RATE: u32 = 44_100;
const CHANNELS: u8 = 2;
const FRAME_BYTES: usize = 4;
const WINDOW_FRAMES: usize = (RATE * AUDIO_WINDOW_MILLISECONDS / 1000) as usize;

struct Stream {
    guest: GuestId,
    id: u32,
    fd: Fd,
    /// Not yet given to the scheme.
    waiting: VecDeque<u8>,
    /// Set while a cushion is waited for: when it is played without.
    begins: Option<Instant>,
    /// Given, and not heard yet as far as we reckon.
    under_way: usize,
    reckoned: Instant,
    /// Heard, and not told yet.
    owed: usize,
    is_over: bool,
    /// Closing throws away what the mixer has not taken yet, and it may be behind our reckoning.
    closes: Option<Instant>,
}

#[derive(Default)]
pub struct Sound {
    streams: Vec<Stream>,
    due: Option<Instant>,
    /// Guests that have heard how we play.
    guests: Vec<GuestId>,
    /// Set while there is no audio scheme: when to look again, for nobody tells of it.
    look: Option<Instant>,
}

impl Sound {
    /// Says how we play, or that we do not: a machine without a sound card has no scheme.
    pub fn opened(&mut self, turn: &mut Turn<'_>, guest: GuestId) {
        if !turn.posts.can(guest, capability::AUDIO) {
            return;
        }
        self.guests.push(guest);
        if open().is_err() {
            self.look = Some(turn.now + limits::SOUND_LOOK);
        } else if self.look.take().is_some() {
            self.tell_all(turn);
            return;
        }
        turn.posts.send(guest, &self.sink());
    }

    pub fn left(&mut self, guest: GuestId) {
        self.guests.retain(|other| *other != guest);
        self.streams.retain(|stream| stream.guest != guest);
        if self.guests.is_empty() {
            self.look = None;
        }
    }

    fn sink(&self) -> AudioSink {
        match self.look {
            None => AudioSink { rate: RATE, channels: CHANNELS },
            Some(_) => AudioSink { rate: 0, channels: 0 },
        }
    }

    fn tell_all(&self, turn: &mut Turn<'_>) {
        for guest in &self.guests {
            turn.posts.send(*guest, &self.sink());
        }
    }

    /// Without the scheme nobody plays, and the guests' apps hear of it, until it is there again.
    fn vanished(&mut self, turn: &mut Turn<'_>, error: &io::Error) {
        if self.look.replace(turn.now + limits::SOUND_LOOK).is_none() {
            log::warning(&format!("the audio scheme takes no sound any more: {error}"));
            self.streams.clear();
            self.tell_all(turn);
        }
    }

    fn look(&mut self, turn: &mut Turn<'_>) {
        if self.look.is_none_or(|due| due > turn.now) {
            return;
        }
        self.look = open().is_err().then(|| turn.now + limits::SOUND_LOOK);
        if self.look.is_none() {
            log::note("the audio scheme is there");
            self.tell_all(turn);
        }
    }

    pub fn received(&mut self, turn: &mut Turn<'_>, guest: GuestId, message: &Any<'_>) -> Result<(), Violation> {
        match message {
            Any::AudioStarted(started) => self.start(turn, guest, started.stream),
            Any::AudioData(data) => self.take(turn, guest, data),
            Any::AudioStopped(stopped) => {
                if let Some(stream) = self.find(guest, stopped.stream) {
                    stream.is_over = true;
                    self.due = Some(self.due.unwrap_or(turn.now));
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    pub fn deadline(&self) -> Option<Instant> {
        self.due.into_iter().chain(self.look).min()
    }

    /// Gives the scheme what it has room for. Nothing runs while nothing sounds.
    pub fn settle(&mut self, turn: &mut Turn<'_>) {
        self.look(turn);
        if self.due.is_none_or(|due| due > turn.now) {
            return;
        }
        let (mut is_busy, mut failure) = (false, None);
        self.streams.retain_mut(|stream| {
            stream.reckon(turn.now);
            if let Err(error) = stream.give(turn.now) {
                failure = Some(error);
                return false;
            }
            if stream.owed >= limits::SOUND_CREDIT_FRAMES || (stream.owed > 0 && stream.under_way == 0) {
                turn.posts.send(stream.guest, &AudioCredit { stream: stream.id, frames: stream.owed as u32 });
                stream.owed = 0;
            }
            let sounds = stream.under_way > 0 || !stream.waiting.is_empty();
            if !stream.is_over || sounds {
                is_busy |= sounds;
                return true;
            }
            let stays = *stream.closes.get_or_insert(turn.now + limits::SOUND_LINGERS) > turn.now;
            is_busy |= stays;
            stays
        });
        self.due = is_busy.then(|| turn.now + limits::SOUND_STEP);
        if let Some(error) = failure {
            self.vanished(turn, &error);
        }
    }

    fn start(&mut self, turn: &mut Turn<'_>, guest: GuestId, id: u32) -> Result<(), Violation> {
        self.streams.retain(|stream| (stream.guest, stream.id) != (guest, id));
        if self.streams.iter().filter(|stream| stream.guest == guest).count() >= AUDIO_STREAMS {
            return Err(Violation::new("plays more sounds than it may"));
        }
        match open() {
            Ok(fd) => {
                let (waiting, reckoned) = (VecDeque::with_capacity(WINDOW_FRAMES * FRAME_BYTES), turn.now);
                self.streams.push(Stream { guest, id, fd, waiting, begins: None, under_way: 0, reckoned, owed: 0, is_over: false, closes: None });
            }
            Err(error) => self.vanished(turn, &error),
        }
        Ok(())
    }

    /// Where frames are missing the guest let go of what was late; what follows is played at once and is not late any more.
    fn take(&mut self, turn: &Turn<'_>, guest: GuestId, data: &AudioData<'_>) -> Result<(), Violation> {
        if data.samples.len() % FRAME_BYTES != 0 {
            return Err(Violation::new("sent a part of a frame of sound"));
        }
        let Some(stream) = self.find(guest, data.stream) else { return Ok(()) };
        if (stream.waiting.len() + data.samples.len()) / FRAME_BYTES + stream.under_way > WINDOW_FRAMES {
            return Err(Violation::new("sent more sound than it has credit for"));
        }
        if stream.under_way == 0 && stream.waiting.is_empty() {
            stream.begins = Some(turn.now + limits::SOUND_CUSHION);
        }
        stream.waiting.extend(data.samples);
        self.due = Some(self.due.unwrap_or(turn.now));
        Ok(())
    }

    fn find(&mut self, guest: GuestId, id: u32) -> Option<&mut Stream> {
        self.streams.iter_mut().find(|stream| (stream.guest, stream.id) == (guest, id))
    }
}

impl Stream {
    fn reckon(&mut self, now: Instant) {
        let frames = ((now - self.reckoned).as_micros() as u64 * u64::from(RATE) / 1_000_000) as usize;
        if frames == 0 && self.under_way > 0 {
            return;
        }
        let heard = frames.min(self.under_way);
        self.under_way -= heard;
        self.owed += heard;
        self.reckoned = now;
    }

    fn give(&mut self, now: Instant) -> io::Result<()> {
        let has_cushion = self.is_over || self.waiting.len() / FRAME_BYTES >= limits::SOUND_CUSHION_FRAMES;
        if self.begins.is_some_and(|due| due > now) && !has_cushion {
            return Ok(());
        }
        self.begins = None;
        while !self.waiting.is_empty() && self.under_way < limits::SOUND_AHEAD_FRAMES {
            let bytes = self.waiting.make_contiguous();
            let count = bytes.len().min(limits::SOUND_WRITE_FRAMES * FRAME_BYTES);
            match sys::write(&self.fd, &bytes[..count]) {
                Ok(written) => {
                    self.waiting.drain(..written);
                    self.under_way += written / FRAME_BYTES;
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

fn open() -> io::Result<Fd> {
    sys::open(&sys::audio_path(), Flags::WRITE | Flags::NONBLOCK)
}
