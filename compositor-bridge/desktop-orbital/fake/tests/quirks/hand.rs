// SPDX-License-Identifier: Apache-2.0

use crate::stage::{of, stage};
use fake_orbital::event::{KEY, TEXT_INPUT};
use seamless_desktop_orbital::sys;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;

#[test]
fn an_answer_ends_with_ok_or_is_an_error() {
    let stage = stage();
    let window = stage.open("a/10/40/100/100/Some title");
    let mut socket = UnixStream::connect(stage.prefix.join("hand")).expect("connects");
    let mut lines = BufReader::new(socket.try_clone().expect("a second end")).lines();
    let mut say = |line: &str| {
        socket.write_all(format!("{line}\n").as_bytes()).expect("said");
        let mut all = Vec::new();
        loop {
            let line = lines.next().expect("an answer").expect("readable");
            let last = line == "ok" || line.starts_with("error: ");
            all.push(line);
            if last {
                return all;
            }
        }
    };
    assert_eq!(say("windows"), ["1 a 10 40 100 100 focused 1 0 Some title", "ok"]);
    assert_eq!(say("dance"), ["error: no such command: dance "]);
    assert_eq!(say("move 1"), ["error: no such command: move 1"]);
    assert_eq!(say("close 'Other'"), ["error: there is no window titled \"Other\""]);
    assert_eq!(say("wait windows 2 within 10"), ["error: windows 2 did not come within 10ms"]);
    assert_eq!(say("move 50 50"), ["ok"]);
    let before: u64 = say("updates 1")[0].parse().expect("a number");
    sys::write(&window, b"Y,0,0,1,1").expect("written");
    sys::fsync(&window).expect("done");
    assert_eq!(say(&format!("wait updates 1 {}", before + 2)), ["ok"]);
}

#[test]
fn typing_presses_each_key_with_shift_where_it_needs_one() {
    let stage = stage();
    let window = stage.quiet("a/10/40/100/100/T");
    stage.hand("type Hi, you: 'x'");
    let mut keys = Vec::new();
    let text: String = crate::stage::events(&window)
        .into_iter()
        .filter_map(|(code, a, b)| {
            if code == KEY {
                keys.push(b);
            }
            (code == TEXT_INPUT).then(|| char::from_u32(a as u32).expect("a character"))
        })
        .collect();
    assert_eq!(text, "Hi, you: 'x'");
    assert_eq!(keys[..4], [0x12a, 0x123, 0x23, 0x2a]);
}

#[test]
fn a_screenshot_is_a_png_of_all_displays() {
    let stage = stage();
    let _window = stage.open("a/10/40/100/100/T");
    let file = stage.prefix.join("screen.png");
    stage.hand(&format!("screenshot {}", file.display()));
    let png = std::fs::read(&file).expect("a file");
    assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
    assert_eq!(&png[16..24], &[0, 0, 5, 0, 0, 0, 3, 0x20]);
}

#[test]
fn what_a_person_cannot_reach_the_hand_cannot_click() {
    let stage = stage();
    let covered = stage.open("ar/100/100/200/100/Covered");
    let _cover = stage.open("al/0/0/1280/800/Cover");
    assert!(stage.fake.hand("close Covered").expect_err("covered").contains("covers"));
    assert!(stage.fake.hand("drag-title Cover 5 5").is_err());
    assert_eq!(of(fake_orbital::event::QUIT, &covered), []);
}
