// SPDX-License-Identifier: Apache-2.0
//! Toplevels: titles, states, sizes, damage, minimizing, scale.

use crate::stage::{stage, stage_on, Stage, COLOUR, STRIP};
use crate::{configured, BLUE, GREEN};
use fake_orbital::peer::{toplevel, FakeGuest, Picture};
use seamless_protocol::messages::{
    shown, window_flags, window_states, Activate, FrameShown, GuestState, MinimizeRequested, MoveRequested, ResizeRequested, WindowClosed,
    WindowState,
};
use seamless_protocol::{Any, Rect};

fn editor(stage: &mut Stage) -> (FakeGuest, String) {
    let mut guest = stage.guest();
    let id = stage.shown(&mut guest, &toplevel(1, "Editor", 300, 200), BLUE);
    (guest, id)
}

/// The app asks for other states.
fn wish(serial: u32, flag: u32) -> WindowState<'static> {
    let state = toplevel(1, "Editor", 300, 200);
    WindowState { wish_serial: serial, flags: state.flags | flag, ..state }
}

#[test]
fn a_title_is_set_as_it_is_and_follows_the_apps() {
    let mut stage = stage();
    let (mut guest, id) = editor(&mut stage);
    for title in ["a/../b, c", "\u{202e}txt.exe", "F,h,1"] {
        guest.say(&WindowState { title, ..toplevel(1, "", 300, 200) }).expect("said");
        let end = title.trim_start_matches('\u{202e}');
        stage.hand(&format!("wait window '[demo] {end}'"));
    }
    assert_eq!(stage.hand(&format!("wait window {id}")), [""; 0]);
}

#[test]
fn the_strip_has_the_colour_that_the_launcher_says_and_changes_with_it_and_no_frame_reaches_it() {
    let mut stage = stage();
    let (mut guest, id) = editor(&mut stage);
    let (x, y) = stage.content(&id);
    let strip = |stage: &Stage| stage.hand(&format!("pixel {} {}", x + 299, y - 1));
    assert_eq!(strip(&stage), [format!("{COLOUR:06x}")]);
    // A frame whose geometry begins far inside of it, as that of an app with a title bar of its own.
    let state = toplevel(1, "Editor", 300, 200);
    guest.show(&state, &Picture { geometry: Some(Rect::new(40, 60, 300, 200)), ..Picture::new(1, 2, (400, 300), GREEN) }).expect("shown");
    stage.hand(&format!("wait pixel {x} {y} 20c040"));
    assert_eq!(strip(&stage), [format!("{COLOUR:06x}")]);
    stage.tell_coloured(&[("demo", GuestState::Ready)], 0xb5_542f);
    stage.hand(&format!("wait pixel {} {} b5542f", x + 299, y - 1));
    assert_eq!(stage.line(&id)[5], (200 + STRIP).to_string());
}

#[test]
fn of_a_frame_only_the_damage_is_painted() {
    let mut stage = stage();
    let (mut guest, id) = editor(&mut stage);
    let (x, y) = stage.content(&id);
    let area = |stage: &Stage| stage.hand("painted area")[0].parse::<u64>().expect("a number");
    let before = area(&stage);
    let damage = vec![Rect::new(10, 10, 20, 20), Rect::new(100, 100, 5, 5)];
    Picture { damage, ..Picture::new(1, 2, (300, 200), GREEN) }.say_to(&mut guest).expect("said");
    stage.hand(&format!("wait pixel {} {} 20c040", x + 104, y + 104));
    assert_eq!(area(&stage) - before, 20 * 20 + 5 * 5);
}

#[test]
fn a_border_is_dragged_the_app_draws_for_each_size_and_the_window_has_it() {
    let mut stage = stage();
    let (mut guest, id) = editor(&mut stage);
    for (serial, by) in [(2, 60), (3, -90), (4, 140)] {
        let width = stage.line(&id)[4].parse::<i32>().expect("a number") + by;
        stage.hand(&format!("drag-border {id} right {by}"));
        let configure = configured(&mut guest, "the size", |configure| configure.width == width);
        let state = WindowState { configure_serial: configure.serial, ..toplevel(1, "Editor", width, 200) };
        guest.show(&state, &Picture { configure_serial: configure.serial, ..Picture::new(1, serial, (width, 200), GREEN) }).expect("shown");
        stage.hand(&format!("wait size {id} {width} {}", 200 + STRIP));
        let (x, y) = stage.content(&id);
        stage.hand(&format!("wait pixel {} {} 20c040", x + width - 1, y + 199));
    }
}

#[test]
fn an_app_is_told_whether_it_is_the_one_that_is_used() {
    let mut stage = stage();
    let (mut guest, _) = editor(&mut stage);
    configured(&mut guest, "active", |configure| configure.states & window_states::ACTIVATED != 0);
    let other = stage.foreign("Redox");
    configured(&mut guest, "not active", |configure| configure.states & window_states::ACTIVATED == 0);
    drop(other);
    configured(&mut guest, "active again", |configure| configure.states & window_states::ACTIVATED != 0);
}

#[test]
fn fullscreen_is_all_of_the_screen_without_a_title_bar_but_with_the_strip_and_goes_back_to_where_it_was() {
    let mut stage = stage();
    let (mut guest, id) = editor(&mut stage);
    let before = stage.line(&id);
    guest.say(&wish(1, window_flags::FULLSCREEN)).expect("said");
    let configure = configured(&mut guest, "fullscreen", |configure| configure.states & window_states::FULLSCREEN != 0);
    assert_eq!((configure.width, configure.height), (1280, 800 - STRIP));
    Picture::new(1, 2, (1280, 800 - STRIP), GREEN).say_to(&mut guest).expect("said");
    stage.hand(&format!("wait size {id} 1280 800"));
    stage.hand("wait pixel 1279 799 20c040");
    stage.hand(&format!("wait pixel 1279 0 {COLOUR:06x}"));
    guest.say(&wish(2, 0)).expect("said");
    let configure = configured(&mut guest, "as before", |configure| configure.states & window_states::FULLSCREEN == 0);
    assert_eq!((configure.width, configure.height), (300, 200));
    Picture::new(1, 3, (300, 200), BLUE).say_to(&mut guest).expect("said");
    stage.hand(&format!("wait size {id} 300 {}", 200 + STRIP));
    assert_eq!(stage.line(&id)[1..6], before[1..6]);
}

#[test]
fn an_app_maximizes_itself_once_and_the_person_takes_it_back() {
    let mut stage = stage();
    let (mut guest, id) = editor(&mut stage);
    guest.say(&wish(1, window_flags::MAXIMIZED)).expect("said");
    let configure = configured(&mut guest, "maximized", |configure| configure.states & window_states::MAXIMIZED != 0);
    assert_eq!((configure.width, configure.height), (1280, 724 - STRIP));
    stage.hand(&format!("maximise {id}"));
    configured(&mut guest, "as before", |configure| configure.states & window_states::MAXIMIZED == 0 && configure.width == 300);
    // The same wish, said again: it was followed.
    guest.say(&wish(1, window_flags::MAXIMIZED)).expect("said");
    guest.say(&wish(2, window_flags::FULLSCREEN)).expect("said");
    configured(&mut guest, "fullscreen", |configure| configure.states & window_states::FULLSCREEN != 0);
}

#[test]
fn a_minimized_window_is_hidden_hears_nothing_and_comes_back_by_super_and_tab_only() {
    let mut stage = stage();
    let mut guest = stage.guest();
    stage.shown(&mut guest, &toplevel(2, "Other", 100, 50), GREEN);
    let id = stage.shown(&mut guest, &toplevel(1, "Editor", 300, 200), BLUE);
    let (x, y) = stage.content(&id);
    guest.say(&MinimizeRequested { window: 1 }).expect("said");
    configured(&mut guest, "suspended", |configure| configure.window == 1 && configure.states & window_states::SUSPENDED != 0);
    assert!(stage.line(&id)[1].contains('h'));
    stage.hand(&format!("wait pixel {} {} 1e1e1e", x + 1, y + 150));
    // Another window gets the focus and closes: Orbital gives the hidden one its focus, which means nothing.
    drop(stage.foreign("Redox"));
    stage.hand("key a tap");
    // A frame that nobody sees is answered so.
    Picture::new(1, 2, (300, 200), GREEN).say_to(&mut guest).expect("said");
    let unseen = guest.wait("FrameShown", |said| match said {
        Any::FrameShown(FrameShown { window: 1, serial: 2, flags, .. }) => Some(*flags),
        Any::Key(_) => panic!("a hidden window was told of a key"),
        _ => None,
    });
    assert_eq!(unseen.expect("answered"), shown::NOT_VISIBLE);
    stage.hand("key 0x5b down");
    stage.hand("key TAB tap");
    stage.hand("key TAB tap");
    stage.hand("key 0x5b up");
    configured(&mut guest, "seen again", |configure| configure.window == 1 && configure.states & window_states::SUSPENDED == 0);
    stage.hand(&format!("wait pixel {} {} 20c040", x + 150, y + 100));
}

#[test]
fn a_minimized_window_comes_back_when_its_app_is_called_for() {
    let mut stage = stage();
    let (mut guest, id) = editor(&mut stage);
    guest.say(&MinimizeRequested { window: 1 }).expect("said");
    configured(&mut guest, "suspended", |configure| configure.states & window_states::SUSPENDED != 0);
    guest.say(&Activate { window: 1, input_serial: 0 }).expect("said");
    configured(&mut guest, "seen again", |configure| configure.states & window_states::SUSPENDED == 0);
    assert!(!stage.line(&id)[1].contains('h'));
}

#[test]
fn an_app_is_moved_by_its_own_title_bar_and_sized_by_its_own_corner_while_the_button_is_down() {
    let mut stage = stage();
    let (mut guest, id) = editor(&mut stage);
    let (x, y) = stage.content(&id);
    for (by, resize) in [((30, 20), false), ((40, 0), true)] {
        let line = stage.line(&id);
        let at = (line[2].parse::<i32>().expect("a number") + 50, line[3].parse::<i32>().expect("a number") + 50);
        stage.hand(&format!("move {} {}", at.0, at.1));
        stage.hand("button 1");
        let press = guest.wait("the press", |said| match said {
            Any::PointerButton(button) if button.pressed => Some(button.serial),
            _ => None,
        });
        let input_serial = press.expect("pressed");
        if resize {
            guest.say(&ResizeRequested { window: 1, edges: 8 | 2, input_serial }).expect("said");
        } else {
            guest.say(&MoveRequested { window: 1, input_serial }).expect("said");
        }
        // The app hears that the button is up: Orbital tells it nothing more of it.
        let up = guest.wait("the release", |said| matches!(said, Any::PointerButton(button) if !button.pressed).then_some(()));
        up.expect("released");
        stage.hand(&format!("move {} {}", at.0 + by.0, at.1 + by.1));
        stage.hand("button 0");
    }
    assert_eq!(stage.content(&id), (x + 30, y + 20));
    configured(&mut guest, "wider", |configure| configure.width == 340);
}

#[test]
fn a_press_on_the_strip_moves_the_window_and_the_app_hears_nothing_of_it() {
    let mut stage = stage();
    let (mut guest, id) = editor(&mut stage);
    let (x, y) = stage.content(&id);
    stage.hand(&format!("move {} {}", x + 50, y - 5));
    stage.hand("button 1");
    // The endpoint asks Orbital for the drag; its answer to a key comes after that.
    stage.hand("key a tap");
    let heard = guest.wait("the key", |said| match said {
        Any::PointerButton(_) => panic!("the app heard of a press on the strip"),
        Any::Key(_) => Some(()),
        _ => None,
    });
    heard.expect("heard");
    stage.hand(&format!("move {} {}", x + 80, y + 15));
    stage.hand("button 0");
    assert_eq!(stage.content(&id), (x + 30, y + 20));
}

fn output(guest: &mut FakeGuest, height: i32) -> (u32, Rect) {
    let found = guest.wait("Outputs", |said| match said {
        Any::Outputs(outputs) if outputs.outputs[0].mode_height == height => Some((outputs.outputs[0].scale, outputs.outputs[0].logical)),
        _ => None,
    });
    found.expect("told")
}

#[test]
fn a_screen_that_changes_is_told_and_how_large_a_window_may_be_there() {
    let mut stage = stage();
    let (mut guest, _) = editor(&mut stage);
    assert_eq!(output(&mut guest, 800), (120, Rect::new(0, 0, 1280, 800)));
    stage.hand("display 0 1920 1080");
    assert_eq!(output(&mut guest, 1080), (120, Rect::new(0, 0, 1920, 1080)));
    configured(&mut guest, "larger bounds", |configure| configure.bounds_width == 1920 && configure.bounds_height < 1080 - STRIP);
}

#[test]
fn on_a_screen_of_twice_the_scale_sizes_are_twice_as_many_pixels_and_the_pointer_hits_what_it_points_at() {
    let mut stage = stage_on((2560, 1600));
    let mut guest = stage.guest();
    assert_eq!(output(&mut guest, 1600), (240, Rect::new(0, 0, 1280, 800)));
    // An app that draws for scale 1, and the same at 2.
    guest.show(&toplevel(1, "Editor", 300, 200), &Picture::new(1, 1, (300, 200), BLUE)).expect("shown");
    stage.hand(&format!("wait size Editor 600 {}", 2 * (200 + STRIP)));
    let sharp = Picture { scale: 240, geometry: Some(Rect::new(0, 0, 300, 200)), ..Picture::new(1, 2, (600, 400), GREEN) };
    sharp.say_to(&mut guest).expect("said");
    let line = stage.line("Editor");
    let (x, y) = (line[2].parse::<i32>().expect("a number"), line[3].parse::<i32>().expect("a number") + 2 * STRIP);
    stage.hand(&format!("wait pixel {} {} 20c040", x + 599, y + 399));
    assert_eq!(stage.line("Editor")[4], "600");
    stage.hand(&format!("move {} {}", x + 100, y + 50));
    let enter = guest.wait("PointerEnter", |said| match said {
        Any::PointerEnter(enter) => Some((enter.x, enter.y)),
        _ => None,
    });
    assert_eq!(enter.expect("entered"), (50 * 256, 25 * 256));
    stage.hand("drag-border Editor right 100");
    configured(&mut guest, "wider", |configure| configure.width == 350 && configure.height == 200);
}

#[test]
fn a_window_of_many_is_closed_and_the_others_stay() {
    let mut stage = stage();
    let mut guest = stage.guest();
    for (window, title) in [(1, "One"), (2, "Two"), (3, "Three")] {
        stage.shown(&mut guest, &toplevel(window, title, 120, 60), GREEN);
    }
    guest.say(&WindowClosed { window: 2 }).expect("said");
    stage.hand("wait windows 2");
    stage.hand("wait no-window Two");
    assert_eq!(stage.hand("windows").len(), 2);
}
