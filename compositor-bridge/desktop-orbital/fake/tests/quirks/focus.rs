// SPDX-License-Identifier: Apache-2.0

use crate::stage::{of, say, stage};
use fake_orbital::event::FOCUS;

#[test]
fn a_new_window_takes_the_focus_from_whoever_had_it() {
    let stage = stage();
    let first = stage.quiet("a/0/40/100/100/First");
    let second = stage.open("a/200/40/100/100/Second");
    assert_eq!(of(FOCUS, &first), [(0, 0)]);
    assert_eq!(of(FOCUS, &second), [(1, 0)]);
}

#[test]
fn a_borderless_popup_takes_it_too() {
    let stage = stage();
    let owner = stage.quiet("a/0/40/100/100/Owner");
    let popup = stage.open("alf/20/60/50/50/");
    assert_eq!(of(FOCUS, &owner), [(0, 0)]);
    assert_eq!(of(FOCUS, &popup), [(1, 0)]);
}

#[test]
fn a_window_in_the_background_does_not_but_the_focused_one_is_told_twice() {
    let stage = stage();
    let first = stage.quiet("a/0/40/100/100/First");
    let back = stage.open("ab/200/40/100/100/Back");
    assert_eq!(of(FOCUS, &back), []);
    assert_eq!(of(FOCUS, &first), [(0, 0), (1, 0)]);
}

#[test]
fn a_click_never_focuses_the_background() {
    let stage = stage();
    let first = stage.quiet("a/0/40/100/100/First");
    let back = stage.quiet("ab/200/40/100/100/Back");
    of(FOCUS, &first);
    stage.hand("move 250 90");
    stage.hand("click");
    assert_eq!(of(FOCUS, &back), []);
    assert_eq!(of(FOCUS, &first), [(0, 0), (1, 0)]);
}

#[test]
fn a_click_on_the_focused_window_takes_the_focus_and_gives_it_back() {
    let stage = stage();
    let window = stage.quiet("a/0/40/100/100/Only");
    stage.hand("move 50 90");
    stage.hand("click");
    assert_eq!(of(FOCUS, &window), [(0, 0), (1, 0)]);
}

#[test]
fn a_click_raises_and_nothing_that_a_client_says_does() {
    let stage = stage();
    let first = stage.quiet("a/0/40/100/100/First");
    let _second = stage.quiet("a/50/40/100/100/Second");
    for command in ["P,1,41", "T,First again", "F,t,1", "F,h,1", "F,h,0", "S,101,100"] {
        say(&first, command);
    }
    stage.hand("windows");
    assert_eq!(stage.hand("order"), ["2", "1"]);
    stage.hand("move 10 50");
    stage.hand("click");
    stage.hand("move 11 50");
    assert_eq!(stage.hand("order"), ["1", "2"]);
}

#[test]
fn closing_any_window_tells_the_focused_one_that_it_lost_and_got_the_focus() {
    let stage = stage();
    let other = stage.quiet("a/0/40/100/100/Other");
    let focused = stage.quiet("a/200/40/100/100/Focused");
    drop(other);
    stage.hand("wait windows 1");
    assert_eq!(of(FOCUS, &focused), [(0, 0), (1, 0)]);
}

#[test]
fn closing_the_focused_window_focuses_the_one_before() {
    let stage = stage();
    let first = stage.quiet("a/0/40/100/100/First");
    let second = stage.quiet("a/200/40/100/100/Second");
    of(FOCUS, &first);
    drop(second);
    stage.hand("wait windows 1");
    assert_eq!(of(FOCUS, &first), [(1, 0)]);
}

#[test]
fn front_windows_stay_above_a_focused_normal_one_and_back_ones_below() {
    let stage = stage();
    let _front = stage.open("af/0/40/100/100/Front");
    let _back = stage.open("ab/0/40/100/100/Back");
    let _normal = stage.open("a/0/40/100/100/Normal");
    assert_eq!(stage.hand("order"), ["1", "3", "2"]);
    assert!(stage.hand("windows")[2].contains(" focused "));
}

#[test]
fn a_hidden_window_keeps_its_focus() {
    let stage = stage();
    let window = stage.quiet("a/0/40/100/100/Hidden");
    say(&window, "F,h,1");
    stage.hand("key a down");
    assert_eq!(of(fake_orbital::event::KEY, &window).len(), 1);
}
