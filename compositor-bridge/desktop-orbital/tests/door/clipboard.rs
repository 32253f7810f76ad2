// SPDX-License-Identifier: Apache-2.0
//! One clipboard for Redox and two guests, each in a session of its own.

use crate::stage::{stage, Stage};
use crate::{key, BLUE};
use fake_orbital::peer::{toplevel, FakeGuest};
use seamless_protocol::messages::*;
use seamless_protocol::Any;
use std::time::Duration;

const ORIGIN: u64 = 0x5eed;
const TEXTS: [&str; 5] = ["text/plain;charset=utf-8", "text/plain", "UTF8_STRING", "TEXT", "STRING"];

/// Two guests; the first has a window, through which the endpoint reaches Orbital's clipboard.
fn two() -> (Stage, FakeGuest, FakeGuest) {
    let mut stage = stage();
    stage.tell_of(&["demo", "other"]);
    let (mut demo, other) = (stage.guest(), stage.guest_named("other"));
    stage.shown(&mut demo, &toplevel(1, "Editor", 300, 200), BLUE);
    (stage, demo, other)
}

fn offer(guest: &mut FakeGuest, serial: u32, origin: u64, types: &[&str]) {
    guest.say(&ClipboardOffer { selection: Selection::Clipboard, serial, origin, mime_types: types.to_vec() }).expect("said");
}

struct Offered {
    serial: u32,
    origin: u64,
    types: Vec<String>,
}

fn offered(guest: &mut FakeGuest) -> Offered {
    let found = guest.wait("ClipboardOffer", |said| match said {
        Any::ClipboardOffer(offer) => {
            let types = offer.mime_types.iter().map(|name| (*name).to_owned()).collect();
            Some(Offered { serial: offer.serial, origin: offer.origin, types })
        }
        _ => None,
    });
    found.expect("offered")
}

/// The next request: its number, the offer and the type.
fn asked(guest: &mut FakeGuest) -> (u32, u32, String) {
    let found = guest.wait("ClipboardRequest", |said| match said {
        Any::ClipboardRequest(asked) => Some((asked.request, asked.serial, asked.mime_type.to_owned())),
        _ => None,
    });
    found.expect("asked")
}

fn ask(guest: &mut FakeGuest, request: u32, serial: u32, mime_type: &str) {
    guest.say(&ClipboardRequest { request, selection: Selection::Clipboard, serial, mime_type }).expect("said");
}

fn give(guest: &mut FakeGuest, request: u32, data: &[u8]) {
    guest.say_on_bulk(&ClipboardData { request, data }).expect("said");
}

/// The next piece of an answer, and credit for it.
fn piece(guest: &mut FakeGuest, request: u32) -> Vec<u8> {
    let found = guest.wait("ClipboardData", |said| match said {
        Any::ClipboardData(data) if data.request == request => Some(data.data.to_vec()),
        _ => None,
    });
    let data = found.expect("given");
    if !data.is_empty() {
        guest.say(&ClipboardCredit { request, bytes: data.len() as u32 }).expect("said");
    }
    data
}

fn all(guest: &mut FakeGuest, request: u32) -> Vec<u8> {
    let mut content = Vec::new();
    loop {
        let data = piece(guest, request);
        if data.is_empty() {
            return content;
        }
        content.extend(data);
    }
}

fn failed(guest: &mut FakeGuest, request: u32) -> String {
    let found = guest.wait("ClipboardFailed", |said| match said {
        Any::ClipboardFailed(failed) if failed.request == request => Some(failed.reason.to_owned()),
        _ => None,
    });
    found.expect("failed")
}

/// From one guest to the other: what the one has, as the other gets it.
fn passed(from: &mut FakeGuest, to: &mut FakeGuest, (request, offer): (u32, u32), mime_type: &str, content: &[u8]) -> Vec<u8> {
    ask(to, request, offer, mime_type);
    let (there, serial, wanted) = asked(from);
    assert_eq!((serial, wanted.as_str()), (4, mime_type));
    let mut got = Vec::new();
    for data in content.chunks(40_000) {
        give(from, there, data);
        let whole = got.len() + data.len();
        while got.len() < whole {
            got.extend(piece(to, request));
        }
        let mut credit = 0;
        while credit < data.len() {
            credit += from
                .wait("ClipboardCredit", |said| match said {
                    Any::ClipboardCredit(given) if given.request == there => Some(given.bytes as usize),
                    _ => None,
                })
                .expect("credit");
        }
    }
    give(from, there, &[]);
    assert!(piece(to, request).is_empty());
    got
}

fn look(stage: &Stage) {
    stage.hand("focus Editor");
}

#[test]
fn html_and_a_picture_go_from_guest_to_guest_byte_for_byte_and_redox_has_the_text() {
    let (stage, mut demo, mut other) = two();
    offer(&mut demo, 4, ORIGIN, &["text/html", "image/png", "text/plain"]);
    let (request, _, mime_type) = asked(&mut demo);
    assert_eq!(mime_type, "text/plain");
    give(&mut demo, request, b"bold");
    give(&mut demo, request, b"");
    stage.hand("wait clipboard 74626f6c64");
    let theirs = offered(&mut other);
    assert_eq!((theirs.origin, theirs.types), (ORIGIN, vec!["text/html".to_owned(), "image/png".into(), "text/plain".into()]));
    // Nothing else is asked for before somebody pastes, and nothing goes back to who has it.
    let rest = demo.rest(Duration::from_millis(100)).expect("there");
    assert!(!rest.iter().any(|heard| matches!(heard.message(), Any::ClipboardRequest(_) | Any::ClipboardOffer(_))));
    let picture: Vec<u8> = (0..300_000u32).map(|at| (at * 7 + at / 256) as u8).collect();
    assert!(passed(&mut demo, &mut other, (1, theirs.serial), "image/png", &picture) == picture);
    assert_eq!(passed(&mut demo, &mut other, (2, theirs.serial), "text/html", b"<b>bold</b>"), b"<b>bold</b>");
}

#[test]
fn what_redox_copies_takes_the_place_of_a_guests_and_both_guests_have_it() {
    let (stage, mut demo, mut other) = two();
    offer(&mut demo, 4, ORIGIN, &["text/plain"]);
    let old = offered(&mut other);
    // The guest is slow; its text must not come over what was copied after it.
    let (request, ..) = asked(&mut demo);
    stage.hand("clipboard set t Redox");
    look(&stage);
    for guest in [&mut demo, &mut other] {
        let new = offered(guest);
        assert_ne!(new.origin, ORIGIN);
        assert_eq!(new.types, TEXTS);
        ask(guest, 1, new.serial, "UTF8_STRING");
        assert_eq!(all(guest, 1), b"Redox");
    }
    give(&mut demo, request, b"late");
    give(&mut demo, request, b"");
    ask(&mut other, 2, old.serial, "text/plain");
    assert_eq!(failed(&mut other, 2), "something else was copied meanwhile");
    assert_eq!(stage.hand("clipboard get"), ["tRedox"]);
}

#[test]
fn every_kind_of_redox_is_a_type_for_guests() {
    let (stage, mut demo, _other) = two();
    let kinds = [
        ("f /home/user/a", "text/plain", &b"/home/user/a"[..]),
        ("u https://redox-os.example/", "text/uri-list", b"https://redox-os.example/\r\n"),
        ("d data:image/png;base64,iVBORw==", "image/png", b"\x89PNG"),
        ("- 'an old program'", "text/plain;charset=utf-8", b"an old program"),
    ];
    for (request, (copied, mime_type, content)) in (1..).zip(kinds) {
        stage.hand(&format!("clipboard set {copied}"));
        look(&stage);
        let new = offered(&mut demo);
        assert!(new.types.iter().any(|name| name == mime_type), "{:?}", new.types);
        ask(&mut demo, request, new.serial, mime_type);
        assert_eq!(all(&mut demo, request), content);
    }
    // A type that it does not have, and content that is too much.
    stage.hand("clipboard set t text");
    look(&stage);
    let serial = offered(&mut demo).serial;
    ask(&mut demo, 9, serial, "image/png");
    assert_eq!(failed(&mut demo, 9), "that type was not offered");
    stage.shared().with(|world| world.orbital.clipboard = vec![b't'; 5 * 1024 * 1024]);
    look(&stage);
    assert_eq!(offered(&mut demo).types, [""; 0]);
}

#[test]
fn a_picture_without_text_is_a_data_uri_for_redox() {
    let (stage, mut demo, _other) = two();
    offer(&mut demo, 4, ORIGIN, &["text/html", "image/png"]);
    let (request, _, mime_type) = asked(&mut demo);
    assert_eq!(mime_type, "image/png");
    give(&mut demo, request, b"\x89PNG");
    give(&mut demo, request, b"");
    let hex: String = b"ddata:image/png;base64,iVBORw==".iter().map(|byte| format!("{byte:02x}")).collect();
    stage.hand(&format!("wait clipboard {hex}"));
}

#[test]
fn content_that_comes_back_is_not_copied_again() {
    let (stage, mut demo, mut other) = two();
    offer(&mut demo, 4, ORIGIN, &["image/png"]);
    let (request, ..) = asked(&mut demo);
    give(&mut demo, request, b"");
    let theirs = offered(&mut other);
    offer(&mut other, 1, ORIGIN, &["image/png"]);
    stage.hand("clipboard set t Redox");
    look(&stage);
    // The next thing that both hear is Redox' copy, and nobody was asked for anything.
    let redox = offered(&mut demo).origin;
    assert_ne!(redox, theirs.origin);
    assert_eq!(offered(&mut other).origin, redox);
    offer(&mut other, 2, redox, &["text/plain"]);
    for guest in [&mut demo, &mut other] {
        let rest = guest.rest(Duration::from_millis(100)).expect("there");
        assert!(!rest.iter().any(|heard| matches!(heard.message(), Any::ClipboardRequest(_) | Any::ClipboardOffer(_))));
    }
}

#[test]
fn who_has_it_and_says_nothing_or_goes_fails_the_paste_in_words() {
    let (_stage, mut demo, mut other) = two();
    offer(&mut demo, 4, ORIGIN, &["text/html"]);
    let theirs = offered(&mut other);
    ask(&mut other, 1, theirs.serial, "text/html");
    let (silent, ..) = asked(&mut demo);
    // Twice what a guest itself gives its app; a Ping of the endpoint's keeps this longer than the fake's own patience.
    while !demo
        .rest(Duration::from_secs(1))
        .expect("there")
        .iter()
        .any(|heard| matches!(heard.message(), Any::ClipboardCancelled(over) if over.request == silent))
    {}
    assert_eq!(failed(&mut other, 1), "it came to a standstill");
    ask(&mut other, 2, theirs.serial, "text/html");
    asked(&mut demo);
    demo.die();
    assert_eq!(failed(&mut other, 2), "the guest that has it is gone");
    assert_eq!(offered(&mut other).types, [""; 0]);
}

#[test]
fn a_guest_that_sends_more_than_it_has_credit_for_is_cut_off() {
    let (mut stage, mut demo, mut other) = two();
    offer(&mut demo, 4, ORIGIN, &["text/html"]);
    let theirs = offered(&mut other);
    ask(&mut other, 1, theirs.serial, "text/html");
    let (request, ..) = asked(&mut demo);
    for _ in 0..4 {
        give(&mut demo, request, &[7; 40_000]);
    }
    // What is under way is dropped with it.
    assert_eq!(failed(&mut other, 1), "the guest that has it is gone");
    stage.guest();
}

/// Super and a letter, and the keys that the app gets for it.
fn pressed(stage: &Stage, guest: &mut FakeGuest, letter: &str, keys: &[u32]) {
    stage.hand("key 0x5b down");
    stage.hand(&format!("key {letter} tap"));
    stage.hand("key 0x5b up");
    for code in keys {
        assert_eq!(key(guest, 1), (*code, true));
    }
    for code in keys.iter().rev() {
        assert_eq!(key(guest, 1), (*code, false));
    }
}

#[test]
fn super_c_x_and_v_are_what_the_apps_own_users_press() {
    const CONTROL: u32 = 29;
    const SHIFT: u32 = 42;
    let (stage, mut demo, _other) = two();
    // An app of no catalogue may be a terminal, where Ctrl-C would end a program.
    pressed(&stage, &mut demo, "c", &[CONTROL, 110]);
    for (revision, category, copy, cut, paste) in [
        (1, "TerminalEmulator", &[CONTROL, SHIFT, 46][..], &[CONTROL, SHIFT, 46][..], &[CONTROL, SHIFT, 47][..]),
        (2, "Utility", &[CONTROL, 46], &[CONTROL, 45], &[CONTROL, 47]),
    ] {
        let app = App {
            id: "org.example.App",
            name: "App",
            generic_name: "",
            comment: "",
            keywords: Vec::new(),
            categories: vec![category],
            mime_types: Vec::new(),
            startup_window_class: "",
            flags: 0,
            actions: Vec::new(),
            icon_key: "pen",
        };
        demo.say_on_bulk(&AppCatalogue { revision, part: 0, parts: 1, apps: vec![app] }).expect("said");
        demo.wait("IconRequest", |said| matches!(said, Any::IconRequest(_)).then_some(())).expect("taken");
        pressed(&stage, &mut demo, "c", copy);
        pressed(&stage, &mut demo, "x", cut);
        pressed(&stage, &mut demo, "v", paste);
    }
    // What is held when Super is pressed is up for the app.
    stage.hand("key LEFT_SHIFT down");
    assert_eq!(key(&mut demo, 1), (SHIFT, true));
    stage.hand("key 0x5b down");
    stage.hand("key c tap");
    assert_eq!(key(&mut demo, 1), (SHIFT, false));
    assert_eq!(key(&mut demo, 1), (CONTROL, true));
}

#[test]
fn what_is_typed_right_behind_a_paste_comes_behind_it() {
    const CONTROL: u32 = 29;
    let (stage, mut demo, _other) = two();
    for _ in 0..20 {
        // As fast as a machine that is busy gives it to the endpoint: all in one turn.
        for line in ["key 0x5b down", "key v tap", "key 0x5b up", "key CONTROL down", "key a tap", "key CONTROL up"] {
            stage.hand(line);
        }
        let keys: Vec<(u32, bool)> = (0..8).map(|_| key(&mut demo, 1)).collect();
        let chord = |code| [(CONTROL, true), (code, true), (code, false), (CONTROL, false)];
        assert_eq!(keys, [chord(47), chord(30)].concat());
    }
}
