// SPDX-License-Identifier: Apache-2.0
//! The real program between a bridge and the fake Orbital.
mod bridge;

use bridge::Bridge;
use fake_orbital::hand;
use fake_orbital::server::{Clock, Fake, Options};
use seamless_protocol::messages::*;
use seamless_protocol::Message;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

const RED: [u8; 4] = [0, 0, 255, 255];
const GREEN: [u8; 4] = [0, 255, 0, 255];

struct Line {
    folder: PathBuf,
    fake: Fake,
    bridge: Bridge,
    program: Child,
}

impl Line {
    fn start() -> Line {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let folder = std::env::temp_dir().join(format!("orbital-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed)));
        std::fs::create_dir_all(&folder).unwrap();
        let fake = Fake::start(&folder, &Options { audio: Some(Clock::Real), ..Options::default() }).unwrap();
        let socket = folder.join("desktop.sock");
        let mut bridge = Bridge::listen(&socket);
        let program = Command::new(env!("CARGO_BIN_EXE_seamless-desktop-orbital"))
            .args(["--guest", "dev", "--bridge", &format!("unix:{}", socket.display())])
            .env("ORBITAL_DISPLAY", folder.join("orbital"))
            .env("SEAMLESS_AUDIO", folder.join("audio"))
            .env("SEAMLESS_ORBITAL_SOCKET", folder.join("calls"))
            .env("XDG_DATA_HOME", folder.join("root/home/user/.local/share"))
            .spawn()
            .unwrap();
        bridge.open();
        Line { folder, fake, bridge, program }
    }

    fn hand(&self, line: &str) -> Vec<String> {
        hand::run(self.fake.shared(), line).unwrap_or_else(|error| panic!("{line}: {error}"))
    }

    /// x, y, width, height of the only window with these words in its title.
    fn place(&self, title: &str) -> (i32, i32, i32, i32) {
        let line = self.hand("windows").into_iter().find(|line| line.contains(title)).unwrap();
        let numbers: Vec<i32> = line.split_whitespace().skip(2).take(4).map(|word| word.parse().unwrap()).collect();
        (numbers[0], numbers[1], numbers[2], numbers[3])
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

#[test]
fn a_frame_is_a_window_with_the_guests_label_that_the_guest_cannot_cover() {
    let mut line = Line::start();
    line.bridge.show(1, 0, "notes");
    line.bridge.paint(1, 1, (200, 100), RED);
    line.hand("wait window notes");
    let (x, y, width, height) = line.place("[dev] notes");
    assert_eq!((width, height), (200, 111));
    assert_eq!(line.hand(&format!("pixel {} {}", x + 199, y + 5)), ["2e8b57"]);
    assert_eq!(line.hand(&format!("pixel {} {}", x, y + 11)), ["ff0000"]);
    assert_eq!(line.hand(&format!("pixel {} {}", x + 199, y + 110)), ["ff0000"]);
}

#[test]
fn a_window_larger_than_the_screen_is_not_cut() {
    let mut line = Line::start();
    line.bridge.show(1, 0, "wide");
    line.bridge.paint(1, 1, (1400, 100), RED);
    assert_eq!(line.place("wide").2, 1400);
}

#[test]
fn keys_go_to_the_guest_and_what_no_us_key_writes_goes_as_text() {
    let mut line = Line::start();
    line.bridge.show(1, 0, "notes");
    line.bridge.paint(1, 1, (200, 100), RED);
    let focus = line.bridge.expect(KeyboardFocus::NUMBER);
    assert_eq!(KeyboardFocus::read(&focus).unwrap().window, 1);
    line.hand("key a tap");
    let key = line.bridge.expect(Key::NUMBER);
    let key = Key::read(&key).unwrap();
    assert_eq!((key.window, key.code, key.pressed), (1, 30, true));
    line.hand("key a tap é");
    let text = line.bridge.expect(TextInput::NUMBER);
    assert_eq!(TextInput::read(&text).unwrap().text, "é");
}

#[test]
fn a_press_is_a_button_where_the_pointer_is_and_is_let_go_of_when_the_pointer_leaves() {
    let mut line = Line::start();
    line.bridge.show(1, 0, "notes");
    line.bridge.paint(1, 1, (200, 100), RED);
    let (x, y, _, _) = line.place("notes");
    line.hand(&format!("move {} {}", x + 50, y + 31));
    let enter = line.bridge.expect(PointerEnter::NUMBER);
    let enter = PointerEnter::read(&enter).unwrap();
    assert_eq!((enter.x, enter.y), (50 * 256, 20 * 256));
    line.hand("button 1");
    let press = line.bridge.expect(PointerButton::NUMBER);
    assert!(PointerButton::read(&press).unwrap().pressed);
    line.hand("move 2 2");
    let release = line.bridge.expect(PointerButton::NUMBER);
    let release = PointerButton::read(&release).unwrap();
    assert_eq!((release.code, release.pressed), (0x110, false));
    line.bridge.expect(PointerLeave::NUMBER);
}

#[test]
fn a_dragged_border_asks_the_app_and_the_window_follows_its_next_frame() {
    let mut line = Line::start();
    line.bridge.show(1, 0, "notes");
    line.bridge.paint(1, 1, (200, 100), RED);
    line.hand("drag-border notes right 60");
    let (width, height) = loop {
        let configure = line.bridge.expect(Configure::NUMBER);
        let configure = Configure::read(&configure).unwrap();
        if configure.width != 0 {
            break (configure.width, configure.height);
        }
    };
    assert_eq!((width, height), (260, 100));
    assert_eq!(line.place("notes").2, 200);
    line.bridge.paint(1, 2, (260, 100), GREEN);
    let (x, y, width, _) = line.place("notes");
    assert_eq!(width, 260);
    assert_eq!(line.hand(&format!("pixel {} {}", x + 259, y + 50)), ["00ff00"]);
}

#[test]
fn a_menu_is_where_its_rules_say_keeps_the_owners_focus_and_escape_dismisses_it() {
    let mut line = Line::start();
    line.bridge.show(1, 0, "notes");
    line.bridge.paint(1, 1, (200, 100), RED);
    line.bridge.expect(KeyboardFocus::NUMBER);
    line.bridge.show(2, 1, "");
    line.bridge.paint(2, 1, (60, 40), GREEN);
    let (x, y, _, _) = line.place("notes");
    // The anchor's bottom left in the owner's geometry, below the strip.
    assert_eq!(line.hand(&format!("pixel {} {}", x + 10 + 5, y + 11 + 30 + 5)), ["00fe00"]);
    let focus = line.bridge.expect(KeyboardFocus::NUMBER);
    assert_eq!(KeyboardFocus::read(&focus).unwrap().window, 2);
    line.hand("key 0x01 tap");
    let closed = line.bridge.expect(CloseRequested::NUMBER);
    assert_eq!(CloseRequested::read(&closed).unwrap().window, 2);
}

#[test]
fn a_bridge_that_comes_back_finds_its_windows_where_they_were() {
    let mut line = Line::start();
    line.bridge.show(1, 0, "notes");
    line.bridge.paint(1, 1, (200, 100), RED);
    let before = line.place("notes");
    line.bridge.close();
    line.bridge.open();
    line.bridge.show(1, 0, "notes");
    line.bridge.paint(1, 1, (200, 100), GREEN);
    assert_eq!(line.place("notes"), before);
    assert_eq!(line.hand("windows").len(), 1);
}

#[test]
fn sound_reaches_the_scheme_whole_and_its_credit_comes_back_as_it_is_heard() {
    let mut line = Line::start();
    line.bridge.send(&AudioStarted { stream: 5, app_instance: 0, name: "player", title: "tone" });
    let tone: Vec<u8> = (0..2640u32).flat_map(|frame| [frame as u8, (frame >> 8) as u8, 1, 2]).collect();
    for (index, samples) in tone.chunks(4 * 660).enumerate() {
        line.bridge.send(&AudioData { stream: 5, position: index as u64 * 660, samples });
    }
    let mut heard = 0;
    while heard < 2640 {
        let payload = line.bridge.expect(AudioCredit::NUMBER);
        heard += AudioCredit::read(&payload).unwrap().frames;
    }
    assert_eq!(heard, 2640);
    line.bridge.send(&AudioStopped { stream: 5 });
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(10);
    let is_there = |raw: &[u8]| raw.windows(4).position(|bytes| bytes == [1, 0, 1, 2]).is_some_and(|at| raw[at - 4..].starts_with(&tone));
    while !is_there(&std::fs::read(line.folder.join("audio.raw")).unwrap()) {
        assert!(std::time::Instant::now() < deadline, "the tone did not reach the loudspeaker as it was");
        std::thread::yield_now();
    }
}

fn offer<'a>(serial: u32, mime_types: &[&'a str]) -> ClipboardOffer<'a> {
    ClipboardOffer { selection: Selection::Clipboard, serial, origin: 9, mime_types: mime_types.to_vec() }
}

#[test]
fn what_a_guest_copies_is_in_orbitals_clipboard_and_what_redox_copies_is_offered_when_the_window_is_focused() {
    let mut line = Line::start();
    line.bridge.show(1, 0, "notes");
    line.bridge.paint(1, 1, (200, 100), RED);
    line.bridge.send(&offer(4, &["text/html", "text/plain;charset=utf-8"]));
    let asked = line.bridge.expect(ClipboardRequest::NUMBER);
    let asked = ClipboardRequest::read(&asked).unwrap();
    assert_eq!((asked.serial, asked.mime_type), (4, "text/plain;charset=utf-8"));
    line.bridge.send_on_bulk(&ClipboardData { request: asked.request, data: "Grüße".as_bytes() });
    line.bridge.send_on_bulk(&ClipboardData { request: asked.request, data: &[] });
    line.hand("wait clipboard 744772c3bcc39f65");
    line.hand("clipboard set t Redox");
    line.hand("focus notes");
    line.hand("key 0x5b down");
    line.hand("key v tap");
    line.hand("key 0x5b up");
    let offered = line.bridge.expect(ClipboardOffer::NUMBER);
    let offered = ClipboardOffer::read(&offered).unwrap();
    assert_ne!(offered.origin, 9);
    assert!(offered.mime_types.contains(&"text/plain;charset=utf-8"));
    line.bridge.send(&ClipboardRequest { request: 1, selection: Selection::Clipboard, serial: offered.serial, mime_type: "UTF8_STRING" });
    assert_eq!(line.bridge.clipboard(1), b"Redox");
}

#[test]
fn a_long_text_goes_to_the_guest_with_no_more_under_way_than_redox_carries_safely() {
    let mut line = Line::start();
    line.bridge.show(1, 0, "notes");
    line.bridge.paint(1, 1, (200, 100), RED);
    let text = "0123456789abcdef".repeat(8192);
    line.bridge.expect(KeyboardFocus::NUMBER);
    line.hand(&format!("clipboard set t {text}"));
    line.hand("key 0x5b down");
    line.hand("key v tap");
    line.hand("key 0x5b up");
    let offered = line.bridge.expect(ClipboardOffer::NUMBER);
    let serial = ClipboardOffer::read(&offered).unwrap().serial;
    line.bridge.send(&ClipboardRequest { request: 1, selection: Selection::Clipboard, serial, mime_type: "text/plain" });
    assert_eq!(line.bridge.clipboard(1), text.as_bytes());
}

fn app<'a>(id: &'a str, name: &'a str) -> App<'a> {
    App {
        id,
        name,
        generic_name: "",
        comment: "",
        keywords: Vec::new(),
        categories: vec!["GTK", "Utility", "System"],
        mime_types: Vec::new(),
        startup_window_class: "",
        flags: 0,
        actions: Vec::new(),
        icon_key: "pen",
    }
}

impl Line {
    fn run(&self, app: &str) -> Child {
        Command::new(env!("CARGO_BIN_EXE_seamless-run"))
            .args(["dev", app])
            .env("ORBITAL_DISPLAY", self.folder.join("orbital"))
            .env("SEAMLESS_ORBITAL_SOCKET", self.folder.join("calls"))
            .spawn()
            .unwrap()
    }
}

#[test]
fn a_guests_app_is_in_the_launchers_menu_after_login_and_runs_from_there() {
    let mut line = Line::start();
    line.bridge.send_on_bulk(&AppCatalogue { revision: 1, part: 0, parts: 1, apps: vec![app("org.notes", "Notes")] });
    let asked = line.bridge.expect(IconRequest::NUMBER);
    let asked = IconRequest::read(&asked).unwrap();
    assert_eq!((asked.icon_key, asked.size), ("pen", 48));
    line.hand("launcher login");
    let menu = line.hand("launcher menu");
    let entry = menu.iter().find(|entry| entry.contains("Notes (dev)")).unwrap();
    let id = entry.split('\t').find(|word| word.starts_with("seamless.")).unwrap();
    let command = line.hand(&format!("launcher command {id}"));
    assert!(command[0].ends_with("seamless-run' 'dev' 'org.notes'") || command[0].ends_with("seamless-run dev org.notes"), "{command:?}");
    assert_eq!(line.hand("launcher log"), Vec::<String>::new());
    let mut run = line.run("org.notes");
    let start = line.bridge.expect(StartApp::NUMBER);
    let start = StartApp::read(&start).unwrap();
    assert_eq!(start.app_id, "org.notes");
    line.bridge.send(&AppStarted { request: start.request, instance: 1, pid: 1 });
    assert!(run.wait().unwrap().success());
}

#[test]
fn an_app_that_is_gone_is_said_so_in_a_window() {
    let mut line = Line::start();
    let mut run = line.run("org.notes");
    let start = line.bridge.expect(StartApp::NUMBER);
    let request = StartApp::read(&start).unwrap().request;
    line.bridge.send(&AppFailed { request, reason: "there is no app org.notes" });
    line.hand("wait window Seamless");
    line.hand("close Seamless");
    assert!(!run.wait().unwrap().success());
}

#[test]
fn an_app_that_is_started_while_no_endpoint_runs_starts_one() {
    let mut line = Line::start();
    line.program.kill().unwrap();
    line.program.wait().unwrap();
    line.bridge.close();
    let folder = line.folder.join("config/seamless");
    std::fs::create_dir_all(&folder).unwrap();
    let words = format!("--guest dev --bridge unix:{}", line.folder.join("desktop.sock").display());
    std::fs::write(folder.join("desktop-orbital"), words).unwrap();
    let mut run = Command::new(env!("CARGO_BIN_EXE_seamless-run"))
        .args(["dev", "org.notes"])
        .env("ORBITAL_DISPLAY", line.folder.join("orbital"))
        .env("SEAMLESS_ORBITAL_SOCKET", line.folder.join("calls"))
        .env("XDG_DATA_HOME", line.folder.join("data"))
        .env("XDG_CONFIG_HOME", line.folder.join("config"))
        .process_group(0)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let group = format!("-{}", run.id());
    line.bridge.open();
    let start = line.bridge.expect(StartApp::NUMBER);
    let request = StartApp::read(&start).unwrap().request;
    line.bridge.send(&AppStarted { request, instance: 1, pid: 1 });
    assert!(run.wait().unwrap().success());
    // The endpoint goes on, as it should; here it goes with its test.
    assert!(Command::new("kill").args(["-KILL", "--", &group]).status().unwrap().success());
}
