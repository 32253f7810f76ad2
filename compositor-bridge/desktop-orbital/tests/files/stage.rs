// SPDX-License-Identifier: Apache-2.0
//! The endpoint's real program with a home folder that outlives it, and `seamless-run` as the launcher starts it.
use crate::guest::GuestDisk;
use fake_orbital::hand;
use fake_orbital::peer::{FakeDirectory, FakeDoor, FakeGuest};
use fake_orbital::server::{Fake, Options};
use seamless_protocol::messages::*;
use seamless_protocol::Any;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(20);

pub struct Stage {
    pub fake: Fake,
    door: FakeDoor,
    directory: Option<FakeDirectory>,
    endpoint: Option<Child>,
    pub prefix: PathBuf,
    /// Of its app's files; it has none without.
    pub types: Vec<&'static str>,
}

/// One that nobody waits for any more is no longer there.
pub struct Run(Child);

impl Run {
    pub fn succeeds(&mut self) {
        assert!(self.0.wait().expect("waited").success());
    }

    pub fn fails(&mut self) {
        assert!(!self.0.wait().expect("waited").success());
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Stage {
    /// An endpoint in the launcher's directory, where the guest is ready.
    pub fn new() -> Stage {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let prefix = std::env::temp_dir().join(format!("orbital-files-{}-{number}", std::process::id()));
        let fake = Fake::start(&prefix, &Options::default()).expect("the fake starts");
        let door = FakeDoor::unix(&prefix.join("door"), "redox").expect("the door opens");
        let mut stage = Stage { fake, door, directory: None, endpoint: None, prefix, types: Vec::new() };
        std::fs::create_dir_all(stage.home()).expect("a home");
        stage.start_endpoint();
        stage
    }

    pub fn home(&self) -> PathBuf {
        self.prefix.join("root/home/user")
    }

    pub fn program(&self, path: &str) -> Command {
        let mut command = Command::new(path);
        command.env("ORBITAL_DISPLAY", self.prefix.join("orbital")).env("HOME", self.home());
        command.env("XDG_DATA_DIRS", self.prefix.join("root/usr/share")).stdin(Stdio::null());
        for name in ["XDG_DATA_HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "SEAMLESS_AUDIO", "SEAMLESS_ORBITAL_SOCKET"] {
            command.env_remove(name);
        }
        command
    }

    pub fn start_endpoint(&mut self) {
        let mut command = self.program(env!("CARGO_BIN_EXE_seamless-desktop-orbital"));
        self.endpoint = Some(command.args(["--launcher", &self.door.address, "--name", "redox"]).spawn().expect("the endpoint starts"));
        let mut directory = self.door.directory().expect("the endpoint comes to the directory");
        let guest = Guest { name: "demo", state: GuestState::Ready, colour: 0x33_66cc, label: "demo", reason: "" };
        directory.tell(&Guests { guests: vec![guest] }).expect("told");
        self.directory = Some(directory);
    }

    /// As it may die at any moment.
    pub fn kill_endpoint(&mut self) {
        if let Some(mut endpoint) = self.endpoint.take() {
            endpoint.kill().expect("killed");
            endpoint.wait().expect("waited");
        }
    }

    /// The guest's session, its agent there, and what it says unasked of its files.
    pub fn guest(&mut self, disk: &GuestDisk) -> FakeGuest {
        let mut guest = self.session();
        self.apps(&mut guest);
        disk.tell(&mut guest);
        guest
    }

    pub fn session(&mut self) -> FakeGuest {
        let mut guest = self.door.session("demo").expect("a session");
        guest.wait("Resync", |said| matches!(said, Any::Resync(_)).then_some(())).expect("asked");
        guest
    }

    pub fn apps(&self, guest: &mut FakeGuest) {
        let apps = if self.types.is_empty() { Vec::new() } else { vec![editor(&self.types)] };
        guest.say_on_bulk(&AppCatalogue { revision: 1, part: 0, parts: 1, apps }).expect("said");
    }

    pub fn file(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.home().join(name);
        std::fs::write(&path, content).expect("written");
        path
    }

    /// What the launcher starts for a file.
    pub fn run(&self, file: &Path) -> Run {
        Run(self.program(env!("CARGO_BIN_EXE_seamless-run")).args(["demo", "org.editor"]).arg(file).spawn().expect("started"))
    }

    pub fn hand(&self, line: &str) -> Vec<String> {
        hand::run(self.fake.shared(), line).unwrap_or_else(|words| panic!("{line}: {words}"))
    }

    /// What the endpoint remembers.
    pub fn records(&self) -> Vec<PathBuf> {
        let list = std::fs::read_dir(self.home().join(".local/share/seamless/files"));
        list.map(|list| list.flatten().map(|entry| entry.path()).filter(|path| path.extension().is_none()).collect()).unwrap_or_default()
    }

    /// Names in the home folder that are not hidden.
    pub fn names(&self) -> Vec<String> {
        let list = std::fs::read_dir(self.home()).expect("a home").flatten();
        let mut names: Vec<String> =
            list.map(|entry| entry.file_name().into_string().expect("a name")).filter(|name| !name.starts_with('.')).collect();
        names.sort();
        names
    }
}

fn editor<'a>(types: &[&'a str]) -> App<'a> {
    App {
        id: "org.editor",
        name: "Editor",
        generic_name: "",
        comment: "",
        keywords: Vec::new(),
        categories: vec!["GTK", "Utility"],
        mime_types: types.to_vec(),
        startup_window_class: "",
        flags: 0,
        actions: Vec::new(),
        icon_key: "",
    }
}

/// Looks again and again, for a file system tells nobody.
pub fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < deadline, "not in time: {what}");
        std::thread::yield_now();
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if let Some(mut endpoint) = self.endpoint.take() {
            let _ = endpoint.kill();
            let _ = endpoint.wait();
        }
        let _ = std::fs::remove_dir_all(&self.prefix);
    }
}
