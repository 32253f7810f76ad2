// SPDX-License-Identifier: Apache-2.0

use crate::stage::{events, of, say, stage, stage_with};
use fake_orbital::event::{self, EVENT_BYTES};
use fake_orbital::server::Options;
use seamless_desktop_orbital::sys::{self, Events, Ready};
use std::sync::mpsc;
use std::time::Duration;

/// Long enough that nothing would come any more, short enough to wait for.
const QUIET: Duration = Duration::from_millis(150);

#[test]
fn the_bytes_of_a_record_are_three_little_endian_numbers() {
    let stage = stage();
    let window = stage.quiet("a/0/40/100/100/T");
    stage.hand("key a down none");
    let mut buf = [0xff; 24];
    assert_eq!(sys::read(&window, &mut buf).expect("reads"), 24);
    let mut wanted = [0; 24];
    wanted[0] = 1;
    wanted[16] = 0x1e;
    wanted[17] = 1;
    assert_eq!(buf, wanted);
}

#[test]
fn a_read_gives_whole_records_only() {
    let stage = stage();
    let window = stage.quiet("a/0/40/100/100/T");
    stage.hand("type ab");
    let mut buf = [0; EVENT_BYTES + 23];
    assert_eq!(sys::read(&window, &mut buf).expect("reads"), EVENT_BYTES);
    assert_eq!(sys::read(&window, &mut buf[..23]).expect("reads"), 0);
    assert_eq!(events(&window).len(), 5);
}

#[test]
fn an_asynchronous_window_reads_nothing_instead_of_waiting_or_failing() {
    let stage = stage();
    let window = stage.quiet("a/0/40/100/100/T");
    assert_eq!(sys::read(&window, &mut [0; 24]).expect("no error"), 0);
}

#[test]
fn some_events_replace_the_last_one_and_some_add_to_it() {
    let stage = stage();
    let window = stage.quiet("a/0/40/100/100/T");
    stage.hand("move 10 50");
    stage.hand("move 11 51");
    stage.hand("move 12 52");
    assert_eq!(events(&window), [(event::HOVER, 1, 0), (event::MOUSE, 12, 12)]);
    stage.hand("scroll 1 -2");
    stage.hand("scroll 0 -3");
    assert_eq!(events(&window), [(event::SCROLL, 1, -5)]);
    say(&window, "M,R,1");
    stage.hand("relative 1 2");
    stage.hand("relative 3 4");
    assert_eq!(events(&window), [(event::MOUSE_RELATIVE, 4, 6)]);
    stage.hand("key a down none");
    stage.hand("key a down none");
    assert_eq!(events(&window).len(), 2);
}

#[test]
fn only_the_last_event_is_looked_at_for_that() {
    let stage = stage();
    let window = stage.quiet("a/0/40/100/100/T");
    stage.hand("move 10 50");
    events(&window);
    stage.hand("move 11 51");
    stage.hand("button 1");
    stage.hand("move 12 52");
    assert_eq!(of(event::MOUSE, &window), [(11, 11), (12, 12)]);
}

#[test]
fn a_size_asked_for_replaces_the_one_before_but_a_move_in_between_separates_them() {
    let stage = stage();
    let window = stage.quiet("ar/100/100/100/100/T");
    stage.hand("drag-border T right 40");
    assert_eq!(of(event::RESIZE, &window), [(140, 100)]);
    stage.hand("drag-border T left -16");
    let all = events(&window);
    assert_eq!(all.iter().filter(|event| event.0 == event::RESIZE).count(), 2, "{all:?}");
}

#[test]
fn an_event_queue_tells_of_a_window_as_long_as_it_is_not_read() {
    let stage = stage();
    let window = stage.quiet("a/0/40/100/100/T");
    let mut queue = Events::new().expect("a queue");
    queue.add_read(&window, 7).expect("watched");
    let mut ready = Vec::new();
    queue.wait(Some(QUIET), &mut ready).expect("waits");
    stage.hand("key a down");
    queue.wait(None, &mut ready).expect("waits");
    assert_eq!(ready, [Ready { token: 7, readable: true, writable: false }]);
    // Whatever anyone does next posts it again.
    let _other = stage.open("ab/0/40/100/100/Other");
    queue.wait(None, &mut ready).expect("waits");
    assert_eq!(ready.len(), 1);
    events(&window);
    queue.wait(Some(QUIET), &mut ready).expect("waits");
    queue.wait(Some(QUIET), &mut ready).expect("waits");
    assert_eq!(ready, []);
}

#[test]
fn what_waits_when_a_window_is_put_into_a_queue_is_told() {
    let stage = stage();
    let window = stage.open("a/0/40/100/100/T");
    let mut queue = Events::new().expect("a queue");
    queue.add_read(&window, 1).expect("watched");
    let mut ready = Vec::new();
    queue.wait(None, &mut ready).expect("waits");
    assert_eq!(ready.len(), 1);
}

#[test]
fn a_synchronous_window_is_told_of_once_until_it_is_read_empty() {
    let stage = stage();
    let window = stage.open("/0/40/100/100/T");
    let mut queue = Events::new().expect("a queue");
    queue.add_read(&window, 1).expect("watched");
    let mut ready = Vec::new();
    queue.wait(None, &mut ready).expect("waits");
    stage.hand("key a down none");
    queue.wait(Some(QUIET), &mut ready).expect("waits");
    assert_eq!(ready, []);
}

#[test]
fn a_read_that_waits_ends_one_batch_late() {
    let stage = stage();
    let window = stage.open("/0/40/100/100/T");
    let mut buf = [0; EVENT_BYTES * 16];
    sys::read(&window, &mut buf).expect("what there is already");
    let (done, ended) = mpsc::channel();
    std::thread::scope(|scope| {
        scope.spawn(|| done.send(sys::read(&window, &mut [0; EVENT_BYTES * 16]).expect("reads")).expect("told"));
        stage.fake.shared().wait(Duration::from_secs(10), |world| (world.delayed_count() == 1).then_some(())).expect("it waits");
        stage.hand("key a down none");
        assert!(ended.recv_timeout(QUIET).is_err(), "the batch that brings the event does not end it");
        stage.hand("key a up none");
        assert_eq!(ended.recv().expect("ends"), EVENT_BYTES, "the second key is not in it yet");
    });
}

#[test]
fn a_read_that_waits_does_not_end_when_another_program_takes_the_focus() {
    let stage = stage();
    let window = stage.open("/0/40/100/100/T");
    sys::read(&window, &mut [0; EVENT_BYTES * 16]).expect("what there is already");
    let (done, ended) = mpsc::channel();
    std::thread::scope(|scope| {
        scope.spawn(|| done.send(sys::read(&window, &mut [0; EVENT_BYTES]).expect("reads")).expect("told"));
        stage.fake.shared().wait(Duration::from_secs(10), |world| (world.delayed_count() == 1).then_some(())).expect("it waits");
        let _other = stage.open("a/200/40/100/100/Other");
        assert!(ended.recv_timeout(QUIET).is_err());
        stage.hand("move 900 700");
        assert_eq!(ended.recv().expect("ends"), EVENT_BYTES);
    });
}

#[test]
fn a_read_that_waits_ends_when_its_program_does() {
    let stage = stage();
    let window = stage.open("/0/40/100/100/T");
    sys::read(&window, &mut [0; EVENT_BYTES * 16]).expect("what there is already");
    stage.hand("wait queued T 0");
    drop(window);
    stage.hand("wait windows 0");
}

#[test]
fn a_window_that_never_reads_is_a_fault() {
    let stage = stage_with(&Options::default());
    let _window = stage.open("a/0/40/100/100/T");
    stage.fake.shared().with(|world| {
        for _ in 0..=fake_orbital::limits::QUEUED_EVENTS {
            world.orbital.send(1, event::Event::new(event::QUIT, 0, 0));
        }
    });
    assert!(stage.faults()[0].contains("does not read"));
}
