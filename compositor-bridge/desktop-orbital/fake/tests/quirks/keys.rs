// SPDX-License-Identifier: Apache-2.0

use crate::stage::{events, of, path, stage};
use fake_orbital::event::{self, CLIPBOARD, FOCUS, KEY, MOVE, QUIT, RESIZE, SUPER_OFFSET, TEXT_INPUT};

const A: i64 = 0x1e;
const PRESSED: i64 = 0x100;

#[test]
fn text_comes_right_before_its_key_and_only_when_it_goes_down() {
    let stage = stage();
    let window = stage.quiet("a/0/40/100/100/T");
    stage.hand("key a tap");
    assert_eq!(events(&window), [(TEXT_INPUT, 'a' as i64, 0), (KEY, 0, A | PRESSED), (KEY, 0, A)]);
}

#[test]
fn the_character_is_not_in_the_key() {
    let stage = stage();
    let window = stage.quiet("a/0/40/100/100/T");
    stage.hand("key a down");
    assert_eq!(of(KEY, &window), [(0, A | PRESSED)]);
}

#[test]
fn text_is_what_the_layout_makes_of_the_key() {
    let stage = stage();
    let window = stage.quiet("a/0/40/100/100/T");
    stage.hand("key a down ä");
    stage.hand("key a down 'あ'");
    assert_eq!(of(TEXT_INPUT, &window), [(0xe4, 0), (0x3042, 0)]);
}

#[test]
fn with_control_or_alt_there_is_no_text_but_with_shift_and_alt_gr_there_is() {
    let stage = stage();
    let window = stage.quiet("a/0/40/100/100/T");
    for (key, text) in [("CONTROL", 0), ("ALT", 0), ("LEFT_SHIFT", 1), ("RIGHT_SHIFT", 1), ("ALT_GR", 1)] {
        stage.hand(&format!("key {key} down"));
        stage.hand("key a tap");
        stage.hand(&format!("key {key} up"));
        assert_eq!(of(TEXT_INPUT, &window).len(), text, "{key}");
    }
}

#[test]
fn enter_tab_escape_and_backspace_come_as_text_too() {
    let stage = stage();
    let window = stage.quiet("a/0/40/100/100/T");
    for key in ["ENTER", "TAB", "ESCAPE", "BACKSPACE", "UP", "DELETE", "F1"] {
        stage.hand(&format!("key {key} down"));
    }
    assert_eq!(of(TEXT_INPUT, &window), [(10, 0), (9, 0), (27, 0), (127, 0)]);
}

#[test]
fn keys_go_to_the_focused_window_wherever_the_pointer_is() {
    let stage = stage();
    let first = stage.quiet("a/0/40/100/100/First");
    let second = stage.quiet("a/200/40/100/100/Second");
    stage.hand("move 50 90");
    events(&first);
    stage.hand("key a down");
    assert_eq!(events(&first), []);
    assert_eq!(events(&second).len(), 2);
}

#[test]
fn a_key_that_is_held_comes_up_in_the_window_that_has_the_focus_by_then() {
    let stage = stage();
    let first = stage.quiet("a/0/40/100/100/First");
    stage.hand("key a down");
    events(&first);
    let second = stage.quiet("a/200/40/100/100/Second");
    stage.hand("key a up");
    assert_eq!(of(KEY, &first), []);
    assert_eq!(of(KEY, &second), [(0, A)]);
}

#[test]
fn while_super_is_held_no_key_reaches_a_window_not_even_super_going_down() {
    let stage = stage();
    let window = stage.quiet("a/0/40/100/100/T");
    stage.hand("key SUPER down");
    assert_eq!(events(&window), []);
    stage.hand("key UP down");
    stage.hand("key UP up");
    assert_eq!(of(KEY, &window), []);
    stage.hand("key SUPER up");
    assert_eq!(of(KEY, &window), [(0, 0x5b)], "only that it comes up");
}

#[test]
fn super_and_q_asks_to_close_even_what_is_unclosable() {
    let stage = stage();
    let window = stage.quiet("au/0/40/100/100/T");
    stage.hand("key SUPER down");
    stage.hand("key q tap");
    assert_eq!(events(&window), [(QUIT, 0, 0)]);
}

#[test]
fn super_and_c_x_v_are_events_and_say_how_much_there_is_to_paste() {
    let stage = stage();
    let window = stage.quiet("a/0/40/100/100/T");
    stage.hand("clipboard set t hello");
    stage.hand("key SUPER down");
    for key in ["c", "x", "v"] {
        stage.hand(&format!("key {key} tap"));
    }
    stage.hand("clipboard empty");
    stage.hand("key v tap");
    assert_eq!(events(&window), [(CLIPBOARD, 1, 0), (CLIPBOARD, 2, 0), (CLIPBOARD, 3, 5), (CLIPBOARD, 3, 0)]);
}

#[test]
fn control_and_c_is_only_a_key() {
    let stage = stage();
    let window = stage.quiet("a/0/40/100/100/T");
    stage.hand("key CONTROL down");
    stage.hand("key c tap");
    assert_eq!(of(CLIPBOARD, &window), []);
}

#[test]
fn super_and_m_maximises_and_takes_back() {
    for key in ["m", "ENTER"] {
        let stage = stage();
        let window = stage.quiet("a/10/40/100/100/T");
        stage.hand("key SUPER down");
        stage.hand(&format!("key {key} tap"));
        assert_eq!(events(&window), [(MOVE, 0, 28), (RESIZE, 1280, 724)]);
        stage.hand(&format!("key {key} tap"));
        assert_eq!(events(&window), [(MOVE, 10, 40), (RESIZE, 100, 100)]);
    }
}

#[test]
fn super_shift_and_an_arrow_tiles_to_a_half() {
    for (key, place, size) in
        [("LEFT", (0, 28), (640, 724)), ("RIGHT", (640, 28), (640, 724)), ("UP", (0, 28), (1280, 362)), ("DOWN", (0, 390), (1280, 362))]
    {
        let stage = stage();
        let window = stage.quiet("a/10/40/100/100/T");
        stage.hand("key SUPER down");
        stage.hand("key LEFT_SHIFT down");
        // Shift itself is a key that nobody has a use for with Super.
        assert_eq!(events(&window), [(KEY + SUPER_OFFSET, 0, 0x2a | PRESSED)]);
        stage.hand(&format!("key {key} tap"));
        assert_eq!(events(&window), [(MOVE, place.0, place.1), (RESIZE, size.0, size.1)], "{key}");
        assert_eq!(path(&window), format!("am/{}/{}/100/100/T", place.0, place.1));
        stage.hand(&format!("key {key} tap"));
        assert_eq!(of(RESIZE, &window), [(100, 100)], "{key} takes back");
    }
}

#[test]
fn super_and_an_arrow_moves_to_a_grid_of_sixteen_and_never_off_the_screen() {
    let stage = stage();
    let window = stage.quiet("a/10/40/100/100/T");
    stage.hand("key SUPER down");
    stage.hand("key RIGHT tap");
    assert_eq!(events(&window), [(MOVE, 16, 32)]);
    for _ in 0..200 {
        stage.hand("key LEFT tap");
    }
    assert_eq!(path(&window), "a/-84/32/100/100/T");
}

#[test]
fn super_and_tab_sends_the_focused_window_behind_all_with_a_title() {
    let stage = stage();
    let first = stage.quiet("a/0/40/100/100/First");
    let second = stage.quiet("a/200/40/100/100/Second");
    let third = stage.quiet("a/400/40/100/100/Third");
    for window in [&first, &second, &third] {
        events(window);
    }
    stage.hand("key SUPER down");
    stage.hand("key TAB tap");
    assert_eq!(of(FOCUS, &third), [(0, 0)]);
    assert_eq!(of(FOCUS, &second), [(1, 0)]);
    assert_eq!(stage.hand("tab-list"), ["Second", "First", "Third"]);
    stage.hand("key SUPER up");
    assert_eq!(stage.hand("tab-list"), [""; 0]);
}

#[test]
fn a_window_without_a_title_is_not_in_the_list_and_a_hidden_one_with_a_title_is() {
    let stage = stage();
    let _popup = stage.quiet("al/0/40/100/100/");
    let _hidden = stage.quiet("ah/200/40/100/100/Hidden");
    let _window = stage.quiet("a/400/40/100/100/Window");
    stage.hand("key SUPER down");
    stage.hand("key TAB tap");
    assert_eq!(stage.hand("tab-list"), ["Hidden", "Window"]);
    assert!(stage.hand("windows")[1].contains(" focused "), "and it gets the focus");
}

#[test]
fn super_and_tab_over_a_popup_sends_the_popup_back_and_the_windows_stay_in_order() {
    let stage = stage();
    let _first = stage.quiet("a/0/40/100/100/First");
    let second = stage.quiet("a/200/40/100/100/Second");
    let _popup = stage.quiet("al/220/60/50/50/");
    events(&second);
    stage.hand("key SUPER down");
    stage.hand("key TAB tap");
    assert_eq!(of(FOCUS, &second), [(1, 0)]);
    assert_eq!(stage.hand("tab-list"), ["Second", "First"]);
}

#[test]
fn with_one_titled_window_super_and_tab_does_nothing() {
    let stage = stage();
    let window = stage.quiet("a/0/40/100/100/Only");
    let _popup = stage.quiet("al/0/40/10/10/");
    events(&window);
    stage.hand("key SUPER down");
    stage.hand("key TAB tap");
    assert_eq!(events(&window), []);
}

#[test]
fn other_keys_with_super_go_to_the_oldest_window_with_a_code_of_their_own() {
    let stage = stage();
    let oldest = stage.quiet("ab/0/40/100/100/Launcher");
    let focused = stage.quiet("a/200/40/100/100/Focused");
    events(&oldest);
    stage.hand("key SUPER down");
    stage.hand("key f tap");
    assert_eq!(events(&oldest), [(KEY + SUPER_OFFSET, 0, 0x21 | PRESSED)]);
    assert_eq!(events(&focused), []);
}

#[test]
fn the_volume_is_changed_by_its_keys_and_by_super_and_braces() {
    let stage = stage();
    let window = stage.quiet("a/0/40/100/100/T");
    assert_eq!(stage.ask("volume"), "50");
    stage.hand("key VOLUME_UP tap");
    assert_eq!(stage.ask("volume"), "55");
    assert_eq!(of(KEY, &window).len(), 2, "and the window hears of it");
    stage.hand("key SUPER down");
    stage.hand("key [ tap");
    stage.hand("key [ tap");
    assert_eq!(stage.ask("volume"), "45");
    stage.hand(r"key \\ tap");
    assert_eq!(stage.ask("volume"), "0");
    stage.hand(r"key \\ tap");
    assert_eq!(stage.ask("volume"), "45");
}

#[test]
fn the_numpad_is_a_mouse_after_super_and_zero() {
    let stage = stage();
    let window = stage.quiet("a/0/40/100/100/T");
    stage.hand("move 50 80");
    stage.hand("key SUPER down");
    stage.hand("key NUM_0 tap");
    stage.hand("key SUPER up");
    events(&window);
    stage.hand("key NUM_6 tap");
    stage.hand("key NUM_5 tap");
    assert_eq!(of(event::BUTTON, &window), [(1, 0), (0, 0)]);
    assert_eq!(stage.ask("pointer"), "82 80 Arrow");
}
