// SPDX-License-Identifier: Apache-2.0
//! Journeys of the real program through a launcher's door, over TCP and with its key: what the directory says, what a person does, and
//! what is under way in between.

mod clipboard;
mod deaths;
mod input;
mod menus;
mod popups;
mod random;
mod running;
mod sound;
mod stage;
mod windows;

use fake_orbital::peer::{popup, toplevel, FakeGuest, Picture};
use seamless_protocol::messages::{window_states, Configure, FrameShown, GuestState, Ping};
use seamless_protocol::{Any, Rect};
use stage::{stage, STRIP};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

const BLUE: u32 = 0xff20_40c0;
const GREEN: u32 = 0xff20_c040;

/// The next Configure of this kind; what came before it is over.
fn configured(guest: &mut FakeGuest, what: &str, wanted: impl Fn(&Configure) -> bool) -> Configure {
    let found = guest.wait(what, |said| match said {
        Any::Configure(configure) if wanted(configure) => Some(configure.clone()),
        _ => None,
    });
    let found = found.expect("configured");
    guest.forget(|said| matches!(said, Any::Configure(older) if older.window == found.window && older.serial < found.serial));
    found
}

/// Everything that the guest has said is done.
fn settled(guest: &mut FakeGuest) {
    static TOKENS: AtomicU64 = AtomicU64::new(1);
    let token = TOKENS.fetch_add(1, Ordering::Relaxed);
    guest.say(&Ping { token }).expect("said");
    guest.wait("Pong", |said| matches!(said, Any::Pong(pong) if pong.token == token).then_some(())).expect("answered");
}

fn asked_to_close(guest: &mut FakeGuest, window: u32) {
    let found = guest.wait("CloseRequested", |said| matches!(said, Any::CloseRequested(request) if request.window == window).then_some(()));
    found.expect("asked");
}

/// (code, pressed) of the next key.
fn key(guest: &mut FakeGuest, window: u32) -> (u32, bool) {
    let found = guest.wait("Key", |said| match said {
        Any::Key(key) if key.window == window => Some((key.code, key.pressed)),
        _ => None,
    });
    found.expect("a key")
}

#[test]
fn a_window_is_on_the_screen_with_its_guests_name_and_is_told_that_it_was_seen() {
    let mut stage = stage();
    let mut guest = stage.guest();
    let id = stage.shown(&mut guest, &toplevel(1, "Editor", 300, 200), BLUE);
    let line = stage.line(&id);
    assert!(line[1].contains('a') && line[1].contains('r'), "{line:?}");
    assert_eq!((line[4].as_str(), line[5].as_str()), ("300", (200 + STRIP).to_string().as_str()));
    assert!(line.join(" ").ends_with("[demo] Editor"), "{line:?}");
    let shown = guest.wait("FrameShown", |said| match said {
        Any::FrameShown(FrameShown { window, serial, .. }) => Some((*window, *serial)),
        _ => None,
    });
    assert_eq!(shown.expect("seen"), (1, 1));
}

#[test]
fn only_what_was_damaged_changes() {
    let mut stage = stage();
    let mut guest = stage.guest();
    let id = stage.shown(&mut guest, &toplevel(1, "Editor", 300, 200), BLUE);
    let (x, y) = stage.content(&id);
    let part = Picture { damage: vec![Rect::new(10, 10, 20, 20)], ..Picture::new(1, 2, (300, 200), GREEN) };
    part.say_to(&mut guest).expect("said");
    stage.hand(&format!("wait pixel {} {} 20c040", x + 29, y + 29));
    assert_eq!(stage.hand(&format!("pixel {} {}", x + 30, y + 30)), ["2040c0"]);
}

#[test]
fn the_maximise_button_makes_the_window_as_large_as_orbital_says() {
    let mut stage = stage();
    let mut guest = stage.guest();
    let id = stage.shown(&mut guest, &toplevel(1, "Editor", 300, 200), BLUE);
    stage.hand(&format!("maximise {id}"));
    let configure = configured(&mut guest, "maximized", |configure| configure.states & window_states::MAXIMIZED != 0);
    assert_eq!((configure.width, configure.height), (1280, 724 - STRIP));
}

#[test]
fn the_close_button_asks_the_app_and_the_window_goes_when_the_app_closes_it() {
    let mut stage = stage();
    let mut guest = stage.guest();
    let id = stage.shown(&mut guest, &toplevel(1, "Editor", 300, 200), BLUE);
    stage.hand(&format!("close {id}"));
    asked_to_close(&mut guest, 1);
    guest.say(&seamless_protocol::messages::WindowClosed { window: 1 }).expect("said");
    stage.hand("wait windows 0");
}

#[test]
fn a_menu_opens_below_its_button_without_a_title_and_a_click_on_another_window_ends_it() {
    let mut stage = stage();
    let mut guest = stage.guest();
    stage.shown(&mut guest, &toplevel(3, "Other", 100, 50), BLUE);
    let id = stage.shown(&mut guest, &toplevel(1, "Editor", 300, 200), BLUE);
    stage.hand("drag-title Editor -300 -200");
    let (x, y) = stage.content(&id);
    let menu = popup(2, 1, Rect::new(10, 20, 30, 15), 120, 80);
    guest.show(&menu, &Picture::new(2, 1, (120, 80), GREEN)).expect("shown");
    stage.hand(&format!("wait pixel {} {} 20c040", x + 11, y + 36));
    stage.hand(&format!("wait pixel {} {} 20c040", x + 128, y + 113));
    let line = stage.hand("windows")[2].clone();
    assert!(line.split(' ').nth(1).is_some_and(|flags| flags.contains('l')), "{line}");
    let focus = guest.wait("KeyboardFocus of the menu", |said| matches!(said, Any::KeyboardFocus(focus) if focus.window == 2).then_some(()));
    focus.expect("focused");
    stage.hand("key a tap");
    key(&mut guest, 2);
    stage.hand("focus Other");
    asked_to_close(&mut guest, 2);
}

#[test]
fn a_guest_that_dies_and_comes_back_has_its_windows_again() {
    let mut stage = stage();
    let mut guest = stage.guest();
    stage.shown(&mut guest, &toplevel(1, "Editor", 300, 200), BLUE);
    guest.die();
    let mut guest = stage.guest();
    stage.shown(&mut guest, &toplevel(1, "Editor", 300, 200), GREEN);
    assert_eq!(stage.hand("windows").len(), 1);
}

#[test]
fn a_guest_that_is_turned_off_loses_its_windows_and_is_joined_anew_when_it_is_ready() {
    let mut stage = stage();
    let mut guest = stage.guest();
    stage.shown(&mut guest, &toplevel(1, "Editor", 300, 200), BLUE);
    stage.tell(GuestState::Off);
    guest.die();
    stage.hand("wait windows 0");
    stage.tell(GuestState::Ready);
    let mut guest = stage.guest();
    stage.shown(&mut guest, &toplevel(1, "Editor", 300, 200), GREEN);
}

#[test]
fn an_endpoint_that_is_killed_leaves_no_window() {
    let mut stage = stage();
    let mut guest = stage.guest();
    stage.shown(&mut guest, &toplevel(1, "Editor", 300, 200), BLUE);
    stage.kill_endpoint();
    stage.hand("wait windows 0");
    stage.hand("wait handles 0");
}

#[test]
fn never_more_than_32_kib_are_under_way_to_the_launcher() {
    let mut stage = stage();
    let mut guest = stage.guest();
    let id = stage.shown(&mut guest, &toplevel(1, "Editor", 300, 200), BLUE);
    let (x, y) = stage.content(&id);
    guest.acknowledges = false;
    for step in 0..600 {
        stage.hand(&format!("move {} {}", x + step % 290, y + step % 190));
        stage.hand("key a tap");
    }
    guest.rest(Duration::from_millis(300)).expect("listens");
    assert!(guest.most_unacknowledged <= 32 * 1024, "{}", guest.most_unacknowledged);
    guest.acknowledge_again().expect("said");
    stage.hand("key z tap");
    let z = guest.wait("the key at the end", |said| matches!(said, Any::Key(key) if key.code == 44 && key.pressed).then_some(()));
    z.expect("nothing is lost");
}

#[test]
fn a_thousand_windows_later_nothing_is_left_open() {
    let mut stage = stage();
    let mut guest = stage.guest();
    stage.shown(&mut guest, &toplevel(1, "Stays", 100, 100), BLUE);
    let before = stage.hand("handles");
    for window in 2..1002 {
        guest.show(&toplevel(window, "Comes and goes", 40, 40), &Picture::new(window, 1, (40, 40), GREEN)).expect("shown");
        guest.say(&seamless_protocol::messages::WindowClosed { window }).expect("said");
        guest.rest(Duration::ZERO).expect("listens");
    }
    stage.hand("wait windows 1");
    stage.hand(&format!("wait handles {}", before[0]));
}
