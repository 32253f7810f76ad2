// SPDX-License-Identifier: Apache-2.0

use crate::stage::{events, of, say, stage};
use fake_orbital::event::{self, BUTTON, HOVER, MOUSE, MOUSE_RELATIVE, SCROLL};

#[test]
fn coordinates_are_those_of_the_content() {
    let stage = stage();
    let window = stage.quiet("a/100/200/50/50/T");
    stage.hand("move 110 220");
    assert_eq!(of(MOUSE, &window), [(10, 20)]);
}

#[test]
fn a_content_reaches_one_further_than_its_size() {
    let stage = stage();
    let window = stage.quiet("a/100/200/50/60/T");
    stage.hand("move 150 260");
    assert_eq!(of(MOUSE, &window), [(50, 60)]);
    stage.hand("move 151 260");
    assert_eq!(events(&window), [(HOVER, 0, 0)]);
}

#[test]
fn the_window_that_is_entered_is_told_before_the_one_that_is_left() {
    let stage = stage();
    let left = stage.quiet("a/100/200/50/50/Left");
    let right = stage.quiet("a/200/200/50/50/Right");
    stage.hand("move 120 220");
    events(&left);
    stage.hand("move 220 220");
    assert_eq!(events(&left), [(HOVER, 0, 0)]);
    assert_eq!(events(&right), [(HOVER, 1, 0), (MOUSE, 20, 20)]);
}

#[test]
fn a_button_held_down_does_not_keep_the_pointer_in_its_window() {
    let stage = stage();
    let left = stage.quiet("a/100/200/50/50/Left");
    let right = stage.quiet("a/200/200/50/50/Right");
    stage.hand("move 120 220");
    stage.hand("button 1");
    events(&left);
    events(&right);
    stage.hand("move 220 220");
    stage.hand("button 0");
    assert_eq!(events(&left), [(HOVER, 0, 0)], "neither the motion nor the release");
    assert_eq!(events(&right), [(HOVER, 1, 0), (MOUSE, 20, 20), (BUTTON, 0, 0)]);
}

#[test]
fn a_release_outside_every_window_is_told_to_nobody() {
    let stage = stage();
    let window = stage.quiet("a/100/200/50/50/T");
    stage.hand("move 120 220");
    stage.hand("button 1");
    stage.hand("move 900 700");
    events(&window);
    stage.hand("button 0");
    assert_eq!(events(&window), []);
}

#[test]
fn buttons_are_a_state_and_not_edges() {
    let stage = stage();
    let window = stage.quiet("a/100/200/50/50/T");
    stage.hand("move 120 220");
    stage.hand("button 1");
    stage.hand("button 5");
    stage.hand("button 7");
    stage.hand("button 4");
    stage.hand("button 0");
    assert_eq!(of(BUTTON, &window), [(1, 0), (5, 0), (7, 0), (4, 0), (0, 0)]);
}

#[test]
fn every_button_that_goes_down_focuses() {
    let stage = stage();
    let first = stage.quiet("a/100/200/50/50/First");
    let _second = stage.quiet("a/300/200/50/50/Second");
    stage.hand("move 120 220");
    events(&first);
    stage.hand("button 4");
    assert_eq!(events(&first), [(BUTTON, 4, 0), (event::FOCUS, 1, 0)]);
}

#[test]
fn scrolling_goes_to_the_window_in_front_and_not_to_the_one_under_the_pointer() {
    let stage = stage();
    let under = stage.quiet("a/100/200/50/50/Under");
    let front = stage.quiet("a/300/200/50/50/InFront");
    stage.hand("move 120 220");
    events(&under);
    events(&front);
    stage.hand("scroll 0 3");
    assert_eq!(events(&under), []);
    assert_eq!(events(&front), [(SCROLL, 0, 3)]);
}

#[test]
fn a_front_window_that_lingers_takes_all_scrolling_even_hidden() {
    let stage = stage();
    let lingering = stage.quiet("alfh/100/200/50/50/");
    let focused = stage.quiet("a/300/200/50/50/Focused");
    stage.hand("scroll 0 3");
    assert_eq!(of(SCROLL, &focused), []);
    assert_eq!(of(SCROLL, &lingering), [(0, 3)]);
}

#[test]
fn game_controllers_go_to_the_window_in_front_too() {
    let stage = stage();
    let window = stage.quiet("a/100/200/50/50/T");
    stage.hand("axis 2 48 -77");
    stage.hand("controller 2 144 1");
    assert_eq!(events(&window), [(event::CONTROLLER_AXIS, 2 | 48 << 32, -77), (event::CONTROLLER_BUTTON, 2 | 144 << 32, 1)]);
}

#[test]
fn a_hidden_window_has_no_place_for_the_pointer() {
    let stage = stage();
    let window = stage.quiet("ah/100/200/50/50/T");
    stage.hand("move 100 200");
    assert_eq!(events(&window), []);
}

#[test]
fn a_title_hides_what_is_behind_it_from_the_pointer() {
    let stage = stage();
    let behind = stage.quiet("a/100/100/200/200/Behind");
    let _front = stage.quiet("a/100/200/50/50/InFront");
    events(&behind);
    stage.hand("move 120 190");
    assert_eq!(events(&behind), []);
}

#[test]
fn a_new_window_under_the_pointer_hears_of_it_with_the_next_motion() {
    let stage = stage();
    stage.hand("move 120 220");
    let window = stage.open("a/100/200/50/50/T");
    assert_eq!(events(&window), [(event::FOCUS, 1, 0)]);
    stage.hand("move 120 220");
    assert_eq!(events(&window), [(HOVER, 1, 0), (MOUSE, 20, 20)]);
}

#[test]
fn a_window_that_closes_leaves_the_pointer_to_the_one_behind() {
    let stage = stage();
    let behind = stage.quiet("al/100/200/50/50/");
    let front = stage.quiet("al/100/200/50/50/");
    stage.hand("move 120 220");
    events(&behind);
    drop(front);
    stage.hand("wait windows 1");
    assert_eq!(events(&behind), [(event::FOCUS, 1, 0), (HOVER, 1, 0), (MOUSE, 20, 20)]);
}

#[test]
fn a_client_can_only_hide_the_pointer_over_its_window() {
    let stage = stage();
    let window = stage.quiet("a/100/200/50/50/T");
    say(&window, "M,C,0");
    stage.hand("move 120 220");
    assert_eq!(stage.ask("pointer"), "120 220 Hidden");
    stage.hand("move 220 220");
    assert_eq!(stage.ask("pointer"), "220 220 Arrow");
    stage.hand("move 120 220");
    say(&window, "M,C,1");
    assert_eq!(stage.ask("pointer"), "120 220 Hidden", "until it moves");
}

#[test]
fn a_relative_window_gets_distances_and_the_pointer_stays_hidden_in_its_middle() {
    let stage = stage();
    let window = stage.quiet("a/100/200/50/60/T");
    say(&window, "M,R,1");
    stage.hand("relative 300 -4");
    assert_eq!(events(&window), [(MOUSE_RELATIVE, 300, -4)]);
    assert_eq!(stage.ask("pointer"), "125 230 Hidden");
}

#[test]
fn a_relative_window_that_is_not_focused_gets_none() {
    let stage = stage();
    let relative = stage.quiet("a/100/200/50/60/Relative");
    say(&relative, "M,R,1");
    let _focused = stage.quiet("a/500/200/50/60/Focused");
    stage.hand("relative 30 40");
    assert_eq!(of(MOUSE_RELATIVE, &relative), []);
    assert_eq!(stage.ask("pointer"), "30 40 Arrow");
}

#[test]
fn an_absolute_device_moves_a_relative_window_too() {
    let stage = stage();
    let window = stage.quiet("a/100/200/50/60/T");
    say(&window, "M,R,1");
    stage.hand("move 110 210");
    assert_eq!(of(MOUSE, &window), [(10, 10)]);
}

#[test]
fn grabbing_is_accepted_and_does_nothing() {
    let stage = stage();
    let window = stage.quiet("a/100/200/50/60/T");
    say(&window, "M,G,1");
    stage.hand("move 110 210");
    events(&window);
    stage.hand("move 900 700");
    assert_eq!(events(&window), [(HOVER, 0, 0)]);
}

#[test]
fn the_pointer_stays_on_the_displays() {
    let stage = stage();
    stage.hand("relative 5000 5000");
    assert_eq!(stage.ask("pointer"), "1279 799 Arrow");
}
