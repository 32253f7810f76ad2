// SPDX-License-Identifier: Apache-2.0

use crate::stage::{errno, events, path, say, stage, EBADF, EINVAL};
use fake_orbital::event::{MOVE, RESIZE, SCALE};
use seamless_desktop_orbital::sys;

#[test]
fn what_is_wrong_with_a_command_is_einval() {
    let stage = stage();
    let window = stage.open("a/0/40/100/100/T");
    let wrong = [
        "", "Q", "a", "A", "A,", "A,2", "A,0\n", "D,0", "D,T,R", "D,X", "F", "F,t", "F,t,2", "M", "M,C", "M,C,2", "M,X,1", "N,D", "N,Y", "N,N",
        "PP,1,1",
    ];
    for command in wrong {
        assert_eq!(errno(sys::write(&window, command.as_bytes())), EINVAL, "{command:?}");
    }
    assert_eq!(errno(sys::write(&window, b"T,\xff")), EINVAL);
    assert_eq!(path(&window), "a/0/40/100/100/T");
}

#[test]
fn what_is_missing_from_some_commands_is_not_wrong() {
    let stage = stage();
    let window = stage.open("a/0/40/100/100/T");
    for command in ["P", "S", "Y", "D", "D,", "D,M", "D,L", "D,R", "D,B", "D,T", "M,G,1", "M,G,0", "Y,1,2", "Y,x", "F,,1"] {
        say(&window, command);
    }
    assert_eq!(path(&window), "a/0/40/100/100/T");
}

#[test]
fn a_blank_number_keeps_what_was() {
    let stage = stage();
    let window = stage.open("a/1/40/100/100/T");
    say(&window, "P,,50");
    assert_eq!(path(&window), "a/1/50/100/100/T");
    say(&window, "P,7,");
    assert_eq!(path(&window), "a/7/50/100/100/T");
    say(&window, "S,,30");
    assert_eq!(path(&window), "a/7/50/100/30/T");
    say(&window, "S,20,");
    assert_eq!(path(&window), "a/7/50/20/30/T");
}

#[test]
fn what_a_client_does_to_its_window_is_not_told_back() {
    let stage = stage();
    let window = stage.quiet("a/1/40/100/100/T");
    say(&window, "P,500,500");
    say(&window, "S,50,50");
    assert_eq!(events(&window), []);
}

#[test]
fn a_title_may_have_commas_and_slashes_and_be_empty() {
    let stage = stage();
    let window = stage.open("a/1/40/9/9/T");
    say(&window, "T,a/b, c//d/..");
    assert_eq!(path(&window), "a/1/40/9/9/a/b, c//d/..");
    say(&window, "T,");
    assert_eq!(path(&window), "a/1/40/9/9/");
}

#[test]
fn several_letters_are_set_at_once_and_unknown_ones_are_passed_over() {
    let stage = stage();
    let window = stage.open("a/1/40/9/9/T");
    say(&window, "F,rtzu,1");
    assert_eq!(path(&window), "artu/1/40/9/9/T");
    say(&window, "F,ta,0");
    assert_eq!(path(&window), "ru/1/40/9/9/T");
}

#[test]
fn clearing_front_of_a_background_window_makes_it_normal() {
    let stage = stage();
    let window = stage.open("ab/1/40/9/9/T");
    say(&window, "F,f,0");
    assert_eq!(path(&window), "a/1/40/9/9/T");
}

#[test]
fn maximising_moves_at_once_and_only_asks_for_the_size() {
    let stage = stage();
    let window = stage.quiet("a/10/40/100/100/T");
    say(&window, "F,m,1");
    assert_eq!(path(&window), "am/0/28/100/100/T");
    assert_eq!(events(&window), [(MOVE, 0, 28), (RESIZE, 1280, 724)]);
}

#[test]
fn fullscreen_covers_the_bar_but_not_its_own_title() {
    let stage = stage();
    let window = stage.quiet("a/10/40/100/100/T");
    say(&window, "F,M,1");
    assert_eq!(path(&window), "amM/0/28/100/100/T");
    assert_eq!(events(&window), [(MOVE, 0, 28), (RESIZE, 1280, 772)]);
}

#[test]
fn a_borderless_fullscreen_window_has_the_whole_display() {
    let stage = stage();
    let window = stage.quiet("al/10/40/100/100/T");
    say(&window, "F,M,1");
    assert_eq!(events(&window), [(MOVE, 0, 0), (RESIZE, 1280, 800)]);
}

#[test]
fn restoring_asks_for_the_old_place_and_size_once() {
    let stage = stage();
    let window = stage.quiet("a/10/40/100/100/T");
    say(&window, "F,m,1");
    say(&window, "S,1280,724");
    events(&window);
    say(&window, "F,m,0");
    assert_eq!(events(&window), [(MOVE, 10, 40), (RESIZE, 100, 100)]);
    assert_eq!(path(&window), "a/10/40/1280/724/T");
    say(&window, "F,m,0");
    assert_eq!(events(&window), []);
}

#[test]
fn maximising_twice_forgets_where_the_window_was() {
    let stage = stage();
    let window = stage.quiet("a/10/40/100/100/T");
    say(&window, "F,m,1");
    say(&window, "S,1280,724");
    say(&window, "F,m,1");
    events(&window);
    say(&window, "F,m,0");
    assert_eq!(events(&window), [(MOVE, 0, 28), (RESIZE, 1280, 724)]);
}

#[test]
fn becoming_scalable_tells_the_scale_each_time() {
    let stage = stage();
    let window = stage.quiet("a/10/40/100/100/T");
    say(&window, "F,s,1");
    assert_eq!(events(&window), [(SCALE, 160, 160)]);
    say(&window, "F,s,0");
    assert_eq!(events(&window), []);
}

#[test]
fn a_display_takes_no_commands_and_has_no_events() {
    let stage = stage();
    let display = stage.open("99.0");
    assert_eq!(errno(sys::write(&display, b"T,x")), EBADF);
    assert_eq!(errno(sys::read(&display, &mut [0; 24])), EBADF);
    assert_eq!(errno(sys::fsync(&display)), EBADF);
    assert_eq!(errno(sys::dup(&display, b"clipboard")), EBADF);
}

#[test]
fn drag_and_drop_is_not_there() {
    let stage = stage();
    let window = stage.open("a/10/40/100/100/T");
    for name in [&b"dnd"[..], b"", b"Clipboard"] {
        assert_eq!(errno(sys::dup(&window, name)), EINVAL);
    }
}
