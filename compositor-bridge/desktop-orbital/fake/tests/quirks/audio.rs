// SPDX-License-Identifier: Apache-2.0

use crate::stage::{errno, stage, stage_with, Stage, EAGAIN, EBADF, EINVAL, EOPNOTSUPP};
use fake_orbital::audio::{BLOCK, QUEUE_MARK};
use fake_orbital::server::{Clock, Options};
use seamless_desktop_orbital::sys::{self, Events, Fd, Flags};
use std::io::ErrorKind;
use std::sync::mpsc;
use std::time::Duration;

fn open(stage: &Stage, flags: Flags) -> Fd {
    sys::open(&format!("{}/audio", stage.prefix.display()), flags).expect("the sound opens")
}

fn nonblocking(stage: &Stage) -> Fd {
    open(stage, Flags::WRITE | Flags::NONBLOCK)
}

/// So many frames whose left channel is `left`.
fn frames(count: usize, left: i16) -> Vec<u8> {
    let [low, high] = left.to_le_bytes();
    [low, high, 1, 0].repeat(count)
}

/// What was heard on the left.
fn heard(stage: &Stage) -> Vec<i16> {
    let raw = std::fs::read(stage.prefix.join("audio.raw")).expect("what was heard");
    raw.chunks_exact(4).map(|frame| i16::from_le_bytes([frame[0], frame[1]])).collect()
}

#[test]
fn a_write_is_taken_whole_however_long_if_the_queue_is_below_the_mark() {
    let stage = stage();
    let sound = nonblocking(&stage);
    assert_eq!(sys::write(&sound, &frames(QUEUE_MARK - 1, 5)).expect("taken"), (QUEUE_MARK - 1) * 4);
    assert_eq!(sys::write(&sound, &frames(50_000, 5)).expect("taken"), 200_000);
    assert_eq!(stage.ask("audio queued"), (QUEUE_MARK - 1 + 50_000).to_string());
}

#[test]
fn at_the_mark_nothing_is_taken_until_the_hardware_took_a_block() {
    let stage = stage();
    let sound = nonblocking(&stage);
    sys::write(&sound, &frames(QUEUE_MARK, 5)).expect("taken");
    let refused = sys::write(&sound, &frames(1, 5));
    assert_eq!(refused.as_ref().map_err(std::io::Error::kind), Err(ErrorKind::WouldBlock));
    assert_eq!(errno(refused), EAGAIN);
    stage.hand("audio step 1");
    assert_eq!(sys::write(&sound, &frames(BLOCK, 5)).expect("taken"), BLOCK * 4);
    assert!(sys::write(&sound, &frames(1, 5)).is_err());
}

#[test]
fn who_may_wait_does_so_until_there_is_room() {
    let stage = stage();
    let sound = open(&stage, Flags::WRITE);
    sys::write(&sound, &frames(QUEUE_MARK, 5)).expect("taken");
    let (done, ended) = mpsc::channel();
    std::thread::scope(|scope| {
        scope.spawn(|| done.send(sys::write(&sound, &frames(9, 5)).expect("taken")).expect("told"));
        assert!(ended.recv_timeout(Duration::from_millis(150)).is_err());
        stage.hand("audio step 1");
        assert_eq!(ended.recv().expect("ends"), 36);
    });
}

#[test]
fn part_of_a_frame_is_not_taken() {
    let stage = stage();
    let sound = nonblocking(&stage);
    assert_eq!(sys::write(&sound, &[0; 11]).expect("taken"), 8);
    assert_eq!(sys::write(&sound, &[0; 3]).expect("taken"), 0);
}

#[test]
fn the_hardware_takes_blocks_and_fills_with_silence() {
    let stage = stage();
    let sound = nonblocking(&stage);
    sys::write(&sound, &frames(600, 7)).expect("taken");
    stage.hand("audio step 2");
    let heard = heard(&stage);
    assert_eq!(heard.len(), 2 * BLOCK);
    assert!(heard[..600].iter().all(|&left| left == 7) && heard[600..].iter().all(|&left| left == 0));
    assert_eq!(stage.ask("audio underruns"), "1");
}

#[test]
fn streams_are_added_and_saturate() {
    let stage = stage();
    let (first, second) = (nonblocking(&stage), nonblocking(&stage));
    sys::write(&first, &frames(BLOCK, 20_000)).expect("taken");
    sys::write(&second, &frames(BLOCK, 20_000)).expect("taken");
    stage.hand("audio step 1");
    assert!(heard(&stage).iter().all(|&left| left == i16::MAX));
}

#[test]
fn closing_drops_what_was_not_heard_yet() {
    let stage = stage();
    let stays = nonblocking(&stage);
    let sound = nonblocking(&stage);
    sys::write(&sound, &frames(BLOCK, 9)).expect("taken");
    drop(sound);
    stage.hand("wait handles 1");
    stage.hand("audio step 1");
    assert!(heard(&stage).iter().all(|&left| left == 0));
    drop(stays);
}

#[test]
fn nothing_is_recorded_while_nobody_has_it_open() {
    let stage = stage();
    stage.hand("audio step 3");
    assert_eq!(heard(&stage), []);
}

#[test]
fn there_is_no_microphone_no_draining_no_event_and_no_place() {
    let stage = stage();
    let sound = open(&stage, Flags::READ | Flags::WRITE);
    assert_eq!(errno(sys::read(&sound, &mut [0; 64])), EBADF);
    assert_eq!(errno(sys::fsync(&sound)), EOPNOTSUPP);
    assert!(sys::dup(&sound, b"").is_err());
    let mut queue = Events::new().expect("a queue");
    let _ = queue.add_write(&sound, 1);
    let mut ready = Vec::new();
    stage.hand("audio step 1");
    queue.wait(Some(Duration::from_millis(50)), &mut ready).expect("waits");
    assert_eq!(ready, []);
}

#[test]
fn the_volume_is_one_number_for_all() {
    let stage = stage();
    let volume = || sys::open(&format!("{}/audio/volume", stage.prefix.display()), Flags::READ | Flags::WRITE).expect("opens");
    let mut buf = [0; 16];
    let fd = volume();
    assert_eq!(sys::read(&fd, &mut buf).expect("reads"), 2);
    assert_eq!(&buf[..2], b"50");
    assert_eq!(sys::read(&fd, &mut buf).expect("reads"), 0);
    sys::write(&volume(), b"30").expect("writes");
    assert_eq!(stage.ask("volume"), "30");
    assert_eq!(errno(sys::write(&volume(), b"loud")), EINVAL);
    assert!(sys::open(&format!("{}/audio/other", stage.prefix.display()), Flags::READ).is_err());
}

#[test]
fn without_a_card_there_is_no_scheme() {
    let stage = stage_with(&Options { audio: None, ..Options::default() });
    assert!(sys::open(&format!("{}/audio", stage.prefix.display()), Flags::WRITE).is_err());
}

#[test]
fn the_real_clock_takes_a_block_every_11_6_milliseconds() {
    let stage = stage_with(&Options { audio: Some(Clock::Real), ..Options::default() });
    let sound = open(&stage, Flags::WRITE);
    let start = std::time::Instant::now();
    // As fast as it is taken: the mark and 20 blocks, so 20 blocks must have been heard.
    for _ in 0..(QUEUE_MARK / BLOCK + 20) {
        sys::write(&sound, &frames(BLOCK, 3)).expect("taken");
    }
    let took = start.elapsed();
    assert!(took >= Duration::from_millis(200), "{took:?}");
}
