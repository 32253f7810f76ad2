// SPDX-License-Identifier: Apache-2.0

use crate::stage::{events, path, say, stage};
use seamless_desktop_orbital::sys::{self, Fd};
use std::sync::mpsc;
use std::time::Duration;

fn clipboard(window: &Fd) -> Fd {
    sys::dup(window, b"clipboard").expect("the clipboard opens")
}

fn once(fd: &Fd, room: usize) -> Vec<u8> {
    let mut buf = vec![0; room];
    let len = sys::read(fd, &mut buf).expect("reads");
    buf.truncate(len);
    buf
}

#[test]
fn every_read_begins_at_the_start_and_there_is_no_end() {
    let stage = stage();
    stage.hand("clipboard set t hello");
    let window = stage.open("a/0/40/100/100/T");
    let fd = clipboard(&window);
    assert_eq!(once(&fd, 3), b"the");
    assert_eq!(once(&fd, 3), b"the");
    assert_eq!(once(&fd, 100), b"thello");
    assert_eq!(once(&fd, 100), b"thello");
}

#[test]
fn a_kind_and_its_text_may_be_written_one_after_the_other_or_at_once() {
    let stage = stage();
    let window = stage.open("a/0/40/100/100/T");
    let fd = clipboard(&window);
    sys::write(&fd, b"t").expect("writes");
    sys::write(&fd, b"one").expect("writes");
    assert_eq!(stage.ask("clipboard get"), "tone");
    sys::write(&clipboard(&window), b"ttwo").expect("writes");
    assert_eq!(stage.ask("clipboard get"), "ttwo");
}

#[test]
fn what_is_written_at_the_start_replaces_everything() {
    let stage = stage();
    stage.hand("clipboard set t 'something long'");
    let window = stage.open("a/0/40/100/100/T");
    sys::write(&clipboard(&window), b"f").expect("writes");
    assert_eq!(stage.ask("clipboard get"), "f");
}

#[test]
fn reading_moves_the_place_where_is_written() {
    let stage = stage();
    stage.hand("clipboard set t hello");
    let window = stage.open("a/0/40/100/100/T");
    let fd = clipboard(&window);
    once(&fd, 3);
    sys::write(&fd, b"XY").expect("writes");
    assert_eq!(stage.ask("clipboard get"), "theXY");
}

#[test]
fn there_is_one_clipboard_for_all_windows_and_it_outlives_them() {
    let stage = stage();
    let first = stage.open("a/0/40/100/100/First");
    sys::write(&clipboard(&first), b"tshared").expect("writes");
    drop(first);
    stage.hand("wait windows 0");
    let second = stage.open("a/0/40/100/100/Second");
    assert_eq!(once(&clipboard(&second), 100), b"tshared");
}

#[test]
fn nobody_is_told_that_it_changed() {
    let stage = stage();
    let first = stage.quiet("a/0/40/100/100/First");
    let second = stage.quiet("a/200/40/100/100/Second");
    events(&first);
    sys::write(&clipboard(&first), b"tnew").expect("writes");
    assert_eq!(events(&first), []);
    assert_eq!(events(&second), []);
}

#[test]
fn the_bytes_of_an_old_program_have_no_kind() {
    let stage = stage();
    stage.hand("clipboard set - hello");
    let window = stage.open("a/0/40/100/100/T");
    assert_eq!(once(&clipboard(&window), 100), b"hello");
}

#[test]
fn an_empty_clipboard_reads_nothing_from_an_asynchronous_window_and_waits_in_another() {
    let stage = stage();
    let window = stage.open("a/0/40/100/100/T");
    assert_eq!(once(&clipboard(&window), 100), b"");
    say(&window, "A,0");
    let fd = clipboard(&window);
    let (done, ended) = mpsc::channel();
    std::thread::scope(|scope| {
        scope.spawn(|| done.send(once(&fd, 100)).expect("told"));
        assert!(ended.recv_timeout(Duration::from_millis(150)).is_err());
        stage.hand("clipboard set t x");
        stage.hand("move 5 5");
        assert_eq!(ended.recv().expect("ends"), b"tx");
    });
}

#[test]
fn the_clipboard_of_a_window_has_the_windows_path() {
    let stage = stage();
    let window = stage.open("a/0/40/100/100/T");
    assert_eq!(path(&clipboard(&window)), "a/0/40/100/100/T");
}
