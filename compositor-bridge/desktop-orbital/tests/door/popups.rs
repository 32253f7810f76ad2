// SPDX-License-Identifier: Apache-2.0
//! Menus and tooltips: where they are, whose they look, who has the keys meanwhile, and what ends them.

use crate::stage::{stage, Stage, COLOUR};
use crate::{asked_to_close, key, BLUE, GREEN};
use fake_orbital::peer::{popup, toplevel, FakeGuest, Picture};
use seamless_protocol::messages::{adjustment, window_flags, window_states, Edge, Positioner, WindowClosed, WindowState};
use seamless_protocol::{Any, Rect};

const MENU: (i32, i32) = (120, 80);

/// A window with an open menu, in the middle of the screen.
fn menu(stage: &mut Stage) -> (FakeGuest, String, (i32, i32)) {
    let mut guest = stage.guest();
    let id = stage.shown(&mut guest, &toplevel(1, "Editor", 300, 200), BLUE);
    let (x, y) = stage.content(&id);
    // Where a person's pointer is who has just pressed on the button.
    stage.hand(&format!("move {} {}", x + 12, y + 25));
    open(stage, &mut guest, 2, 1, (x + 10, y + 35));
    (guest, id, (x, y))
}

/// Below a button of its parent, whose place it is told.
fn open(stage: &Stage, guest: &mut FakeGuest, window: u32, parent: u32, (x, y): (i32, i32)) {
    let state = popup(window, parent, Rect::new(10, 20, 30, 15), MENU.0, MENU.1);
    guest.show(&state, &Picture::new(window, 1, MENU, GREEN)).expect("shown");
    stage.hand(&format!("wait pixel {} {} 20c040", x + MENU.0 - 2, y + MENU.1 - 2));
    focused(guest, window);
}

fn focused(guest: &mut FakeGuest, window: u32) {
    let focus = guest.wait("KeyboardFocus", |said| match said {
        Any::KeyboardFocus(focus) if focus.window == window => Some(()),
        _ => None,
    });
    focus.expect("focused");
}

/// Everything that was said until now, when the endpoint has handled all that Orbital told it.
fn heard(stage: &Stage, guest: &mut FakeGuest, window: u32) -> Vec<String> {
    stage.hand("key F5 tap");
    assert_eq!(key(guest, window), (63, true));
    assert_eq!(key(guest, window), (63, false));
    guest.rest(std::time::Duration::ZERO).expect("listens").iter().map(|heard| format!("{:?}", heard.message())).collect()
}

fn flags(stage: &Stage, at: usize) -> (String, String) {
    let lines = stage.hand("windows");
    let mut words = lines[at].splitn(10, ' ');
    (words.nth(1).expect("flags").to_owned(), words.nth(7).unwrap_or("").to_owned())
}

#[test]
fn a_menu_has_no_title_no_borders_and_an_edge_in_the_guests_colour_that_no_frame_reaches() {
    let mut stage = stage();
    let (mut guest, _, (x, y)) = menu(&mut stage);
    assert_eq!(flags(&stage, 1), ("alf".into(), String::new()));
    let edge = [(0, 0), (MENU.0 - 1, 0), (0, MENU.1 - 1), (MENU.0 - 1, MENU.1 - 1), (60, 0), (0, 40)];
    let colours = |stage: &Stage| edge.map(|(dx, dy)| stage.hand(&format!("pixel {} {}", x + 10 + dx, y + 35 + dy))[0].clone());
    assert_eq!(colours(&stage), edge.map(|_| format!("{COLOUR:06x}")));
    Picture::new(2, 2, MENU, BLUE).say_to(&mut guest).expect("said");
    stage.hand(&format!("wait pixel {} {} 2040c0", x + 70, y + 75));
    assert_eq!(colours(&stage), edge.map(|_| format!("{COLOUR:06x}")));
}

#[test]
fn of_a_menu_with_a_shadow_only_the_menu_is_there() {
    let mut stage = stage();
    let mut guest = stage.guest();
    let id = stage.shown(&mut guest, &toplevel(1, "Editor", 300, 200), BLUE);
    let (x, y) = stage.content(&id);
    let state = popup(2, 1, Rect::new(10, 20, 30, 15), MENU.0, MENU.1);
    let whole = (MENU.0 + 40, MENU.1 + 40);
    guest.show(&state, &Picture { geometry: Some(Rect::new(20, 10, MENU.0, MENU.1)), ..Picture::new(2, 1, whole, GREEN) }).expect("shown");
    stage.hand(&format!("wait pixel {} {} 20c040", x + 12, y + 37));
    assert_eq!(stage.hand(&format!("pixel {} {}", x + 9, y + 34)), ["2040c0"]);
    assert_eq!(stage.line("2")[2..6], [(x + 10).to_string(), (y + 35).to_string(), MENU.0.to_string(), MENU.1.to_string()]);
}

#[test]
fn a_menu_at_the_edge_of_the_screen_turns_round_and_slides() {
    let mut stage = stage();
    let mut guest = stage.guest();
    let id = stage.shown(&mut guest, &toplevel(1, "Editor", 300, 200), BLUE);
    let (x, y) = stage.content(&id);
    stage.hand(&format!("drag-title {id} {} {}", 1280 - 300 - x, 800 - 200 - y));
    let (x, y) = stage.content(&id);
    heard(&stage, &mut guest, 1);
    let mut state = popup(2, 1, Rect::new(250, 160, 30, 15), MENU.0, MENU.1);
    state.positioner = state.positioner.map(|rules| Positioner { adjustment: adjustment::FLIP_Y | adjustment::SLIDE_X, ..rules });
    guest.show(&state, &Picture::new(2, 1, MENU, GREEN)).expect("shown");
    stage.hand(&format!("wait pixel {} {} 20c040", 1278, y + 160 - 2));
    assert_eq!(stage.line("2")[2..4], [(1280 - MENU.0).to_string(), (y + 160 - MENU.1).to_string()]);
    assert!(x + 250 + MENU.0 > 1280);
}

#[test]
fn while_a_menu_is_open_its_window_stays_the_one_that_is_used() {
    let mut stage = stage();
    let (mut guest, _, _) = menu(&mut stage);
    for line in heard(&stage, &mut guest, 2) {
        assert!(!line.contains("KeyboardFocus { window: 0"), "{line}");
        let is_configure_of_owner = line.starts_with("Configure") && line.contains("window: 1,");
        assert!(!is_configure_of_owner || states(&line) & window_states::ACTIVATED != 0 || line.contains("serial: 1,"), "{line}");
    }
    guest.say(&WindowClosed { window: 2 }).expect("said");
    focused(&mut guest, 1);
    stage.hand("wait windows 1");
    assert_eq!(heard(&stage, &mut guest, 1).iter().filter(|line| line.contains("KeyboardFocus")).count(), 0);
}

fn states(configure: &str) -> u32 {
    let (_, rest) = configure.split_once("states: ").expect("states");
    rest.split(',').next().and_then(|number| number.parse().ok()).expect("a number")
}

#[test]
fn escape_ends_the_newest_menu_and_the_app_does_not_hear_the_key() {
    let mut stage = stage();
    let (mut guest, _, (x, y)) = menu(&mut stage);
    open(&stage, &mut guest, 3, 2, (x + 20, y + 70));
    stage.hand("key 0x01 tap");
    asked_to_close(&mut guest, 3);
    guest.say(&WindowClosed { window: 3 }).expect("said");
    focused(&mut guest, 2);
    stage.hand("wait windows 2");
    let heard = heard(&stage, &mut guest, 2);
    assert!(!heard.iter().any(|line| line.starts_with("Key(") || line.starts_with("CloseRequested")), "{heard:?}");
}

#[test]
fn a_press_on_the_background_ends_all_menus_the_newest_first() {
    let mut stage = stage();
    let _background = stage.foreign_with("ab", (0, 0, 1280, 752), "");
    let (mut guest, _, (x, y)) = menu(&mut stage);
    open(&stage, &mut guest, 3, 2, (x + 20, y + 70));
    stage.hand("move 5 700");
    stage.hand("click");
    asked_to_close(&mut guest, 3);
    asked_to_close(&mut guest, 2);
}

#[test]
fn a_press_on_the_title_of_its_own_window_ends_a_menu_and_one_on_its_content_is_the_apps() {
    let mut stage = stage();
    let (mut guest, id, (x, y)) = menu(&mut stage);
    stage.hand(&format!("move {} {}", x + 200, y + 150));
    stage.hand("click");
    let press = guest.wait("the press", |said| match said {
        Any::PointerButton(button) if button.pressed => Some(button.window),
        Any::CloseRequested(_) => panic!("the app did not decide"),
        _ => None,
    });
    assert_eq!(press.expect("pressed"), 1);
    stage.hand(&format!("focus {id}"));
    asked_to_close(&mut guest, 2);
}

#[test]
fn a_press_in_a_menu_is_its_own() {
    let mut stage = stage();
    let (mut guest, _, (x, y)) = menu(&mut stage);
    stage.hand(&format!("move {} {}", x + 30, y + 50));
    stage.hand("click");
    let press = guest.wait("the press", |said| match said {
        Any::PointerButton(button) if button.pressed => Some(button.window),
        _ => None,
    });
    assert_eq!(press.expect("pressed"), 2);
    let heard = heard(&stage, &mut guest, 2);
    assert!(!heard.iter().any(|line| line.starts_with("CloseRequested")), "{heard:?}");
}

#[test]
fn a_window_of_redox_that_takes_the_focus_ends_a_menu() {
    let mut stage = stage();
    let (mut guest, _, _) = menu(&mut stage);
    let _other = stage.foreign("Redox");
    asked_to_close(&mut guest, 2);
    focused(&mut guest, 0);
}

#[test]
fn a_tooltip_takes_no_keys_not_even_escape_and_goes_with_no_click() {
    let mut stage = stage();
    let mut guest = stage.guest();
    let id = stage.shown(&mut guest, &toplevel(1, "Editor", 300, 200), BLUE);
    let (x, y) = stage.content(&id);
    focused(&mut guest, 1);
    stage.hand(&format!("move {} {}", x + 15, y + 25));
    let menu = popup(2, 1, Rect::new(10, 20, 30, 15), 90, 25);
    let tooltip = WindowState { flags: menu.flags & !window_flags::GRAB, ..menu };
    guest.show(&tooltip, &Picture::new(2, 1, (90, 25), GREEN)).expect("shown");
    stage.hand(&format!("wait pixel {} {} 20c040", x + 50, y + 45));
    stage.hand("key 0x01 tap");
    assert_eq!(key(&mut guest, 1), (1, true));
    assert_eq!(key(&mut guest, 1), (1, false));
    stage.hand("move 5 700");
    stage.hand("click");
    let heard = heard(&stage, &mut guest, 1);
    assert!(!heard.iter().any(|line| line.starts_with("CloseRequested") || line.starts_with("KeyboardFocus")), "{heard:?}");
    guest.say(&WindowClosed { window: 2 }).expect("said");
    stage.hand("wait windows 1");
}

#[test]
fn a_popup_stays_in_front_of_its_window_when_that_is_clicked_and_not_in_front_of_others() {
    let mut stage = stage();
    let mut guest = stage.guest();
    let id = stage.shown(&mut guest, &toplevel(1, "Editor", 300, 200), BLUE);
    let (x, y) = stage.content(&id);
    let list = popup(2, 1, Rect::new(10, 20, 30, 15), MENU.0, MENU.1);
    let list = WindowState { flags: list.flags & !window_flags::GRAB, ..list };
    guest.show(&list, &Picture::new(2, 1, MENU, GREEN)).expect("shown");
    let at = (x + 60, y + 70);
    stage.hand(&format!("wait pixel {} {} 20c040", at.0, at.1));
    stage.hand(&format!("move {} {}", x + 250, y + 180));
    stage.hand("click");
    heard(&stage, &mut guest, 1);
    assert_eq!(stage.hand(&format!("pixel {} {}", at.0, at.1)), ["20c040"]);
    let other = stage.foreign_with("ar", (at.0 - 20, at.1 - 20, 60, 60), "Redox");
    stage.hand(&format!("wait pixel {} {} 000000", at.0, at.1));
    drop(other);
    stage.hand(&format!("focus {id}"));
    stage.hand(&format!("wait pixel {} {} 20c040", at.0, at.1));
}

#[test]
fn a_menu_moves_with_its_window_and_a_reactive_one_is_placed_anew() {
    let mut stage = stage();
    let mut guest = stage.guest();
    let id = stage.shown(&mut guest, &toplevel(1, "Editor", 300, 200), BLUE);
    let state = popup(2, 1, Rect::new(10, 160, 30, 15), MENU.0, MENU.1);
    let rules = state.positioner.clone().map(|rules| Positioner { reactive: true, anchor: Edge::BottomLeft, ..rules });
    guest
        .show(&WindowState { positioner: rules, flags: state.flags & !window_flags::GRAB, ..state }, &Picture::new(2, 1, MENU, GREEN))
        .expect("shown");
    stage.hand("wait windows 2");
    let (x, y) = stage.content(&id);
    stage.hand(&format!("drag-title {id} 40 -30"));
    stage.hand(&format!("wait pixel {} {} 20c040", x + 40 + 20, y - 30 + 180));
    // To the bottom: below its button there is no room any more.
    stage.hand(&format!("drag-title {id} 0 {}", 800 - 200 - (y - 30)));
    let placed = guest.wait("another place", |said| match said {
        Any::Configure(configure) if configure.window == 2 && configure.y < 160 => Some(configure.y),
        _ => None,
    });
    assert_eq!(placed.expect("placed"), 160 - MENU.1);
}
