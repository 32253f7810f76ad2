// SPDX-License-Identifier: Apache-2.0

use crate::stage::{errno, path, say, stage, EINVAL};
use seamless_desktop_orbital::sys::{self, Mapping};

fn pixel(mapping: &mut Mapping, at: usize) -> u32 {
    let bytes = &mapping.as_mut()[at * 4..at * 4 + 4];
    u32::from_le_bytes(bytes.try_into().expect("4 bytes"))
}

fn set(mapping: &mut Mapping, at: usize, value: u32) {
    mapping.as_mut()[at * 4..at * 4 + 4].copy_from_slice(&value.to_le_bytes());
}

#[test]
fn a_mapping_is_at_most_the_pixels_rounded_up_to_pages() {
    let stage = stage();
    let window = stage.open("a/0/40/30/40/T");
    // 4,800 bytes: two pages.
    assert!(Mapping::map(&window, 4800).is_ok());
    assert!(Mapping::map(&window, 8192).is_ok());
    assert_eq!(errno(Mapping::map(&window, 8193)), EINVAL);
    assert!(Mapping::map(&window, 0).is_err());
}

#[test]
fn a_window_without_an_area_has_nothing_to_map() {
    let stage = stage();
    assert_eq!(errno(Mapping::map(&stage.open("a/0/40/0/40/T"), 4)), EINVAL);
    assert_eq!(errno(Mapping::map(&stage.open("99.0"), 4)), 9);
}

#[test]
fn rows_follow_each_other_without_padding_and_begin_as_zeros() {
    let stage = stage();
    let window = stage.open("alt/100/100/30/2/T");
    let mut mapping = Mapping::map(&window, 240).expect("maps");
    assert!(mapping.as_mut().iter().all(|&byte| byte == 0));
    set(&mut mapping, 30, 0xffff_0000);
    sys::fsync(&window).expect("damaged");
    assert_eq!(stage.ask("pixel 100 101"), "fe0000");
}

#[test]
fn a_resize_keeps_what_both_sizes_show_and_the_rest_is_zero() {
    let stage = stage();
    let window = stage.open("a/0/40/4/2/T");
    let mut mapping = Mapping::map(&window, 32).expect("maps");
    for at in 0..8 {
        set(&mut mapping, at, at as u32 + 1);
    }
    drop(mapping);
    say(&window, "S,3,3");
    let mut mapping = Mapping::map(&window, 36).expect("maps again");
    let all: Vec<u32> = (0..9).map(|at| pixel(&mut mapping, at)).collect();
    assert_eq!(all, [1, 2, 3, 5, 6, 7, 0, 0, 0]);
    assert_eq!(stage.faults(), [""; 0]);
}

#[test]
fn resizing_while_mapped_frees_what_the_program_still_has() {
    let stage = stage();
    let window = stage.open("a/0/40/4/2/T");
    let mut mapping = Mapping::map(&window, 32).expect("maps");
    set(&mut mapping, 0, 7);
    say(&window, "S,8,8");
    assert_ne!(pixel(&mut mapping, 0), 7, "what is read there now is anything");
    assert_eq!(stage.faults(), ["window 1: resized while 1 mapping(s) still held"]);
    drop(mapping);
    assert_eq!(stage.faults().len(), 1);
}

#[test]
fn writing_into_a_mapping_from_before_a_resize_is_found_out() {
    let stage = stage();
    let window = stage.open("a/0/40/4/2/T");
    let mut mapping = Mapping::map(&window, 32).expect("maps");
    say(&window, "S,8,8");
    set(&mut mapping, 3, 7);
    drop(mapping);
    assert_eq!(stage.faults()[1], "window 1: 1 freed mapping(s) were written to");
}

#[test]
fn a_size_that_stays_the_same_frees_the_pixels_too() {
    let stage = stage();
    let window = stage.open("a/0/40/4/2/T");
    let mut mapping = Mapping::map(&window, 32).expect("maps");
    set(&mut mapping, 0, 7);
    say(&window, "S,,");
    assert_ne!(pixel(&mut mapping, 0), 7);
}

#[test]
fn a_mapped_window_stays_until_the_mapping_is_gone() {
    let stage = stage();
    let window = stage.open("a/0/40/4/2/T");
    let mapping = Mapping::map(&window, 32).expect("maps");
    drop(window);
    let other = stage.open("a/0/40/4/2/Other");
    assert_eq!(stage.hand("windows").len(), 2);
    drop(mapping);
    stage.hand("wait windows 1");
    assert_eq!(path(&other), "a/0/40/4/2/Other");
}

#[test]
fn a_size_that_no_memory_has_is_refused() {
    let stage = stage();
    let window = stage.open("a/0/40/4/2/T");
    assert_eq!(errno(sys::write(&window, b"S,4000000000,4000000000")), 12);
    assert_eq!(path(&window), "a/0/40/4/2/T");
}
