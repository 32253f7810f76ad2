// SPDX-License-Identifier: Apache-2.0

use crate::stage::{path, stage, stage_with};
use fake_orbital::server::Options;

#[test]
fn a_window_is_what_its_path_says() {
    let stage = stage();
    let window = stage.open("alrtu/10/40/300/200/A title");
    assert_eq!(path(&window), "alrtu/10/40/300/200/A title");
}

#[test]
fn what_is_no_number_in_the_path_is_zero() {
    let stage = stage();
    assert_eq!(path(&stage.open("a/x/40/wide/200/T")), "a/0/40/0/200/T");
}

#[test]
fn a_title_keeps_its_slashes_but_loses_what_a_path_cannot_have() {
    let stage = stage();
    assert_eq!(path(&stage.open("a/0/40/10/10/one/two")), "a/0/40/10/10/one/two");
    assert_eq!(path(&stage.open("a/0/40/10/10/one//./two/")), "a/0/40/10/10/one/two");
    assert_eq!(path(&stage.open("a/0/40/10/10/one/../two")), "a/0/40/10/10/two");
}

#[test]
fn empty_flags_vanish_with_their_slash_and_the_numbers_are_found_all_the_same() {
    let stage = stage();
    assert_eq!(path(&stage.open("/10/40/300/200/T")), "/10/40/300/200/T");
    assert_eq!(path(&stage.open("/-5/40/300/200/T")), "/-5/40/300/200/T");
}

#[test]
fn a_title_that_begins_with_dots_eats_the_height() {
    let stage = stage();
    assert_eq!(path(&stage.open("a/1/40/3/200/../T")), "a/1/40/3/0/");
}

#[test]
fn flags_that_are_not_known_are_only_logged_and_m_is_one_of_them() {
    let stage = stage();
    assert_eq!(path(&stage.open("amMz/0/40/10/10/T")), "a/0/40/10/10/T");
    assert_eq!(stage.faults().len(), 3);
}

#[test]
fn scalable_is_not_told() {
    let stage = stage();
    assert_eq!(path(&stage.open("as/0/40/10/10/T")), "a/0/40/10/10/T");
}

#[test]
fn back_and_front_are_told_last() {
    let stage = stage();
    assert_eq!(path(&stage.open("buta/0/40/10/10/T")), "atub/0/40/10/10/T");
    assert_eq!(path(&stage.open("fla/0/40/10/10/T")), "alf/0/40/10/10/T");
}

#[test]
fn minus_one_twice_is_the_middle_of_what_the_bar_leaves() {
    let stage = stage();
    // 1280 × (800 − 48).
    assert_eq!(path(&stage.open("a/-1/-1/300/200/T")), "a/490/276/300/200/T");
}

#[test]
fn only_both_coordinates_below_zero_mean_the_middle() {
    let stage = stage();
    assert_eq!(path(&stage.open("a/-1/0/300/200/T")), "a/-1/0/300/200/T");
    assert_eq!(path(&stage.open("a/-7/-3/300/200/T")), "a/490/276/300/200/T");
}

#[test]
fn a_second_window_in_the_middle_is_a_step_further_down_and_right() {
    let stage = stage();
    let _first = stage.open("a/-1/-1/300/200/T");
    let _second = stage.open("a/-1/-1/300/200/T");
    assert_eq!(path(&_second), "a/522/308/300/200/T");
    // It is the corner of 32 × 32 that must be free, so a third of another size may not need a third step.
    assert_eq!(path(&stage.open("a/-1/-1/600/200/T")), "a/340/276/600/200/T");
}

#[test]
fn hidden_windows_and_other_levels_are_not_stepped_over() {
    let stage = stage();
    let _hidden = stage.open("ah/-1/-1/300/200/T");
    let _front = stage.open("af/-1/-1/300/200/T");
    assert_eq!(path(&stage.open("a/-1/-1/300/200/T")), "a/490/276/300/200/T");
}

#[test]
fn a_borderless_window_steps_by_its_corner_of_nothing_to_grab() {
    let stage = stage();
    let _first = stage.open("al/-1/-1/300/200/T");
    assert_eq!(path(&stage.open("al/-1/-1/300/200/T")), "al/522/308/300/200/T");
}

#[test]
fn a_resizable_window_is_not_larger_than_the_display_without_its_bar_and_others_may_be() {
    let stage = stage();
    assert_eq!(path(&stage.open("ar/0/28/5000/5000/T")), "ar/0/28/1280/752/T");
    assert_eq!(path(&stage.open("a/0/28/3000/2000/T")), "a/0/28/3000/2000/T");
}

#[test]
fn the_bar_that_is_left_free_grows_with_the_display() {
    let stage = stage_with(&Options { displays: vec![(2560, 1600)], ..Options::default() });
    assert_eq!(path(&stage.open("ar/0/56/5000/5000/T")), "ar/0/56/2560/1504/T");
}
