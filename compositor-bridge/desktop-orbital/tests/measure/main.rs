// SPDX-License-Identifier: Apache-2.0
//! What the endpoint costs over loopback TCP, without bridge and guest. The limits are what a person may notice; the numbers are
//! printed: `cargo test --release --test measure -- --nocapture`. They run one at a time.

mod sound;
#[allow(dead_code)]
#[path = "../door/stage.rs"]
mod stage;

use fake_orbital::peer::{toplevel, FakeGuest, Picture};
use seamless_protocol::messages::FrameShown;
use seamless_protocol::{Any, Rect};
use stage::{stage_on, Stage};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

const SIDE: (i32, i32) = (1900, 1000);

/// What is measured has the processors to itself, as far as we go: tests of one program run side by side else.
fn alone() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    // One that failed was done as well.
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

fn large(stage: &mut Stage) -> (FakeGuest, (i32, i32)) {
    let mut guest = stage.guest();
    let id = stage.shown(&mut guest, &toplevel(1, "Large", SIDE.0, SIDE.1), 0xff00_0000);
    let at = stage.content(&id);
    (guest, at)
}

fn key(guest: &mut FakeGuest, pressed: bool) {
    guest.wait("Key", |said| matches!(said, Any::Key(key) if key.code == 30 && key.pressed == pressed).then_some(())).expect("a key");
}

/// Prints them, and answers the one in the middle.
fn say(what: &str, mut times: Vec<Duration>) -> Duration {
    times.sort();
    let at = |part: usize| times[(times.len() - 1) * part / 100].as_secs_f64() * 1e3;
    println!("{what}: p50 {:.2} ms, p95 {:.2} ms, p99 {:.2} ms", at(50), at(95), at(99));
    times[times.len() / 2]
}

#[test]
fn from_a_key_to_the_pixel_that_it_changes_it_is_less_than_8_milliseconds() {
    let _turn = alone();
    let mut stage = stage_on((1920, 1080));
    let (mut guest, (x, y)) = large(&mut stage);
    let times = (0..200).map(|serial: u32| {
        let colour = 0xff00_0001 + serial;
        let start = Instant::now();
        stage.hand("key a down");
        key(&mut guest, true);
        let glyph = Picture { damage: vec![Rect::new(100, 100, 12, 24)], ..Picture::new(1, serial + 2, SIDE, colour) };
        glyph.say_to(&mut guest).expect("said");
        stage.hand(&format!("wait pixel {} {} {:06x}", x + 105, y + 110, colour & 0xff_ffff));
        let took = start.elapsed();
        stage.hand("key a up");
        key(&mut guest, false);
        took
    });
    assert!(say("key to pixel, a letter", times.collect()) <= Duration::from_millis(8));
}

#[test]
fn whole_frames_come_at_the_rate_of_a_film_at_least() {
    let _turn = alone();
    let mut stage = stage_on((1920, 1080));
    let (mut guest, _) = large(&mut stage);
    let frames = 30;
    let start = Instant::now();
    let times = (0..frames).map(|serial| {
        let start = Instant::now();
        Picture::new(1, serial + 2, SIDE, 0xff00_0000 + serial).say_to(&mut guest).expect("said");
        let shown =
            guest.wait("FrameShown", |said| matches!(said, Any::FrameShown(FrameShown { serial: of, .. }) if *of == serial + 2).then_some(()));
        shown.expect("shown");
        start.elapsed()
    });
    let times: Vec<Duration> = times.collect();
    let rate = f64::from(frames) / start.elapsed().as_secs_f64();
    println!("whole frames of {} × {}, raw: {rate:.1} a second, {} bytes each", SIDE.0, SIDE.1, SIDE.0 * SIDE.1 * 4);
    assert!(say("one of them, from the guest to the screen and back", times) <= Duration::from_millis(40));
}
