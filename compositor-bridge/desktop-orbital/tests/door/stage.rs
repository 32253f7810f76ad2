// SPDX-License-Identifier: Apache-2.0
//! The endpoint's real program between a fake Orbital, where a test plays the person, and a fake launcher with a guest behind it.

use fake_orbital::peer::{FakeDirectory, FakeDoor, FakeGuest, Picture};
use fake_orbital::server::{Clock, Fake, Options};
use seamless_protocol::messages::{Guest, GuestState, Guests, WindowState};
use seamless_protocol::Any;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

pub const COLOUR: u32 = 0x33_66cc;
/// Rows above a window's content that show whose it is.
pub const STRIP: i32 = 11;

const KEY: &[u8] = b"0123456789abcdef0123456789abcdef";

pub struct Stage {
    pub fake: Fake,
    pub door: FakeDoor,
    /// Where the launcher says which guests there are, and hears which are to start.
    directory: FakeDirectory,
    endpoint: Child,
    prefix: PathBuf,
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
    let endpoint = Command::new(env!("CARGO_BIN_EXE_seamless-desktop-orbital"))
        .args(["--launcher", &door.address, "--name", "redox", "--key-file"])
        .arg(&key)
        .env("ORBITAL_DISPLAY", prefix.join("orbital"))
        .env("SEAMLESS_AUDIO", prefix.join("audio"))
        .env("HOME", prefix.join("root/home/user"))
        .env_remove("XDG_DATA_HOME")
        .env_remove("XDG_STATE_HOME")
        .stdin(Stdio::null())
        .spawn()
        .expect("the endpoint starts");
    let directory = door.directory().expect("the endpoint comes to the directory");
    let mut stage = Stage { fake, door, directory, endpoint, prefix };
    stage.tell(GuestState::Ready);
    stage
}

impl Stage {
    /// The launcher's directory: how the one guest is.
    pub fn tell(&mut self, state: GuestState) {
        let guest = Guest { name: "demo", state, colour: COLOUR, label: "demo", reason: "" };
        self.directory.tell(&Guests { guests: vec![guest] }).expect("told");
    }

    /// The guest's session, after the endpoint asked for everything.
    pub fn guest(&mut self) -> FakeGuest {
        let mut guest = self.door.session("demo").expect("a session");
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
        let of = |line: &&String| line.contains(window) || line.split(' ').next() == Some(window);
        let line = lines.iter().find(of).unwrap_or_else(|| panic!("no {window} in {lines:?}"));
        line.split(' ').map(str::to_owned).collect()
    }

    /// Where the guest's own pixels begin on the screen.
    pub fn content(&self, window: &str) -> (i32, i32) {
        let line = self.line(window);
        let number = |at: usize| line[at].parse::<i32>().expect("a number");
        (number(2), number(3) + STRIP)
    }

    pub fn hand(&self, line: &str) -> Vec<String> {
        self.fake.hand(line).unwrap_or_else(|words| panic!("{line}: {words}"))
    }

    /// Frames of the left channel that the loudspeaker got so far.
    pub fn heard(&self) -> Vec<i16> {
        let raw = std::fs::read(self.prefix.join("audio.raw")).expect("what was heard");
        raw.chunks_exact(4).map(|frame| i16::from_le_bytes([frame[0], frame[1]])).collect()
    }

    /// Descriptors that the endpoint has open.
    pub fn descriptors(&self) -> usize {
        std::fs::read_dir(format!("/proc/{}/fd", self.endpoint.id())).expect("it runs").count()
    }

    /// The endpoint dies as it may at any moment.
    pub fn kill_endpoint(&mut self) {
        let _ = self.endpoint.kill();
        let _ = self.endpoint.wait();
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.kill_endpoint();
        if !std::thread::panicking() {
            // What the endpoint did wrong to Orbital fails the test that made it do so.
            assert_eq!(self.hand("faults"), [""; 0]);
        }
        let _ = std::fs::remove_dir_all(&self.prefix);
    }
}
