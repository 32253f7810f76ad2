// SPDX-License-Identifier: Apache-2.0
//! Sound of a guest in Redox' audio scheme: with it and without it. How late it is: tests/measure.

use crate::stage::stage;
use fake_orbital::peer::FakeGuest;
use seamless_protocol::messages::{AudioData, AudioStarted, AudioStopped};
use seamless_protocol::Any;
use std::time::Duration;

/// What an agent sends at a time: 20 ms.
const PIECE: usize = 882;

fn wanted_rate(guest: &mut FakeGuest) -> u32 {
    let sink = guest.wait("AudioSink", |said| match said {
        Any::AudioSink(sink) => Some((sink.rate, sink.channels)),
        _ => None,
    });
    let (rate, channels) = sink.expect("said");
    assert_eq!(channels, if rate == 0 { 0 } else { 2 });
    rate
}

fn start(guest: &mut FakeGuest, stream: u32) {
    guest.say(&AudioStarted { stream, app_instance: 0, name: "player", title: "tone" }).expect("said");
}

fn piece(left: i16) -> Vec<u8> {
    let [low, high] = left.to_le_bytes();
    [low, high, 0, 0].repeat(PIECE)
}

#[test]
fn a_redox_without_a_sound_card_wants_no_sound_until_it_has_one() {
    let mut stage = stage();
    stage.hand("audio gone");
    let mut guest = stage.guest();
    assert_eq!(wanted_rate(&mut guest), 0);
    stage.hand("audio back");
    assert_eq!(wanted_rate(&mut guest), 44_100);
}

#[test]
fn a_scheme_that_vanishes_while_something_plays_ends_the_sound_and_one_that_comes_back_has_it_again() {
    let mut stage = stage();
    let mut guest = stage.guest();
    assert_eq!(wanted_rate(&mut guest), 44_100);
    start(&mut guest, 1);
    guest.say(&AudioData { stream: 1, position: 0, samples: &piece(5) }).expect("said");
    stage.hand("wait streams 1");
    stage.hand("audio gone");
    guest.say(&AudioData { stream: 1, position: PIECE as u64, samples: &piece(5) }).expect("said");
    assert_eq!(wanted_rate(&mut guest), 0);
    stage.hand("wait streams 0");
    // What was under way is for nobody.
    guest.say(&AudioData { stream: 1, position: 2 * PIECE as u64, samples: &piece(5) }).expect("said");
    guest.say(&AudioStopped { stream: 1 }).expect("said");
    stage.hand("audio back");
    assert_eq!(wanted_rate(&mut guest), 44_100);
    start(&mut guest, 2);
    guest.say(&AudioData { stream: 2, position: 0, samples: &piece(7) }).expect("said");
    guest.say(&AudioStopped { stream: 2 }).expect("said");
    stage.hand("wait streams 1");
    stage.shared().wait(Duration::from_secs(10), |world| world.audio.queued().any(|frames| frames == PIECE).then_some(())).expect("given");
    stage.hand("audio step 2");
    assert_eq!(stage.heard().iter().filter(|sample| **sample == 7).count(), PIECE);
}
