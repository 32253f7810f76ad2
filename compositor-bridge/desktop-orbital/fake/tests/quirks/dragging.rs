// SPDX-License-Identifier: Apache-2.0

use crate::stage::{events, of, path, say, stage};
use fake_orbital::event::{self, BUTTON, FOCUS, MOUSE, MOVE, QUIT, RESIZE};

#[test]
fn dragging_the_title_moves_at_once_and_tells_where() {
    let stage = stage();
    let window = stage.quiet("a/100/100/200/100/T");
    stage.hand("drag-title T 30 -10");
    assert_eq!(path(&window), "a/130/90/200/100/T");
    assert_eq!(of(MOVE, &window), [(130, 90)]);
}

#[test]
fn a_window_can_be_dragged_where_it_is_not_seen() {
    let stage = stage();
    let window = stage.quiet("a/100/100/200/100/T");
    stage.hand("drag-title T -600 0");
    assert_eq!(path(&window), "a/-500/100/200/100/T");
}

#[test]
fn the_borders_lie_outside_the_content_and_are_eight_wide() {
    let stage = stage();
    let window = stage.quiet("ar/100/100/200/100/T");
    for (at, by, size) in [((308, 150), (20, 0), (220, 100)), ((92, 150), (-20, 0), (220, 100)), ((200, 208), (0, 20), (200, 120))] {
        stage.hand(&format!("move {} {}", at.0, at.1));
        stage.hand("button 1");
        stage.hand(&format!("move {} {}", at.0 + by.0, at.1 + by.1));
        stage.hand("button 0");
        assert_eq!(of(RESIZE, &window), [size]);
        say(&window, "P,100,100");
    }
    stage.hand("move 309 150");
    stage.hand("button 1");
    stage.hand("move 359 150");
    stage.hand("button 0");
    assert_eq!(of(RESIZE, &window), []);
}

#[test]
fn a_window_that_cannot_be_resized_has_no_borders() {
    let stage = stage();
    let window = stage.quiet("a/100/100/200/100/T");
    stage.hand("move 305 150");
    stage.hand("button 1");
    stage.hand("move 355 150");
    assert_eq!(of(RESIZE, &window), []);
}

#[test]
fn the_size_changes_when_the_client_says_so_and_never_if_it_does_not() {
    let stage = stage();
    let window = stage.quiet("ar/100/100/200/100/T");
    stage.hand("drag-border T right 40");
    assert_eq!(path(&window), "ar/100/100/200/100/T");
    assert_eq!(of(RESIZE, &window), [(240, 100)]);
    say(&window, "S,240,100");
    assert_eq!(path(&window), "ar/100/100/240/100/T");
}

#[test]
fn dragging_the_left_border_moves_a_client_that_does_not_answer() {
    let stage = stage();
    let window = stage.quiet("ar/100/100/200/100/T");
    stage.hand("drag-border T left -40");
    assert_eq!(path(&window), "ar/60/100/200/100/T");
    let all = events(&window);
    assert!(all.contains(&(MOVE, 60, 100)) && all.contains(&(RESIZE, 240, 100)), "{all:?}");
}

#[test]
fn there_are_no_corners_to_drag() {
    let stage = stage();
    let window = stage.quiet("ar/100/100/200/100/T");
    // Beyond both borders there is nothing; the point they share is the content's.
    for at in ["move 304 204", "move 300 200"] {
        stage.hand(at);
        stage.hand("button 1");
        stage.hand("move 340 240");
        stage.hand("button 0");
        assert_eq!(of(RESIZE, &window), []);
    }
}

#[test]
fn the_shape_over_a_border_comes_one_motion_late() {
    let stage = stage();
    let _window = stage.quiet("ar/100/100/200/100/T");
    stage.hand("move 305 150");
    assert_eq!(stage.ask("pointer"), "305 150 Arrow");
    stage.hand("move 306 150");
    assert_eq!(stage.ask("pointer"), "306 150 RightSide");
}

#[test]
fn a_size_below_one_is_not_asked_for() {
    let stage = stage();
    let window = stage.quiet("ar/100/100/200/100/T");
    stage.hand("move 305 150");
    stage.hand("button 1");
    stage.hand("move 50 150");
    stage.hand("button 0");
    assert_eq!(of(RESIZE, &window), []);
}

#[test]
fn the_buttons_in_the_title_maximise_and_ask_to_close() {
    let stage = stage();
    let window = stage.quiet("ar/100/100/200/100/T");
    stage.hand("maximise T");
    assert_eq!(events(&window), [(MOVE, 0, 28), (RESIZE, 1280, 724), (FOCUS, 0, 0), (FOCUS, 1, 0)]);
    stage.hand("close T");
    assert_eq!(of(QUIT, &window), [(0, 0)]);
    assert_eq!(stage.hand("windows").len(), 1, "it is only asked");
}

#[test]
fn they_act_when_the_button_goes_down() {
    let stage = stage();
    let window = stage.quiet("a/100/100/200/100/T");
    stage.hand("move 290 86");
    stage.hand("button 1");
    assert_eq!(of(QUIT, &window).len(), 1);
}

#[test]
fn without_their_flag_the_buttons_are_a_title_to_drag() {
    let stage = stage();
    let window = stage.quiet("au/100/100/200/100/T");
    // Close is 18 from the right, maximise 36.
    for x in [290, 272] {
        stage.hand(&format!("move {x} 86"));
        stage.hand("button 1");
        stage.hand(&format!("move {} 86", x + 5));
        stage.hand("button 0");
    }
    assert_eq!(path(&window), "au/110/100/200/100/T");
    assert!(stage.fake.hand("close T").is_err());
}

#[test]
fn a_title_is_only_for_the_left_button() {
    let stage = stage();
    let _first = stage.quiet("a/100/100/200/100/First");
    let second = stage.quiet("a/500/100/200/100/Second");
    stage.hand("move 110 86");
    stage.hand("button 4");
    stage.hand("move 150 86");
    stage.hand("button 0");
    assert_eq!(events(&second), []);
}

#[test]
fn while_dragging_nobody_hears_of_motion_or_buttons() {
    let stage = stage();
    let window = stage.quiet("a/100/100/200/100/T");
    let other = stage.quiet("a/600/100/200/100/Other");
    stage.hand("move 110 86");
    stage.hand("button 1");
    events(&window);
    events(&other);
    stage.hand("move 650 150");
    stage.hand("button 3");
    stage.hand("button 0");
    assert_eq!(events(&other), []);
    assert_eq!(of(BUTTON, &window), []);
}

#[test]
fn a_client_may_ask_to_be_dragged_only_under_the_pointer() {
    let stage = stage();
    let window = stage.quiet("al/100/100/200/100/T");
    say(&window, "D");
    stage.hand("move 150 150");
    stage.hand("move 160 150");
    assert_eq!(path(&window), "al/100/100/200/100/T", "the pointer was elsewhere");
    say(&window, "D");
    stage.hand("move 170 155");
    assert_eq!(path(&window), "al/110/105/200/100/T");
    stage.hand("button 0");
    stage.hand("move 180 160");
    assert_eq!(path(&window), "al/110/105/200/100/T");
}

#[test]
fn a_client_may_ask_to_be_resized_from_each_side() {
    for (how, place, size) in
        [("L", (90, 100), (210, 100)), ("R", (100, 100), (190, 100)), ("T", (100, 80), (200, 120)), ("B", (100, 100), (200, 80))]
    {
        let stage = stage();
        let window = stage.quiet("al/100/100/200/100/T");
        stage.hand("move 150 150");
        say(&window, &format!("D,{how}"));
        stage.hand("move 140 130");
        assert_eq!(path(&window), format!("al/{}/{}/200/100/T", place.0, place.1), "{how}");
        assert_eq!(of(RESIZE, &window), [size], "{how}");
    }
}

#[test]
fn the_top_side_stops_at_the_bottom_one() {
    let stage = stage();
    let window = stage.quiet("al/100/100/200/100/T");
    stage.hand("move 150 150");
    say(&window, "D,T");
    stage.hand("move 150 250");
    assert_eq!(path(&window), "al/100/100/200/100/T");
    assert_eq!(of(RESIZE, &window), []);
}

#[test]
fn super_and_the_left_button_drag_a_window_by_its_content() {
    let stage = stage();
    let window = stage.quiet("a/100/100/200/100/T");
    stage.hand("key SUPER down");
    stage.hand("move 150 150");
    stage.hand("button 1");
    stage.hand("move 160 170");
    stage.hand("button 0");
    stage.hand("key SUPER up");
    assert_eq!(path(&window), "a/110/120/200/100/T");
    let all = events(&window);
    assert!(!all.iter().any(|event| matches!(event.0, BUTTON | MOUSE)), "{all:?}");
    assert!(all.contains(&(event::HOVER, 1, 0)));
}

#[test]
fn a_window_that_closes_while_it_is_dragged_ends_that() {
    let stage = stage();
    let other = stage.quiet("a/600/100/200/100/Other");
    let window = stage.quiet("a/100/100/200/100/T");
    stage.hand("move 110 86");
    stage.hand("button 1");
    drop(window);
    stage.hand("wait windows 1");
    stage.hand("move 650 150");
    events(&other);
    stage.hand("move 651 151");
    assert_eq!(of(MOUSE, &other), [(51, 51)]);
}
