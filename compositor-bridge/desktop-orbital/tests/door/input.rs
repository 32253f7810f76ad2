// SPDX-License-Identifier: Apache-2.0
//! Keys, buttons, wheel, relative motion, and the cursor.

use crate::stage::{stage, Stage};
use crate::{key, settled, BLUE, GREEN};
use fake_orbital::peer::{toplevel, FakeGuest, Picture};
use seamless_protocol::messages::{ConstraintKind, CursorHidden, CursorImage, CursorShape, PointerConstraint, WindowState};
use seamless_protocol::{Any, Rect};

/// A window with the pointer at 50, 40 of its content.
fn pointed(stage: &mut Stage) -> (FakeGuest, String, (i32, i32)) {
    let mut guest = stage.guest();
    let id = stage.shown(&mut guest, &toplevel(1, "Editor", 300, 200), BLUE);
    let (x, y) = stage.content(&id);
    stage.hand(&format!("move {} {}", x + 50, y + 40));
    let enter = guest.wait("PointerEnter", |said| match said {
        Any::PointerEnter(enter) => Some((enter.x, enter.y)),
        _ => None,
    });
    assert_eq!(enter.expect("entered"), (50 * 256, 40 * 256));
    (guest, id, (x, y))
}

/// (window, code, pressed) of the next button.
fn button(guest: &mut FakeGuest) -> (u32, u32, bool) {
    let found = guest.wait("PointerButton", |said| match said {
        Any::PointerButton(button) => Some((button.window, button.code, button.pressed)),
        _ => None,
    });
    found.expect("a button")
}

#[test]
fn keys_of_both_tables_come_as_linux_knows_them() {
    let mut stage = stage();
    let (mut guest, _, _) = pointed(&mut stage);
    // Letters, the cursor block, the numeric pad, a media key.
    for (name, code) in [("a", 30), ("0x48", 103), ("0x53", 111), ("0x70", 82), ("0x7f", 96), ("0x37", 99), ("0xa2", 164)] {
        stage.hand(&format!("key {name} down"));
        assert_eq!(key(&mut guest, 1), (code, true), "{name}");
        stage.hand(&format!("key {name} up"));
        assert_eq!(key(&mut guest, 1), (code, false), "{name}");
    }
}

#[test]
fn what_another_layout_writes_comes_as_text_and_what_both_write_as_a_key() {
    let mut stage = stage();
    let (mut guest, _, _) = pointed(&mut stage);
    for letter in ["ß", "€", "я"] {
        stage.hand(&format!("key e tap {letter}"));
        let text = guest.wait("TextInput", |said| match said {
            Any::TextInput(input) => Some(input.text.to_owned()),
            Any::Key(key) => panic!("{key:?}"),
            _ => None,
        });
        assert_eq!(text.expect("text"), letter);
    }
    // The German y is where the American z is: the letter is what counts.
    stage.hand("key z tap y");
    let text = guest.wait("TextInput", |said| matches!(said, Any::TextInput(input) if input.text == "y").then_some(()));
    text.expect("text");
    stage.hand("key a tap");
    assert_eq!(key(&mut guest, 1), (30, true));
    // A shortcut writes nothing, and is a key.
    stage.hand("key 0x1d down");
    assert_eq!(key(&mut guest, 1), (30, false));
    assert_eq!(key(&mut guest, 1), (29, true));
    stage.hand("key c tap");
    assert_eq!(key(&mut guest, 1), (46, true));
}

#[test]
fn keys_that_are_down_when_the_focus_leaves_are_up_when_it_comes_back() {
    let mut stage = stage();
    let (mut guest, id, _) = pointed(&mut stage);
    let focus = |guest: &mut FakeGuest| {
        let found = guest.wait("KeyboardFocus", |said| match said {
            Any::KeyboardFocus(focus) => Some((focus.window, focus.keys.clone())),
            _ => None,
        });
        found.expect("told")
    };
    assert_eq!(focus(&mut guest), (1, vec![]));
    stage.hand("key LEFT_SHIFT down");
    stage.hand("key a down");
    let other = stage.foreign("Redox");
    assert_eq!(focus(&mut guest), (0, vec![]));
    stage.hand("key a up");
    stage.hand("key LEFT_SHIFT up");
    drop(other);
    stage.hand(&format!("focus {id}"));
    assert_eq!(focus(&mut guest), (1, vec![]));
}

#[test]
fn a_key_that_is_let_go_of_while_super_is_held_does_not_stay_down() {
    let mut stage = stage();
    let (mut guest, _, _) = pointed(&mut stage);
    stage.hand("key a down");
    assert_eq!(key(&mut guest, 1), (30, true));
    stage.hand("key 0x5b down");
    stage.hand("key a up");
    stage.hand("key 0x5b up");
    assert_eq!(key(&mut guest, 1), (30, false));
}

#[test]
fn buttons_are_told_one_by_one_and_a_release_outside_is_told_too() {
    let mut stage = stage();
    let (mut guest, _, _) = pointed(&mut stage);
    stage.hand("button 1");
    assert_eq!(button(&mut guest), (1, 0x110, true));
    stage.hand("button 5");
    assert_eq!(button(&mut guest), (1, 0x111, true));
    stage.hand("button 4");
    assert_eq!(button(&mut guest), (1, 0x110, false));
    stage.hand("button 6");
    assert_eq!(button(&mut guest), (1, 0x112, true));
    // Orbital tells us nothing of what happens to the two that are down.
    stage.hand("move 5 700");
    let up = [button(&mut guest), button(&mut guest)];
    assert!(up.contains(&(1, 0x111, false)) && up.contains(&(1, 0x112, false)), "{up:?}");
    let left = guest.wait("PointerLeave", |said| matches!(said, Any::PointerLeave(_)).then_some(()));
    left.expect("left");
}

#[test]
fn a_press_in_one_window_that_goes_on_over_another_of_ours_is_the_firsts_until_it_ends() {
    let mut stage = stage();
    let mut guest = stage.guest();
    stage.shown(&mut guest, &toplevel(2, "Other", 100, 50), GREEN);
    stage.hand("drag-title Other -400 -200");
    let (mut guest, id, (x, y)) = {
        let id = stage.shown(&mut guest, &toplevel(1, "Editor", 300, 200), BLUE);
        let at = stage.content(&id);
        (guest, id, at)
    };
    let other = stage.content("Other");
    stage.hand(&format!("move {} {}", x + 50, y + 40));
    stage.hand("button 1");
    assert_eq!(button(&mut guest), (1, 0x110, true));
    stage.hand(&format!("move {} {}", other.0 + 10, other.1 + 10));
    let motion = guest.wait("PointerMotion", |said| match said {
        Any::PointerMotion(motion) if motion.x < 0 => Some((motion.window, motion.x, motion.y)),
        _ => None,
    });
    assert_eq!(motion.expect("moved"), (1, (other.0 + 10 - x) * 256, (other.1 + 10 - y) * 256));
    stage.hand("button 0");
    assert_eq!(button(&mut guest), (1, 0x110, false));
    let enter = guest.wait("PointerEnter", |said| matches!(said, Any::PointerEnter(enter) if enter.window == 2).then_some(()));
    enter.expect("entered");
    stage.hand(&format!("focus {id}"));
}

#[test]
fn the_wheel_turns_what_is_under_the_pointer_also_when_another_window_is_in_front() {
    let mut stage = stage();
    let mut guest = stage.guest();
    stage.shown(&mut guest, &toplevel(1, "Editor", 300, 200), BLUE);
    stage.hand("drag-title Editor -300 -150");
    stage.shown(&mut guest, &toplevel(2, "Front", 100, 50), GREEN);
    let (x, y) = stage.content("Editor");
    stage.hand(&format!("move {} {}", x + 20, y + 20));
    guest.wait("PointerEnter", |said| matches!(said, Any::PointerEnter(enter) if enter.window == 1).then_some(())).expect("entered");
    stage.hand("scroll 0 -2");
    let axis = guest.wait("PointerAxis", |said| match said {
        Any::PointerAxis(axis) => Some((axis.window, axis.wheel_x, axis.wheel_y, axis.dy)),
        _ => None,
    });
    assert_eq!(axis.expect("scrolled"), (1, 0, 240, 30 * 256));
}

#[test]
fn a_pointer_that_an_app_locks_tells_motion_only_and_is_free_again_when_the_app_or_the_person_ends_it() {
    let mut stage = stage();
    let (mut guest, id, _) = pointed(&mut stage);
    let state = |guest: &mut FakeGuest| {
        let found = guest.wait("PointerConstraintState", |said| match said {
            Any::PointerConstraintState(state) => Some((state.window, state.active)),
            _ => None,
        });
        found.expect("told")
    };
    let lock = |kind| PointerConstraint { window: 1, kind, region: Vec::new(), hint_x: 0, hint_y: 0 };
    guest.say(&lock(ConstraintKind::Lock)).expect("said");
    assert_eq!(state(&mut guest), (1, true));
    stage.hand("relative 7 -3");
    let delta = guest.wait("relative motion", |said| match said {
        Any::PointerMotion(motion) if motion.raw_dx != 0 => Some((motion.raw_dx, motion.raw_dy, motion.x, motion.y)),
        _ => None,
    });
    assert_eq!(delta.expect("moved"), (7 * 256, -3 * 256, 50 * 256, 40 * 256));
    stage.hand("wait shape Hidden");
    // The person goes to another window; the lock waits until its own has the focus again.
    let other = stage.foreign("Redox");
    assert_eq!(state(&mut guest), (1, false));
    drop(other);
    stage.hand(&format!("focus {id}"));
    let (x, y) = stage.content(&id);
    stage.hand(&format!("move {} {}", x + 60, y + 40));
    assert_eq!(state(&mut guest), (1, true));
    guest.say(&lock(ConstraintKind::None)).expect("said");
    assert_eq!(state(&mut guest), (1, false));
    stage.hand("relative 4 4");
    stage.hand("wait shape Arrow");
}

#[test]
fn the_cursor_is_the_guests_over_its_content_and_orbitals_elsewhere() {
    let mut stage = stage();
    let (mut guest, _, (x, y)) = pointed(&mut stage);
    stage.hand("wait shape Arrow");
    guest.say(&CursorHidden {}).expect("said");
    // Orbital looks whether to draw its own when the pointer moves.
    let shape = |stage: &Stage, guest: &mut FakeGuest, name: &str| {
        settled(guest);
        let place = stage.hand("pointer")[0].clone();
        let mut place = place.split(' ').map(|word| word.parse::<i32>().unwrap_or_default());
        let (x, y) = (place.next().expect("x"), place.next().expect("y"));
        stage.hand(&format!("move {} {y}", x + 1));
        stage.hand(&format!("wait shape {name}"));
        stage.hand(&format!("move {x} {y}"));
    };
    shape(&stage, &mut guest, "Hidden");
    let pixels = 0xffff_0000u32.to_le_bytes().repeat(64);
    guest.say(&CursorImage { width: 8, height: 8, hotspot_x: 2, hotspot_y: 2, scale: 120, pixels: &pixels }).expect("said");
    stage.hand(&format!("wait pixel {} {} ff0000", x + 48, y + 38));
    stage.hand(&format!("wait pixel {} {} ff0000", x + 55, y + 45));
    assert_eq!(stage.hand(&format!("pixel {} {}", x + 56, y + 45)), ["2040c0"]);
    // It moves, what was below it is there again, and a frame below it does not wipe it away.
    stage.hand(&format!("move {} {}", x + 100, y + 40));
    stage.hand(&format!("wait pixel {} {} ff0000", x + 98, y + 38));
    stage.hand(&format!("wait pixel {} {} 2040c0", x + 48, y + 38));
    let below = Picture { damage: vec![Rect::new(90, 30, 30, 30)], ..Picture::new(1, 2, (300, 200), GREEN) };
    below.say_to(&mut guest).expect("said");
    stage.hand(&format!("wait pixel {} {} 20c040", x + 92, y + 32));
    stage.hand(&format!("wait pixel {} {} ff0000", x + 98, y + 38));
    // Over the strip it is Orbital's arrow, and elsewhere too.
    stage.hand(&format!("move {} {}", x + 100, y - 4));
    shape(&stage, &mut guest, "Arrow");
    stage.hand(&format!("wait pixel {} {} 20c040", x + 98, y + 38));
    stage.hand(&format!("move {} {}", x + 100, y + 40));
    shape(&stage, &mut guest, "Hidden");
    guest.say(&CursorShape { shape: 1 }).expect("said");
    shape(&stage, &mut guest, "Arrow");
    stage.hand(&format!("wait pixel {} {} 20c040", x + 98, y + 38));
}

#[test]
fn where_the_app_takes_no_input_it_gets_none() {
    let mut stage = stage();
    let (mut guest, _, (x, y)) = pointed(&mut stage);
    let state = toplevel(1, "Editor", 300, 200);
    let flags = state.flags & !seamless_protocol::messages::window_flags::INPUT_EVERYWHERE;
    guest.say(&WindowState { flags, input_region: vec![Rect::new(0, 0, 100, 100)], ..state }).expect("said");
    stage.hand("key a tap");
    assert_eq!(key(&mut guest, 1), (30, true));
    stage.hand(&format!("move {} {}", x + 150, y + 40));
    let left = guest.wait("PointerLeave", |said| matches!(said, Any::PointerLeave(_)).then_some(()));
    left.expect("left");
    stage.hand("button 1");
    stage.hand("button 0");
    stage.hand(&format!("move {} {}", x + 99, y + 40));
    let enter = guest.wait("PointerEnter", |said| match said {
        Any::PointerEnter(enter) => Some(enter.x),
        Any::PointerButton(_) => panic!("a press outside of its region"),
        _ => None,
    });
    assert_eq!(enter.expect("entered"), 99 * 256);
}

#[test]
fn what_is_typed_right_after_a_click_on_the_title_comes_in_its_order() {
    let mut stage = stage();
    let mut guest = stage.guest();
    stage.shown(&mut guest, &toplevel(1, "Editor", 300, 200), BLUE);
    stage.hand("focus Editor");
    // More than one read brings.
    stage.hand("type 2a4662bcdefgh");
    let keys: Vec<_> = std::iter::repeat_with(|| key(&mut guest, 1)).take(26).collect();
    let taps = [3, 30, 5, 7, 7, 3, 48, 46, 32, 18, 33, 34, 35].map(|code| [(code, true), (code, false)]);
    assert_eq!(keys, taps.concat());
}
