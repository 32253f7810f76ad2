// SPDX-License-Identifier: Apache-2.0
//! The sockets below a folder: `orbital` and `audio` for programs under test, `hand` for who plays the person. One thread a
//! connection, because a call may wait; all state is in one [`World`] behind one lock.

use crate::audio;
use crate::errno::{Errno, EAGAIN, EINVAL, EMFILE, EPIPE};
use crate::hand;
use crate::launcher::{Launcher, Roots};
use crate::limits;
use crate::wire::{self, Answer, Request};
use crate::world::{HandleId, Read as ReadResult, Scheme, World};
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// What moves the audio hardware.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    Real,
    /// Only [`Shared::step_audio`] and the hand's `audio step`.
    Stepped,
}

#[derive(Clone, Debug)]
pub struct Options {
    pub displays: Vec<(u32, u32)>,
    /// `None`: there is no sound card, and no scheme.
    pub audio: Option<Clock>,
    /// What stands for `/` and for the person's home, to the launcher. Below the prefix unless said.
    pub roots: Option<Roots>,
}

impl Default for Options {
    fn default() -> Options {
        Options { displays: vec![(1280, 800)], audio: Some(Clock::Stepped), roots: None }
    }
}

/// How often a call that waits looks whether its program is still there.
const LOOK: Duration = Duration::from_millis(100);

pub struct Shared {
    world: Mutex<World>,
    changed: Condvar,
    stopping: AtomicBool,
    launcher: Mutex<Launcher>,
    pub prefix: PathBuf,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks at the world, or changes it, and wakes who waits for a change.
    pub fn with<T>(&self, look: impl FnOnce(&mut World) -> T) -> T {
        let result = look(&mut self.lock());
        self.changed.notify_all();
        result
    }

    /// Until something is so, or the time is over.
    pub fn wait<T>(&self, limit: Duration, mut look: impl FnMut(&mut World) -> Option<T>) -> Option<T> {
        let deadline = Instant::now() + limit;
        let mut world = self.lock();
        loop {
            if let Some(found) = look(&mut world) {
                return Some(found);
            }
            let left = deadline.checked_duration_since(Instant::now())?;
            if self.is_stopping() {
                return None;
            }
            world = self.changed.wait_timeout(world, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Ends what waits, and who runs the fake drops it.
    pub fn quit(&self) {
        // Under the lock: who looked and is about to wait hears of it.
        let _world = self.lock();
        self.stopping.store(true, Ordering::Relaxed);
        self.changed.notify_all();
    }

    /// Until [`Shared::quit`].
    pub fn wait_for_quit(&self) {
        while !self.is_stopping() {
            let _ = self.wait(Duration::from_secs(3600), |_| None::<()>);
        }
    }

    fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }

    pub fn launcher(&self) -> MutexGuard<'_, Launcher> {
        self.launcher.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The hardware takes so many blocks of sound.
    pub fn step_audio(&self, blocks: u64) {
        self.with(|world| {
            for _ in 0..blocks {
                world.audio.pull();
            }
        });
    }
}

/// The fake, running until it is dropped.
pub struct Fake {
    shared: Arc<Shared>,
    sockets: Vec<PathBuf>,
}

impl Fake {
    pub fn start(prefix: &Path, options: &Options) -> io::Result<Fake> {
        std::fs::create_dir_all(prefix)?;
        let mut world = World::new(&options.displays);
        world.audio.collect_to(&prefix.join("audio.raw"))?;
        world.orbital.redraw();
        let roots = options.roots.clone().unwrap_or_else(|| Roots::below(&prefix.join("root"), &prefix.join("root/home/user")));
        let shared = Arc::new(Shared {
            world: Mutex::new(world),
            changed: Condvar::new(),
            stopping: AtomicBool::new(false),
            launcher: Mutex::new(Launcher::new(roots)),
            prefix: prefix.to_owned(),
        });
        let mut fake = Fake { shared, sockets: Vec::new() };
        fake.listen("orbital", |shared, stream| serve(shared, stream, Scheme::Orbital, None))?;
        if let Some(clock) = options.audio {
            fake.listen("audio", |shared, stream| serve(shared, stream, Scheme::Audio, None))?;
            if clock == Clock::Real {
                let shared = fake.shared.clone();
                std::thread::spawn(move || run_clock(&shared));
            }
        }
        fake.listen("hand", serve_hand)?;
        Ok(fake)
    }

    pub fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    /// One line of the hand, as over its socket.
    pub fn hand(&self, line: &str) -> Result<Vec<String>, String> {
        hand::run(&self.shared, line)
    }

    fn listen(&mut self, name: &str, serve: fn(&Arc<Shared>, UnixStream)) -> io::Result<()> {
        let path = self.shared.prefix.join(name);
        // Left over from one that was killed.
        match std::fs::remove_file(&path) {
            Err(e) if e.kind() != ErrorKind::NotFound => return Err(e),
            _ => {}
        }
        let listener = UnixListener::bind(&path)?;
        self.sockets.push(path);
        let shared = self.shared.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if shared.is_stopping() {
                    break;
                }
                if let Ok(stream) = stream {
                    let shared = shared.clone();
                    std::thread::spawn(move || serve(&shared, stream));
                }
            }
        });
        Ok(())
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        self.shared.quit();
        for path in &self.sockets {
            // Wakes who accepts there.
            let _ = UnixStream::connect(path);
            let _ = std::fs::remove_file(path);
        }
    }
}

fn run_clock(shared: &Shared) {
    while !shared.is_stopping() {
        // Nothing runs while nobody has a stream open.
        if shared.wait(Duration::from_secs(3600), |world| world.audio.is_open().then_some(())).is_none() {
            continue;
        }
        let start = Instant::now();
        for blocks in 1.. {
            let due = start + audio::block_time(blocks);
            shared.wait(due.saturating_duration_since(Instant::now()), |_| None::<()>);
            if shared.is_stopping() || !shared.with(|world| world.audio.is_open()) {
                break;
            }
            shared.step_audio(1);
        }
    }
}

/// One descriptor's connection: its requests in turn, and then its close.
fn serve(shared: &Arc<Shared>, stream: UnixStream, scheme: Scheme, mut handle: Option<HandleId>) {
    loop {
        let request = match wire::receive(&stream) {
            // Orbital that has ended answers nobody.
            Ok(Some(_)) if shared.is_stopping() => break,
            Ok(Some(request)) => request,
            Ok(None) => break,
            // A program killed between the two writes of a request; the system call that this stands for would not have begun.
            Err(e) if e.kind() == ErrorKind::UnexpectedEof => break,
            Err(e) => {
                shared.with(|world| world.orbital.fault(format!("a connection ended: {e}")));
                break;
            }
        };
        let answer = match (request.op, handle) {
            (wire::OPEN, None) => open(shared, scheme, &request, &mut handle),
            (_, Some(id)) => call(shared, &stream, id, &request),
            _ => Err(EINVAL),
        };
        if wire::send(&stream, &answer.unwrap_or_else(Answer::error)).is_err() {
            break;
        }
    }
    if let Some(id) = handle {
        shared.with(|world| world.close(id));
    }
}

fn open(shared: &Shared, scheme: Scheme, request: &Request, handle: &mut Option<HandleId>) -> Result<Answer, Errno> {
    let path = std::str::from_utf8(&request.bytes).map_err(|_| EINVAL)?;
    let (id, events) = shared.with(|world| world.open(scheme, path, request.argument))?;
    *handle = Some(id);
    Ok(Answer { descriptors: vec![events], ..Answer::default() })
}

fn call(shared: &Arc<Shared>, stream: &UnixStream, id: HandleId, request: &Request) -> Result<Answer, Errno> {
    let argument = request.argument;
    match request.op {
        wire::DUP => {
            let (id, events) = shared.with(|world| world.dup(id, &request.bytes))?;
            let Ok((ours, theirs)) = UnixStream::pair() else {
                shared.with(|world| world.close(id));
                return Err(EMFILE);
            };
            let shared = shared.clone();
            std::thread::spawn(move || serve(&shared, ours, Scheme::Orbital, Some(id)));
            Ok(Answer { descriptors: vec![theirs.into(), events], ..Answer::default() })
        }
        wire::READ => {
            let len = (argument as usize).min(limits::READ_BYTES);
            match shared.with(|world| world.read(id, len))? {
                ReadResult::Now(bytes) => Ok(Answer::bytes(bytes)),
                ReadResult::Later(ticket) => blocked(shared, stream, |world| world.delayed(ticket)).map(Answer::bytes),
            }
        }
        wire::WRITE => {
            let written = blocked(shared, stream, |world| {
                let written = world.write(id, &request.bytes);
                (written != Err(EAGAIN) || !world.blocks(id)).then_some(written)
            });
            written.map(Answer::number)
        }
        wire::FSYNC => shared.with(|world| world.fsync(id)).map(|()| Answer::default()),
        wire::FPATH => {
            let mut path = shared.with(|world| world.fpath(id))?.into_bytes();
            path.truncate(argument as usize);
            Ok(Answer::bytes(path))
        }
        wire::MMAP => {
            let mapped = shared.with(|world| world.mmap(id, argument as usize))?;
            Ok(Answer { descriptors: vec![mapped.memory], ..Answer::number(mapped.number as usize) })
        }
        wire::MUNMAP => shared.with(|world| world.munmap(id, argument)).map(|()| Answer::default()),
        wire::FEVENT => shared.with(|world| world.fevent(id)).map(|()| Answer::default()),
        _ => Err(EINVAL),
    }
}

/// Until the call can be done, its program is gone, or the fake ends.
fn blocked<T>(shared: &Shared, stream: &UnixStream, mut ready: impl FnMut(&mut World) -> Option<Result<T, Errno>>) -> Result<T, Errno> {
    loop {
        if let Some(result) = shared.wait(LOOK, &mut ready) {
            shared.changed.notify_all();
            return result;
        }
        if shared.is_stopping() || !is_open(stream) {
            return Err(EPIPE);
        }
    }
}

/// A program says nothing while it waits for an answer, so there is nothing to read unless it is gone.
fn is_open(mut stream: &UnixStream) -> bool {
    let open = stream.set_nonblocking(true).is_ok() && matches!(stream.read(&mut [0]), Err(e) if e.kind() == ErrorKind::WouldBlock);
    stream.set_nonblocking(false).is_ok() && open
}

/// Lines in; for each its answer's lines and then `ok`, or one line `error: …`.
fn serve_hand(shared: &Arc<Shared>, stream: UnixStream) {
    let mut lines = BufReader::new(&stream).take(limits::HAND_LINE_BYTES as u64);
    let mut line = String::new();
    loop {
        line.clear();
        lines.set_limit(limits::HAND_LINE_BYTES as u64);
        if lines.read_line(&mut line).unwrap_or(0) == 0 {
            return;
        }
        if (&stream).write_all(hand::answer(shared, line.trim_end_matches('\n')).as_bytes()).is_err() {
            return;
        }
    }
}
