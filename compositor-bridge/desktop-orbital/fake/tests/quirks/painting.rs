// SPDX-License-Identifier: Apache-2.0

use crate::stage::{say, stage, Stage};
use fake_orbital::screen::{blend, BACKGROUND, TITLE, TITLE_FOCUSED};
use seamless_desktop_orbital::sys::{self, Fd, Mapping};

fn fill(window: &Fd, len: usize, colour: u32) {
    let mut mapping = Mapping::map(window, len * 4).expect("maps");
    for pixel in mapping.as_mut().chunks_exact_mut(4) {
        pixel.copy_from_slice(&colour.to_le_bytes());
    }
}

fn colour(stage: &Stage, x: i32, y: i32) -> u32 {
    u32::from_str_radix(&stage.ask(&format!("pixel {x} {y}")), 16).expect("a colour")
}

fn rgb(colour: u32) -> u32 {
    colour & 0xff_ffff
}

#[test]
fn what_is_not_damaged_is_not_on_the_screen() {
    let stage = stage();
    let window = stage.open("al/100/100/10/10/T");
    fill(&window, 100, 0xff11_2233);
    assert_eq!(colour(&stage, 105, 105), 0);
    sys::fsync(&window).expect("damaged");
    assert_eq!(colour(&stage, 105, 105), 0x11_2233);
}

#[test]
fn only_the_rectangles_of_a_damage_command_are_painted_and_there_may_be_several() {
    let stage = stage();
    let window = stage.open("al/100/100/10/10/T");
    fill(&window, 100, 0xff11_2233);
    say(&window, "Y,0,0,2,2,8,8,500,500");
    let painted = |x, y| colour(&stage, x, y) == 0x11_2233;
    assert!(painted(101, 101) && painted(109, 109));
    assert!(!painted(102, 102) && !painted(107, 109));
}

#[test]
fn damage_with_numbers_missing_is_nothing() {
    let stage = stage();
    let window = stage.open("al/100/100/10/10/T");
    fill(&window, 100, 0xff11_2233);
    say(&window, "Y,0,0,10");
    say(&window, "Y");
    assert_eq!(colour(&stage, 100, 100), 0);
}

#[test]
fn moving_repaints_without_being_told_of_damage() {
    let stage = stage();
    let window = stage.open("al/100/100/10/10/T");
    fill(&window, 100, 0xff11_2233);
    say(&window, "P,300,100");
    assert_eq!(colour(&stage, 305, 105), 0x11_2233);
    assert_eq!(colour(&stage, 105, 105), rgb(BACKGROUND));
}

#[test]
fn alpha_does_not_matter_unless_the_window_is_transparent() {
    let stage = stage();
    let window = stage.open("al/100/100/10/10/T");
    fill(&window, 100, 0x0011_2233);
    sys::fsync(&window).expect("damaged");
    assert_eq!(colour(&stage, 105, 105), 0x11_2233);
    say(&window, "F,t,1");
    assert_eq!(colour(&stage, 105, 105), blend(BACKGROUND, 0) & 0xff_ffff);
}

#[test]
fn alpha_is_straight_and_an_opaque_pixel_loses_a_little() {
    // (0·0 + 255·255) >> 8 and (200·127 + 100·128) >> 8.
    assert_eq!(rgb(blend(0, 0xffff_ffff)), 0xfe_fefe);
    assert_eq!(rgb(blend(0x00c8_0000, 0x8064_0000)), 0x95_0000);
    let stage = stage();
    let window = stage.open("alt/100/100/10/10/T");
    fill(&window, 100, 0xffff_ffff);
    sys::fsync(&window).expect("damaged");
    assert_eq!(colour(&stage, 105, 105), 0xfe_fefe);
}

#[test]
fn a_hidden_window_is_not_painted_until_it_is_shown() {
    let stage = stage();
    let window = stage.open("alh/100/100/10/10/T");
    fill(&window, 100, 0xff11_2233);
    sys::fsync(&window).expect("damaged");
    assert_eq!(colour(&stage, 105, 105), rgb(BACKGROUND));
    say(&window, "F,h,0");
    assert_eq!(colour(&stage, 105, 105), 0x11_2233);
}

#[test]
fn the_title_is_above_the_content_and_shows_who_is_focused() {
    let stage = stage();
    let _first = stage.open("a/100/100/50/50/");
    assert_eq!(colour(&stage, 102, 99), rgb(TITLE_FOCUSED));
    assert_eq!(colour(&stage, 102, 72), rgb(TITLE_FOCUSED));
    assert_eq!(colour(&stage, 102, 71), rgb(BACKGROUND));
    let _second = stage.open("a/300/100/50/50/");
    assert_eq!(colour(&stage, 102, 99), rgb(TITLE));
}

#[test]
fn a_window_in_front_covers_one_behind_it() {
    let stage = stage();
    let front = stage.open("alf/100/100/10/10/");
    let other = stage.open("al/100/100/20/20/");
    fill(&front, 100, 0xff11_2233);
    fill(&other, 400, 0xff44_5566);
    sys::fsync(&other).expect("damaged");
    assert_eq!(colour(&stage, 105, 105), 0x11_2233);
    assert_eq!(colour(&stage, 115, 115), 0x44_5566);
}
