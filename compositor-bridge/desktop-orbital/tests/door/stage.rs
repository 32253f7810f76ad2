// SPDX-License-Identifier: Apache-2.0
//! The endpoint's real program between a fake Orbital, where a test plays the person, and a fake launcher with a guest behind it.

use fake_orbital::peer::{FakeDirectory, FakeDoor, FakeGuest, Picture};
use fake_orbital::server::{Clock, Fake, Options, Shared};
use seamless_desktop_orbital::sys::{self, Flags};
use seamless_protocol::messages::{Guest, GuestState, Guests, WindowState};
use seamless_protocol::Any;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;
use std::time::Duration;

pub const COLOUR: u32 = 0x33_66cc;
/// Rows above a window's content that show whose it is.
pub const STRIP: i32 = 11;

/// Why a guest that failed did.
const WHY: &str = "the disk image is missing";

/// How long a program may take to end.
const PATIENCE: Duration = Duration::from_secs(20);

const KEY: &[u8] = b"0123456789abcdef0123456789abcdef";

pub struct Stage {
    fake: Option<Fake>,
    pub door: FakeDoor,
    /// Where the launcher says which guests there are, and hears which are to start.
    pub directory: FakeDirectory,
    endpoint: Option<Child>,
    pub prefix: PathBuf,
    options: Options,
}

fn endpoint(launcher: &str, prefix: &Path) -> Child {
    let key = prefix.join("key").display().to_string();
    let mut command = program(env!("CARGO_BIN_EXE_seamless-desktop-orbital"), prefix);
    command.args(["--launcher", launcher, "--name", "redox", "--key-file", &key]).spawn().expect("the endpoint starts")
}

/// One of ours, as a program of Redox.
fn program(path: &str, prefix: &Path) -> Command {
    let mut command = Command::new(path);
    command
        .env("ORBITAL_DISPLAY", prefix.join("orbital"))
        .env("SEAMLESS_AUDIO", prefix.join("audio"))
        .env("SEAMLESS_ORBITAL_SOCKET", prefix.join("calls"))
        .env("HOME", prefix.join("root/home/user"))
        .env_remove("XDG_DATA_HOME")
        .env_remove("XDG_STATE_HOME")
        .env_remove("XDG_CONFIG_HOME")
        .stdin(Stdio::null());
    command
}

/// Everything started, and the endpoint in the directory, where one guest is ready.
pub fn stage() -> Stage {
    stage_on((1280, 800))
}

/// The same on a display of another size.
pub fn stage_on(display: (u32, u32)) -> Stage {
    stage_with(Options { displays: vec![display], audio: Some(Clock::Stepped), ..Options::default() })
}

pub fn stage_with(options: Options) -> Stage {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let prefix = std::env::temp_dir().join(format!("orbital-door-{}-{number}", std::process::id()));
    let fake = Fake::start(&prefix, &options).expect("the fake starts");
    let mut door = FakeDoor::tcp("redox", KEY).expect("the door opens");
    let key = prefix.join("key");
    let hex: String = KEY.iter().map(|byte| format!("{byte:02x}")).collect();
    std::fs::write(&key, hex).expect("the key");
    let endpoint = endpoint(&door.address, &prefix);
    let directory = door.directory().expect("the endpoint comes to the directory");
    let mut stage = Stage { fake: Some(fake), door, directory, endpoint: Some(endpoint), prefix, options };
    stage.tell(GuestState::Ready);
    stage
}

impl Stage {
    /// The launcher's directory: how the one guest is.
    pub fn tell(&mut self, state: GuestState) {
        self.tell_all(&[("demo", state)]);
    }

    /// How all guests are.
    pub fn tell_all(&mut self, guests: &[(&str, GuestState)]) {
        self.tell_coloured(guests, COLOUR);
    }

    pub fn tell_coloured(&mut self, guests: &[(&str, GuestState)], colour: u32) {
        let guest = |&(name, state)| Guest { name, state, colour, label: name, reason: if state == GuestState::Failed { WHY } else { "" } };
        self.directory.tell(&Guests { guests: guests.iter().map(guest).collect() }).expect("told");
    }

    /// The launcher ends and is started again: the endpoint comes to its new directory.
    pub fn launcher_dies(&mut self) {
        self.directory.die();
        self.directory = self.door.directory().expect("the endpoint comes again");
        self.tell(GuestState::Ready);
    }

    /// More than the one guest, all ready.
    pub fn tell_of(&mut self, names: &[&str]) {
        let guest = |name| Guest { name, state: GuestState::Ready, colour: COLOUR, label: name, reason: "" };
        self.directory.tell(&Guests { guests: names.iter().map(|name| guest(*name)).collect() }).expect("told");
    }

    /// The guest's session, after the endpoint asked for everything.
    pub fn guest(&mut self) -> FakeGuest {
        self.guest_named("demo")
    }

    pub fn guest_named(&mut self, name: &str) -> FakeGuest {
        let mut guest = self.door.session(name).expect("a session");
        guest.wait("Resync", |said| matches!(said, Any::Resync(_)).then_some(())).expect("asked");
        guest
    }

    /// A window in one colour, on the screen; its number there.
    pub fn shown(&self, guest: &mut FakeGuest, state: &WindowState<'_>, colour: u32) -> String {
        let serial = 1;
        guest.show(state, &Picture::new(state.window, serial, (state.width, state.height), colour)).expect("shown");
        self.hand(&format!("wait window '{}'", state.title));
        let id = self.line(state.title)[0].clone();
        let (x, y) = self.content(&id);
        self.hand(&format!("wait pixel {} {} {:06x}", x + state.width / 2, y + state.height / 2, colour & 0xff_ffff));
        id
    }

    /// What the hand says of a window: number, flags, x, y, width, height …
    pub fn line(&self, window: &str) -> Vec<String> {
        let lines = self.hand("windows");
        let is_number = window.parse::<usize>().is_ok();
        let of = |line: &&String| if is_number { line.split(' ').next() == Some(window) } else { line.contains(window) };
        let line = lines.iter().find(of).unwrap_or_else(|| panic!("no {window} in {lines:?}"));
        line.split(' ').map(str::to_owned).collect()
    }

    /// Where the guest's own pixels begin on the screen.
    pub fn content(&self, window: &str) -> (i32, i32) {
        let line = self.line(window);
        let number = |at: usize| line[at].parse::<i32>().expect("a number");
        (number(2), number(3) + STRIP)
    }

    pub fn shared(&self) -> &Shared {
        self.fake.as_ref().expect("Orbital runs").shared()
    }

    /// What cannot be done at the moment is an error in words.
    pub fn try_hand(&self, line: &str) -> Result<Vec<String>, String> {
        self.fake.as_ref().expect("Orbital runs").hand(line)
    }

    pub fn hand(&self, line: &str) -> Vec<String> {
        self.try_hand(line).unwrap_or_else(|words| panic!("{line}: {words}"))
    }

    /// Frames of the left channel that the loudspeaker got so far.
    pub fn heard(&self) -> Vec<i16> {
        let raw = std::fs::read(self.prefix.join("audio.raw")).expect("what was heard");
        raw.chunks_exact(4).map(|frame| i16::from_le_bytes([frame[0], frame[1]])).collect()
    }

    /// Descriptors that the endpoint has open.
    pub fn descriptors(&self) -> usize {
        let id = self.endpoint.as_ref().expect("it was started").id();
        std::fs::read_dir(format!("/proc/{id}/fd")).expect("it runs").count()
    }

    /// A program that is none of ours opens a window.
    pub fn foreign(&self, title: &str) -> sys::Fd {
        self.foreign_with("ar", (20, 640, 60, 60), title)
    }

    pub fn foreign_with(&self, flags: &str, (x, y, width, height): (i32, i32, i32, i32), title: &str) -> sys::Fd {
        let path = self.prefix.join("orbital");
        sys::open(&format!("{}/{flags}/{x}/{y}/{width}/{height}/{title}", path.display()), Flags::READ | Flags::WRITE).expect("opened")
    }

    /// `seamless-run GUEST APP`, as the launcher starts it from an entry.
    pub fn run(&self, guest: &str, app: &str) -> Child {
        program(env!("CARGO_BIN_EXE_seamless-run"), &self.prefix).args([guest, app]).spawn().expect("started")
    }

    /// The endpoint dies as it may at any moment.
    pub fn kill_endpoint(&mut self) {
        if let Some(mut endpoint) = self.endpoint.take() {
            let _ = endpoint.kill();
            let _ = endpoint.wait();
        }
    }

    /// It goes on, and is whoever's who takes it.
    pub fn take_endpoint(&mut self) -> Child {
        self.endpoint.take().expect("it was started")
    }

    /// It is started again, and comes to the directory, where the guest is ready.
    pub fn start_endpoint(&mut self) {
        self.start_endpoint_and(|stage| stage.tell(GuestState::Ready));
    }

    pub fn start_endpoint_and(&mut self, tell: impl FnOnce(&mut Stage)) {
        self.endpoint = Some(endpoint(&self.door.address, &self.prefix));
        self.directory = self.door.directory().expect("the endpoint comes to the directory");
        tell(self);
    }

    /// It ends by itself; how.
    pub fn endpoint_ended(&mut self) -> ExitStatus {
        ended(self.endpoint.take().expect("it was started"))
    }

    /// Everything that Orbital knows is gone.
    pub fn kill_orbital(&mut self) {
        assert_eq!(self.hand("faults"), [""; 0]);
        self.fake = None;
    }

    pub fn start_orbital(&mut self) {
        self.fake = Some(Fake::start(&self.prefix, &self.options).expect("the fake starts"));
    }

    /// The endpoint's program with other words.
    pub fn endpoint_with(&self, words: &[&str]) -> Child {
        program(env!("CARGO_BIN_EXE_seamless-desktop-orbital"), &self.prefix).args(words).spawn().expect("started")
    }
}

/// Waits for the end of a program, and says how it ended.
pub fn ended(mut child: Child) -> ExitStatus {
    let (sender, end) = mpsc::channel();
    std::thread::spawn(move || sender.send(child.wait()));
    end.recv_timeout(PATIENCE).expect("it does not end").expect("waited for")
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.kill_endpoint();
        if self.fake.is_some() && !std::thread::panicking() {
            // What the endpoint did wrong to Orbital fails the test that made it do so.
            assert_eq!(self.hand("faults"), [""; 0]);
        }
        let _ = std::fs::remove_dir_all(&self.prefix);
    }
}
