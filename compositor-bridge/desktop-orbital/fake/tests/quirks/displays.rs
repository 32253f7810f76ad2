// SPDX-License-Identifier: Apache-2.0

use crate::stage::{errno, events, of, path, say, stage, stage_with, Stage, EINVAL};
use fake_orbital::event::{MOUSE, MOVE, RESIZE, SCALE, SCREEN};
use fake_orbital::server::Options;

fn with(displays: &[(u32, u32)]) -> Stage {
    stage_with(&Options { displays: displays.to_vec(), ..Options::default() })
}

#[test]
fn a_display_tells_its_size_and_the_scale_but_not_where_it_is() {
    let stage = with(&[(1280, 800), (1920, 1080)]);
    assert_eq!(path(&stage.open("99.0")), "orbital:99.0/1280/800/1");
    assert_eq!(path(&stage.open("99.1")), "orbital:99.1/1920/1080/1");
    assert_eq!(errno(stage.try_open("99.2")), EINVAL);
    assert_eq!(errno(stage.try_open("99.x")), EINVAL);
    assert_eq!(stage.hand("windows"), [""; 0]);
}

#[test]
fn all_displays_have_the_scale_of_the_highest() {
    let stage = with(&[(1280, 800), (2560, 1600)]);
    assert_eq!(path(&stage.open("99.0")), "orbital:99.0/1280/800/2");
}

#[test]
fn on_a_high_display_the_title_and_the_borders_are_scaled() {
    let stage = with(&[(2560, 1600)]);
    let window = stage.quiet("ar/100/100/200/100/T");
    // 56 high; 16 wide.
    stage.hand("move 110 45");
    stage.hand("button 1");
    stage.hand("move 120 45");
    stage.hand("button 0");
    assert_eq!(of(MOVE, &window), [(110, 100)]);
    stage.hand("move 326 150");
    stage.hand("button 1");
    stage.hand("move 336 150");
    stage.hand("button 0");
    assert_eq!(of(RESIZE, &window), [(210, 100)]);
}

#[test]
fn a_window_that_can_scale_is_told_how_much_only_where_the_chrome_is_scaled() {
    let low = with(&[(1600, 1200)]);
    assert_eq!(of(SCALE, &low.open("as/0/100/10/10/T")), []);
    let high = with(&[(2560, 1600)]);
    assert_eq!(of(SCALE, &high.open("as/0/100/10/10/T")), [(240, 160)]);
    assert_eq!(of(SCALE, &high.open("a/0/100/10/10/T")), []);
}

#[test]
fn its_pointer_coordinates_are_divided() {
    let stage = with(&[(2560, 1600)]);
    let window = stage.quiet("as/100/100/300/300/T");
    stage.hand("move 250 160");
    assert_eq!(of(MOUSE, &window), [(100, 40)]);
}

#[test]
fn but_not_if_it_says_later_that_it_can_scale() {
    let stage = with(&[(2560, 1600)]);
    let window = stage.quiet("a/100/100/300/300/T");
    say(&window, "F,s,1");
    assert_eq!(events(&window), [(SCALE, 240, 160)]);
    stage.hand("move 250 160");
    assert_eq!(of(MOUSE, &window), [(150, 60)]);
}

#[test]
fn every_window_is_told_the_first_displays_size_when_any_changes() {
    let stage = with(&[(1280, 800), (1920, 1080)]);
    let window = stage.quiet("a/100/100/300/300/T");
    stage.hand("display 1 800 600");
    assert_eq!(events(&window), [(SCREEN, 1280, 800)]);
    stage.hand("display 0 1024 768");
    assert_eq!(events(&window), [(SCREEN, 1024, 768)]);
}

#[test]
fn a_display_that_grows_keeps_the_finer_scale_it_had() {
    let stage = stage();
    let window = stage.quiet("as/100/100/300/300/T");
    stage.hand("display 0 2560 1600");
    assert_eq!(events(&window), [(SCREEN, 2560, 1600)], "and no SCALE");
}

#[test]
fn a_window_is_tiled_on_the_display_that_it_is_on_most() {
    let stage = with(&[(1280, 800), (1920, 1080)]);
    let window = stage.quiet("a/1200/100/300/300/T");
    say(&window, "F,m,1");
    assert_eq!(events(&window), [(MOVE, 1280, 28), (RESIZE, 1920, 1004)]);
}

#[test]
fn but_it_is_clamped_and_centred_on_the_first() {
    let stage = with(&[(800, 600), (1920, 1080)]);
    assert_eq!(path(&stage.open("ar/800/28/1900/1000/T")), "ar/800/28/800/552/T");
    assert_eq!(path(&stage.open("a/-1/-1/300/200/T")), "a/250/176/300/200/T");
}

#[test]
fn the_pointer_goes_from_one_display_to_the_next_and_not_below_the_lower_one() {
    let stage = with(&[(1280, 800), (1920, 1080)]);
    stage.hand("move 1270 1000");
    stage.hand("relative -100 0");
    assert_eq!(stage.ask("pointer"), "1170 799 Arrow");
    stage.hand("relative 500 500");
    assert_eq!(stage.ask("pointer"), "1670 1079 Arrow");
}
